//! Packages of an image, as rows of a list.

use crate::format::visible_line;
use crate::packages::{Ecosystem, Files, PackageRow};
use crate::views::file_tree::layer_name;
use crate::words::{Message, packages as words};

/// One package.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PackageLine {
    /// By which its files are asked for.
    pub number: usize,
    pub name: String,
    /// With the architecture, where that is known.
    pub version: String,
    pub ecosystem: Message,
    /// Since which it is there.
    pub layer: Message,
    pub files: FilesShown,
}

/// What there is to see of its files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FilesShown {
    /// A list of so many, to be asked for.
    List(u32),
    /// All of a directory, or a part of a file. Absolute.
    At(String),
    Unknown,
}

impl PackageLine {
    #[must_use]
    pub fn of(row: &PackageRow) -> Self {
        let package = &row.package;
        let version = visible_line(&package.version);
        Self {
            number: row.number,
            name: visible_line(&package.name),
            version: match &package.architecture {
                Some(architecture) => format!("{version} ({})", visible_line(architecture)),
                None => version,
            },
            ecosystem: package.ecosystem.label(),
            layer: package.layer.map_or_else(words::layer_unknown, layer_name),
            files: match &package.files {
                Files::Listed(count) => FilesShown::List(*count),
                Files::Folder(folder) => FilesShown::At(folder.clone()),
                Files::Inside => FilesShown::At(package.database.clone()),
                Files::Unknown => FilesShown::Unknown,
            },
        }
    }
}

/// The word of an ecosystem in a form.
#[must_use]
pub fn word(ecosystem: Ecosystem) -> &'static str {
    match ecosystem {
        Ecosystem::Dpkg => "dpkg",
        Ecosystem::Apk => "apk",
        Ecosystem::Npm => "npm",
        Ecosystem::Python => "python",
        Ecosystem::Ruby => "ruby",
        Ecosystem::Go => "go",
        Ecosystem::Java => "java",
    }
}

/// The ecosystem of a word.
#[must_use]
pub fn of_word(text: &str) -> Option<Ecosystem> {
    Ecosystem::ALL.into_iter().find(|one| word(*one) == text)
}
