//! What is installed in an image: packages, with the layer that brought each.

use leptos::ev::Event;
use leptos::prelude::*;

use crate::format::visible;
use crate::packages::{Ecosystem, PackageRows};
use crate::protocol::files::{FilesReply, FilesRequest, Work};
use crate::ui::driver::Driver;
use crate::ui::driver::reading::Worked;
use crate::ui::file_work::{FileWork, WorkProgress};
use crate::ui::language::{say, say_sentence};
use crate::views::file_tree::{FilesMode, Stacked};
use crate::views::packages::{FilesShown, PackageLine, of_word, word};
use crate::words::{Message, file_system, packages as words};

/// How many are in a list at first, and how many more on request.
const AT_ONCE: usize = 200;

/// What is known of them.
#[derive(Clone, Copy)]
struct List {
    driver: Driver,
    layers: Memo<Vec<Stacked>>,
    work: FileWork,
    text: RwSignal<String>,
    ecosystem: RwSignal<Option<Ecosystem>>,
    rows: RwSignal<Vec<PackageLine>>,
    /// How many were found, and of each ecosystem.
    all: RwSignal<usize>,
    ecosystems: RwSignal<Vec<(Ecosystem, usize)>>,
    /// How many there are, and what to know about that, once they are read.
    read: RwSignal<Option<(usize, Vec<Message>)>>,
    failed: RwSignal<Option<Message>>,
    /// Counts the questions: an answer to an earlier one is late.
    asked: StoredValue<u64>,
}

/// The list, by name, what is read anew where more of the layers is known.
#[component]
pub(super) fn InstalledPackages(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let list = List {
        driver,
        layers,
        work: FileWork::new(driver),
        text: RwSignal::new(String::new()),
        ecosystem: RwSignal::new(None),
        rows: RwSignal::new(Vec::new()),
        all: RwSignal::new(0),
        ecosystems: RwSignal::new(Vec::new()),
        read: RwSignal::new(None),
        failed: RwSignal::new(None),
        asked: StoredValue::new(0),
    };
    Effect::new(move |_| list.read(layers.get()));
    Effect::new(move |_| {
        list.text.track();
        list.ecosystem.track();
        list.read.track();
        list.ask(0);
    });
    let said = move || match (list.failed.get(), list.read.get()) {
        (Some(why), _) => visible(&say_sentence(why)),
        (None, None) => say(file_system::reading()),
        (None, Some((all, _))) => say_sentence(words::count(all)),
    };
    let notes = move || {
        let (_, notes) = list.read.get()?;
        let notes = notes.into_iter();
        let notes = notes.map(|note| view! { <li>{visible(&say_sentence(note))}</li> });
        Some(view! { <ul class="hint notes">{notes.collect_view()}</ul> })
    };
    let is_read = move || {
        list.read
            .with(|read| read.as_ref().is_some_and(|(all, _)| *all > 0))
    };
    let is_stopped = move || {
        let is_open = list.read.with(Option::is_none) && list.failed.with(Option::is_some);
        is_open && !list.work.is_going_on()
    };
    view! {
        <div class="packages">
            <p role="status">{said}</p>
            <WorkProgress work=list.work/>
            <Show when=is_stopped>
                <p class="actions"><button type="button" on:click=move |_| list.read(layers.get_untracked())>{say(words::read_again())}</button></p>
            </Show>
            {notes}
            <Show when=is_read>
                <Query list/>
                <Table list/>
            </Show>
        </div>
    }
}

impl List {
    fn read(self, layers: Vec<Stacked>) {
        self.forget();
        let lists = layers.iter().map(Stacked::list).collect();
        self.driver.lay_files(lists, move |done| {
            // Others may be wanted by now, or the view is gone.
            if self.layers.try_get_untracked().as_ref() != Some(&layers) {
                return;
            }
            match done {
                Ok(()) => self
                    .work
                    .begin(Work::Packages, &layers, move |done| self.ended(done)),
                Err(why) => self.failed.set(Some(why)),
            }
        });
    }

    /// Nothing is known of the packages of other layers.
    fn forget(self) {
        self.work.abandon();
        self.asked.update_value(|asked| *asked += 1);
        self.failed.set(None);
        self.read.set(None);
        self.rows.set(Vec::new());
        self.all.set(0);
        self.ecosystems.set(Vec::new());
    }

    fn ended(self, done: Worked) {
        match done {
            Ok((FilesReply::PackagesRead { all, notes }, _)) => {
                self.read.set(Some((all, notes)));
            }
            Ok(_) => self.failed.set(Some(words::not_read())),
            Err(why) => self.failed.set(Some(why)),
        }
    }

