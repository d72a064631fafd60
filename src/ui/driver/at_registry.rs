//! Asks a registry about what it need not send: which blobs it has, and what
//! refers to a manifest.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Driver;
use super::network::explain;
use crate::image::digest::Digest;
use crate::session::Event;
use crate::source::registry::doctor::Step;
use crate::source::registry::error::PullError;
use crate::source::registry::image::{FetchTarget, presence};
use crate::web::task::Task;
use crate::words::Message;

/// How many requests are under way at a time: what a browser sends to one host.
const AT_A_TIME: usize = 6;

impl Driver {
    /// Some at a time; ends at the first that says why nothing can be asked. What
    /// the registry says of one blob says nothing of the others.
    pub(super) fn check_pull(self, ask: FetchTarget, digests: Vec<Digest>) {
        let registry = self.registry();
        self.check.set_value(Some(Task::start(async move {
            let mut why: Option<Message> = None;
            for some in digests.chunks(AT_A_TIME) {
                if let Some(why) = &why {
                    for digest in some {
                        self.send(Event::PullAnswered(digest.clone(), Err(why.clone())));
                    }
                    continue;
                }
                for (digest, answer) in presence(&registry, &ask, some).await {
                    let answer = match answer {
                        Ok((presence, way)) => {
                            self.came_by(&ask, &way);
                            Ok(presence)
                        }
                        Err(error) => {
                            let step = Step::Blob(digest.clone());
                            let said = explain(&registry, &ask, &step, &error).await;
                            if !matches!(error, PullError::Registry(_)) {
                                why.get_or_insert_with(|| said.clone());
                            }
                            Err(said)
                        }
                    };
                    self.send(Event::PullAnswered(digest, answer));
                }
            }
        })));
    }

    pub(super) fn find_referrers(self, ask: FetchTarget, to: Digest) {
        let (turn, registry) = (self.fetches.get_value(), self.registry());
        let Some(reference) = ask.reference() else {
            return;
        };
        spawn_local(async move {
            let found = registry
                .checked_referrers(&reference.repository, &to, None)
                .await;
            let answer = match found {
                Ok(referrers) => Ok(referrers),
                Err(error) => Err(explain(&registry, &ask, &Step::Manifest, &error).await),
            };
            if self.fetches.try_get_value() == Some(turn) {
                let ways = answer.as_ref().map(|found| found.pages.ways.as_slice());
                self.all_came_by(&ask, ways.unwrap_or_default());
                self.send(Event::ReferrersAnswered(to, answer.map(Box::new)));
            }
        });
    }
}
