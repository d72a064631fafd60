//! Why a browser got no answer, and what can be done about it.
//!
//! Not here: the requests that failed (`client`).
//!
//! A browser reports every one of these as the same `TypeError: Failed to
//! fetch`: no such host, no TLS, an insecure address on a secure page, a server
//! that does not allow other sites to read it, one that allows it for good
//! answers only, one that refuses the question before the request. A few
//! requests that differ in one thing each tell them apart:
//!
//! * `no-cors`: resolves if a server is there at all;
//! * without headers: needs no preflight;
//! * unfollowed: resolves at a redirect, if the first host allows reading.
//!
//! [`Examination::next`] is the whole method, without any input or output: from
//! what was seen so far to the next question or the [`Diagnosis`].

mod configuration;
mod known;
mod way_round;

pub use configuration::Server;
pub use known::{KnownRegistry, is_known_closed, known};
pub use way_round::{Command, way_round};

use super::error::{PullError, rate_limited};
use super::http::{Http, Mode, PATIENCE, Request};
use super::route::Way;
use crate::image::digest::Digest;
use crate::image::reference::Reference;
use crate::url::{HttpUrl, Origin, Scheme};
use crate::words::{Message, doctor};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// No server, no name, no TLS, or the page's own policy.
    HostUnreachable {
        host: Origin,
    },
    /// `http` from a page on `https`.
    MixedContent {
        host: Origin,
    },
    /// The server is there; other sites may not read it.
    NoCors {
        registry: Origin,
    },
    /// Good answers may be read, refusals may not.
    CorsOnlyOnSuccess {
        registry: Origin,
    },
    /// The browser asks first (`OPTIONS`), and the answer is no.
    PreflightRefused {
        registry: Origin,
    },
    /// `WWW-Authenticate` is not exposed.
    HeaderHidden {
        registry: Origin,
    },
    AuthNeeded {
        registry: Origin,
    },
    WrongCredentials {
        registry: Origin,
    },
    UnknownRepository {
        repository: String,
    },
    UnknownTag {
        reference: String,
    },
    /// The token server does not allow other sites to read it.
    TokenEndpointNoCors {
        realm: HttpUrl,
    },
    /// The registry is there, and the token server that it names is not.
    TokenServerUnreachable {
        registry: Origin,
        realm: HttpUrl,
    },
    /// The registry is below a path, and no name leads there.
    BelowPath {
        registry: Origin,
        /// Without slashes at its ends.
        prefix: String,
    },
    /// A server answers, and has no registry at `/v2/`.
    NoRegistry {
        host: Origin,
    },
    /// Blobs are elsewhere, and that place does not allow it.
    BlobStorageNoCors {
        registry: Origin,
    },
    /// Manifests may be read, and blobs may not.
    BlobsNoCors {
        registry: Origin,
    },
    /// Known without asking.
    KnownNoCors {
        known: KnownRegistry,
    },
    RateLimited {
        registry: Origin,
        /// Seconds, where the registry let it be seen.
        retry_after: Option<u64>,
    },
    /// Every question was answered: it was a moment's failure, or something in
    /// between (a proxy, an extension of the browser).
    Unclear {
        registry: Origin,
    },
}

/// What was being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A manifest or a list.
    Manifest,
    Blob(Digest),
}

/// A question to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// `/v2/`, without any header.
    Ping,
    /// `/v2/`, whatever it says.
    PingBlind,
    /// `/v2/` below the first parts of the repository's name, of which there
    /// are so many.
    PingBelow(usize),
    /// The manifest, without any header.
    Manifest,
    /// `/`, without any header: where registries answer with success also to
    /// those who have not logged in.
    Root,
    /// The tags of the repository, without any header.
    Tags,
    /// The blob, stopping at a redirect.
    BlobUnfollowed,
    /// The token server, whatever it says.
    TokenBlind,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// An answer that may be read.
    Status(u16),
    /// A redirect, not followed.
    Redirect,
    /// An answer that may not be read.
    Opaque,
    /// Nothing that the browser hands on.
    Silence,
}

/// How many parts of a name may be the path below which a registry is.
const MAX_PREFIX: usize = 2;

/// What to do after what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    FetchTarget(Probe),
    Done(Diagnosis),
}

/// What is found, or the probe that has to be seen for it.
type Found = Result<Diagnosis, Probe>;

