//! The page's side of the protocol: a pool of workers and a queue of calls.
//!
//! A worker does one call at a time; workers start when there is work for them.
//! To cancel is to terminate: a worker in the midst of a gigabyte hears nothing.
//! What a worker says when it breaks becomes a reply, so that each call ends.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType, window};

use crate::failure::{Failure, FailureKind};
use crate::protocol::{Answer, BUILD, Call, Reply, Request};
use crate::web::error::Thrown;
use crate::web::listener::Listener;
use crate::web::message;
use crate::web::worker::NO_CALL;

/// The most workers. Two keep two cores busy; beyond four the disk and the
/// memory of the tab are what a browser waits for.
pub const MAX_WORKERS: usize = 4;

/// How many bytes of memory one worker of a pool may take to hash whole blobs:
/// twice the blob, as the browser hashes a copy. The others stream. With what
/// streaming takes (some 90 MiB beside a blank page) it keeps the growth of a
/// tab below 300 MB, whatever the number of workers. 392 MiB would gain a fifth
/// of the time for plain layers and nothing for gzip, at 590 MiB in all.
pub const ROOM: u64 = 144 << 20;

/// Set in the tab's session storage to the build that has reloaded the page, so
/// that it happens once.
const RELOADED: &str = "assay-reloaded";

/// Gets each reply to one call and the handles beside it; the last one is not
/// [`Reply::Progress`].
type OnReply = Rc<RefCell<dyn FnMut(Reply, Vec<Blob>)>>;

/// Workers, and what waits for them. All of it ends when it is dropped.
#[derive(Clone)]
pub struct Pool {
    inner: Rc<Inner>,
}

struct Inner {
    script: String,
    limit: usize,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// The number of the latest call or worker.
    latest: u64,
    waiting: VecDeque<Job>,
    workers: Vec<Slot>,
    /// Waiting calls will be looked at once this turn of the event loop ends.
    pumping: bool,
}

struct Job {
    call: Call,
    blobs: Vec<Blob>,
    on_reply: OnReply,
}

struct Slot {
    number: u64,
    worker: Worker,
    /// Memory that its calls may take, in bytes.
    room: u64,
    phase: Phase,
    _listeners: [Listener; 3],
}

enum Phase {
    /// Not heard of yet.
    Starting,
    Idle,
    Busy {
        call: u64,
        /// It is to open an input, and not to measure a part of one.
        opens: bool,
        on_reply: OnReply,
    },
}

impl Pool {
    /// A pool of as many workers as there are cores, and at most
    /// [`MAX_WORKERS`]. The first one is started at once, so that it is ready
    /// before a person is.
    #[must_use]
    pub fn start() -> Self {
        // A host may serve an old script under the old name from its cache.
        let pool = Self::new(&format!("./start_worker.js?{BUILD}"), cores());
        pool.inner.start_worker();
        pool
    }

    /// A pool of at most `limit` workers, and at least one, that run `script`.
    #[must_use]
    pub fn new(script: &str, limit: usize) -> Self {
        let inner = Rc::new(Inner {
            script: script.to_owned(),
            limit: limit.clamp(1, MAX_WORKERS),
            state: RefCell::default(),
        });
        Self { inner }
    }

    /// Asks a worker, as soon as one is free. `on_reply` is called with each
    /// [`Reply::Progress`] and with the one reply that ends the call, never
    /// from within this function. The handles beside `Opened` are the new ones.
    pub fn call(
        &self,
        request: Request,
        blobs: Vec<Blob>,
        on_reply: impl FnMut(Reply, Vec<Blob>) + 'static,
    ) {
        let first = {
            let mut state = self.inner.state.borrow_mut();
            let call = Call {
                id: state.next(),
                build: BUILD.to_owned(),
                // Known when it is known which worker takes it.
                room: 0,
                request,
            };
            state.waiting.push_back(Job {
                call,
                blobs,
                on_reply: Rc::new(RefCell::new(on_reply)),
            });
            !std::mem::replace(&mut state.pumping, true)
        };
        if first {
            // Once all calls of now are known: which of them a worker takes
            // depends on the others.
            let pool = Rc::downgrade(&self.inner);
            spawn_local(async move {
                if let Some(pool) = pool.upgrade() {
                    pool.state.borrow_mut().pumping = false;
                    pool.pump();
                }
            });
        }
    }

    /// Ends all calls at once; none of them is replied to any more. Workers
    /// that have nothing to do stay.
    pub fn cancel_all(&self) {
        let (busy, waiting) = {
            let mut state = self.inner.state.borrow_mut();
            let workers = std::mem::take(&mut state.workers);
            let (busy, free): (Vec<_>, Vec<_>) = workers
                .into_iter()
                .partition(|slot| matches!(slot.phase, Phase::Busy { .. }));
            state.workers = free;
            (busy, std::mem::take(&mut state.waiting))
        };
        drop((busy, waiting));
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        let state = self.inner.state.borrow();
        let busy = |slot: &&Slot| matches!(slot.phase, Phase::Busy { .. });
        state.waiting.len() + state.workers.iter().filter(busy).count()
    }
}

