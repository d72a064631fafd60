//! What looks at the tags of a repository.

use std::collections::{BTreeSet, HashMap};

use leptos::html::Tr;
use leptos::prelude::*;

use crate::image::digest::Digest;
use crate::image::reference::{Repository, Tag};
use crate::repository::look::{Looked, look};
use crate::repository::{Facts, Listing, Query};
use crate::source::registry::error::PullError;
use crate::ui::driver::Driver;
use crate::views::{ListHelp, Listed};
use crate::web::in_view::InView;
use crate::web::task::Task;
use crate::words::Message;

/// The tags of one repository, and what fetches their facts. All requests end
/// with the view that shows it; what is known is kept by the page.
#[derive(Clone, Copy)]
pub(super) struct TagsState {
    driver: Driver,
    pub(super) repository: StoredValue<Repository>,
    pub(super) listing: RwSignal<Option<Listing>, LocalStorage>,
    pub(super) help: RwSignal<Option<ListHelp>>,
    pub(super) query: RwSignal<Query>,
    list: StoredValue<Option<Task>, LocalStorage>,
    looks: StoredValue<HashMap<Tag, Task>, LocalStorage>,
    seen: StoredValue<BTreeSet<Tag>>,
    in_view: StoredValue<Option<InView>, LocalStorage>,
}

impl TagsState {
    pub(super) fn new(driver: Driver, repository: Repository) -> Self {
        let kept = driver.page.tags;
        kept.turn_to(&repository);
        let state = Self {
            driver,
            repository: StoredValue::new(repository),
            listing: kept.listing,
            help: RwSignal::new(None),
            query: kept.query,
            list: StoredValue::new_local(None),
            looks: StoredValue::new_local(HashMap::new()),
            seen: StoredValue::new(BTreeSet::new()),
            in_view: StoredValue::new_local(None),
        };
        let observer = InView::new(move |came, left| state.scrolled(&came, &left));
        state.in_view.set_value(observer.ok());
        // What is looked for makes other rows in any case.
        Effect::new(move |before: Option<()>| {
            state.query.track();
            if before.is_some() {
                state.fold();
            }
        });
        state
    }

    /// Asks for the list; `anyway` also where the answer is known.
    pub(super) fn ask(self, anyway: bool) {
        self.stop();
        let wanted = Listed::Tags(self.repository.get_value());
        self.listing.set(None);
        self.help.set(None);
        self.list.set_value(Some(Task::start(async move {
            if !anyway && let Some(help) = self.driver.known_to_refuse(&wanted).await {
                return self.help.set(Some(help));
            }
            let registry = self.driver.registry();
            match registry.tags(&self.repository.get_value()).await {
                Ok(tags) => self.listing.set(Some(Listing::new(tags))),
                Err(error) => {
                    let help = self.driver.why_no_list(&wanted, &error).await;
                    self.help.set(Some(help));
                }
            }
        })));
    }

    /// Reads the listing, and is told when it changes.
    pub(super) fn with<T: Default>(self, f: impl FnOnce(&Listing) -> T) -> T {
        self.listing
            .with(|listing| listing.as_ref().map(f))
            .unwrap_or_default()
    }

    /// Changes the listing and begins the looks that follow.
    fn change(self, f: impl FnOnce(&mut Listing) -> Vec<Tag>) {
        let begun = self
            .listing
            .try_update(|listing| listing.as_mut().map(f))
            .flatten();
        for tag in begun.unwrap_or_default() {
            self.begin(tag);
        }
    }

    fn begin(self, tag: Tag) {
        let of = tag.clone();
        let task = Task::start(async move {
            let registry = self.driver.registry();
            let known = |digest: &Digest| self.known(digest);
            let looked = look(&registry, &self.repository.get_value(), &of, known).await;
            self.looked(&of, looked);
        });
        let _ = self.looks.try_update_value(|looks| looks.insert(tag, task));
    }

    fn known(self, digest: &Digest) -> Option<Facts> {
        self.listing.with_untracked(|listing| {
            let facts = listing.as_ref()?.facts(digest)?;
            Some((**facts).clone())
        })
    }

    fn looked(self, tag: &Tag, looked: Result<Looked, PullError>) {
        let _ = self.looks.try_update_value(|looks| looks.remove(tag));
        match looked {
            Err(error @ PullError::RateLimited { .. }) => self.halt(error.message()),
            Err(error) => {
                let why = error.message();
                self.change(|listing| listing.answered(tag, Err(why)));
            }
            Ok(Looked { facts, way }) => self.change(|listing| {
                listing.came_by(way);
                listing.answered(tag, Ok(facts))
            }),
        }
    }

    fn halt(self, why: Message) {
        self.looks.set_value(HashMap::new());
        self.change(|listing| {
            listing.halt(why);
            Vec::new()
        });
    }

    /// Ends all looks.
    pub(super) fn stop(self) {
        self.looks.set_value(HashMap::new());
        self.change(|listing| {
            listing.cancel();
            Vec::new()
        });
    }

    pub(super) fn resume(self) {
        let seen: Vec<Tag> = self.seen.get_value().into_iter().collect();
        self.change(|listing| listing.resume(&seen));
    }

    pub(super) fn want_all(self) {
        self.change(Listing::want_all);
    }

    /// Puts tags that are known to be of one image in one row.
    pub(super) fn fold(self) {
        self.change(|listing| {
            listing.fold();
            Vec::new()
        });
    }

    pub(super) fn retry(self) {
        self.change(Listing::retry);
    }

    /// Looks at the tag of a row once it is seen.
    pub(super) fn watch(self, row: NodeRef<Tr>) {
        Effect::new(move |_| {
            let Some(row) = row.get() else { return };
            let _ = self.in_view.try_with_value(|observer| match observer {
                Some(observer) => observer.watch(&row),
                None => self.want_all(),
            });
        });
    }

    fn scrolled(self, came: &[String], left: &[String]) {
        let tags = |names: &[String]| -> Vec<Tag> {
            let tags = names.iter().filter_map(|name| name.parse().ok());
            tags.collect()
        };
        let (came, left) = (tags(came), tags(left));
        let _ = self.seen.try_update_value(|seen| {
            seen.extend(came.iter().cloned());
            for tag in &left {
                seen.remove(tag);
            }
        });
        self.change(|listing| {
            listing.leave(&left);
            listing.enter(&came)
        });
    }
}
