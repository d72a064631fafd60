//! SPDX 2.x, and the packages of SPDX 3 (SPDX specification, JSON serialisations).

use serde::Deserialize;

use super::lenient::{Maybe, Several, Text};
use super::model::{Form, MAX_PACKAGES, Sbom, SbomPackage};
use crate::attestation::bounded::Listed;

/// How many tools are told.
const MAX_TOOLS: usize = 8;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CreationInfo {
    created: Text,
    creators: Several<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Package {
    name: Text,
    #[serde(rename = "versionInfo")]
    version: Text,
    #[serde(rename = "primaryPackagePurpose")]
    purpose: Text,
    #[serde(rename = "licenseDeclared")]
    declared: Text,
    #[serde(rename = "licenseConcluded")]
    concluded: Text,
    supplier: Text,
    #[serde(rename = "externalRefs")]
    references: Several<Maybe<Reference>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference {
    #[serde(rename = "referenceType")]
    kind: Text,
    #[serde(rename = "referenceLocator")]
    locator: Text,
}

/// What SPDX 3 keeps in its graph.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Element {
    #[serde(rename = "type")]
    kind: Text,
    name: Text,
    #[serde(rename = "specVersion")]
    spec_version: Text,
    created: Text,
    #[serde(rename = "software_packageVersion")]
    version: Text,
    #[serde(rename = "software_primaryPurpose")]
    purpose: Text,
    #[serde(rename = "software_packageUrl")]
    purl: Text,
    #[serde(rename = "externalIdentifier")]
    identifiers: Several<Maybe<Identifier>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identifier {
    #[serde(rename = "externalIdentifierType")]
    kind: Text,
    identifier: Text,
}

/// What says that nothing is known.
fn known(text: Text) -> Option<String> {
    text.0
        .filter(|text| !["NOASSERTION", "NONE"].contains(&text.as_str()))
}

/// SPDX 2.x.
pub(super) fn second(
    version: String,
    name: Option<String>,
    info: CreationInfo,
    packages: Listed<Maybe<Package>>,
) -> Sbom {
    let creators = info.creators.0.kept.into_iter().filter_map(|text| text.0);
    let tools = creators.filter_map(|text| Some(text.strip_prefix("Tool:")?.trim().to_owned()));
    Sbom {
        form: Form::Spdx,
        version: Some(version),
        name,
        tools: tools.take(MAX_TOOLS).collect(),
        created: info.created.0,
        packages: Listed {
            left_out: packages.left_out,
            kept: packages
                .kept
                .into_iter()
                .filter_map(|it| it.0)
                .map(package)
                .collect(),
        },
    }
}

fn package(package: Package) -> SbomPackage {
    let is_purl = |it: &Reference| it.kind.0.as_deref() == Some("purl");
    let mut references = package.references.0.kept.into_iter().filter_map(|it| it.0);
    let supplier = known(package.supplier);
    let supplier = supplier.map(|text| match text.split_once(": ") {
        Some(("Organization" | "Person", name)) => name.to_owned(),
        _ => text,
    });
    SbomPackage {
        name: package.name.0.unwrap_or_default(),
        version: known(package.version),
        kind: package.purpose.0,
        purl: references.find(is_purl).and_then(|it| it.locator.0),
        declared: known(package.declared),
        concluded: known(package.concluded),
        supplier,
    }
}

/// SPDX 3, as far as it is read; `None` where its graph has no document.
pub(super) fn third(graph: Listed<Maybe<Element>>) -> Option<Sbom> {
    let mut sbom = Sbom {
        form: Form::Spdx3,
        version: None,
        name: None,
        tools: Vec::new(),
        created: None,
        packages: Listed {
            kept: Vec::new(),
            left_out: graph.left_out,
        },
    };
    let mut is_document = false;
    for element in graph.kept.into_iter().filter_map(|it| it.0) {
        match element.kind.0.as_deref() {
            Some("SpdxDocument") => {
                is_document = true;
                sbom.name = element.name.0;
            }
            Some("CreationInfo") => {
                sbom.version = sbom.version.or(element.spec_version.0);
                sbom.created = sbom.created.or(element.created.0);
            }
            Some("Tool") if sbom.tools.len() < MAX_TOOLS => sbom.tools.extend(element.name.0),
            Some("software_Package") => sbom.packages.add(package_of_third(element), MAX_PACKAGES),
            _ => {}
        }
    }
    is_document.then_some(sbom)
}

fn package_of_third(element: Element) -> SbomPackage {
    let is_purl = |it: &Identifier| it.kind.0.as_deref() == Some("packageUrl");
    let mut identifiers = element.identifiers.0.kept.into_iter().filter_map(|it| it.0);
    let identified = identifiers.find(is_purl).and_then(|it| it.identifier.0);
    SbomPackage {
        name: element.name.0.unwrap_or_default(),
        version: element.version.0,
        kind: element.purpose.0,
        purl: element.purl.0.or(identified),
        ..SbomPackage::default()
    }
}
