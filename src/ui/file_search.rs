//! What is found in the files of all layers.

use leptos::prelude::*;

use crate::file_system::{Ask, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::laid::Laid;
use crate::ui::language::{say, say_sentence};
use crate::ui::secret_mark::SecretMark;
use crate::views::file_tree::{HitRow, Stacked, unread_said};
use crate::words::{Message, amounts, detail, file_system as words, joined};

/// How many are in the list at first, and how many more on request.
const AT_ONCE: usize = 200;

/// What came of a search.
#[derive(Clone, Copy)]
struct Found {
    rows: RwSignal<Vec<HitRow>>,
    /// How many there are in all.
    all: RwSignal<usize>,
    said: RwSignal<Option<Message>>,
    is_wrong: RwSignal<bool>,
}

/// The list for what is typed, by path, and what came later first.
#[component]
pub(super) fn FoundFiles(
    driver: Driver,
    text: RwSignal<String>,
    layers: Memo<Vec<Stacked>>,
    laid: RwSignal<Laid>,
) -> impl IntoView {
    let page = driver.page;
    let found = Found {
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(0),
        said: RwSignal::new(None),
        is_wrong: RwSignal::new(false),
    };
    Effect::new(move |_| {
        // Again, where more of the layers is known.
        laid.track();
        found.ask(driver, text, 0);
    });
    let row = move |row: HitRow| {
        let path = StoredValue::new(row.path);
        let show = move |_| {
            let path = path.with_value(|path| path.trim_start_matches('/').to_owned());
            page.path.set(path);
        };
        let full = row.size.map(|size| say(amounts::bytes_in_full(size)));
        let size = row.size.map(|size| say(joined::verbatim(Bytes(size))));
        view! {
            <tr data-state=row.tone>
                <th scope="row"><button type="button" class="link" on:click=show><bdi>{row.shown}</bdi></button>" "<SecretMark secret=row.secret/></th>
                <td class="size" title=full>{size}</td>
                <td>{say(row.layer)}</td>
                <td><span class="sign" aria-hidden="true">{row.sign}</span>" "{say(row.state)}</td>
            </tr>
        }
    };
    let unread = move || layers.with(|layers| unread_said(layers));
    let more = move || {
        let shown = found.rows.with(Vec::len);
        let rest = found.all.get().saturating_sub(shown);
        (rest > 0).then(|| {
            view! {
                <p class="more">{say_sentence(words::more_hidden(rest))}" "
                    <button type="button" on:click=move |_| found.ask(driver, text, shown)>{say(words::show_more())}</button>
                </p>
            }
        })
    };
    let heads = [words::path, detail::size, words::layer, words::state];
    view! {
        <p class="hint" class:wrong=move || found.is_wrong.get() role="status">
            {move || found.said.get().map(|said| visible(&say_sentence(match unread() {
                Some(unread) if !found.is_wrong.get() => joined::clauses(said, unread),
                _ => said,
            })))}
        </p>
        <Show when=move || found.all.get() != 0>
            <div class="table-scroll" role="region" aria-label=say(words::found()) tabindex="0">
                <table class="hidden-table">
                    <caption class="visually-hidden">{say(words::found())}</caption>
                    <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                    <tbody>{move || found.rows.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {more}
        </Show>
    }
}

impl Found {
    fn ask(self, driver: Driver, text: RwSignal<String>, first: usize) {
        let wanted = text.get();
        let ask = Ask::Search {
            text: wanted.clone(),
            first,
            count: AT_ONCE,
        };
        driver.ask_files(ask, move |answer| {
            // Something else was typed, or the view is gone.
            if text.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            match answer {
                Ok(Told::Found {
                    hits,
                    all,
                    is_complete,
                    ..
                }) => {
                    self.rows.update(|rows| {
                        rows.truncate(first);
                        rows.extend(hits.iter().map(HitRow::of));
                    });
                    self.show(
                        all,
                        false,
                        match is_complete {
                            true => words::found_count(all),
                            false => {
                                joined::clauses(words::found_count(all), words::not_all_searched())
                            }
                        },
                    );
                }
                Ok(Told::NotAQuery(error)) => self.show(0, true, error.message()),
                Ok(_) => {}
                Err(why) => self.show(0, true, why),
            }
        });
    }

    fn show(self, all: usize, is_wrong: bool, said: Message) {
        self.all.set(all);
        self.is_wrong.set(is_wrong);
        self.said.set(Some(said));
    }
}
