//! Looks for the signatures of what is open where it came from. Called by the part of the
//! page that shows them, and by nothing that comes before it.

use leptos::prelude::*;

use super::Driver;
use super::network::why_lacking;
use crate::image::digest::Digest;
use crate::session::Event;
use crate::source::registry::image::{Extended, find_signatures};
use crate::web::task::Task;

impl Driver {
    /// Asks for the signatures and attestations of `digests`, because a person wants to
    /// see them; `false` where nobody can be asked, or something else is being asked for.
    /// What comes is in what is open, and which places answered in its `looked`.
    pub fn find_signatures(self, digests: Vec<Digest>) -> bool {
        let asked = self.page.find_now(|showing| {
            let ask = showing.asked.clone().filter(|_| showing.asking.is_none())?;
            Some((ask, showing.opened.contents.clone()))
        });
        let Some((ask, contents)) = asked.filter(|_| !digests.is_empty()) else {
            return false;
        };
        self.send(Event::SignaturesAsked);
        let registry = self.registry();
        self.task.set_value(Some(Task::start(async move {
            let mut told = |what| self.send(Event::Asking(what));
            let found = find_signatures(&registry, &ask, contents, &digests, &mut told).await;
            self.tell_relay_trouble();
            let Extended { contents, lacks } = found;
            let lacked = why_lacking(&registry, &ask, &lacks).await;
            let trouble = lacked.map(|lacked| lacked.why);
            self.keep_choice(|| self.send(Event::MoreFetched(Box::new(contents), trouble)));
        })));
        true
    }
}
