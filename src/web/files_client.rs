//! The page's side of the worker of files.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::failure::{Failure, FailureKind};
use crate::protocol::BUILD;
use crate::protocol::files::{FilesAnswer, FilesCall, FilesReply, FilesRequest, Progress};
use crate::web::client::{End, broken, when_free};
use crate::web::error::Thrown;
use crate::web::listener::Listener;
use crate::web::message;
use crate::words::{failures, page};

/// What that worker is called, as `start_worker.js` has it.
const FILES: &str = "files";

/// Bytes that the browser keeps, beside an answer.
pub type Beside = Blob;

/// What came of a call.
pub type Answered = Result<(FilesReply, Option<Beside>), Failure>;

type OnReply = Box<dyn FnOnce(Answered)>;

/// Is told how far work is.
type OnProgress = Box<dyn FnMut(Progress)>;

/// A call that is not answered.
struct Asked {
    on_progress: Option<OnProgress>,
    on_reply: OnReply,
}

/// A worker that keeps the file system of an image. It ends when this is dropped.
pub struct FilesClient {
    inner: Rc<Inner>,
    _listeners: [Listener; 3],
}

struct Inner {
    worker: Worker,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    is_ready: bool,
    /// Why it can be asked no more.
    ended: Option<Failure>,
    last: u64,
    /// Calls from before it was ready.
    unsent: Vec<JsValue>,
    asked: HashMap<u64, Asked>,
}

impl Drop for FilesClient {
    fn drop(&mut self) {
        self.inner.worker.terminate();
    }
}

impl FilesClient {
    /// Starts the worker.
    ///
    /// # Errors
    /// Where the browser starts none.
    pub fn start() -> Result<Self, Thrown> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(FILES);
        let script = format!("./start_worker.js?{BUILD}");
        let worker = Worker::new_with_options(&script, &options)?;
        let inner = Rc::new(Inner {
            worker,
            state: RefCell::default(),
        });
        let listener = |event, heard: fn(&Rc<Inner>, &Event)| {
            let weak: Weak<Inner> = Rc::downgrade(&inner);
            Listener::new(&inner.worker, event, move |event| {
                if let Some(inner) = weak.upgrade() {
                    heard(&inner, &event);
                }
            })
        };
        let listeners = [
            listener("message", |inner, event| {
                inner.hear(&event.unchecked_ref::<MessageEvent>().data());
            })?,
            listener("error", |inner, event| {
                event.prevent_default();
                let is_starting = !inner.state.borrow().is_ready;
                inner.end(&broken(event, is_starting));
            })?,
            listener("messageerror", |inner, _| {
                inner.end(&message::defect(failures::unreadable_answer()));
            })?,
        ];
        Ok(Self {
            inner,
            _listeners: listeners,
        })
    }

    /// Whether it can still be asked.
    #[must_use]
    pub fn lives(&self) -> bool {
        self.inner.state.borrow().ended.is_none()
    }

    /// Asks it; the answer comes later, in the order of such questions.
    pub fn call(
        &self,
        request: FilesRequest,
        blobs: &[Blob],
        on_reply: impl FnOnce(Answered) + 'static,
    ) {
        let asked = Asked {
            on_progress: None,
            on_reply: Box::new(on_reply),
        };
        self.send(request, blobs, asked);
    }

    /// The same for what takes long, while others are answered; what is returned
    /// [stops](Self::stop) it.
    pub fn work(
        &self,
        request: FilesRequest,
        blobs: &[Blob],
        on_progress: impl FnMut(Progress) + 'static,
        on_reply: impl FnOnce(Answered) + 'static,
    ) -> u64 {
        let asked = Asked {
            on_progress: Some(Box::new(on_progress)),
            on_reply: Box::new(on_reply),
        };
        self.send(request, blobs, asked)
    }

    /// Ends work, which answers with what it has until then.
    pub fn stop(&self, call: u64) {
        if self.inner.state.borrow().asked.contains_key(&call) {
            self.call(FilesRequest::Stop(call), &[], |_| {});
        }
    }

    fn send(&self, request: FilesRequest, blobs: &[Blob], asked: Asked) -> u64 {
        let (id, sent) = {
            let state = &mut *self.inner.state.borrow_mut();
            state.last += 1;
            let call = FilesCall {
                id: state.last,
                build: BUILD.to_owned(),
                request,
            };
            let id = state.last;
            if !matches!(call.request, FilesRequest::Stop(_)) {
                state.asked.insert(id, asked);
            }
            let sent = message::encode("call", &call, blobs);
            let sent = sent.and_then(|message| match state.is_ready {
                true => Ok(self.inner.worker.post_message(&message)?),
                false => {
                    state.unsent.push(message);
                    Ok(())
                }
            });
            (id, sent)
        };
        let ended = self.inner.state.borrow().ended.clone();
        if let Some(failure) = ended.or(sent.err().map(Failure::from)) {
            self.inner.end(&failure);
        }
        id
    }
}

