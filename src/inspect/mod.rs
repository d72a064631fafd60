//! From bytes to what is shown.
pub mod compression;
pub mod detective;
pub mod findings;
pub mod graph;
pub mod layer;
pub mod ledger;
pub mod picture;
pub mod tar_scan;
