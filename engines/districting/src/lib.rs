//! Draws neighbourhoods that can be defended.
