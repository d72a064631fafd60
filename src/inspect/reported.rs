//! What an engine reports of an image, beside what the bytes prove that it gave for it.
//!
//! Not here: what an engine answers (`source::engine`).

mod finding;
mod point;

use std::any::Any;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::image::config::Config;
use crate::image::digest::Digest;
use crate::image::platform::Platform;
use crate::inspect::graph::{Image, NodeId};
use crate::inspect::{Opened, Report};
use crate::rules::Finding;
use crate::source::engine::{IdNames, Inspection, Reported, Store};
use crate::words::Arg;
pub use point::{Point, Standing, Subject};

/// An engine's report on one image, held against that image.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Which of the images that are open it is about; `None` where none is.
    pub image: Option<usize>,
    pub points: Vec<Point>,
}

/// What an engine reported of what is open.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineReport(pub Reported);

impl Report for EngineReport {
    fn findings(&self, opened: &Opened) -> Vec<Finding> {
        finding::findings(compare(&self.0, opened).points, opened)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Holds what was reported against what is open.
#[must_use]
pub fn compare(reported: &Reported, opened: &Opened) -> Comparison {
    let about = &reported.inspection;
    let image = image_of(about, opened);
    let side = Side::new(
        opened,
        image.and_then(|place| opened.graph.images.get(place)),
    );
    let steps = reported.history.as_ref().map(Vec::len);
    let points = [
        Some(side.id(about)),
        side.repo_digests(about),
        side.layers(about),
        side.platform(about),
        side.created(about),
        side.author(about),
        steps.map(|steps| side.steps(steps)),
    ];
    let points = points.into_iter().flatten();
    Comparison {
        image,
        points: points.chain(unproven(about)).collect(),
    }
}

/// The image that a report is about: that of its ID, else that of its platform, else
/// the first.
fn image_of(about: &Inspection, opened: &Opened) -> Option<usize> {
    let images = || opened.graph.images.iter().enumerate();
    let is_named = |image: &Image| {
        let documents = [image.config, image.manifest, image.index];
        let mut documents = documents.into_iter().flatten();
        documents.any(|node| digest_of(opened, node).as_ref() == Some(&about.id))
    };
    let mut candidates: Vec<_> = images().filter(|(_, image)| is_named(image)).collect();
    if candidates.is_empty() {
        candidates = images().collect();
    }
    let wanted = platform_of(about);
    let fits = |image: &Image| {
        let config = opened.graph.config_of(image, &opened.contents);
        let platform = config.and_then(|config| config.platform);
        matches!((&wanted, platform), (Some(wanted), Some(own)) if is_same_machine(&own, wanted))
    };
    let found = candidates.iter().find(|(_, image)| fits(image));
    found.or(candidates.first()).map(|(place, _)| *place)
}

/// What is known of the image's bytes.
struct Side<'a> {
    opened: &'a Opened,
    image: Option<&'a Image>,
    config: Option<Config>,
}

impl<'a> Side<'a> {
    fn new(opened: &'a Opened, image: Option<&'a Image>) -> Self {
        let config = image.and_then(|image| opened.graph.config_of(image, &opened.contents));
        Self {
            opened,
            image,
            config,
        }
    }

    /// A document of the image with the digest of its bytes.
    fn document(&self, of: impl Fn(&Image) -> Option<NodeId>) -> Option<(NodeId, Digest)> {
        let node = of(self.image?)?;
        Some((node, digest_of(self.opened, node)?))
    }

    fn config_place(&self, pointer: &'static str) -> Option<(NodeId, &'static str)> {
        Some((self.image?.config?, pointer))
    }

    fn id(&self, about: &Inspection) -> Point {
        let names = about.id_names();
        let index = || self.document(|image| image.index);
        let manifest = || self.document(|image| image.manifest);
        let is_it = |found: &(NodeId, Digest)| found.1 == about.id;
        let found = match names {
            IdNames::Config => self.document(|image| image.config),
            IdNames::Index => index(),
            IdNames::Manifest => manifest(),
            IdNames::Target => index().filter(is_it).or_else(manifest).or_else(index),
        };
        let computed = found.as_ref().map(|(_, digest)| digest.as_str());
        Point::held(
            Subject::Id(names),
            about.id.as_str(),
            computed,
            found.as_ref().is_some_and(is_it),
            found.as_ref().map(|(node, _)| (*node, "")),
        )
    }

