//! The head of what is open: what it is called, what it is, which platform of it is
//! shown, and what the verdict means for whoever asked.

use crate::format::{Sum, short, visible};
use crate::image::reference::Reference;
use crate::input::PlatformName;
use crate::inspect::graph::{Image, NodeId};
use crate::inspect::judgement::{Counts, Judgement, Lack, State};
use crate::session::Showing;
use crate::verify::{Unchecked, Verdict};
use crate::views::artifact::artifact as shown_artifact;
use crate::views::choices::{Choice, ChoiceLine, choice_lines, chosen_artifact};
use crate::views::family::{FamilyCell, FamilyLayout};
use crate::views::images::input_line;
use crate::views::moment::moment;
use crate::views::picked::{Picked, pick};
use crate::views::steps::Steps;
use crate::views::terms::Term;
use crate::words::{Message, joined, summary as words};

/// What it is, in a few lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    /// As Docker would write it; the file where nothing names it.
    pub name: String,
    /// The other names of the same image.
    pub others: Vec<String>,
    /// `image for 3 platforms`
    pub kind: Option<Message>,
    /// `from image.tar, OCI layout, 12 MB`
    pub source: Option<Message>,
    /// Its digests as a whole: of the index, the manifest and the config.
    pub digests: Vec<FamilyCell>,
    /// A term and its value.
    pub facts: Vec<(Message, Message)>,
}

impl Headline {
    /// Of the image at `place`, or of the artifact that is shown instead.
    #[must_use]
    pub fn of(showing: &Showing, place: usize, artifact: Option<NodeId>) -> Self {
        let images = &showing.opened.graph.images;
        let artifact = chosen_artifact(showing, artifact);
        let artifact = artifact.and_then(|id| shown_artifact(&showing.opened, id));
        let image = images.get(place).filter(|_| artifact.is_none());
        let own = image.map(|image| &image.names);
        let own = own.or(artifact.as_ref().map(|artifact| &artifact.names));
        let file = short(&visible(&showing.opened.contents.input.name));
        let mut names = names(showing, own.map_or(&[], Vec::as_slice));
        let name = match names.is_empty() {
            true => file.clone(),
            false => names.remove(0),
        };
        let from = (name != file && showing.asked.is_none()).then(|| words::opened_from(file));
        let source = [from, input_line(&showing.opened.contents)];
        Self {
            kind: match &artifact {
                Some(artifact) => Some(artifact.heading()),
                None => image.map(|image| kind(images, image)),
            },
            source: joined::all_facts(source.into_iter().flatten()),
            digests: match image {
                Some(_) => digests(showing, place),
                None => Vec::new(),
            },
            facts: image.map_or_else(Vec::new, |image| facts(showing, image)),
            name,
            others: names,
        }
    }
}

/// The config's goes by what people look for.
fn digests(showing: &Showing, place: usize) -> Vec<FamilyCell> {
    let mut cells = FamilyLayout::of_first(showing, place, 0).whole;
    for cell in &mut cells {
        if cell.term == Term::ImageId {
            cell.name = words::image_id();
        }
    }
    cells
}

/// What the image at `place` is called: as at the head.
#[must_use]
pub fn name_of_image(showing: &Showing, place: usize) -> String {
    let image = showing.opened.graph.images.get(place);
    let own = image.map_or(&[][..], |image| &image.names);
    let first = names(showing, own).into_iter().next();
    first.unwrap_or_else(|| short(&visible(&showing.opened.contents.input.name)))
}

/// What Docker calls the image, and its other names; only what says so.
fn names(showing: &Showing, own: &[String]) -> Vec<String> {
    if let Some(reference) = showing.asked.as_ref().and_then(|ask| ask.reference()) {
        return vec![visible(&reference.familiar())];
    }
    familiar(own)
}

/// Names as Docker would write them, each once.
fn familiar(own: &[String]) -> Vec<String> {
    let mut familiar: Vec<String> = Vec::new();
    for name in own {
        let spelled = name.parse::<Reference>().map(|name| name.familiar());
        // A name in a layout is often a tag alone: Docker would take it for one of
        // a repository, so it stays as it is.
        let spelled = match spelled {
            Ok(spelled) if name.contains([':', '/']) => spelled,
            _ => name.clone(),
        };
        let spelled = short(&visible(&spelled));
        if !familiar.contains(&spelled) {
            familiar.push(spelled);
        }
    }
    familiar
}

