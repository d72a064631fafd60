//! Bills of materials: what is inside, as whoever made them says (SPDX 2.x and 3 in JSON,
//! CycloneDX in JSON). They are read as they come, without a tree of all: large ones have
//! millions of values.

mod cyclonedx;
mod document;
mod held;
mod lenient;
mod model;
mod purl;
mod spdx;
#[cfg(test)]
mod tests;

pub use held::{Comparison, Held, Pair, held};
pub use model::{Form, MAX_PACKAGES, Sbom, SbomPackage};

use crate::words::{Message, attestations as words};

/// Why a document is no bill of materials that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSbom {
    /// No JSON, or a document in which what names packages has another form.
    Unreadable,
    /// JSON of neither kind.
    OtherForm,
}

impl NoSbom {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Unreadable => words::sbom_unreadable(),
            Self::OtherForm => words::sbom_other_form(),
        }
    }
}

impl Sbom {
    /// Reads a statement with one as its predicate, or one that stands alone.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn read(bytes: &[u8]) -> Result<Self, NoSbom> {
        let outer: document::Outer =
            serde_json::from_slice(bytes).map_err(|_| NoSbom::Unreadable)?;
        outer.sbom().ok_or(NoSbom::OtherForm)
    }

    /// The numbers of the packages in which a text stands, whatever its case: in the name,
    /// version, package URL, licences or supplier.
    #[must_use]
    pub fn with(&self, query: &str) -> Vec<usize> {
        let query = query.trim().to_lowercase();
        let all = self.packages.kept.iter().enumerate();
        let found = all.filter(|(_, package)| package.has(&query));
        found.map(|(number, _)| number).collect()
    }
}