    fn repo_digests(&self, about: &Inspection) -> Option<Point> {
        if about.repo_digests.is_empty() {
            return None;
        }
        let documents = [
            self.document(|image| image.index),
            self.document(|image| image.manifest),
        ];
        let documents: Vec<_> = documents.into_iter().flatten().collect();
        let is_here = |name: &String| {
            let digest = name.rsplit_once('@').map(|(_, digest)| digest);
            documents
                .iter()
                .any(|(_, own)| digest == Some(own.as_str()))
        };
        let agrees = about.repo_digests.iter().any(is_here);
        let first = documents.first();
        let computed: Vec<&str> = documents.iter().map(|(_, own)| own.as_str()).collect();
        let mut point = Point::held(
            Subject::RepoDigests,
            about.repo_digests.clone(),
            first.map(|_| computed),
            agrees,
            first.map(|(node, _)| (*node, "")),
        );
        // The manifest that was pulled is not here: that it is the same image is known by
        // its config and its layers.
        let is_same = |point: &Point| point.standing == Standing::Agrees;
        let same_image =
            is_same(&self.id(about)) && self.layers(about).as_ref().is_some_and(is_same);
        if point.standing == Standing::Differs && about.store() == Store::Unpacked && same_image {
            point.standing = Standing::Rewritten;
        }
        Some(point)
    }

    fn layers(&self, about: &Inspection) -> Option<Point> {
        let reported = about.layers.as_ref()?;
        let claimed = self.config.as_ref().map(|config| &config.diff_ids);
        let own: Option<Vec<&str>> = claimed.map(|all| {
            let texts = all.iter().map(|(_, digest)| digest.text.as_str());
            texts.collect()
        });
        let agrees = own.as_ref().is_some_and(|own| own == reported);
        let place = self.config_place("/rootfs/diff_ids");
        Some(Point::held(
            Subject::Layers,
            reported.clone(),
            own,
            agrees,
            place,
        ))
    }

    fn platform(&self, about: &Inspection) -> Option<Point> {
        let reported = platform_of(about)?;
        let own = self
            .config
            .as_ref()
            .and_then(|config| config.platform.as_ref());
        let agrees = own.is_some_and(|own| is_same_machine(own, &reported));
        let text = |platform: &Platform| platform.to_string();
        Some(Point::held(
            Subject::Platform,
            text(&reported),
            own.map(text),
            agrees,
            self.config_place("/architecture"),
        ))
    }

    fn created(&self, about: &Inspection) -> Option<Point> {
        let reported = about.created.as_deref()?;
        let own = self
            .config
            .as_ref()
            .and_then(|config| config.created.as_deref());
        let agrees = own.is_some_and(|own| is_same_moment(own, reported));
        let place = self.config_place("/created");
        Some(Point::held(Subject::Created, reported, own, agrees, place))
    }

    fn author(&self, about: &Inspection) -> Option<Point> {
        let reported = about.author.as_deref()?;
        let own = self
            .config
            .as_ref()
            .and_then(|config| config.author.as_deref());
        let place = self.config_place("/author");
        let agrees = own == Some(reported);
        Some(Point::held(Subject::Author, reported, own, agrees, place))
    }

    fn steps(&self, reported: usize) -> Point {
        let own = self.config.as_ref().map(|config| config.history.len());
        // Without a history of its own, an engine makes one of the layers.
        let own = own.filter(|own| *own > 0);
        let place = self.config_place("/history");
        let agrees = own == Some(reported);
        Point::held(Subject::Steps, reported, own, agrees, place)
    }
}

/// What no bytes of an image say.
fn unproven(about: &Inspection) -> impl Iterator<Item = Point> {
    let list = |all: &Vec<String>| (!all.is_empty()).then(|| Arg::from(all.clone()));
    let text = |text: &Option<String>| text.clone().map(Arg::from);
    let size = about.size.map(|bytes| Arg::Size { bytes });
    let all = [
        (Subject::Names, list(&about.tags)),
        (Subject::Size, size),
        (Subject::OsVersion, text(&about.os_version)),
        (Subject::Comment, text(&about.comment)),
        (Subject::Driver, text(&about.driver)),
        (Subject::LastTagged, text(&about.last_tagged)),
        (Subject::PulledFrom, list(&about.pulled_from)),
        (Subject::SignedBy, list(&about.signed_by)),
    ];
    all.into_iter().filter_map(|(subject, reported)| {
        Some(Point {
            subject,
            reported: reported?,
            computed: None,
            standing: Standing::Unproven,
            place: None,
        })
    })
}

fn digest_of(opened: &Opened, node: NodeId) -> Option<Digest> {
    let bytes = opened.graph.bytes(node, &opened.contents)?;
    Some(Digest::sha256(bytes))
}

fn platform_of(about: &Inspection) -> Option<Platform> {
    Some(Platform {
        os: about.os.clone()?,
        architecture: about.architecture.clone()?,
        variant: about.variant.clone(),
        ..Platform::default()
    })
}

/// Podman tells no variant.
fn is_same_machine(own: &Platform, reported: &Platform) -> bool {
    let told = |of: &Platform| Platform {
        variant: reported.variant.as_ref().and(of.variant.clone()),
        ..of.clone()
    };
    told(own).same_machine(&told(reported))
}

fn is_same_moment(one: &str, other: &str) -> bool {
    let moment = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    one == other || moment(one).is_some_and(|one| moment(other) == Some(one))
}
