//! From bytes to what is shown.
pub mod commands;
pub mod compression;
pub mod detective;
pub mod family;
pub mod findings;
pub mod graph;
pub mod layer;
pub mod ledger;
pub mod picture;
pub mod report;
pub mod roles;
pub mod tar_scan;

#[cfg(test)]
mod testing;
