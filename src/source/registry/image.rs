//! An image of a registry, or of a layout on a static host, as a
//! [`Contents`]: first what a first view needs, later what is asked for.
//!
//! Not here: one request and its authentication (`client`), what a document
//! means (`inspect`), and whether its bytes are what was claimed (`verify`).
//!
//! A first view takes the root and, one after the other, what follows from it:
//! of an index the manifest of one platform, of a manifest its config. That is
//! two requests for an image of one platform and three for an index. Layers are
//! named with the size that is claimed of them, and not fetched.
//!
//! Bytes that are not those that were asked for stay in the contents, under the
//! digest that was asked for: the verdict shows both.

mod arrival;
mod choice;
mod lack;
mod other;
mod signatures;

use self::arrival::Arrival;
pub use self::lack::{Lack, Named};
pub use self::other::{instead, repository_at};
pub use self::signatures::{MAX_ASKED, MAX_SIGNED_REFERRERS, find_signatures};
use super::at_once::{REQUESTS_AT_ONCE, all};
use super::client::{self, Presence, Registry};
use super::doctor::Step;
use super::error::PullError;
use super::http::{Http, MAX_SERVED_DOCUMENT};
use super::route::Way;
use super::served::Served;
use super::static_layout::{self, StaticLayout};
use crate::image::digest::Digest;
use crate::image::media_type::{IN_TOTO, evidence_of};
use crate::image::platform::Platform;
use crate::image::reference::{Reference, Repository};
use crate::input::{Input, PlatformName};
use crate::source::{Contents, MAX_EVIDENCE};
use crate::url::{HttpUrl, Origin, UrlError};
use crate::words::registry as words;
use crate::words::{Message, joined};

/// How often documents lead to others: as deep as indexes may nest.
const MAX_ROUNDS: usize = 16;

/// The most documents of one image; an index can name 100,000 (CVE-2020-1702).
pub const MAX_DOCUMENTS: usize = 5_000;

/// How many bytes all documents of one view may have: some thousand platforms
/// of real images, and far below what a tab may take.
pub const MAX_BYTES: u64 = 128 << 20;

/// What to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchTarget {
    pub target: Target,
    /// The platform to begin with.
    pub platform: Option<PlatformName>,
}

/// The inputs whose bytes are fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Image(Reference),
    /// One small blob, whatever it is.
    Blob {
        repository: Repository,
        digest: Digest,
    },
    /// A layout on a static host. Ends in `/`.
    Layout(HttpUrl),
}

/// Why an image could not be fetched: its root did not come.
#[derive(Clone, Debug)]
pub struct FetchError {
    pub error: PullError,
    pub step: Step,
}

/// What came, and what did not.
#[derive(Clone, Debug)]
pub struct Extended {
    pub contents: Contents,
    /// The rest came all the same.
    pub lacks: Vec<Lack>,
}

/// A document that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) digest: Digest,
    /// As its descriptor says.
    pub(super) media_type: Option<String>,
    /// It is a manifest or an index; everything else is a blob.
    pub(super) manifest: bool,
    pub(super) platform: Option<Platform>,
    /// The other platforms of its index.
    pub(super) others: Vec<Platform>,
    /// The number of the document that names it, and where.
    pub(super) by: usize,
    pub(super) pointer: String,
}

/// Where documents are asked for by their digest.
enum Endpoint<'a, H> {
    Repository(&'a Registry<H>, Repository),
    Layout(StaticLayout<H>),
}

/// Is told what is being asked for, in a few words.
pub type FetchProgress<'a> = &'a mut dyn FnMut(Message);

impl FetchTarget {
    /// What a view of `input` has to fetch; `None` where there are no bytes to
    /// fetch: a digest without a place, and lists.
    #[must_use]
    pub fn of(input: &Input, platform: Option<PlatformName>) -> Option<Self> {
        let target = match input {
            Input::Image(reference) => Target::Image(reference.clone()),
            Input::Blob { repository, digest } => Target::Blob {
                repository: repository.clone(),
                digest: digest.clone(),
            },
            Input::Layout(base) => Target::Layout(base.clone()),
            Input::Repository(_) | Input::Registry(_) | Input::Digest(_) | Input::Engine(_) => {
                return None;
            }
        };
        Some(Self { target, platform })
    }

    /// What a link to it names.
    #[must_use]
    pub fn input(&self) -> Input {
        match self.target.clone() {
            Target::Image(reference) => Input::Image(reference),
            Target::Blob { repository, digest } => Input::Blob { repository, digest },
            Target::Layout(base) => Input::Layout(base),
        }
    }

