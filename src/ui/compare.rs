//! Two images beside each other: which, the verdict, and what they differ in.

mod files;
mod matrix;
mod sections;

use leptos::html::Input;
use leptos::prelude::*;

use crate::comparison::Comparison;
use crate::comparison::side::{Both, Side};
use crate::format::{short, visible};
use crate::session::{Event, Showing};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::views::comparison::{
    ComparisonView, ImageOption, Outcome, bases, compared_with, image_options,
};
use crate::views::report::file_name;
use crate::views::{Choice, View};
use crate::web::{download, files as handles};
use crate::words::{Message, comparison as words};
use files::{Compared, Files};
use matrix::Matrix;
use sections::Section;

/// From how many rows on only those that differ are shown, until a person says so.
const MANY_ROWS: usize = 30;

/// The two places of the graph's images that are compared.
type Places = Memo<Option<Both<usize>>>;

#[component]
pub fn Compare(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let places: Places = Memo::new(move |_| {
        let (left, chosen) = (page.image.get(), page.other.get());
        let count = page.with_showing(|showing| showing.opened.graph.images.len());
        Some(Both::of(left, compared_with(count?, left, chosen)?))
    });
    let two = Memo::new(move |_| places.with(Option::is_some));
    view! {
        <Show when=move || two.get() fallback=move || view! { <NoSecond driver/> }>
            <Matrix page places/>
            <BesideEachOther driver places/>
        </Show>
    }
}

/// What to do where one image is open, or none.
#[component]
fn NoSecond(driver: Driver) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let changed = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let list = input.files().map(|list| handles::handles(&list));
        // The same file can be chosen again.
        input.set_value("");
        if let Some(list) = list {
            driver.open_to_compare(list);
        }
    };
    view! {
        <section class="compare" aria-labelledby="compare-heading">
            <h2 id="compare-heading">{say(View::Compare.label())}</h2>
            <p class="empty">{say_sentence(words::no_second())}</p>
            <Show when=move || driver.takes_more()>
                <label class="button">
                    {say(words::open_second())}
                    <input type="file" multiple class="visually-hidden" node_ref=input on:change=changed/>
                </label>
            </Show>
        </section>
    }
}

#[component]
fn BesideEachOther(driver: Driver, places: Places) -> impl IntoView {
    let page = driver.page;
    let compared = Compared::new(driver, places);
    let comparison = Memo::new(move |_| {
        let places = places.get()?;
        let comparison = page.find(|showing| {
            let images = &showing.opened.graph.images;
            let (left, right) = (images.get(places.left)?, images.get(places.right)?);
            Some(Comparison::of(&showing.opened, left, right))
        })?;
        Some(match compared.diff() {
            Some(diff) => comparison.with_files(diff),
            None => comparison,
        })
    });
    let shown = Memo::new(move |_| {
        let places = places.get()?;
        comparison.with(|comparison| {
            let comparison = comparison.as_ref()?;
            page.with_showing(|showing| ComparisonView::of(&showing.opened, places, comparison))
        })
    });
    let said_only = RwSignal::new(None);
    let only = Memo::new(move |_| {
        let count = shown.with(|shown| shown.as_ref().map_or(0, ComparisonView::row_count));
        said_only.get().unwrap_or(count > MANY_ROWS)
    });
    let names =
        Signal::derive(move || shown.with(|shown| shown.as_ref().map(|view| view.names.clone())));
    let sections = move || {
        let shown = shown.get();
        let sections = shown.map(|view| view.sections).unwrap_or_default();
        let sections = sections.into_iter().enumerate();
        sections
            .map(|(number, section)| view! { <Section number section names only/> })
            .collect_view()
    };
    view! {
        <section class="compare" aria-labelledby="compare-heading">
            <Choose page places/>
            <Verdict shown/>
            <Bases driver places/>
            <div class="compare-tools">
                <label class="check">
                    <input type="checkbox" prop:checked=move || only.get()
                        on:change=move |event| said_only.set(Some(event_target_checked(&event)))/>
                    {say(words::only_differences())}
                </label>
                <button type="button" on:click=move |_| save(driver, comparison)>{say(words::download())}</button>
            </div>
            {sections}
            <Files compared names/>
        </section>
    }
}

fn save(driver: Driver, comparison: Memo<Option<Comparison>>) {
    let Some(json) = comparison.with_untracked(|found| Some(found.as_ref()?.to_json())) else {
        return;
    };
    let saved = driver.page.with_showing_now(|showing| {
        let name = file_name(&showing.opened.contents.input.name, "compare.json");
        download::save(&name, "application/json", &json)
    });
    if let Some(Err(thrown)) = saved {
        driver.shell.notice.set(Some(thrown.message()));
    }
}

/// Shows these two.
fn choose(page: Page, places: Both<usize>) {
    page.choose(Choice::Image(places.left));
    page.other.set(Some(places.right));
}

