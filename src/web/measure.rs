//! Measures a blob in a worker, as fast as the browser allows: [`layer`] says
//! what is to be found, here is how its bytes come.
//!
//! A blob is read as a stream and hashed in wasm as it comes by, together with
//! the others of this worker ([`SharedPass`]); its memory is a few megabytes.
//!
//! The browser's own SHA-256 (Web Cryptography) uses the processor's instructions
//! for it, and is not used: it wants all of a blob at once and makes a copy of it,
//! which takes as long as the hash and three to five times the memory. Four blobs
//! at a time in wasm are as fast (`bench/README.md`, "What was tried").

use std::cell::RefCell;
use std::io;
use std::mem;

use js_sys::{ArrayBuffer, Uint8Array};

use crate::bytes::layer::{self, Measured, Options, pulled};
use crate::protocol::MeasureJob;
use crate::web::blob_store::BlobStore;
use crate::web::clock;
use crate::web::hash_batch::SharedPass;
use crate::web::incoming::Incoming;
use crate::web::yielding;
use crate::words::failures;

/// A blob of at most this many bytes is read at once: to begin a stream takes
/// longer.
const SMALL: u64 = 1 << 20;

/// The most bytes that are taken from a stream at once. The browser keeps two
/// megabytes ready meanwhile.
const CHUNK: u32 = 512 << 10;

/// After how many milliseconds what has come of a slow stream is looked at: a
/// person should see that it comes.
const SLOW: f64 = 250.0;

/// Told how far the work is: bytes done, and of how many where that is known.
/// May be called as often as is convenient.
pub type Report<'a> = &'a mut dyn FnMut(u64, Option<u64>);

/// Measures one blob.
///
/// # Errors
/// What the file says when it is read; `UnexpectedEof` where it is shorter than
/// the job says.
pub async fn measure(
    job: &MeasureJob,
    store: &BlobStore,
    report: Report<'_>,
) -> io::Result<Measured> {
    let length = job.extent.length;
    if length <= SMALL {
        let progress = &mut |done| report(done, Some(length));
        return layer::measure(store, job.extent, job.options, progress);
    }
    let mut incoming = Incoming::new(&store.blob(job.extent)?.stream());
    let mut pass = SharedPass::new(job.options, length);
    let mut chunk = Chunk::take();
    let mut done = 0;
    while done < length {
        let read = chunk.fill(&mut incoming).await?;
        if read == 0 {
            let what = failures::too_few_bytes(length, done);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        chunk.hand_over(&mut pass).await?;
        done += read;
        report(done, Some(length));
        yielding::yield_now().await;
    }
    chunk.spare();
    let measured = pass.finish().await?;
    Ok(pulled::complete(store, job.extent, measured))
}

thread_local! {
    /// Chunks of passes that have ended, for those to come: what a worker drops
    /// is collected late, and a hundred layers would hold fifty megabytes.
    static SPARE: RefCell<Vec<Chunk>> = RefCell::default();
}

/// What is said of a body that is on its way.
pub struct Claimed {
    /// How long it is, in bytes, where that is said: any number may come.
    pub length: Option<u64>,
    pub options: Options,
    /// How many bytes are read at most.
    pub most: u64,
}

/// Is given the bytes of a body that are to be kept.
pub type Keep<'a> = Option<&'a mut dyn FnMut(&[u8])>;

/// Measures the body of a response, whatever its length.
///
/// # Errors
/// What the stream ends with, or that there is no end to it.
pub async fn measure_body(
    claimed: &Claimed,
    mut incoming: Incoming,
    mut keep: Keep<'_>,
    report: Report<'_>,
) -> io::Result<Measured> {
    let mut pass = SharedPass::new(claimed.options, claimed.length.unwrap_or(0));
    let mut chunk = Chunk::take();
    let mut done = 0_u64;
    loop {
        let read = chunk.fill(&mut incoming).await?;
        if read == 0 {
            chunk.spare();
            return Ok(pass.finish().await?);
        }
        done = done.saturating_add(read);
        if done > claimed.most {
            let what = match claimed.length {
                Some(length) => failures::far_too_many_bytes(length, claimed.most),
                None => failures::too_many_bytes(claimed.most),
            };
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        if let Some(keep) = keep.as_mut() {
            keep(chunk.bytes.get(..chunk.filled as usize).unwrap_or_default());
        }
        chunk.hand_over(&mut pass).await?;
        report(done, claimed.length);
        yielding::yield_now().await;
    }
}

/// What comes at once, on its way into wasm.
struct Chunk {
    buffer: ArrayBuffer,
    bytes: Vec<u8>,
    /// How many of them are of now.
    filled: u32,
}

impl Chunk {
    /// One that is spare, or a new one.
    fn take() -> Self {
        let spare = SPARE.with_borrow_mut(Vec::pop);
        spare.unwrap_or_else(|| Self {
            buffer: ArrayBuffer::new(CHUNK),
            bytes: vec![0; CHUNK as usize],
            filled: 0,
        })
    }

    /// Leaves it to another pass, unless its buffer went with a stream. There
    /// are never more than passes at once.
    fn spare(self) {
        if self.buffer.byte_length() == CHUNK {
            SPARE.with_borrow_mut(|spare| spare.push(self));
        }
    }

    /// Reads until it is full, the stream ends or patience does, and says how
    /// many bytes came.
    async fn fill(&mut self, incoming: &mut Incoming) -> io::Result<u64> {
        self.filled = 0;
        let began = clock::now();
        while self.filled < CHUNK && (self.filled == 0 || clock::now() - began < SLOW) {
            let room = CHUNK - self.filled;
            let read = incoming.read(&mut self.buffer, self.filled, room).await?;
            if read == 0 {
                break;
            }
            self.filled += read;
        }
        let read = Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, self.filled);
        if let Some(bytes) = self.bytes.get_mut(..self.filled as usize) {
            read.copy_to(bytes);
        }
        Ok(self.filled.into())
    }

    async fn hand_over(&mut self, pass: &mut SharedPass) -> io::Result<()> {
        let length = self.filled as usize;
        let mut at = 0;
        while at < length {
            let end = at + pass.share(length - at);
            let bytes = mem::take(&mut self.bytes);
            let taken;
            (self.bytes, taken) = pass.update(bytes, at..end).await?;
            at += taken;
        }
        Ok(())
    }
}
