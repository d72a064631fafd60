//! A set of named files: the entries of a tar, a dropped folder.
pub mod path;
pub mod tar;
