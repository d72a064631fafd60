//! What an image ships that its last file system does not show.

use leptos::prelude::*;

use crate::file_system::{Ask, DiveLayer, DiveNumbers, Sizes, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::views::file_tree::{FilesMode, HiddenRow, Stacked, dive_said, sizes_said, unread_said};
use crate::views::report::file_name;
use crate::web::download::save_blob;
use crate::web::files_client::Beside;
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
    dive: RwSignal<Option<(DiveNumbers, Beside)>, LocalStorage>,
    failed: RwSignal<Option<Message>>,
}

/// The list, the largest first, and how much it is in all.
#[component]
pub(super) fn HiddenFiles(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let hidden = Hidden {
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(None),
        sizes: RwSignal::new(None),
        dive: RwSignal::new_local(None),
        failed: RwSignal::new(None),
    };
    Effect::new(move |_| {
        let all = layers.get();
        hidden.forget();
        let stored = all.iter().map(|layer| layer.stored.clone()).collect();
        driver.lay_files(stored, move |done| match done {
            Ok(()) => {
                hidden.ask_more(driver, 0);
                hidden.ask_sizes(driver);
                hidden.ask_dive(driver, all);
            }
            Err(why) => hidden.fail(why),
        });
    });
    let unread = Memo::new(move |_| layers.with(|layers| unread_said(layers)));
    let said = move || match (hidden.failed.get(), hidden.sizes.get()) {
        (Some(why), _) => visible(&say_sentence(why)),
        (None, None) => say(words::reading()),
        (None, Some(sizes)) => say_sentence(sizes_said(&sizes)),
    };
    // Of what was not read, nobody knows.
    let none = move || hidden.all.get() == Some(0) && unread.with(Option::is_none);
    view! {
        <div class="hidden-files">
            <p role="status">{said}" "{move || unread.get().map(say_sentence)}</p>
            <Dive driver hidden/>
            <Show when=none>
                <p class="empty">{say(words::no_hidden())}</p>
            </Show>
            <Show when=move || hidden.all.get().is_some_and(|all| all > 0)>
                <Table driver hidden unread/>
            </Show>
        </div>
    }
}

impl Hidden {
    fn forget(self) {
        self.rows.set(Vec::new());
        self.all.set(None);
        self.sizes.set(None);
        self.dive.set(None);
        self.failed.set(None);
    }

    fn ask_sizes(self, driver: Driver) {
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

    fn ask_more(self, driver: Driver, first: usize) {
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
fn Table(driver: Driver, hidden: Hidden, unread: Memo<Option<Message>>) -> impl IntoView {
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
                    <button type="button" on:click=move |_| hidden.ask_more(driver, hidden.rows.with_untracked(Vec::len))>{say(words::show_more())}</button>
                </p>
            }
        })
    };
    let count = move || {
        let count = words::hidden_count(hidden.all.get()?);
        Some(say_sentence(match unread.with(Option::is_some) {
            true => joined::clauses(count, words::as_far_as_known()),
            false => count,
        }))
    };
    let heads = [words::path, detail::size, words::layer, words::why];
    view! {
        <p class="hint">{count}</p>
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
