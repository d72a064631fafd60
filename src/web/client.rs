//! The page's side of the protocol: a pool of workers and a queue of calls.
//!
//! Which worker gets which call is said by `protocol::schedule`; workers start
//! when there is work for them, but for those that most images want.
//! To cancel is to terminate: a worker in the midst of a gigabyte hears nothing.
//! What a worker says when it breaks becomes a reply, so that each call ends;
//! `watch` hears of those that say nothing.

mod watch;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::WebAssembly::Module;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, Event, MessageChannel, MessageEvent, Worker, WorkerOptions, WorkerType, window,
};

use crate::failure::Failure;
use crate::protocol::schedule::{self, Load, Waiting};
use crate::protocol::{Answer, BUILD, Call, Reply, Request};
use crate::web::error::Thrown;
use crate::web::helping;
use crate::web::listener::Listener;
use crate::web::message;
use crate::web::worker::NO_CALL;
use watch::{ASKED_EVERY, End, Interval, broken};

/// The most workers. Two keep two cores busy; beyond four the disk and the
/// memory of the tab are what a browser waits for.
pub const MAX_WORKERS: usize = 4;

/// How many start with the page. One opens a file; the second one would take
/// longer to start than that does.
const CALLS_PER_WORKER: usize = 2;

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
    /// How many workers there should be even without work for them.
    at_once: usize,
    state: RefCell<State>,
    _watch: Option<Interval>,
}

#[derive(Default)]
struct State {
    /// The number of the latest call or worker.
    latest: u64,
    waiting: VecDeque<Job>,
    workers: Vec<Slot>,
    /// What the first of them has compiled.
    module: Option<Module>,
    /// Workers that broke while they had no call: no others take their places,
    /// which might break at once, too.
    lost_idle: usize,
    /// Waiting calls will be looked at once this turn of the event loop ends.
    pumping: bool,
}

struct Job {
    call: Call,
    blobs: Vec<Blob>,
    on_reply: OnReply,
    /// A worker broke while it did this among others.
    alone: bool,
}

struct Slot {
    number: u64,
    worker: Worker,
    /// It was heard of.
    is_ready: bool,
    /// What it is doing.
    jobs: Vec<Job>,
    /// The number of the worker that hashes for it.
    helper: Option<u64>,
    /// How often it was asked whether it lives since it was heard of.
    unanswered: u32,
    _listeners: [Listener; 3],
}

impl Pool {
    /// A pool of as many workers as there are cores, and at most
    /// [`MAX_WORKERS`]. Two are started at once, so that they are ready before a
    /// person is.
    #[must_use]
    pub fn start() -> Self {
        // A host may serve an old script under the old name from its cache.
        let script = format!("./start_worker.js?{BUILD}");
        let pool = Self::of(&script, cores(), CALLS_PER_WORKER, ASKED_EVERY);
        pool.inner.start_worker();
        pool
    }

    /// A pool of at most `limit` workers, and at least one, that run `script`.
    #[must_use]
    pub fn new(script: &str, limit: usize) -> Self {
        Self::of(script, limit, 0, ASKED_EVERY)
    }

    /// The same, where those that work are asked whether they live so often, in
    /// milliseconds.
    #[must_use]
    pub fn asking_every(script: &str, limit: usize, milliseconds: i32) -> Self {
        Self::of(script, limit, 0, milliseconds)
    }

    fn of(script: &str, limit: usize, at_once: usize, asked_every: i32) -> Self {
        let limit = limit.clamp(1, MAX_WORKERS);
        let inner = Rc::new_cyclic(|pool: &Weak<Inner>| Inner {
            script: script.to_owned(),
            limit,
            at_once: at_once.min(limit),
            state: RefCell::default(),
            _watch: watch::interval(pool.clone(), asked_every).ok(),
        });
        Self { inner }
    }

