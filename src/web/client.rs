//! The page's side of the protocol: a pool of workers and a queue of calls.
//!
//! What is done with them is said by `protocol::pool`: this carries it out.
//! To cancel is to terminate: a worker in the midst of a gigabyte hears nothing.
//! What a worker says when it breaks becomes a reply, so that each call ends;
//! `watch` hears of those that say nothing.

mod watch;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use js_sys::WebAssembly::Module;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, Event, MessageChannel, MessageEvent, Worker, WorkerOptions, WorkerType, window,
};

use crate::failure::Failure;
use crate::protocol::pool::{Loss, Pool as Policy, Step, Task};
use crate::protocol::{Answer, BUILD, Call, Reply, Request};
use crate::web::error::Thrown;
use crate::web::helping;
use crate::web::listener::Listener;
use crate::web::message;
use crate::web::worker::NO_CALL;
use crate::words::failures;
use watch::{ASKED_EVERY, Interval};
pub(super) use watch::{End, broken, when_free};

/// The most workers. Two keep two cores busy; beyond four the disk and the
/// memory of the tab are what a browser waits for.
pub const MAX_WORKERS: usize = 4;

/// How many start with the page. One opens a file; the second one would take
/// longer to start than that does.
const STARTED_WITH_THE_PAGE: usize = 2;

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
    state: RefCell<State>,
    _watch: Option<Interval>,
}

struct State {
    /// What is to be done with them.
    policy: Policy,
    /// Those that have not ended, by number.
    workers: HashMap<u64, Slot>,
    /// The calls that have not ended, by number.
    jobs: HashMap<u64, Job>,
    /// What the first of the workers has compiled.
    module: Option<Module>,
    /// Waiting calls will be looked at once this turn of the event loop ends.
    pumping: bool,
}

struct Job {
    call: Call,
    blobs: Vec<Blob>,
    on_reply: OnReply,
}

/// Ends its worker when it is dropped.
struct Slot {
    worker: Worker,
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
        let pool = Self::of(&script, cores(), STARTED_WITH_THE_PAGE, ASKED_EVERY);
        let first = pool.inner.state.borrow_mut().policy.start();
        pool.inner.carry_out(first);
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
        let inner = Rc::new_cyclic(|pool: &Weak<Inner>| Inner {
            script: script.to_owned(),
            state: RefCell::new(State {
                policy: Policy::new(limit.min(MAX_WORKERS), at_once),
                workers: HashMap::new(),
                jobs: HashMap::new(),
                module: None,
                pumping: false,
            }),
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
        if !self.inner.state.borrow_mut().add(request, blobs, on_reply) {
            return;
        }
        // Once all calls of now are known: which of them a worker takes
        // depends on the others.
        let pool = Rc::downgrade(&self.inner);
        spawn_local(async move {
            if let Some(inner) = pool.upgrade() {
                Self { inner }.send();
            }
        });
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
        let ended = {
            let mut state = self.inner.state.borrow_mut();
            let workers = state.policy.cancel();
            let workers: Vec<_> = workers
                .iter()
                .map(|one| state.workers.remove(one))
                .collect();
            (workers, std::mem::take(&mut state.jobs))
        };
        drop(ended);
    }

    /// How many calls have not ended.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.inner.state.borrow().policy.unfinished()
    }
}

impl State {
    /// Lets a call wait. Whether it is the first one of now.
    fn add(
        &mut self,
        request: Request,
        blobs: Vec<Blob>,
        on_reply: impl FnMut(Reply, Vec<Blob>) + 'static,
    ) -> bool {
        let id = self.policy.number();
        self.policy.add(task(id, &request));
        let job = Job {
            call: Call {
                id,
                build: BUILD.to_owned(),
                request,
            },
            blobs,
            on_reply: Rc::new(RefCell::new(on_reply)),
        };
        self.jobs.insert(id, job);
        !std::mem::replace(&mut self.pumping, true)
    }
}

fn task(call: u64, request: &Request) -> Task {
    let bytes = match request {
        Request::Measure(measure) => measure.extent.length,
        Request::Fetch(fetch) => fetch.size.unwrap_or(0),
        Request::Explain(explain) => explain.extent.length,
        Request::Open { .. } => 0,
    };
    let opens = matches!(request, Request::Open { .. });
    Task { call, bytes, opens }
}

impl Inner {
    /// Gives waiting calls to workers that have a place for them, and starts
    /// workers for the rest.
    fn pump(self: &Rc<Self>) {
        loop {
            let step = self.state.borrow_mut().policy.step();
            let Some(step) = step else { return };
            self.carry_out(step);
        }
    }

