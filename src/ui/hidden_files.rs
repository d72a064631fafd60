//! What an image ships that its last file system does not show.

use leptos::prelude::*;
use web_sys::Blob;

use crate::file_system::{Ask, DiveLayer, DiveNumbers, Sizes, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::views::file_tree::{FilesMode, HiddenRow, Stacked, dive_said, sizes_said, stack};
use crate::views::report::file_name;
use crate::web::download::save_blob;
use crate::words::{Message, amounts, detail, file_system as words, joined};

/// How many are in the list at first, and how many more on request.
const AT_ONCE: usize = 200;

/// What of it is known.
#[derive(Clone, Copy)]
struct Hidden {
    rows: RwSignal<Vec<HiddenRow>>,
    /// How many there are in all, once that is known.
    all: RwSignal<Option<usize>>,
    sizes: RwSignal<Option<Sizes>>,
    /// What dive says, and its JSON.
    dive: RwSignal<Option<(DiveNumbers, Blob)>, LocalStorage>,
    failed: RwSignal<Option<Message>>,
}

/// The list, the largest first, and how much it is in all.
#[component]
pub(super) fn HiddenFiles(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let hidden = Hidden {
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(None),
        sizes: RwSignal::new(None),
        dive: RwSignal::new_local(None),
        failed: RwSignal::new(None),
    };
    let layers = Memo::new(move |_| {
        let image = page.image.get();
        let stack = page.with_showing(|showing| stack(&showing.opened, image));
        stack.unwrap_or_default()
    });
    Effect::new(move |_| {
        let stored = layers.get().into_iter().map(|layer| layer.stored).collect();
        driver.lay_files(stored, move |done| match done {
            Ok(()) => {
                hidden.ask(driver);
                hidden.ask_dive(driver, layers.get_untracked());
            }
            Err(why) => hidden.fail(why),
        });
    });
    let unread = move || {
        layers.with(|all| {
            let unread = all.iter().filter(|layer| layer.stored.is_none()).count();
            (unread > 0).then(|| say_sentence(words::layers_not_read(unread, all.len())))
        })
    };
    let said = move || match hidden.failed.get() {
        Some(why) => Some(visible(&say_sentence(why))),
        None => match hidden.sizes.get() {
            None => Some(say(words::reading())),
            Some(sizes) => Some(say_sentence(sizes_said(&sizes))),
        },
    };
    view! {
        <div class="hidden-files">
            <p role="status">{said}" "{unread}</p>
            <Dive driver hidden/>
            <Show when=move || hidden.all.get() == Some(0)>
                <p class="empty">{say(words::no_hidden())}</p>
            </Show>
            <Show when=move || hidden.all.get().is_some_and(|all| all > 0)>
                <Table driver hidden/>
            </Show>
        </div>
    }
}

impl Hidden {
    fn ask(self, driver: Driver) {
        self.rows.try_set(Vec::new());
        self.ask_more(driver);
        driver.ask_files(Ask::Sizes, move |answer| match answer {
            Ok(Told::Sizes(sizes)) => drop(self.sizes.try_set(Some(sizes))),
            Ok(_) => {}
            Err(why) => self.fail(why),
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

    fn ask_more(self, driver: Driver) {
        let first = self.rows.try_with_untracked(Vec::len).unwrap_or_default();
        let count = AT_ONCE;
        driver.ask_files(Ask::Hidden { first, count }, move |answer| match answer {
            Ok(Told::Hidden { hidden, all, .. }) => {
                let _ = self.rows.try_update(|rows| {
                    rows.truncate(first);
                    rows.extend(hidden.iter().map(HiddenRow::of));
                });
                let _ = self.all.try_set(Some(all));
            }
            Ok(_) => {}
            Err(why) => self.fail(why),
        });
    }

    fn fail(self, why: Message) {
        let _ = self.failed.try_set(Some(why));
    }
}

/// What dive says of the same layers, and why that differs.
#[component]
fn Dive(driver: Driver, hidden: Hidden) -> impl IntoView {
    let said = move || {
        let (numbers, _) = hidden.dive.get()?;
        hidden
            .sizes
            .with(|sizes| dive_said(&numbers, sizes.as_ref()?))
    };
    let save = move |_| {
        let name = driver.page.with_showing_now(|showing| {
            file_name(&showing.opened.contents.input.name, "dive.json")
        });
        let json = hidden.dive.get_untracked();
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
fn Table(driver: Driver, hidden: Hidden) -> impl IntoView {
    let page = driver.page;
    let show = move |path: &str| {
        page.files.set(FilesMode::Whole);
        page.layer.set(None);
        page.path.set(path.trim_start_matches('/').to_owned());
    };
    let row = move |row: HiddenRow| {
        let full = say(amounts::bytes_in_full(row.size));
        view! {
            <tr>
                <th scope="row"><button type="button" class="link" on:click=move |_| show(&row.path)><bdi>{row.shown}</bdi></button></th>
                <td class="size" title=full>{say(joined::verbatim(Bytes(row.size)))}</td>
                <td>{say(row.layer)}</td>
                <td>{say(row.why)}</td>
            </tr>
        }
    };
    let more = move || {
        let rest = hidden.all.get()?.checked_sub(hidden.rows.with(Vec::len))?;
        (rest > 0).then(|| {
            view! {
                <p class="more">{say_sentence(words::more_hidden(rest))}" "
                    <button type="button" on:click=move |_| hidden.ask_more(driver)>{say(words::show_more())}</button>
                </p>
            }
        })
    };
    let heads = [words::path, detail::size, words::layer, words::why];
    view! {
        <p class="hint">{move || hidden.all.get().map(|all| say_sentence(words::hidden_count(all)))}</p>
        <div class="table-scroll" role="region" aria-label=say(words::hidden()) tabindex="0">
            <table class="hidden-table">
                <caption class="visually-hidden">{say(words::hidden_caption())}</caption>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                <tbody>{move || hidden.rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
}