impl Inner {
    fn hear(self: &Rc<Self>, data: &JsValue) {
        if let Some(build) = message::text(data, "ready") {
            self.ready(&build);
        } else if let Some(panic) = message::text(data, "panic") {
            self.end(&message::defect(failures::worker_panicked(panic)));
        } else if let Some(lock) = message::text(data, "alive") {
            self.wait_for_its_end(&lock);
        } else {
            match message::decode::<FilesAnswer>(data, "answer") {
                Ok((answer, beside)) => self.answered(answer, beside),
                Err(failure) => self.end(&failure),
            }
        }
    }

    /// It holds the lock of this name; no event says that its memory ran out.
    fn wait_for_its_end(self: &Rc<Self>, lock: &str) {
        let inner = Rc::downgrade(self);
        // Where there are no locks, no worker names one.
        let _ = when_free(lock, move || {
            if let Some(inner) = inner.upgrade() {
                inner.end(&End::Gone.into());
            }
        });
    }

    fn ready(&self, build: &str) {
        if build != BUILD {
            return self.end(&other_build(build));
        }
        let unsent = {
            let state = &mut *self.state.borrow_mut();
            state.is_ready = true;
            std::mem::take(&mut state.unsent)
        };
        let mut sent = unsent.iter().map(|call| self.worker.post_message(call));
        if let Some(Err(thrown)) = sent.find(Result::is_err) {
            self.end(&Thrown::from(thrown).into());
        }
    }

    fn answered(&self, answer: FilesAnswer, beside: Vec<Blob>) {
        if let FilesReply::Progress(progress) = answer.reply {
            return self.progress(answer.id, progress);
        }
        let asked = self.state.borrow_mut().asked.remove(&answer.id);
        let on_reply = asked.map(|asked| asked.on_reply);
        match (on_reply, answer.reply) {
            (Some(on_reply), FilesReply::OtherBuild { worker }) => {
                on_reply(Err(other_build(&worker)));
            }
            (Some(on_reply), FilesReply::Failed(failure)) => on_reply(Err(failure)),
            (Some(on_reply), reply) => on_reply(Ok((reply, beside.into_iter().next()))),
            // It could not read a call, and does not know which.
            (None, FilesReply::Failed(failure)) => self.end(&failure),
            (None, _) => {}
        }
    }

    fn progress(&self, call: u64, progress: Progress) {
        // Taken out, as who is told may ask something else.
        let told = |state: &mut State| state.asked.get_mut(&call)?.on_progress.take();
        let Some(mut on_progress) = told(&mut self.state.borrow_mut()) else {
            return;
        };
        on_progress(progress);
        if let Some(asked) = self.state.borrow_mut().asked.get_mut(&call) {
            asked.on_progress = Some(on_progress);
        }
    }

    /// Fails all that was asked and will be.
    fn end(&self, failure: &Failure) {
        let asked = {
            let state = &mut *self.state.borrow_mut();
            state.ended = Some(failure.clone());
            std::mem::take(&mut state.asked)
        };
        for asked in asked.into_values() {
            (asked.on_reply)(Err(failure.clone()));
        }
    }
}

fn other_build(worker: &str) -> Failure {
    Failure::new(
        FailureKind::Browser,
        page::other_build(BUILD, worker),
        failures::site_updated(),
    )
}
