//! What the driver does for other ways to a registry: relays and mirrors.

use leptos::prelude::*;

use super::Driver;
use crate::session::Event;
use crate::source::registry::image::FetchTarget;
use crate::source::registry::route::{DetourError, Detours, RELAY_FILE, Way};
use crate::web::preference;
use crate::web::task::Task;
use crate::words::routes as words;

/// Under which the browser keeps what a person wants asked in the place of registries.
const DETOURS_KEY: &str = "assay-relays-and-mirrors";

/// What was kept; `None` where nothing was, or the browser keeps nothing.
fn in_store() -> Option<Detours> {
    let text = preference::word(DETOURS_KEY)?;
    Some(Detours::from_text(&text))
}

/// What was kept.
pub(super) fn kept() -> Detours {
    in_store().unwrap_or_default()
}

impl Driver {
    /// Changes what a person wants asked in the place of registries, as another tab may
    /// have left it, and keeps that.
    ///
    /// # Errors
    /// Those of `change`; then nothing is changed.
    pub fn change_detours(
        self,
        change: impl FnOnce(&mut Detours) -> Result<(), DetourError>,
    ) -> Result<Detours, DetourError> {
        let registry = self.registry();
        let mut all = in_store().unwrap_or_else(|| registry.detours());
        change(&mut all)?;
        preference::keep_word(DETOURS_KEY, &all.to_text());
        registry.set_detours(all.clone());
        Ok(all)
    }

    pub(super) fn look_for_way(self, ask: FetchTarget) {
        let registry = self.registry();
        self.task.set_value(Some(Task::start(async move {
            let found = registry.has_way_beside(ask.origin()).await;
            self.tell_relay_trouble();
            self.send(Event::WayLookedFor { found });
        })));
    }

    /// Says once that the relay of the site cannot be used.
    pub(super) fn tell_relay_trouble(self) {
        if let Some(error) = self.registry().take_relay_trouble() {
            self.tell(words::no_relay_of_file(RELAY_FILE, error.message()));
        }
    }

    pub(super) fn all_came_by(self, ask: &FetchTarget, ways: &[Way]) {
        for way in ways {
            self.came_by(ask, way);
        }
    }

    /// Notes by which way something of what `ask` has opened came, where that is another
    /// one, and it is still open.
    pub(super) fn came_by(self, ask: &FetchTarget, way: &Way) {
        let is_new = self.page.with_showing_now(|showing| {
            let contents = &showing.opened.contents;
            let is_open = showing.asked.as_ref() == Some(ask);
            is_open && !contents.ways.is_empty() && !contents.ways.contains(way)
        });
        if is_new == Some(true) {
            self.send(Event::CameBy(Box::new(way.clone())));
        }
    }
}
