//! A bill of materials as it is told.

use crate::attestation::bounded::Listed;

/// The most packages that are kept: images of whole distributions with all of a language's
/// libraries have ten thousand, and each costs half a kilobyte.
pub const MAX_PACKAGES: usize = 200_000;

/// What is inside, as somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbom {
    pub form: Form,
    /// As `2.3`.
    pub version: Option<String>,
    /// Of what it is one.
    pub name: Option<String>,
    /// What made it, with its version.
    pub tools: Vec<String>,
    /// As it is written, RFC 3339.
    pub created: Option<String>,
    pub packages: Listed<SbomPackage>,
}

/// In which form it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Spdx,
    /// SPDX 3, of which licences and suppliers are not read: they stand elsewhere in it.
    Spdx3,
    CycloneDx,
}

impl Form {
    /// The name of the form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spdx | Self::Spdx3 => "SPDX",
            Self::CycloneDx => "CycloneDX",
        }
    }
}

/// One package, component or library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SbomPackage {
    pub name: String,
    pub version: Option<String>,
    /// As `library` or `CONTAINER`.
    pub kind: Option<String>,
    /// The package URL.
    pub purl: Option<String>,
    /// The licence as its author says, and as whoever looked at it found.
    pub declared: Option<String>,
    pub concluded: Option<String>,
    pub supplier: Option<String>,
}

impl SbomPackage {
    /// Whether `query`, in small letters, stands somewhere in it.
    pub(super) fn has(&self, query: &str) -> bool {
        let has = |text: &str| contains(text, query);
        let texts = [
            &self.version,
            &self.purl,
            &self.declared,
            &self.concluded,
            &self.supplier,
        ];
        has(&self.name) || texts.into_iter().flatten().any(|text| has(text))
    }
}

/// Most texts are ASCII, which is looked through without a copy of each.
fn contains(text: &str, query: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(query);
    }
    let query = query.as_bytes();
    query.is_empty()
        || text
            .as_bytes()
            .windows(query.len())
            .any(|window| window.eq_ignore_ascii_case(query))
}
