//! Talks to registries: manifests, blobs, lists.
//!
//! Not here: the network (`http`), trust (`verify`), and what to say when the
//! browser gets no answer (`doctor`).
//!
//! * `exchange` sends one request, with a token if one is
//!   needed, and `ways` decides to whom: the registry or a relay;
//! * `lists` reads tags and repositories, `referrers` what refers to a manifest;
//!   `pages` walks over their pages, and `link` reads the header that leads from
//!   one to the next.
//!
//! A first view of a one-platform image takes two requests (manifest, config),
//! of an index three, and no preflight, as long as the registry is anonymous
//! and the image is in the OCI format; see `accept` for the others.
//!
//! Names and digests are facts of their types before any address is made of
//! them (CVE-2024-3727): no string from a document reaches a URL.

mod exchange;
mod link;
mod lists;
mod pages;
mod referrers;
mod search;
mod ways;

pub use exchange::failure;
pub use link::Elsewhere;
pub use lists::{Names, Tags};
pub use pages::{End, Pages};
pub use referrers::{Checked, MAX_CHECKED, Referrer, Referrers, referrers_tag};
pub use search::{SEARCH_HOST, Search};

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use self::exchange::Session;
use self::ways::Ways;
use super::accept::{Accept, Family};
use super::auth::{Credential, Scope};
use super::error::PullError;
use super::http::{
    Authorization, Body, Http, MAX_SERVED_DOCUMENT, Method, Request, Response, TransportError,
};
use super::ranged::{Ranged, ranged};
use super::receive::receive;
use super::route::Way;
use super::served::Served;
use crate::image::digest::Digest;
use crate::image::reference::{Reference, Repository};
use crate::url::{HttpUrl, Origin, UrlError};
use crate::words::registry;

/// A client for all registries that the page talks to. It remembers tokens and
/// credentials by exact origin, in memory.
pub struct Registry<H> {
    http: H,
    session: RefCell<Session>,
    habits: RefCell<HashMap<Origin, Habit>>,
    ways: RefCell<Ways>,
}

/// A request for a blob that a worker sends itself.
#[derive(Clone, Debug, PartialEq)]
pub struct BlobRequest {
    /// Where the bytes are asked for.
    pub url: HttpUrl,
    pub way: Way,
    /// The registry, or the mirror in its place.
    pub registry: Origin,
    /// What that wants to see, for this request alone.
    pub authorization: Option<Authorization>,
}

/// What earlier answers of a registry taught about asking it.
#[derive(Clone, Copy)]
struct Habit {
    /// Whose format it stored last.
    family: Family,
    /// It lets browsers send `Authorization`, and no long `Accept`, as zot does.
    short: bool,
}

/// Whether a registry has a blob, by `HEAD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// There. The length is the server's claim in bytes, and that of an encoded
    /// body where it encodes.
    Present { claimed: Option<u64> },
    /// 404.
    Missing,
}

/// A blob as it arrives. Nothing is checked: whoever reads it hashes it.
pub struct BlobStream<B> {
    response: Response<B>,
}

impl<H: Http> Registry<H> {
    #[must_use]
    pub fn new(http: H) -> Self {
        Self {
            http,
            session: RefCell::default(),
            habits: RefCell::default(),
            ways: RefCell::default(),
        }
    }

    /// The port, for the doctor's probes.
    #[must_use]
    pub fn http(&self) -> &H {
        &self.http
    }

    /// Keeps what the person typed for exactly `registry`, and forgets the tokens that
    /// were had without it. It passes no relay.
    pub fn sign_in(&self, registry: &Origin, credential: Credential) {
        self.sign_in_by(registry, credential, None);
    }

    /// The same, of which the person was told that it may pass `relay`.
    pub fn sign_in_by(&self, registry: &Origin, credential: Credential, relay: Option<Origin>) {
        self.note_told(registry, relay);
        let mut session = self.session.borrow_mut();
        session.renew(registry);
        session.credentials.insert(registry.clone(), credential);
    }

    /// Forgets the credential and the tokens of `registry`.
    pub fn sign_out(&self, registry: &Origin) {
        self.note_told(registry, None);
        let mut session = self.session.borrow_mut();
        session.renew(registry);
        session.credentials.remove(registry);
    }

