//! What the driver does on the network: documents in the page, layers in
//! workers.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Driver;
use crate::image::digest::Digest;
use crate::protocol::{FetchJob, Reply, Request};
use crate::session::{Event, Lacked, LayerJob};
use crate::source::registry::auth::Credential;
use crate::source::registry::client::Registry;
use crate::source::registry::doctor::{Diagnosis, Examination, Step, diagnose, diagnose_host};
use crate::source::registry::error::PullError;
use crate::source::registry::http::TransportError;
use crate::source::registry::image::{self, Extended, FetchError, FetchTarget, Lack, Target};
use crate::url::Origin;
use crate::views::lack_sentence;
use crate::web::address;
use crate::web::fetch::Fetch;
use crate::web::preference;
use crate::web::task::Task;
use crate::words::{Message, page as words};

/// Under which the browser keeps it.
const LAYERS_AT_ONCE_KEY: &str = "assay-layers-at-once";

impl Driver {
    /// The client for all registries: it alone knows passwords.
    #[must_use]
    pub fn registry(self) -> Rc<Registry<Fetch>> {
        self.registry.get_value()
    }

    /// Keeps what a person typed for exactly `registry`, and asks again.
    pub fn sign_in(self, registry: &Origin, credential: Credential) {
        self.registry().sign_in(registry, credential);
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
            let mut told = |what: String| self.send(Event::Asking(what.into()));
            match image::open(&registry, &ask, &mut told).await {
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
            let mut told = |what: String| self.send(Event::Asking(what.into()));
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
            let mut told = |what: String| self.send(Event::Asking(what.into()));
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

    pub(super) fn fetch_layer(self, ask: FetchTarget, job: LayerJob) {
        self.call_for_layer(ask, job, false);
    }

    /// `again`: the registry has refused it once, and was asked anew since.
    fn call_for_layer(self, ask: FetchTarget, job: LayerJob, again: bool) {
        let turn = self.fetches.get_value();
        let registry = self.registry();
        spawn_local(async move {
            let called = prepare(&registry, &ask, &job).await;
            if self.fetches.try_get_value() != Some(turn) {
                return;
            }
            let fetch = match called {
                Ok(fetch) => fetch,
                Err(error) => return self.without_layer(ask, job, error),
            };
            let preflight = fetch.authorization.is_some();
            let Some(desk) = self.desk.try_get_value() else {
                return;
            };
            desk.call(Request::Fetch(fetch), move |reply| match reply {
                Reply::Refused { status, why, .. } => {
                    self.layer_refused(ask.clone(), job.clone(), again, preflight, status, why);
                }
                other => self.replied(other),
            });
        });
    }

    fn layer_refused(
        self,
        ask: FetchTarget,
        job: LayerJob,
        again: bool,
        preflight: bool,
        status: Option<u16>,
        why: String,
    ) {
        match status {
            None => {
                let origin = ask.origin().clone();
                let error = TransportError::NoAnswer { origin };
                self.without_layer(ask, job, PullError::Transport { error, preflight });
            }
            // A token that ended while others were fetched.
            Some(401) if !again => self.ask_for_layer_again(ask, job),
            Some(_) => self.say_of_layer(job.blob, why.into()),
        }
    }

    fn ask_for_layer_again(self, ask: FetchTarget, job: LayerJob) {
        let (turn, registry) = (self.fetches.get_value(), self.registry());
        let Some(reference) = ask.reference() else {
            return;
        };
        spawn_local(async move {
            let presence = registry.presence(&reference.repository, &job.digest).await;
            if self.fetches.try_get_value() != Some(turn) {
                return;
            }
            match presence {
                Ok(_) => self.call_for_layer(ask, job, true),
                Err(error) => self.without_layer(ask, job, error),
            }
        });
    }

    /// Finds out why a layer did not come, and says so.
    fn without_layer(self, ask: FetchTarget, job: LayerJob, error: PullError) {
        let (turn, registry) = (self.fetches.get_value(), self.registry());
        spawn_local(async move {
            let step = Step::Blob(job.digest);
            let why = explain(&registry, &ask, &step, &error).await;
            if self.fetches.try_get_value() == Some(turn) {
                self.say_of_layer(job.blob, why);
            }
        });
    }

    fn say_of_layer(self, blob: usize, why: Message) {
        self.send(Event::Replied(vec![Reply::NotFetched { blob, why }]));
    }
}

async fn prepare(
    registry: &Registry<Fetch>,
    ask: &FetchTarget,
    job: &LayerJob,
) -> Result<FetchJob, PullError> {
    let authorization = match ask.reference() {
        Some(reference) => registry.authorization(&reference.repository).await?,
        None => None,
    };
    Ok(FetchJob {
        blob: job.blob,
        url: ask.blob_address(&job.digest)?.to_string(),
        authorization,
        size: job.size,
        options: job.options,
    })
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
async fn why_lacking(
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
        why: lack_sentence(lacks, what.map(Message::from))?,
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
        Some(diagnosis) => diagnosis.what().into(),
        None => error.message(),
    }
}
