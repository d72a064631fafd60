//! Reading of files that goes on, in the worker or at a registry, and can be stopped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Driver;
use crate::protocol::files::{FilesReply, FilesRequest, OpenJob};
use crate::web::files_client::Beside;
use crate::web::opened_file::AT_ONCE;
use crate::web::task::Task;
use crate::words::Message;

/// What came of work over files.
pub type Worked = Result<(FilesReply, Option<Beside>), Message>;

/// What a file is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To be looked at: of a large one the beginning.
    Open,
    Save,
    Digest,
}

impl Wish {
    /// How many of its first bytes have to be read, if there are as many.
    pub(super) fn least(self) -> u64 {
        match self {
            Self::Open => AT_ONCE,
            Self::Save | Self::Digest => u64::MAX,
        }
    }

    /// What the worker is asked where the bytes of the layer are here.
    pub(super) fn request(self, job: OpenJob) -> FilesRequest {
        match self {
            Self::Open => FilesRequest::Open(job),
            Self::Save => FilesRequest::Save(job),
            Self::Digest => FilesRequest::Digest(job),
        }
    }
}

/// Work that was begun.
pub enum Going {
    /// A call of the worker.
    Call(u64),
    /// Requests of the page.
    Remote(Remote),
}

impl From<u64> for Going {
    fn from(call: u64) -> Self {
        Self::Call(call)
    }
}

/// Who is told what came of it.
type Told = Box<dyn FnOnce(Worked)>;

/// What is told of work at its end, once.
#[derive(Clone)]
pub(super) struct Done(Rc<RefCell<Option<Told>>>);

impl Done {
    pub(super) fn new(done: impl FnOnce(Worked) + 'static) -> Self {
        Self(Rc::new(RefCell::new(Some(Box::new(done)))))
    }

    pub(super) fn tell(&self, what: Worked) {
        // Not within the borrow: who is told may begin something else.
        let done = self.0.take();
        if let Some(done) = done {
            done(what);
        }
    }
}

/// Requests that end when this is dropped, and the call that opens what came of them.
pub struct Remote {
    task: Task,
    call: CallLater,
    done: Done,
}

/// A call of the worker that may not have begun.
pub(super) type CallLater = Rc<Cell<Option<u64>>>;

impl Remote {
    pub(super) fn new(task: Task, call: CallLater, done: Done) -> Self {
        Self { task, call, done }
    }

    /// Ends them, and returns the call that goes on, if it has begun; nothing came of
    /// either.
    fn stop(self) -> Option<u64> {
        drop(self.task);
        self.done.tell(Ok((FilesReply::Stopped, None)));
        self.call.get()
    }
}

impl Driver {
    /// Ends the reading of a file without its layer.
    pub fn stop_remote(self, remote: Remote) {
        if let Some(call) = remote.stop() {
            self.stop_work(call);
        }
    }
}
