//! Docker's schema 1 manifests, signed (`prettyjws`) and unsigned.
//!
//! The digest of a signed one is not the hash of its bytes but of its payload:
//! the first `formatLength` bytes and then `formatTail`, both named in the
//! `protected` header of each signature (distribution's
//! `manifest/schema1` and `libtrust`). Fields are read from the payload only:
//! what stands outside it is not covered by the digest (CVE-2014-8179).

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use std::fmt;

use crate::image::descriptor::SpelledDigest;
use crate::image::digest::Digest;
use crate::image::json::{Json, Node, Value};
use crate::words::{Message, documents, joined};

/// A schema 1 manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema1 {
    pub name: Option<String>,
    pub tag: Option<String>,
    pub architecture: Option<String>,
    /// Base first: the document lists the top layer first.
    pub layers: Vec<Schema1Layer>,
}

/// One layer and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema1Layer {
    /// Where `blobSum` stands in the payload.
    pub pointer: String,
    pub blob_sum: Option<SpelledDigest>,
    /// The old image ID.
    pub id: Option<String>,
    pub parent: Option<String>,
    /// The step changed no file.
    pub throwaway: bool,
    pub created: Option<String>,
    pub command: Option<String>,
}

/// Why a signed manifest has no payload, and so no digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadError {
    Protected {
        signature: usize,
    },
    Length {
        signature: usize,
        size: usize,
        found: Message,
    },
    Tail {
        signature: usize,
    },
    Signatures {
        found: Message,
    },
    Disagreement {
        signature: usize,
    },
}

impl PayloadError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Protected { signature } => documents::signature_protected(*signature),
            Self::Length {
                signature,
                size,
                found,
            } => documents::signature_length(*signature, *size, found.clone()),
            Self::Tail { signature } => documents::signature_tail(*signature),
            Self::Signatures { found } => documents::no_signatures(found.clone()),
            Self::Disagreement { signature } => documents::signatures_disagree(*signature),
        }
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// The bytes of a schema 1 manifest that its digest covers: all of them where
/// there are no signatures at all. A list of none is no unsigned manifest: what
/// has a member `signatures` has the digest of its payload, and that nobody names
/// (distribution `manifest/schema1`, `Unmarshal`).
pub fn payload(bytes: &[u8], root: &Node) -> Result<Vec<u8>, PayloadError> {
    let signatures = match root.get("signatures") {
        None => return Ok(bytes.to_vec()),
        Some(list) if list.items().is_empty() => {
            let found = match list.value {
                Value::Array(_) => documents::an_empty_array(),
                _ => list.kind(),
            };
            return Err(PayloadError::Signatures { found });
        }
        Some(list) => list.items(),
    };
    let mut agreed: Option<Vec<u8>> = None;
    for (signature, node) in signatures.iter().enumerate() {
        let payload = payload_of(bytes, signature, node)?;
        match &agreed {
            Some(first) if *first != payload => {
                return Err(PayloadError::Disagreement { signature });
            }
            _ => agreed = Some(payload),
        }
    }
    Ok(agreed.unwrap_or_else(|| bytes.to_vec()))
}

fn payload_of(bytes: &[u8], signature: usize, node: &Node) -> Result<Vec<u8>, PayloadError> {
    let protected = node
        .get("protected")
        .and_then(Node::as_str)
        .and_then(base64url)
        .and_then(|text| Json::parse(&text).root)
        .ok_or(PayloadError::Protected { signature })?;
    let length = protected.get("formatLength");
    let head = length
        .and_then(Node::as_size)
        .and_then(|length| bytes.get(..usize::try_from(length).ok()?))
        .ok_or_else(|| PayloadError::Length {
            signature,
            size: bytes.len(),
            found: length.map_or_else(documents::nothing, |node| match node.as_size() {
                Some(size) => joined::verbatim(size),
                None => node.kind(),
            }),
        })?;
    let tail = protected
        .get("formatTail")
        .and_then(Node::as_str)
        .and_then(base64url)
        .ok_or(PayloadError::Tail { signature })?;
    Ok([head, &tail].concat())
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD
        .decode(text)
        .or_else(|_| URL_SAFE.decode(text))
        .ok()
}

/// The digest of a schema 1 manifest; an error where its signatures do not
/// name a payload, for then it has none, not even the hash of its bytes.
pub fn digest(bytes: &[u8], root: &Node) -> Result<Digest, PayloadError> {
    payload(bytes, root).map(|payload| Digest::sha256(&payload))
}

impl Schema1 {
    /// Reads the fields. `root` must be of the payload.
    #[must_use]
    pub fn read(root: &Node) -> Self {
        let text = |key| root.get(key).and_then(Node::as_str).map(str::to_owned);
        let history = root.get("history").map(Node::items).unwrap_or_default();
        let mut layers: Vec<Schema1Layer> = root
            .get("fsLayers")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(index, node)| Schema1Layer::read(index, node, history.get(index)))
            .collect();
        layers.reverse();
        Self {
            name: text("name"),
            tag: text("tag"),
            architecture: text("architecture"),
            layers,
        }
    }
}