/// What came back of a probe; itself where that was not seen.
trait See: Fn(Probe) -> Result<Sight, Probe> + Copy {}

impl<F: Fn(Probe) -> Result<Sight, Probe> + Copy> See for F {}

/// A failed request, to be examined.
#[derive(Clone, Debug)]
pub struct Examination<'a> {
    /// The scheme of the page itself.
    pub page: Scheme,
    pub reference: &'a Reference,
    pub step: &'a Step,
    pub error: &'a PullError,
}

/// Asks what has to be asked. `None` where the error says all there is to say.
pub async fn diagnose<H: Http>(http: &H, examination: &Examination<'_>) -> Option<Diagnosis> {
    let mut seen = Vec::new();
    loop {
        match examination.next(&seen)? {
            Next::Done(diagnosis) => return Some(diagnosis),
            Next::FetchTarget(probe) => {
                let sight = match examination.request(probe) {
                    Some(request) => look(http, request).await,
                    None => Sight::Silence,
                };
                seen.push((probe, sight));
            }
        }
    }
}

/// The same for a static host, where `url` was asked for without any header.
pub async fn diagnose_host<H: Http>(
    http: &H,
    page: Scheme,
    url: &HttpUrl,
    error: &PullError,
) -> Option<Diagnosis> {
    if !error.is_transport() {
        return None;
    }
    let host = url.origin().clone();
    if page == Scheme::Https && host.scheme() == Scheme::Http && !host.is_loopback() {
        return Some(Diagnosis::MixedContent { host });
    }
    let blind = Request {
        mode: Mode::NoCors,
        ..Request::get(url.clone())
    };
    Some(match look(http, blind).await {
        Sight::Silence => Diagnosis::HostUnreachable { host },
        _ => Diagnosis::NoCors { registry: host },
    })
}

async fn look<H: Http>(http: &H, request: Request) -> Sight {
    let mode = request.mode;
    match http.send(request).await {
        Err(_) => Sight::Silence,
        Ok(response) => match (mode, response.status) {
            (Mode::NoCors, _) => Sight::Opaque,
            (_, 0) => Sight::Redirect,
            (_, 300..=399) => Sight::Redirect,
            (_, status) => Sight::Status(status),
        },
    }
}