fn kind(images: &[Image], image: &Image) -> Message {
    let of_one = images.iter().filter(|other| other.index == image.index);
    match (image.index, image.manifest) {
        (Some(_), _) => words::multi_platform_image(of_one.count()),
        (None, Some(_)) => words::one_platform_image(),
        (None, None) => words::docker_image(),
    }
}

fn facts(showing: &Showing, image: &Image) -> Vec<(Message, Message)> {
    let told = Steps::without_history(&showing.opened, image);
    let stored: Sum = told.layers.iter().map(|layer| layer.stored).collect();
    let unpacked: Sum = told.layers.iter().map(|layer| layer.uncompressed).collect();
    let size = match unpacked.is_unknown() {
        true => words::stored_only(stored),
        false => words::stored_and_unpacked(stored, unpacked),
    };
    let opened = &showing.opened;
    let config = opened.graph.config_of(image, &opened.contents);
    let created = config.and_then(|config| config.created);
    let mut facts = Vec::new();
    if !image.layers.is_empty() {
        facts.push((words::size(), size));
        facts.push((words::layers(), joined::verbatim(image.layers.len())));
    }
    facts.extend(created.map(|at| (words::created(), moment(&at))));
    facts
}

/// The platforms of what is open, or whatever else there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chooser {
    pub lines: Vec<ChoiceLine>,
    /// The place of the shown one among them.
    pub chosen: Option<usize>,
    /// `1 of 3`
    pub place: Option<Message>,
    /// Why it is this one, where no person chose.
    pub picked: Option<Message>,
    /// They are the platforms of one image.
    pub of_platforms: bool,
}

impl Chooser {
    #[must_use]
    pub fn of(showing: &Showing, place: usize, artifact: Option<NodeId>) -> Self {
        let artifact = chosen_artifact(showing, artifact);
        let choice = artifact.map_or(Choice::Image(place), Choice::Artifact);
        let mut lines = choice_lines(showing);
        let images = &showing.opened.graph.images;
        let index = images.get(place).and_then(|image| image.index);
        let of_platforms = lines.iter().all(|line| match line.choice {
            Choice::Image(at) => {
                index.is_some() && images.get(at).is_some_and(|image| image.index == index)
            }
            Choice::Artifact(_) => false,
        });
        if let [line] = lines.as_mut_slice() {
            only(showing, line);
        }
        let chosen = lines.iter().position(|line| line.choice == choice);
        let several = lines.len() > 1;
        Self {
            place: chosen
                .filter(|_| several)
                .map(|at| words::platform_of(at + 1, lines.len())),
            picked: (several && artifact.is_none())
                .then(|| why_picked(showing, place))
                .flatten(),
            of_platforms: of_platforms || !several,
            chosen,
            lines,
        }
    }
}

/// Of one thing alone the platform says more than its name, which stands above.
fn only(showing: &Showing, line: &mut ChoiceLine) {
    let Choice::Image(place) = line.choice else {
        return;
    };
    let opened = &showing.opened;
    let platform = opened.graph.images.get(place).and_then(|image| {
        let config = || opened.graph.config_of(image, &opened.contents);
        image.platform.clone().or_else(|| config()?.platform)
    });
    line.title = match platform {
        Some(platform) => joined::verbatim(visible(&platform.to_string())),
        None => crate::words::overview::platform_not_stated(),
    };
}

fn why_picked(showing: &Showing, place: usize) -> Option<Message> {
    let wanted: Option<&PlatformName> = showing.wanted.platform.as_ref();
    let (picked, why) = pick(showing, wanted);
    (picked == place).then(|| match why {
        Picked::AsAsked => words::picked_by_link(),
        Picked::Usual => words::picked_as_usual(),
        Picked::First => words::picked_as_first(),
    })
}

/// What the verdict means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// One plain sentence.
    pub means: Message,
    /// What to do next, where all is not well.
    pub next: Option<Message>,
    /// How many objects are in which state, where not all are verified.
    pub counts: Option<Message>,
}

impl Meaning {
    /// Nothing while it is not known yet.
    #[must_use]
    pub fn of(showing: &Showing) -> Option<Self> {
        let judgement = &showing.judgement;
        if showing.progress.finished.is_none() && judgement.state != State::Failed {
            return None;
        }
        let (means, next) = match judgement.state {
            State::Verified => (words::verified_means(), None),
            State::Problems => (words::problems_mean(), Some(words::after_problems())),
            State::Failed => (words::failed_means(), Some(words::after_failed())),
            State::Incomplete => (words::incomplete_means(), after_incomplete(judgement)),
        };
        let counts = match judgement.state {
            State::Verified | State::Problems => None,
            State::Failed | State::Incomplete => counts(&judgement.counts),
        };
        Some(Self {
            means,
            next,
            counts,
        })
    }
}

