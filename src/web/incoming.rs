//! The bytes of a blob or of a response as they come, put where the caller
//! wants them.
//!
//! Read as a byte stream (Streams, section 4.5) they go from the browser's pipe
//! straight into one buffer that is used again and again, while the browser
//! goes on to fill the pipe. A buffer that is new for each slice costs as much
//! as hashing it: its pages must be got from the system one by one.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader};

use crate::web::error::Thrown;

/// A stream that is being read. It is cancelled when this is dropped.
pub struct Incoming(Source);

enum Source {
    /// Puts its bytes into a buffer that it is given.
    Bytes(ReadableStreamByobReader),
    /// Comes in chunks of its own: where the browser has no byte stream.
    Chunks {
        reader: ReadableStreamDefaultReader,
        /// What of the last chunk found no room.
        rest: Option<Uint8Array>,
    },
}

impl Incoming {
    /// Begins to read a stream that nobody else reads.
    #[must_use]
    pub fn new(stream: &ReadableStream) -> Self {
        // The constructor throws for a stream that is no byte stream.
        match ReadableStreamByobReader::new(stream) {
            Ok(reader) => Self(Source::Bytes(reader)),
            Err(_) => Self(Source::Chunks {
                reader: stream.get_reader().unchecked_into(),
                rest: None,
            }),
        }
    }

    /// Puts at most `room` bytes into `buffer` from `at` on, and says how many;
    /// 0 at the end. `buffer` is another object afterwards, of the same memory:
    /// the stream takes it over while it fills it.
    ///
    /// # Errors
    /// What the stream ends with, such as a file that has changed. The buffer
    /// is lost then.
    pub async fn read(
        &mut self,
        buffer: &mut ArrayBuffer,
        at: u32,
        room: u32,
    ) -> Result<u32, Thrown> {
        match &mut self.0 {
            Source::Bytes(reader) => {
                let view = Uint8Array::new_with_byte_offset_and_length(buffer, at, room);
                let read = JsFuture::from(reader.read_with_array_buffer_view(&view)).await?;
                let Ok(value) = property(&read, "value").dyn_into::<Uint8Array>() else {
                    return Ok(0);
                };
                *buffer = value.buffer();
                Ok(value.length())
            }
            Source::Chunks { reader, rest } => {
                let chunk = match rest.take() {
                    Some(chunk) => chunk,
                    None => match next_chunk(reader).await? {
                        Some(chunk) => chunk,
                        None => return Ok(0),
                    },
                };
                let taken = chunk.length().min(room);
                let place = Uint8Array::new_with_byte_offset_and_length(buffer, at, taken);
                place.set(&chunk.subarray(0, taken), 0);
                if taken < chunk.length() {
                    *rest = Some(chunk.subarray(taken, chunk.length()));
                }
                Ok(taken)
            }
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // What it answers, and that it may refuse, is of no more interest.
        let _ = match &self.0 {
            Source::Bytes(reader) => reader.cancel(),
            Source::Chunks { reader, .. } => reader.cancel(),
        };
    }
}

/// The next chunk that is not empty; `None` at the end.
async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, Thrown> {
    loop {
        let read = JsFuture::from(reader.read()).await?;
        match property(&read, "value").dyn_into::<Uint8Array>() {
            Ok(chunk) if chunk.length() == 0 => {}
            Ok(chunk) => return Ok(Some(chunk)),
            Err(_) => return Ok(None),
        }
    }
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