    /// As a person writes it.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.target, self.reference()) {
            (Target::Layout(base), _) => base.to_string(),
            (_, reference) => reference.map_or_else(String::new, |named| named.familiar()),
        }
    }

    /// The image as a registry names it; `None` for a layout.
    #[must_use]
    pub fn reference(&self) -> Option<Reference> {
        match &self.target {
            Target::Image(reference) => Some(reference.clone()),
            Target::Blob { repository, digest } => Some(repository.pinned(digest.clone())),
            Target::Layout(_) => None,
        }
    }

    /// The host that is asked first.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        match &self.target {
            Target::Image(Reference { repository, .. }) | Target::Blob { repository, .. } => {
                repository.domain().origin()
            }
            Target::Layout(base) => base.origin(),
        }
    }

    /// The same, for another document of the same place.
    #[must_use]
    pub fn for_document(&self, digest: &Digest) -> Self {
        let target = match &self.target {
            Target::Image(Reference { repository, .. }) | Target::Blob { repository, .. } => {
                Target::Image(repository.pinned(digest.clone()))
            }
            layout @ Target::Layout(_) => layout.clone(),
        };
        Self {
            target,
            platform: None,
        }
    }

    /// The digest that was asked for, and against which the root is held.
    #[must_use]
    pub fn pinned(&self) -> Option<&Digest> {
        match &self.target {
            Target::Image(reference) => reference.digest.as_ref(),
            Target::Blob { digest, .. } => Some(digest),
            Target::Layout(_) => None,
        }
    }

    /// Where the bytes of a manifest, or of a blob, are asked for.
    pub(super) fn address(&self, digest: &Digest, manifest: bool) -> Result<HttpUrl, UrlError> {
        match &self.target {
            Target::Layout(base) => static_layout::blob_address(base, digest),
            Target::Image(Reference { repository, .. }) | Target::Blob { repository, .. } => {
                let kind = if manifest { "manifests" } else { "blobs" };
                client::address(repository, kind, digest.as_str())
            }
        }
    }

    /// Where the bytes of a layer are asked for.
    ///
    /// # Errors
    /// Never, for parts that were parsed.
    pub fn blob_address(&self, digest: &Digest) -> Result<HttpUrl, UrlError> {
        self.address(digest, false)
    }
}

/// Fetches what a first view needs. Of what the root leads to, what did not come
/// takes nothing from the rest.
///
/// # Errors
/// Where the root did not come.
pub async fn open<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    told: FetchProgress<'_>,
) -> Result<Extended, FetchError> {
    let root = root(registry, ask, told).await;
    let mut arrival = root.map_err(|(error, step)| FetchError { error, step })?;
    let place = Endpoint::of(registry, ask);
    let wanted = arrival.first_wanted(ask.platform.as_ref());
    follow(&place, &mut arrival, wanted, ask, told).await;
    if let Some(Reference { repository, .. }) = ask.reference()
        && let Some(excess) = registry.asked_too_much(&repository)
    {
        arrival.challenged(&registry.asked_at(&repository), &excess);
    }
    let (contents, lacks) = arrival.finish();
    Ok(Extended { contents, lacks })
}

/// Fetches the documents `digests` that `contents` names, and what a view of
/// each needs.
pub async fn grow<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    contents: Contents,
    digests: &[Digest],
    told: FetchProgress<'_>,
) -> Extended {
    let mut arrival = Arrival::again(contents, ask);
    let place = Endpoint::of(registry, ask);
    let wanted = arrival.wanted(digests);
    follow(&place, &mut arrival, wanted, ask, told).await;
    let (contents, lacks) = arrival.finish();
    Extended { contents, lacks }
}

/// Which of the blobs `digests` are there, by `HEAD`, some at once, and by which way
/// that was asked.
pub async fn presence<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    digests: &[Digest],
) -> Vec<(Digest, Result<(Presence, Way), PullError>)> {
    let place = Endpoint::of(registry, ask);
    let mut known = Vec::new();
    for batch in digests.chunks(REQUESTS_AT_ONCE) {
        let answers = all(batch.iter().map(|digest| place.presence(digest))).await;
        known.extend(batch.iter().cloned().zip(answers));
    }
    known
}