    fn ask(self, first: usize) {
        if self.read.with_untracked(Option::is_none) {
            return;
        }
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let request = FilesRequest::Packages {
            text: self.text.get_untracked(),
            ecosystem: self.ecosystem.get_untracked(),
            first,
            count: AT_ONCE,
        };
        self.driver.ask_file(request, move |reply| {
            if let (FilesReply::Packages(rows), true) =
                (reply, self.asked.try_get_value() == number)
            {
                self.show(&rows);
            }
        });
    }

    fn show(self, found: &PackageRows) {
        self.rows.update(|rows| {
            rows.truncate(found.first);
            rows.extend(found.rows.iter().map(PackageLine::of));
        });
        self.all.set(found.all);
        self.ecosystems.set(found.ecosystems.clone());
    }
}

#[component]
fn Query(list: List) -> impl IntoView {
    let typed = move |event: Event| list.text.set(event_target_value(&event));
    let narrowed = move |event: Event| list.ecosystem.set(of_word(&event_target_value(&event)));
    let options = move || {
        let ecosystems = list.ecosystems.get().into_iter();
        let options = ecosystems.map(|(ecosystem, count)| {
            let is_chosen = move || list.ecosystem.get() == Some(ecosystem);
            let label = say(words::of_ecosystem(ecosystem.label(), count));
            view! { <option value=word(ecosystem) prop:selected=is_chosen>{label}</option> }
        });
        options.collect_view()
    };
    view! {
        <div class="files-query">
            <label>{say(words::look_for())}" "<input type="search" autocomplete="off" spellcheck="false" on:input=typed/></label>
            <label>{say(words::installed_by())}" "
                <select on:change=narrowed><option value="">{say(words::anything())}</option>{options}</select>
            </label>
        </div>
    }
}

#[component]
fn Table(list: List) -> impl IntoView {
    let row = move |line: PackageLine| {
        view! {
            <tr>
                <th scope="row"><bdi>{line.name}</bdi></th>
                <td><bdi>{line.version}</bdi></td>
                <td>{say(line.ecosystem)}</td>
                <td>{say(line.layer)}</td>
                <td><FilesOf list number=line.number files=line.files/></td>
            </tr>
        }
    };
    let more = move || {
        let shown = list.rows.with(Vec::len);
        let rest = list.all.get().saturating_sub(shown);
        (rest > 0).then(|| {
            view! {
                <p class="more">{say_sentence(file_system::more_hidden(rest))}" "
                    <button type="button" on:click=move |_| list.ask(shown)>{say(file_system::show_more())}</button>
                </p>
            }
        })
    };
    let heads = [
        words::name,
        words::version,
        words::installed_by,
        words::since,
        words::files,
    ];
    view! {
        <div class="table-scroll" role="region" aria-label=say(file_system::installed()) tabindex="0">
            <table class="hidden-table">
                <caption class="visually-hidden">{say(words::caption())}</caption>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{say(head())}</th> }).collect_view()}</tr></thead>
                <tbody>{move || list.rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Show when=move || list.all.get() == 0>
            <p class="empty">{say(words::none_found())}</p>
        </Show>
        {more}
    }
}

/// The files of a package, once they are asked for.
#[component]
fn FilesOf(list: List, number: usize, files: FilesShown) -> impl IntoView {
    let paths: RwSignal<Option<(Vec<String>, usize)>> = RwSignal::new(None);
    let ask = move |_| {
        let request = FilesRequest::PackageFiles {
            number,
            count: AT_ONCE,
        };
        list.driver.ask_file(request, move |reply| {
            if let FilesReply::PackageFiles(found) = reply {
                let rest = found.all.saturating_sub(found.paths.len());
                let _ = paths.try_set(Some((found.paths, rest)));
            }
        });
    };
    let shown = move || {
        match (&files, paths.get()) {
        (FilesShown::Unknown, _) => say(words::files_unknown()).into_any(),
        (FilesShown::At(path), _) => view! { <ShowPath list path=path.clone()/> }.into_any(),
        (FilesShown::List(count), None) => view! {
            <button type="button" class="link" on:click=ask>{say(words::count_of_files(*count))}</button>
        }
        .into_any(),
        (FilesShown::List(_), Some((paths, rest))) => {
            let more = (rest > 0).then(|| view! { <li class="hint">{say(words::more_files(rest))}</li> });
            let paths = paths.into_iter();
            let paths = paths.map(|path| view! { <li><ShowPath list path/></li> });
            view! { <ul class="paths">{paths.collect_view()}{more}</ul> }.into_any()
        }
    }
    };
    view! { {shown} }
}

/// A path that leads into the tree.
#[component]
fn ShowPath(list: List, path: String) -> impl IntoView {
    let page = list.driver.page;
    let shown = visible(&path);
    let show = move |_| {
        page.files.set(FilesMode::Whole);
        page.layer.set(None);
        page.path.set(path.trim_start_matches('/').to_owned());
    };
    view! { <button type="button" class="link" on:click=show><bdi>{shown}</bdi></button> }
}
