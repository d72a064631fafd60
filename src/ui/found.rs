//! What the box finds in what is open, listed below it while a person types.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::tachys::html::element::ElementExt;
use leptos::tachys::renderer::RemoveEventHandler;

use crate::bytes::tar_scan::Listing;
use crate::inspect::graph::NodeId;
use crate::ui::driver::Driver;
use crate::ui::language::{locale, say_sentence};
use crate::ui::reach::{Choosing, Options, act};
use crate::views::reach::{Found, Line, everything, found, in_files};
use crate::web::document;
use crate::words::Message;

/// The lists of files that are searched: of small layers.
type Listings = RwSignal<Vec<((NodeId, Message), Listing)>, LocalStorage>;

/// What the list below the box depends on.
#[derive(Clone, Copy)]
struct Sought {
    driver: Driver,
    typed: RwSignal<String>,
    /// Whether anything is open.
    searches: Memo<bool>,
    /// Whether the list is open, where there is one.
    is_open: RwSignal<bool>,
    listings: Listings,
    found: Memo<Found>,
    choosing: Choosing,
}

#[component]
pub(super) fn BoxResults(driver: Driver, field: NodeRef<Input>) -> impl IntoView {
    let found = Sought::new(driver);
    let heard = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            heard.set_value(Some(found.listen(&field)));
        }
    });
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            found.describe(&field);
        }
    });
    let said = move || {
        found
            .found
            .with(|found| found.said.as_ref().map(say_sentence))
    };
    let choose = move |line: Line| found.choose(line);
    view! {
        <Show when=move || found.is_shown()>
            <div class="box-results">
                <Options choosing=found.choosing choose/>
                <p class="hint" role="status">{said}</p>
            </div>
        </Show>
    }
}

impl Sought {
    fn new(driver: Driver) -> Self {
        let page = driver.page;
        let typed = RwSignal::new(String::new());
        let is_open = RwSignal::new(false);
        let listings: Listings = RwSignal::new_local(Vec::new());
        let all = Memo::new(move |_| {
            let image = page.image.get();
            let lines = is_open
                .get()
                .then(|| page.with_showing_now(|showing| everything(showing, image, &*locale())));
            lines.flatten().unwrap_or_default()
        });
        let found = Memo::new(move |_| {
            let typed = typed.get();
            let found = all.with(|all| {
                page.with_showing_now(|showing| found(showing, all, &typed, &*locale()))
            });
            with_paths(found.unwrap_or_default(), listings, &typed)
        });
        let choosing = Choosing {
            id: "box-lines",
            lines: Signal::derive(move || found.with(|found| found.lines.clone())),
            active: RwSignal::new(None),
        };
        Self {
            driver,
            typed,
            searches: Memo::new(move |_| page.with_showing(|_| ()).is_some()),
            is_open,
            listings,
            found,
            choosing,
        }
    }

    fn is_shown(self) -> bool {
        self.is_open.get() && self.found.with(|found| !found.lines.is_empty())
    }

    /// Says what the field is: a plain one, where nothing is open that it could search.
    fn describe(self, field: &document::Field) {
        let searches = self.searches.get();
        let expanded = self.is_shown();
        let active = self.choosing.active_id().filter(|_| expanded);
        let expanded = expanded.to_string();
        for (name, value) in [
            ("role", Some("combobox")),
            ("aria-autocomplete", Some("list")),
            ("aria-controls", Some(self.choosing.id)),
            ("aria-expanded", Some(expanded.as_str())),
            ("aria-activedescendant", active.as_deref()),
        ] {
            document::set_attribute(field, name, value.filter(|_| searches));
        }
    }

    /// Hears what happens in the field, which is older than this list; until what it
    /// gives is dropped.
    fn listen(self, field: &document::Field) -> [RemoveEventHandler<document::Element>; 3] {
        let of_field = field.clone();
        let typed = move |_| {
            let _ = self.typed.try_set(of_field.value());
            let _ = self.choosing.active.try_set(None);
            self.open();
        };
        [
            field.on(ev::input, typed),
            field.on(ev::blur, move |_| self.close()),
            field.on(ev::keydown, move |event| self.pressed(&event)),
        ]
    }

    fn open(self) {
        if self.is_open.try_get_untracked() == Some(false) {
            self.is_open.set(true);
            let listings = self.listings;
            self.driver.list_small(move |all| {
                let _ = listings.try_set(all);
            });
        }
    }

    fn close(self) {
        let _ = self.is_open.try_set(false);
        let _ = self.listings.try_set(Vec::new());
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        if self.is_open.try_get_untracked() != Some(true) {
            return;
        }
        match (event.key().as_str(), self.choosing.chosen()) {
            ("Enter", Some(line)) => {
                event.prevent_default();
                self.choose(line);
            }
            ("Enter", None) => self.close(),
            ("Escape", _) => {
                event.prevent_default();
                self.close();
            }
            _ => self.choosing.pressed(event, true),
        }
    }

    fn choose(self, line: Line) {
        self.close();
        act(self.driver, line.deed);
    }
}

/// The paths that hold the text, below all else.
fn with_paths(mut found: Found, listings: Listings, typed: &str) -> Found {
    listings.with(|listings| {
        if found.takes_paths(typed) {
            for (layer, listing) in listings {
                let paths = in_files(listing, layer.clone(), typed, &*locale());
                found.add(paths);
            }
        }
    });
    found
}