impl Examination<'_> {
    /// From what was `seen` to the next question, or the end. `None` where the
    /// error is none that needs a doctor.
    #[must_use]
    pub fn next(&self, seen: &[(Probe, Sight)]) -> Option<Next> {
        if let Some(diagnosis) = self.at_once() {
            return Some(Next::Done(diagnosis));
        }
        if self.is_of_another() {
            return None;
        }
        let sight = |probe: Probe| {
            let found = seen.iter().find(|(asked, _)| *asked == probe);
            found.map(|(_, sight)| *sight).ok_or(probe)
        };
        let found = match self.error {
            PullError::TokenTransport { realm } => self.token_server(realm, sight),
            PullError::Registry(reply) if reply.status == 404 && *self.step == Step::Manifest => {
                // A registry says which of its things it does not have.
                self.absent(reply.entries.is_empty(), sight)
            }
            PullError::Transport { preflight, .. } => match self.step {
                Step::Blob(_) => self.blobs(sight),
                Step::Manifest => self.manifests(*preflight, sight),
            },
            _ => return None,
        };
        Some(match found {
            Ok(diagnosis) => Next::Done(diagnosis),
            Err(unseen) => Next::FetchTarget(unseen),
        })
    }

    /// Who did not answer is a relay or a mirror, of which nothing is known, or it was one
    /// of them who answered: the registry itself is not asked about that.
    fn is_of_another(&self) -> bool {
        match self.error {
            PullError::Transport { error, .. } => error.origin() != self.registry(),
            PullError::Registry(reply) => *reply.by != Way::Direct && reply.status == 404,
            _ => false,
        }
    }

    /// What needs no question.
    fn at_once(&self) -> Option<Diagnosis> {
        let registry = self.registry().clone();
        match self.error {
            // Which may be a mirror.
            PullError::AuthNeeded { registry } => Some(Diagnosis::AuthNeeded {
                registry: registry.clone(),
            }),
            PullError::ChallengeHidden { registry } => Some(Diagnosis::HeaderHidden {
                registry: registry.clone(),
            }),
            PullError::WrongCredentials { registry } => Some(Diagnosis::WrongCredentials {
                registry: registry.clone(),
            }),
            PullError::RateLimited {
                registry,
                retry_after,
                ..
            } => Some(Diagnosis::RateLimited {
                registry: registry.clone(),
                retry_after: *retry_after,
            }),
            PullError::Registry(reply)
                if reply.has_code("NAME_UNKNOWN") && !matches!(*reply.by, Way::Mirror { .. }) =>
            {
                Some(Diagnosis::UnknownRepository {
                    repository: self.reference.repository.familiar(),
                })
            }
            PullError::Transport { .. } if self.is_of_another() => None,
            PullError::Transport { .. } => self.mixed(&registry).or_else(|| {
                let known = known(self.reference.repository.domain())?;
                Some(Diagnosis::KnownNoCors { known })
            }),
            // Whoever is there to ask for a token has read an answer of the registry.
            PullError::TokenTransport { realm } => self.mixed(realm.origin()),
            _ => None,
        }
    }

    /// What the browser does not even try.
    fn mixed(&self, host: &Origin) -> Option<Diagnosis> {
        let insecure = host.scheme() == Scheme::Http && !host.is_loopback();
        let is_mixed = self.page == Scheme::Https && insecure;
        is_mixed.then(|| Diagnosis::MixedContent { host: host.clone() })
    }

    fn registry(&self) -> &Origin {
        self.reference.repository.domain().origin()
    }

    /// `distribution` says MANIFEST_UNKNOWN of any repository, also of those
    /// that it does not have.
    ///
    /// `is_mute`: the answer says nothing that only a registry would.
    fn absent(&self, is_mute: bool, sight: impl See) -> Found {
        if is_mute && sight(Probe::Ping)? == Sight::Status(404) {
            let host = self.registry().clone();
            return self.below(Diagnosis::NoRegistry { host }, sight);
        }
        Ok(match sight(Probe::Tags)? {
            Sight::Status(404) => Diagnosis::UnknownRepository {
                repository: self.reference.repository.familiar(),
            },
            _ => Diagnosis::UnknownTag {
                reference: self.reference.familiar(),
            },
        })
    }

    /// Is a registry below a path that begins the repository's name?
    fn below(&self, otherwise: Diagnosis, sight: impl See) -> Found {
        let parts: Vec<&str> = self.reference.repository.path().split('/').collect();
        for depth in 1..=MAX_PREFIX.min(parts.len().saturating_sub(1)) {
            if let Sight::Status(200..=299 | 401) = sight(Probe::PingBelow(depth))? {
                return Ok(Diagnosis::BelowPath {
                    registry: self.registry().clone(),
                    prefix: parts.get(..depth).unwrap_or_default().join("/"),
                });
            }
        }
        Ok(otherwise)
    }

    fn token_server(&self, realm: &HttpUrl, sight: impl See) -> Found {
        let realm = realm.clone();
        Ok(match sight(Probe::TokenBlind)? {
            Sight::Silence => Diagnosis::TokenServerUnreachable {
                registry: self.registry().clone(),
                realm,
            },
            _ => Diagnosis::TokenEndpointNoCors { realm },
        })
    }

    fn manifests(&self, preflight: bool, sight: impl See) -> Found {
        let registry = self.registry().clone();
        let readable = sight(Probe::Ping)? != Sight::Silence;
        if !readable && sight(Probe::PingBlind)? == Sight::Silence {
            return Ok(Diagnosis::HostUnreachable { host: registry });
        }
        let manifest = sight(Probe::Manifest)? != Sight::Silence;
        Ok(match (readable, manifest) {
            // Both may be refusals, where all of it wants a login or is
            // elsewhere.
            (false, false) => {
                let otherwise = match sight(Probe::Root)? {
                    Sight::Status(200..=299) => Diagnosis::CorsOnlyOnSuccess { registry },
                    _ => Diagnosis::NoCors { registry },
                };
                return self.below(otherwise, sight);
            }
            // One of the two and not the other.
            (false, true) | (true, false) => Diagnosis::CorsOnlyOnSuccess { registry },
            // Both may be read without headers: the headers are the matter.
            (true, true) if preflight => Diagnosis::PreflightRefused { registry },
            (true, true) => Diagnosis::Unclear { registry },
        })
    }

    fn blobs(&self, sight: impl See) -> Found {
        let registry = self.registry().clone();
        Ok(match sight(Probe::BlobUnfollowed)? {
            Sight::Redirect => Diagnosis::BlobStorageNoCors { registry },
            Sight::Status(_) | Sight::Opaque => Diagnosis::Unclear { registry },
            Sight::Silence => match sight(Probe::PingBlind)? {
                Sight::Silence => Diagnosis::HostUnreachable { host: registry },
                _ => Diagnosis::BlobsNoCors { registry },
            },
        })
    }

    /// The request that asks `probe`. None carries a credential.
    fn request(&self, probe: Probe) -> Option<Request> {
        Some(Request {
            mode: match probe {
                Probe::PingBlind | Probe::TokenBlind => Mode::NoCors,
                Probe::BlobUnfollowed => Mode::CorsUnfollowed,
                _ => Mode::Cors,
            },
            patience: Some(PATIENCE),
            ..Request::get(self.url(probe)?)
        })
    }

    fn url(&self, probe: Probe) -> Option<HttpUrl> {
        let name = self.reference.repository.path();
        let path = match (probe, self.step, self.error) {
            (Probe::Ping | Probe::PingBlind, ..) => "/v2/".to_owned(),
            (Probe::PingBelow(depth), ..) => {
                let parts: Vec<&str> = name.split('/').take(depth).collect();
                format!("/{}/v2/", parts.join("/"))
            }
            (Probe::Root, ..) => "/".to_owned(),
            (Probe::Tags, ..) => format!("/v2/{name}/tags/list"),
            (Probe::Manifest, ..) => {
                let target = self.reference.target();
                format!("/v2/{name}/manifests/{target}")
            }
            (Probe::BlobUnfollowed, Step::Blob(digest), _) => format!("/v2/{name}/blobs/{digest}"),
            (Probe::TokenBlind, _, PullError::TokenTransport { realm }) => {
                return Some(realm.clone());
            }
            (Probe::BlobUnfollowed | Probe::TokenBlind, ..) => return None,
        };
        self.registry().at(&path).ok()
    }
}

