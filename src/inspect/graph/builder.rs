//! A graph that is being built: its nodes, claims and edges, each added by one
//! function. Which of them there are, `build`, `documents` and `docker` read.

use std::collections::{HashMap, HashSet};

use super::{
    Claim, Claimant, Cut, Edge, EdgeKind, Graph, Label, MAX_NODES, Node, NodeId, NodeKind, Reading,
};
use crate::image::artifact::ArtifactKind;
use crate::image::descriptor::{Descriptor, SpelledDigest};
use crate::image::digest::Digest;
use crate::image::manifest::Role;
use crate::source::{ContentId, Contents, Form, InputKind, PathLink, claimed_by_blob};
use crate::verify::Absent;

pub(super) struct Builder<'a> {
    pub(super) contents: &'a Contents,
    pub(super) graph: Graph,
    addresses: HashMap<&'a Digest, ContentId>,
    paths: HashMap<(usize, &'a str), &'a PathLink>,
    /// The nodes of paths of [`Self::scope`] that lead nowhere.
    absent_paths: HashMap<(usize, String), NodeId>,
    /// Which archive the root that is being read is of.
    pub(super) scope: usize,
    pub(super) read: HashSet<NodeId>,
    /// Attestation nodes and the digest of what each says it is about.
    pub(super) attestations: Vec<(NodeId, String)>,
    /// What documents say that they are about, and as what it is to be read.
    pub(super) subjects: Vec<(NodeId, Role, Option<Form>)>,
    /// The images of each manifest and of each index, of the first so many.
    images_of: HashMap<NodeId, Vec<usize>>,
    sorted_images: usize,
}

/// What claims a digest by where it stands, with its path and that digest.
pub(super) fn claiming(contents: &Contents) -> impl Iterator<Item = (ContentId, &str, &Digest)> {
    let documents = contents.documents.iter().enumerate();
    let documents =
        documents.map(|(i, d)| (ContentId::Document(i), d.path.as_str(), &d.claimed_digest));
    let blobs = contents.blobs.iter().enumerate();
    let blobs = blobs.map(|(i, b)| (ContentId::Blob(i), b.path.as_str(), &b.claimed_digest));
    let all = documents.chain(blobs);
    all.filter_map(|(content, path, claimed)| Some((content, path, claimed.as_ref()?)))
}

impl<'a> Builder<'a> {
    pub(super) fn new(contents: &'a Contents) -> Self {
        let mut addresses = HashMap::new();
        for (content, _, claimed_digest) in claiming(contents) {
            addresses.entry(claimed_digest).or_insert(content);
        }
        let paths = contents.paths.iter();
        let paths = paths.map(|link| ((link.scope, link.path.as_str()), link));
        Self {
            contents,
            graph: Graph::default(),
            addresses,
            paths: paths.collect(),
            absent_paths: HashMap::new(),
            scope: 0,
            read: HashSet::new(),
            attestations: Vec::new(),
            subjects: Vec::new(),
            images_of: HashMap::new(),
            sorted_images: 0,
        }
    }

    /// The node that a descriptor names, with the claim and the edge.
    pub(super) fn descriptor(
        &mut self,
        from: NodeId,
        descriptor: &Descriptor,
        kind: NodeKind,
        label: Label,
    ) -> Option<NodeId> {
        let digest = descriptor.digest.as_ref()?;
        let target = self.named(digest, kind, label.clone())?;
        let (media_type, platform) = (&descriptor.media_type, &descriptor.platform);
        if let Some(node) = self.graph.nodes.get_mut(target.0) {
            node.media_type = node.media_type.take().or_else(|| media_type.clone());
            node.platform = node.platform.take().or_else(|| platform.clone());
            if node.content.is_none() && !descriptor.urls.is_empty() {
                node.missing = Some(Absent::AtUrls);
            }
        }
        let by = Claimant::Document {
            node: from,
            pointer: descriptor.pointer.clone(),
        };
        let (size, media_type) = (descriptor.size, media_type.clone());
        let claim = self.claim(by, target, digest.clone(), size, media_type);
        self.edge(EdgeKind::Names, from, target, label, Some(claim));
        Some(target)
    }

