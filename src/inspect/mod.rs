//! From trusted bytes to what is shown.
pub mod compression;
pub mod layer;
pub mod tar_scan;
