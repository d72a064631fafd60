//! Which of the forms a document is in: alone, or as the predicate of a statement.

use serde::Deserialize;

use super::cyclonedx::{self, Component, Metadata};
use super::lenient::{Maybe, Several, Text};
use super::model::Sbom;
use super::spdx::{self, CreationInfo, Element, Package};

/// A statement, or a bill of materials: the members of both. Old versions of cosign have
/// what is stated in a member of the predicate, `Data`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Outer {
    #[serde(alias = "Data")]
    predicate: Maybe<Box<Outer>>,

    #[serde(rename = "spdxVersion")]
    spdx_version: Text,
    name: Text,
    #[serde(rename = "creationInfo")]
    creation_info: Maybe<CreationInfo>,
    packages: Several<Maybe<Package>>,

    #[serde(rename = "@graph")]
    graph: Several<Maybe<Element>>,

    #[serde(rename = "bomFormat")]
    bom_format: Text,
    #[serde(rename = "specVersion")]
    spec_version: Text,
    metadata: Maybe<Metadata>,
    components: Several<Maybe<Component>>,
}

impl Outer {
    /// `None` where it is in none of the forms.
    pub(super) fn sbom(self) -> Option<Sbom> {
        if let Some(inner) = self.predicate.0 {
            return inner.sbom();
        }
        if let Some(version) = &self.spdx_version.0 {
            let version = version.strip_prefix("SPDX-").unwrap_or(version).to_owned();
            let info = self.creation_info.0.unwrap_or_default();
            return Some(spdx::second(version, self.name.0, info, self.packages.0));
        }
        if self.bom_format.0.as_deref() == Some("CycloneDX") {
            let metadata = self.metadata.0.unwrap_or_default();
            let components = self.components.0;
            return Some(cyclonedx::read(self.spec_version.0, metadata, components));
        }
        spdx::third(self.graph.0)
    }
}
