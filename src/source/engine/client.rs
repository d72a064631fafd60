//! The conversations with an engine. Each is one `GET` without a header: a page at
//! another address needs no permission beforehand for that.
//!
//! Paths have no version: an engine answers those as its newest, and which fields are
//! there says what it knows.

use serde_json::Value;

use super::address::{EngineAddress, ImageName};
use super::answers::{Distribution, Greeting, Images, Inspection, Step};
use super::error::EngineError;
use super::reported::Reported;
use crate::source::hit::{Hit, MAX_HITS};
use crate::source::registry::http::{
    Http, MAX_LIST, MAX_REPLY, MAX_SERVED_DOCUMENT, PATIENCE, Request, Response,
};
use crate::url::HttpUrl;
use crate::words::{Message, engine as words};

/// Which images are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Those that a name leads to, and those that none does any more.
    #[default]
    Usual,
    /// Also those that only builds have left.
    All,
    /// Those that no name leads to.
    Dangling,
}

/// An engine at an address, asked over `http`.
pub struct Engine<'h, H> {
    http: &'h H,
    address: EngineAddress,
}

impl<'h, H: Http> Engine<'h, H> {
    #[must_use]
    pub fn new(http: &'h H, address: EngineAddress) -> Self {
        Self { http, address }
    }

    /// Who answers, and whether that is an engine at all.
    ///
    /// # Errors
    /// [`EngineError::NoEngine`] where something else answers.
    pub async fn greet(&self) -> Result<Greeting, EngineError> {
        let mut ping = Request::get(self.address.endpoint("_ping")?);
        ping.patience = Some(PATIENCE);
        let answer = self.read(ping, MAX_REPLY, &words::an_answer).await?;
        if answer != b"OK" {
            return Err(EngineError::NoEngine);
        }
        let mut version = Request::get(self.address.endpoint("version")?);
        version.patience = Some(PATIENCE);
        let answer = self.read(version, MAX_REPLY, &words::its_version).await?;
        let answer: Option<Value> = serde_json::from_slice(&answer).ok();
        let greeting = answer.as_ref().and_then(Greeting::read);
        greeting.ok_or(EngineError::NoEngine)
    }

    /// The images that it has. A list of tens of thousands takes the engine minutes: who
    /// waits ends it.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn images(&self, which: Which) -> Result<Images, EngineError> {
        // An engine that does not know `manifests` leaves it.
        let url = self.address.endpoint("images/json")?;
        let url = url.with_parameter("manifests", "1");
        let url = match which {
            Which::Usual => url,
            Which::All => url.with_parameter("all", "1"),
            Which::Dangling => url.with_parameter("filters", r#"{"dangling":["true"]}"#),
        };
        self.ask(url, MAX_LIST, &words::a_list_of_images, Images::read)
            .await
    }

    /// What it says of one image.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn inspect(&self, name: &ImageName) -> Result<Inspection, EngineError> {
        let url = self.address.of_image("images", name, "json")?;
        let url = url.with_parameter("manifests", "1");
        let read = Inspection::read;
        self.ask(url, MAX_SERVED_DOCUMENT, &words::an_inspection, read)
            .await
    }

    /// The steps that made it, the newest first.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn history(&self, name: &ImageName) -> Result<Vec<Step>, EngineError> {
        let url = self.address.of_image("images", name, "history")?;
        self.ask(url, MAX_SERVED_DOCUMENT, &words::a_history, Step::read_all)
            .await
    }

    /// Both. An image whose history does not come is one nevertheless.
    ///
    /// # Errors
    /// [`EngineError`], of the first.
    pub async fn report(&self, name: &ImageName) -> Result<Reported, EngineError> {
        Ok(Reported {
            inspection: self.inspect(name).await?,
            history: self.history(name).await.ok(),
            name: name.clone(),
        })
    }

    /// What a tag leads to in its registry now, which the engine asks: a page may not
    /// have to. Podman has no such endpoint.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn distribution(&self, name: &ImageName) -> Result<Distribution, EngineError> {
        let url = self.address.of_image("distribution", name, "json")?;
        self.ask(url, MAX_REPLY, &words::a_tags_target, Distribution::read)
            .await
    }

    /// Repositories whose names or descriptions contain `term`, which the engine looks
    /// for in Docker Hub, or where it is told to.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn search(&self, term: &str) -> Result<Vec<Hit>, EngineError> {
        let url = self.address.endpoint("images/search")?;
        let url = url.with_parameter("term", term);
        let url = url.with_parameter("limit", &MAX_HITS.to_string());
        self.ask(url, MAX_REPLY, &words::search_results, Hit::read_all)
            .await
    }

    /// The archive of an image, as it begins to come. Nobody says how large it will be.
    ///
    /// # Errors
    /// [`EngineError`].
    pub async fn archive(&self, name: &ImageName) -> Result<Response<H::Body>, EngineError> {
        let url = self.address.of_image("images", name, "get")?;
        self.send(Request::get(url)).await
    }

    async fn ask<T>(
        &self,
        url: HttpUrl,
        limit: u64,
        what: &dyn Fn() -> Message,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, EngineError> {
        let body = self.read(Request::get(url), limit, what).await?;
        let json: Option<Value> = serde_json::from_slice(&body).ok();
        let found = json.as_ref().and_then(read);
        found.ok_or_else(|| EngineError::NotThat { what: what() })
    }

    async fn read(
        &self,
        request: Request,
        limit: u64,
        what: &dyn Fn() -> Message,
    ) -> Result<Vec<u8>, EngineError> {
        let mut response = self.send(request).await?;
        let body = response.read(limit).await;
        body.map_err(|error| EngineError::of_body(error, what()))
    }

    async fn send(&self, request: Request) -> Result<Response<H::Body>, EngineError> {
        let request = Request {
            site_login: true,
            ..request
        };
        let sent = self.http.send(request).await;
        let mut response = sent.map_err(EngineError::Transport)?;
        if response.status == 200 {
            return Ok(response);
        }
        // A body that breaks off takes nothing away from the status.
        let body = response.read(MAX_REPLY).await.unwrap_or_default();
        Err(EngineError::of_answer(response.status, &body))
    }
}
