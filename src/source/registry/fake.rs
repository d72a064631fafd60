//! A scripted network for tests: answers by address, a log of what was sent,
//! bodies in pieces of any length, and an executor for futures that never wait.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use serde_json::json;

use super::http::{Body, Http, Mode, Request, Response, TransportError};
use super::route::Way;
use crate::image::digest::Digest;
use crate::image::media_type::{OCI_INDEX, OCI_MANIFEST};
use crate::url::{HttpUrl, Origin};

/// Runs a future whose parts never wait.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100_000 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("the future waits for something that no test provides");
}

/// One scripted answer.
#[derive(Clone, Default)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub redirected: bool,
    /// Bytes after which the connection breaks.
    pub breaks: bool,
}

/// `None` is the browser's `TypeError`.
pub(crate) type Rule = Box<dyn Fn(&Request) -> Option<Answer>>;

/// The network. Cloning shares it.
#[derive(Clone)]
pub(crate) struct Fake {
    rule: Rc<Rule>,
    pub log: Rc<RefCell<Vec<Request>>>,
    pub clock: Rc<RefCell<Duration>>,
}

pub(crate) struct Pieces {
    rest: Vec<u8>,
    step: usize,
    breaks: bool,
    origin: Origin,
}

pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Option<Answer> {
    status(200, body)
}

pub(crate) fn status(status: u16, body: impl Into<Vec<u8>>) -> Option<Answer> {
    Some(Answer {
        status,
        body: body.into(),
        ..Answer::default()
    })
}

/// An index of manifests, one for each architecture of Linux.
pub(crate) fn index_of<const N: usize>(manifests: [(&str, String); N]) -> String {
    let entries = manifests.map(|(architecture, body)| {
        json!({"mediaType": OCI_MANIFEST, "digest": Digest::sha256(body.as_bytes()).as_str(),
            "size": body.len(), "platform": {"os": "linux", "architecture": architecture}})
    });
    json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries.to_vec()}).to_string()
}

impl Answer {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Fake {
    pub fn new(rule: impl Fn(&Request) -> Option<Answer> + 'static) -> Self {
        Self {
            rule: Rc::new(Box::new(rule)),
            log: Rc::default(),
            clock: Rc::default(),
        }
    }

    /// What it answers, without a trace of it.
    pub fn answer(&self, request: &Request) -> Option<Answer> {
        (self.rule)(request)
    }

    /// `GET https://…` with what was sent, one line per request.
    pub fn sent(&self) -> Vec<String> {
        let log = self.log.borrow();
        log.iter()
            .map(|request| {
                let who = match &request.authorization {
                    Some(authorization) => format!(" {}", authorization.reveal()),
                    None => String::new(),
                };
                format!("{} {}{who}", request.method, request.url)
            })
            .collect()
    }

    /// Asserts that no request to another origin carried `Authorization`.
    #[track_caller]
    pub fn assert_secrets_stayed_at(&self, origins: &[&str]) {
        for request in self.log.borrow().iter() {
            let origin = request.url.origin().to_string();
            assert!(
                request.authorization.is_none() || origins.contains(&origin.as_str()),
                "a secret went to {origin}"
            );
        }
    }
}

impl std::fmt::Display for super::http::Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
        })
    }
}

impl Http for Fake {
    type Body = Pieces;

    async fn send(&self, request: Request) -> Result<Response<Pieces>, TransportError> {
        self.log.borrow_mut().push(request.clone());
        let step = 1 + self.log.borrow().len() * 7 % 13;
        let origin = request.url.origin().clone();
        let Some(answer) = (self.rule)(&request) else {
            return Err(TransportError::NoAnswer { origin });
        };
        let opaque = request.mode != Mode::Cors;
        Ok(Response {
            status: if opaque && request.mode == Mode::NoCors {
                0
            } else {
                answer.status
            },
            redirected: answer.redirected,
            way: Way::Direct,
            origin: Some(origin.clone()),
            headers: answer.headers,
            body: Pieces {
                rest: answer.body,
                step,
                breaks: answer.breaks,
                origin,
            },
        })
    }

    fn now(&self) -> Duration {
        *self.clock.borrow()
    }
}

impl Body for Pieces {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        if self.rest.is_empty() {
            if self.breaks {
                let origin = self.origin.clone();
                return Err(TransportError::Broken { origin, bytes: 0 });
            }
            return Ok(None);
        }
        // Large bodies in larger pieces, or the limits would take minutes.
        let step = self.step.max(self.rest.len() / 50).min(self.rest.len());
        Ok(Some(self.rest.drain(..step).collect()))
    }
}

pub(crate) fn origin(url: &str) -> Origin {
    url.parse::<HttpUrl>().expect(url).origin().clone()
}