    /// Asks a worker, as soon as one has a place for it. `on_reply` is called with each
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
                request,
            };
            state.waiting.push_back(Job {
                call,
                blobs,
                on_reply: Rc::new(RefCell::new(on_reply)),
                alone: false,
            });
            !std::mem::replace(&mut state.pumping, true)
        };
        if first {
            // Once all calls of now are known: which of them a worker takes
            // depends on the others.
            let pool = Rc::downgrade(&self.inner);
            spawn_local(async move {
                if let Some(inner) = pool.upgrade() {
                    Self { inner }.send();
                }
            });
        }
    }

    /// Sends what waits now, and not only behind what else is to be done in
    /// this turn of the event loop: to draw an image takes longer than to send.
    pub fn send(&self) {
        if std::mem::take(&mut self.inner.state.borrow_mut().pumping) {
            self.inner.pump();
        }
    }

    /// Ends all calls at once; none of them is replied to any more. Workers
    /// that have nothing to do stay.
    pub fn cancel_all(&self) {
        let (busy, waiting) = {
            let mut state = self.inner.state.borrow_mut();
            let workers = std::mem::take(&mut state.workers);
            let helping: Vec<_> = workers.iter().filter_map(|slot| slot.helper).collect();
            let (busy, free): (Vec<_>, Vec<_>) = workers
                .into_iter()
                .partition(|slot| !slot.jobs.is_empty() || helping.contains(&slot.number));
            state.workers = free;
            (busy, std::mem::take(&mut state.waiting))
        };
        drop((busy, waiting));
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        let state = self.inner.state.borrow();
        let busy = state.workers.iter().map(|slot| slot.jobs.len());
        state.waiting.len() + busy.sum::<usize>()
    }
}

impl Inner {
    /// Gives waiting calls to workers that have a place for them, and starts
    /// workers for the rest.
    fn pump(self: &Rc<Self>) {
        while self.send_one() {}
        while self.help_one() {}
        for _ in 0..self.wanted_workers() {
            self.start_worker();
        }
    }

    /// How many more workers should be started.
    fn wanted_workers(&self) -> usize {
        let state = self.state.borrow();
        let opens = |job: &Job| matches!(job.call.request, Request::Open { .. });
        let opening = state.workers.iter().any(|slot| slot.jobs.iter().any(opens));
        let wanted = schedule::wanted(&state.loads(), state.waiting.len(), opening, self.limit);
        // Not before one has compiled what the others can be given.
        let missing = match state.module {
            Some(_) => self
                .at_once
                .saturating_sub(state.workers.len() + state.lost_idle),
            None => 0,
        };
        wanted.max(missing)
    }

    /// Whether a call found a worker.
    fn send_one(&self) -> bool {
        let mut guard = self.state.borrow_mut();
        let state = &mut *guard;
        if !state
            .workers
            .iter()
            .any(|slot| slot.jobs.len() < schedule::PLACES)
        {
            return false;
        }
        let waiting: Vec<_> = state.waiting.iter().map(Job::waiting).collect();
        let Some((worker, job)) = schedule::next(&state.loads(), &waiting, self.limit) else {
            return false;
        };
        let (Some(slot), Some(job)) = (state.workers.get_mut(worker), state.waiting.remove(job))
        else {
            return false;
        };
        let sent = message::encode("call", &job.call, &job.blobs)
            .and_then(|message| Ok(slot.worker.post_message(&message)?));
        match sent {
            Ok(()) => slot.jobs.push(job),
            Err(thrown) => fail_later(job.on_reply, thrown.into()),
        }
        true
    }

