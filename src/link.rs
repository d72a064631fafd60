//! Links: what the address of a view is, what is offered to be shared, and
//! whether what came is what a link expects.
//!
//! Not here: the text of a fragment (`input::fragment`) and the browser's
//! history (`web::address`). No link ever holds a credential.

use crate::image::digest::Digest;
use crate::image::platform::Platform;
use crate::image::reference::Reference;
use crate::input::{Fragment, Input, PlatformName};
use crate::inspect::family::image_id;
use crate::inspect::graph::{Image, NodeId};
use crate::session::{Session, Showing};
use crate::source::registry::image::Target;
use crate::views::comparison::compared_with;
use crate::views::file_tree::FilesMode;
use crate::views::node_facts::Tab;
use crate::views::{self, View};
use crate::words::{Message, sharing as words};

/// What a person has chosen of what is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen<'a> {
    /// Its place in the graph's images.
    pub image: usize,
    /// The place of the one that it is compared with; `None` for the next one.
    pub other: Option<usize>,
    /// What is shown in the image's place, where that is no image.
    pub artifact: Option<NodeId>,
    pub node: Option<NodeId>,
    /// What of the files is shown.
    pub files: FilesMode,
    /// The layer whose files are shown.
    pub layer: Option<NodeId>,
    pub view: View,
    /// The open tab of the node.
    pub tab: Tab,
    /// What is looked for among the files; `None` for what the link said.
    pub path: Option<&'a str>,
}

/// The address of what is shown. That of a file which no link asked for says only
/// what is chosen of it: its name says nothing to anybody else.
#[must_use]
pub fn address(showing: &Showing, chosen: Chosen<'_>) -> Fragment {
    let wanted = &showing.wanted;
    let asked = showing.asked.as_ref().map(|ask| ask.input());
    let input = asked.or_else(|| wanted.input.clone());
    let node = match chosen.view {
        View::Files => chosen.layer,
        _ => chosen.node,
    };
    let node = node.and_then(|id| digest_of(showing, id));
    // The first ones need no mention, but that a file is open does.
    let is_a_file = input.is_none() && wanted.expect.is_empty();
    let is_view_said = is_a_file || chosen.view != View::default();
    let platform = platform(showing, chosen.image);
    Fragment {
        input,
        nth: nth(showing, chosen.image, platform.as_ref()),
        platform: platform.or_else(|| wanted.platform.clone()),
        artifact: chosen.artifact.and_then(|id| digest_of(showing, id)),
        view: is_view_said.then(|| chosen.view.word().to_owned()),
        tab: match chosen.view {
            View::Files => (chosen.files != FilesMode::default()).then(|| chosen.files.word()),
            _ => (node.is_some() && chosen.tab != Tab::default()).then(|| chosen.tab.word()),
        }
        .map(str::to_owned),
        node,
        search: None,
        with: match chosen.view {
            View::Compare => other_digest(showing, chosen),
            _ => None,
        },
        path: match chosen.path {
            Some(path) => Some(path.to_owned()).filter(|path| !path.is_empty()),
            None => wanted.path.clone(),
        },
        signer: wanted.signer.clone(),
        issuer: wanted.issuer.clone(),
        expect: wanted.expect.clone(),
        other: wanted.other.clone(),
    }
}

/// Which of the images it is, counted from 1, where its platform alone means
/// another one.
fn nth(showing: &Showing, image: usize, platform: Option<&PlatformName>) -> Option<usize> {
    let link = Fragment {
        platform: platform.cloned(),
        ..Fragment::default()
    };
    (image_of(showing, &link) != image).then_some(image + 1)
}

/// The address of a file of which nothing is known yet.
fn of_a_file(wanted: &Fragment) -> Fragment {
    match wanted.input.is_none() && wanted.expect.is_empty() {
        false => wanted.clone(),
        true => Fragment {
            view: Some(View::default().word().to_owned()),
            ..wanted.clone()
        },
    }
}

/// The address of the page, whatever it shows; `None` where it says nothing
/// about that, because it could not be read.
#[must_use]
pub fn of_session(session: &Session, chosen: Chosen<'_>) -> Option<Fragment> {
    Some(match session {
        Session::Start => Fragment::default(),
        Session::Waiting(wanted) | Session::Listing(wanted) => (**wanted).clone(),
        Session::Fetching(fetching) => fetching.wanted.clone(),
        Session::Refused(refusal) => refusal.wanted.clone(),
        Session::Opening(opening) => of_a_file(&opening.wanted),
        Session::Showing(showing) => address(showing, chosen),
        Session::Halted(halted) => of_a_file(&halted.opening.wanted),
        Session::Failed(_) => return None,
    })
}

