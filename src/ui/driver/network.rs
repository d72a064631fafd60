//! What the driver does on the network: documents in the page, layers in
//! workers.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Driver, ways};
use crate::image::digest::Digest;
use crate::protocol::{Reply, Request};
use crate::session::{Event, Lacked, LayerJob};
use crate::source::registry::auth::Credential;
use crate::source::registry::client::{BlobRequest, Registry};
use crate::source::registry::doctor::{Diagnosis, Examination, Step, diagnose, diagnose_host};
use crate::source::registry::error::PullError;
use crate::source::registry::image::{self, Extended, FetchError, FetchTarget, Lack, Target};
use crate::source::registry::layer::{LayerError, LayerFetch};
use crate::url::Origin;
use crate::views::lack_sentence;
use crate::web::address;
use crate::web::fetch::Fetch;
use crate::web::preference;
use crate::web::task::Task;
use crate::words::{Message, page as words};

/// Under which the browser keeps it.
const LAYERS_AT_ONCE_KEY: &str = "assay-layers-at-once";

/// The client of this page.
pub(super) fn client() -> Registry<Fetch> {
    Registry::beside(Fetch, address::page_url(), ways::kept())
}

impl Driver {
    /// The client for all registries: it alone knows passwords.
    #[must_use]
    pub fn registry(self) -> Rc<Registry<Fetch>> {
        self.registry.get_value()
    }

    /// Keeps what a person typed for exactly `registry`, and asks again. It may pass the
    /// `relay` of which they were told.
    pub fn sign_in(self, registry: &Origin, credential: Credential, relay: Option<Origin>) {
        self.registry().sign_in_by(registry, credential, relay);
        self.signed_in.update(|times| *times += 1);
        self.send(Event::AskedAnyway);
    }

    /// The person agreed that the password of `registry` be sent to `realm`.
    pub fn confirm_realm(self, registry: &Origin, realm: &Origin) {
        self.registry().confirm_realm(registry, realm);
        self.signed_in.update(|times| *times += 1);
        self.send(Event::AskedAnyway);
    }

    pub(super) fn stop_fetching(self) {
        self.task.set_value(None);
        self.check.set_value(None);
        self.fetches.update_value(|fetches| *fetches += 1);
    }

    pub(super) fn fetch(self, ask: FetchTarget) {
        let registry = self.registry();
        self.task.set_value(Some(Task::start(async move {
            let mut told = |what| self.send(Event::Asking(what));
            let opened = image::open(&registry, &ask, &mut told).await;
            self.tell_relay_trouble();
            match opened {
                Ok(Extended { contents, lacks }) => {
                    self.send(Event::Fetched(Box::new(contents)));
                    self.choose_as_wanted();
                    // What came is shown before it is known why the rest did not.
                    if let Some(lacked) = why_lacking(&registry, &ask, &lacks).await {
                        self.send(Event::Lacked(Box::new(lacked)));
                    }
                    self.verify_at_once();
                }
                Err(failure) => {
                    if let Some(input) = image::instead(&registry, &ask, &mut told).await {
                        return self.send(Event::FoundInstead(input));
                    }
                    self.send(Event::Asking(words::reason()));
                    let diagnosis = examine(&registry, &ask, &failure.step, &failure.error).await;
                    self.send(Event::Refused {
                        failure: Box::new(failure),
                        diagnosis,
                    });
                }
            }
        })));
    }

    pub(super) fn fetch_more(self, ask: FetchTarget, digests: Vec<Digest>) {
        let contents = self
            .page
            .with_showing_now(|showing| showing.opened.contents.clone());
        let Some(contents) = contents else {
            return;
        };
        let registry = self.registry();
        self.task.set_value(Some(Task::start(async move {
            let mut told = |what| self.send(Event::Asking(what));
            let grown = image::grow(&registry, &ask, contents, &digests, &mut told).await;
            let Extended { contents, lacks } = grown;
            let lacked = why_lacking(&registry, &ask, &lacks).await;
            let trouble = lacked.map(|lacked| lacked.why);
            self.keep_choice(|| self.send(Event::MoreFetched(Box::new(contents), trouble)));
            self.verify_at_once();
        })));
    }

    pub(super) fn fetch_beside(self, ask: FetchTarget) {
        let registry = self.registry();
        self.task.set_value(Some(Task::start(async move {
            let mut told = |what| self.send(Event::Asking(what));
            let (found, lacks) = match image::open(&registry, &ask, &mut told).await {
                Ok(Extended { contents, lacks }) => (Ok(Box::new(contents)), lacks),
                Err(FetchError { error, step }) => {
                    let why = explain(&registry, &ask, &step, &error).await;
                    (Err(why), Vec::new())
                }
            };
            self.keep_choice(|| self.send(Event::BesideFetched(found)));
            if let Some(lacked) = why_lacking(&registry, &ask, &lacks).await {
                self.send(Event::Lacked(Box::new(lacked)));
            }
        })));
    }

