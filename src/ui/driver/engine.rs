//! What the driver does for engines: an image of one becomes a file that is open, with
//! what the engine said of it.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Driver;
use crate::input::EnginePlace;
use crate::inspect::Report;
use crate::session::Event;
use crate::source::InputFile;
use crate::source::engine::answers::Images;
use crate::source::engine::client::Which;
use crate::source::engine::{Greeting, ImageName};
use crate::web::files::Picked;
use crate::web::received::Received;
use crate::web::scratch;

/// What an engine told, for as long as nobody asks another one: Back returns to it as it
/// was, and nothing is asked again.
#[derive(Clone, Copy)]
pub struct EngineKept {
    pub place: StoredValue<Option<EnginePlace>>,
    pub greeting: RwSignal<Option<Greeting>>,
    pub images: RwSignal<Option<Images>, LocalStorage>,
    /// What the engine said of the image that is being opened.
    after: StoredValue<Option<Rc<dyn Report>>, LocalStorage>,
    /// What another engine is to be asked for as soon as its page is there.
    to_ask: StoredValue<Option<Which>>,
    /// The names of files that were received, as the browser keeps them.
    received: StoredValue<Vec<String>>,
}

impl EngineKept {
    pub(super) fn new() -> Self {
        Self {
            place: StoredValue::new(None),
            greeting: RwSignal::new(None),
            images: RwSignal::new_local(None),
            after: StoredValue::new_local(None),
            to_ask: StoredValue::new(None),
            received: StoredValue::new(Vec::new()),
        }
    }

    /// Keeps what is known of the engine at `place`, and forgets what is of another.
    pub fn turn_to(self, place: &EnginePlace) {
        if self.place.get_value().as_ref() != Some(place) {
            self.place.set_value(Some(place.clone()));
            self.greeting.set(None);
            self.images.set(None);
        }
    }

    /// The page of the engine that is turned to lists its images at once: a person has
    /// pressed the button for them.
    pub fn ask_at_once(self, which: Which) {
        self.to_ask.set_value(Some(which));
    }

    /// Whether that is so, once.
    #[must_use]
    pub fn is_to_be_asked(self) -> Option<Which> {
        self.to_ask.try_update_value(Option::take).flatten()
    }

    pub(super) fn forget_report(self) {
        self.after.set_value(None);
    }
}

impl Driver {
    /// Opens the archive that an engine gave out, with what it says of the image.
    pub fn open_reported(self, received: Received, name: &ImageName, report: Rc<dyn Report>) {
        let Received { file, name: kept } = received;
        let size = file.size() as u64;
        let path = file_name(name);
        self.open(vec![Picked {
            input: InputFile { path, size },
            file,
        }]);
        self.engine.after.set_value(Some(report));
        self.engine.received.update_value(|all| all.extend(kept));
    }

    /// Removes the files of engines that nothing leads back to.
    pub fn remove_received(self) {
        let mut in_use = self.names_in_use();
        self.given.with_untracked(|given| {
            let all = given.picked.iter().chain(&given.before);
            in_use.extend(all.map(|picked| picked.file.name()));
        });
        let mut unused = Vec::new();
        self.engine.received.update_value(|all| {
            all.retain(|name| {
                let is_used = in_use.contains(name);
                if !is_used {
                    unused.push(name.clone());
                }
                is_used
            });
        });
        spawn_local(async move { scratch::remove_named(&unused).await });
    }

    /// What was said of it, once what it is about is open.
    pub(super) fn report_after(self) -> Option<Event> {
        let report = self.engine.after.try_update_value(Option::take).flatten()?;
        Some(Event::Reported(report))
    }
}

/// The name of the file, of characters that stand in a name on every disk.
fn file_name(name: &ImageName) -> String {
    let plain = name.as_str().replace(['/', ':', '@'], "_");
    format!("{plain}.tar")
}
