//! One request and its answer, with authentication in between where the
//! registry wants it.
//!
//! ```text
//! send ── 2xx ──────────────────────────────► answer
//!   └─ 401 ─ after a redirect ──────────────► error; nothing is sent there
//!        └─ challenge │ table │ probes ─► token or password ─► send once more
//! ```
//!
//! What was learnt about an origin is used for its next request, so that a 401
//! is met once.

use std::collections::HashMap;

use super::super::auth::{Challenge, CredentialStore, Realm, Scope, Token, realm, token};
use super::super::error::{PullError, RegistryError, RelayRefusal, Unrelayed};
use super::super::http::{
    Authorization, Body, BodyError, Http, MAX_REPLY, Mode, PATIENCE, Request, Response,
    TransportError,
};
use super::super::route::{Detour, Way};
use super::Registry;
use super::ways::Unsent;
use crate::image::reference::Repository;
use crate::url::{HttpUrl, Origin, UrlError};
use crate::words::registry;

/// What is remembered while the page is open.
#[derive(Default)]
pub(super) struct Session {
    pub(super) credentials: CredentialStore,
    tokens: HashMap<(Origin, Scope), Token>,
    schemes: HashMap<Origin, Scheme>,
    /// Rights that challenges named beyond what was needed.
    excess: HashMap<(Origin, Scope), String>,
    /// How often a person has changed who they are at a registry.
    turns: HashMap<Origin, u64>,
}

/// Where something of a registry is asked for: there, or at a mirror in its place.
pub(super) struct Place {
    pub(super) scope: Scope,
    mirror: Option<Detour>,
}

/// How a registry wants to be convinced.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scheme {
    Basic,
    Bearer {
        realm: String,
        service: Option<String>,
    },
}

impl Place {
    /// Where what the registry has at `url` is here.
    pub(super) fn address(&self, url: &HttpUrl) -> Result<HttpUrl, UrlError> {
        match &self.mirror {
            Some(mirror) => mirror.mirrored(url),
            None => Ok(url.clone()),
        }
    }

    /// An address that this place itself has named, as it wants to be asked for it.
    pub(super) fn again(&self, url: &HttpUrl) -> HttpUrl {
        match &self.mirror {
            Some(mirror) => mirror.told(url.clone()),
            None => url.clone(),
        }
    }

    /// What the registry calls the repository that is called `name` here; `None` for one
    /// that is not the registry's.
    pub(super) fn own_name<'a>(&self, name: &'a str) -> Option<&'a str> {
        match self.mirror.as_ref().map(Detour::prefix) {
            None | Some("") => Some(name),
            Some(prefix) => name.strip_prefix(prefix)?.strip_prefix('/'),
        }
    }

    /// A mirror that a person named is asked itself, whatever the relay of the site is for.
    pub(super) fn may_be_relayed(&self) -> bool {
        self.mirror.is_none()
    }

    pub(super) fn way(&self) -> Way {
        self.mirror.as_ref().map(Detour::way).unwrap_or_default()
    }
}

impl Session {
    pub(super) fn forget(&mut self, registry: &Origin) {
        self.tokens.retain(|(origin, _), _| origin != registry);
        self.schemes.remove(registry);
    }

    /// The same because the person is somebody else from now on.
    pub(super) fn renew(&mut self, registry: &Origin) {
        self.forget(registry);
        *self.turns.entry(registry.clone()).or_default() += 1;
    }

    fn turn(&self, registry: &Origin) -> u64 {
        self.turns.get(registry).copied().unwrap_or_default()
    }

    pub(super) fn excess(&self, registry: &Origin, scope: &Scope) -> Option<String> {
        let key = (registry.clone(), scope.clone());
        self.excess.get(&key).cloned()
    }

    /// Do requests to this origin carry `Authorization`?
    pub(super) fn is_authorized(&self, registry: &Origin) -> bool {
        self.schemes.contains_key(registry)
    }
}

impl<H: Http> Registry<H> {
    /// Sends `request`, authenticates if that is needed and possible, and turns
    /// every answer that is no success into an error.
    pub(super) async fn exchange(
        &self,
        request: Request,
        scope: &Scope,
    ) -> Result<Response<H::Body>, PullError> {
        let place = self.place(request.url.origin(), scope);
        let url = place.address(&request.url)?;
        self.exchange_at(&place, Request { url, ..request }).await
    }

