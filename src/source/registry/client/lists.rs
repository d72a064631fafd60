//! Lists of a registry: tags, repositories, referrers.
//!
//! Pages. The `Link` header names the next page, but browsers rarely see it.
//! Without it the next page is asked for by `last=`, the last name of this one,
//! which is how the header is made in the first place; the end is a page that
//! adds no new name. That also ends lists that lead in circles
//! (GHSA-298f-872v-2rcx), and servers that ignore `last` and send everything
//! again, as `distribution` 2.x does for tags.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::super::auth::Scope;
use super::super::error::PullError;
use super::super::http::{Http, MAX_DOCUMENT, MAX_LIST, Request};
use super::super::served::Served;
use super::{Registry, address, link};
use crate::image::digest::Digest;
use crate::image::media_type::OCI_INDEX;
use crate::image::reference::{Reference, Repository, Tag};
use crate::url::HttpUrl;

/// Names per page: what `distribution` allows at most by default
/// (`catalog.maxentries`).
pub const PAGE_SIZE: usize = 1_000;

/// The most pages of one list. A hostile list can be endless.
pub const MAX_PAGES: usize = 200;

/// The most names of one list; more than any person reads, and few megabytes.
pub const MAX_NAMES: usize = 200_000;

/// The longest name that is kept, in bytes: that of a repository has at most
/// 255 with its registry (`distribution`), a tag 128.
const MAX_NAME_LENGTH: usize = 512;

/// The most referrers of one image that are read.
pub const MAX_REFERRERS: usize = 10_000;

/// The tags of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// In the registry's order.
    pub tags: Vec<Tag>,
    /// How many names were left out because they are no tags.
    pub malformed: usize,
    /// A limit ended the list; there may be more.
    pub cut: bool,
}

/// The repositories of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// In the registry's order.
    pub repositories: Vec<Repository>,
    /// How many names were left out because they are none.
    pub malformed: usize,
    /// A limit ended the list; there may be more.
    pub cut: bool,
}

/// What refers to a manifest: signatures, SBOMs, ….
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referrers {
    /// The registry's claim. That the subject of each is this manifest shows
    /// only once it is fetched.
    pub referrers: Vec<Referrer>,
    /// How many entries were left out because they are no descriptors.
    pub malformed: usize,
    /// The index as it was served, with its exact bytes.
    pub index: Option<Served>,
    /// The registry has no referrers API; the index is that of the tag schema.
    pub by_tag: bool,
    /// The API gave no answer that a page may read: it may not be there.
    pub silent: bool,
    /// There are more than were read.
    pub cut: bool,
}

/// One entry of the referrers index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referrer {
    pub digest: Digest,
    pub media_type: String,
    /// In bytes, as claimed.
    pub size: u64,
    pub artifact_type: Option<String>,
    pub annotations: BTreeMap<String, String>,
}

/// A list as it is gathered from pages.
#[derive(Default)]
struct Gathered {
    names: Vec<String>,
    /// Names that no repository and no tag can have.
    too_long: usize,
    cut: bool,
}

