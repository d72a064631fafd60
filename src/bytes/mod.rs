//! Bytes, before anybody asks what they mean: where they stand, how they are
//! compressed, what the tar in them lists, one pass that hashes it all, files out of
//! a layer, by its table of contents too, and the headers of a tar to be written.
//!
//! Not here: names that bytes go by (`source`), and whether they are what a
//! name claims (`verify`).

pub mod compression;
pub mod extract;
pub mod layer;
pub mod second_look;
pub mod store;
pub mod tar;
pub mod tar_scan;
pub mod tar_write;
pub mod toc;
pub mod unpacked;
pub mod walk;
