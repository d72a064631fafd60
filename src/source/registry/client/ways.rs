//! Which way a request goes: to the registry itself, where that allows a page, and
//! else through a relay that is for it.
//!
//! Not here: what ways there are (`route`), and authentication (`exchange`).
//!
//! ```text
//! a mirror that a person named          a registry of its own: see `exchange`
//! a relay that a person named           first and only
//! the registry ── no answer ─► the relay of this site, if it names the host;
//!                              then that at once, for a while
//! ```
//!
//! Whether the site has a relay is looked for when one would be used, and once, unless
//! that cannot be told this time. A registry whose manifests a page may read, and whose
//! blobs it may not, is asked for each by its own way.
//!
//! A password, and a token that was had for one, goes through a relay only where the
//! person was told of that relay when they typed it. A mirror is always asked itself.

use std::collections::HashMap;
use std::time::Duration;

use super::super::accept::SAFELISTED_LENGTH;
use super::super::doctor;
use super::super::error::PullError;
use super::super::http::{
    Authorization, BodyError, Http, PATIENCE, Request, Response, TransportError,
};
use super::super::route::{
    Carrier, Detour, Detours, MAX_RELAY_FILE, RELAY_FILE, Relay, RelayFileError, Way, beside,
};
use super::{BlobRequest, Registry};
use crate::url::{HttpUrl, Origin};

/// How long a registry that gave no answer is not asked itself again: it may have been
/// the network.
const CLOSED_FOR: Duration = Duration::from_secs(600);

/// What is known of the ways.
#[derive(Default)]
pub(super) struct Ways {
    /// The page itself, where it came from a server.
    page: Option<HttpUrl>,
    site: Site,
    /// Why the site's file says nothing, until that is taken.
    trouble: Option<RelayFileError>,
    detours: Detours,
    /// What no page may read, and since when that is known.
    closed: HashMap<(Origin, Part), Duration>,
    /// Of which relay whoever signed in at a registry was told.
    told: HashMap<Origin, Origin>,
}

/// Why a request has no answer.
pub(super) enum Unsent {
    Transport(TransportError),
    /// It carries a password of which nobody was told that this relay sees it.
    Untold {
        relay: Origin,
    },
}

/// The relay of the site.
#[derive(Default)]
enum Site {
    #[default]
    Unasked,
    Known(Option<Relay>),
}

/// What is beside the page.
enum Beside {
    Nothing,
    /// It did not come this time.
    Unknown,
    File(Result<Relay, RelayFileError>),
}

/// What of a registry a page may read or not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Blobs,
    Rest,
}

impl<H: Http> Registry<H> {
    /// Of the page at `page`, beside which a file may say that there is a relay.
    #[must_use]
    pub fn beside(http: H, page: Option<HttpUrl>, detours: Detours) -> Self {
        let registry = Self::new(http);
        *registry.ways.borrow_mut() = Ways {
            page,
            detours,
            ..Ways::default()
        };
        registry
    }

    /// What a person wants asked in the place of registries.
    #[must_use]
    pub fn detours(&self) -> Detours {
        self.ways.borrow().detours.clone()
    }

    /// Takes other ones. Whoever was logged in where that changes anything is not any
    /// more: they did not say that their password may go there.
    pub fn set_detours(&self, detours: Detours) {
        let before = std::mem::replace(&mut self.ways.borrow_mut().detours, detours.clone());
        let hosts = before.iter().chain(detours.iter());
        for origin in hosts.map(|detour| detour.host().origin()) {
            if before.of(origin) != detours.of(origin) {
                self.sign_out(origin);
            }
        }
    }

    /// The relay of the site, looked for where nobody has yet.
    pub async fn site_relay(&self) -> Option<Relay> {
        let page = {
            let ways = self.ways.borrow();
            match (&ways.site, &ways.page) {
                (Site::Known(relay), _) => return relay.clone(),
                (Site::Unasked, page) => page.clone()?,
            }
        };
        let read = self.relay_file(&page).await;
        let mut ways = self.ways.borrow_mut();
        let relay = match read {
            // Looked for again when it is wanted again.
            Beside::Unknown => return None,
            Beside::Nothing => None,
            Beside::File(Ok(relay)) => Some(relay),
            Beside::File(Err(error)) => {
                ways.trouble = Some(error);
                None
            }
        };
        ways.site = Site::Known(relay.clone());
        relay
    }

    /// Why the relay of the site cannot be used, once.
    #[must_use]
    pub fn take_relay_trouble(&self) -> Option<RelayFileError> {
        self.ways.borrow_mut().trouble.take()
    }

    /// Is there a way to `registry` beside the one to itself?
    pub async fn has_way_beside(&self, registry: &Origin) -> bool {
        if self.ways.borrow().detours.of(registry).is_some() {
            return true;
        }
        let relay = self.site_relay().await;
        relay.is_some_and(|relay| relay.names(registry))
    }

