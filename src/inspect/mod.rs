//! From bytes to what is shown.

pub mod causes;
pub mod detective;
pub mod family;
pub mod findings;
pub mod graph;
pub mod judgement;
pub mod ledger;
mod opened;
pub mod roles;

pub use opened::Opened;

#[cfg(test)]
pub(crate) mod testing;
