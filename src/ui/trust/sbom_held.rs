//! A bill of materials held against the packages that are in the layers, once a person
//! asks for it: the databases of those are read for that.

use leptos::prelude::*;

use super::table::Table;
use crate::attestation::sbom::{Comparison, MAX_PACKAGES, Sbom, held};
use crate::format::visible;
use crate::packages::PackageRows;
use crate::protocol::files::{FilesReply, FilesRequest, Work};
use crate::ui::driver::Driver;
use crate::ui::driver::reading::Worked;
use crate::ui::file_work::{FileWork, WorkProgress};
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::attestations::{HeldRow, held_notes, held_rows, held_said};
use crate::views::file_tree::{Stacked, stack};
use crate::words::{Message, attestations as words};

/// What came of it.
#[derive(Clone, PartialEq)]
struct Compared {
    comparison: Comparison,
    /// What to know about the packages of the layers.
    notes: Vec<Message>,
}

/// The comparison that a person may ask for.
#[derive(Clone, Copy)]
struct Asked {
    driver: Driver,
    sbom: StoredValue<Sbom>,
    layers: Memo<Vec<Stacked>>,
    work: FileWork,
    came: RwSignal<Option<Result<Compared, Message>>>,
}

#[component]
pub(super) fn HeldAgainstLayers(driver: Driver, sbom: StoredValue<Sbom>) -> impl IntoView {
    let page = driver.page;
    let layers = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| stack(&showing.opened, image))
            .unwrap_or_default()
    });
    let asked = Asked {
        driver,
        sbom,
        layers,
        work: FileWork::new(driver),
        came: RwSignal::new(None),
    };
    // What came is about the layers that were there.
    Effect::new(move |_| {
        layers.track();
        asked.work.abandon();
        asked.came.set(None);
    });
    let are_listed = Memo::new(move |_| {
        let is_listed = |layer: &Stacked| layer.list().is_some();
        layers.with(|layers| !layers.is_empty() && layers.iter().all(is_listed))
    });
    let shown = move || {
        asked.came.get().map(|came| match came {
            Ok(compared) => view! { <ComparedView asked compared/> }.into_any(),
            Err(why) => {
                view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
            }
        })
    };
    let fallback = || view! { <p class="hint">{say_sentence(words::layers_not_listed())}</p> };
    view! {
        <Show when=move || are_listed.get() fallback>
            <p class="actions">
                <button type="button" on:click=move |_| asked.begin()>{say(words::compare_with_layers())}</button>
            </p>
        </Show>
        <WorkProgress work=asked.work/>
        <div aria-live="polite">{shown}</div>
    }
}

impl Asked {
    fn begin(self) {
        let layers = self.layers.get_untracked();
        self.came.set(None);
        self.driver.start_files();
        let lists = layers.iter().map(Stacked::list).collect();
        self.driver.lay_files(lists, move |done| {
            // Others may be wanted by now, or the view is gone.
            if self.layers.try_get_untracked().as_ref() != Some(&layers) {
                return;
            }
            match done {
                Ok(()) => {
                    let ended = move |done| self.read(done);
                    self.work.begin(Work::Packages, &layers, ended);
                }
                Err(why) => self.fail(why),
            }
        });
    }

    fn fail(self, why: Message) {
        let _ = self.came.try_set(Some(Err(why)));
    }

    /// The packages are read: all of them are asked for.
    fn read(self, done: Worked) {
        let notes = match done {
            Ok((FilesReply::PackagesRead { notes, .. }, _)) => notes,
            Ok(_) => return self.fail(words::layers_not_compared()),
            Err(why) => return self.fail(why),
        };
        let request = FilesRequest::Packages {
            text: String::new(),
            ecosystem: None,
            first: 0,
            count: MAX_PACKAGES,
        };
        self.driver.ask_file(request, move |reply| {
            if let FilesReply::Packages(rows) = reply {
                self.compare(rows, notes);
            }
        });
    }

    fn compare(self, rows: PackageRows, notes: Vec<Message>) {
        let packages = rows.rows.into_iter().map(|row| row.package);
        let packages: Vec<_> = packages.collect();
        let compared = self.sbom.try_with_value(|sbom| Compared {
            comparison: held(sbom, &packages),
            notes,
        });
        if let Some(compared) = compared {
            let _ = self.came.try_set(Some(Ok(compared)));
        }
    }
}

#[component]
fn ComparedView(asked: Asked, compared: Compared) -> impl IntoView {
    let is_whole = asked.sbom.with_value(|sbom| sbom.packages.left_out == 0);
    let own = held_notes(&compared.comparison, is_whole).into_iter();
    let notes = own.chain(compared.notes);
    let notes = notes.map(|note| view! { <li>{visible(&say_sentence(note))}</li> });
    let rows = held_rows(&compared.comparison);
    view! {
        <p class="answer">{say_sentence(held_said(&compared.comparison))}</p>
        <ul class="hint notes">{notes.collect_view()}</ul>
        {(!rows.is_empty()).then(|| view! { <Differences rows/> })}
    }
}

#[component]
fn Differences(rows: Vec<HeldRow>) -> impl IntoView {
    let limit = drawn_rows();
    let count = rows.len();
    let rows = StoredValue::new(rows);
    let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
    let shown = move || {
        let rows = rows.with_value(|rows| rows.iter().take(limit.get()).cloned().collect());
        let rows: Vec<HeldRow> = rows;
        rows.into_iter()
            .map(|row| view! { <Row row/> })
            .collect_view()
    };
    let heads = vec![
        words::package(),
        words::kind(),
        words::check_result(),
        words::in_sbom(),
        words::in_layers(),
    ];
    view! {
        <Table caption=words::compared_with_layers() heads>{shown}</Table>
        <ShowMore hidden limit/>
    }
}

#[component]
fn Row(row: HeldRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row"><bdi>{row.name}</bdi></th>
            <td>{say(row.kind)}</td>
            <td>{say(row.what)}</td>
            <td><bdi>{row.sbom}</bdi></td>
            <td><bdi>{row.layers}</bdi></td>
        </tr>
    }
}
