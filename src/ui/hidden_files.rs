//! What an image ships that its last file system does not show.

use leptos::prelude::*;

use crate::file_system::{Ask, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::path_link::PathLink;
use crate::ui::secret_mark::SecretMark;
use crate::views::file_tree::Stacked;
use crate::views::shipped_files::{HiddenRow, hidden_said};
use crate::words::{Message, amounts, detail, file_system as words, joined};

/// How many are in the list at first, and how many more on request.
const AT_ONCE: usize = 200;

/// What of it is known.
#[derive(Clone, Copy)]
struct Hidden {
    rows: RwSignal<Vec<HiddenRow>>,
    /// How many there are in all, once that is known.
    all: RwSignal<Option<usize>>,
    /// Of how many layers not all is known.
    partial: RwSignal<usize>,
    failed: RwSignal<Option<Message>>,
}

/// The list, the largest first, and how much it is in all.
#[component]
pub(super) fn HiddenFiles(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let hidden = Hidden {
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(None),
        partial: RwSignal::new(0),
        failed: RwSignal::new(None),
    };
    Effect::new(move |_| {
        let all = layers.get();
        hidden.forget();
        let lists = all.iter().map(Stacked::list).collect();
        driver.lay_files(lists, move |done| match done {
            Ok(()) => hidden.ask_more(driver, 0),
            Err(why) => hidden.fail(why),
        });
    });
    let said = move || match (hidden.failed.get(), hidden.all.get()) {
        (Some(why), _) => visible(&say_sentence(why)),
        (None, None) => say(words::reading()),
        (None, Some(all)) => {
            let partial = hidden.partial.get();
            layers.with(|layers| say_sentence(hidden_said(layers, all, partial)))
        }
    };
    view! {
        <div class="hidden-files">
            <p role="status">{said}</p>
            <Show when=move || hidden.all.get().is_some_and(|all| all > 0)>
                <Table driver hidden/>
            </Show>
        </div>
    }
}

impl Hidden {
    fn forget(self) {
        self.rows.set(Vec::new());
        self.all.set(None);
        self.failed.set(None);
    }

    fn ask_more(self, driver: Driver, first: usize) {
        let count = AT_ONCE;
        driver.ask_files(Ask::Hidden { first, count }, move |answer| match answer {
            Ok(Told::Hidden {
                hidden,
                all,
                partial,
                ..
            }) => {
                let _ = self.rows.try_update(|rows| {
                    rows.truncate(first);
                    rows.extend(hidden.iter().map(HiddenRow::of));
                });
                let _ = self.partial.try_set(partial.len());
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

#[component]
fn Table(driver: Driver, hidden: Hidden) -> impl IntoView {
    let page = driver.page;
    let row = move |row: HiddenRow| {
        let full = say(amounts::bytes_in_full(row.size));
        view! {
            <tr>
                <th scope="row"><SecretMark secret=row.secret/><PathLink page path=row.path shown=row.shown/></th>
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
    let heads = [words::path, detail::size, words::layer, words::why];
    view! {
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