/// Is `to` a step that a person took from `from`, to which Back returns? What
/// the page itself fills in is none.
#[must_use]
pub fn is_step(from: &Fragment, to: &Fragment) -> bool {
    let other_platform = from.platform.is_some() && from.platform != to.platform;
    let objects = |link: &Fragment| (link.artifact.clone(), link.node.clone(), link.with.clone());
    let chosen = |link: &Fragment| (link.nth, objects(link));
    from.input != to.input || chosen(from) != chosen(to) || from.view != to.view || other_platform
}

/// Does a link lead to what is open, and differ only in what is chosen of it?
#[must_use]
pub fn is_open(session: &Session, link: &Fragment) -> bool {
    match session {
        Session::Showing(showing) => {
            let open = address(showing, Chosen::default());
            let names = link.input.is_some() || !link.expect.is_empty();
            let is_named = names || link.is_of_a_file();
            is_named && open.input == link.input && open.expect == link.expect
        }
        Session::Listing(open) => open.input == link.input,
        _ => false,
    }
}

/// The platform of an image that has siblings.
fn platform(showing: &Showing, image: usize) -> Option<PlatformName> {
    let images = &showing.opened.graph.images;
    let platform = images.get(image)?.platform.as_ref()?;
    (images.len() > 1).then(|| named(platform)).flatten()
}

fn named(platform: &Platform) -> Option<PlatformName> {
    let name = platform.to_string();
    let name = match &platform.os_version {
        Some(version) => format!("{name}:{version}"),
        None => name,
    };
    name.parse().ok()
}

/// A node by which another page finds it again.
fn digest_of(showing: &Showing, id: NodeId) -> Option<String> {
    let text = &showing.opened.graph.node(id)?.digest.as_ref()?.text;
    (showing.opened.graph.by_digest(text) == Some(id)).then(|| text.clone())
}

/// The image of what is open that a link means, by its number or by its platform.
#[must_use]
pub fn image_of(showing: &Showing, link: &Fragment) -> usize {
    let count = showing.opened.graph.images.len();
    let numbered = link.nth.and_then(|nth| nth.checked_sub(1));
    match numbered.filter(|place| *place < count) {
        Some(place) => place,
        None => views::image_of(showing, link.platform.as_ref()),
    }
}

/// By which another page finds the image again that the chosen one is compared with.
fn other_digest(showing: &Showing, chosen: Chosen<'_>) -> Option<String> {
    let images = &showing.opened.graph.images;
    let other = compared_with(images.len(), chosen.image, chosen.other)?;
    digest_of(showing, document_of(images.get(other)?)?)
}

/// The image with which a link compares the one at `image`; `None` where it says
/// nothing of that, or where that is not here.
#[must_use]
pub fn other_of(showing: &Showing, link: &Fragment, image: usize) -> Option<usize> {
    let graph = &showing.opened.graph;
    let document = graph.by_digest(link.with.as_deref()?)?;
    let mut all = graph.images.iter().enumerate();
    let found = |(place, of): (usize, &Image)| {
        (place != image && document_of(of) == Some(document)).then_some(place)
    };
    all.find_map(found)
}

/// The document by which an image is named.
fn document_of(image: &Image) -> Option<NodeId> {
    image.manifest.or(image.config).or(image.legacy)
}

/// What is offered to be shared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// To exactly these bytes.
    pub exact: Option<Fragment>,
    /// To wherever the tag leads, with what it led to now.
    pub tag: Option<Fragment>,
    /// To a file that the other person has, too.
    pub file: Option<Fragment>,
}

/// The links to what is shown, each with what is chosen of it.
#[must_use]
pub fn shares(showing: &Showing, chosen: Chosen<'_>) -> Shares {
    let view = address(showing, chosen);
    // It names what it is of: the first view needs no mention.
    let view = Fragment {
        view: view.view.filter(|word| *word != View::default().word()),
        ..view
    };
    let link = |input: Option<Input>, expect: Vec<Digest>| Fragment {
        input,
        expect,
        ..view.clone()
    };
    let known = || digests_of_image(showing, chosen.image);
    let Some(ask) = &showing.asked else {
        let expect = known();
        return Shares {
            file: (!expect.is_empty()).then(|| link(None, expect)),
            ..Shares::default()
        };
    };
    match &ask.target {
        Target::Image(reference) => root(showing)
            .map(|root| of_image(reference, root, &link))
            .unwrap_or_default(),
        Target::Blob { .. } => Shares {
            exact: Some(link(Some(ask.input()), Vec::new())),
            ..Shares::default()
        },
        Target::Layout(_) => Shares {
            tag: Some(link(Some(ask.input()), known())),
            ..Shares::default()
        },
    }
}