    /// How many bytes of layers are fetched without being asked for.
    #[must_use]
    pub fn at_once(self) -> u64 {
        preference::number(LAYERS_AT_ONCE_KEY).unwrap_or_default()
    }

    /// Keeps that, and does so with what is open.
    pub fn set_at_once(self, bytes: u64) {
        preference::keep_number(LAYERS_AT_ONCE_KEY, bytes);
        self.verify_at_once();
    }

    fn verify_at_once(self) {
        let limit = self.at_once();
        let layers = self
            .page
            .with_showing_now(|showing| showing.layers_at_once(limit));
        if let Some(blobs) = layers
            && !blobs.is_empty()
        {
            self.send(Event::LayersAsked(blobs));
        }
    }

    pub(super) fn fetch_layer(self, target: FetchTarget, job: LayerJob) {
        let registry = self.registry();
        let mut fetch = LayerFetch::new(target, job.digest.clone());
        self.unless_stopped(async move {
            let next = fetch.request(&registry).await;
            move || self.go_on_with_layer(fetch, job, next)
        });
    }

    fn go_on_with_layer(
        self,
        fetch: LayerFetch,
        job: LayerJob,
        next: Result<BlobRequest, LayerError>,
    ) {
        let sent = match next {
            Ok(request) => request,
            Err(error) => return self.without_layer(&fetch, job.blob, error),
        };
        let (request, target) = (job.request(&sent), fetch.target().clone());
        let Some(files) = self.open_files.try_get_value() else {
            return;
        };
        let waiting = RefCell::new(Some((fetch, job)));
        files.call(Request::Fetch(request), move |reply| match reply {
            Reply::Refused { status, why, .. } => {
                if let Some((fetch, job)) = waiting.take() {
                    self.layer_refused(fetch, job, status, why);
                }
            }
            measured @ Reply::Measured { .. } => {
                self.registry().blob_came(&sent);
                self.came_by(&target, &sent.way);
                self.replied(measured);
            }
            other => self.replied(other),
        });
    }

    fn layer_refused(
        self,
        mut fetch: LayerFetch,
        job: LayerJob,
        status: Option<u16>,
        why: Message,
    ) {
        let registry = self.registry();
        self.unless_stopped(async move {
            let next = fetch.refused(&registry, status, why).await;
            move || self.go_on_with_layer(fetch, job, next)
        });
    }

    /// Says why a layer did not come, once that is found out.
    fn without_layer(self, fetch: &LayerFetch, blob: usize, error: LayerError) {
        let (registry, target) = (self.registry(), fetch.target().clone());
        let step = Step::Blob(fetch.digest().clone());
        self.unless_stopped(async move {
            let why = match error {
                LayerError::Refused(why) => why,
                LayerError::Pull(error) => explain(&registry, &target, &step, &error).await,
            };
            move || self.send(Event::LayerNotFetched { blob, why })
        });
    }

    /// Waits for something on the network, and does what it says unless a person
    /// has stopped the fetching meanwhile.
    fn unless_stopped<Then: FnOnce()>(self, what: impl Future<Output = Then> + 'static) {
        let turn = self.fetches.get_value();
        spawn_local(async move {
            let then = what.await;
            if self.fetches.try_get_value() == Some(turn) {
                then();
            }
        });
    }
}

/// Asks the doctor, where the error does not say all.
async fn examine(
    registry: &Registry<Fetch>,
    ask: &FetchTarget,
    step: &Step,
    error: &PullError,
) -> Option<Diagnosis> {
    let page = address::scheme();
    match (&ask.target, ask.reference()) {
        (Target::Layout(base), _) => {
            let url = base.below("index.json").ok()?;
            diagnose_host(registry.http(), page, &url, error).await
        }
        (_, Some(reference)) => {
            let examination = Examination {
                page,
                reference: &reference,
                step,
                error,
            };
            diagnose(registry.http(), &examination).await
        }
        (_, None) => None,
    }
}

/// Why something did not come that what is shown names.
pub(super) async fn why_lacking(
    registry: &Registry<Fetch>,
    ask: &FetchTarget,
    lacks: &[Lack],
) -> Option<Lacked> {
    let first = lacks.first()?;
    let Lack::Document { named, error } = first else {
        let why = lack_sentence(lacks, None)?;
        return Some(Lacked {
            why,
            error: None,
            diagnosis: None,
        });
    };
    // That it is not there says all.
    let diagnosis = match error.is_not_found() {
        true => None,
        false => {
            let ask = ask.for_document(&named.digest);
            examine(registry, &ask, &named.step(), error).await
        }
    };
    let what = diagnosis.as_ref().map(Diagnosis::what);
    Some(Lacked {
        why: lack_sentence(lacks, what)?,
        error: Some((**error).clone()),
        diagnosis,
    })
}

/// The same in words.
pub(super) async fn explain(
    registry: &Registry<Fetch>,
    ask: &FetchTarget,
    step: &Step,
    error: &PullError,
) -> Message {
    match examine(registry, ask, step, error).await {
        Some(diagnosis) => diagnosis.what(),
        None => error.message(),
    }
}
