//! How workers end, also without a word: where memory runs out, a browser may end one
//! and tell nobody.
//!
//! A worker holds a lock as long as it lives (Web Locks, section 2.5: what an
//! agent holds is released with it), and the page waits for that lock. Where a
//! browser has no locks, as on a page that came by plain http, and for a worker
//! that hangs, the page asks those that work whether they hear it.

use std::rc::{Rc, Weak};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, Event, window};

use super::Inner;
use crate::failure::{Failure, FailureKind};
use crate::web::error::Thrown;
use crate::words::{failures, joined};

/// How often those that work are asked, in milliseconds.
pub const ASKED_EVERY: i32 = 5_000;

/// How a worker ended that did not say so.
#[derive(Clone, Copy)]
pub(in crate::web) enum End {
    /// The browser let go of what it held.
    Gone,
    /// It does not answer.
    Silent,
}

impl From<End> for Failure {
    fn from(end: End) -> Self {
        let (what, next) = match end {
            End::Gone => (failures::worker_gone(), failures::close_tabs()),
            End::Silent => (failures::worker_silent(), failures::open_again()),
        };
        Self::new(FailureKind::Browser, what, next)
    }
}

/// Something that is done again and again until this is dropped.
pub(super) struct Interval {
    number: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_interval_with_handle(self.number);
        }
    }
}

/// Asks the workers of a pool as long as there is one.
///
/// # Errors
/// Outside a page.
pub(super) fn interval(pool: Weak<Inner>, milliseconds: i32) -> Result<Interval, Thrown> {
    let closure = Closure::<dyn FnMut()>::new(move || {
        if let Some(pool) = pool.upgrade() {
            pool.ask_who_lives();
        }
    });
    let window = window().ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    let number = window.set_interval_with_callback_and_timeout_and_arguments_0(
        closure.as_ref().unchecked_ref(),
        milliseconds,
    )?;
    Ok(Interval {
        number,
        _closure: closure,
    })
}

impl Inner {
    /// A worker holds the lock of this name.
    pub(super) fn wait_for_its_end(self: &Rc<Self>, number: u64, lock: &str) {
        let pool = Rc::downgrade(self);
        // Where there are no locks, no worker names one.
        let _ = when_free(lock, move || {
            if let Some(pool) = pool.upgrade() {
                pool.lose_unexplained(number, End::Gone);
            }
        });
    }

    fn ask_who_lives(self: &Rc<Self>) {
        let questions = self.state.borrow_mut().policy.question();
        for number in questions.ask {
            // One that cannot be asked will not answer.
            let _ = self.state.borrow().send_ping(number);
        }
        for number in questions.silent {
            self.lose_unexplained(number, End::Silent);
        }
    }
}

/// What an `error` event of a worker says: an `ErrorEvent` where code threw or,
/// in some browsers, a plain `Event` where a script could not be loaded.
pub(in crate::web) fn broken(event: &Event, starting: bool) -> Failure {
    let said = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
    let said = said
        .filter(|said| !said.is_empty())
        .map_or_else(failures::no_reason, joined::verbatim);
    let (what, next) = if starting {
        (
            failures::worker_did_not_start(said),
            failures::site_updated(),
        )
    } else {
        (failures::worker_broke(said), failures::free_memory())
    };
    Failure::new(FailureKind::Browser, what, next)
}

/// Calls `free` once nobody holds the lock of this name any more.
pub(in crate::web) fn when_free(lock: &str, free: impl FnOnce() + 'static) -> Result<(), Thrown> {
    let window = window().ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    let locks = Reflect::get(&window.navigator(), &JsValue::from_str("locks"))?;
    let request: Function = Reflect::get(&locks, &JsValue::from_str("request"))?.dyn_into()?;
    let free = Closure::once_into_js(move |_lock: JsValue| free());
    let granted: Promise = request
        .call2(&locks, &JsValue::from_str(lock), &free)?
        .dyn_into()?;
    spawn_local(async move {
        // A browser that refuses lets the page ask.
        let _ = JsFuture::from(granted).await;
    });
    Ok(())
}
