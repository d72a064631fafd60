//! Building the graph: where reading begins, and what follows when all
//! documents have been read.

use std::collections::{HashMap, HashSet};

use super::builder::{Builder, claiming};
use super::docker;
use super::documents::Path;
use super::{Claimant, EdgeKind, Graph, Label, NodeId, NodeKind, Reading};
use crate::image::descriptor::SpelledDigest;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{Index, Role};
use crate::source::{ContentId, Contents, Document, Form, InputKind, Place, Root};

pub(super) fn build(contents: &Contents) -> Graph {
    let mut builder = Builder::new(contents);
    for root in &contents.roots {
        builder.root(root);
    }
    builder.read_subjects();
    builder.read_attached();
    builder.attach_attestations();
    builder.file_names();
    builder.name_once();
    builder.graph
}

impl Builder<'_> {
    fn root(&mut self, root: &Root) {
        self.scope = root.scope;
        let content = ContentId::Document(root.document);
        let Some(document) = self.contents.documents.get(root.document) else {
            return;
        };
        let is_entry = matches!(
            root.form,
            Form::DockerArchive | Form::DockerLegacy | Form::OciLayout
        );
        let kind = match is_entry {
            true => NodeKind::Entry,
            false => NodeKind::Blob,
        };
        let label = Label::Path(document.path.clone());
        let Some(id) = self.node_of_content(content, kind, label) else {
            return;
        };
        self.graph.roots.push(id);
        match is_entry {
            true => self.entry_root(id, root.form, &document.bytes),
            false => self.document_root(id, root, document),
        }
    }

    /// A file of an archive or a folder that names images.
    fn entry_root(&mut self, id: NodeId, form: Form, bytes: &[u8]) {
        let Some(json) = Json::parse(bytes).root else {
            return;
        };
        match form {
            Form::DockerArchive => docker::archive(self, id, &json),
            Form::DockerLegacy => docker::legacy(self, id, &json),
            _ => {
                let path = Path {
                    form: Some(form),
                    ..Path::default()
                };
                self.index(id, &Index::read(&json), &path);
            }
        }
    }

    /// A manifest, index or config that a person named or gave.
    fn document_root(&mut self, id: NodeId, root: &Root, document: &Document) {
        self.name_root(id, document.claimed_digest.as_ref());
        if let Some(expected) = &root.expected {
            self.claim(Claimant::Person, id, spelled(expected), None, None);
        }
        let declared_type = document.declared_type.as_deref();
        let role = match root.form {
            Form::Registry => Role::of_served(declared_type),
            Form::Directory => Role::AnyManifest,
            _ => match declared_type.map(Role::of_type) {
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
        let Some(digest) = claimed_digest.map(spelled) else {
            return;
        };
        let text = digest.text.clone();
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(digest);
        }
        self.graph.by_digest.entry(text).or_insert(id);
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

    /// Reads manifests that no document names and that stand where signatures do, and
    /// draws from each, and from files of signatures, the line to what its place is of.
    fn read_attached(&mut self) {
        for attached in &self.contents.attached {
            let content = ContentId::Document(attached.document);
            let Some(document) = self.contents.documents.get(attached.document) else {
                continue;
            };
            let label = Label::Path(document.path.clone());
            let claimed = document.claimed_digest.as_ref().map(spelled);
            let id = match &claimed {
                Some(digest) => self.named(digest, NodeKind::Blob, label),
                None => self.node_of_content(content, NodeKind::Blob, label),
            };
            let Some(id) = id else {
                continue;
            };
            if attached.place != Place::BesideManifest {
                if !self.read.contains(&id) {
                    self.graph.attached.insert(id);
                }
                let role = Role::of_served(document.declared_type.as_deref());
                self.read(id, role, &Path::default());
                self.read_subjects();
            }
            if let (Place::Referrer | Place::ReferrerTag, Some(digest)) = (attached.place, claimed)
            {
                let about = attached.about.clone();
                let by = Claimant::Listed { about };
                self.claim(by, id, digest, attached.size, None);
            }
            self.attach(id, &attached.about);
        }
    }

    /// The line from a signature to what its place is of, where it draws none itself.
    fn attach(&mut self, id: NodeId, about: &Digest) {
        let root = || {
            let mut roots = self.graph.roots.iter().zip(&self.contents.roots);
            let (id, _) = roots.find(|(_, root)| root.form == Form::Directory)?;
            let bytes = self.graph.bytes(*id, self.contents)?;
            (Digest::sha256(bytes) == *about).then_some(*id)
        };
        let Some(to) = self.graph.by_digest(about.as_str()).or_else(root) else {
            return;
        };
        let mut edges = self.graph.edges.iter();
        if to != id && !edges.any(|edge| edge.from == id && edge.to == to) {
            self.edge(EdgeKind::Attests, id, to, Label::Attests, None);
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
        if matches!(self.contents.input.kind, InputKind::Registry) {
            return;
        }
        for (content, path, claimed_digest) in claiming(self.contents) {
            let path = path.to_owned();
            let label = Label::Path(path.clone());
            // The graph is full, and says so: what came before hangs together.
            let Some(id) = self.node_of_content(content, NodeKind::Blob, label) else {
                continue;
            };
            let digest = spelled(claimed_digest);
            if let Some(node) = self.graph.nodes.get_mut(id.0) {
                node.digest.get_or_insert_with(|| digest.clone());
            }
            let by_digest = &mut self.graph.by_digest;
            by_digest.entry(digest.text.clone()).or_insert(id);
            self.claim(Claimant::FileName { path }, id, digest, None, None);
        }
    }
}

fn spelled(digest: &Digest) -> SpelledDigest {
    SpelledDigest {
        text: digest.to_string(),
        parsed: Ok(digest.clone()),
    }
}
