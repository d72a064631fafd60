//! What refers to a manifest: the referrers API, the tag that stands in for it,
//! and whether what is listed is so.
//!
//! Not here: the walk over pages (`pages`).

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use serde_json::Value;

use super::super::at_once::{REQUESTS_AT_ONCE, all};
use super::super::auth::Scope;
use super::super::error::PullError;
use super::super::http::{Http, MAX_SERVED_DOCUMENT, Request};
use super::super::receive::receive;
use super::super::route::note;
use super::super::served::Served;
use super::exchange::Place;
use super::pages::{Page, Pages, Paging, Walk};
use super::{Registry, address};
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::Manifest;
use crate::image::media_type::{Kind, OCI_INDEX};
use crate::image::reference::{Reference, Repository, Tag};
use crate::url::HttpUrl;
use crate::words::registry;

/// The most referrers of one image that are read.
pub const MAX_REFERRERS: usize = 10_000;

/// How many of them are held against their own documents: as many as anybody
/// looks through, at a request each.
pub const MAX_CHECKED: usize = 100;

/// What refers to a manifest: signatures, SBOMs, ….
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Referrers {
    /// The registry's claim. That the subject of each is this manifest shows
    /// only once it is fetched ([`Referrer::checked`]).
    pub referrers: Vec<Referrer>,
    /// How many entries were left out because they are no descriptors.
    pub malformed: usize,
    /// How many entries were left out because they are of another artifact type
    /// than was asked for.
    pub of_other_type: usize,
    /// The index as it was served, with its exact bytes: its first page.
    pub index: Option<Served>,
    /// The registry has no referrers API; the index is that of the tag schema.
    pub by_tag: bool,
    /// The API gave no answer that a page may read: it may not be there.
    pub silent: bool,
    pub pages: Pages,
}

/// One entry of the referrers index.
#[derive(Clone, Debug, PartialEq)]
pub struct Referrer {
    pub digest: Digest,
    pub media_type: String,
    /// In bytes, as claimed.
    pub size: u64,
    pub artifact_type: Option<String>,
    pub annotations: BTreeMap<String, String>,
    pub checked: Checked,
}

/// Whether an entry is what the list says of it, by its own document.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Checked {
    /// Nobody has looked.
    #[default]
    Not,
    /// Its subject is the manifest, and its type is that of the list.
    Agrees,
    /// Its subject is another manifest, or it has none.
    OtherSubject(Option<Digest>),
    /// It is of another artifact type than the list says.
    OtherType(String),
    /// Its document did not come.
    Unread(Box<PullError>),
}

#[derive(Deserialize)]
struct ReferrerIndex {
    manifests: Option<Vec<Value>>,
}