    fn carry_out(self: &Rc<Self>, step: Step) {
        match step {
            Step::Start { worker } => match self.new_worker(worker) {
                Ok(slot) => {
                    self.state.borrow_mut().workers.insert(worker, slot);
                }
                Err(thrown) => {
                    let loss = self.state.borrow_mut().policy.remove(worker);
                    self.fail_later(loss.call, thrown.into());
                }
            },
            Step::Send { worker, call } => {
                let sent = self.state.borrow().send(worker, call);
                if let Err(thrown) = sent {
                    self.fail_later(Some(call), thrown.into());
                }
            }
            // Where this fails, the work is done without help.
            Step::Introduce { helper, helped } => {
                let _ = self.state.borrow().introduce(helper, helped);
            }
        }
    }

    /// Not at once: whoever calls does not expect a reply before it has returned.
    fn fail_later(&self, call: Option<u64>, failure: Failure) {
        let mut state = self.state.borrow_mut();
        let Some(call) = call else { return };
        state.policy.end(call);
        if let Some(job) = state.jobs.remove(&call) {
            spawn_local(async move {
                reply(&job.on_reply, Reply::Failed(failure), Vec::new());
            });
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
            _listeners: [
                listener("message", |pool, number, event| {
                    let data = event.unchecked_ref::<MessageEvent>().data();
                    pool.hear(number, &data);
                })?,
                listener("error", |pool, number, event| {
                    // The browser would report it to the console a second time.
                    event.prevent_default();
                    let failure = broken(event, pool.state.borrow().policy.is_starting(number));
                    pool.lose(number, failure, false);
                })?,
                listener("messageerror", |pool, number, _| {
                    let what = failures::unreadable_answer();
                    pool.lose(number, message::defect(what), false);
                })?,
            ],
            worker,
        })
    }

    fn hear(self: &Rc<Self>, number: u64, data: &JsValue) {
        self.state.borrow_mut().policy.heard(number);
        if let Some(build) = message::text(data, "ready") {
            self.ready(number, &build, message::module(data));
        } else if let Some(lock) = message::text(data, "alive") {
            self.wait_for_its_end(number, &lock);
        } else if message::text(data, "pong").is_some() {
            // That is all.
        } else if let Some(panic) = message::text(data, "panic") {
            let what = failures::worker_panicked(panic);
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
                state.policy.ready(number, module.is_some());
                state.module = module.or(state.module.take());
            }
            self.pump();
        } else {
            let worker = build.to_owned();
            let loss = self.state.borrow_mut().policy.remove(number);
            self.end(loss, Reply::OtherBuild { worker });
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
            let job = state.jobs.get(&answer.id);
            let on_reply = job.map(|job| job.on_reply.clone());
            if ends {
                state.policy.end(answer.id);
                state.jobs.remove(&answer.id);
            }
            on_reply
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

    /// A worker broke; its call fails, or is tried once more.
    fn lose(self: &Rc<Self>, number: u64, failure: Failure, unexplained: bool) {
        let loss = self.state.borrow_mut().policy.lose(number, unexplained);
        self.end(loss, Reply::Failed(failure));
    }

    /// Ends workers; the call that is lost with them gets `last`.
    fn end(self: &Rc<Self>, loss: Loss, last: Reply) {
        let (workers, job) = {
            let mut state = self.state.borrow_mut();
            let workers = loss.workers.iter();
            let workers: Vec<_> = workers.map(|one| state.workers.remove(one)).collect();
            (workers, loss.call.and_then(|call| state.jobs.remove(&call)))
        };
        drop(workers);
        self.pump();
        if let Some(job) = job {
            reply(&job.on_reply, last, Vec::new());
        }
    }
}

impl State {
    fn send(&self, worker: u64, call: u64) -> Result<(), Thrown> {
        let (Some(slot), Some(job)) = (self.workers.get(&worker), self.jobs.get(&call)) else {
            return Ok(());
        };
        let message = message::encode("call", &job.call, &job.blobs)?;
        Ok(slot.worker.post_message(&message)?)
    }

    fn send_ping(&self, worker: u64) -> Result<(), Thrown> {
        match self.workers.get(&worker) {
            Some(slot) => Ok(slot.worker.post_message(&message::single("ping", "")?)?),
            None => Ok(()),
        }
    }

    /// Gives two workers the ends of one channel.
    fn introduce(&self, helper: u64, helped: u64) -> Result<(), Thrown> {
        let channel = MessageChannel::new()?;
        for (worker, what, port) in [
            (helper, helping::GIVE, channel.port1()),
            (helped, helping::GET, channel.port2()),
        ] {
            let Some(slot) = self.workers.get(&worker) else {
                return Ok(());
            };
            let message = message::single("help", what)?;
            Reflect::set(&message, &JsValue::from_str("port"), &port)?;
            slot.worker
                .post_message_with_transfer(&message, &Array::of1(&port))?;
        }
        Ok(())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// No borrow of the state is held here: a reply may lead to the next call.
fn reply(on_reply: &OnReply, reply: Reply, blobs: Vec<Blob>) {
    if let Ok(mut on_reply) = on_reply.try_borrow_mut() {
        on_reply(reply, blobs);
    }
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