impl Diagnosis {
    /// What happened, in one sentence, without a full stop.
    #[must_use]
    pub fn what(&self) -> Message {
        match self {
            Self::HostUnreachable { host } => doctor::host_unreachable(host),
            Self::MixedContent { host } => doctor::mixed_content(host),
            Self::NoCors { registry } => doctor::no_cors(registry),
            Self::CorsOnlyOnSuccess { registry } => doctor::cors_only_on_success(registry),
            Self::PreflightRefused { registry } => doctor::preflight_refused(registry),
            Self::HeaderHidden { registry } => doctor::header_hidden(registry),
            Self::AuthNeeded { registry } => doctor::login_needed(registry),
            Self::WrongCredentials { registry } => doctor::wrong_credentials(registry),
            Self::UnknownRepository { repository } => doctor::unknown_repository(repository),
            Self::UnknownTag { reference } => doctor::unknown_tag(reference),
            Self::TokenEndpointNoCors { realm } => doctor::token_server_no_cors(realm.origin()),
            Self::TokenServerUnreachable { registry, realm } => {
                doctor::token_server_unreachable(registry, realm.origin())
            }
            Self::BelowPath { registry, prefix } => doctor::below_path(registry, prefix),
            Self::NoRegistry { host } => doctor::no_registry(host),
            Self::BlobStorageNoCors { registry } => doctor::blob_storage_no_cors(registry),
            Self::BlobsNoCors { registry } => doctor::blobs_no_cors(registry),
            Self::KnownNoCors { known } => doctor::known_no_cors(known.name),
            Self::RateLimited {
                registry,
                retry_after,
            } => rate_limited(registry, *retry_after),
            Self::Unclear { registry } => doctor::unclear(registry),
        }
    }

    /// The lines that would mend it on a `server` of that kind, or `None` where
    /// no configuration does.
    #[must_use]
    pub fn configuration(&self, server: Server) -> Option<&'static str> {
        configuration::lines(self, server)
    }

    /// Does another way to the image help? Not where there is none of the name.
    #[must_use]
    pub fn has_way_round(&self) -> bool {
        !matches!(
            self,
            Self::UnknownRepository { .. }
                | Self::UnknownTag { .. }
                | Self::WrongCredentials { .. }
                | Self::BelowPath { .. }
                | Self::NoRegistry { .. }
        )
    }
}

#[cfg(test)]
mod tests;