impl<H: Http> Registry<H> {
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
        let first = address(repository, "referrers", digest.as_str())?;
        let place = self.place(first.origin(), &Scope::pull(repository));
        let first = place.address(&first)?;
        let mut all = Referrers::default();
        match self.referrer_page(&place, &first).await {
            Ok((served, link)) => {
                let page = read_referrers(&served.bytes)?;
                all.index = Some(served);
                self.more_referrers(&place, first, page, link, &mut all)
                    .await;
            }
            Err(error) if is_no_referrers_api(&error) => {
                (all.by_tag, all.silent) = (true, error.is_transport());
                all.index = self.referrers_by_tag(repository, digest).await?;
                if let Some(served) = &all.index {
                    let page = read_referrers(&served.bytes)?;
                    all.take(page, &mut HashSet::new());
                }
            }
            Err(error) => return Err(error),
        }
        if let Some(served) = &all.index {
            note(&mut all.pages.ways, served.way.clone());
        }
        if let Some(wanted) = artifact_type {
            let before = all.referrers.len();
            all.referrers
                .retain(|one| one.artifact_type.as_deref() == Some(wanted));
            all.of_other_type = before - all.referrers.len();
        }
        Ok(all)
    }

    /// The same, and of the first [`MAX_CHECKED`] whether it is so, by their own
    /// documents: the registry may list what refers to something else, or to
    /// nothing.
    pub async fn checked_referrers(
        &self,
        repository: &Repository,
        digest: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Referrers, PullError> {
        let mut found = self.referrers(repository, digest, artifact_type).await?;
        let count = found.referrers.len().min(MAX_CHECKED);
        let (some, _) = found.referrers.split_at_mut(count);
        for batch in some.chunks_mut(REQUESTS_AT_ONCE) {
            let checks = batch
                .iter()
                .map(|one| self.check_referrer(repository, digest, one));
            let checked = all(checks).await;
            for (one, checked) in batch.iter_mut().zip(checked) {
                one.checked = checked;
            }
        }
        Ok(found)
    }

    async fn check_referrer(
        &self,
        repository: &Repository,
        subject: &Digest,
        referrer: &Referrer,
    ) -> Checked {
        // What is declared as something else has no subject, and is asked for
        // nowhere.
        if !Kind::of(&referrer.media_type).is_manifest() {
            return Checked::OtherSubject(None);
        }
        let reference = repository.pinned(referrer.digest.clone());
        let media_type = Some(referrer.media_type.as_str());
        match self.manifest(&reference, media_type).await {
            Ok(served) => referrer.judge(subject, &served.bytes),
            Err(error) => Checked::Unread(Box::new(error)),
        }
    }

    /// Takes the first page, and asks for those that its `Link` leads to.
    async fn more_referrers(
        &self,
        place: &Place,
        first: HttpUrl,
        page: Vec<Value>,
        link: Option<String>,
        all: &mut Referrers,
    ) {
        let mut walk = Walk::new(first, Paging::ByLink, MAX_REFERRERS);
        let mut seen = HashSet::new();
        let (mut entries, mut link) = (page, link);
        loop {
            let listed = entries.len();
            let new = all.take(entries, &mut seen);
            let page = Page {
                link: link.as_deref(),
                listed,
                new,
                last: None,
            };
            if !walk.goes_on(&page) {
                break;
            }
            let next = self.referrer_page(place, walk.url()).await;
            let read = next.and_then(|(served, link)| Ok((read_referrers(&served.bytes)?, link)));
            match read {
                Ok(read) => (entries, link) = read,
                Err(error) => {
                    // Not the first page, so that nothing is handed back.
                    let _ = walk.breaks(error);
                    break;
                }
            }
        }
        all.referrers.truncate(MAX_REFERRERS);
        all.pages = walk.finish();
    }

    async fn referrer_page(
        &self,
        place: &Place,
        url: &HttpUrl,
    ) -> Result<(Served, Option<String>), PullError> {
        let mut request = Request::get(place.again(url));
        request.accept = Some(OCI_INDEX.to_owned());
        let response = self.exchange_at(place, request).await?;
        let link = response.header("link").map(str::to_owned);
        let what = registry::a_list_of_referrers();
        let served = receive(response, None, MAX_SERVED_DOCUMENT, what).await?;
        Ok((served, link))
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

fn read_referrers(bytes: &[u8]) -> Result<Vec<Value>, PullError> {
    let index: ReferrerIndex = serde_json::from_slice(bytes).map_err(|_| PullError::Form {
        what: registry::a_list_of_referrers(),
    })?;
    Ok(index.manifests.unwrap_or_default())
}

impl Referrers {
    /// Adds the entries of a page, and gives how many of them are new.
    fn take(&mut self, page: Vec<Value>, seen: &mut HashSet<Digest>) -> usize {
        let before = self.referrers.len();
        for entry in page {
            if self.referrers.len() > MAX_REFERRERS {
                break;
            }
            match Referrer::read(&entry) {
                Some(one) if seen.insert(one.digest.clone()) => self.referrers.push(one),
                Some(_) => {}
                None => self.malformed += 1,
            }
        }
        self.referrers.len() - before
    }
}

impl Referrer {
    /// What the document itself says.
    fn judge(&self, subject: &Digest, bytes: &[u8]) -> Checked {
        let Some(root) = Json::parse(bytes).root else {
            return Checked::OtherSubject(None);
        };
        let manifest = Manifest::read(&root);
        let said = manifest.subject.as_ref().and_then(Descriptor::valid_digest);
        if said != Some(subject) {
            return Checked::OtherSubject(said.cloned());
        }
        // distribution-spec, "Listing Referrers": that of the manifest, and
        // where it has none the type of its config.
        let config = manifest.config.and_then(|config| config.media_type);
        let own = manifest.artifact_type.filter(|own| !own.is_empty());
        match (own.or(config), &self.artifact_type) {
            (Some(own), Some(listed)) if own != *listed => Checked::OtherType(own),
            _ => Checked::Agrees,
        }
    }

    /// Is it known to be something else than the list says?
    #[must_use]
    pub fn is_refuted(&self) -> bool {
        matches!(
            self.checked,
            Checked::OtherSubject(_) | Checked::OtherType(_)
        )
    }

    /// `None` for what is no descriptor.
    fn read(entry: &Value) -> Option<Self> {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let annotations = entry.get("annotations").and_then(Value::as_object);
        let note =
            |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        Some(Self {
            digest: text("digest")?.parse().ok()?,
            media_type: text("mediaType")?.to_owned(),
            size: entry.get("size")?.as_u64()?,
            artifact_type: text("artifactType")
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
            annotations: annotations.into_iter().flatten().filter_map(note).collect(),
            checked: Checked::Not,
        })
    }
}