    /// Where what `registry` has is asked for: a mirror is a registry of its own, with
    /// tokens and passwords of its own.
    pub(super) fn place(&self, registry: &Origin, scope: &Scope) -> Place {
        let mirror = self.mirror(registry);
        Place {
            scope: match &mirror {
                Some(mirror) => scope.below(mirror.prefix()),
                None => scope.clone(),
            },
            mirror,
        }
    }

    /// The same as [`exchange`](Self::exchange) for an address of `place` itself.
    pub(super) async fn exchange_at(
        &self,
        place: &Place,
        request: Request,
    ) -> Result<Response<H::Body>, PullError> {
        let sent = self.converse(request, place).await;
        let Some(mirror) = &place.mirror else {
            return sent;
        };
        let way = mirror.way();
        match sent {
            Ok(response) => Ok(Response { way, ..response }),
            Err(error) => Err(error.said_by(way)),
        }
    }

    /// Who is asked about `repository`: its registry, or the mirror in its place.
    pub(in super::super) fn asked_at(&self, repository: &Repository) -> Origin {
        let registry = repository.domain().origin();
        let mirror = self.mirror(registry);
        mirror.map_or_else(|| registry.clone(), |one| one.base().origin().clone())
    }

    async fn converse(
        &self,
        request: Request,
        place: &Place,
    ) -> Result<Response<H::Body>, PullError> {
        let registry = request.url.origin().clone();
        let known = self.known_authorization(&registry, place).await?;
        let response = self.send(&request, known.clone(), place).await?;
        if response.status != 401 {
            return success(&registry, response).await;
        }
        if response.redirected {
            return Err(PullError::RedirectedUnauthorized { registry });
        }
        let authorization = self
            .answer_challenge(&registry, place, &response, known.as_ref())
            .await?;
        let response = self.send(&request, Some(authorization), place).await?;
        if response.status == 401 {
            return Err(self.still_unauthorized(registry, response.redirected));
        }
        success(&registry, response).await
    }

    async fn send(
        &self,
        request: &Request,
        authorization: Option<Authorization>,
        place: &Place,
    ) -> Result<Response<H::Body>, PullError> {
        let request = Request {
            authorization,
            ..request.clone()
        };
        let preflight = needs_preflight(&request);
        let registry = request.url.origin().clone();
        let sent = self
            .transmit(request, &registry, place.may_be_relayed())
            .await;
        sent.map_err(|unsent| unsent.at(&registry, preflight))
    }

    /// What an earlier answer of this origin has taught, with a new token if
    /// the old one ended.
    pub(super) async fn known_authorization(
        &self,
        registry: &Origin,
        place: &Place,
    ) -> Result<Option<Authorization>, PullError> {
        let (now, scope) = (self.http.now(), &place.scope);
        let scheme = {
            let session = self.session.borrow();
            let key = (registry.clone(), scope.clone());
            let token = session.tokens.get(&key);
            if let Some(token) = token.filter(|token| token.is_valid(now)) {
                return Ok(Some(token.authorization()));
            }
            session.schemes.get(registry).cloned()
        };
        match scheme {
            None => Ok(None),
            Some(Scheme::Basic) => {
                let session = self.session.borrow();
                let credential = session.credentials.get(registry);
                Ok(credential.map(|credential| credential.authorization()))
            }
            Some(Scheme::Bearer { realm, service }) => {
                let service = service.as_deref();
                let token = self.token(registry, place, &realm, service, None).await?;
                Ok(Some(token))
            }
        }
    }

