//! The files `signature-N` of skopeo's `dir:` that hold sigstore's signatures
//! (containers/image, `signature/internal`: `\0sigstore-json\n`, then JSON).

use crate::image::descriptor::Annotations;
use crate::image::json::{Json, Node};
use crate::signature::base64;

const BEGINNING: &[u8] = b"\0sigstore-json\n";

/// One signature, and what stands beside it.
pub(super) struct File {
    pub(super) media_type: String,
    /// What is signed.
    pub(super) payload: Vec<u8>,
    pub(super) annotations: Annotations,
}

/// Reads a file; `None` for one of another form, such as an OpenPGP message.
pub(super) fn read(bytes: &[u8]) -> Option<File> {
    let root = Json::parse(bytes.strip_prefix(BEGINNING)?).root?;
    let text = |key| root.get(key).and_then(Node::as_str);
    Some(File {
        media_type: text("mimeType")?.to_owned(),
        payload: base64::decode(text("payload")?)?,
        annotations: Annotations::read(root.get("annotations")),
    })
}
