//! Asks a registry about what it need not send: which blobs it has, and what
//! refers to a manifest.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Driver;
use super::network::explain;
use crate::image::digest::Digest;
use crate::session::Event;
use crate::source::registry::doctor::Step;
use crate::source::registry::image::{Ask, presence};

impl Driver {
    pub(super) fn check_pull(self, ask: Ask, digests: Vec<Digest>) {
        let (turn, registry) = (self.fetches.get_value(), self.registry());
        spawn_local(async move {
            for (digest, answer) in presence(&registry, &ask, &digests).await {
                let answer = match answer {
                    Ok(presence) => Ok(presence),
                    Err(error) => {
                        let step = Step::Blob(digest.clone());
                        Err(explain(&registry, &ask, &step, &error).await)
                    }
                };
                // The page may show something else by now.
                if self.fetches.try_get_value() != Some(turn) {
                    return;
                }
                self.send(Event::PullAnswered(digest, answer));
            }
        });
    }

    pub(super) fn find_referrers(self, ask: Ask, to: Digest) {
        let (turn, registry) = (self.fetches.get_value(), self.registry());
        let Some(reference) = ask.reference() else {
            return;
        };
        spawn_local(async move {
            let found = registry.referrers(&reference.repository, &to, None).await;
            let answer = match found {
                Ok(referrers) => Ok(referrers),
                Err(error) => Err(explain(&registry, &ask, &Step::Manifest, &error).await),
            };
            if self.fetches.try_get_value() == Some(turn) {
                self.send(Event::ReferrersAnswered(to, answer));
            }
        });
    }
}