    /// The relay whose operator would see what is typed for `registry`. Who is told of it
    /// may let it pass there: see [`sign_in`](Self::sign_in).
    pub async fn relay_for_passwords(&self, registry: &Origin) -> Option<Origin> {
        let named = self.ways.borrow().named_carrier(registry);
        if let Some(carrier) = named {
            return Some(carrier.base.origin().clone());
        }
        let relay = self.site_relay().await?;
        relay.names(registry).then(|| relay.origin().clone())
    }

    /// Notes of which relay whoever signs in at `registry` was told.
    pub(super) fn note_told(&self, registry: &Origin, relay: Option<Origin>) {
        let told = &mut self.ways.borrow_mut().told;
        match relay {
            Some(relay) => told.insert(registry.clone(), relay),
            None => told.remove(registry),
        };
    }

    /// The mirror that a person wants asked in the place of `registry`.
    pub(super) fn mirror(&self, registry: &Origin) -> Option<Detour> {
        let ways = self.ways.borrow();
        let detour = ways.detours.of(registry)?;
        detour.carrier().is_none().then(|| detour.clone())
    }

    /// Sends `request`, which is one to `registry` or to its token server.
    pub(super) async fn transmit(
        &self,
        request: Request,
        registry: &Origin,
        may_be_relayed: bool,
    ) -> Result<Response<H::Body>, Unsent> {
        if !may_be_relayed {
            return Ok(self.http.send(request).await?);
        }
        if let Some(carrier) = self.carrier_at_once(&request, registry).await? {
            return Ok(self.carried(request, &carrier).await?);
        }
        let error = match self.http.send(request.clone()).await {
            Err(error @ TransportError::NoAnswer { .. }) => error,
            other => return Ok(other?),
        };
        // Asked again with a shorter one before anything else: see `manifest`.
        let accept = request.accept.as_ref();
        if accept.is_some_and(|accept| accept.len() > SAFELISTED_LENGTH) {
            return Err(error.into());
        }
        let Some(carrier) = self.carrier_instead(&request, registry).await? else {
            return Err(error.into());
        };
        let closed = part(&request.url);
        match self.carried(request, &carrier).await {
            Ok(response) if is_of_relay(&response) => Ok(response),
            Ok(response) if !is_gone(&response) => {
                self.note_closed(closed);
                Ok(response)
            }
            // Nobody reaches it: what the browser met says more.
            _ => Err(error.into()),
        }
    }

    /// `request` as a worker sends it.
    pub(super) async fn blob_request_of(
        &self,
        request: Request,
        registry: Origin,
        way: Way,
    ) -> Result<BlobRequest, Unsent> {
        let carrier = match way {
            Way::Direct => self.carrier_at_once(&request, &registry).await?,
            _ => None,
        };
        Ok(match carrier {
            Some(carrier) => by(&carrier, request, registry)?,
            None => BlobRequest {
                url: request.url,
                way,
                registry,
                authorization: request.authorization,
            },
        })
    }

    /// A worker got no answer to `sent`: the same through the relay of the site, where
    /// that is for it.
    ///
    /// # Errors
    /// Where a password would pass a relay of which nobody was told.
    pub async fn blob_by_relay(
        &self,
        sent: &BlobRequest,
    ) -> Result<Option<BlobRequest>, PullError> {
        if sent.way != Way::Direct {
            return Ok(None);
        }
        let request = Request {
            authorization: sent.authorization.clone(),
            ..Request::get(sent.url.clone())
        };
        let registry = sent.registry.clone();
        let carried = match self.carrier_instead(&request, &registry).await {
            Ok(carrier) => carrier.map(|carrier| by(&carrier, request, registry.clone())),
            Err(unsent) => return Err(unsent.at(&registry, false)),
        };
        let carried = carried.transpose();
        carried.map_err(|error| Unsent::from(error).at(&registry, false))
    }

    /// A worker got what it asked for.
    pub fn blob_came(&self, sent: &BlobRequest) {
        if matches!(sent.way, Way::SiteRelay { .. }) {
            self.note_closed((sent.registry.clone(), Part::Blobs));
        }
    }

    /// It came through a relay, where its server gave no answer: that is asked for a while.
    fn note_closed(&self, part: (Origin, Part)) {
        let now = self.http.now();
        self.ways.borrow_mut().closed.insert(part, now);
    }

