//! Signatures of images: who signed what, and each step of the proof.
//!
//! Nothing in here trusts what a signature brings along: a step holds only where it was
//! recomputed. Public-key operations go through one port ([`cryptography`]).
//!
//! Not here: where signatures are (`inspect`, `source`), and what is shown of them
//! (`views`).

pub mod algorithm;
pub mod base64;
pub mod bundle;
pub mod carried;
pub mod certificate;
pub mod chain;
pub mod checkpoint;
pub mod cryptography;
pub mod der;
pub mod dsse;
pub mod expectation;
pub mod fault;
pub mod hex;
pub mod key;
pub mod log_body;
pub mod merkle;
pub mod moment;
pub mod notary_fault;
pub mod notation;
pub mod oid;
pub mod pem;
pub mod proof;
pub mod remembered;
pub mod rustcrypto;
pub mod scheme;
pub mod sct;
pub mod sigstore;
pub mod timestamp;
pub mod trusted_root;
