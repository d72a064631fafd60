//! A judgement in one sentence, and what was hashed for it in another.

use super::{Judgement, Lack, State};
use crate::format::Bytes;
use crate::inspect::cause::Why;
use crate::inspect::graph::{LeftOut, MAX_DEPTH};
use crate::source::InputKind;
use crate::verify::{Unchecked, Verdict};
use crate::words::joined::{all_clauses, sentences};
use crate::words::{Arg, Message, verdicts};

impl Judgement {
    /// The verdict, in words.
    #[must_use]
    pub fn sentence(&self) -> Message {
        let verdict = match self.state {
            State::Failed => self.failed(),
            State::Incomplete => self.incomplete(),
            State::Problems => self.first_problem().map(verdicts::with_problems),
            State::Verified => None,
        };
        let counted = self.counted();
        let sentence = match verdict {
            Some(verdict) => sentences(verdict, counted),
            None => counted,
        };
        match self.counts.as_served {
            0 => sentence,
            _ => verdicts::tag_not_verified(sentence),
        }
    }

    fn failed(&self) -> Option<Message> {
        let failing = self.failure.as_ref()?;
        let name = failing.name.clone();
        let what = match (&failing.verdict, failing.inside) {
            (Verdict::Unreadable { why }, true) => verdicts::cannot_be_unpacked(name, why.clone()),
            (Verdict::Unreadable { why }, false) => verdicts::cannot_be_read(name, why.clone()),
            (_, true) => verdicts::not_its_diff_id(name),
            (Verdict::WrongSize { .. }, false) => verdicts::has_wrong_size(name),
            (_, false) => verdicts::has_wrong_digest(name),
        };
        let sentence = verdicts::failed(match self.counts.bad {
            0 | 1 => what,
            bad => verdicts::and_more_fail(what, bad - 1),
        });
        Some(match &failing.why {
            Why::Found(cause) => sentences(sentence, cause.sentence()),
            Why::NotBad | Why::Looking | Why::Nothing { .. } => sentence,
        })
    }

    fn incomplete(&self) -> Option<Message> {
        let lacks = self.lacks.iter().map(|lack| self.lack(lack));
        let sentence = match self.lacks.as_slice() {
            [Lack::Pending] => verdicts::still_hashing_only(),
            _ => verdicts::incomplete(all_clauses(lacks)?),
        };
        Some(match self.first_problem() {
            Some(problem) => verdicts::and_problem(sentence, problem),
            None => sentence,
        })
    }

    fn first_problem(&self) -> Option<Message> {
        let first = self.problem.clone()?;
        Some(match self.problems {
            0 | 1 => first,
            many => verdicts::and_more_problems(first, many - 1),
        })
    }

    fn lack(&self, lack: &Lack) -> Message {
        let here = match self.from {
            Some(InputKind::Folder) => verdicts::in_this_folder(),
            Some(InputKind::Archive | InputKind::Document) => verdicts::in_this_file(),
            Some(InputKind::Registry) | None => verdicts::here(),
        };
        match *lack {
            Lack::Layers { missing: 1, all: 1 } => verdicts::only_layer_missing(here),
            Lack::Layers { missing, all } if missing == all => {
                verdicts::all_layers_missing(all, here)
            }
            Lack::Layers { missing, all } => verdicts::layers_missing(missing, all, here),
            Lack::Configs { missing: 1 } => verdicts::config_missing(here),
            Lack::Configs { missing } => verdicts::configs_missing(missing, here),
            Lack::Others { missing } => verdicts::others_missing(missing, here),
            Lack::Manifests { all: 1 } => verdicts::only_manifest_missing(here),
            Lack::Manifests { all } => verdicts::all_manifests_missing(all, here),
            Lack::Unfetched { objects, layers } if objects == layers => {
                verdicts::layers_not_fetched(layers)
            }
            Lack::Unfetched { objects, .. } => verdicts::objects_not_fetched(objects),
            Lack::Unchecked { objects, ref why } => unchecked(objects, why),
            Lack::LeftOut { documents, why } => {
                verdicts::documents_left_out(documents, left_out(why))
            }
            Lack::Cut => verdicts::cut(),
            Lack::Pending => verdicts::still_hashing(),
            Lack::Nothing => verdicts::nothing_has_a_digest(),
        }
    }

    /// What was hashed: `3 of 3 objects verified in this browser, 12 kB hashed`.
    fn counted(&self) -> Message {
        let (verified, present) = (self.counts.verified, self.counts.present());
        let size = Bytes(self.counts.hashed);
        match (self.counts.hashed, self.seconds) {
            (0, _) => verdicts::counted(verified, present),
            (_, None) => verdicts::counted_size(verified, present, size),
            (_, Some(seconds)) => {
                let milliseconds = (seconds * 1_000.0) as u64;
                let time = Arg::Duration { milliseconds };
                verdicts::counted_time(verified, present, size, time)
            }
        }
    }
}

fn unchecked(count: usize, why: &Unchecked) -> Message {
    match why {
        Unchecked::Stopped => verdicts::stopped_before(count),
        Unchecked::Unclaimed => verdicts::objects_unclaimed(count),
        // What is wrong with it is a finding, which the sentence names itself.
        Unchecked::Malformed(_) => verdicts::objects_malformed(count),
        Unchecked::Refused(why) | Unchecked::NotRead(why) => {
            verdicts::objects_not_read(count, why.clone())
        }
        why => verdicts::objects_not_checked(count, why.message()),
    }
}

fn left_out(why: LeftOut) -> Message {
    match why {
        LeftOut::TooLarge { limit } => verdicts::too_large(limit),
        LeftOut::TooMany => verdicts::too_many(),
        LeftOut::TooDeep => verdicts::too_deep(MAX_DEPTH),
    }
}