fn after_incomplete(judgement: &Judgement) -> Option<Message> {
    judgement.lacks.iter().find_map(|lack| match lack {
        Lack::Unfetched { .. } => Some(words::after_unfetched()),
        Lack::Layers { .. }
        | Lack::Configs { .. }
        | Lack::Others { .. }
        | Lack::Manifests { .. } => Some(words::after_missing()),
        Lack::Unchecked {
            why: Unchecked::Stopped,
            ..
        } => Some(words::after_stopped()),
        Lack::Unchecked { .. } | Lack::LeftOut { .. } => Some(words::after_unread()),
        Lack::Cut | Lack::Pending | Lack::Nothing => None,
    })
}

fn counts(counts: &Counts) -> Option<Message> {
    let absent = counts.missing + counts.unfetched;
    let all = [
        (counts.bad, words::objects_bad(counts.bad)),
        (absent, words::objects_missing(absent)),
        (counts.unchecked, words::objects_unchecked(counts.unchecked)),
        (counts.pending, words::objects_pending(counts.pending)),
        (counts.verified, words::objects_verified(counts.verified)),
    ];
    let some = all.into_iter().filter(|(count, _)| *count > 0);
    joined::all_facts(some.map(|(_, said)| said))
}

/// Where the first problem is to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub to: Way,
    /// What the link is called.
    pub name: Message,
}

/// What a link within the page leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Node(NodeId),
    Findings,
}

impl Problem {
    /// The worst of what is open; nothing where all is well, or not known yet.
    #[must_use]
    pub fn of(showing: &Showing) -> Option<Self> {
        let judgement = &showing.judgement;
        match judgement.state {
            State::Verified => None,
            State::Problems => Some(Self {
                to: Way::Findings,
                name: words::see_findings(judgement.problems),
            }),
            State::Failed => Self::of_rows(showing, Verdict::is_bad),
            State::Incomplete if showing.progress.finished.is_none() => None,
            State::Incomplete => Self::of_rows(showing, is_lacking),
        }
    }

    fn of_rows(showing: &Showing, fits: fn(&Verdict) -> bool) -> Option<Self> {
        let rows = showing.opened.rows.iter();
        let rows = rows.filter(|row| fits(&row.verdict));
        let worst = rows.min_by_key(|row| row.verdict.rank())?;
        Some(Self {
            to: Way::Node(worst.node),
            name: words::see(worst.called()),
        })
    }
}

/// What is not known and could be: what a tag led to cannot be known better.
fn is_lacking(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::NotChecked { why } => *why != Unchecked::AsServed,
        other => !other.is_verified(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(counts: &Counts) -> Option<String> {
        Some(super::counts(counts)?.to_string())
    }

    #[test]
    fn names_are_written_as_docker_does_and_tags_alone_stay_what_they_are() {
        let own = [
            "docker.io/library/hello:1",
            "hello:1",
            "latest",
            "quay.io/a/b:2",
        ];
        let own = own.map(str::to_owned);
        assert_eq!(familiar(&own), ["hello:1", "latest", "quay.io/a/b:2"]);
    }

    #[test]
    fn objects_are_counted_by_what_is_known_of_them_the_worst_first() {
        let counts = Counts {
            verified: 3,
            bad: 1,
            missing: 1,
            unfetched: 2,
            ..Counts::default()
        };
        assert_eq!(said(&counts).unwrap(), "1 wrong, 3 not here, 3 verified");
        assert_eq!(said(&Counts::default()), None);
    }

    #[test]
    fn what_is_lacking_says_what_to_do_next() {
        let next = |lack: Lack| {
            let judgement = Judgement {
                lacks: vec![Lack::Pending, lack],
                ..Judgement::default()
            };
            after_incomplete(&judgement).map(|next| next.to_string())
        };
        let unchecked = |why| Lack::Unchecked { objects: 1, why };
        assert_eq!(
            next(unchecked(Unchecked::Stopped)).unwrap(),
            "Hash the rest to know about it"
        );
        assert_eq!(
            next(unchecked(Unchecked::Unclaimed)).unwrap(),
            "Look in the ledger at what was not checked, and why"
        );
        let unfetched = Lack::Unfetched {
            objects: 1,
            layers: 1,
        };
        assert_eq!(
            next(unfetched).unwrap(),
            "Fetch what is missing to have it checked, too"
        );
        assert_eq!(next(Lack::Nothing), None);
    }
}
