//! Package URLs (purl-spec), as far as they say which package of the layers is meant.

use crate::packages::Ecosystem;
use crate::url::percent_decode;

/// A package of a kind that is read out of layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Purl {
    pub ecosystem: Ecosystem,
    /// As the database of its kind has it.
    pub name: String,
    pub version: Option<String>,
}

impl Purl {
    /// `None` for other kinds, and where it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("pkg:")?.trim_start_matches('/');
        let rest = rest.split('#').next()?;
        let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, path) = rest.split_once('/')?;
        let (path, version) = split_version(path);
        let path = percent_decode(path)?;
        let (namespace, name) = match path.rsplit_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, path.as_str()),
        };
        let ecosystem = ecosystem(kind)?;
        let name = match (ecosystem, namespace) {
            (Ecosystem::Npm | Ecosystem::Go, Some(namespace)) => format!("{namespace}/{name}"),
            _ => name.to_owned(),
        };
        let version = version.and_then(percent_decode);
        let version = version.filter(|version| !version.is_empty());
        Some(Self {
            ecosystem,
            name: comparable(ecosystem, &name),
            version: version.map(|version| with_epoch(version, qualifiers)),
        })
    }
}

/// Where the version begins that a path ends with: behind the last `@`, unless that is
/// of a scope, `@scope/name`.
fn split_version(path: &str) -> (&str, Option<&str>) {
    match path.rsplit_once('@') {
        Some((path, version)) if !version.contains('/') && !path.is_empty() => {
            (path, Some(version))
        }
        _ => (path, None),
    }
}

fn ecosystem(kind: &str) -> Option<Ecosystem> {
    Some(match kind {
        "deb" => Ecosystem::Dpkg,
        "apk" => Ecosystem::Apk,
        "npm" => Ecosystem::Npm,
        "pypi" => Ecosystem::Python,
        "gem" => Ecosystem::Ruby,
        "golang" => Ecosystem::Go,
        "maven" => Ecosystem::Java,
        _ => return None,
    })
}

/// The name by which packages of one kind are the same: PyPI's in small letters with one
/// kind of dash (PEP 503), Maven's without their group, which archives often do not say.
pub(super) fn comparable(ecosystem: Ecosystem, name: &str) -> String {
    match ecosystem {
        Ecosystem::Python => name.to_lowercase().replace(['_', '.'], "-"),
        Ecosystem::Java => {
            let last = name.rsplit([':', '/']).next();
            last.unwrap_or(name).to_lowercase()
        }
        _ => name.to_owned(),
    }
}

/// Some tools have the epoch of a Debian version beside it.
fn with_epoch(version: String, qualifiers: &str) -> String {
    let mut all = qualifiers.split('&');
    let epoch = all.find_map(|pair| pair.strip_prefix("epoch="));
    match epoch {
        Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
        _ => version,
    }
}