#[derive(Deserialize)]
struct TagPage {
    /// Go servers send `null` for an empty list.
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct CatalogPage {
    repositories: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct ReferrerIndex {
    manifests: Option<Vec<serde_json::Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawReferrer {
    digest: Digest,
    media_type: String,
    size: u64,
    artifact_type: Option<String>,
    annotations: Option<BTreeMap<String, String>>,
}

impl<H: Http> Registry<H> {
    /// All tags of `repository`.
    pub async fn tags(&self, repository: &Repository) -> Result<Tags, PullError> {
        let first = address(repository, "tags", "list")?;
        let read = |body: &[u8]| {
            let page: TagPage = serde_json::from_slice(body).ok()?;
            Some(page.tags.unwrap_or_default())
        };
        let scope = Scope::pull(repository);
        let gathered = self.gather(first, &scope, "a list of tags", read).await?;
        let tags: Vec<Tag> = gathered
            .names
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect();
        Ok(Tags {
            malformed: gathered.too_long + gathered.names.len() - tags.len(),
            tags,
            cut: gathered.cut,
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
        let scope = Scope::catalog();
        let what = "a list of repositories";
        let gathered = self.gather(first, &scope, what, read).await?;
        let repositories: Vec<Repository> = gathered
            .names
            .iter()
            .filter_map(|name| format!("{domain}/{name}").parse().ok())
            .collect();
        Ok(Names {
            malformed: gathered.too_long + gathered.names.len() - repositories.len(),
            repositories,
            cut: gathered.cut,
        })
    }

    async fn gather(
        &self,
        first: HttpUrl,
        scope: &Scope,
        what: &'static str,
        read: impl Fn(&[u8]) -> Option<Vec<String>>,
    ) -> Result<Gathered, PullError> {
        let mut seen = HashSet::new();
        let mut all = Gathered::default();
        let mut url = first.clone().with_parameter("n", &PAGE_SIZE.to_string());
        for _ in 0..MAX_PAGES {
            let mut response = self.exchange(Request::get(url.clone()), scope).await?;
            let body = response.read(MAX_LIST).await;
            let body = body.map_err(|error| PullError::of_body(error, what))?;
            let page = read(&body).ok_or(PullError::Form { what })?;
            let last = page.last().cloned();
            let before = all.names.len();
            let listed = page.len();
            let kept = page
                .into_iter()
                .filter(|name| name.len() <= MAX_NAME_LENGTH);
            let kept: Vec<String> = kept.collect();
            all.too_long += listed - kept.len();
            all.names
                .extend(kept.into_iter().filter(|name| seen.insert(name.clone())));
            if all.names.len() > MAX_NAMES {
                all.names.truncate(MAX_NAMES);
                break;
            }
            let (Some(last), true) = (last, all.names.len() > before) else {
                return Ok(all);
            };
            if last.len() > MAX_NAME_LENGTH {
                break;
            }
            let header = response.header("link");
            let linked = header.map(|header| link::next(header, &url)).transpose()?;
            url = linked.flatten().unwrap_or_else(|| {
                let sized = first.clone().with_parameter("n", &PAGE_SIZE.to_string());
                sized.with_parameter("last", &last)
            });
        }
        all.cut = true;
        Ok(all)
    }

    /// What refers to the manifest `digest`, of `artifact_type` if one is given.
    ///
    /// A registry without the API answers 404, or 400 where it takes the path
    /// for another one; then the tag schema must be read (distribution-spec,
    /// "Unavailable Referrers API"). The filter is applied here in any case:
    /// the header that says whether the registry did is hidden.
    pub async fn referrers(
        &self,
        repository: &Repository,
        digest: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Referrers, PullError> {
        let mut request = Request::get(address(repository, "referrers", digest.as_str())?);
        request.accept = Some(OCI_INDEX.to_owned());
        let scope = Scope::pull(repository);
        let (mut by_tag, mut silent, mut cut) = (false, false, false);
        let served = match self.exchange(request, &scope).await {
            Ok(response) => {
                cut = response.header("link").is_some();
                let served = Served::read(response, None, MAX_DOCUMENT, "a list of referrers");
                Some(served.await?)
            }
            Err(error) if is_no_referrers_api(&error) => {
                (by_tag, silent) = (true, error.is_transport());
                self.referrers_by_tag(repository, digest).await?
            }
            Err(error) => return Err(error),
        };
        let (mut referrers, malformed, more) = match &served {
            Some(served) => read_referrers(&served.bytes)?,
            None => (Vec::new(), 0, false),
        };
        if let Some(wanted) = artifact_type {
            referrers.retain(|one| one.artifact_type.as_deref() == Some(wanted));
        }
        Ok(Referrers {
            referrers,
            malformed,
            cut: cut || more,
            index: served,
            by_tag,
            silent,
        })
    }

    async fn referrers_by_tag(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Option<Served>, PullError> {
        let Some(tag) = referrers_tag(digest) else {
            return Ok(None);
        };
        let reference: Reference = repository.tagged(tag);
        match self.manifest(&reference, None).await {
            Ok(served) => Ok(Some(served)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The tag under which clients of registries without the API keep the index:
/// the digest with `-` for `:`, each part cut off, anything that a tag cannot
/// hold replaced by `-` (distribution-spec, "Referrers Tag Schema").
#[must_use]
pub fn referrers_tag(digest: &Digest) -> Option<Tag> {
    let part = |text: &str, limit: usize| -> String {
        text.chars()
            .take(limit)
            .map(|c| match c {
                c if c.is_ascii_alphanumeric() || "._-".contains(c) => c,
                _ => '-',
            })
            .collect()
    };
    let algorithm = part(digest.algorithm_name(), 32);
    format!("{algorithm}-{}", part(digest.encoded(), 64))
        .parse()
        .ok()
}

fn is_no_referrers_api(error: &PullError) -> bool {
    match error {
        PullError::Registry(reply) => matches!(reply.status, 400 | 404 | 405),
        // An answer without CORS headers is most often a 404 of a proxy.
        PullError::Transport { preflight, .. } => !preflight,
        _ => false,
    }
}

/// The entries, how many are malformed, and whether there are more.
fn read_referrers(bytes: &[u8]) -> Result<(Vec<Referrer>, usize, bool), PullError> {
    let index: ReferrerIndex = serde_json::from_slice(bytes).map_err(|_| PullError::Form {
        what: "a list of referrers",
    })?;
    let entries = index.manifests.unwrap_or_default();
    let more = entries.len() > MAX_REFERRERS;
    let count = entries.len().min(MAX_REFERRERS);
    let referrers: Vec<Referrer> = entries
        .into_iter()
        .take(MAX_REFERRERS)
        .filter_map(|entry| serde_json::from_value::<RawReferrer>(entry).ok())
        .map(|raw| Referrer {
            digest: raw.digest,
            media_type: raw.media_type,
            size: raw.size,
            artifact_type: raw.artifact_type.filter(|text| !text.is_empty()),
            annotations: raw.annotations.unwrap_or_default(),
        })
        .collect();
    let malformed = count - referrers.len();
    Ok((referrers, malformed, more))
}
