//! What is open, laid aside while something else is looked at: Back returns to it
//! as it was.
//!
//! Not here: its handles (`web::open_files`), and which entry of the browser's
//! history leads to it (`ui::driver::links`).

use super::{Effect, Session, Showing, measure, stop};
use crate::inspect::measurements::Measurement;

/// How many bytes were fetched where it hurts to fetch them again: a minute on a
/// slow line.
const MUCH: u64 = 32 << 20;

/// An input that was open.
#[derive(Debug)]
pub struct Aside {
    showing: Box<Showing>,
    /// Its hashing was interrupted by that, and not by a person.
    interrupted: bool,
}

impl Session {
    /// Takes out what is open and stops what is under way for it; `None` where
    /// nothing is.
    #[must_use]
    pub fn lay_aside(&mut self, now: f64) -> Option<Aside> {
        match std::mem::take(self) {
            Self::Showing(mut showing) => {
                let interrupted = showing.progress.finished.is_none();
                showing.asking = None;
                showing.give_up_explaining();
                showing.cancel(now);
                Some(Aside {
                    showing,
                    interrupted,
                })
            }
            other => {
                *self = other;
                None
            }
        }
    }

    /// Opens it again, and goes on with what was interrupted.
    #[must_use]
    pub fn take_up(&mut self, aside: Aside, now: f64) -> Vec<Effect> {
        let Aside {
            mut showing,
            interrupted,
        } = aside;
        let mut effects = stop();
        if interrupted {
            effects.extend(measure(showing.go_on(now)));
        }
        *self = Self::Showing(showing);
        effects
    }

    /// Whether a person who leaves the page loses what no link brings back: files
    /// and pasted text, and much that was fetched.
    #[must_use]
    pub fn is_lost_on_leaving(&self) -> bool {
        match self {
            Self::Opening(_) | Self::Halted(_) => true,
            Self::Showing(showing) => showing.asked.is_none() || showing.fetched() >= MUCH,
            _ => false,
        }
    }
}

impl Showing {
    /// How many bytes of blobs were fetched and hashed.
    fn fetched(&self) -> u64 {
        let blobs = self.opened.measurements.blobs.iter().enumerate();
        let sizes = blobs.filter_map(|(blob, measured)| match measured {
            Measurement::Done(facts) if !self.is_here(blob) => Some(facts.size),
            _ => None,
        });
        sizes.fold(0, u64::saturating_add)
    }
}
