//! A worker that has nothing to do hashes for another one.
//!
//! A blob is read and unpacked by one worker, in order, and so its hash is what
//! is waited for: of one large layer a single core did all. Here the hash of the
//! bytes inside goes on in a second worker, which is sent them in buffers that
//! come back. Nothing is copied on the way between the two but into and out of
//! their memories. One layer of 617 MB on two cores (AMD EPYC, Zen 4, Chromium
//! 148), medians of five: gzip 4.4 -> 3.4 s, zstd 4.9 -> 3.6 s.
//!
//! A plain layer is not shared: its hash alone takes 2.0 of the 2.5 s that all of
//! it does. With help it took as long, and from a registry, which wants the second
//! core itself, longer: 150 to 190 MB/s in six runs, and 215 an hour before without.
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

use std::cell::{Cell, RefCell};

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageChannel, MessagePort};

use crate::image::digest::Hasher;
use crate::web::error::Thrown;
use crate::web::hash_batch::SharedPass;
use crate::web::message;
use crate::web::port::Port;
use crate::words::failures;

/// What the page tells the worker that is helped, and the one that helps.
pub const GET: &str = "get";
pub const GIVE: &str = "give";

/// Says that no more bytes come.
const END: &str = "end";

/// How many bytes are sent at once.
const CHUNK: u32 = 512 << 10;

/// How many buffers of them a hash has: one is filled and one is hashed, and
/// neither waits for the way between.
const BUFFERS: usize = 4;

thread_local! {
    /// Calls that this worker has not answered.
    static CALLS: Cell<usize> = const { Cell::new(0) };
    /// Who helps with them.
    static HELPER: RefCell<Option<Port>> = const { RefCell::new(None) };
}

/// Takes a message of the page, if it is about this.
#[must_use]
pub fn hear(message: &JsValue) -> bool {
    let Some(what) = message::text(message, "help") else {
        return false;
    };
    match port(message) {
        Some(port) if what == GIVE => spawn_local(help(port)),
        // Too late where all calls have been answered.
        port => HELPER.set(port.filter(|_| CALLS.get() > 0)),
    }
    true
}

/// A call that is being answered. With the last one, help ends.
pub struct Answering(());

impl Answering {
    #[must_use]
    pub fn begin() -> Self {
        CALLS.set(CALLS.get() + 1);
        Self(())
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        CALLS.set(CALLS.get().saturating_sub(1));
        if CALLS.get() == 0 {
            HELPER.take();
        }
    }
}

/// A hash that another worker computes.
pub struct Loan {
    port: Port,
    /// Buffers that were made.
    made: usize,
}

impl Loan {
    /// Lends what `hash` gives, if there is somebody to lend it to.
    ///
    /// # Errors
    /// Where the browser cannot send it: the hash is lost then.
    pub fn begin(hash: impl FnOnce() -> Option<Hasher>) -> Result<Option<Self>, Thrown> {
        HELPER.with_borrow(|helper| {
            let lent = helper.as_ref().and_then(|helper| Some((helper, hash()?)));
            let Some((helper, hash)) = lent else {
                return Ok(None);
            };
            let channel = MessageChannel::new()?;
            helper.send(&channel.port2(), &channel.port2())?;
            let port = Port::new(channel.port1())?;
            port.say(&sent(hash))?;
            Ok(Some(Self { port, made: 0 }))
        })
    }

    /// Sends the next bytes, as soon as there is a buffer for them.
    ///
    /// # Errors
    /// Where the browser cannot send them.
    pub async fn pay(&mut self, bytes: &[u8]) -> Result<(), Thrown> {
        for part in bytes.chunks(CHUNK as usize) {
            let buffer = self.buffer().await?;
            let part_length = part.len() as u32;
            let view = Uint8Array::new_with_byte_offset_and_length(&buffer, 0, part_length);
            view.copy_from(part);
            self.port.send(&view, &buffer)?;
        }
        Ok(())
    }

    async fn buffer(&mut self) -> Result<ArrayBuffer, Thrown> {
        if self.made < BUFFERS {
            self.made += 1;
            return Ok(ArrayBuffer::new(CHUNK));
        }
        self.answer().await?.dyn_into().map_err(Thrown::from)
    }

    async fn answer(&self) -> Result<JsValue, Thrown> {
        let answer = self.port.next().await;
        answer.ok_or_else(|| Thrown::saying(failures::helper_gone()))
    }

    /// The hash of all that was sent.
    ///
    /// # Errors
    /// Where the other worker does not answer as it should.
    pub async fn end(self) -> Result<Hasher, Thrown> {
        self.port.say(&END.into())?;
        loop {
            let answer = self.answer().await?;
            let Some(hash) = answer.dyn_ref::<Uint8Array>() else {
                // The memory of the last bytes.
                continue;
            };
            return received(hash);
        }
    }
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

fn sent(hash: Hasher) -> Uint8Array {
    // All that is lent is SHA-256, which can be suspended.
    Uint8Array::from(&hash.suspend().unwrap_or_default()[..])
}

fn received(hash: &Uint8Array) -> Result<Hasher, Thrown> {
    let hash = Hasher::resume(&hash.to_vec());
    hash.ok_or_else(|| Thrown::saying(failures::helper_confused()))
}

fn port(message: &JsValue) -> Option<Port> {
    let port = Reflect::get(message, &"port".into()).ok()?;
    Port::new(port.dyn_into::<MessagePort>().ok()?).ok()
}
