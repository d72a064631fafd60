//! Well-known bytes that stand where others should: a page of a proxy, the
//! pointer of a large-file store. Told by what they say of themselves.

use serde::{Deserialize, Serialize};

use crate::image::digest::Digest;

/// How many first bytes are looked at. Pointers have some 130, and pages begin
/// within some white space and comments.
pub(super) const FIRST: u64 = 1024;

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandIn {
    /// An HTML page: of a proxy, a login, an error.
    HtmlPage,
    /// The error answer of a registry (distribution-spec, "Error Codes").
    RegistryError,
    /// The error answer of object storage (S3 and its kin).
    StorageError,
    /// A pointer of Git LFS, and the SHA-256 of the file that it stands for.
    GitLfs { of: Digest },
    /// A pointer of git-annex, likewise.
    GitAnnex { of: Digest },
}

impl StandIn {
    /// Recognises it by the first bytes.
    pub(super) fn of(first: &[u8]) -> Option<Self> {
        let first = first.get(..FIRST as usize).unwrap_or(first);
        let text = match std::str::from_utf8(first) {
            Ok(text) => text,
            // A page may be cut within a character here.
            Err(error) => std::str::from_utf8(first.get(..error.valid_up_to())?).ok()?,
        };
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins = |with: &str| {
            text.get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        if begins("<!doctype html") || begins("<html") {
            return Some(Self::HtmlPage);
        }
        if begins("<?xml") && text.contains("<Error>") || begins("<Error>") {
            return Some(Self::StorageError);
        }
        let dense: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(32)
            .collect();
        if dense.starts_with("{\"errors\":[{\"code\":") {
            return Some(Self::RegistryError);
        }
        if begins("version https://git-lfs.github.com/spec/") {
            let hex = text
                .lines()
                .find_map(|line| line.strip_prefix("oid sha256:"))?;
            let of = Digest::from_sha256_hex(hex.trim_end()).ok()?;
            return Some(Self::GitLfs { of });
        }
        let key = text.strip_prefix("/annex/objects/SHA256")?;
        let hex = key.split_once("--")?.1.get(..64)?;
        let of = Digest::from_sha256_hex(hex).ok()?;
        Some(Self::GitAnnex { of })
    }
}
