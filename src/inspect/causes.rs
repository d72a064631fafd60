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
pub mod sentence;
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
    let rows = &opened.rows;
    let bad = rows.iter().enumerate();
    let bad = bad.filter(|(_, row)| wants_cause(row));
    let causes: Vec<(usize, Option<Cause>)> = bad
        .map(|(place, row)| (place, cause(&known, row)))
        .collect();
    let unexplained = causes.iter().filter(|(_, cause)| cause.is_none());
    let unexplained = unexplained.filter_map(|(place, _)| rows.get(*place));
    let (sought, order) = sought(&known, unexplained);
    let whys: Vec<(usize, Why)> = causes
        .into_iter()
        .filter_map(|(place, cause)| {
            let row = rows.get(place)?;
            let why = match cause {
                Some(cause) => Why::Found(Box::new(cause)),
                None => by_the_bytes(&known, row, looks, &sought),
            };
            Some((place, why))
        })
        .collect();
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
    let inside_is_right = row.kind == NodeKind::Layer && known.inside_is_right(row.node);
    let nothing = |looked| match is_malformed(row) {
        true => Why::NotBad,
        false => Why::Nothing {
            looked,
            inside_is_right,
        },
    };
    // Of the bytes it is known that they are right.
    if known.is_digest_right(row) {
        return nothing(Looked::Everywhere);
    }
    match known.content(row) {
        Some(ContentId::Document(index)) => match looks.documents.cause(known, row, index) {
            Ok(cause) => Why::Found(Box::new(cause)),
            Err(looked) => nothing(looked),
        },
        Some(ContentId::Blob(blob)) => {
            let Some((_, size)) = known.blob_at_hand(row) else {
                return nothing(Looked::NotKept);
            };
            if !is_small(size) {
                return nothing(Looked::TooLarge);
            }
            let Some(sought) = sought.get(&blob) else {
                return nothing(Looked::Everywhere);
            };
            match looks.state(blob, sought) {
                None | Some(State::Asked) => Why::Looking,
                Some(State::Failed) => nothing(Looked::Unreadable),
                Some(State::Done(look)) => match stored::by_look(known, row, look) {
                    Some(cause) => Why::Found(Box::new(cause)),
                    None if look.cut_short => nothing(Looked::TooLarge),
                    None => nothing(Looked::Everywhere),
                },
            }
        }
        None => nothing(Looked::Everywhere),
    }
}