    /// What to send after a 401: by the challenge where the browser shows it,
    /// by the table of known token servers, by trying.
    async fn answer_challenge(
        &self,
        registry: &Origin,
        place: &Place,
        response: &Response<H::Body>,
        sent: Option<&Authorization>,
    ) -> Result<Authorization, PullError> {
        let scope = &place.scope;
        self.drop_token(registry, scope);
        let Some(header) = response.header("www-authenticate") else {
            return self.answer_hidden_challenge(registry, place, sent).await;
        };
        let challenges = Challenge::parse_all(header)?;
        let of = |scheme: &str| challenges.iter().find(|one| one.scheme == scheme);
        if let Some(bearer) = of("bearer") {
            let realm = bearer.parameter("realm").ok_or_else(|| {
                super::super::auth::RealmError::Missing {
                    registry: registry.clone(),
                }
            })?;
            let (service, asked) = (bearer.parameter("service"), bearer.parameter("scope"));
            if let Some(excess) = token::excess(asked, scope) {
                let key = (registry.clone(), scope.clone());
                self.session.borrow_mut().excess.insert(key, excess);
            }
            return self.token(registry, place, realm, service, asked).await;
        }
        if of("basic").is_some() {
            return self.basic(registry, sent);
        }
        Err(PullError::AuthNeeded {
            registry: registry.clone(),
        })
    }

    async fn answer_hidden_challenge(
        &self,
        registry: &Origin,
        place: &Place,
        sent: Option<&Authorization>,
    ) -> Result<Authorization, PullError> {
        if let Some((realm, service)) = realm::known(registry) {
            return self
                .token(registry, place, &realm, Some(&service), None)
                .await;
        }
        for (realm, service) in realm::probes(registry) {
            let token = self.token(registry, place, &realm, Some(&service), None);
            match token.await {
                Ok(token) => return Ok(token),
                // The server is there and knows the person.
                Err(error @ PullError::RateLimited { .. }) => return Err(error),
                Err(_) => {}
            }
        }
        match self.basic(registry, sent) {
            Err(PullError::AuthNeeded { registry }) => Err(PullError::ChallengeHidden { registry }),
            other => other,
        }
    }

    fn basic(
        &self,
        registry: &Origin,
        sent: Option<&Authorization>,
    ) -> Result<Authorization, PullError> {
        let mut session = self.session.borrow_mut();
        let Some(credential) = session.credentials.get(registry) else {
            return Err(PullError::AuthNeeded {
                registry: registry.clone(),
            });
        };
        let authorization = credential.authorization();
        if sent == Some(&authorization) {
            return Err(PullError::WrongCredentials {
                registry: registry.clone(),
            });
        }
        session.schemes.insert(registry.clone(), Scheme::Basic);
        Ok(authorization)
    }

    /// Fetches a token and remembers it and its source.
    async fn token(
        &self,
        registry: &Origin,
        place: &Place,
        realm: &str,
        service: Option<&str>,
        challenged: Option<&str>,
    ) -> Result<Authorization, PullError> {
        let (judged, scope) = (Realm::judge(realm, registry)?, &place.scope);
        let turn = self.session.borrow().turn(registry);
        let request = Request {
            authorization: self.credential_for(registry, &judged)?,
            patience: Some(PATIENCE),
            ..Request::get(token::address(&judged, service, challenged, scope))
        };
        let personal = request.authorization.is_some();
        let token = self.fetch_token(registry, place, &judged, request).await?;
        let token = token.of_person(personal);
        let authorization = token.authorization();
        let scheme = Scheme::Bearer {
            realm: realm.to_owned(),
            service: service.map(str::to_owned),
        };
        let mut session = self.session.borrow_mut();
        if session.turn(registry) != turn {
            // It is for whom the person was, and may go where they did not want it.
            let origin = registry.clone();
            return Err(Unsent::from(TransportError::Cancelled { origin }).at(registry, false));
        }
        session.schemes.insert(registry.clone(), scheme);
        let key = (registry.clone(), scope.clone());
        session.tokens.insert(key, token);
        Ok(authorization)
    }

