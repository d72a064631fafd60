//! The ways to look at one object.
pub mod commands;
pub mod descriptor;
pub mod exact_bytes;
pub mod projection;
pub mod summary;
