//! The way from what a person asks for to what a registry gives: asking,
//! being refused, and what a file can do instead.
//!
//! Not here: requests (`source::registry`), and what a person reads
//! (`views`).

use super::{Effect, Lacked, Refusal, Session, Showing, stop};
use crate::image::digest::Digest;
use crate::input::{Fragment, Input};
use crate::source::Contents;
use crate::source::registry::doctor::{self, Diagnosis};
use crate::source::registry::image::{FetchError, FetchTarget};
use crate::words::Message;

/// A registry that is being asked.
#[derive(Debug)]
pub struct Fetching {
    /// The link that asks.
    pub wanted: Fragment,
    pub ask: FetchTarget,
    /// What was asked for so far, in a few words each; the last one is under
    /// way.
    pub asked: Vec<Message>,
    /// In milliseconds since 1970.
    pub since: f64,
}

impl Session {
    pub(super) fn asked(&mut self, fragment: Fragment, now: f64) -> Vec<Effect> {
        let Some(input) = &fragment.input else {
            *self = match fragment.expect.is_empty() {
                true => Self::Start,
                false => Self::Waiting(Box::new(fragment)),
            };
            return stop();
        };
        *self = match (input, FetchTarget::of(input, fragment.platform.clone())) {
            (_, Some(ask)) => {
                let effect = match known(&ask) {
                    Some(_) => Effect::LookForWay(ask.clone()),
                    None => Effect::Fetch(ask.clone()),
                };
                return self.fetch(fragment, ask, effect, now);
            }
            (Input::Repository(_) | Input::Registry(_) | Input::Engine(_), None) => {
                Self::Listing(Box::new(fragment))
            }
            (_, None) => Self::Waiting(Box::new(fragment)),
        };
        stop()
    }

    pub(super) fn asked_anyway(&mut self, now: f64) -> Vec<Effect> {
        let refusal = match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Showing(showing) => showing.lack.as_mut(),
            _ => None,
        };
        let Some(refusal) = refusal else {
            return Vec::new();
        };
        let (wanted, ask) = (refusal.wanted.clone(), refusal.ask.clone());
        self.fetch(wanted, ask.clone(), Effect::Fetch(ask), now)
    }

    /// Of a registry that no page may read: asked by another way, or not at all.
    pub(super) fn way_looked_for(&mut self, found: bool) -> Vec<Effect> {
        let Self::Fetching(fetching) = self else {
            return Vec::new();
        };
        let (wanted, ask) = (fetching.wanted.clone(), fetching.ask.clone());
        if found {
            return vec![Effect::Fetch(ask)];
        }
        *self = Self::Refused(Box::new(Refusal {
            wanted,
            diagnosis: known(&ask),
            ask,
            error: None,
        }));
        Vec::new()
    }

    /// Begins with `first`, which is to bring it or to find out how.
    fn fetch(
        &mut self,
        wanted: Fragment,
        ask: FetchTarget,
        first: Effect,
        now: f64,
    ) -> Vec<Effect> {
        *self = Self::Fetching(Box::new(Fetching {
            wanted,
            ask,
            asked: Vec::new(),
            since: now,
        }));
        let mut effects = stop();
        effects.push(first);
        effects
    }

    pub(super) fn asking(&mut self, what: Message) -> Vec<Effect> {
        match self {
            Self::Fetching(fetching) => fetching.asked.push(what),
            Self::Showing(showing) if showing.asking.is_some() => showing.asking = Some(what),
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn fetched(&mut self, contents: Contents, now: f64) -> Vec<Effect> {
        if let Self::Fetching(fetching) = self {
            let (wanted, ask) = (fetching.wanted.clone(), fetching.ask.clone());
            let since = fetching.since;
            self.show(contents, wanted, ask, since, now);
        }
        Vec::new()
    }

    pub(super) fn found_instead(&mut self, input: Input, now: f64) -> Vec<Effect> {
        let Self::Fetching(fetching) = self else {
            return Vec::new();
        };
        let wanted = Fragment {
            input: Some(input),
            ..fetching.wanted.clone()
        };
        self.asked(wanted, now)
    }

    pub(super) fn refused(
        &mut self,
        failure: FetchError,
        diagnosis: Option<Diagnosis>,
    ) -> Vec<Effect> {
        if let Self::Fetching(fetching) = self {
            *self = Self::Refused(Box::new(Refusal {
                wanted: fetching.wanted.clone(),
                ask: fetching.ask.clone(),
                error: Some(failure.error),
                diagnosis,
            }));
        }
        Vec::new()
    }

    pub(super) fn lacked(&mut self, lacked: Lacked) -> Vec<Effect> {
        if let Self::Showing(showing) = self
            && let Some(ask) = showing.asked.clone()
        {
            let wanted = showing.wanted.clone();
            showing.trouble = Some(lacked.why);
            showing.lack = lacked.error.map(|error| {
                Box::new(Refusal {
                    wanted,
                    ask,
                    error: Some(error),
                    diagnosis: lacked.diagnosis,
                })
            });
        }
        Vec::new()
    }

    fn show(
        &mut self,
        contents: Contents,
        wanted: Fragment,
        ask: FetchTarget,
        since: f64,
        now: f64,
    ) {
        // No blob of it is here, so there are no jobs.
        let (mut showing, _) = Showing::open(contents, since, now);
        showing.wanted = wanted;
        showing.asked = Some(ask);
        *self = Self::Showing(Box::new(showing));
    }

    /// What a file that is given now has to be: what a link asked for that no
    /// registry could give.
    pub(super) fn wanted_of_a_file(&self) -> Fragment {
        match self {
            Self::Waiting(wanted) => (**wanted).clone(),
            Self::Refused(refusal) => refusal.wanted.clone(),
            // Nobody knows yet whether anything but a file can give it.
            Self::Fetching(fetching) if known(&fetching.ask).is_some() => fetching.wanted.clone(),
            Self::Halted(halted) => halted.opening.wanted.clone(),
            _ => Fragment::default(),
        }
    }
}

/// What is known of a registry without asking.
fn known(ask: &FetchTarget) -> Option<Diagnosis> {
    let reference = ask.reference()?;
    let known = doctor::known(reference.repository.domain())?;
    Some(Diagnosis::KnownNoCors { known })
}

impl Showing {
    /// The digests that the link expects to be here: what it says it expects,
    /// and, of a file that stands in for a registry, what it is pinned to. A
    /// digest alone is looked up, for it may be anything.
    #[must_use]
    pub fn expected(&self) -> Vec<Digest> {
        let mut expected = self.wanted.expect.clone();
        let pinned = match (&self.asked, &self.wanted.input) {
            (None, Some(Input::Image(reference))) => reference.digest.clone(),
            (None, Some(Input::Blob { digest, .. })) => Some(digest.clone()),
            _ => None,
        };
        expected.extend(pinned.filter(|digest| !self.wanted.expect.contains(digest)));
        expected
    }
}
