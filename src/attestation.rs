//! Attestations: what somebody states of an image, such as how it was built, what is
//! inside, and which weaknesses it has (in-toto Attestation Framework).
//!
//! All of it is a claim: a statement stands for nothing but what it says.
//!
//! Not here: whether somebody signed them (`signature`), and which images a build used,
//! held against what is open (`comparison`).

mod bounded;
pub mod buildkit;
pub mod predicate;
pub mod provenance;
pub mod sbom;
pub mod statement;
#[cfg(test)]
mod tests;
pub mod vex;
pub mod vulnerabilities;

pub use bounded::Listed;