    async fn fetch_token(
        &self,
        registry: &Origin,
        place: &Place,
        realm: &Realm,
        request: Request,
    ) -> Result<Token, PullError> {
        let with_credential = request.authorization.is_some();
        let silent = || PullError::TokenTransport {
            realm: realm.url.clone(),
        };
        let sent = self
            .transmit(request, registry, place.may_be_relayed())
            .await;
        let mut response = sent.map_err(|unsent| match &unsent {
            // Of a mirror, or a relay, there is nothing to find out.
            Unsent::Transport(error)
                if place.mirror.is_none() && error.origin() == realm.url.origin() =>
            {
                silent()
            }
            _ => unsent.at(registry, false),
        })?;
        let registry = registry.clone();
        match (response.status, with_credential) {
            (200..=299, _) => {}
            _ if response.header("relay-refused").is_some() => {
                return Err(failure(realm.url.origin(), response).await);
            }
            (401 | 403, true) => return Err(PullError::WrongCredentials { registry }),
            (401 | 403, false) => return Err(PullError::AuthNeeded { registry }),
            _ => return Err(refused_by(realm.url.origin(), response).await),
        }
        let body = response.read(MAX_REPLY).await;
        let body = body.map_err(|error| match error {
            BodyError::Transport(_) => silent(),
            other => PullError::of_body(other, registry::a_token()),
        })?;
        Token::from_reply(&body, self.http.now()).map_err(|error| PullError::Token {
            realm: realm.url.origin().clone(),
            error,
        })
    }

    /// The password for a token server, if there is one and it may go there.
    fn credential_for(
        &self,
        registry: &Origin,
        realm: &Realm,
    ) -> Result<Option<Authorization>, PullError> {
        let session = self.session.borrow();
        let Some(credential) = session.credentials.get(registry) else {
            return Ok(None);
        };
        let place = realm.url.origin();
        if realm.takes_credentials || session.credentials.is_confirmed(registry, place) {
            return Ok(Some(credential.authorization()));
        }
        Err(PullError::ConfirmRealm {
            registry: registry.clone(),
            realm: place.clone(),
        })
    }

    fn drop_token(&self, registry: &Origin, scope: &Scope) {
        let mut session = self.session.borrow_mut();
        session.tokens.remove(&(registry.clone(), scope.clone()));
    }

    fn still_unauthorized(&self, registry: Origin, redirected: bool) -> PullError {
        if redirected {
            return PullError::RedirectedUnauthorized { registry };
        }
        let mut session = self.session.borrow_mut();
        session.forget(&registry);
        if session.credentials.get(&registry).is_some() {
            PullError::WrongCredentials { registry }
        } else {
            PullError::AuthNeeded { registry }
        }
    }
}

/// Does a browser ask with `OPTIONS` before it sends this? (Fetch Standard,
/// "CORS-unsafe request-header names".)
pub(super) fn needs_preflight(request: &Request) -> bool {
    let long = |value: &String| value.len() > super::super::accept::SAFELISTED_LENGTH;
    request.mode == Mode::Cors
        && (request.authorization.is_some() || request.accept.as_ref().is_some_and(long))
}

async fn success<B: Body>(
    registry: &Origin,
    response: Response<B>,
) -> Result<Response<B>, PullError> {
    match response.status {
        200..=299 => Ok(response),
        _ => Err(failure(registry, response).await),
    }
}

/// The error of an answer that is no success. Its body is read as far as it
/// goes: a body that breaks off takes nothing away from the status.
pub async fn failure<B: Body>(registry: &Origin, mut response: Response<B>) -> PullError {
    let retry_after = response
        .header("retry-after")
        .and_then(|seconds| seconds.trim().parse().ok());
    let refused = response.header("relay-refused").map(str::to_owned);
    let by = Box::new(response.way.clone());
    let body = response.read(MAX_REPLY).await.unwrap_or_default();
    let reply = RegistryError {
        by,
        ..RegistryError::read(response.status, &body)
    };
    let limited = |registry: &Origin, reply| PullError::RateLimited {
        registry: registry.clone(),
        retry_after,
        reply,
    };
    match (refused, reply.by.between()) {
        // It lets nobody ask so much.
        (Some(header), Some(relay)) if header.trim() == "limit" => {
            let relay = relay.clone();
            limited(&relay, reply)
        }
        (Some(header), Some(relay)) => PullError::Relay(Box::new(Unrelayed {
            host: registry.clone(),
            relay: relay.clone(),
            refusal: RelayRefusal::read(&header, &body),
        })),
        _ if response.status == 429 => limited(registry, reply),
        _ => PullError::Registry(reply),
    }
}

/// Why a token server gave none.
async fn refused_by<B: Body>(server: &Origin, response: Response<B>) -> PullError {
    match failure(server, response).await {
        // Its words are not the registry's.
        PullError::Registry(reply) => PullError::TokenRefused {
            realm: server.clone(),
            reply,
        },
        other => other,
    }
}
