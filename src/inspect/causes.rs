//! Why a claim and the bytes differ: who looks for the causes in the rows of the
//! ledger.
//!
//! A cause is said only where the bytes at hand prove it: some form of them, or
//! something else that is open, has the claimed digest, or the bytes say
//! themselves what they are. That a layer was compressed again by another tool
//! cannot be proven, so it is never said.
//!
//! Not here: the second look at the bytes ([`crate::bytes::second_look`]),
//! verdicts (`verify`), and the sentences ([`sentence`]).

mod documents;
mod known;
mod order;
mod spelling;
mod stored;
mod unpacked;

use std::collections::HashMap;

use crate::bytes::second_look::{Look, MOST_STORED, Sought};
use crate::inspect::Opened;
use crate::inspect::cause::{Cause, Looked, Why};
use crate::inspect::graph::NodeKind;
use crate::inspect::row::Row;
use crate::source::ContentId;
use crate::verify::{Unchecked, Verdict};

use documents::Documents;
use known::Known;

/// What second looks have found, and which are under way.
#[derive(Debug, Default)]
pub struct Looks {
    blobs: HashMap<usize, (Sought, State)>,
    documents: Documents,
}

#[derive(Debug)]
enum State {
    Asked,
    Done(Look),
    Failed,
}

/// A blob to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub blob: usize,
    pub sought: Sought,
}

impl Looks {
    /// Notes what came of a look; `None` where it failed.
    pub fn settle(&mut self, blob: usize, look: Option<Look>) {
        if let Some((_, state)) = self.blobs.get_mut(&blob) {
            *state = look.map_or(State::Failed, State::Done);
        }
    }

    /// Whether a look is under way.
    #[must_use]
    pub fn are_under_way(&self) -> bool {
        let mut states = self.blobs.values();
        states.any(|(_, state)| matches!(state, State::Asked))
    }

    /// Nobody will answer what is under way.
    pub fn give_up(&mut self) {
        for (_, state) in self.blobs.values_mut() {
            if matches!(state, State::Asked) {
                *state = State::Failed;
            }
        }
    }

    /// Notes that somebody looks.
    pub fn ask(&mut self, wanted: &Wanted) {
        let asked = (wanted.sought.clone(), State::Asked);
        self.blobs.insert(wanted.blob, asked);
    }

    /// What a look at a blob has shown of a row; `None` where it is under way.
    fn cause(
        &self,
        known: &Known<'_>,
        row: &Row,
        blob: usize,
        sought: Option<&Sought>,
    ) -> Option<Result<Cause, Looked>> {
        let sought = match (known.blob_at_hand(row), sought) {
            (None, _) => return Some(Err(Looked::NotKept)),
            (Some((_, size)), _) if !is_small(size) => return Some(Err(Looked::TooLarge)),
            (Some(_), None) => return Some(Err(Looked::Everywhere)),
            (Some(_), Some(sought)) => sought,
        };
        Some(match self.state(blob, sought)? {
            State::Asked => return None,
            State::Failed => Err(Looked::Unreadable),
            State::Done(look) => {
                let cause = stored::by_look(known, row, look);
                cause.ok_or(match look.cut_short {
                    true => Looked::TooLarge,
                    false => Looked::Everywhere,
                })
            }
        })
    }

    fn state(&self, blob: usize, sought: &Sought) -> Option<&State> {
        let (asked, state) = self.blobs.get(&blob)?;
        asked.covers(sought).then_some(state)
    }
}

/// Says of each bad row why it is bad, as far as that is known, and returns
/// the blobs that are to be looked at again for more.
pub fn explain(opened: &mut Opened, looks: &mut Looks) -> Vec<Wanted> {
    if !opened.rows.iter().any(wants_cause) {
        return Vec::new();
    }
    let known = Known::new(opened);
    let bad = opened.rows.iter().enumerate();
    let bad = bad.filter(|(_, row)| wants_cause(row));
    let bad = bad.map(|(place, row)| (place, row, cause(&known, row)));
    let bad: Vec<(usize, &Row, Option<Cause>)> = bad.collect();
    let unexplained = bad.iter().filter(|(_, _, cause)| cause.is_none());
    let (sought, order) = sought(&known, unexplained.map(|(_, row, _)| *row));
    let whys = bad.into_iter().map(|(place, row, cause)| match cause {
        Some(cause) => (place, Why::Found(Box::new(cause))),
        None => (place, by_the_bytes(&known, row, looks, &sought)),
    });
    let whys: Vec<(usize, Why)> = whys.collect();
    drop(known);
    for (place, why) in whys {
        if let Some(row) = opened.rows.get_mut(place) {
            row.why = why;
        }
    }
    let wanted = order.into_iter().filter_map(|blob| {
        let sought = sought.get(&blob)?.clone();
        let is_new = looks.state(blob, &sought).is_none();
        is_new.then_some(Wanted { blob, sought })
    });
    wanted.collect()
}

/// The cause of a bad row, where the bytes need not be looked at again.
fn cause(known: &Known<'_>, row: &Row) -> Option<Cause> {
    match row.kind {
        NodeKind::Unpacked => unpacked::cause(known, row),
        _ => stored::cause(known, row),
    }
}

/// A malformed digest is a fault of the claim, and may have a cause as well.
fn wants_cause(row: &Row) -> bool {
    row.verdict.is_bad() || is_malformed(row)
}

fn is_malformed(row: &Row) -> bool {
    matches!(
        row.verdict,
        Verdict::NotChecked {
            why: Unchecked::Malformed(_)
        }
    )
}

/// What is to be looked for in which blobs, and these in the order of the rows.
fn sought<'r>(
    known: &Known<'_>,
    rows: impl Iterator<Item = &'r Row>,
) -> (HashMap<usize, Sought>, Vec<usize>) {
    let mut all: HashMap<usize, Sought> = HashMap::new();
    let mut order = Vec::new();
    for row in rows {
        let Some((blob, _)) = known.blob_at_hand(row).filter(|(_, size)| is_small(*size)) else {
            continue;
        };
        let one = stored::sought(known, row);
        if one.is_empty() {
            continue;
        }
        let sought = all.entry(blob).or_insert_with(|| {
            order.push(blob);
            Sought::default()
        });
        sought.stored.extend(one.stored);
        sought.inside.extend(one.inside);
        sought.cuts.extend(one.cuts);
    }
    (all, order)
}

fn is_small(size: u64) -> bool {
    size <= MOST_STORED
}

/// Why, where only the bytes can tell.
fn by_the_bytes(
    known: &Known<'_>,
    row: &Row,
    looks: &mut Looks,
    sought: &HashMap<usize, Sought>,
) -> Why {
    let cause = match known.content(row) {
        // Of the bytes it is known that they are right.
        _ if known.is_digest_right(row) => Err(Looked::Everywhere),
        Some(ContentId::Document(index)) => looks.documents.cause(known, row, index),
        Some(ContentId::Blob(blob)) => match looks.cause(known, row, blob, sought.get(&blob)) {
            Some(cause) => cause,
            None => return Why::Looking,
        },
        None => Err(Looked::Everywhere),
    };
    match cause {
        Ok(cause) => Why::Found(Box::new(cause)),
        Err(_) if is_malformed(row) => Why::NotBad,
        Err(looked) => Why::Nothing {
            looked,
            inside_is_right: row.kind == NodeKind::Layer && known.inside_is_right(row.node),
        },
    }
}
