//! A hash that another worker computes, as the worker that lends it has it; what
//! goes to and fro stands in `helping`, where the other side is.

use std::cell::{Cell, RefCell};

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageChannel;

use crate::image::digest::Hasher;
use crate::web::error::Thrown;
use crate::web::port::Port;
use crate::words::failures;

/// Says that no more bytes come.
pub(super) const END: &str = "end";

/// How many bytes are sent at once.
pub(super) const CHUNK: u32 = 512 << 10;

/// How many buffers of them a hash has: one is filled and one is hashed, and
/// neither waits for the way between.
const BUFFERS: usize = 4;

thread_local! {
    /// Calls that this worker has not answered.
    static CALLS: Cell<usize> = const { Cell::new(0) };
    /// Who helps with them.
    static HELPER: RefCell<Option<Port>> = const { RefCell::new(None) };
}

/// Somebody helps from now on.
pub(super) fn helped_by(helper: Option<Port>) {
    // Too late where all calls have been answered.
    HELPER.set(helper.filter(|_| CALLS.get() > 0));
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

/// A hash, as it is sent.
pub(super) fn sent(hash: Hasher) -> Uint8Array {
    // All that is lent is SHA-256, which can be suspended.
    Uint8Array::from(&hash.suspend().unwrap_or_default()[..])
}

/// A hash that was sent.
///
/// # Errors
/// Where it is none.
pub(super) fn received(hash: &Uint8Array) -> Result<Hasher, Thrown> {
    let hash = Hasher::resume(&hash.to_vec());
    hash.ok_or_else(|| Thrown::saying(failures::helper_confused()))
}
