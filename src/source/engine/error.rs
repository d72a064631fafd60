//! Why an engine brought nothing.

use std::fmt;

use serde_json::Value;

use crate::format::visible_line;
use crate::source::registry::http::{BodyError, TransportError};
use crate::url::UrlError;
use crate::words::{Message, engine as words};

/// The longest text of an error that is kept, in characters.
const MAX_TEXT: usize = 1_000;

/// Why an engine brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineError {
    /// An address that is none.
    Address(UrlError),
    /// No answer, or half of one.
    Transport(TransportError),
    /// More than `limit` bytes of what was asked for.
    TooLarge { what: Message, limit: u64 },
    /// Something else than what was asked for.
    NotThat { what: Message },
    /// What answers is no engine.
    NoEngine,
    /// Another status than success.
    Refused {
        status: u16,
        /// The engine's own words.
        says: Option<String>,
    },
}

impl EngineError {
    pub(super) fn of_body(error: BodyError, what: Message) -> Self {
        match error {
            BodyError::Transport(error) => Self::Transport(error),
            BodyError::TooLarge { limit } => Self::TooLarge { what, limit },
        }
    }

    /// Of an answer that is no success. Engines write `{"message":"…"}`.
    pub(super) fn of_answer(status: u16, body: &[u8]) -> Self {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let says = json.as_ref().and_then(|json| json.get("message")?.as_str());
        let says = says.map(|says| says.chars().take(MAX_TEXT).collect::<String>());
        Self::Refused {
            status,
            says: says.map(|says| visible_line(&says)),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Address(error) => error.message(),
            Self::Transport(error) => error.message(),
            Self::TooLarge { what, limit } => words::too_large(what.clone(), *limit),
            Self::NotThat { what } => words::not_that(what.clone()),
            Self::NoEngine => words::no_engine(),
            Self::Refused { status, says: None } => words::refused(*status),
            Self::Refused {
                status,
                says: Some(says),
            } => words::refused_with(*status, says),
        }
    }

    /// Whether no answer came at all: the engine, or its way through a browser, is shut.
    #[must_use]
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Transport(TransportError::NoAnswer { .. }))
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<UrlError> for EngineError {
    fn from(error: UrlError) -> Self {
        Self::Address(error)
    }
}
