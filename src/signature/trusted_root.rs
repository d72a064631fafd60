//! Trusted roots: whose word counts, and when (protobuf-specs,
//! `sigstore_trustroot.proto`).

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::image::json::{Json, Node};
use crate::image::media_type::SIGSTORE_TRUSTED_ROOT;
use crate::signature::bundle::{list, member};
use crate::signature::certificate::Certificate;
use crate::signature::chain::{Authority, Window};
use crate::signature::dsse::{bytes, text};
use crate::signature::fault::{Fault, Member};
use crate::signature::key::PublicKey;
use crate::signature::sct::TransparencyLog;

/// The most of each kind that is read: real ones have some.
const MAX_OF_A_KIND: usize = 64;
/// The most roots of one file; `gh attestation trusted-root` prints two.
pub const MAX_ROOTS: usize = 16;

/// The root of Sigstore's public instance, as its TUF repository had it on
/// [`PUBLIC_GOOD_DATE`] (sigstore/root-signing, `targets/trusted_root.json`, Apache-2.0).
const PUBLIC_GOOD: &[u8] = include_bytes!("public_good.json");
/// The last change of what is built in.
pub const PUBLIC_GOOD_DATE: &str = "2025-09-22";

/// Whose word counts.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustedRoot {
    /// What it is called: the built-in one, or the file that a person gave.
    pub name: String,
    pub logs: Vec<TransparencyLog>,
    /// Logs of certificates.
    pub certificate_logs: Vec<TransparencyLog>,
    pub authorities: Vec<Authority>,
    pub timestamp_authorities: Vec<Authority>,
}

impl TrustedRoot {
    /// That of Sigstore's public instance, which is built in.
    #[must_use]
    pub fn public_good() -> Option<Self> {
        Self::read(PUBLIC_GOOD, "Sigstore").ok()
    }

    /// Reads a root.
    ///
    /// # Errors
    /// Where it is none, or something in it cannot be read.
    pub fn read(json: &[u8], name: &str) -> Result<Self, Fault> {
        let root = Json::parse(json).root.ok_or(Fault::NotJson)?;
        let kind = text(&root, Member::MediaType)?;
        if !kind.starts_with(SIGSTORE_TRUSTED_ROOT) {
            return Err(Fault::UnknownMediaType(kind.to_owned()));
        }
        let all = |member| list(&root, member, MAX_OF_A_KIND);
        // A log by a key of another kind vouches for nothing.
        let logs = |member| -> Result<Vec<TransparencyLog>, Fault> {
            let all = all(member)?.iter();
            all.filter_map(|it| log(it).transpose()).collect()
        };
        let authorities = |member| -> Result<Vec<Authority>, Fault> {
            all(member)?.iter().map(authority).collect()
        };
        Ok(Self {
            name: name.to_owned(),
            logs: logs(Member::Tlogs)?,
            certificate_logs: logs(Member::Ctlogs)?,
            authorities: authorities(Member::CertificateAuthorities)?,
            timestamp_authorities: authorities(Member::TimestampAuthorities)?,
        })
    }

    /// Reads a file of one root, or of one in each line, as `gh attestation trusted-root`
    /// prints them.
    ///
    /// # Errors
    /// Where one of them is none.
    pub fn read_all(file: &[u8], name: &str) -> Result<Vec<Self>, Fault> {
        let whole = Self::read(file, name);
        if whole.is_ok() {
            return whole.map(|root| vec![root]);
        }
        let lines = file.split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&[u8]> = lines.take(MAX_ROOTS).collect();
        let number =
            |(line, place): (&&[u8], usize)| Self::read(line, &format!("{name} ({place})"));
        match lines.len() {
            0 | 1 => whole.map(|root| vec![root]),
            _ => lines.iter().zip(1..).map(number).collect(),
        }
    }

    /// The log with this ID.
    #[must_use]
    pub fn log(&self, id: &[u8]) -> Option<&TransparencyLog> {
        self.logs.iter().find(|log| log.id == id)
    }
}

fn log(node: &Node) -> Result<Option<TransparencyLog>, Fault> {
    let key = member(node, Member::PublicKey)?;
    let id = member(node, Member::LogId)?;
    let window = member(key, Member::ValidFor)?;
    let start = moment(window, "start")?.ok_or(Fault::Missing(Member::Start))?;
    let der = bytes(key, Member::RawBytes)?;
    let key = PublicKey::from_spki(&der).or_else(|_| PublicKey::from_rsa(&der));
    let Ok(key) = key else {
        return Ok(None);
    };
    Ok(Some(TransparencyLog {
        id: bytes(id, Member::KeyId)?,
        key,
        valid: Window {
            start,
            end: moment(window, "end")?,
        },
        base_url: text(node, Member::BaseUrl)?.to_owned(),
    }))
}

fn authority(node: &Node) -> Result<Authority, Fault> {
    let chain = member(node, Member::CertChain)?;
    let certificates = list(chain, Member::Certificates, MAX_OF_A_KIND)?.iter();
    let certificates =
        certificates.map(|it| Ok(Certificate::parse(&bytes(it, Member::RawBytes)?)?));
    let window = member(node, Member::ValidFor)?;
    Ok(Authority {
        certificates: certificates.collect::<Result<_, Fault>>()?,
        valid: Window {
            start: moment(window, "start")?.unwrap_or(OffsetDateTime::UNIX_EPOCH),
            end: moment(window, "end")?,
        },
    })
}

fn moment(node: &Node, key: &str) -> Result<Option<OffsetDateTime>, Fault> {
    let Some(text) = node.get(key).and_then(Node::as_str) else {
        return Ok(None);
    };
    let moment = OffsetDateTime::parse(text, &Rfc3339);
    moment
        .map(Some)
        .map_err(|_| Fault::NotANumber(Member::ValidFor))
}
