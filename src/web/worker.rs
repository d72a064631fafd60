//! The worker's side of the protocol: a call comes in, an answer goes out.
//!
//! Not here: what is done for a call (`dispatch`), and what the messages look
//! like (`message`).

use js_sys::WebAssembly::Module;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use crate::protocol::{Answer, BUILD, Call, Reply};
use crate::web::blob_store::BlobStore;
use crate::web::clock;
use crate::web::dispatch;
use crate::web::error::Thrown;
use crate::web::helping;
use crate::web::listing;
use crate::web::loan::Answering;
use crate::web::message;

/// The shortest time between two reports of progress, in milliseconds: ten a
/// second are as many as a person can read.
pub const PROGRESS_INTERVAL: f64 = 100.0;

/// Stands in for the number of a call that could not be parsed.
pub const NO_CALL: u64 = 0;

/// Listens for calls as long as the worker lives.
///
/// # Errors
/// Outside a dedicated worker.
pub fn serve() -> Result<(), Thrown> {
    let scope = scope()?;
    tell_of_panics();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let message = event.data();
        if message::text(&message, "ping").is_some() {
            let _ = message::single("pong", "").and_then(|message| post(&message));
            return;
        }
        if helping::hear(&message) {
            return;
        }
        let answering = Answering::begin();
        spawn_local(async move {
            let (answer, blobs) = receive(&message).await;
            drop(answering);
            send(answer, &blobs);
        });
    });
    // Owned by the scope from here on, which ends with the worker.
    scope.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
    let ready = || message::single("ready", BUILD);
    let module = wasm_bindgen::module().dyn_into::<Module>();
    let sent = module.map(|module| post(&message::with_module(ready()?, &module)?));
    match sent {
        Ok(Ok(())) => Ok(()),
        // Where it cannot be sent, each worker compiles its own.
        _ => post(&ready()?),
    }
}

/// Answers one message, whatever it is. The handles are the new ones.
pub async fn receive(message: &JsValue) -> (Answer, Vec<Blob>) {
    match message::decode::<Call>(message, "call") {
        Ok((call, blobs)) => {
            let id = call.id;
            let (reply, blobs) = perform(call, blobs).await;
            (Answer { id, reply }, blobs)
        }
        Err(failure) => {
            let reply = Reply::Failed(failure);
            (Answer { id: NO_CALL, reply }, Vec::new())
        }
    }
}

async fn perform(call: Call, blobs: Vec<Blob>) -> (Reply, Vec<Blob>) {
    if call.build != BUILD {
        let worker = BUILD.to_owned();
        return (Reply::OtherBuild { worker }, Vec::new());
    }
    let mut store = match BlobStore::new(blobs) {
        Ok(store) => store,
        Err(thrown) => return (Reply::Failed(thrown.into()), Vec::new()),
    };
    let mut report = progress(call.id, call.request.blob());
    let outcome = dispatch::answer(call.request, &mut store, &mut report).await;
    // What was unpacked for nothing is let go of at once.
    if matches!(outcome.reply, Reply::Failed(_)) {
        store.discard().await;
        return (outcome.reply, Vec::new());
    }
    // Where there is no room for the files of a layer, or for its bytes, its digests are
    // true all the same.
    let (reply, mut beside) = match (store.made().await, outcome.reply) {
        (Ok(made), reply) => (reply, made),
        (Err(_), Reply::Measured { blob, facts, .. }) => {
            let kept = false;
            (Reply::Measured { blob, facts, kept }, Vec::new())
        }
        (Err(thrown), _) => return (Reply::Failed(thrown.into()), Vec::new()),
    };
    let listing = outcome.listing.as_ref().map(listing::pack);
    beside.extend(listing.and_then(Result::ok));
    (reply, beside)
}

/// Sends at most one report in [`PROGRESS_INTERVAL`], and drops the others.
fn progress(id: u64, blob: Option<usize>) -> impl FnMut(u64, Option<u64>) {
    let mut reported = clock::now();
    move |done, total| {
        let now = clock::now();
        if now - reported >= PROGRESS_INTERVAL {
            reported = now;
            let reply = Reply::Progress { blob, done, total };
            send(Answer { id, reply }, &[]);
        }
    }
}

fn send(answer: Answer, blobs: &[Blob]) {
    let id = answer.id;
    let sent = message::encode("answer", &answer, blobs).and_then(|message| post(&message));
    let Err(thrown) = sent else { return };
    // The page waits for an answer: one without handles may still get through,
    // and where it does not, nothing will.
    let reply = Reply::Failed(thrown.into());
    let _ =
        message::encode("answer", &Answer { id, reply }, &[]).and_then(|message| post(&message));
}

/// Tells the page before the worker is of no more use.
pub(super) fn tell_of_panics() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        let _ = message::single("panic", &panic.to_string()).and_then(|message| post(&message));
    }));
}

pub(super) fn post(message: &JsValue) -> Result<(), Thrown> {
    Ok(scope()?.post_message(message)?)
}

pub(super) fn scope() -> Result<DedicatedWorkerGlobalScope, Thrown> {
    js_sys::global()
        .dyn_into()
        .map_err(|other| Thrown::from(JsValue::from(other)))
}
