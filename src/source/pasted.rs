//! One JSON document that a person dropped or pasted: its bytes exactly as
//! they came.

use crate::bytes::store::{Extent, Store};
use crate::failure::{Failure, FailureKind};
use crate::image::json::Json;
use crate::image::manifest::DocumentKind;
use crate::source::archive::MAX_DOCUMENT;
use crate::source::open::{read_at_most, unreadable};
use crate::source::{Contents, Document, Form, InputSummary, Root, Trust};
use crate::words::sources;

pub(super) fn document(
    store: &dyn Store,
    whole: Extent,
    input: InputSummary,
) -> Result<Contents, Failure> {
    if whole.length > MAX_DOCUMENT {
        return Err(Failure::new(
            FailureKind::Input,
            sources::large_document(MAX_DOCUMENT, whole.length),
            sources::drop_a_document(),
        ));
    }
    let bytes = read_at_most(store, whole, MAX_DOCUMENT)
        .map_err(|error| unreadable(&input.name, &error))?;
    let kind = Json::parse(&bytes)
        .root
        .as_ref()
        .map(|root| DocumentKind::of(root, None));
    let form = match kind {
        Some(DocumentKind::DockerArchive) => Form::DockerArchive,
        _ => Form::Document,
    };
    let path = input.name.clone();
    Ok(Contents {
        input,
        forms: vec![Form::Document],
        roots: vec![Root {
            form,
            document: 0,
            expected: None,
            trust: Trust::Archive,
            names: Vec::new(),
            scope: 0,
        }],
        documents: vec![Document {
            path,
            claimed_digest: None,
            declared_type: None,
            bytes,
            extent: Some(whole),
        }],
        blobs: Vec::new(),
        paths: Vec::new(),
        findings: Vec::new(),
    })
}
