//! Lists of a registry: tags and repositories.
//!
//! Not here: which page is next, and when there is none (`pages`).
//!
//! What came stays, whatever the next page does, and an entry that is none takes
//! nothing from the others.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use super::super::auth::Scope;
use super::super::error::PullError;
use super::super::http::{Http, MAX_LIST, Request};
use super::super::route::{Way, note};
use super::exchange::Place;
use super::pages::{MAX_NAME_LENGTH, PAGE_SIZE, Page, Pages, Paging, Walk};
use super::{Registry, address};
use crate::image::reference::{Repository, Tag};
use crate::url::HttpUrl;
use crate::words::{Message, registry};

/// The most names of one list; more than any person reads, and few megabytes.
pub const MAX_NAMES: usize = 200_000;

/// The tags of a repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Tags {
    /// In the registry's order.
    pub tags: Vec<Tag>,
    /// How many names were left out because they are no tags.
    pub malformed: usize,
    pub pages: Pages,
}

/// The repositories of a registry.
#[derive(Clone, Debug, PartialEq)]
pub struct Names {
    /// In the registry's order.
    pub repositories: Vec<Repository>,
    /// How many names were left out because they are none.
    pub malformed: usize,
    pub pages: Pages,
}

/// A list as it is gathered from pages.
#[derive(Default)]
struct Gathered {
    names: Vec<String>,
    seen: HashSet<String>,
    /// What is no text, or longer than any name.
    malformed: usize,
    pages: Pages,
}

#[derive(Deserialize)]
struct TagPage {
    /// Go servers send `null` for an empty list.
    tags: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct CatalogPage {
    repositories: Option<Vec<Value>>,
}

impl Gathered {
    /// Takes the entries of a page; returns the last one that is a name.
    fn take(&mut self, entries: Vec<Value>) -> Option<String> {
        let mut last = None;
        for entry in entries {
            let Value::String(name) = entry else {
                self.malformed += 1;
                continue;
            };
            if name.len() > MAX_NAME_LENGTH {
                self.malformed += 1;
            } else if self.seen.insert(name.clone()) {
                self.names.push(name.clone());
            }
            last = Some(name);
        }
        last
    }
}

impl<H: Http> Registry<H> {
    /// All tags of `repository`.
    pub async fn tags(&self, repository: &Repository) -> Result<Tags, PullError> {
        let first = address(repository, "tags", "list")?;
        let read = |body: &[u8]| {
            let page: TagPage = serde_json::from_slice(body).ok()?;
            Some(page.tags.unwrap_or_default())
        };
        let place = self.place(first.origin(), &Scope::pull(repository));
        let gathered = self
            .gather(&place, &first, registry::a_list_of_tags(), read)
            .await?;
        let tags: Vec<Tag> = gathered
            .names
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        Ok(Tags {
            malformed: gathered.malformed + gathered.names.len() - tags.len(),
            tags,
            pages: gathered.pages,
        })
    }

    /// All repositories of a registry, where it tells. `domain` is how their
    /// names begin.
    pub async fn catalog(
        &self,
        domain: &crate::image::reference::Domain,
    ) -> Result<Names, PullError> {
        let first = domain.origin().at("/v2/_catalog")?;
        let read = |body: &[u8]| {
            let page: CatalogPage = serde_json::from_slice(body).ok()?;
            Some(page.repositories.unwrap_or_default())
        };
        let place = self.place(first.origin(), &Scope::catalog());
        let what = registry::a_list_of_repositories();
        let gathered = self.gather(&place, &first, what, read).await?;
        let own = gathered
            .names
            .iter()
            .filter_map(|name| place.own_name(name));
        let own: Vec<&str> = own.collect();
        let repositories: Vec<Repository> = own
            .iter()
            .filter_map(|name| Repository::in_registry(domain, name).ok())
            .collect();
        Ok(Names {
            malformed: gathered.malformed + own.len() - repositories.len(),
            repositories,
            pages: gathered.pages,
        })
    }

    async fn gather(
        &self,
        place: &Place,
        first: &HttpUrl,
        what: Message,
        read: impl Fn(&[u8]) -> Option<Vec<Value>>,
    ) -> Result<Gathered, PullError> {
        let mut all = Gathered::default();
        let first = place.address(first)?;
        let first = first.with_parameter("n", &PAGE_SIZE.to_string());
        let mut walk = Walk::new(first, Paging::ByName, MAX_NAMES);
        let mut ways = Vec::new();
        loop {
            let page = self.page(place, walk.url(), what.clone(), &read).await;
            let (entries, link) = match page {
                Ok((entries, link, way)) => {
                    note(&mut ways, way);
                    (entries, link)
                }
                Err(error) => {
                    walk.breaks(error)?;
                    break;
                }
            };
            let (listed, before) = (entries.len(), all.names.len());
            let last = all.take(entries);
            let page = Page {
                link: link.as_deref(),
                listed,
                new: all.names.len() - before,
                last: last.as_deref(),
            };
            if !walk.goes_on(&page) {
                break;
            }
        }
        all.names.truncate(MAX_NAMES);
        all.pages = Pages {
            excess: self.excess(walk.url().origin(), &place.scope),
            ways,
            ..walk.finish()
        };
        Ok(all)
    }

    /// The entries of one page, its `Link`, and by which way it came.
    async fn page(
        &self,
        place: &Place,
        url: &HttpUrl,
        what: Message,
        read: impl Fn(&[u8]) -> Option<Vec<Value>>,
    ) -> Result<(Vec<Value>, Option<String>, Way), PullError> {
        let request = Request::get(place.again(url));
        let mut response = self.exchange_at(place, request).await?;
        let body = response.read(MAX_LIST).await;
        let body = body.map_err(|error| PullError::of_body(error, what.clone()))?;
        let entries = read(&body).ok_or(PullError::Form { what })?;
        let link = response.header("link").map(str::to_owned);
        Ok((entries, link, response.way))
    }
}
