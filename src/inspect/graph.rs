//! The graph: which document names which content, by which digest, and from
//! where. Built once from the contents; verdicts are added by `ledger`.
//!
//! Invariant: building never fails. What is missing is a node without content.

mod build;
mod builder;
mod docker;
mod documents;
mod label;
mod stack;

use std::collections::{HashMap, HashSet};

use crate::image::artifact::ArtifactKind;
use crate::image::config::Config;
use crate::image::descriptor::{Descriptor, SpelledDigest};
use crate::image::digest::{Algorithm, Digest};
use crate::image::json::Json;
use crate::image::manifest::{DocumentKind, Misfit, Role};
use crate::image::platform::Platform;
use crate::source::{ContentId, Contents, Form, Trust};
use crate::verify::Absent;
use crate::words::{Message, verdicts};
pub use label::Label;

/// A node's place in [`Graph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// How deep indexes may nest, and how many nodes one graph may have: an index
/// can name 100,000 children (CVE-2020-1702 and its kin).
pub const MAX_DEPTH: usize = 16;
pub const MAX_NODES: usize = 20_000;

/// Everything open, and how it hangs together.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
    pub claims: Vec<Claim>,
    pub edges: Vec<Edge>,
    /// Where reading begins, in the order of the roots of the contents.
    pub roots: Vec<NodeId>,
    pub images: Vec<Image>,
    /// Limits that cut the graph short.
    pub cut: Vec<Cut>,
    /// Documents that are not what was declared of them.
    pub misfits: Vec<(NodeId, Misfit)>,
    /// Manifests that no document names and that stand where signatures do.
    pub attached: HashSet<NodeId>,
    by_digest: HashMap<String, NodeId>,
    by_content: HashMap<ContentId, NodeId>,
}

/// One object: a document, a layer, the bytes inside a layer.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: NodeId,
    pub kind: NodeKind,
    /// Its bytes; `None` where the contents has none.
    pub content: Option<ContentId>,
    /// Why there is no content; of [`NodeKind::Unpacked`], why it is held
    /// against no layer.
    pub missing: Option<Absent>,
    /// What it is read as.
    pub role: Role,
    /// What came of that.
    pub reading: Reading,
    /// The digest by which others name it, as first spelled; `None` for a root
    /// that nothing names and for a file that is named by its path.
    pub digest: Option<SpelledDigest>,
    /// As first said, or of the document itself.
    pub media_type: Option<String>,
    /// As a descriptor says of it.
    pub platform: Option<Platform>,
    /// What a manifest or an index is of; `None` for everything else, and where
    /// nothing here says it.
    pub artifact: Option<ArtifactKind>,
    /// The claims about it ([`Graph::claims`]).
    pub claims: Vec<usize>,
    pub label: Label,
    /// For [`NodeKind::Unpacked`]: the layer whose bytes these are.
    pub unpacked_from: Option<NodeId>,
    /// For [`NodeKind::Unpacked`]: of the stack up to here.
    pub chain_id: Option<Digest>,
}

/// What came of reading a node as its [`Role`] demands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Nobody has to read it, or it is not here.
    #[default]
    None,
    Read(DocumentKind),
    /// Here, and not what was declared: no JSON, or JSON of another kind.
    Misfit,
    /// Here, hashed, and not read: nothing that it says was checked.
    LeftOut(LeftOut),
}

/// The limit because of which a document was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is larger than any document that is read: `limit` bytes.
    TooLarge { limit: u64 },
    /// It is one more than the documents of one input that are read.
    TooMany,
    /// It is named by indexes that nest deeper than [`MAX_DEPTH`].
    TooDeep,
}

/// A limit that cut the graph short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Nodes,
    Depth,
}

impl Cut {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Nodes => verdicts::cut_nodes(MAX_NODES),
            Self::Depth => verdicts::cut_depth(MAX_DEPTH),
        }
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A file that says what an archive holds, and that nothing names:
    /// `index.json`, `manifest.json`, `repositories`.
    Entry,
    Index,
    Manifest,
    /// A manifest about another one, which BuildKit keeps beside it.
    Attestation,
    /// A manifest of something that is no image.
    Artifact,
    Schema1,
    Config,
    Layer,
    /// The bytes inside a layer, at its place in a stack: DiffID and ChainID.
    Unpacked,
    /// Content of another kind, or that nothing names.
    Blob,
}

/// Who claims something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Claimant {
    /// A document of the graph, at a JSON pointer.
    Document { node: NodeId, pointer: String },
    /// A file's own name.
    FileName { path: String },
    /// The person: a digest that was asked for or expected.
    Person,
    /// A registry's list of what refers to a manifest.
    Listed { about: Digest },
}

/// One statement that some bytes have a digest and perhaps a size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub by: Claimant,
    /// Whose bytes: those inside a layer where the target is
    /// [`NodeKind::Unpacked`], the stored ones of anything else.
    pub target: NodeId,
    pub digest: SpelledDigest,
    /// In bytes.
    pub size: Option<u64>,
    pub media_type: Option<String>,
}

/// One node names another, or is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: NodeId,
    pub to: NodeId,
    pub kind: EdgeKind,
    pub label: Label,
    /// The claim that it stands for; `None` where a path leads there, or where
    /// a layer unpacks.
    pub claim: Option<usize>,
}

