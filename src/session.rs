//! The page's state machine: one state, and plain transitions from events and
//! the workers' replies. Native and tested; the page only carries out the
//! [`Effect`]s and shows the state.

mod aside;
mod asking;
mod compare;
mod explaining;
mod fetching;
mod more;
mod refusal;
mod remote;
mod showing;

pub use aside::Aside;
pub use fetching::Fetching;
pub use more::{Fetchable, LayerJob};
pub use refusal::{Lacked, Refusal};
pub use remote::{Found, Pull, PullBlob, Referring, Remote};
pub use showing::{Progress, Showing};

use std::rc::Rc;

use crate::failure::{Action, Failure, FailureKind};
use crate::image::digest::Digest;
use crate::input::{Fragment, Input};
use crate::inspect::Report;
use crate::protocol::{MeasureJob, Reply, Request};
use crate::source::Contents;
use crate::source::registry::client::{Presence, Referrers};
use crate::source::registry::doctor::Diagnosis;
use crate::source::registry::image::{FetchError, FetchTarget};
use crate::source::registry::route::Way;
use crate::source::{InputFile, Unpacking};
use crate::words::{Message, joined, page as words};

/// What the page is doing.
#[derive(Debug, Default)]
pub enum Session {
    #[default]
    Start,
    /// A digest was given, alone or to be expected of a file: a person says
    /// where to look.
    Waiting(Box<Fragment>),
    /// A repository's tags or a registry's repositories are listed.
    Listing(Box<Fragment>),
    /// A registry or a static host is being asked.
    Fetching(Box<Fetching>),
    /// It gave no image: why, and the ways round.
    Refused(Box<Refusal>),
    /// The archive is being recognised and its documents read.
    Opening(Box<Opening>),
    Showing(Box<Showing>),
    Failed(Failure),
    /// Opening met a limit that a person may lift.
    Halted(Box<Halted>),
}

/// An input that was not read to its end.
#[derive(Debug)]
pub struct Halted {
    /// Why, and what to do.
    pub failure: Failure,
    /// What was being opened.
    pub opening: Opening,
}

/// An input that is being read.
#[derive(Debug)]
pub struct Opening {
    pub name: Message,
    pub files: Vec<InputFile>,
    /// Bytes read so far: only decompressing a whole archive takes long.
    pub done: u64,
    pub total: Option<u64>,
    /// When it was given, in milliseconds since 1970.
    pub since: f64,
    /// The link that asked for it.
    pub wanted: Fragment,
}

/// What happens to a session.
#[derive(Debug)]
pub enum Event {
    /// A person gave files.
    Given { files: Vec<InputFile> },
    /// They want the files that met a limit opened all the same.
    OpenAnyway,
    /// A person typed or pasted what to look at, or followed a link.
    Asked(Box<Fragment>),
    /// The same, although it is known that the registry will not let itself be
    /// read.
    AskedAnyway,
    /// Whether a registry that will not let itself be read can be asked by another way.
    WayLookedFor { found: bool },
    /// What is being asked of a registry now, in a few words.
    Asking(Message),
    /// A registry gave what a first view needs.
    Fetched(Box<Contents>),
    /// What was asked for is not there, and something else is that its address may
    /// mean.
    FoundInstead(Input),
    /// It did not.
    Refused {
        failure: Box<FetchError>,
        /// What the doctor says, where the error does not say all.
        diagnosis: Option<Diagnosis>,
    },
    /// Something of what is shown did not come.
    Lacked(Box<Lacked>),
    /// A person wants more documents of what is open.
    MoreAsked(Vec<Digest>),
    /// Signatures and attestations of what is open are being looked for, because a person
    /// wants to see them; [`Event::MoreFetched`] is to follow.
    SignaturesAsked,
    /// What came of that, and why not all of it did, where that is so.
    MoreFetched(Box<Contents>, Option<Message>),
    /// A person wants the bytes of some blobs fetched and verified.
    LayersAsked(Vec<usize>),
    /// A person wants the image that a link was made of beside what is open.
    CompareAsked(Box<FetchTarget>),
    /// What came of that.
    BesideFetched(Result<Box<Contents>, Message>),
    /// A person asks whether the registry has all that a pull of an image needs.
    PullAsked(usize),
    /// What it says of one blob.
    PullAnswered(Digest, Result<Presence, Message>),
    /// A person asks what refers to a manifest.
    ReferrersAsked(Digest),
    /// What the registry says.
    ReferrersAnswered(Digest, Result<Box<Referrers>, Message>),
    /// Workers answered. Many replies at once cost no more than one: what
    /// follows from them is worked out once.
    Replied(Vec<Reply>),
    /// By which way the bytes of a layer came.
    CameBy(Box<Way>),
    /// The bytes of a layer did not come.
    LayerNotFetched { blob: usize, why: Message },
    /// The page itself could not do something.
    Failed(Failure),
    /// A person named the digest that the root document should have, or took
    /// that back.
    Expected(Option<Digest>),
    /// The engine that gave out what is open said this of it.
    Reported(Rc<dyn Report>),
    /// What came of the signatures of what is open.
    Signed(Rc<dyn Report>),
    /// Whom a person expects to have signed, and who told the authority of their
    /// certificate.
    SignerExpected(Option<String>, Option<String>),
    /// A person stopped the hashing or the fetching.
    Cancelled,
    /// They want the hashing to go on.
    GoneOn,
    /// A person goes back to the beginning.
    Reset,
}

