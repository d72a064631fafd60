//! The platforms of an index: what a person chooses from. Attestations are
//! about a platform's manifest and no platform themselves, so they hang on it.

use super::order::{Column, Order, sort};
use crate::format::{Sum, visible};
use crate::image::platform::Platform;
use crate::inspect::graph::{Graph, Image, NodeId, NodeKind};

/// The platforms that one document offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platforms {
    /// The index, or the entry that lists several manifests.
    pub index: Option<NodeId>,
    pub rows: Vec<PlatformRow>,
}

/// One platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlatformRow {
    /// Its place in [`Graph::images`].
    pub image: usize,
    pub manifest: Option<NodeId>,
    pub os: String,
    pub architecture: String,
    pub variant: String,
    pub os_version: String,
    /// `Windows Server 2022`, where the version is a build of one.
    pub os_name: Option<&'static str>,
    pub layers: usize,
    /// Stored bytes of its layers as its manifest claims them: unknown where the
    /// manifest is not here, a part of all where it leaves one out.
    pub size: Sum,
    pub attestations: Vec<NodeId>,
    /// The manifest is named and not here.
    pub absent: bool,
}

/// By what the platforms can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformColumn {
    Platform,
    OsVersion,
    Layers,
    Size,
}

impl Column for PlatformColumn {
    const ALL: &'static [Self] = &[Self::Platform, Self::OsVersion, Self::Layers, Self::Size];

    fn word(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::OsVersion => "os-version",
            Self::Layers => "layers",
            Self::Size => "size",
        }
    }
}

impl Platforms {
    /// The same in another order.
    #[must_use]
    pub fn sorted(mut self, order: Option<Order<PlatformColumn>>) -> Self {
        let name = |row: &PlatformRow| {
            let row = [&row.os, &row.architecture, &row.variant];
            row.map(String::clone)
        };
        sort(&mut self.rows, order, |column, one, other| match column {
            PlatformColumn::Platform => name(one).cmp(&name(other)),
            PlatformColumn::OsVersion => one.os_version.cmp(&other.os_version),
            PlatformColumn::Layers => one.layers.cmp(&other.layers),
            PlatformColumn::Size => one.size.known.cmp(&other.size.known),
        });
        self
    }
}

/// The platforms beside those of an image; none where it has no siblings.
#[must_use]
pub fn platforms(graph: &Graph, image: usize) -> Platforms {
    let Some(chosen) = graph.images.get(image) else {
        return Platforms::default();
    };
    let index = chosen.index.or_else(|| listing(graph, chosen));
    let Some(index) = index else {
        return Platforms::default();
    };
    let named = |manifest: NodeId| {
        let mut edges = graph.edges.iter();
        edges.any(|edge| edge.from == index && edge.to == manifest)
    };
    let rows: Vec<PlatformRow> = graph
        .images
        .iter()
        .enumerate()
        .filter(|(_, image)| image.manifest.is_some_and(named))
        .map(|(place, image)| row(graph, place, image))
        .collect();
    Platforms {
        index: Some(index),
        rows,
    }
}

/// An `index.json` that names several manifests with a platform each is an
/// index but for its digest.
fn listing(graph: &Graph, image: &Image) -> Option<NodeId> {
    let manifest = image.manifest?;
    let entry = graph.edges.iter().find(|edge| {
        let is_entry = graph
            .node(edge.from)
            .is_some_and(|node| node.kind == NodeKind::Entry);
        is_entry && edge.to == manifest
    })?;
    let siblings = graph.edges.iter().filter(|edge| {
        let target = graph.node(edge.to);
        edge.from == entry.from && target.is_some_and(|node| node.platform.is_some())
    });
    (siblings.count() > 1).then_some(entry.from)
}

fn row(graph: &Graph, place: usize, image: &Image) -> PlatformRow {
    let platform = image.platform.clone().unwrap_or_default();
    let absent = image
        .manifest
        .and_then(|id| graph.node(id))
        .is_none_or(|node| node.content.is_none());
    PlatformRow {
        image: place,
        manifest: image.manifest,
        os: visible(&platform.os),
        architecture: visible(&platform.architecture),
        variant: visible(platform.variant.as_deref().unwrap_or_default()),
        os_version: visible(platform.os_version.as_deref().unwrap_or_default()),
        os_name: windows(&platform),
        layers: image.layers.len(),
        size: match absent {
            true => Sum::from(None),
            false => size(image),
        },
        attestations: image.attestations.clone(),
        absent,
    }
}

fn size(image: &Image) -> Sum {
    let layers = image.layers.iter();
    let sizes = layers.map(|layer| layer.descriptor.as_ref()?.size);
    sizes.collect()
}

/// The release of Windows that a build belongs to. An image of one build runs
/// on hosts of the same only, so people know them by these names.
fn windows(platform: &Platform) -> Option<&'static str> {
    if platform.os != "windows" {
        return None;
    }
    let mut parts = platform.os_version.as_deref()?.split('.').skip(2);
    Some(match parts.next()? {
        "14393" => "Windows Server 2016",
        "16299" => "Windows Server 1709",
        "17134" => "Windows Server 1803",
        "17763" => "Windows Server 2019",
        "18362" => "Windows Server 1903",
        "18363" => "Windows Server 1909",
        "19041" => "Windows Server 2004",
        "19042" => "Windows Server 20H2",
        "20348" => "Windows Server 2022",
        "25398" => "Windows Server 23H2",
        "26100" => "Windows Server 2025",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_builds_have_the_names_that_people_use() {
        for (os, version, name) in [
            (
                "windows",
                Some("10.0.17763.5329"),
                Some("Windows Server 2019"),
            ),
            ("windows", Some("10.0.20348"), Some("Windows Server 2022")),
            ("windows", Some("10.0.1"), None),
            ("windows", Some("nonsense"), None),
            ("windows", None, None),
            ("linux", Some("10.0.17763"), None),
        ] {
            let platform = Platform {
                os: os.to_owned(),
                os_version: version.map(str::to_owned),
                ..Platform::default()
            };
            assert_eq!(windows(&platform), name, "{os} {version:?}");
        }
    }
}