impl Schema1Layer {
    fn read(index: usize, node: &Node, history: Option<&Node>) -> Self {
        let compatibility = history
            .and_then(|entry| entry.get("v1Compatibility"))
            .and_then(Node::as_str)
            .and_then(|text| Json::parse(text.as_bytes()).root);
        let text = |pointer: &str| {
            let node = compatibility.as_ref()?.at(pointer)?;
            node.as_str().map(str::to_owned)
        };
        let command = compatibility
            .as_ref()
            .and_then(|v1| v1.at("/container_config/Cmd"))
            .map(|list| {
                list.items()
                    .iter()
                    .filter_map(Node::as_str)
                    .collect::<Vec<_>>()
                    .join(" ")
            });
        Self {
            pointer: format!("/fsLayers/{index}/blobSum"),
            blob_sum: node.get("blobSum").and_then(SpelledDigest::read),
            id: text("/id"),
            parent: text("/parent"),
            throwaway: compatibility
                .as_ref()
                .and_then(|v1| v1.get("throwaway"))
                .and_then(Node::as_bool)
                .unwrap_or(false),
            created: text("/created"),
            command,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "{\n   \"schemaVersion\": 1,\n   \"name\": \"a/b\",\n   \"fsLayers\": [{\"blobSum\": \"sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4\"}]";

    fn signed(length: usize, tail: &str, extra: &str) -> Vec<u8> {
        let protected = format!("{{\"formatLength\":{length},\"formatTail\":\"{tail}\"}}");
        let protected = URL_SAFE_NO_PAD.encode(protected);
        format!("{BODY},{extra}\n   \"signatures\": [{{\"protected\":\"{protected}\"}}]\n}}")
            .into_bytes()
    }

    #[track_caller]
    fn digest_of(bytes: &[u8]) -> Result<Digest, String> {
        let root = Json::parse(bytes).root.unwrap();
        digest(bytes, &root).map_err(|error| error.to_string())
    }

    #[test]
    fn the_digest_of_a_signed_manifest_is_of_its_payload() {
        let payload = format!("{BODY}\n}}");
        let expected = Digest::sha256(payload.as_bytes());
        assert_eq!(
            digest_of(&signed(BODY.len(), "Cn0", "")),
            Ok(expected.clone())
        );
        // CVE-2014-8179: a member outside the payload keeps the digest.
        assert_eq!(
            digest_of(&signed(BODY.len(), "Cn0", "\n   \"fsLayers\": [],")),
            Ok(expected)
        );
    }

    #[test]
    fn the_digest_of_an_unsigned_manifest_is_of_its_bytes() {
        let bytes = format!("{BODY}\n}}");
        assert_eq!(
            digest_of(bytes.as_bytes()),
            Ok(Digest::sha256(bytes.as_bytes()))
        );
    }

    #[test]
    fn signatures_that_name_no_payload_leave_no_digest() {
        let size = signed(9999, "Cn0", "").len();
        for (bytes, message) in [
            (signed(9999, "Cn0", ""), format!("expected `formatLength` of signature 0 to be at most the document's {size} bytes, but found 9,999")),
            (signed(3, "@@", ""), "expected `formatTail` of signature 0 to be base64url, but found something else".to_owned()),
            (br#"{"fsLayers":[],"signatures":[{}]}"#.to_vec(), "expected `protected` of signature 0 to be base64url of a JSON object, but found something else".to_owned()),
        ] {
            assert_eq!(digest_of(&bytes), Err(message));
        }
    }

    #[test]
    fn layers_are_read_base_first_with_their_history() {
        let root = Json::parse(br#"{"name":"n","tag":"t","architecture":"amd64",
            "fsLayers":[{"blobSum":"sha256:top"},{"blobSum":"sha256:base"}],
            "history":[{"v1Compatibility":"{\"id\":\"i1\",\"parent\":\"i0\",\"throwaway\":true}"},
                       {"v1Compatibility":"{\"id\":\"i0\",\"container_config\":{\"Cmd\":[\"/bin/sh\",\"-c\"]}}"}]}"#);
        let schema1 = Schema1::read(&json_root(root));
        let rows: Vec<_> = schema1
            .layers
            .iter()
            .map(|l| {
                (
                    l.pointer.as_str(),
                    l.id.as_deref(),
                    l.throwaway,
                    l.command.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                ("/fsLayers/1/blobSum", Some("i0"), false, Some("/bin/sh -c")),
                ("/fsLayers/0/blobSum", Some("i1"), true, None),
            ]
        );
    }

    fn json_root(json: Json) -> Node {
        json.root.unwrap()
    }
}