    /// The node that a digest names: one for each digest, whoever names it.
    pub(super) fn named(
        &mut self,
        digest: &SpelledDigest,
        kind: NodeKind,
        label: Label,
    ) -> Option<NodeId> {
        if let Some(id) = self.graph.by_digest(&digest.text) {
            self.refine_kind(id, kind);
            return Some(id);
        }
        let address = digest
            .digest()
            .and_then(|digest| self.addresses.get(digest));
        let content = address.copied();
        let missing = match (&digest.parsed, content) {
            (Err(error), _) => Some(Absent::Malformed(error.clone())),
            (Ok(_), None) => Some(self.absent()),
            (Ok(_), Some(_)) => None,
        };
        let id = match content {
            Some(content) => self.node_at(content, kind, label)?,
            None => self.add(kind, label)?,
        };
        self.graph.by_digest.insert(digest.text.clone(), id);
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(digest.clone());
            node.content = content;
            node.missing = missing;
        }
        Some(id)
    }

    /// What was only a blob to one is a layer or config to another.
    pub(super) fn refine_kind(&mut self, id: NodeId, kind: NodeKind) {
        if self.graph.kind_of(id) == Some(NodeKind::Blob) {
            self.set_kind(id, kind);
        }
    }

    /// The node of some content: one, whoever leads to it.
    fn node_at(&mut self, content: ContentId, kind: NodeKind, label: Label) -> Option<NodeId> {
        if let Some(id) = self.graph.by_content(content) {
            return Some(id);
        }
        let id = self.add(kind, label)?;
        self.graph.by_content.insert(content, id);
        Some(id)
    }

    pub(super) fn absent(&self) -> Absent {
        match self.contents.input.kind {
            InputKind::Archive => Absent::NotInArchive,
            InputKind::Folder => Absent::NotInFolder,
            InputKind::Document => Absent::OnlyDocument,
            InputKind::Registry => Absent::NotFetched,
        }
    }

    /// What a path of the archive that is being read leads to.
    pub(super) fn at_path(&self, path: &str) -> Option<&'a PathLink> {
        self.paths.get(&(self.scope, path)).copied()
    }

    /// The node of a blob that is not here, where a path of the archive spells
    /// its digest and the layout beside it names it.
    pub(super) fn named_by_layout(&self, path: &str) -> Option<NodeId> {
        let digest = claimed_by_blob(path)?.to_string();
        self.graph.by_digest(&digest)
    }

    /// The node of a path that leads nowhere: one, however often it is named.
    pub(super) fn absent_path(
        &mut self,
        path: &str,
        kind: NodeKind,
        why: Absent,
    ) -> Option<NodeId> {
        let key = (self.scope, path.to_owned());
        if let Some(id) = self.absent_paths.get(&key) {
            return Some(*id);
        }
        let id = self.add(kind, Label::Path(path.to_owned()))?;
        self.absent_paths.insert(key, id);
        self.set_absent(id, why);
        Some(id)
    }

    pub(super) fn set_absent(&mut self, id: NodeId, why: Absent) {
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.missing = Some(why);
        }
    }

    /// The node of some content that is named by its path, or by nothing;
    /// `None` where the graph is full.
    pub(super) fn node_of_content(
        &mut self,
        content: ContentId,
        kind: NodeKind,
        label: Label,
    ) -> Option<NodeId> {
        if let Some(id) = self.graph.by_content.get(&content) {
            return Some(*id);
        }
        let id = self.add(kind, label)?;
        self.graph.by_content.insert(content, id);
        let declared_type = match content {
            ContentId::Document(index) => self
                .contents
                .documents
                .get(index)
                .and_then(|d| d.declared_type.clone()),
            ContentId::Blob(_) => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.content = Some(content);
            node.media_type = declared_type;
        }
        Some(id)
    }

    pub(super) fn add(&mut self, kind: NodeKind, label: Label) -> Option<NodeId> {
        if self.graph.nodes.len() >= MAX_NODES {
            self.cut(Cut::Nodes);
            return None;
        }
        let id = NodeId(self.graph.nodes.len());
        self.graph.nodes.push(Node {
            id,
            kind,
            content: None,
            missing: None,
            role: Role::Content,
            reading: Reading::None,
            digest: None,
            media_type: None,
            platform: None,
            artifact: None,
            claims: Vec::new(),
            label,
            unpacked_from: None,
            chain_id: None,
        });
        Some(id)
    }

    pub(super) fn claim(
        &mut self,
        by: Claimant,
        target: NodeId,
        digest: SpelledDigest,
        size: Option<u64>,
        media_type: Option<String>,
    ) -> usize {
        let claim = self.graph.claims.len();
        if let Some(node) = self.graph.nodes.get_mut(target.0) {
            node.claims.push(claim);
        }
        self.graph.claims.push(Claim {
            by,
            target,
            digest,
            size,
            media_type,
        });
        claim
    }

    pub(super) fn edge(
        &mut self,
        kind: EdgeKind,
        from: NodeId,
        to: NodeId,
        label: Label,
        claim: Option<usize>,
    ) {
        self.graph.edges.push(Edge {
            from,
            to,
            kind,
            label,
            claim,
        });
    }

    /// The node that a document says it is about.
    pub(super) fn subject(&mut self, from: NodeId, subject: &Descriptor, form: Option<Form>) {
        let known = self.graph.edges.len();
        let target = self.descriptor(from, subject, NodeKind::Manifest, Label::Subject);
        if let Some(edge) = self.graph.edges.get_mut(known) {
            edge.kind = EdgeKind::Subject;
        }
        let role = Role::of_entry(subject);
        self.subjects.extend(target.map(|id| (id, role, form)));
    }

    pub(super) fn set_kind(&mut self, id: NodeId, kind: NodeKind) {
        if let Some(node) = self.graph.nodes.get_mut(id.0)
            && node.kind != NodeKind::Entry
        {
            node.kind = kind;
        }
    }

    pub(super) fn set_reading(&mut self, id: NodeId, reading: Reading) {
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.reading = reading;
        }
    }

    pub(super) fn set_artifact(&mut self, id: NodeId, artifact: ArtifactKind) {
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.artifact = Some(artifact);
        }
    }

    pub(super) fn cut(&mut self, cut: Cut) {
        if !self.graph.cut.contains(&cut) {
            self.graph.cut.push(cut);
        }
    }

    /// Adds names to the images of a manifest or an index.
    pub(super) fn name_images(&mut self, of: NodeId, names: &[String]) {
        let new = self.graph.images.iter().enumerate();
        for (place, image) in new.skip(self.sorted_images) {
            for node in image.manifest.into_iter().chain(image.index) {
                self.images_of.entry(node).or_default().push(place);
            }
        }
        self.sorted_images = self.graph.images.len();
        for place in self.images_of.get(&of).into_iter().flatten() {
            if let Some(image) = self.graph.images.get_mut(*place) {
                image.names.extend_from_slice(names);
                image.scopes.push(self.scope);
            }
        }
    }
}
