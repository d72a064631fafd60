//! Checkpoints: the head of a log's tree, signed (C2SP, `signed-note` and
//! `tlog-checkpoint`).

use crate::image::digest::raw::sha256_of;
use crate::signature::base64;
use crate::signature::cryptography::Cryptography;
use crate::signature::fault::NoCheckpoint;
use crate::signature::key::{KeyKind, PublicKey};
use crate::signature::merkle::NodeHash;
use crate::signature::sct::TransparencyLog;

/// What a line of signatures begins with.
const DASH: &str = "\u{2014} ";
/// The kind of a signature by Ed25519 (C2SP, `signed-note`, "Signature types").
const ED25519: u8 = 1;

/// A head of a log's tree, which the log stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root_hash: NodeHash,
}

/// A note as it is written: what is signed, and the lines of signatures.
struct Note<'a> {
    signed: &'a str,
    signatures: &'a str,
}

impl Checkpoint {
    /// Reads a checkpoint and verifies the signature of `log`; those of others are passed
    /// over.
    ///
    /// # Errors
    /// Where it is none, or the log did not sign it.
    pub fn verify(
        text: &str,
        log: &TransparencyLog,
        crypto: &dyn Cryptography,
    ) -> Result<Self, NoCheckpoint> {
        let note = Note::read(text)?;
        let checkpoint = Self::read(note.signed)?;
        let own_name = host(&log.base_url);
        let mut by_log = None;
        for line in note.signatures.lines().filter(|line| !line.is_empty()) {
            let (name, hint, signature) = signature(line)?;
            if hint != key_hint(name, &log.key) {
                continue;
            }
            match name == own_name {
                true => {
                    by_log = Some(signature);
                    break;
                }
                false if !is_bound_to_name(&log.key) => by_log = by_log.or(Some(signature)),
                false => {}
            }
        }
        let signature = by_log.ok_or(NoCheckpoint::NotByLog)?;
        let verified = crypto.verify(
            log.key.scheme(),
            &log.key,
            note.signed.as_bytes(),
            &signature,
        );
        verified.map_err(NoCheckpoint::Wrong)?;
        Ok(checkpoint)
    }

    fn read(signed: &str) -> Result<Self, NoCheckpoint> {
        let mut lines = signed.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(NoCheckpoint::TooFewLines);
        };
        let is_number = !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit());
        let size = size.parse().ok().filter(|_| is_number);
        let root = base64::decode(root).and_then(|root| NodeHash::try_from(root).ok());
        Ok(Self {
            origin: origin.to_owned(),
            size: size.ok_or(NoCheckpoint::Size)?,
            root_hash: root.ok_or(NoCheckpoint::RootHash)?,
        })
    }
}

impl<'a> Note<'a> {
    fn read(text: &'a str) -> Result<Self, NoCheckpoint> {
        let end = text.find("\n\n").ok_or(NoCheckpoint::NoEmptyLine)?;
        let (signed, signatures) = text.split_at(end + 1);
        Ok(Self { signed, signatures })
    }
}

/// The host of an address: how a log signs.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// Whether the hint of a key is of a name, too. Logs of the first generation, whose keys
/// are none of Ed25519, sign by whatever their machine is called.
fn is_bound_to_name(key: &PublicKey) -> bool {
    key.kind() == KeyKind::Ed25519
}

/// The name, the hint of the key, and the signature.
fn signature(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), NoCheckpoint> {
    let parts = line.strip_prefix(DASH).and_then(|it| it.rsplit_once(' '));
    let (name, blob) = parts.ok_or(NoCheckpoint::SignatureLine)?;
    let blob = base64::decode(blob).ok_or(NoCheckpoint::SignatureLine)?;
    let (hint, signature) = blob
        .split_first_chunk()
        .ok_or(NoCheckpoint::SignatureLine)?;
    Ok((name, *hint, signature.to_vec()))
}

/// The first bytes of a hash of the key: of its name too, where it is one of Ed25519.
fn key_hint(name: &str, key: &PublicKey) -> [u8; 4] {
    let hash = match key.kind() {
        KeyKind::Ed25519 => {
            let raw = key.spki().last_chunk::<32>().copied().unwrap_or_default();
            sha256_of(&[name.as_bytes(), b"\n", &[ED25519], &raw])
        }
        _ => sha256_of(&[key.spki()]),
    };
    hash.first_chunk().copied().unwrap_or_default()
}