/// What the page must do after a transition.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Ask a worker, beside the handles of the input.
    Call(Request),
    /// Terminate the workers and forget the queue.
    StopWorkers,
    /// Find out whether there is a relay or a mirror for it.
    LookForWay(FetchTarget),
    /// Fetch what a first view needs.
    Fetch(FetchTarget),
    /// Fetch more documents of what is open.
    FetchMore(FetchTarget, Vec<Digest>),
    /// Fetch a blob and measure it on the way, in a worker.
    FetchLayer(FetchTarget, LayerJob),
    /// Fetch another image of the same repository, beside what is open.
    FetchBeside(FetchTarget),
    /// Ask for the heads of blobs, some at a time.
    CheckPull(FetchTarget, Vec<Digest>),
    /// Ask what refers to a manifest.
    FindReferrers(FetchTarget, Digest),
    /// Drop every request for documents that is under way.
    StopFetching,
}

impl Session {
    /// The word for scripts, in `document.documentElement.dataset.session`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Start | Self::Waiting(_) => "start",
            Self::Fetching(_) | Self::Opening(_) => "working",
            Self::Showing(showing) if showing.is_working() => "working",
            Self::Showing(_) | Self::Listing(_) => "showing",
            Self::Failed(_) | Self::Halted(_) | Self::Refused(_) => "failed",
        }
    }

    /// The verdict on what is open, for scripts:
    /// `document.documentElement.dataset.verdict`. `None` where nothing is.
    #[must_use]
    pub fn verdict(&self) -> Option<&'static str> {
        match self {
            Self::Showing(showing) => Some(showing.judgement.state.word()),
            _ => None,
        }
    }

    /// Goes on to the next state. `now` is in milliseconds since 1970.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: f64) -> Vec<Effect> {
        let mut effects = self.changed(event, now);
        if let Self::Showing(showing) = self {
            effects.extend(showing.second_looks());
        }
        effects
    }

    fn changed(&mut self, event: Event, now: f64) -> Vec<Effect> {
        match event {
            Event::Given { files } => self.given(files, now),
            Event::OpenAnyway => self.open_anyway(now),
            Event::Asked(fragment) => self.asked(*fragment, now),
            Event::AskedAnyway => self.asked_anyway(now),
            Event::WayLookedFor { found } => self.way_looked_for(found),
            Event::Asking(what) => self.asking(what),
            Event::Fetched(contents) => self.fetched(*contents, now),
            Event::FoundInstead(input) => self.found_instead(input, now),
            Event::Refused { failure, diagnosis } => self.refused(*failure, diagnosis),
            Event::Lacked(lacked) => self.lacked(*lacked),
            Event::MoreAsked(digests) => self.more_asked(digests),
            Event::SignaturesAsked => self.signatures_asked(),
            Event::MoreFetched(contents, trouble) => self.more_fetched(*contents, trouble, now),
            Event::LayersAsked(blobs) => self.layers_asked(&blobs, now),
            Event::CompareAsked(ask) => self.compare_asked(*ask),
            Event::BesideFetched(found) => self.beside_fetched(found, now),
            Event::PullAsked(image) => self.pull_asked(image),
            Event::PullAnswered(digest, answer) => self.pull_answered(&digest, answer),
            Event::ReferrersAsked(to) => self.referrers_asked(to),
            Event::ReferrersAnswered(to, answer) => {
                self.referrers_answered(&to, answer.map(|found| *found))
            }
            Event::Replied(replies) => self.replied(replies, now),
            Event::CameBy(way) => self.came_by(*way),
            Event::LayerNotFetched { blob, why } => self.layer_not_fetched(blob, why, now),
            Event::Failed(failure) => self.fail(failure),
            Event::Expected(digest) => self.expected(digest, now),
            Event::Reported(reported) => self.reported(reported, now),
            Event::Signed(signed) => self.signed(signed, now),
            Event::SignerExpected(signer, issuer) => self.signer_expected(signer, issuer),
            Event::Cancelled => self.cancelled(now),
            Event::GoneOn => self.gone_on(now),
            Event::Reset => {
                *self = Self::Start;
                stop()
            }
        }
    }

    fn given(&mut self, files: Vec<InputFile>, now: f64) -> Vec<Effect> {
        let name = match files.as_slice() {
            [] => return Vec::new(),
            [one] => joined::verbatim(&one.path),
            [first, ..] => match first.path.split_once('/') {
                Some((folder, _)) => joined::verbatim(folder),
                None => words::files(files.len()),
            },
        };
        let opening = Opening {
            name,
            files,
            done: 0,
            total: None,
            since: now,
            wanted: self.wanted_of_a_file(),
        };
        self.open(opening, Unpacking::Guarded)
    }

    fn open(&mut self, opening: Opening, unpacking: Unpacking) -> Vec<Effect> {
        let files = opening.files.clone();
        *self = Self::Opening(Box::new(opening));
        let mut effects = stop();
        effects.push(Effect::Call(Request::Open { files, unpacking }));
        effects
    }

    fn open_anyway(&mut self, now: f64) -> Vec<Effect> {
        match std::mem::take(self) {
            Self::Halted(halted) => {
                let opening = Opening {
                    done: 0,
                    total: None,
                    since: now,
                    ..halted.opening
                };
                self.open(opening, Unpacking::Anyway)
            }
            other => {
                *self = other;
                Vec::new()
            }
        }
    }

    /// Why there is nothing to show, where that is so.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Halted(halted) => Some(&halted.failure),
            _ => None,
        }
    }

    fn replied(&mut self, replies: Vec<Reply>, now: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        for reply in replies {
            effects.extend(self.reply(reply, now));
        }
        if let Self::Showing(showing) = self {
            showing.catch_up(now);
        }
        effects
    }

    fn reply(&mut self, reply: Reply, now: f64) -> Vec<Effect> {
        match (reply, &mut *self) {
            // Everything is verified: only the causes are not known.
            (Reply::Failed(_), Self::Showing(showing)) if showing.only_explains() => {
                showing.give_up_explaining();
            }
            (Reply::Failed(failure), _) => return self.fail(failure),
            (Reply::OtherBuild { worker }, _) => return self.fail(other_build(&worker)),
            (Reply::Progress { done, total, .. }, Self::Opening(opening)) => {
                (opening.done, opening.total) = (done, total);
            }
            (Reply::Opened(contents), Self::Opening(opening)) => {
                let (mut showing, jobs) = Showing::open(*contents, opening.since, now);
                showing.wanted = std::mem::take(&mut opening.wanted);
                *self = Self::Showing(Box::new(showing));
                return measure(jobs);
            }
            (reply, Self::Showing(showing)) => showing.hear(reply),
            // A late reply to what was cancelled or replaced.
            _ => {}
        }
        Vec::new()
    }

    fn came_by(&mut self, way: Way) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            showing.opened.contents.came_by(way);
        }
        Vec::new()
    }

    fn layer_not_fetched(&mut self, blob: usize, why: Message, now: f64) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            showing.not_fetched(blob, why);
            showing.catch_up(now);
        }
        Vec::new()
    }

    fn fail(&mut self, failure: Failure) -> Vec<Effect> {
        *self = match (failure.action, std::mem::take(self)) {
            (Some(Action::OpenAnyway), Self::Opening(opening)) => Self::Halted(Box::new(Halted {
                failure,
                opening: *opening,
            })),
            _ => Self::Failed(failure),
        };
        stop()
    }

    fn expected(&mut self, digest: Option<Digest>, now: f64) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            if let Some(root) = showing.opened.contents.roots.first_mut() {
                root.expected = digest;
            }
            showing.rebuild(now);
        }
        Vec::new()
    }

    fn reported(&mut self, reported: Rc<dyn Report>, now: f64) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            showing.opened.reported = Some(reported);
            showing.rebuild(now);
        }
        Vec::new()
    }

    fn signed(&mut self, signed: Rc<dyn Report>, now: f64) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            showing.opened.signed = Some(signed);
            showing.rebuild(now);
        }
        Vec::new()
    }

    fn signer_expected(&mut self, signer: Option<String>, issuer: Option<String>) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            (showing.wanted.signer, showing.wanted.issuer) = (signer, issuer);
        }
        Vec::new()
    }

    fn gone_on(&mut self, now: f64) -> Vec<Effect> {
        match self {
            Self::Showing(showing) => measure(showing.go_on(now)),
            _ => Vec::new(),
        }
    }

    fn cancelled(&mut self, now: f64) -> Vec<Effect> {
        match self {
            Self::Opening(_) | Self::Fetching(_) => *self = Self::Start,
            Self::Showing(showing) => {
                showing.asking = None;
                showing.give_up_explaining();
                showing.cancel(now);
            }
            _ => return Vec::new(),
        }
        stop()
    }
}

fn measure(jobs: Vec<MeasureJob>) -> Vec<Effect> {
    let calls = jobs.into_iter().map(Request::Measure);
    calls.map(Effect::Call).collect()
}

fn stop() -> Vec<Effect> {
    vec![Effect::StopFetching, Effect::StopWorkers]
}

fn other_build(worker: &str) -> Failure {
    Failure::new(
        FailureKind::Browser,
        words::other_build(crate::protocol::BUILD, worker),
        words::reload_without_cache(),
    )
}

#[cfg(test)]
mod tests;