impl Inner {
    /// Gives waiting calls to idle workers, and starts workers for the rest.
    fn pump(self: &Rc<Self>) {
        while self.send_one() {}
        for _ in 0..self.wanted_workers() {
            self.start_worker();
        }
    }

    /// How many more workers would have something to do, or soon will: what is
    /// opened has blobs, and to start a worker takes as long as to open.
    fn wanted_workers(&self) -> usize {
        let state = self.state.borrow();
        let count = |wanted: fn(&Phase) -> bool| {
            let slots = state.workers.iter();
            slots.filter(|slot| wanted(&slot.phase)).count()
        };
        let starting = count(|phase| matches!(phase, Phase::Starting));
        let room = self.limit.saturating_sub(state.workers.len());
        let now = state.waiting.len().saturating_sub(starting);
        let opens = |slot: &Slot| matches!(slot.phase, Phase::Busy { opens: true, .. });
        let soon = usize::from(state.workers.len() == 1 && state.workers.iter().any(opens));
        now.max(soon).min(room)
    }

    /// Whether a call found a worker.
    fn send_one(&self) -> bool {
        let mut guard = self.state.borrow_mut();
        let state = &mut *guard;
        let idle = |slot: &&mut Slot| matches!(slot.phase, Phase::Idle);
        let Some(slot) = state.workers.iter_mut().find(idle) else {
            return false;
        };
        let Some(mut job) = take(&mut state.waiting, slot.room) else {
            return false;
        };
        job.call.room = slot.room;
        let sent = message::encode("call", &job.call, &job.blobs)
            .and_then(|message| Ok(slot.worker.post_message(&message)?));
        match sent {
            Ok(()) => {
                slot.phase = Phase::Busy {
                    call: job.call.id,
                    opens: matches!(job.call.request, Request::Open { .. }),
                    on_reply: job.on_reply,
                };
            }
            Err(thrown) => fail_later(job.on_reply, thrown.into()),
        }
        true
    }

    fn start_worker(self: &Rc<Self>) {
        let number = self.state.borrow_mut().next();
        match self.new_worker(number) {
            Ok(slot) => self.state.borrow_mut().workers.push(slot),
            Err(thrown) => {
                let job = self.state.borrow_mut().waiting.pop_front();
                if let Some(job) = job {
                    fail_later(job.on_reply, thrown.into());
                }
            }
        }
    }

    /// The room that is not given to a worker.
    fn free_room(&self) -> u64 {
        let state = self.state.borrow();
        ROOM.saturating_sub(state.workers.iter().map(|slot| slot.room).sum())
    }

