//! Bytes, before anybody asks what they mean: where they stand, how they are
//! compressed, what the tar in them lists, and one pass that hashes it all.
//!
//! Not here: names that bytes go by (`source`), and whether they are what a
//! name claims (`verify`).

pub mod compression;
pub mod layer;
pub mod second_look;
pub mod store;
pub mod tar;
pub mod tar_scan;