    /// Whether somebody was found to help another one.
    fn help_one(&self) -> bool {
        let mut state = self.state.borrow_mut();
        if !state.waiting.is_empty() {
            return false;
        }
        let Some((helped, helper)) = schedule::help(&state.loads()) else {
            return false;
        };
        let (Some(from), Some(to)) = (state.workers.get(helper), state.workers.get(helped)) else {
            return false;
        };
        let number = from.number;
        // Where this fails, the work is done without help.
        let is_known = introduce(&from.worker, &to.worker).is_ok();
        if let Some(slot) = state.workers.get_mut(helped) {
            slot.helper = Some(number);
        }
        is_known
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

    fn new_worker(self: &Rc<Self>, number: u64) -> Result<Slot, Thrown> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let module = self.state.borrow().module.clone();
        if module.is_some() {
            options.set_name(message::GIVEN);
        }
        let worker = Worker::new_with_options(&self.script, &options)?;
        if let Some(module) = &module {
            let nothing = JsValue::from(Object::new());
            worker.post_message(&message::with_module(nothing, module)?)?;
        }
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
            is_ready: false,
            jobs: Vec::new(),
            helper: None,
            unanswered: 0,
            _listeners: [
                listener("message", |pool, number, event| {
                    let data = event.unchecked_ref::<MessageEvent>().data();
                    pool.hear(number, &data);
                })?,
                listener("error", |pool, number, event| {
                    // The browser would report it to the console a second time.
                    event.prevent_default();
                    let failure = broken(event, pool.is_starting(number));
                    pool.lose(number, failure, false);
                })?,
                listener("messageerror", |pool, number, _| {
                    let what = "expected an answer of a worker, but it could not be read";
                    pool.lose(number, message::defect(what), false);
                })?,
            ],
            worker,
        })
    }

    fn hear(self: &Rc<Self>, number: u64, data: &JsValue) {
        if let Some(slot) = self.state.borrow_mut().slot(number) {
            slot.unanswered = 0;
        }
        if let Some(build) = message::text(data, "ready") {
            self.ready(number, &build, message::module(data));
        } else if let Some(lock) = message::text(data, "alive") {
            self.wait_for_its_end(number, &lock);
        } else if message::text(data, "pong").is_some() {
            // That is all.
        } else if let Some(panic) = message::text(data, "panic") {
            let what = format!("expected an answer of a worker, but it stopped: {panic}");
            self.lose(number, message::defect(what), false);
        } else {
            match message::decode::<Answer>(data, "answer") {
                Ok((answer, blobs)) => self.answered(number, answer, blobs),
                Err(failure) => self.lose(number, failure, false),
            }
        }
    }

    fn ready(self: &Rc<Self>, number: u64, build: &str, module: Option<Module>) {
        if build != BUILD && reload_once() {
            return;
        }
        if build == BUILD {
            {
                let mut state = self.state.borrow_mut();
                state.module = module.or(state.module.take());
                if let Some(slot) = state.slot(number) {
                    slot.is_ready = true;
                }
            }
            self.pump();
        } else {
            let worker = build.to_owned();
            self.remove(number, Reply::OtherBuild { worker });
        }
    }

    fn answered(self: &Rc<Self>, number: u64, answer: Answer, blobs: Vec<Blob>) {
        if let (NO_CALL, Reply::Failed(failure)) = (answer.id, &answer.reply) {
            // It could not parse one of its calls, and does not know which.
            return self.lose(number, failure.clone(), false);
        }
        let ends = !matches!(answer.reply, Reply::Progress { .. });
        let on_reply = {
            let mut state = self.state.borrow_mut();
            let Some(slot) = state.slot(number) else {
                return;
            };
            let Some(at) = slot.jobs.iter().position(|job| job.call.id == answer.id) else {
                return;
            };
            match ends {
                true => Some(slot.end(at).on_reply),
                false => slot.jobs.get(at).map(|job| job.on_reply.clone()),
            }
        };
        let Some(on_reply) = on_reply else { return };
        if ends {
            self.pump();
        }
        reply(&on_reply, answer.reply, blobs);
    }

    /// A worker ended and said nothing: it is not known that its call ended it,
    /// which is tried once more.
    fn lose_unexplained(self: &Rc<Self>, number: u64, end: End) {
        self.lose(number, end.into(), true);
    }

    /// A worker broke, and another one takes its place. Its call fails; where
    /// it had several, or it is not known why it broke, each is tried once more,
    /// alone.
    fn lose(self: &Rc<Self>, number: u64, failure: Failure, unexplained: bool) {
        {
            let mut state = self.state.borrow_mut();
            // To help another one is work too.
            let helps = state.workers.iter().any(|slot| slot.helper == Some(number));
            let several = state.slot(number).filter(|slot| {
                slot.jobs.len() > 1
                    || (helps || unexplained) && slot.jobs.iter().any(|job| !job.alone)
            });
            let jobs = several.map(|slot| std::mem::take(&mut slot.jobs));
            for mut job in jobs.into_iter().flatten().rev() {
                job.alone = true;
                state.waiting.push_front(job);
            }
        }
        self.remove(number, Reply::Failed(failure));
    }

    /// Ends a worker. Its call gets `last`; where it has none because it did
    /// not even start, the first that waits does, so that starting ends.
    fn remove(self: &Rc<Self>, number: u64, last: Reply) {
        let lost = {
            let mut state = self.state.borrow_mut();
            let Some(at) = state.workers.iter().position(|slot| slot.number == number) else {
                return;
            };
            let mut slot = state.workers.swap_remove(at);
            state.lose_partners(&slot);
            let lost = match slot.is_ready {
                true => slot.jobs.pop(),
                false => state.waiting.pop_front(),
            };
            state.lost_idle += usize::from(lost.is_none());
            lost
        };
        self.pump();
        if let Some(job) = lost {
            reply(&job.on_reply, last, Vec::new());
        }
    }

    fn is_starting(&self, number: u64) -> bool {
        let mut state = self.state.borrow_mut();
        state.slot(number).is_some_and(|slot| !slot.is_ready)
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.latest = self.latest.saturating_add(1);
        self.latest
    }

    /// Who helped a worker that is lost, or was helped by it, waits for what does
    /// not come any more: others do its calls, each alone.
    fn lose_partners(&mut self, lost: &Slot) {
        let workers = std::mem::take(&mut self.workers);
        let (mut partners, others): (Vec<_>, Vec<_>) = workers
            .into_iter()
            .partition(|slot| slot.helper == Some(lost.number) || lost.helper == Some(slot.number));
        self.workers = others;
        let jobs = partners.iter_mut().flat_map(|slot| slot.jobs.drain(..));
        for job in jobs {
            self.waiting.push_front(Job { alone: true, ..job });
        }
    }

    fn slot(&mut self, number: u64) -> Option<&mut Slot> {
        self.workers.iter_mut().find(|slot| slot.number == number)
    }

    fn loads(&self) -> Vec<Load> {
        let helping: Vec<_> = self.workers.iter().filter_map(|slot| slot.helper).collect();
        let load = |slot: &Slot| slot.load(helping.contains(&slot.number));
        self.workers.iter().map(load).collect()
    }
}

