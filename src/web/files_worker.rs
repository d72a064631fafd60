//! The worker of files: it lays layers over each other, keeps what comes of it, and
//! answers questions about that.

use std::cell::RefCell;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::failure::Failure;
use crate::file_system::Desk;
use crate::protocol::BUILD;
use crate::protocol::files::{FilesAnswer, FilesCall, FilesReply, FilesRequest};
use crate::web::error::Thrown;
use crate::web::listing;
use crate::web::message;

thread_local! {
    /// The file system that questions are about.
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Listens for calls as long as the worker lives.
///
/// # Errors
/// Outside a dedicated worker.
pub fn serve() -> Result<(), Thrown> {
    let scope = scope()?;
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        let _ = message::single("panic", &panic.to_string()).and_then(|message| post(&message));
    }));
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let message = event.data();
        spawn_local(async move {
            let answer = receive(&message).await;
            // The page hears that nothing comes only where this worker ends.
            let sent = message::encode("answer", &answer, &[]).and_then(|answer| post(&answer));
            if let Err(thrown) = sent {
                let reply = FilesReply::Failed(thrown.into());
                let last = FilesAnswer { reply, ..answer };
                let _ = message::encode("answer", &last, &[]).and_then(|answer| post(&answer));
            }
        });
    });
    // Owned by the scope from here on, which ends with the worker.
    scope.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
    post(&message::single("ready", BUILD)?)
}

async fn receive(message: &JsValue) -> FilesAnswer {
    match message::decode::<FilesCall>(message, "call") {
        Ok((call, blobs)) => FilesAnswer {
            id: call.id,
            reply: match call.build == BUILD {
                true => answer(call.request, blobs).await,
                false => FilesReply::OtherBuild {
                    worker: BUILD.to_owned(),
                },
            },
        },
        Err(failure) => FilesAnswer {
            id: 0,
            reply: FilesReply::Failed(failure),
        },
    }
}

async fn answer(request: FilesRequest, blobs: Vec<Blob>) -> FilesReply {
    match request {
        FilesRequest::Lay { listed } => match lay(listed, blobs).await {
            Ok(desk) => {
                DESK.set(desk);
                FilesReply::Laid
            }
            Err(thrown) => FilesReply::Failed(Failure::from(thrown)),
        },
        FilesRequest::Ask(ask) => FilesReply::Told(DESK.with_borrow_mut(|desk| desk.answer(ask))),
    }
}

async fn lay(listed: Vec<bool>, blobs: Vec<Blob>) -> Result<Desk, Thrown> {
    let mut blobs = blobs.into_iter();
    let mut layers = Vec::new();
    for is_listed in listed {
        layers.push(match is_listed.then(|| blobs.next()).flatten() {
            Some(blob) => Some(listing::unpack(&blob).await?),
            None => None,
        });
    }
    Ok(Desk::of(layers))
}

fn post(message: &JsValue) -> Result<(), Thrown> {
    Ok(scope()?.post_message(message)?)
}

fn scope() -> Result<DedicatedWorkerGlobalScope, Thrown> {
    js_sys::global()
        .dyn_into()
        .map_err(|other| Thrown::from(JsValue::from(other)))
}
