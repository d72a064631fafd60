//! Which of several elements a person sees, told as they scroll.
//!
//! An element is known by its attribute [`NAME`].

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use crate::web::error::Thrown;

/// The attribute by which an element is told.
pub const NAME: &str = "data-seen-as";

/// How far outside of the window counts as seen: by the time that it is
/// scrolled to, it has been asked for.
const MARGIN: &str = "200px";

type FetchProgress = Closure<dyn FnMut(Vec<IntersectionObserverEntry>)>;

/// Tells until it is dropped. Elements that are removed count as left.
#[must_use = "an observer that is dropped tells nothing"]
pub struct InView {
    observer: IntersectionObserver,
    _told: FetchProgress,
}

impl InView {
    /// Calls `changed` with the names that came into view and those that left.
    ///
    /// # Errors
    /// Where the browser has no such observer.
    pub fn new(
        mut changed: impl FnMut(Vec<String>, Vec<String>) + 'static,
    ) -> Result<Self, Thrown> {
        let told: FetchProgress = Closure::new(move |entries: Vec<IntersectionObserverEntry>| {
            let (mut came, mut left) = (Vec::new(), Vec::new());
            for entry in entries {
                let Some(name) = entry.target().get_attribute(NAME) else {
                    continue;
                };
                match entry.is_intersecting() {
                    true => came.push(name),
                    false => left.push(name),
                }
            }
            changed(came, left);
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer =
            IntersectionObserver::new_with_options(told.as_ref().unchecked_ref(), &options)?;
        Ok(Self {
            observer,
            _told: told,
        })
    }

    /// Tells of `element` from now on, beginning with where it is.
    pub fn watch(&self, element: &Element) {
        self.observer.observe(element);
    }
}

impl Drop for InView {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