impl Slot {
    /// Takes away a job that has ended. Help ends with the last one.
    fn end(&mut self, at: usize) -> Job {
        let job = self.jobs.swap_remove(at);
        if self.jobs.is_empty() {
            self.helper = None;
        }
        job
    }

    fn load(&self, helps: bool) -> Load {
        Load {
            is_ready: self.is_ready,
            calls: self.jobs.len(),
            // Sizes may be claims: hostile ones do not add up.
            bytes: self
                .jobs
                .iter()
                .map(Job::bytes)
                .fold(0, u64::saturating_add),
            is_reserved: self.jobs.iter().any(|job| job.alone),
            is_helped: self.helper.is_some(),
            helps,
        }
    }
}

impl Job {
    /// Of its blob, as far as it is said: this only orders the work.
    fn bytes(&self) -> u64 {
        match &self.call.request {
            Request::Measure(measure) => measure.extent.length,
            Request::Fetch(fetch) => fetch.size.unwrap_or(0),
            Request::Explain(explain) => explain.extent.length,
            Request::Open { .. } => 0,
        }
    }

    fn waiting(&self) -> Waiting {
        Waiting {
            bytes: self.bytes(),
            alone: self.alone,
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Gives two workers the ends of one channel.
fn introduce(helper: &Worker, helped: &Worker) -> Result<(), Thrown> {
    let channel = MessageChannel::new()?;
    for (worker, what, port) in [
        (helper, helping::GIVE, channel.port1()),
        (helped, helping::GET, channel.port2()),
    ] {
        let message = message::single("help", what)?;
        Reflect::set(&message, &JsValue::from_str("port"), &port)?;
        worker.post_message_with_transfer(&message, &Array::of1(&port))?;
    }
    Ok(())
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
