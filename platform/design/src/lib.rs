//! The NHS design system as typed components, charts and maps.
