//! The bytes of each layer, and those of them that the last file system does not show.

use leptos::prelude::*;

use crate::file_system::{Ask, DiveLayer, DiveNumbers, Sizes, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::laid::Laid;
use crate::ui::language::{say, say_sentence};
use crate::views::file_sizes::{LayerLine, causes, dive_said, layer_lines, sizes_said};
use crate::views::file_tree::Stacked;
use crate::views::report::file_name;
use crate::web::download::save_blob;
use crate::web::files_client::Beside;
use crate::words::{Message, amounts, detail, file_sizes as words, file_system, joined};

/// What of it is known.
#[derive(Clone, Copy)]
struct Known {
    sizes: RwSignal<Option<Sizes>>,
    /// What dive says, and its JSON.
    dive: RwSignal<Option<(DiveNumbers, Beside)>, LocalStorage>,
    failed: RwSignal<Option<Message>>,
}

/// How much that is in all, by layer, and by cause.
#[component]
pub(super) fn Reclaimable(
    driver: Driver,
    layers: Memo<Vec<Stacked>>,
    laid: RwSignal<Laid>,
) -> impl IntoView {
    let known = Known {
        sizes: RwSignal::new(None),
        dive: RwSignal::new_local(None),
        failed: RwSignal::new(None),
    };
    Effect::new(move |_| {
        if matches!(laid.get(), Laid::As(_)) {
            known.forget();
            known.ask_sizes(driver);
            known.ask_dive(driver, layers.get_untracked());
        }
    });
    let said = move || match known.failed.get() {
        Some(why) => Some(why),
        None => known.sizes.with(|sizes| sizes.as_ref().map(sizes_said)),
    };
    view! {
        <p class="reclaimable" role="status">{move || said().map(say_sentence)}</p>
        <Dive driver known/>
        <Show when=move || known.sizes.with(Option::is_some)>
            <div class="size-tables">
                <Layers layers known/>
                <Causes known/>
            </div>
        </Show>
    }
}

impl Known {
    fn forget(self) {
        self.sizes.set(None);
        self.dive.set(None);
        self.failed.set(None);
    }

    fn ask_sizes(self, driver: Driver) {
        // The view may be gone by the time of an answer.
        driver.ask_files(Ask::Sizes, move |answer| match answer {
            Ok(Told::Sizes(sizes)) => drop(self.sizes.try_set(Some(sizes))),
            Ok(_) => {}
            Err(why) => drop(self.failed.try_set(Some(why))),
        });
    }

    fn ask_dive(self, driver: Driver, layers: Vec<Stacked>) {
        let known = layers.into_iter().map(|layer| {
            let digest = layer
                .diff_id
                .map_or(String::new(), |digest| digest.to_string());
            let named = DiveLayer {
                id: String::new(),
                digest,
                command: layer.step,
            };
            Some((layer.stored?, named))
        });
        // It says nothing of a part.
        let Some(known) = known.collect::<Option<Vec<_>>>() else {
            return;
        };
        driver.ask_dive(known, move |numbers, json| {
            let _ = self.dive.try_set(Some((numbers, json)));
        });
    }
}

/// What dive says of the same layers, and why that differs.
#[component]
fn Dive(driver: Driver, known: Known) -> impl IntoView {
    let said = move || {
        let (numbers, _) = known.dive.get()?;
        known
            .sizes
            .with(|sizes| dive_said(&numbers, sizes.as_ref()?))
    };
    let save = move |_| {
        let name = driver.page.with_showing_now(|showing| {
            file_name(&showing.opened.contents.input.name, "dive.json")
        });
        let json = known.dive.get_untracked();
        if let (Some(name), Some((_, json))) = (name, json)
            && let Err(thrown) = save_blob(&name, &json)
        {
            driver.tell(thrown.message());
        }
    };
    let line = move || {
        said().map(|said| {
            view! {
                <p class="hint">{say_sentence(said)}" "
                    <button type="button" on:click=save>{say(words::save_dive())}</button>
                </p>
            }
        })
    };
    view! { {line} }
}

#[component]
fn Layers(layers: Memo<Vec<Stacked>>, known: Known) -> impl IntoView {
    let lines = Memo::new(move |_| {
        known.sizes.with(|sizes| {
            let sizes = sizes.as_ref()?;
            Some(layers.with(|layers| layer_lines(layers, sizes)))
        })
    });
    let line = |line: LayerLine| {
        let sizes = line
            .sizes
            .map(|size| view! { <td class="size">{say(size)}</td> });
        view! { <tr><th scope="row">{visible(&say(line.name))}</th>{sizes.collect_view()}</tr> }
    };
    let rows = move || {
        let lines = lines.get().unwrap_or_default().into_iter();
        lines.map(line).collect_view()
    };
    let heads = [
        file_system::layer,
        words::stored,
        words::unpacked,
        words::not_visible,
    ];
    view! {
        <div>
            <h3>{say(words::per_layer())}</h3>
            <div class="table-scroll" role="region" aria-label=say(words::per_layer()) tabindex="0">
                <table class="hidden-table">
                    <caption class="visually-hidden">{say(words::per_layer_caption())}</caption>
                    <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

/// Nothing where all is visible.
#[component]
fn Causes(known: Known) -> impl IntoView {
    let row = |(cause, bytes): (Message, u64)| {
        let full = say(amounts::bytes_in_full(bytes));
        let size = say(joined::verbatim(Bytes(bytes)));
        view! { <tr><th scope="row">{say(cause)}</th><td class="size" title=full>{size}</td></tr> }
    };
    let all = move || known.sizes.with(|sizes| sizes.as_ref().map(causes));
    let all = Memo::new(move |_| all().unwrap_or_default());
    let is_part = move || {
        let stored = known.sizes.with(|sizes| sizes.as_ref()?.stored);
        stored
            .is_none()
            .then(|| say_sentence(file_system::as_far_as_known()))
    };
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <div>
                <h3>{say(words::by_cause())}</h3>
                <p class="hint">{is_part}</p>
                <div class="table-scroll" role="region" aria-label=say(words::by_cause()) tabindex="0">
                    <table class="hidden-table">
                        <thead><tr><th scope="col">{say(words::cause())}</th><th scope="col">{say(detail::size())}</th></tr></thead>
                        <tbody>{move || all.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </div>
        </Show>
    }
}
