//! A package as it is told.

use serde::{Deserialize, Serialize};

use crate::words::{Message, packages as words};

/// What installed a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ecosystem {
    Dpkg,
    Apk,
    Npm,
    Python,
    Ruby,
    Go,
    Java,
}

impl Ecosystem {
    pub const ALL: [Self; 7] = [
        Self::Dpkg,
        Self::Apk,
        Self::Npm,
        Self::Python,
        Self::Ruby,
        Self::Go,
        Self::Java,
    ];

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Dpkg => words::dpkg(),
            Self::Apk => words::apk(),
            Self::Npm => words::npm(),
            Self::Python => words::python(),
            Self::Ruby => words::ruby(),
            Self::Go => words::go(),
            Self::Java => words::java(),
        }
    }
}

/// One package of the file system after the last layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Package {
    pub ecosystem: Ecosystem,
    pub name: String,
    pub version: String,
    pub architecture: Option<String>,
    /// The package of sources that it was built from, where that has a name of its own.
    pub source: Option<String>,
    /// The layer since which this version is there, counted from the base as 0. `None`
    /// where that is not known, as not all below was read.
    pub layer: Option<u32>,
    /// The file that says so. Absolute.
    pub database: String,
    pub files: Files,
}

/// What is known of a package's files.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Files {
    /// So many are listed; whether all of them are there is not said.
    Listed(u32),
    /// All that is in this directory. Absolute.
    Folder(String),
    /// It is a part of the file that is [`Package::database`].
    Inside,
    Unknown,
}
