//! Search in Docker Hub, by the interface that `docker search` has always used.
//!
//! It lets no page read it, so that a relay is asked: that of the site where it names
//! the host, or the one that a person named for Docker Hub.

use serde_json::Value;

use super::super::error::PullError;
use super::super::http::{Http, MAX_LIST, Request};
use super::super::route::Way;
use super::Registry;
use super::exchange::{failure, needs_preflight};
use crate::image::reference::Domain;
use crate::source::hit::{Hit, MAX_HITS};
use crate::url::HttpUrl;
use crate::words::registry;

/// The host of the search (moby, `daemon/pkg/registry/search.go`).
pub const SEARCH_HOST: &str = "index.docker.io";

/// What a search found, and by which way that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub hits: Vec<Hit>,
    pub way: Way,
}

impl<H: Http> Registry<H> {
    /// The repositories of Docker Hub, `hub`, whose names or descriptions have `term`, the
    /// most wanted first.
    ///
    /// # Errors
    /// Where nobody answers, or with something else.
    pub async fn search(&self, hub: &Domain, term: &str) -> Result<Search, PullError> {
        let url: HttpUrl = format!("https://{SEARCH_HOST}/v1/search").parse()?;
        let url = url.with_parameter("q", term);
        let request = Request::get(url.with_parameter("n", &MAX_HITS.to_string()));
        let preflight = needs_preflight(&request);
        let host = request.url.origin().clone();
        let sent = self.transmit(request, hub.origin(), true).await;
        let mut response = sent.map_err(|unsent| unsent.at(&host, preflight))?;
        if response.status != 200 {
            return Err(failure(&host, response).await);
        }
        let what = registry::what_a_search_found;
        let body = response.read(MAX_LIST).await;
        let body = body.map_err(|error| PullError::of_body(error, what()))?;
        let answer: Option<Value> = serde_json::from_slice(&body).ok();
        let hits = answer.and_then(|answer| Hit::read_all(answer.get("results")?));
        Ok(Search {
            hits: hits.ok_or_else(|| PullError::Form { what: what() })?,
            way: response.way,
        })
    }
}
