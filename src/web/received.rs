//! A file that comes from the network and has gigabytes: it is written to this origin's
//! private file system as it comes, and read from there as one that a person gave.
//!
//! Not here: whom to ask for it.
//!
//! Where the browser has no such room (private windows), or writes there from workers
//! only, it is kept as a blob, up to [`MAX_IN_MEMORY`].

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, ReadableStreamDefaultReader};

use crate::web::clock;
use crate::web::error::Thrown;
use crate::web::fetch::FetchBody;
use crate::web::scratch::{
    call, folder, names_in, new_name, option, promised, property, remove_named,
};

/// Behind the names of such files. Each page that has one holds a lock of that name.
const RECEIVED: &str = "-received";

/// The most that is kept where nothing can be written, in bytes: what browsers keep of
/// blobs before they move any to disk.
pub const MAX_IN_MEMORY: u64 = 2 << 30;

/// How many bytes become one blob where they are kept in memory: many small parts cost
/// more than they hold.
const BLOB: u64 = 16 << 20;

/// How often it is told how much has come, in milliseconds.
const TOLD_EVERY: f64 = 100.0;

/// Why a file did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiveError {
    /// It has more bytes than this.
    TooLarge { limit: u64 },
    /// The connection ended before it did.
    Broken,
    /// The browser keeps it from being written.
    Browser(Thrown),
}

impl From<Thrown> for ReceiveError {
    fn from(thrown: Thrown) -> Self {
        Self::Browser(thrown)
    }
}

/// What came.
pub struct Received {
    pub file: File,
    /// By which the browser knows it, where it is on disk ([`remove_named`]).
    pub name: Option<String>,
}

/// Receives a body of at most `limit` bytes, and tells now and then how many came.
/// Whoever drops this before it ends leaves nothing behind.
///
/// # Errors
/// [`ReceiveError`].
pub async fn receive(
    body: FetchBody,
    limit: u64,
    mut told: impl FnMut(u64),
) -> Result<Received, ReceiveError> {
    // The request ends with this.
    let (stream, _abort) = body.into_stream();
    let Some(stream) = stream else {
        return Err(ReceiveError::Broken);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut place = Place::new().await;
    let limit = place.limit(limit);
    let (mut length, mut last) = (0_u64, 0.0);
    while let Some(chunk) = next(&reader).await? {
        length = length.saturating_add(u64::from(chunk.length()));
        if length > limit {
            return Err(ReceiveError::TooLarge { limit });
        }
        place.append(&chunk).await?;
        let now = clock::now();
        if now - last > TOLD_EVERY {
            last = now;
            told(length);
        }
    }
    Ok(place.close().await?)
}

async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, ReceiveError> {
    let read = JsFuture::from(reader.read()).await;
    let read = read.map_err(|_| ReceiveError::Broken)?;
    let value = Reflect::get(&read, &JsValue::from_str("value"));
    Ok(value.ok().and_then(|value| value.dyn_into().ok()))
}

/// Where it is put.
enum Place {
    Disk(OnDisk),
    Memory(InMemory),
}

impl Place {
    async fn new() -> Self {
        match OnDisk::new().await {
            Ok(disk) => Self::Disk(disk),
            Err(_) => Self::Memory(InMemory::default()),
        }
    }

    fn limit(&self, limit: u64) -> u64 {
        match self {
            Self::Disk(_) => limit,
            Self::Memory(_) => limit.min(MAX_IN_MEMORY),
        }
    }

    async fn append(&mut self, chunk: &Uint8Array) -> Result<(), Thrown> {
        match self {
            Self::Disk(disk) => disk.append(chunk).await,
            Self::Memory(memory) => memory.append(chunk),
        }
    }

    async fn close(self) -> Result<Received, Thrown> {
        match self {
            Self::Disk(disk) => disk.close().await,
            Self::Memory(memory) => memory.close(),
        }
    }
}

/// A file that is being written. Dropped before it is closed, it is removed.
struct OnDisk {
    /// `FileSystemFileHandle`
    file: JsValue,
    /// `FileSystemWritableFileStream`
    writable: JsValue,
    name: String,
    is_closed: bool,
}

impl OnDisk {
    async fn new() -> Result<Self, Thrown> {
        let folder = folder().await?;
        // What cannot be removed now is removed another time.
        let _ = sweep(&folder).await;
        let name = format!("{}{RECEIVED}", new_name());
        hold(&name)?;
        let arguments = [JsValue::from_str(&name), option("create", true.into())];
        let file = promised(&folder, "getFileHandle", &arguments).await?;
        let writable = promised(&file, "createWritable", &[]).await;
        let is_closed = writable.is_err();
        if is_closed {
            remove_named(std::slice::from_ref(&name)).await;
        }
        Ok(Self {
            writable: writable?,
            file,
            name,
            is_closed,
        })
    }

    async fn append(&self, chunk: &Uint8Array) -> Result<(), Thrown> {
        promised(&self.writable, "write", &[chunk.into()]).await?;
        Ok(())
    }

    async fn close(mut self) -> Result<Received, Thrown> {
        promised(&self.writable, "close", &[]).await?;
        let file = promised(&self.file, "getFile", &[]).await?;
        let file = file.dyn_into().map_err(Thrown::from)?;
        self.is_closed = true;
        Ok(Received {
            file,
            name: Some(self.name.clone()),
        })
    }
}

fn locks() -> Result<JsValue, Thrown> {
    property(&property(&js_sys::global(), "navigator")?, "locks")
}

/// Says to other pages that this one reads the file, for as long as it lives.
fn hold(name: &str) -> Result<(), Thrown> {
    let as_long = Closure::once_into_js(|| Promise::new(&mut |_, _| {}));
    call(&locks()?, "request", &[JsValue::from_str(name), as_long])?;
    Ok(())
}

/// Removes what pages have received that are closed.
async fn sweep(folder: &JsValue) -> Result<(), Thrown> {
    let state = promised(&locks()?, "query", &[]).await?;
    let held = Array::from(&property(&state, "held")?);
    let held = held
        .iter()
        .filter_map(|lock| property(&lock, "name").ok()?.as_string());
    let held: Vec<String> = held.collect();
    let mut left = names_in(folder).await?;
    left.retain(|name| name.ends_with(RECEIVED) && !held.contains(name));
    remove_named(&left).await;
    Ok(())
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        if self.is_closed {
            return;
        }
        // What it answers, and that it may refuse, is of no more interest.
        let _ = call(&self.writable, "abort", &[]);
        let name = std::mem::take(&mut self.name);
        spawn_local(async move { remove_named(&[name]).await });
    }
}

/// Blobs, and what is to become the next one.
#[derive(Default)]
struct InMemory {
    blobs: Array,
    parts: Array,
    /// In bytes, of the parts.
    length: u64,
}

impl InMemory {
    fn append(&mut self, chunk: &Uint8Array) -> Result<(), Thrown> {
        self.parts.push(chunk);
        self.length = self.length.saturating_add(u64::from(chunk.length()));
        match self.length < BLOB {
            true => Ok(()),
            false => self.pack(),
        }
    }

    fn pack(&mut self) -> Result<(), Thrown> {
        let parts = std::mem::take(&mut self.parts);
        let blob: JsValue = Blob::new_with_u8_array_sequence(&parts)?.into();
        self.blobs.push(&blob);
        self.length = 0;
        Ok(())
    }

    fn close(mut self) -> Result<Received, Thrown> {
        self.pack()?;
        let file = File::new_with_blob_sequence(&self.blobs, &new_name())?;
        Ok(Received { file, name: None })
    }
}
