//! A bill of materials held against the packages that the layers really contain, as the
//! databases in them say.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Sbom;
use super::purl::{Purl, comparable};
use crate::packages::{Ecosystem, Package};

/// What both say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Where they differ, by kind and name.
    pub different: Vec<Pair>,
    /// How many are the same in both.
    pub same: usize,
    /// How many packages of the bill are of a kind that is not read out of layers, or say
    /// no kind.
    pub not_compared: usize,
}

/// A package of which they say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub ecosystem: Ecosystem,
    pub name: String,
    pub held: Held,
}

/// What the difference is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The versions that only the bill has, and those that only the layers have.
    OtherVersion {
        sbom: String,
        layers: String,
    },
    /// With its version, where that is said.
    OnlyInSbom(String),
    OnlyInLayers(String),
}

/// Of one kind and name: the versions of both.
#[derive(Default)]
struct Versions {
    sbom: BTreeSet<String>,
    layers: BTreeSet<String>,
}

/// Compares them. Packages are the same where kind, name and version are; where the bill
/// has no version, kind and name.
#[must_use]
pub fn held(sbom: &Sbom, installed: &[Package]) -> Comparison {
    let mut all: BTreeMap<(Ecosystem, String), Versions> = BTreeMap::new();
    let mut comparison = Comparison::default();
    for package in &sbom.packages.kept {
        let Some(purl) = package.purl.as_deref().and_then(Purl::read) else {
            comparison.not_compared += 1;
            continue;
        };
        let version = purl.version.or_else(|| package.version.clone());
        let versions = all.entry((purl.ecosystem, purl.name)).or_default();
        versions.sbom.insert(comparable_version(
            purl.ecosystem,
            version.unwrap_or_default(),
        ));
    }
    for package in installed {
        let name = comparable(package.ecosystem, &package.name);
        let versions = all.entry((package.ecosystem, name)).or_default();
        let version = package.version.clone();
        versions
            .layers
            .insert(comparable_version(package.ecosystem, version));
    }
    for ((ecosystem, name), versions) in all {
        let (same, held) = versions.held();
        comparison.same += same;
        comparison.different.extend(held.map(|held| Pair {
            ecosystem,
            name,
            held,
        }));
    }
    comparison
}

/// Go's versions begin with a `v`, which some tools leave out.
fn comparable_version(ecosystem: Ecosystem, version: String) -> String {
    match version.strip_prefix('v') {
        Some(bare) if ecosystem == Ecosystem::Go => bare.to_owned(),
        _ => version,
    }
}

impl Versions {
    /// How many are the same, and what the others are.
    fn held(mut self) -> (usize, Option<Held>) {
        let mut same = self.sbom.intersection(&self.layers).count();
        let shared: Vec<String> = self.sbom.intersection(&self.layers).cloned().collect();
        for version in &shared {
            self.sbom.remove(version);
            self.layers.remove(version);
        }
        // A package without its version is whichever there is.
        if !self.layers.is_empty() && self.sbom.remove("") {
            same += self.layers.len();
            self.layers.clear();
        }
        let joined = |all: BTreeSet<String>| all.into_iter().collect::<Vec<_>>().join(", ");
        let held = match (self.sbom.is_empty(), self.layers.is_empty()) {
            (true, true) => None,
            (false, true) => Some(Held::OnlyInSbom(joined(self.sbom))),
            (true, false) => Some(Held::OnlyInLayers(joined(self.layers))),
            (false, false) => Some(Held::OtherVersion {
                sbom: joined(self.sbom),
                layers: joined(self.layers),
            }),
        };
        (same, held)
    }
}
