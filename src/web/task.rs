//! Work of the page's own thread that can be dropped before it ends, and with
//! it every request that it waits for.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen_futures::spawn_local;

/// Work that goes on until it ends or this is dropped.
pub struct Task(Rc<Shared>);

struct Shared {
    stopped: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Task {
    /// Begins the work, not from within this function.
    #[must_use]
    pub fn start(work: impl Future<Output = ()> + 'static) -> Self {
        let shared = Rc::new(Shared {
            stopped: Cell::new(false),
            waker: RefCell::new(None),
        });
        let of_task = Rc::clone(&shared);
        let mut work: Option<Pin<Box<dyn Future<Output = ()>>>> = Some(Box::pin(work));
        spawn_local(std::future::poll_fn(move |context| {
            if of_task.stopped.get() {
                work = None;
                return Poll::Ready(());
            }
            of_task.waker.replace(Some(context.waker().clone()));
            match work.as_mut().map(|work| work.as_mut().poll(context)) {
                Some(Poll::Pending) => Poll::Pending,
                Some(Poll::Ready(())) | None => Poll::Ready(()),
            }
        }));
        Self(shared)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.stopped.set(true);
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }
}