async fn root<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    told: FetchProgress<'_>,
) -> Result<Arrival, (PullError, Step)> {
    match &ask.target {
        Target::Layout(base) => {
            let layout = StaticLayout::new(registry.http().clone(), base.clone());
            let at = |error| (error, Step::Manifest);
            told(joined::verbatim("oci-layout"));
            let marker = layout.marker().await.map_err(at)?;
            told(joined::verbatim("index.json"));
            let index = layout.index().await.map_err(at)?;
            Ok(Arrival::of_layout(ask, base, marker, index))
        }
        Target::Image(reference) => {
            told(words::its_manifest());
            match registry.manifest(reference, None).await.or_else(kept) {
                Ok(served) => Ok(Arrival::of_image(ask, reference, served)),
                Err(error) => match blob_instead(registry, reference, &error).await {
                    Some(served) => Ok(Arrival::of_blob(ask, served)),
                    None => Err((error, Step::Manifest)),
                },
            }
        }
        Target::Blob { repository, digest } => {
            told(words::the_blob());
            let found = registry.document(repository, digest).await.or_else(kept);
            found
                .map(|served| Arrival::of_blob(ask, served))
                .map_err(|error| (error, Step::Blob(digest.clone())))
        }
    }
}

/// A bare digest may be that of a config or of an SBOM: what is no manifest is
/// looked for among the blobs.
async fn blob_instead<H: Http>(
    registry: &Registry<H>,
    reference: &Reference,
    error: &PullError,
) -> Option<Served> {
    let digest = reference.digest.as_ref()?;
    if !error.is_not_found() || reference.tag.is_some() {
        return None;
    }
    registry.document(&reference.repository, digest).await.ok()
}

/// Bytes of another digest stay to be seen.
fn kept(error: PullError) -> Result<Served, PullError> {
    match error {
        PullError::Mismatch(mismatch) => Ok(mismatch.served),
        other => Err(other),
    }
}

/// Fetches `wanted` and what it leads to. What does not come is noted.
async fn follow<H: Http + Clone>(
    place: &Endpoint<'_, H>,
    arrival: &mut Arrival,
    wanted: Vec<Wanted>,
    ask: &FetchTarget,
    told: FetchProgress<'_>,
) {
    let mut wanted = wanted;
    for _ in 0..MAX_ROUNDS {
        let mut after = Vec::new();
        for batch in wanted.chunks(REQUESTS_AT_ONCE) {
            if arrival.is_full() {
                return arrival.lack_room();
            }
            told(describe(batch));
            let answers = all(batch.iter().map(|one| place.fetch(one))).await;
            for (one, answer) in batch.iter().zip(answers) {
                match answer.or_else(kept) {
                    Ok(served) => after.extend(arrival.take(one, served, ask.platform.as_ref())),
                    Err(error) => arrival.lack(one, error),
                }
            }
        }
        wanted = after;
        if wanted.is_empty() {
            break;
        }
    }
}

fn describe(batch: &[Wanted]) -> Message {
    match batch {
        [one] if one.manifest => words::the_manifest(&one.digest),
        [one] if one.media_type.as_deref() != Some(IN_TOTO) => words::the_config(&one.digest),
        many => words::documents(many.len()),
    }
}

impl<'a, H: Http + Clone> Endpoint<'a, H> {
    fn of(registry: &'a Registry<H>, ask: &FetchTarget) -> Self {
        match &ask.target {
            Target::Layout(base) => {
                Self::Layout(StaticLayout::new(registry.http().clone(), base.clone()))
            }
            Target::Image(Reference { repository, .. }) | Target::Blob { repository, .. } => {
                Self::Repository(registry, repository.clone())
            }
        }
    }

    async fn presence(&self, digest: &Digest) -> Result<(Presence, Way), PullError> {
        match self {
            Self::Repository(registry, repository) => registry.presence(repository, digest).await,
            // The body is dropped, and the request with it.
            Self::Layout(layout) => match layout.blob(digest).await {
                Ok(_) => Ok((Presence::Present { claimed: None }, Way::Direct)),
                Err(error) if error.is_not_found() => Ok((Presence::Missing, Way::Direct)),
                Err(error) => Err(error),
            },
        }
    }

    async fn fetch(&self, wanted: &Wanted) -> Result<Served, PullError> {
        match self {
            Self::Layout(layout) => layout.document(&wanted.digest, wanted.limit()).await,
            Self::Repository(registry, repository) if wanted.manifest => {
                let reference = repository.pinned(wanted.digest.clone());
                let media_type = wanted.media_type.as_deref();
                registry.manifest(&reference, media_type).await
            }
            Self::Repository(registry, repository) => {
                let limit = wanted.limit();
                registry
                    .document_within(repository, &wanted.digest, limit)
                    .await
            }
        }
    }
}

impl Wanted {
    /// The most bytes that are taken of it.
    fn limit(&self) -> u64 {
        let media_type = self.media_type.as_deref().unwrap_or_default();
        match !self.manifest && evidence_of(media_type).is_some() {
            true => MAX_EVIDENCE,
            false => MAX_SERVED_DOCUMENT,
        }
    }
}

#[cfg(test)]
mod tests;
