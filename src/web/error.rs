//! The one place where a value that JavaScript threw becomes an error.
//!
//! Anything can be thrown: an `Error`, a `DOMException`, a string, `undefined`.

use std::io;

use js_sys::Reflect;
use thiserror::Error;
use wasm_bindgen::JsValue;

use crate::bytes::store::Stale;
use crate::failure::{Failure, FailureKind};
use crate::words::{Message, failures};

/// The longest message that is kept, in characters: a page shows it as one sentence.
pub const MAX_MESSAGE_LENGTH: usize = 500;

/// Why a browser refuses, as far as its name for that tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A file is not there any more as it was given (File API, section 8.1).
    File(Stale),
    NotAllowed,
    /// Memory or disk ran out.
    NoRoom,
    Unknown,
}

/// What the browser said when it refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{said}")]
pub struct Thrown {
    /// The error's `name`, such as `NotReadableError`; empty where there is none.
    name: String,
    said: Message,
}

impl Thrown {
    /// For what the browser refuses without throwing a value.
    #[must_use]
    pub fn saying(said: Message) -> Self {
        let name = String::new();
        Self { name, said }
    }

    /// For what the browser did not write, without throwing a value.
    #[must_use]
    pub fn no_room() -> Self {
        Self {
            name: "QuotaExceededError".to_owned(),
            said: failures::nothing_written(),
        }
    }

    /// What lies behind it.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self.name.as_str() {
            "NotFoundError" => Cause::File(Stale::Gone),
            "NotReadableError" => Cause::File(Stale::Changed),
            "NotAllowedError" | "SecurityError" => Cause::NotAllowed,
            "QuotaExceededError" | "RangeError" => Cause::NoRoom,
            _ => Cause::Unknown,
        }
    }

    fn kind(&self) -> io::ErrorKind {
        match self.cause() {
            Cause::File(Stale::Gone) => io::ErrorKind::NotFound,
            Cause::NotAllowed => io::ErrorKind::PermissionDenied,
            Cause::NoRoom => io::ErrorKind::OutOfMemory,
            Cause::File(Stale::Changed) | Cause::Unknown => io::ErrorKind::Other,
        }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> Message {
        match self.cause() {
            Cause::File(_) => failures::drop_again(),
            Cause::NotAllowed => failures::check_permissions(),
            Cause::NoRoom => failures::no_room(),
            Cause::Unknown => failures::load_again(),
        }
    }

    /// What the browser said.
    #[must_use]
    pub fn message(&self) -> Message {
        self.said.clone()
    }
}

impl From<JsValue> for Thrown {
    fn from(value: JsValue) -> Self {
        let property = |key: &str| {
            Reflect::get(&value, &JsValue::from_str(key))
                .ok()
                .and_then(|found| found.as_string())
        };
        match (property("name"), property("message")) {
            (Some(name), Some(message)) => Self {
                said: failures::browser_reported(&name, bounded(&message)),
                name,
            },
            _ => {
                let text = value.as_string().unwrap_or_else(|| format!("{value:?}"));
                Self::saying(failures::browser_threw(bounded(&text)))
            }
        }
    }
}

impl From<Thrown> for io::Error {
    fn from(thrown: Thrown) -> Self {
        Self::new(thrown.kind(), thrown.message())
    }
}

impl From<Thrown> for Failure {
    fn from(thrown: Thrown) -> Self {
        Self::new(FailureKind::Browser, thrown.message(), thrown.hint())
    }
}

fn bounded(text: &str) -> String {
    match text.char_indices().nth(MAX_MESSAGE_LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
