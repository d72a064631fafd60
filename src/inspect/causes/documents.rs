//! Documents: they are at hand, so they are looked at without a worker, and the
//! detective is asked without a person's asking, within a bound.

use std::collections::HashMap;

use super::known::Known;
use super::stored;
use crate::bytes::compression::Compression;
use crate::bytes::second_look::look_at;
use crate::image::digest::Digest;
use crate::image::json::{Json, Problem};
use crate::inspect::cause::{Cause, Looked};
use crate::inspect::detective::investigate_within;
use crate::inspect::graph::NodeKind;
use crate::inspect::row::Row;
use crate::verify::Verdict;

/// How many bytes are hashed for one document and for all of an input, without
/// being asked for: the page waits for it, a tenth of a second at most for all.
/// All re-formattings of a manifest of 10 kB fit.
const MOST_FOR_ONE: usize = 8 << 20;
const MOST: usize = 32 << 20;

/// What was found out, by the document's number and the claim.
#[derive(Debug, Default)]
pub(super) struct Documents {
    known: HashMap<(usize, String), Result<Cause, Looked>>,
    hashed: usize,
}

impl Documents {
    pub(super) fn cause(
        &mut self,
        known: &Known<'_>,
        row: &Row,
        index: usize,
    ) -> Result<Cause, Looked> {
        let claimed = row.claimed.clone().unwrap_or_default();
        if let Some(found) = self.known.get(&(index, claimed.clone())) {
            return found.clone();
        }
        let bytes = known.opened.contents.documents.get(index);
        let bytes = bytes.map_or(&[][..], |document| &document.bytes);
        // Of each kind of look at it.
        let found = match bytes.len().saturating_mul(4) {
            cost if self.hashed.saturating_add(cost) > MOST => Err(Looked::TooLarge),
            cost => {
                self.hashed += cost;
                self.look(known, row, bytes)
            }
        };
        self.known.insert((index, claimed), found.clone());
        found
    }

    fn look(&mut self, known: &Known<'_>, row: &Row, bytes: &[u8]) -> Result<Cause, Looked> {
        let sought = stored::sought(known, row);
        let Some(digest) = sought.stored.first() else {
            return Err(Looked::Everywhere);
        };
        if row.kind == NodeKind::Schema1 && digest.recompute(bytes).as_ref() == Some(digest) {
            return Ok(Cause::WithSignatures);
        }
        if let Some(cause) = stored::by_look(known, row, &look_at(bytes, &sought)) {
            return Ok(cause);
        }
        if Compression::sniff(bytes) != Compression::None {
            return Err(Looked::NotUnpacked);
        }
        let looked = match self.re_formatted(bytes, digest) {
            Ok(cause) => return Ok(cause),
            Err(looked) => looked,
        };
        match (&row.verdict, ends_early(bytes)) {
            (Verdict::WrongSize { claimed, found }, true) if claimed > found => {
                Ok(Cause::EndsEarly {
                    missing: Some(claimed - found),
                })
            }
            _ => Err(looked),
        }
    }

    fn re_formatted(&mut self, bytes: &[u8], digest: &Digest) -> Result<Cause, Looked> {
        let wide = from_utf16(bytes);
        let text = wide.as_ref().map_or(bytes, |text| text.as_bytes());
        if wide.is_some() && digest.recompute(text).as_ref() == Some(digest) {
            return Ok(Cause::Utf16);
        }
        let most = MOST_FOR_ONE.min(MOST.saturating_sub(self.hashed));
        let (found, hashed) = investigate_within(text, digest, most);
        self.hashed = self.hashed.saturating_add(hashed);
        match found {
            Ok(_) if wide.is_some() => Ok(Cause::Utf16),
            Ok(solution) => Ok(Cause::Reformatted {
                steps: solution.steps,
            }),
            Err(unsolved) if unsolved.is_complete() => Err(Looked::Everywhere),
            Err(_) => Err(Looked::TooLarge),
        }
    }
}

/// The text of UTF-16 with a byte order mark.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_at_checked(2)?;
    let unit: fn([u8; 2]) -> u16 = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    odd.is_empty().then(|| String::from_utf16(&units).ok())?
}

/// Whether JSON ends within its value.
fn ends_early(bytes: &[u8]) -> bool {
    let json = Json::parse(bytes);
    json.problems
        .iter()
        .any(|problem| matches!(problem, Problem::Syntax { offset, .. } if *offset >= bytes.len()))
}
