//! A judgement in one sentence, and what was hashed for it in another.

use super::{Judgement, Lack, State};
use crate::format::{Bytes, Grouped};
use crate::inspect::causes::Why;
use crate::inspect::graph::{LeftOut, MAX_DEPTH};
use crate::source::InputKind;
use crate::verify::{Unchecked, Verdict};

impl Judgement {
    /// The verdict, in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let verdict = match self.state {
            State::Failed => self.failed(),
            State::Incomplete => self.incomplete(),
            State::Problems => format!("Verified, with problems: {}", self.first_problem()),
            State::Verified => String::new(),
        };
        let mut sentence = match verdict.is_empty() {
            true => self.counted(),
            false => format!("{verdict}. {}", self.counted()),
        };
        if self.counts.as_served > 0 {
            sentence += "; a tag cannot be verified, only a digest";
        }
        sentence
    }

    fn failed(&self) -> String {
        let Some(failing) = &self.failure else {
            return String::new();
        };
        let name = &failing.name;
        let others = match self.counts.bad {
            0 | 1 => String::new(),
            2 => ", and 1 more object fails".to_owned(),
            bad => format!(", and {} more objects fail", bad - 1),
        };
        let what = match (&failing.verdict, failing.inside) {
            (Verdict::Unreadable { why }, true) => format!("cannot be unpacked ({why})"),
            (Verdict::Unreadable { why }, false) => format!("cannot be read ({why})"),
            (_, true) => "does not unpack to its DiffID".to_owned(),
            (verdict, false) => format!("has the {}", verdict.label()),
        };
        let sentence = format!("Not what it claims to be: {name} {what}{others}");
        match &failing.why {
            Why::Found(cause) => format!("{sentence}. {}", cause.sentence()),
            Why::NotBad | Why::Looking | Why::Nothing { .. } => sentence,
        }
    }

    fn incomplete(&self) -> String {
        let lacks: Vec<String> = self.lacks.iter().map(|lack| self.lack(lack)).collect();
        let mut sentence = match self.lacks.as_slice() {
            [Lack::Pending] => "Still hashing".to_owned(),
            _ => format!("Incomplete: {}", lacks.join("; ")),
        };
        if self.problems > 0 {
            sentence += &format!("; and {}", self.first_problem());
        }
        sentence
    }

    fn first_problem(&self) -> String {
        let first = self
            .problem
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        match self.problems {
            0 | 1 => first,
            2 => format!("{first}, and 1 more problem"),
            many => format!("{first}, and {} more problems", many - 1),
        }
    }

    fn lack(&self, lack: &Lack) -> String {
        let whose = if self.single { "its" } else { "the" };
        let here = match self.from {
            Some(InputKind::Folder) => "in this folder",
            Some(InputKind::Archive | InputKind::Document) => "in this file",
            Some(InputKind::Registry) | None => "here",
        };
        match lack {
            Lack::Layers { missing: 1, all: 1 } => format!("{whose} only layer is not {here}"),
            Lack::Layers { missing, all } if missing == all => {
                format!("none of {whose} {all} layers is {here}")
            }
            Lack::Layers { missing, all } => {
                format!(
                    "{missing} of {whose} {all} layers {} not {here}",
                    are(*missing)
                )
            }
            Lack::Configs { missing: 1 } => format!("{whose} config is not {here}"),
            Lack::Configs { missing } => format!("{missing} configs are not {here}"),
            Lack::Others { missing } => format!(
                "{} that {} needed {} not {here}",
                objects(*missing),
                are(*missing),
                are(*missing)
            ),
            Lack::Manifests { all: 1 } => format!("the manifest that it names is not {here}"),
            Lack::Manifests { all } => {
                format!("none of the {all} manifests that it names is {here}")
            }
            Lack::Unfetched {
                objects: 1,
                layers: 1,
            } => "1 layer not fetched yet".to_owned(),
            Lack::Unfetched { objects, layers } if objects == layers => {
                format!("{layers} layers not fetched yet")
            }
            Lack::Unfetched { objects: count, .. } => {
                format!("{} not fetched yet", objects(*count))
            }
            Lack::Unchecked { objects, why } => unchecked(*objects, why),
            Lack::LeftOut { documents, why } => left_out(*documents, *why),
            Lack::Cut => "it holds more objects than are shown".to_owned(),
            Lack::Pending => "still hashing".to_owned(),
            Lack::Nothing => "there is nothing in it that has a digest".to_owned(),
        }
    }

    /// What was hashed: `3 of 3 objects verified in this browser, 12 kB hashed`.
    fn counted(&self) -> String {
        let present = self.counts.present();
        let noun = if present == 1 { "object" } else { "objects" };
        let mut sentence = format!(
            "{} of {present} {noun} verified in this browser",
            self.counts.verified
        );
        if self.counts.hashed > 0 {
            sentence += &format!(", {} hashed", Bytes(self.counts.hashed));
        }
        match self.seconds {
            Some(seconds) if self.counts.hashed > 0 => sentence += &format!(" in {seconds:.1} s"),
            _ => {}
        }
        sentence
    }
}

fn unchecked(count: usize, why: &Unchecked) -> String {
    let what = objects(count);
    let was = if count == 1 { "was" } else { "were" };
    match why {
        Unchecked::Stopped => format!("you stopped before {what} {was} hashed"),
        Unchecked::Unclaimed => format!("no document states a digest for {what}"),
        // What is wrong with it is a finding, which the sentence names itself.
        Unchecked::Malformed(_) => format!("the digest that is claimed of {what} is malformed"),
        Unchecked::Refused(why) | Unchecked::NotRead(why) => {
            format!("{what} {was} not read: {why}")
        }
        why => format!("{what} {was} not checked: {why}"),
    }
}

fn left_out(documents: usize, why: LeftOut) -> String {
    let what = match documents {
        1 => "1 document was hashed and not read".to_owned(),
        many => format!("{many} documents were hashed and not read"),
    };
    match why {
        LeftOut::TooLarge { limit } => {
            format!("{what}: it is larger than {} bytes", Grouped(limit))
        }
        LeftOut::TooMany => format!("{what}: there are more than are read of one input"),
        LeftOut::TooDeep => format!("{what}: indexes are nested more than {MAX_DEPTH} deep"),
    }
}

fn objects(count: usize) -> String {
    match count {
        1 => "1 object".to_owned(),
        many => format!("{many} objects"),
    }
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