fn of_image(
    reference: &Reference,
    root: Digest,
    link: &dyn Fn(Option<Input>, Vec<Digest>) -> Fragment,
) -> Shares {
    let tag = reference.tag.is_some() || reference.digest.is_none();
    let unpinned = Reference {
        digest: None,
        ..reference.clone()
    };
    let exact = Input::Image(reference.with_digest(root.clone()));
    Shares {
        exact: Some(link(Some(exact), Vec::new())),
        tag: tag.then(|| link(Some(Input::Image(unpinned)), vec![root])),
        file: None,
    }
}

/// The digest of the root as it came: what a tag led to.
fn root(showing: &Showing) -> Option<Digest> {
    let node = showing.opened.graph.roots.first()?;
    let mut rows = showing.opened.rows.iter();
    rows.find(|row| row.node == *node)?
        .computed
        .as_deref()
        .cloned()
}

/// By which the same image is known again, in whatever file it comes: the
/// config is in all of them, and a docker-archive has no manifest.
fn digests_of_image(showing: &Showing, image: usize) -> Vec<Digest> {
    let Some(image) = showing.opened.graph.images.get(image) else {
        return Vec::new();
    };
    let id = image_id(&showing.opened, image);
    let id = id.and_then(|id| id.parse().ok());
    id.into_iter().collect()
}

fn manifest_of_image(showing: &Showing, image: usize) -> Option<Digest> {
    let image = showing.opened.graph.images.get(image)?;
    let node = showing.opened.graph.node(image.index.or(image.manifest)?)?;
    node.digest.as_ref()?.digest().cloned()
}

/// Whether what came is what a link expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Not all is hashed that could be it.
    Pending,
    Same {
        expected: Digest,
    },
    /// The link names a manifest, and the file is of a form that has none.
    Unknowable {
        expected: Digest,
    },
    Different {
        expected: Digest,
        /// What came instead, where there is one thing.
        found: Option<Digest>,
        /// What a tag led to, so that both can be looked at.
        tag: Option<Reference>,
    },
}

/// Holds what is open against its link; `None` where that expects nothing.
#[must_use]
pub fn expectation(showing: &Showing) -> Option<Expectation> {
    let expected = showing.expected();
    let first = expected.first()?.clone();
    let tag = showing.asked.as_ref().and_then(|ask| match &ask.target {
        Target::Image(reference) => Some(reference.clone()),
        _ => None,
    });
    let absent = expected.iter().find(|digest| match tag {
        // An index that names the manifest of the link is another image.
        Some(_) => root(showing).as_ref() != Some(*digest),
        None => !has(showing, digest),
    });
    let Some(absent) = absent.cloned() else {
        return Some(Expectation::Same { expected: first });
    };
    if tag.is_none() && showing.progress.finished.is_none() {
        return Some(Expectation::Pending);
    }
    let images = &showing.opened.graph.images;
    // A link with a place names what a registry serves there, a manifest.
    let pinned = showing.wanted.input.is_some();
    if tag.is_none() && pinned && images.iter().all(|image| image.manifest.is_none()) {
        return Some(Expectation::Unknowable { expected: absent });
    }
    let found = match tag {
        Some(_) => root(showing),
        None if pinned => manifest_of_image(showing, 0),
        None => digests_of_image(showing, 0).into_iter().next(),
    };
    Some(Expectation::Different {
        expected: absent,
        found,
        tag,
    })
}

/// Whether something that is open was found to have this digest.
fn has(showing: &Showing, digest: &Digest) -> bool {
    let mut rows = showing.opened.rows.iter();
    rows.any(|row| row.computed.as_deref() == Some(digest))
}

impl Expectation {
    /// What is said of it. The digests of a difference stand beside it.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Pending => words::pending(),
            Self::Same { .. } => words::same_bytes(),
            Self::Unknowable { expected } => words::no_manifest(expected.as_str()),
            Self::Different {
                expected,
                found: Some(found),
                tag: Some(_),
            } => words::tag_moved(found.as_str(), expected.as_str()),
            Self::Different {
                expected,
                found: Some(found),
                tag: None,
            } => words::other_bytes(expected.as_str(), found.as_str()),
            Self::Different {
                expected,
                found: None,
                ..
            } => words::no_bytes(expected.as_str()),
        }
    }

    /// The links to both, where the tag leads elsewhere by now: what was
    /// shared, and what came.
    #[must_use]
    pub fn both(&self) -> Option<(Fragment, Fragment)> {
        let Self::Different {
            expected,
            found: Some(found),
            tag: Some(reference),
        } = self
        else {
            return None;
        };
        let link =
            |digest: &Digest| Fragment::of(Input::Image(reference.with_digest(digest.clone())));
        Some((link(expected), link(found)))
    }
}

#[cfg(test)]
mod tests;
