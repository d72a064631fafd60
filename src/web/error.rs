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
#[error("the browser reported {name}: {message}")]
pub struct Thrown {
    /// The error's `name`, such as `NotReadableError`; for a value that is no
    /// error, `a value that is no error`.
    pub name: String,
    /// Its `message`, or the value itself as text.
    pub message: String,
}

impl Thrown {
    /// For what the browser reports without throwing a value.
    #[must_use]
    pub fn new(name: &str, message: &str) -> Self {
        Self {
            name: name.to_owned(),
            message: bounded(message),
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
        failures::browser_reported(&self.name, &self.message)
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
            (Some(name), Some(message)) => Self::new(&name, &message),
            _ => {
                let text = value.as_string().unwrap_or_else(|| format!("{value:?}"));
                Self::new("a value that is no error", &text)
            }
        }
    }
}

impl From<Thrown> for io::Error {
    fn from(thrown: Thrown) -> Self {
        Self::new(thrown.kind(), thrown)
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
