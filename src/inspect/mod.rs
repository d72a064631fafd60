//! From bytes to what is shown.

pub mod about;
pub mod artifact;
pub mod cards;
pub mod causes;
pub mod commands;
pub mod detective;
pub mod exact_bytes;
pub mod family;
pub mod files;
pub mod findings;
pub mod graph;
pub mod judgement;
pub mod ledger;
pub mod moment;
pub mod outline;
pub mod picture;
pub mod platforms;
pub mod projection;
pub mod report;
pub mod roles;
pub mod steps;

#[cfg(test)]
mod testing;