    /// What is asked without asking the registry before.
    async fn carrier_at_once(
        &self,
        request: &Request,
        registry: &Origin,
    ) -> Result<Option<Carrier>, Unsent> {
        let named = self.ways.borrow().named_carrier(registry);
        if let Some(carrier) = named {
            return self.let_pass(carrier, request, registry).map(Some);
        }
        let is_closed = {
            let (ways, now) = (self.ways.borrow(), self.http.now());
            // What a registry does not allow its token server rarely does.
            ways.is_closed(&part(&request.url), now)
                || ways.is_closed(&(registry.clone(), Part::Rest), now)
        };
        match is_closed || doctor::is_known_closed(registry) {
            true => self.carrier_instead(request, registry).await,
            false => Ok(None),
        }
    }

    /// The relay of the site, where it is for this.
    async fn carrier_instead(
        &self,
        request: &Request,
        registry: &Origin,
    ) -> Result<Option<Carrier>, Unsent> {
        let relay = self.site_relay().await;
        match relay.filter(|relay| relay.names(request.url.origin())) {
            Some(relay) => self.let_pass(relay.carrier(), request, registry).map(Some),
            None => Ok(None),
        }
    }

    /// `carrier`, where it may see what `request` carries.
    fn let_pass(
        &self,
        carrier: Carrier,
        request: &Request,
        registry: &Origin,
    ) -> Result<Carrier, Unsent> {
        let relay = carrier.base.origin();
        let sent = request.authorization.as_ref();
        let is_secret = sent.is_some_and(Authorization::is_personal);
        let is_told = self.ways.borrow().told.get(registry) == Some(relay);
        match is_secret && !is_told {
            true => Err(Unsent::Untold {
                relay: relay.clone(),
            }),
            false => Ok(carrier),
        }
    }

    async fn carried(
        &self,
        request: Request,
        carrier: &Carrier,
    ) -> Result<Response<H::Body>, TransportError> {
        let url = sent(carrier, &request.url)?;
        let response = self.http.send(Request { url, ..request }).await?;
        Ok(Response {
            way: carrier.way.clone(),
            ..response
        })
    }

    /// What the file beside the page says.
    async fn relay_file(&self, page: &HttpUrl) -> Beside {
        let Ok(url) = beside(page, RELAY_FILE) else {
            return Beside::Nothing;
        };
        let request = Request {
            patience: Some(PATIENCE),
            ..Request::get(url)
        };
        let Ok(mut response) = self.http.send(request).await else {
            return Beside::Unknown;
        };
        match response.status {
            200 => {}
            429 | 500.. => return Beside::Unknown,
            _ => return Beside::Nothing,
        }
        match response.read(MAX_RELAY_FILE).await {
            Ok(bytes) => Beside::File(Relay::read(&bytes, page)),
            Err(BodyError::TooLarge { .. }) => Beside::File(Err(RelayFileError::TooLarge)),
            Err(BodyError::Transport(_)) => Beside::Unknown,
        }
    }
}

impl Ways {
    /// The relay that a person wants asked about a registry, and about its tokens.
    fn named_carrier(&self, registry: &Origin) -> Option<Carrier> {
        self.detours.of(registry).and_then(Detour::carrier)
    }

    fn is_closed(&self, of: &(Origin, Part), now: Duration) -> bool {
        let since = self.closed.get(of);
        since.is_some_and(|since| now.saturating_sub(*since) < CLOSED_FOR)
    }
}

impl Unsent {
    /// What that is for whoever asks `registry`.
    pub(super) fn at(self, registry: &Origin, preflight: bool) -> PullError {
        match self {
            Self::Transport(error) => PullError::Transport { error, preflight },
            Self::Untold { relay } => PullError::Untold {
                registry: registry.clone(),
                relay,
            },
        }
    }
}

impl From<TransportError> for Unsent {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

fn part(url: &HttpUrl) -> (Origin, Part) {
    let part = match url.path().contains("/blobs/") {
        true => Part::Blobs,
        false => Part::Rest,
    };
    (url.origin().clone(), part)
}

/// Where a relay is asked; what cannot be asked for has no answer.
fn sent(carrier: &Carrier, url: &HttpUrl) -> Result<HttpUrl, TransportError> {
    carrier.address(url).map_err(|_| TransportError::NoAnswer {
        origin: carrier.base.origin().clone(),
    })
}

/// `request` as a worker sends it to a relay.
fn by(
    carrier: &Carrier,
    request: Request,
    registry: Origin,
) -> Result<BlobRequest, TransportError> {
    Ok(BlobRequest {
        url: sent(carrier, &request.url)?,
        way: carrier.way.clone(),
        registry,
        authorization: request.authorization,
    })
}

/// Did the relay refuse, rather than ask?
fn is_of_relay<B>(response: &Response<B>) -> bool {
    response.header("relay-refused").is_some()
}

/// Did the relay reach nobody? nginx says so by itself.
fn is_gone<B>(response: &Response<B>) -> bool {
    matches!(response.status, 502 | 504)
}