    /// The person agreed that the credential of `registry` be sent to `realm`
    /// (after [`PullError::ConfirmRealm`]).
    pub fn confirm_realm(&self, registry: &Origin, realm: &Origin) {
        let mut session = self.session.borrow_mut();
        session.credentials.confirm(registry.clone(), realm.clone());
    }

    /// The rights beyond reading `repository` that its registry named in a
    /// challenge. They were not asked for.
    #[must_use]
    pub fn asked_too_much(&self, repository: &Repository) -> Option<String> {
        let place = self.place(repository.domain().origin(), &Scope::pull(repository));
        self.excess(&self.asked_at(repository), &place.scope)
    }

    fn excess(&self, registry: &Origin, scope: &Scope) -> Option<String> {
        self.session.borrow().excess(registry, scope)
    }

    /// The manifest or index that `reference` names, by digest if it has one.
    ///
    /// `media_type` is what a descriptor says about it, if one led here: then
    /// that type alone is asked for.
    pub async fn manifest(
        &self,
        reference: &Reference,
        media_type: Option<&str>,
    ) -> Result<Served, PullError> {
        let exact = media_type.and_then(Accept::exactly);
        if let (Some(accept), Some(_)) = (exact, &reference.digest) {
            match self.manifest_as(reference, accept).await {
                // A descriptor may be wrong about the type.
                Err(error) if error.is_not_found() => {}
                other => return other,
            }
        }
        self.manifest_of_any_type(reference).await
    }

    async fn manifest_of_any_type(&self, reference: &Reference) -> Result<Served, PullError> {
        let origin = &self.asked_at(&reference.repository);
        let mut habit = self.habit(origin);
        let mut tried = Vec::new();
        let mut unasked: Option<Served> = None;
        let mut failure: Option<PullError> = None;
        loop {
            let authorized = self.session.borrow().is_authorized(origin);
            let Some(accept) = Accept::next(&tried, authorized && !habit.short, habit.family)
            else {
                break;
            };
            tried.push(accept);
            match self.manifest_as(reference, accept).await {
                Ok(served) if is_what_was_asked(&served, reference, accept) => {
                    self.remember(origin, habit, &served);
                    return Ok(with_substitute(served, unasked));
                }
                Ok(served) => unasked = Some(unasked.unwrap_or(served)),
                Err(error) if error.is_not_found() && accept == Accept::Full => return Err(error),
                // A token server that is silent is so whatever is asked for, and a person
                // wants nothing more of what they cancelled.
                Err(
                    error @ (PullError::TokenTransport { .. }
                    | PullError::Transport {
                        error: TransportError::Cancelled { .. },
                        ..
                    }),
                ) => return Err(error),
                Err(error) if error.is_not_found() || error.is_transport() => {
                    habit.short |= accept == Accept::Full;
                    failure = Some(clearer(failure, error));
                }
                Err(error) => return Err(error),
            }
        }
        match unasked {
            Some(served) => Ok(Served {
                unasked: true,
                ..served
            }),
            // There is one, for the loop tries at least once.
            None => Err(failure.unwrap_or(PullError::Form {
                what: registry::a_manifest(),
            })),
        }
    }

    async fn manifest_as(
        &self,
        reference: &Reference,
        accept: Accept,
    ) -> Result<Served, PullError> {
        let repository = &reference.repository;
        let mut request = Request::get(address(repository, "manifests", reference.target())?);
        request.accept = Some(accept.header());
        let response = self.exchange(request, &Scope::pull(repository)).await?;
        let pinned = reference.digest.as_ref();
        let served = receive(
            response,
            pinned,
            MAX_SERVED_DOCUMENT,
            registry::a_manifest(),
        )
        .await?;
        Ok(served.told_as_manifest())
    }

    fn habit(&self, registry: &Origin) -> Habit {
        let habits = self.habits.borrow();
        habits.get(registry).copied().unwrap_or(Habit {
            family: Family::Oci,
            short: false,
        })
    }

    fn remember(&self, registry: &Origin, habit: Habit, served: &Served) {
        let claimed = served.claimed_type();
        let family = claimed.as_deref().and_then(Family::of);
        let habit = Habit {
            family: family.unwrap_or(habit.family),
            ..habit
        };
        self.habits.borrow_mut().insert(registry.clone(), habit);
    }

