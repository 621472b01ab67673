//! Files from elsewhere become typed rows and findings.
