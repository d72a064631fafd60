//! Calls that take long, in the worker of files: one after the other of a kind, while
//! others are answered in between; and each can be ended.

use std::cell::{Cell, RefCell};
use std::collections::{HashSet, VecDeque};
use std::pin::Pin;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::failure::Failure;
use crate::protocol::files::{FilesReply, Progress};
use crate::web::clock;
use crate::web::error::Thrown;
use crate::web::yielding::yield_now;

/// How often it is told how far a call is, in milliseconds.
const PROGRESS_INTERVAL: f64 = 100.0;

thread_local! {
    /// Calls that are to be ended.
    static STOPPED: RefCell<HashSet<u64>> = RefCell::default();
}

/// Ends a call, which may not have begun.
pub fn stop(call: u64) {
    STOPPED.with_borrow_mut(|stopped| stopped.insert(call));
}

/// What a call does, with its answer.
type Doing = Pin<Box<dyn Future<Output = ()>>>;

/// Calls of which each begins where the one before has ended.
#[derive(Clone, Default)]
pub struct Lane(Rc<Waiting>);

#[derive(Default)]
struct Waiting {
    calls: RefCell<VecDeque<Doing>>,
    is_going_on: Cell<bool>,
}

impl Lane {
    /// Puts a call behind the others.
    pub fn push(&self, call: impl Future<Output = ()> + 'static) {
        self.0.calls.borrow_mut().push_back(Box::pin(call));
        if !self.0.is_going_on.replace(true) {
            spawn_local(self.clone().go_on());
        }
    }

    async fn go_on(self) {
        loop {
            let next = self.0.calls.borrow_mut().pop_front();
            let Some(call) = next else { break };
            call.await;
        }
        self.0.is_going_on.set(false);
    }
}

/// Why a call ended before its end.
pub enum Ended {
    /// Somebody wanted that.
    Stopped,
    Failed(Failure),
}

impl Ended {
    /// What is answered.
    #[must_use]
    pub fn reply(self) -> FilesReply {
        match self {
            Self::Stopped => FilesReply::Stopped,
            Self::Failed(failure) => FilesReply::Failed(failure),
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Thrown> for Ended {
    fn from(thrown: Thrown) -> Self {
        Self::Failed(thrown.into())
    }
}

/// A call that is going on, and who is told how far it is.
pub struct Turn<'a> {
    call: u64,
    report: &'a mut dyn FnMut(Progress),
    told: f64,
}

impl<'a> Turn<'a> {
    /// Of the call with this number.
    pub fn of(call: u64, report: &'a mut dyn FnMut(Progress)) -> Self {
        Self {
            call,
            report,
            told: clock::now(),
        }
    }

    /// Lets others have their turn after a step of bounded length.
    ///
    /// # Errors
    /// [`Ended::Stopped`] where it is to end here.
    pub async fn pass(&mut self, progress: Progress) -> Result<(), Ended> {
        if clock::now() - self.told >= PROGRESS_INTERVAL {
            self.told = clock::now();
            (self.report)(progress);
        }
        yield_now().await;
        self.check()
    }

    /// The same for what has not begun.
    ///
    /// # Errors
    /// As of [`pass`](Self::pass).
    pub fn check(&self) -> Result<(), Ended> {
        match STOPPED.with_borrow_mut(|stopped| stopped.remove(&self.call)) {
            true => Err(Ended::Stopped),
            false => Ok(()),
        }
    }
}
