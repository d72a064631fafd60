//! The repositories of a registry, where it tells.

use leptos::prelude::*;

use super::refused::{Asking, RefusedList};
use crate::format::visible;
use crate::image::reference::Domain;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::{CatalogView, ListHelp, Listed, TagLink};
use crate::web::task::Task;
use crate::words::{Message, lists as words};

#[derive(Clone, Copy)]
struct CatalogState {
    driver: Driver,
    domain: StoredValue<Domain>,
    catalog: RwSignal<Option<CatalogView>>,
    help: RwSignal<Option<ListHelp>>,
    list: StoredValue<Option<Task>, LocalStorage>,
}

impl CatalogState {
    /// Asks for the list; `anyway` also where the answer is known.
    fn ask(self, anyway: bool) {
        let domain = self.domain.get_value();
        let wanted = Listed::Repositories(domain.clone());
        self.catalog.set(None);
        self.help.set(None);
        self.list.set_value(Some(Task::start(async move {
            if !anyway && let Some(help) = self.driver.known_to_refuse(&wanted).await {
                return self.help.set(Some(help));
            }
            match self.driver.registry().catalog(&domain).await {
                Ok(names) => self.catalog.set(Some(CatalogView::of(&names))),
                Err(error) => {
                    let help = self.driver.why_no_list(&wanted, &error).await;
                    self.help.set(Some(help));
                }
            }
        })));
    }
}

#[component]
pub(super) fn CatalogPage(driver: Driver, domain: Domain) -> impl IntoView {
    let name = domain.to_string();
    let state = CatalogState {
        driver,
        domain: StoredValue::new(domain),
        catalog: RwSignal::new(None),
        help: RwSignal::new(None),
        list: StoredValue::new_local(None),
    };
    Effect::new(move |before: Option<u64>| {
        let now = driver.signed_in.get();
        state.ask(before.is_some());
        now
    });
    let help = move || state.help.get();
    let waits = move || state.catalog.with(Option::is_none) && help().is_none();
    let refused = move || {
        help().map(|help| view! { <RefusedList driver help again=move || state.ask(true)/> })
    };
    let catalog = move || state.catalog.get().map(|view| view! { <Names view/> });
    view! {
        <section class="repository" aria-labelledby="repository-heading">
            <p class="hint">{say(words::repositories_of_registry())}</p>
            <h1 id="repository-heading"><bdi>{name}</bdi></h1>
            {move || waits().then(|| view! { <Asking/> })}
            {refused}
            {catalog}
        </section>
    }
}

#[component]
fn Names(view: CatalogView) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let limit = drawn_rows();
    let warnings = view.warnings.clone();
    let count = view.count.clone();
    let found = Memo::new(move |_| sought.with(|sought| view.containing(sought)));
    let hidden = Memo::new(move |_| found.with(Vec::len).saturating_sub(limit.get()));
    let names = move || {
        let names = found.get().into_iter().take(limit.get());
        let link = |link: TagLink| view! { <li><a href=link.link><bdi>{link.name}</bdi></a></li> };
        names.map(link).collect_view()
    };
    let warning = |text: Message| view! { <p class="notice">{visible(&say_sentence(text))}</p> };
    view! {
        <p role="status">{say_sentence(count)}</p>
        {warnings.into_iter().map(warning).collect_view()}
        <p class="tag-filters">
            <label for="repository-name">{say(words::name_contains())}</label>
            <input type="search" id="repository-name" spellcheck="false" autocomplete="off"
                on:input=move |event| sought.set(event_target_value(&event))/>
        </p>
        <ul class="names">{names}</ul>
        <ShowMore hidden limit/>
    }
}
