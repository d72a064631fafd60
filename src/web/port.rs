//! One end of a channel between two workers, whose messages can be waited for.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, MessagePort};

use crate::web::error::Thrown;
use crate::web::listener::Listener;

/// An end that is listened at until it is dropped: then the other end hears that
/// there is nobody any more.
pub struct Port {
    port: MessagePort,
    inbox: Rc<RefCell<Inbox>>,
    _listener: Listener,
}

#[derive(Default)]
struct Inbox {
    messages: VecDeque<JsValue>,
    waker: Option<Waker>,
}

impl Port {
    /// # Errors
    /// Where the browser refuses to add a listener.
    pub fn new(port: MessagePort) -> Result<Self, Thrown> {
        let inbox = Rc::new(RefCell::new(Inbox::default()));
        let heard = Rc::clone(&inbox);
        let listener = Listener::new(&port, "message", move |event| {
            let message = event.unchecked_ref::<MessageEvent>().data();
            let waker = {
                let mut inbox = heard.borrow_mut();
                inbox.messages.push_back(message);
                inbox.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        })?;
        port.start();
        Ok(Self {
            port,
            inbox,
            _listener: listener,
        })
    }

    /// Sends a message, and what it is not to be a copy of.
    ///
    /// # Errors
    /// Where something of it cannot be sent.
    pub fn send(&self, message: &JsValue, transfer: &JsValue) -> Result<(), Thrown> {
        let transfer = Array::of1(transfer);
        Ok(self
            .port
            .post_message_with_transferable(message, &transfer)?)
    }

    /// Sends a copy of a message.
    ///
    /// # Errors
    /// Where something of it cannot be copied.
    pub fn say(&self, message: &JsValue) -> Result<(), Thrown> {
        Ok(self.port.post_message(message)?)
    }

    /// The next message; `None` once the other end was dropped.
    pub async fn next(&self) -> Option<JsValue> {
        let message = poll_fn(|context| {
            let mut inbox = self.inbox.borrow_mut();
            match inbox.messages.pop_front() {
                Some(message) => Poll::Ready(message),
                None => {
                    inbox.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await;
        (!message.is_null()).then_some(message)
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        // Where nobody is there to hear it, nobody needs to.
        let _ = self.port.post_message(&JsValue::NULL);
        self.port.close();
    }
}