/// What an edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// A document names a part of what it describes.
    Names,
    /// A document says what it is about, by its `subject`.
    Subject,
    /// By where it stands: an attestation is about an entry of the same index, and a
    /// signature about what its tag or the file beside it is of.
    Attests,
    /// The bytes inside a layer.
    Unpacks,
}

/// One image: what a person runs.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// Names and tags, in the order in which they were found.
    pub names: Vec<String>,
    pub platform: Option<Platform>,
    /// The index through which it was reached, where one has a digest.
    pub index: Option<NodeId>,
    /// `None` for a docker-archive, whose registry manifest cannot be known.
    pub manifest: Option<NodeId>,
    pub config: Option<NodeId>,
    /// The `json` of an image from before Docker 1.10, which has no config.
    pub legacy: Option<NodeId>,
    /// Base first.
    pub layers: Vec<ImageLayer>,
    /// BuildKit attestations about it.
    pub attestations: Vec<NodeId>,
    /// The forms that name it, in an archive with two.
    pub forms: Vec<Form>,
    /// The archives that name it, as of [`crate::source::Root::scope`].
    pub scopes: Vec<usize>,
}

/// One layer of an image's stack.
#[derive(Clone, Debug, Default)]
pub struct ImageLayer {
    /// The stored bytes.
    pub node: Option<NodeId>,
    /// The bytes inside, at this place in the stack.
    pub unpacked: Option<NodeId>,
    /// As the manifest says; `None` in a docker-archive.
    pub descriptor: Option<Descriptor>,
    /// As the config claims.
    pub diff_id: Option<SpelledDigest>,
    /// Of the claimed DiffIDs up to here; `None` where one of them is malformed.
    pub chain_id: Option<Digest>,
}

impl ImageLayer {
    /// One of which only its stored bytes are known.
    pub(super) fn of(node: Option<NodeId>) -> Self {
        Self {
            node,
            ..Self::default()
        }
    }
}

impl Graph {
    /// Reads every document of the contents.
    #[must_use]
    pub fn build(contents: &Contents) -> Self {
        build::build(contents)
    }

    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0)
    }

    #[must_use]
    pub fn kind_of(&self, id: NodeId) -> Option<NodeKind> {
        self.node(id).map(|node| node.kind)
    }

    /// The claims about a node.
    pub fn claims_about(&self, id: NodeId) -> impl Iterator<Item = &Claim> {
        let claims = self
            .node(id)
            .map(|node| node.claims.as_slice())
            .unwrap_or_default();
        claims.iter().filter_map(|claim| self.claims.get(*claim))
    }

    /// A SHA-512 digest that somebody claims of a node, where anybody does.
    #[must_use]
    pub fn sha512_claim(&self, id: NodeId) -> Option<&Digest> {
        let digests = self
            .claims_about(id)
            .filter_map(|claim| claim.digest.digest());
        let mut sha512 = digests.filter(|digest| digest.algorithm() == Algorithm::Sha512);
        sha512.next()
    }

    /// The claims that a document makes, in the order of the document.
    pub fn claims_by(&self, id: NodeId) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(
            move |claim| matches!(&claim.by, Claimant::Document { node, .. } if *node == id),
        )
    }

    /// The node whose digest is spelled `text`.
    #[must_use]
    pub fn by_digest(&self, text: &str) -> Option<NodeId> {
        self.by_digest.get(text).copied()
    }

    /// The node of some content.
    #[must_use]
    pub fn by_content(&self, content: ContentId) -> Option<NodeId> {
        self.by_content.get(&content).copied()
    }

    /// The config of an image, where it has one that could be read.
    #[must_use]
    pub fn config_of(&self, image: &Image, contents: &Contents) -> Option<Config> {
        let node = self.node(image.config?)?;
        if node.reading != Reading::Read(DocumentKind::Config) {
            return None;
        }
        let json = self.json(node.id, contents)?;
        Some(Config::read(json.root.as_ref()?))
    }

    /// The exact bytes of a node that is a document.
    #[must_use]
    pub fn bytes<'a>(&self, id: NodeId, contents: &'a Contents) -> Option<&'a [u8]> {
        match self.node(id)?.content? {
            ContentId::Document(index) => Some(&contents.documents.get(index)?.bytes),
            ContentId::Blob(_) => None,
        }
    }

    /// The JSON of a node that is a document.
    #[must_use]
    pub fn json(&self, id: NodeId, contents: &Contents) -> Option<Json> {
        self.bytes(id, contents).map(Json::parse)
    }

    /// How a node is called where a claim or a finding names it: its digest,
    /// or the path of a file that nothing names.
    #[must_use]
    pub fn name_of(&self, id: NodeId, contents: &Contents) -> String {
        let Some(node) = self.node(id) else {
            return String::new();
        };
        match (&node.digest, node.content) {
            (Some(digest), _) => digest.text.clone(),
            (None, Some(content)) => contents.path_of(content).to_owned(),
            (None, None) => node.label.message().to_string(),
        }
    }

    /// The trust in a root, where the node is one.
    #[must_use]
    pub fn trust_of(&self, id: NodeId, contents: &Contents) -> Option<Trust> {
        let index = self.roots.iter().position(|root| *root == id)?;
        Some(contents.roots.get(index)?.trust)
    }
}
