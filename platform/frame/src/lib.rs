//! What a module is; sign-in, jobs, settings, clock.
