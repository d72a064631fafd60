//! Building the graph: its nodes, claims and edges, and where reading begins.
//! What documents name is read in `documents` and `docker`.

use std::collections::{HashMap, HashSet};

use super::documents::Path;
use super::{
    Claim, Claimant, Cut, Edge, EdgeKind, Graph, Label, MAX_NODES, Node, NodeId, NodeKind, Reading,
    docker,
};
use crate::image::artifact::ArtifactKind;
use crate::image::descriptor::{Descriptor, SpelledDigest};
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{Index, Role};
use crate::source::{ContentId, Contents, Form, InputKind, PathLink, Root, claimed_by_blob};
use crate::verify::Absent;

pub(super) fn build(contents: &Contents) -> Graph {
    let mut builder = Builder::new(contents);
    for root in &contents.roots {
        builder.root(root);
    }
    builder.read_subjects();
    builder.attach_attestations();
    builder.file_names();
    builder.name_once();
    builder.graph
}

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
    subjects: Vec<(NodeId, Role, Option<Form>)>,
    /// The images of each manifest and of each index, of the first so many.
    images_of: HashMap<NodeId, Vec<usize>>,
    sorted_images: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(contents: &'a Contents) -> Self {
        let mut addresses = HashMap::new();
        let documents = contents.documents.iter().enumerate();
        let documents = documents
            .filter_map(|(i, d)| Some((d.claimed_digest.as_ref()?, ContentId::Document(i))));
        let blobs = contents.blobs.iter().enumerate();
        let blobs =
            blobs.filter_map(|(i, b)| Some((b.claimed_digest.as_ref()?, ContentId::Blob(i))));
        for (claimed_digest, content) in documents.chain(blobs) {
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

    pub(super) fn root(&mut self, root: &Root) {
        self.scope = root.scope;
        let content = ContentId::Document(root.document);
        let Some(document) = self.contents.documents.get(root.document) else {
            return;
        };
        if !matches!(
            root.form,
            Form::DockerArchive | Form::DockerLegacy | Form::OciLayout
        ) {
            return self.document_root(root, content);
        }
        let Some(id) =
            self.node_of_content(content, NodeKind::Entry, Label::Path(document.path.clone()))
        else {
            return;
        };
        self.graph.roots.push(id);
        let Some(json) = Json::parse(&document.bytes).root else {
            return;
        };
        match root.form {
            Form::DockerArchive => docker::archive(self, id, &json),
            Form::DockerLegacy => docker::legacy(self, id, &json),
            _ => {
                let path = Path {
                    form: Some(root.form),
                    ..Path::default()
                };
                self.index(id, &Index::read(&json), &path);
            }
        }
    }

    /// A manifest, index or config that a person named or gave.
    fn document_root(&mut self, root: &Root, content: ContentId) {
        let Some(document) = self.contents.documents.get(root.document) else {
            return;
        };
        let Some(id) =
            self.node_of_content(content, NodeKind::Blob, Label::Path(document.path.clone()))
        else {
            return;
        };
        self.graph.roots.push(id);
        self.name_root(id, document.claimed_digest.as_ref());
        if let Some(expected) = &root.expected {
            let digest = SpelledDigest {
                text: expected.to_string(),
                parsed: Ok(expected.clone()),
            };
            self.claim(Claimant::Person, id, digest, None, None);
        }
        let role = match root.form {
            Form::Registry => Role::of_served(document.declared_type.as_deref()),
            Form::Directory => Role::AnyManifest,
            _ => match document.declared_type.as_deref().map(Role::of_type) {
                Some(role) if role.is_document() => role,
                _ => Role::Lone,
            },
        };
        let path = Path {
            names: root.names.clone(),
            form: Some(root.form),
            ..Path::default()
        };
        self.read(id, role, &path);
    }

    /// What a registry serves has a digest, also where nothing here names it.
    fn name_root(&mut self, id: NodeId, claimed_digest: Option<&Digest>) {
        let Some(claimed_digest) = claimed_digest else {
            return;
        };
        let text = claimed_digest.to_string();
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(SpelledDigest {
                text: text.clone(),
                parsed: Ok(claimed_digest.clone()),
            });
        }
        self.graph.by_digest.entry(text).or_insert(id);
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
        if let Some(node) = self.graph.nodes.get_mut(target.0) {
            node.media_type = node
                .media_type
                .take()
                .or_else(|| descriptor.media_type.clone());
            node.platform = node.platform.take().or_else(|| descriptor.platform.clone());
            if node.content.is_none() && !descriptor.urls.is_empty() {
                node.missing = Some(Absent::AtUrls);
            }
        }
        let by = Claimant::Document {
            node: from,
            pointer: descriptor.pointer.clone(),
        };
        let claim = self.claim(
            by,
            target,
            digest.clone(),
            descriptor.size,
            descriptor.media_type.clone(),
        );
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
        if let Some(id) = self.graph.by_digest.get(&digest.text).copied() {
            // What was only a blob to one is a layer or config to another.
            if let Some(node) = self.graph.nodes.get_mut(id.0)
                && node.kind == NodeKind::Blob
            {
                node.kind = kind;
            }
            return Some(id);
        }
        let content = digest
            .digest()
            .and_then(|digest| self.addresses.get(digest))
            .copied();
        let missing = match (&digest.parsed, content) {
            (Err(error), _) => Some(Absent::Malformed(error.clone())),
            (Ok(_), None) => Some(self.absent()),
            (Ok(_), Some(_)) => None,
        };
        let id = match content
            .and_then(|content| self.graph.by_content.get(&content))
            .copied()
        {
            Some(id) => id,
            None => self.add(kind, label)?,
        };
        self.graph.by_digest.insert(digest.text.clone(), id);
        if let Some(content) = content {
            self.graph.by_content.insert(content, id);
        }
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(digest.clone());
            node.content = content;
            node.missing = missing;
        }
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

    /// Reads what is here and only ever named as a subject. Last, because who
    /// names it in an index says its name and its platform, too.
    fn read_subjects(&mut self) {
        while let Some((id, role, form)) = self.subjects.pop() {
            let here = self.graph.node(id).is_some_and(|node| {
                node.content.is_some() && node.reading == Reading::None && role.is_document()
            });
            if here {
                let path = Path {
                    form,
                    ..Path::default()
                };
                self.read(id, role, &path);
            }
        }
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
            }
        }
    }

    /// An index can give one image the same name a hundred thousand times.
    fn name_once(&mut self) {
        for image in &mut self.graph.images {
            let mut seen = HashSet::new();
            image.names.retain(|name| seen.insert(name.clone()));
        }
    }

    fn attach_attestations(&mut self) {
        let mut of_manifest: HashMap<NodeId, Vec<usize>> = HashMap::new();
        for (place, image) in self.graph.images.iter().enumerate() {
            if let Some(manifest) = image.manifest {
                of_manifest.entry(manifest).or_default().push(place);
            }
        }
        for (attestation, about) in std::mem::take(&mut self.attestations) {
            let Some(target) = self.graph.by_digest(&about) else {
                continue;
            };
            self.edge(EdgeKind::Attests, attestation, target, Label::Attests, None);
            for place in of_manifest.get(&target).into_iter().flatten() {
                if let Some(image) = self.graph.images.get_mut(*place)
                    && !image.attestations.contains(&attestation)
                {
                    image.attestations.push(attestation);
                }
            }
        }
    }

    /// Each file whose name is a digest claims it, also where nothing else
    /// names the file (image-spec, `image-layout.md#blobs`).
    fn file_names(&mut self) {
        let documents = self.contents.documents.iter().enumerate();
        let documents =
            documents.map(|(i, d)| (ContentId::Document(i), &d.path, &d.claimed_digest));
        let blobs = self.contents.blobs.iter().enumerate();
        let blobs = blobs.map(|(i, b)| (ContentId::Blob(i), &b.path, &b.claimed_digest));
        if matches!(self.contents.input.kind, InputKind::Registry) {
            return;
        }
        for (content, path, claimed_digest) in documents.chain(blobs).collect::<Vec<_>>() {
            let Some(claimed_digest) = claimed_digest else {
                continue;
            };
            // The graph is full, and says so: what came before hangs together.
            let Some(id) = self.node_of_content(content, NodeKind::Blob, Label::Path(path.clone()))
            else {
                continue;
            };
            let digest = SpelledDigest {
                text: claimed_digest.to_string(),
                parsed: Ok(claimed_digest.clone()),
            };
            if let Some(node) = self.graph.nodes.get_mut(id.0) {
                node.digest.get_or_insert_with(|| digest.clone());
            }
            self.graph
                .by_digest
                .entry(digest.text.clone())
                .or_insert(id);
            self.claim(
                Claimant::FileName { path: path.clone() },
                id,
                digest,
                None,
                None,
            );
        }
    }
}
