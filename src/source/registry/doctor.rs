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
pub use known::{KnownRegistry, known};
pub use way_round::{Command, way_round};

use super::error::{PullError, rate_limited};
use super::http::{Http, Mode, PATIENCE, Request};
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
        let sight = |probe: Probe| {
            let found = seen.iter().find(|(asked, _)| *asked == probe);
            found.map(|(_, sight)| *sight)
        };
        match self.error {
            PullError::TokenTransport { realm } => Some(self.token_server(realm, &sight)),
            PullError::Registry(reply) if reply.status == 404 && *self.step == Step::Manifest => {
                // A registry says which of its things it does not have.
                let next = match reply.entries.is_empty() {
                    true => self.no_registry(&sight),
                    false => None,
                };
                Some(next.unwrap_or_else(|| self.absent(&sight)))
            }
            PullError::Transport { preflight, .. } => Some(match self.step {
                Step::Blob(_) => self.blobs(&sight),
                Step::Manifest => self.manifests(*preflight, &sight),
            }),
            _ => None,
        }
    }

    /// What needs no question.
    fn at_once(&self) -> Option<Diagnosis> {
        let registry = self.registry().clone();
        match self.error {
            PullError::AuthNeeded { .. } => Some(Diagnosis::AuthNeeded { registry }),
            PullError::ChallengeHidden { .. } => Some(Diagnosis::HeaderHidden { registry }),
            PullError::WrongCredentials { .. } => Some(Diagnosis::WrongCredentials { registry }),
            PullError::RateLimited { retry_after, .. } => Some(Diagnosis::RateLimited {
                registry,
                retry_after: *retry_after,
            }),
            PullError::Registry(reply) if reply.has_code("NAME_UNKNOWN") => {
                Some(Diagnosis::UnknownRepository {
                    repository: self.reference.repository.familiar(),
                })
            }
            PullError::Transport { .. } => self.blocked(&registry),
            PullError::TokenTransport { realm } => self.blocked(realm.origin()),
            _ => None,
        }
    }

    /// What the browser does not even try, or what is known to fail.
    fn blocked(&self, host: &Origin) -> Option<Diagnosis> {
        let insecure = host.scheme() == Scheme::Http && !host.is_loopback();
        if self.page == Scheme::Https && insecure {
            return Some(Diagnosis::MixedContent { host: host.clone() });
        }
        let known = known(self.reference.repository.domain())?;
        Some(Diagnosis::KnownNoCors { known })
    }

    fn registry(&self) -> &Origin {
        self.reference.repository.domain().origin()
    }

    /// `distribution` says MANIFEST_UNKNOWN of any repository, also of those
    /// that it does not have.
    fn absent(&self, sight: &impl Fn(Probe) -> Option<Sight>) -> Next {
        match sight(Probe::Tags) {
            None => Next::FetchTarget(Probe::Tags),
            Some(Sight::Status(404)) => Next::Done(Diagnosis::UnknownRepository {
                repository: self.reference.repository.familiar(),
            }),
            Some(_) => Next::Done(Diagnosis::UnknownTag {
                reference: self.reference.familiar(),
            }),
        }
    }

    /// `None` where a registry is at `/v2/`, as it should.
    fn no_registry(&self, sight: &impl Fn(Probe) -> Option<Sight>) -> Option<Next> {
        match sight(Probe::Ping) {
            None => Some(Next::FetchTarget(Probe::Ping)),
            Some(Sight::Status(404)) => Some(self.below(sight, || Diagnosis::NoRegistry {
                host: self.registry().clone(),
            })),
            Some(_) => None,
        }
    }

    /// Is a registry below a path that begins the repository's name?
    fn below(
        &self,
        sight: &impl Fn(Probe) -> Option<Sight>,
        otherwise: impl FnOnce() -> Diagnosis,
    ) -> Next {
        let parts: Vec<&str> = self.reference.repository.path().split('/').collect();
        for depth in 1..=MAX_PREFIX.min(parts.len().saturating_sub(1)) {
            match sight(Probe::PingBelow(depth)) {
                None => return Next::FetchTarget(Probe::PingBelow(depth)),
                Some(Sight::Status(200..=299 | 401)) => {
                    return Next::Done(Diagnosis::BelowPath {
                        registry: self.registry().clone(),
                        prefix: parts.get(..depth).unwrap_or_default().join("/"),
                    });
                }
                Some(_) => {}
            }
        }
        Next::Done(otherwise())
    }

    fn token_server(&self, realm: &HttpUrl, sight: &impl Fn(Probe) -> Option<Sight>) -> Next {
        let realm = realm.clone();
        match sight(Probe::TokenBlind) {
            None => Next::FetchTarget(Probe::TokenBlind),
            Some(Sight::Silence) => Next::Done(Diagnosis::TokenServerUnreachable {
                registry: self.registry().clone(),
                realm,
            }),
            Some(_) => Next::Done(Diagnosis::TokenEndpointNoCors { realm }),
        }
    }

    fn manifests(&self, preflight: bool, sight: &impl Fn(Probe) -> Option<Sight>) -> Next {
        let registry = self.registry().clone();
        let readable = match sight(Probe::Ping) {
            None => return Next::FetchTarget(Probe::Ping),
            Some(Sight::Silence) => false,
            Some(_) => true,
        };
        if !readable {
            match sight(Probe::PingBlind) {
                None => return Next::FetchTarget(Probe::PingBlind),
                Some(Sight::Silence) => {
                    return Next::Done(Diagnosis::HostUnreachable { host: registry });
                }
                Some(_) => {}
            }
        }
        let manifest = match sight(Probe::Manifest) {
            None => return Next::FetchTarget(Probe::Manifest),
            Some(Sight::Silence) => false,
            Some(_) => true,
        };
        Next::Done(match (readable, manifest) {
            // Both may be refusals, where all of it wants a login or is
            // elsewhere.
            (false, false) => {
                return match sight(Probe::Root) {
                    None => Next::FetchTarget(Probe::Root),
                    Some(Sight::Status(200..=299)) => {
                        self.below(sight, || Diagnosis::CorsOnlyOnSuccess { registry })
                    }
                    Some(_) => self.below(sight, || Diagnosis::NoCors { registry }),
                };
            }
            // One of the two and not the other.
            (false, true) | (true, false) => Diagnosis::CorsOnlyOnSuccess { registry },
            // Both may be read without headers: the headers are the matter.
            (true, true) if preflight => Diagnosis::PreflightRefused { registry },
            (true, true) => Diagnosis::Unclear { registry },
        })
    }

    fn blobs(&self, sight: &impl Fn(Probe) -> Option<Sight>) -> Next {
        let registry = self.registry().clone();
        match sight(Probe::BlobUnfollowed) {
            None => Next::FetchTarget(Probe::BlobUnfollowed),
            Some(Sight::Redirect) => Next::Done(Diagnosis::BlobStorageNoCors { registry }),
            Some(Sight::Status(_) | Sight::Opaque) => Next::Done(Diagnosis::Unclear { registry }),
            Some(Sight::Silence) => match sight(Probe::PingBlind) {
                None => Next::FetchTarget(Probe::PingBlind),
                Some(Sight::Silence) => Next::Done(Diagnosis::HostUnreachable { host: registry }),
                Some(_) => Next::Done(Diagnosis::BlobsNoCors { registry }),
            },
        }
    }

    /// The request that asks `probe`. None carries a credential.
    fn request(&self, probe: Probe) -> Option<Request> {
        let repository = &self.reference.repository;
        let (path, mode) = match probe {
            Probe::Ping => ("/v2/".to_owned(), Mode::Cors),
            Probe::Root => ("/".to_owned(), Mode::Cors),
            Probe::Tags => {
                let path = format!("/v2/{}/tags/list", repository.path());
                (path, Mode::Cors)
            }
            Probe::PingBlind => ("/v2/".to_owned(), Mode::NoCors),
            Probe::PingBelow(depth) => {
                let parts: Vec<&str> = repository.path().split('/').take(depth).collect();
                (format!("/{}/v2/", parts.join("/")), Mode::Cors)
            }
            Probe::Manifest => {
                let target = self.reference.target();
                let path = format!("/v2/{}/manifests/{target}", repository.path());
                (path, Mode::Cors)
            }
            Probe::BlobUnfollowed => {
                let Step::Blob(digest) = self.step else {
                    return None;
                };
                let path = format!("/v2/{}/blobs/{digest}", repository.path());
                (path, Mode::CorsUnfollowed)
            }
            Probe::TokenBlind => {
                let PullError::TokenTransport { realm } = self.error else {
                    return None;
                };
                return Some(Request {
                    mode: Mode::NoCors,
                    patience: Some(PATIENCE),
                    ..Request::get(realm.clone())
                });
            }
        };
        let url = self.registry().at(&path).ok()?;
        Some(Request {
            mode,
            patience: Some(PATIENCE),
            ..Request::get(url)
        })
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
