//! What an image ships that is likely a secret.

use leptos::prelude::*;

use crate::file_system::{Ask, Told};
use crate::format::{Bytes, visible};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::path_link::PathLink;
use crate::views::file_tree::Stacked;
use crate::views::shipped_files::{SecretRow, secrets_said};
use crate::words::{Message, amounts, detail, file_system, joined, secrets as words};

/// How many are in the list at first, and how many more on request.
const AT_ONCE: usize = 200;

/// What of it is known.
#[derive(Clone, Copy)]
struct Secrets {
    rows: RwSignal<Vec<SecretRow>>,
    /// How many there are in all.
    all: RwSignal<usize>,
    /// What is said of them, once that is known.
    said: RwSignal<Option<Message>>,
    failed: RwSignal<Option<Message>>,
}

/// The list, by path, and on what grounds.
#[component]
pub(super) fn SecretFiles(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let secrets = Secrets {
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(0),
        said: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    Effect::new(move |_| {
        let all = layers.get();
        secrets.forget();
        let lists = all.iter().map(Stacked::list).collect();
        driver.lay_files(lists, move |done| match done {
            Ok(()) => secrets.ask_more(driver, layers, 0),
            Err(why) => secrets.fail(why),
        });
    });
    let said = move || match (secrets.failed.get(), secrets.said.get()) {
        (Some(why), _) => visible(&say_sentence(why)),
        (None, None) => say(file_system::reading()),
        (None, Some(said)) => say_sentence(said),
    };
    view! {
        <div class="secret-files">
            <p role="status">{said}</p>
            <p class="hint">{say_sentence(words::looked_for())}" "{say_sentence(words::what_likely_means())}</p>
            <Show when=move || secrets.all.get() != 0>
                <Table driver secrets layers/>
            </Show>
        </div>
    }
}

impl Secrets {
    fn forget(self) {
        self.rows.set(Vec::new());
        self.all.set(0);
        self.said.set(None);
        self.failed.set(None);
    }

    fn ask_more(self, driver: Driver, layers: Memo<Vec<Stacked>>, first: usize) {
        let count = AT_ONCE;
        driver.ask_files(Ask::Secrets { first, count }, move |answer| match answer {
            Ok(Told::Secrets {
                files,
                all,
                is_complete,
                partial,
                ..
            }) => {
                // The view may be gone by now.
                let _ = self.rows.try_update(|rows| {
                    rows.truncate(first);
                    rows.extend(files.iter().map(SecretRow::of));
                });
                let _ = self.all.try_set(all);
                let said = layers.try_with_untracked(|layers| {
                    secrets_said(layers, all, is_complete, partial.len())
                });
                let _ = self.said.try_set(said);
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
fn Table(driver: Driver, secrets: Secrets, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let page = driver.page;
    let row = move |row: SecretRow| {
        let full = row.size.map(|size| say(amounts::bytes_in_full(size)));
        let size = row.size.map(|size| say(joined::verbatim(Bytes(size))));
        view! {
            <tr>
                <th scope="row"><PathLink page path=row.path shown=row.shown/></th>
                <td>{say(row.secret)}</td>
                <td class="size" title=full>{size}</td>
                <td>{say(row.layer)}</td>
                <td>{say(row.state)}</td>
            </tr>
        }
    };
    let more = move || {
        let shown = secrets.rows.with(Vec::len);
        let rest = secrets.all.get().saturating_sub(shown);
        (rest > 0).then(|| {
            view! {
                <p class="more">{say_sentence(file_system::more_hidden(rest))}" "
                    <button type="button" on:click=move |_| secrets.ask_more(driver, layers, shown)>{say(file_system::show_more())}</button>
                </p>
            }
        })
    };
    let heads = [
        file_system::path,
        words::kind,
        detail::size,
        file_system::layer,
        words::visibility,
    ];
    view! {
        <div class="table-scroll" role="region" aria-label=say(file_system::secrets()) tabindex="0">
            <table class="hidden-table">
                <caption class="visually-hidden">{say(words::caption())}</caption>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                <tbody>{move || secrets.rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
}