#[component]
fn Choose(page: Page, places: Places) -> impl IntoView {
    let options = Memo::new(move |_| page.with_showing(image_options).unwrap_or_default());
    let swap = move |_| {
        if let Some(Both { left, right }) = places.get_untracked() {
            choose(page, Both::of(right, left));
        }
    };
    view! {
        <div class="compare-sides">
            <ChooseSide page places options side=Side::Left/>
            <button type="button" on:click=swap>{say(words::swap())}</button>
            <ChooseSide page places options side=Side::Right/>
        </div>
    }
}

#[component]
fn ChooseSide(
    page: Page,
    places: Places,
    options: Memo<Vec<ImageOption>>,
    side: Side,
) -> impl IntoView {
    let (id, label) = match side {
        Side::Left => ("compare-left", words::left()),
        Side::Right => ("compare-right", words::right()),
    };
    let on_side = move |places: Both<usize>| match side {
        Side::Left => places.left,
        Side::Right => places.right,
    };
    let option = move |option: ImageOption| {
        let chosen = move || places.get().map(on_side) == Some(option.place);
        let name = short(&visible(&say(option.name)));
        view! { <option value=option.place.to_string() prop:selected=chosen>{name}</option> }
    };
    let options = move || {
        let options = options.get().into_iter();
        options.map(option).collect_view()
    };
    // What one side takes from the other one is exchanged.
    let changed = move |event| {
        let place: Option<usize> = event_target_value(&event).parse().ok();
        let Some((place, before)) = place.zip(places.get_untracked()) else {
            return;
        };
        let Both { left, right } = before;
        let other = |other| {
            if place == other {
                on_side(before)
            } else {
                other
            }
        };
        choose(
            page,
            match side {
                Side::Left => Both::of(place, other(right)),
                Side::Right => Both::of(other(left), place),
            },
        );
    };
    view! {
        <p class="compare-side">
            <label for=id>{say(label)}</label>
            <select id=id on:change=changed>{options}</select>
        </p>
    }
}

#[component]
fn Verdict(shown: Memo<Option<ComparisonView>>) -> impl IntoView {
    let of =
        move |read: fn(&ComparisonView) -> Message| shown.with(|shown| shown.as_ref().map(read));
    let outcome = move || {
        shown.with(|shown| {
            shown
                .as_ref()
                .map_or(Outcome::NotKnown, |view| view.outcome)
        })
    };
    let notes =
        Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|view| view.notes.clone())));
    let notes = move || {
        let notes = notes.get().unwrap_or_default().into_iter();
        notes
            .map(|note| view! { <li>{visible(&say_sentence(note))}</li> })
            .collect_view()
    };
    view! {
        <h2 id="compare-heading">
            <span class=move || format!("sign {}", outcome().class()) aria-hidden="true">{move || outcome().sign()}</span>
            <span role="status">{move || of(|view| view.verdict.clone()).map(|said| visible(&say(said)))}</span>
        </h2>
        <ul class="compare-notes">{notes}</ul>
    }
}

/// What each of the two is built on, where that is known or claimed.
#[component]
fn Bases(driver: Driver, places: Places) -> impl IntoView {
    let page = driver.page;
    let found = Memo::new(move |_| {
        let places = places.get()?;
        let of = |showing: &Showing, place: usize| {
            let image = showing.opened.graph.images.get(place);
            image.map_or_else(Vec::new, |image| bases(&showing.opened, image))
        };
        page.with_showing(|showing| places.map(|place| of(showing, *place)))
    });
    let unread = Memo::new(move |_| {
        let of = |showing: &Showing, place: usize| {
            let image = showing.opened.graph.images.get(place);
            image.map_or_else(Vec::new, |image| showing.absent_attestations(image))
        };
        let unread = places.get().and_then(|Both { left, right }| {
            page.with_showing(|showing| [of(showing, left), of(showing, right)].concat())
        });
        unread.unwrap_or_default()
    });
    let line = |side: Message, said: Vec<Message>| {
        let said = said.into_iter();
        let said = said.map(|said| view! { <dd>{visible(&say_sentence(said))}</dd> });
        let said = said.collect_view();
        (!said.is_empty()).then(|| view! { <div><dt>{say(side)}</dt>{said}</div> })
    };
    let lines = move || {
        let Both { left, right } = found.get()?;
        Some(view! { <dl>{line(words::left(), left)}{line(words::right(), right)}</dl> })
    };
    let is_said = move || {
        found.with(|found| {
            let found = found.as_ref();
            found.is_some_and(|found| !found.left.is_empty() || !found.right.is_empty())
        })
    };
    let is_unread = Memo::new(move |_| unread.with(|unread| !unread.is_empty()));
    let is_asking =
        Memo::new(move |_| page.with_showing(|showing| showing.asking.is_some()) == Some(true));
    let read = move |_| driver.send(Event::MoreAsked(unread.get_untracked()));
    view! {
        <Show when=move || is_said() || is_unread.get()>
            <section class="compare-bases" aria-labelledby="compare-bases">
                <h3 id="compare-bases">{say(words::base_images())}</h3>
                {lines}
                <Show when=move || is_unread.get()>
                    <button type="button" on:click=read disabled=move || is_asking.get()>
                        {say(words::read_attestations())}
                    </button>
                </Show>
            </section>
        </Show>
    }
}
