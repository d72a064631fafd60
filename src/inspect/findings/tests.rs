//! Contents made by hand, and the one way in which findings are compared.

mod archives;
mod configs;
mod descriptors;
mod documents;
mod engine;
mod indexes;
mod measured;

use super::{MAX_PER_RULE, of_documents, of_facts};
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::causes::Looks;
use crate::inspect::ledger;
use crate::inspect::measurements::{Measurement, Measurements};
use crate::rules::{Finding, RULES};
use crate::source::{
    Blob, ContentId, Contents, Document, Form, InputKind, InputSummary, NoFile, PathLink, Root,
    Trust,
};
use crate::words::joined::verbatim;

/// A finding as tests spell it: rule, document, pointer, message.
type Expected<'a> = (&'a str, &'a str, &'a str, &'a str);

/// The digest of `{}` and of any other text.
fn sha256(text: &str) -> String {
    Digest::sha256(text.as_bytes()).to_string()
}

#[track_caller]
fn same(found: &[Finding], expected: &[Expected<'_>]) {
    let messages: Vec<String> = found.iter().map(|f| f.message.to_string()).collect();
    let found: Vec<Expected<'_>> = found
        .iter()
        .zip(&messages)
        .map(|(f, message)| {
            (
                f.rule.id,
                f.place.document.as_str(),
                f.place.pointer.as_str(),
                message.as_str(),
            )
        })
        .collect();
    assert_eq!(found, expected);
}

/// What the rules say of one document that a person gave alone.
fn alone(bytes: &[u8], declared_type: Option<&str>) -> Vec<Finding> {
    let mut archive = Archive::new(InputKind::Document);
    archive.document("given.json", None, bytes, declared_type);
    archive.root(Form::Document, 0);
    archive.findings()
}

/// Checks the findings of a lone document; its name is left out.
#[track_caller]
fn check_alone(text: &str, declared_type: Option<&str>, expected: &[(&str, &str, &str)]) {
    let expected: Vec<Expected<'_>> = expected
        .iter()
        .map(|(rule, pointer, message)| (*rule, "given.json", *pointer, *message))
        .collect();
    same(&alone(text.as_bytes(), declared_type), &expected);
}

/// 2026-01-01T00:00:00Z, in milliseconds since 1970.
const NOW: f64 = 1_767_225_600_000.0;

/// A contents that is being put together.
struct Archive {
    contents: Contents,
}

impl Archive {
    fn new(kind: InputKind) -> Self {
        Self {
            contents: Contents {
                input: InputSummary {
                    kind,
                    name: "test.tar".to_owned(),
                    size: crate::format::Sum::default(),
                    compression: None,
                    prefix: String::new(),
                },
                forms: Vec::new(),
                roots: Vec::new(),
                documents: Vec::new(),
                blobs: Vec::new(),
                paths: Vec::new(),
                findings: Vec::new(),
                files: Vec::new(),
                ways: Vec::new(),
                named_by: Vec::new(),
                attached: Vec::new(),
                looked: Vec::new(),
            },
        }
    }

    /// An OCI layout whose `index.json` names `descriptors`.
    fn layout(descriptors: &[String]) -> Self {
        let mut archive = Self::new(InputKind::Archive);
        archive.document(
            "oci-layout",
            None,
            br#"{"imageLayoutVersion":"1.0.0"}"#,
            None,
        );
        archive.index(&format!(
            r#"{{"schemaVersion":2,"manifests":[{}]}}"#,
            descriptors.join(",")
        ));
        archive
    }

    fn index(&mut self, json: &str) {
        self.document("index.json", None, json.as_bytes(), None);
        self.root(Form::OciLayout, self.contents.documents.len() - 1);
    }

    fn docker(&mut self, json: &str) {
        self.document("manifest.json", None, json.as_bytes(), None);
        self.root(Form::DockerArchive, self.contents.documents.len() - 1);
    }

    fn root(&mut self, form: Form, document: usize) {
        self.contents.forms.push(form);
        self.contents.roots.push(Root {
            form,
            document,
            expected: None,
            trust: Trust::Archive,
            names: Vec::new(),
            scope: 0,
        });
    }

    fn document(
        &mut self,
        path: &str,
        claimed_digest: Option<Digest>,
        bytes: &[u8],
        declared_type: Option<&str>,
    ) {
        self.contents.documents.push(Document {
            path: path.to_owned(),
            claimed_digest,
            declared_type: declared_type.map(str::to_owned),
            bytes: bytes.to_vec(),
            extent: None,
        });
    }

    /// A document under its digest, and the path that leads to it.
    fn stored(&mut self, text: &str) {
        let digest = Digest::sha256(text.as_bytes());
        let path = format!("blobs/sha256/{}", digest.encoded());
        let content = ContentId::Document(self.contents.documents.len());
        self.document(&path, Some(digest), text.as_bytes(), None);
        self.path(&path, Ok(content));
    }

    /// A blob at `path` with a digest for a name, or without one.
    fn blob(&mut self, path: &str, claimed_digest: Option<&str>, size: u64) {
        let content = ContentId::Blob(self.contents.blobs.len());
        self.contents.blobs.push(Blob {
            path: path.to_owned(),
            claimed_digest: claimed_digest.map(|text| text.parse().unwrap()),
            aliases: Vec::new(),
            extent: None,
            size: Some(size),
        });
        self.path(path, Ok(content));
    }

    fn path(&mut self, path: &str, target: Result<ContentId, NoFile>) {
        self.contents.paths.push(PathLink {
            path: path.to_owned(),
            target,
            via: Vec::new(),
            scope: 0,
        });
    }

    fn findings(&self) -> Vec<Finding> {
        of_documents(&Opened::new(self.contents.clone()), NOW)
    }

    /// What the bytes add, once each blob is measured.
    fn measured(&self, blobs: Vec<Measurement>) -> Vec<Finding> {
        let mut opened = Opened::new(self.contents.clone());
        opened.measurements = Measurements {
            blobs,
            ..Measurements::default()
        };
        ledger::read(&mut opened, &mut Looks::default());
        of_facts(&opened)
    }

    #[track_caller]
    fn check(&self, expected: &[Expected<'_>]) {
        same(&self.findings(), expected);
    }
}

/// A descriptor of `text` by its own digest and size.
fn descriptor(media_type: &str, text: &str, more: &str) -> String {
    let (digest, size) = (sha256(text), text.len());
    format!(r#"{{"mediaType":"{media_type}","digest":"{digest}","size":{size}{more}}}"#)
}

#[test]
fn a_flood_of_one_rule_is_counted_and_buries_nothing() {
    let entries = r#""x","#.repeat(MAX_PER_RULE + 11);
    let text = format!(r#"{{"schemaVersion":2,"manifests":[{entries}{{}}]}}"#);
    let found = alone(
        text.as_bytes(),
        Some("application/vnd.oci.image.index.v1+json"),
    );
    let count = |rule| {
        found
            .iter()
            .filter(|finding| finding.rule.id == rule)
            .count()
    };
    assert_eq!(
        (count("descriptor"), count("descriptor-size")),
        (MAX_PER_RULE, 1)
    );
    let last = found.last().unwrap();
    assert_eq!(
        (last.rule.id, last.message.to_string().as_str()),
        (
            "more-findings",
            "more findings than are listed: 11 of descriptor"
        )
    );
}

#[test]
fn findings_of_the_source_come_first_and_once() {
    let mut archive = Archive::layout(&[]);
    let own = RULES[0].finding(
        "index.json",
        "",
        verbatim("expected one index.json, but found two"),
    );
    archive.contents.findings = vec![own.clone(), own.clone()];
    assert_eq!(archive.findings(), [own]);
}
