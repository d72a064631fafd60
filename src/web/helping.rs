//! A worker that has nothing to do hashes for another one.
//!
//! A blob is read and unpacked by one worker, in order, and so its hash is what
//! is waited for: of one large layer a single core did all. Here the hash of the
//! bytes inside goes on in a second worker, which is sent them in buffers that
//! come back. Nothing is copied on the way between the two but into and out of
//! their memories. One large layer takes a quarter less time (`bench/README.md`).
//!
//! A plain layer is not shared: its hash takes nearly as long as all that is done
//! with it.
//!
//! ```text
//! page -> both      {help: GET | GIVE, port}   the two ends of a channel
//! helped -> helper  MessagePort                for each hash, the end of a channel:
//!   helped -> helper  Uint8Array               first the hash so far, then bytes
//!   helper -> helped  ArrayBuffer              for each of those, their memory
//!   helped -> helper  END
//!   helper -> helped  Uint8Array               the hash
//! either -> other   null                       this end is gone (see `port`)
//! ```
//!
//! Not here: who helps whom (`protocol::schedule`), and what is hashed
//! (`bytes::layer`).

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::MessagePort;

use crate::web::error::Thrown;
use crate::web::hash_batch::SharedPass;
use crate::web::loan::{CHUNK, helped_by, received, sent};
use crate::web::message;
use crate::web::port::Port;
use crate::words::failures;

/// What the page tells the worker that is helped, and the one that helps.
pub const GET: &str = "get";
pub const GIVE: &str = "give";

/// Takes a message of the page, if it is about this.
#[must_use]
pub fn hear(message: &JsValue) -> bool {
    let Some(what) = message::text(message, "help") else {
        return false;
    };
    match port(message) {
        Some(port) if what == GIVE => spawn_local(help(port)),
        port => helped_by(port),
    }
    true
}

/// Takes what is lent, until nobody lends any more.
async fn help(port: Port) {
    while let Some(message) = port.next().await {
        if let Ok(Ok(port)) = message.dyn_into().map(Port::new) {
            spawn_local(async move {
                // Who has lent it is gone where this fails.
                let _ = borrow(&port).await;
            });
        }
    }
}

/// Goes on with a hash, together with whatever else is hashed here.
async fn borrow(port: &Port) -> Result<(), Thrown> {
    let Some(Ok(hash)) = port.next().await.map(JsValue::dyn_into) else {
        return Ok(());
    };
    let mut pass = SharedPass::of_hash(received(&hash)?);
    let mut memory = vec![0; CHUNK as usize];
    while let Some(message) = port.next().await {
        let Some(view) = message.dyn_ref::<Uint8Array>() else {
            return port.say(&sent(pass.into_hash()));
        };
        let length = view.length() as usize;
        let place = memory.get_mut(..length);
        let too_much = || Thrown::saying(failures::helper_confused());
        view.copy_to(place.ok_or_else(too_much)?);
        let buffer = view.buffer();
        port.send(&buffer, &buffer)?;
        (memory, _) = pass.update(memory, 0..length).await?;
    }
    Ok(())
}

fn port(message: &JsValue) -> Option<Port> {
    let port = Reflect::get(message, &"port".into()).ok()?;
    Port::new(port.dyn_into::<MessagePort>().ok()?).ok()
}
