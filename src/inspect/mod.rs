//! From bytes to what is shown.
pub mod commands;
pub mod detective;
pub mod family;
pub mod findings;
pub mod graph;
pub mod ledger;
pub mod picture;
pub mod report;
pub mod roles;

#[cfg(test)]
mod testing;
