//! From bytes to what is shown.

pub mod cause;
pub mod causes;
pub mod detective;
pub mod family;
pub mod findings;
pub mod graph;
pub mod judgement;
pub mod ledger;
pub mod measurements;
mod opened;
pub mod reported;
pub mod roles;
pub mod row;
pub mod signed;

pub use opened::{Opened, Report};

#[cfg(test)]
pub(crate) mod testing;
