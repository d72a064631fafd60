//! From bytes to what is shown.

pub mod causes;
pub mod detective;
pub mod family;
pub mod findings;
pub mod graph;
pub mod judgement;
pub mod ledger;
pub mod roles;

#[cfg(test)]
pub(crate) mod testing;