    fn new_worker(self: &Rc<Self>, number: u64) -> Result<Slot, Thrown> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&self.script, &options)?;
        let listener = |event, heard: fn(&Rc<Self>, u64, &Event)| {
            let pool: Weak<Self> = Rc::downgrade(self);
            Listener::new(&worker, event, move |event| {
                if let Some(pool) = pool.upgrade() {
                    heard(&pool, number, &event);
                }
            })
        };
        Ok(Slot {
            number,
            room: self.free_room(),
            phase: Phase::Starting,
            _listeners: [
                listener("message", |pool, number, event| {
                    let data = event.unchecked_ref::<MessageEvent>().data();
                    pool.hear(number, &data);
                })?,
                listener("error", |pool, number, event| {
                    // The browser would report it to the console a second time.
                    event.prevent_default();
                    let failure = broken(event, pool.is_starting(number));
                    pool.lose(number, failure);
                })?,
                listener("messageerror", |pool, number, _| {
                    let what = "expected an answer of a worker, but it could not be read";
                    pool.lose(number, message::defect(what));
                })?,
            ],
            worker,
        })
    }

    fn hear(self: &Rc<Self>, number: u64, data: &JsValue) {
        if let Some(build) = message::text(data, "ready") {
            self.ready(number, &build);
        } else if let Some(panic) = message::text(data, "panic") {
            let what = format!("expected an answer of a worker, but it stopped: {panic}");
            self.lose(number, message::defect(what));
        } else {
            match message::decode::<Answer>(data, "answer") {
                Ok((answer, blobs)) => self.answered(number, answer, blobs),
                Err(failure) => self.lose(number, failure),
            }
        }
    }

    fn ready(self: &Rc<Self>, number: u64, build: &str) {
        if build != BUILD && reload_once() {
            return;
        }
        if build == BUILD {
            self.set_phase(number, Phase::Idle);
            self.pump();
        } else {
            let worker = build.to_owned();
            self.remove(number, Reply::OtherBuild { worker });
        }
    }

    fn answered(self: &Rc<Self>, number: u64, answer: Answer, blobs: Vec<Blob>) {
        let on_reply = {
            let state = self.state.borrow();
            let slot = state.workers.iter().find(|slot| slot.number == number);
            match slot.map(|slot| &slot.phase) {
                // A worker that could not parse its call does not know its number.
                Some(Phase::Busy { call, on_reply, .. })
                    if [*call, NO_CALL].contains(&answer.id) =>
                {
                    on_reply.clone()
                }
                _ => return,
            }
        };
        if !matches!(answer.reply, Reply::Progress { .. }) {
            self.set_phase(number, Phase::Idle);
            self.pump();
        }
        reply(&on_reply, answer.reply, blobs);
    }

    /// A worker broke: its call fails, and another worker takes its place.
    fn lose(self: &Rc<Self>, number: u64, failure: Failure) {
        self.remove(number, Reply::Failed(failure));
    }

    /// Ends a worker. Its call gets `last`; where it has none because it did
    /// not even start, the first that waits does, so that starting ends.
    fn remove(self: &Rc<Self>, number: u64, last: Reply) {
        let on_reply = {
            let mut state = self.state.borrow_mut();
            let Some(at) = state.workers.iter().position(|slot| slot.number == number) else {
                return;
            };
            let slot = state.workers.swap_remove(at);
            match &slot.phase {
                Phase::Busy { on_reply, .. } => Some(on_reply.clone()),
                Phase::Starting => state.waiting.pop_front().map(|job| job.on_reply),
                Phase::Idle => None,
            }
        };
        self.pump();
        if let Some(on_reply) = on_reply {
            reply(&on_reply, last, Vec::new());
        }
    }

    fn is_starting(&self, number: u64) -> bool {
        let state = self.state.borrow();
        let slot = state.workers.iter().find(|slot| slot.number == number);
        slot.is_some_and(|slot| matches!(slot.phase, Phase::Starting))
    }

    fn set_phase(&self, number: u64, phase: Phase) {
        let mut state = self.state.borrow_mut();
        if let Some(slot) = state.workers.iter_mut().find(|slot| slot.number == number) {
            slot.phase = phase;
        }
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.latest = self.latest.saturating_add(1);
        self.latest
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// The next call for a worker with that room: the first that can make use of
/// it, so that what has no room in any case goes to those that have none.
fn take(waiting: &mut VecDeque<Job>, room: u64) -> Option<Job> {
    let fits = |job: &Job| match &job.call.request {
        Request::Measure(measure) => measure.extent.length <= room / 2,
        Request::Fetch(fetch) => fetch.size <= room / 2,
        Request::Open { .. } => true,
    };
    let at = waiting.iter().position(fits).unwrap_or(0);
    waiting.remove(at)
}

/// No borrow of the state is held here: a reply may lead to the next call.
fn reply(on_reply: &OnReply, reply: Reply, blobs: Vec<Blob>) {
    if let Ok(mut on_reply) = on_reply.try_borrow_mut() {
        on_reply(reply, blobs);
    }
}

/// Not at once: whoever calls does not expect a reply before it has returned.
fn fail_later(on_reply: OnReply, failure: Failure) {
    spawn_local(async move { reply(&on_reply, Reply::Failed(failure), Vec::new()) });
}

/// What an `error` event of a worker says: an `ErrorEvent` where code threw or,
/// in some browsers, a plain `Event` where a script could not be loaded.
fn broken(event: &Event, starting: bool) -> Failure {
    let said = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
    let said = said
        .filter(|said| !said.is_empty())
        .unwrap_or_else(|| "the browser does not say why".to_owned());
    let (what, next) = if starting {
        (
            format!("expected a worker to start, but it did not: {said}"),
            "Load the page again; the site may have been updated meanwhile",
        )
    } else {
        (
            format!("expected an answer of a worker, but it broke: {said}"),
            "Load the page again; if memory ran out, close other tabs first",
        )
    };
    Failure::new(FailureKind::Browser, what, next)
}

/// Whether the page is being loaded again. Once per build: where the host goes
/// on to serve files of two builds, the page says so instead.
fn reload_once() -> bool {
    let Some(window) = window() else { return false };
    let Ok(Some(storage)) = window.session_storage() else {
        return false;
    };
    if storage.get_item(RELOADED).ok().flatten().as_deref() == Some(BUILD) {
        return false;
    }
    storage.set_item(RELOADED, BUILD).is_ok() && window.location().reload().is_ok()
}

/// How many cores the browser admits to.
fn cores() -> usize {
    window().map_or(1, |window| {
        window.navigator().hardware_concurrency() as usize
    })
}
