//! The walk over the pages of a list: which one is next, and how it ended.
//!
//! Not here: requests, and what stands on a page (`lists`).
//!
//! The `Link` header names the next page, but browsers rarely see it. Without it
//! the next page is asked for by `last=`, the last name of this one, which is
//! how the header is made in the first place. A list is whole where the registry
//! says so: by a page without names, or by one without the header where pages
//! before had it. One that sends again what it has sent says nothing of what it
//! may have left out: it ignores `last`, as `distribution` 2.x does for tags, or
//! leads in circles (GHSA-298f-872v-2rcx).

use std::collections::HashSet;

use super::super::error::PullError;
use super::super::route::Way;
use super::link::{self, Elsewhere, Next};
use crate::url::HttpUrl;

/// Names per page: what `distribution` allows at most by default
/// (`catalog.maxentries`).
pub const PAGE_SIZE: usize = 1_000;

/// The most pages of one list. A hostile list can be endless.
pub const MAX_PAGES: usize = 200;

/// The longest name that is kept, in bytes: that of a repository has at most
/// 255 with its registry (`distribution`), a tag 128.
pub(super) const MAX_NAME_LENGTH: usize = 512;

/// Whether a list is all that there is, and what ended it where that is not
/// known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum End {
    /// The registry says that there is no more.
    #[default]
    Whole,
    /// The registry sends nothing new, whichever page it is asked for.
    NoMore,
    /// The next page did not come.
    Broken(Box<PullError>),
    /// A limit of this program.
    Limit,
}

/// How the pages of a list came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    pub end: End,
    /// Where the registry said that the next page is, though that is not the
    /// registry itself, which was asked instead.
    pub elsewhere: Option<Elsewhere>,
    /// Rights beyond reading that the registry named in its challenge. They were
    /// not asked for.
    pub excess: Option<String>,
    /// By which ways they came, each once.
    pub ways: Vec<Way>,
}

/// How the next page is found where no header names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    /// By the last name of this one.
    ByName,
    /// By nothing.
    ByLink,
}

/// A page as it came.
pub(super) struct Page<'a> {
    /// Its `Link` header, where that may be seen.
    pub(super) link: Option<&'a str>,
    /// How many entries it has, and how many of them came for the first time.
    pub(super) listed: usize,
    pub(super) new: usize,
    /// The name of its last entry.
    pub(super) last: Option<&'a str>,
}

pub(super) struct Walk {
    paging: Paging,
    first: HttpUrl,
    url: HttpUrl,
    asked: HashSet<HttpUrl>,
    /// Pages of this list have the header, so that its absence means something.
    linked: bool,
    /// How many entries came, and how many may.
    taken: usize,
    most: usize,
    pages: Pages,
}

impl Walk {
    /// Of a list that may have `most` entries.
    pub(super) fn new(first: HttpUrl, paging: Paging, most: usize) -> Self {
        Self {
            paging,
            url: first.clone(),
            asked: HashSet::from([first.clone()]),
            first,
            linked: false,
            taken: 0,
            most,
            pages: Pages::default(),
        }
    }

    /// The page to ask for.
    pub(super) fn url(&self) -> &HttpUrl {
        &self.url
    }

    /// Takes a page. Is there another one to ask for?
    pub(super) fn goes_on(&mut self, page: &Page<'_>) -> bool {
        self.taken += page.new;
        match self.after(page) {
            _ if self.taken > self.most => self.ends(End::Limit),
            Ok(next) if self.asked.len() < MAX_PAGES => {
                // What was asked for already leads in a circle.
                if !self.asked.insert(next.clone()) {
                    self.pages.end = End::NoMore;
                    return false;
                }
                self.url = next;
                true
            }
            Ok(_) => self.ends(End::Limit),
            Err(end) => self.ends(end),
        }
    }

    fn after(&mut self, page: &Page<'_>) -> Result<HttpUrl, End> {
        let next = link::next(page.link, &self.url);
        let was_linked = self.linked;
        self.linked |= next != Next::Unsaid;
        if page.listed > 0 && page.new == 0 {
            return Err(End::NoMore);
        }
        match next {
            Next::Here(url) => Ok(url),
            Next::Moved { here, said } => {
                self.pages.elsewhere.get_or_insert(said);
                Ok(here)
            }
            Next::Unusable(said) => {
                self.pages.elsewhere.get_or_insert(said);
                self.by_name(page.last).unwrap_or(Err(End::NoMore))
            }
            Next::Unsaid if was_linked => Err(End::Whole),
            Next::Unsaid => self.by_name(page.last).unwrap_or(Err(End::Whole)),
        }
    }

    fn by_name(&self, last: Option<&str>) -> Option<Result<HttpUrl, End>> {
        let last = last.filter(|_| self.paging == Paging::ByName)?;
        // Nothing has such a name, and it would not fit into an address.
        Some(match last.len() > MAX_NAME_LENGTH {
            true => Err(End::Limit),
            false => Ok(self.first.clone().with_parameter("last", last)),
        })
    }

    /// The list ends here. `false`, for there is nothing more to ask for.
    fn ends(&mut self, end: End) -> bool {
        self.pages.end = end;
        false
    }

    /// What is said of an answer that is no page: nothing where it is the first,
    /// for then there is no list.
    pub(super) fn breaks(&mut self, error: PullError) -> Result<(), PullError> {
        if self.asked.len() == 1 {
            return Err(error);
        }
        self.pages.end = End::Broken(Box::new(error));
        Ok(())
    }

    pub(super) fn finish(self) -> Pages {
        self.pages
    }
}