    /// A small blob, such as a config, whole: at most [`MAX_SERVED_DOCUMENT`] bytes,
    /// and with the digest that was asked for.
    pub async fn document(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<Served, PullError> {
        self.document_within(repository, digest, MAX_SERVED_DOCUMENT)
            .await
    }

    /// The same, of at most `limit` bytes.
    pub async fn document_within(
        &self,
        repository: &Repository,
        digest: &Digest,
        limit: u64,
    ) -> Result<Served, PullError> {
        let stream = self.blob(repository, digest).await?;
        receive(stream.response, Some(digest), limit, registry::a_document()).await
    }

    /// A blob as it arrives.
    ///
    /// No `Accept` is sent: it would have to be allowed by the storage to which
    /// most registries redirect.
    pub async fn blob(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<BlobStream<H::Body>, PullError> {
        let request = Request::get(address(repository, "blobs", digest.as_str())?);
        let response = self.exchange(request, &Scope::pull(repository)).await?;
        Ok(BlobStream { response })
    }

    /// Some bytes of a blob, which are at least one. Nothing is checked: only all of
    /// its bytes have its digest.
    pub async fn blob_range(
        &self,
        repository: &Repository,
        digest: &Digest,
        range: Range<u64>,
    ) -> Result<(Ranged, Way), PullError> {
        let request = Request {
            range: Some(range.clone()),
            ..Request::get(address(repository, "blobs", digest.as_str())?)
        };
        let response = self.exchange(request, &Scope::pull(repository)).await?;
        let way = response.way.clone();
        Ok((ranged(response, &range).await?, way))
    }

    /// The request for a blob, with a token that has not ended.
    pub async fn blob_request(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<BlobRequest, PullError> {
        let url = address(repository, "blobs", digest.as_str())?;
        let place = self.place(url.origin(), &Scope::pull(repository));
        let url = place.address(&url)?;
        let registry = url.origin().clone();
        let authorization = self.known_authorization(&registry, &place).await?;
        let preflight = authorization.is_some();
        let request = Request {
            authorization,
            ..Request::get(url)
        };
        let sent = self.blob_request_of(request, registry.clone(), place.way());
        sent.await.map_err(|unsent| unsent.at(&registry, preflight))
    }

    /// Would a pull find this blob? And by which way that was asked.
    pub async fn presence(
        &self,
        repository: &Repository,
        digest: &Digest,
    ) -> Result<(Presence, Way), PullError> {
        let mut request = Request::get(address(repository, "blobs", digest.as_str())?);
        request.method = Method::Head;
        match self.exchange(request, &Scope::pull(repository)).await {
            Ok(response) => {
                let length = response.header("content-length");
                let claimed = length.and_then(|length| length.parse().ok());
                Ok((Presence::Present { claimed }, response.way))
            }
            Err(PullError::Registry(reply)) if reply.status == 404 => {
                Ok((Presence::Missing, *reply.by))
            }
            Err(error) => Err(error),
        }
    }
}

impl<B: Body> BlobStream<B> {
    /// The next bytes, of any length; `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, PullError> {
        let chunk = self.response.body.chunk().await;
        chunk.map_err(|error| PullError::Transport {
            error,
            preflight: false,
        })
    }

    /// Did the bytes come from another place than the registry itself?
    #[must_use]
    pub fn redirected(&self) -> bool {
        self.response.redirected
    }
}

/// `/v2/<name>/<kind>/<target>` on the registry of `repository`. `target` is a
/// tag or digest that was parsed as one.
pub(super) fn address(
    repository: &Repository,
    kind: &str,
    target: &str,
) -> Result<HttpUrl, UrlError> {
    let path = format!("/v2/{}/{kind}/{target}", repository.path());
    repository.domain().origin().at(&path)
}

fn is_what_was_asked(served: &Served, reference: &Reference, accept: Accept) -> bool {
    // By digest nothing is rewritten, and the bytes were checked.
    reference.digest.is_some()
        || served
            .claimed_type()
            .is_none_or(|claimed| accept.names(&claimed))
}

fn with_substitute(served: Served, unasked: Option<Served>) -> Served {
    let substituted = unasked
        .map(|other| other.digest)
        .filter(|digest| *digest != served.digest);
    Served {
        substituted,
        ..served
    }
}

/// Of two failures the one that says more: words of the registry before
/// silence of the browser.
fn clearer(first: Option<PullError>, second: PullError) -> PullError {
    match first {
        Some(first) if !first.is_transport() || second.is_transport() => first,
        _ => second,
    }
}

#[cfg(test)]
mod tests;
