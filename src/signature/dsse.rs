//! DSSE: an envelope around what is signed (Dead Simple Signing Envelope, protocol.md and
//! envelope.md, v1.0).

use crate::image::json::Node;
use crate::signature::base64;
use crate::signature::fault::{Fault, Member};

/// An envelope with its one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    pub payload_type: String,
    /// Decoded.
    pub payload: Vec<u8>,
    pub signature: Vec<u8>,
}

impl Envelope {
    /// Reads an envelope. `keyid` is not authenticated, and passed over.
    ///
    /// # Errors
    /// Where it is none, or has another number of signatures than one.
    pub fn read(node: &Node) -> Result<Self, Fault> {
        let signatures = node.get("signatures").map_or(&[][..], Node::items);
        let [signature] = signatures else {
            return Err(Fault::NotOneSignature(signatures.len()));
        };
        Ok(Self {
            payload_type: text(node, Member::PayloadType)?.to_owned(),
            payload: bytes(node, Member::Payload)?,
            signature: bytes(signature, Member::Sig)?,
        })
    }

    /// What is signed: the pre-authentication encoding.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        let (kind, payload) = (&self.payload_type, &self.payload);
        let mut signed = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
        signed.extend_from_slice(payload);
        signed
    }
}

/// A text that must be there.
pub(super) fn text(node: &Node, member: Member) -> Result<&str, Fault> {
    let found = node.get(member.key()).and_then(Node::as_str);
    found.ok_or(Fault::Missing(member))
}

/// Bytes that must be there, in base64.
pub(super) fn bytes(node: &Node, member: Member) -> Result<Vec<u8>, Fault> {
    base64::decode(text(node, member)?).ok_or(Fault::NotBase64(member))
}
