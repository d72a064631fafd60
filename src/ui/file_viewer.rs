//! A file of a layer, opened: what it is, and its lines, bytes, entries or picture.

use leptos::html::Div;
use leptos::prelude::*;

use crate::file_system::EntryAt;
use crate::format::{Bytes, visible, visible_line};
use crate::image::digest::Computed;
use crate::protocol::files::{FileLine, FilesReply, FilesRequest, OpenedFile, Shows};
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::driver::reading::Wish;
use crate::ui::file_diff::FileDiff;
use crate::ui::file_panel::FilePanel;
use crate::ui::file_work::{FileWork, WorkProgress, save_worked};
use crate::ui::language::{say, say_sentence};
use crate::ui::wanted_file::Wanted;
use crate::views::file_tree::{Stacked, layer_name};
use crate::web::files_client::Beside;
use crate::web::object_url::ObjectUrl;
use crate::words::{Message, amounts, controls, detail, file_system as words, joined};

/// The height of a line in CSS pixels; `style/file_tree.css` has the same.
const LINE: usize = 20;

/// How many lines stand in the document, and how many of them above what is seen.
const LINES_DRAWN: usize = 120;
const ABOVE: usize = 30;

/// No element of a page is higher than some 17 million pixels in Firefox.
const MOST_LINES: usize = 800_000;

/// What came of opening it.
type Opened = Result<(OpenedFile, Option<Beside>), Message>;

/// The file that is wanted.
#[component]
pub(super) fn FileViewer(
    driver: Driver,
    wanted: RwSignal<Option<Wanted>>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    move || {
        let file = wanted.get()?;
        Some(match file.older {
            Some(older) => view! { <FileDiff driver wanted layers file older/> }.into_any(),
            None => view! { <Viewer driver wanted layers file/> }.into_any(),
        })
    }
}

#[component]
fn Viewer(
    driver: Driver,
    wanted: RwSignal<Option<Wanted>>,
    layers: Memo<Vec<Stacked>>,
    file: Wanted,
) -> impl IntoView {
    let opened: RwSignal<Option<Opened>, LocalStorage> = RwSignal::new_local(None);
    let number = file.entry.layer as usize;
    let layer = layers.with_untracked(|layers| layers.get(number).cloned());
    let at = layer.map(|layer| (layer, file.entry));
    let path = StoredValue::new(file.path.clone());
    if let Some(at) = &at {
        FileWork::new(driver).read(Wish::Open, at, &file.path, move |done| {
            opened.set(match done {
                Ok((FilesReply::Opened(file), picture)) => Some(Ok((*file, picture))),
                Ok(_) => None,
                Err(why) => Some(Err(why)),
            });
        });
    }
    let at = StoredValue::new(at);
    let saving = FileWork::saving(driver);
    let save = move |_| {
        let path = path.get_value();
        let name = path.rsplit('/').next().unwrap_or_default();
        let name = visible_line(name);
        if let Some(at) = at.get_value() {
            saving.read(Wish::Save, &at, &path, move |done| {
                save_worked(driver, done, &name);
            });
        }
    };
    let action = view! { <button type="button" on:click=save>{say(words::save_file())}</button> };
    let body = move || {
        opened.with(|opened| match opened {
            None => view! { <p class="hint" role="status">{say(words::opening())}</p> }.into_any(),
            Some(Err(why)) => {
                view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
            }
            Some(Ok((file, picture))) => {
                let (file, picture) = (file.clone(), picture.clone());
                let sum = file.sha256.is_none();
                let sum = sum.then(|| view! { <Sum driver at path/> });
                view! { <FileBody driver file picture/> {sum} }.into_any()
            }
        })
    };
    let of = layer_name(file.entry.layer);
    view! {
        <FilePanel driver wanted path=file.path of action=action.into_any()>
            <WorkProgress work=saving/>
            {body}
        </FilePanel>
    }
}

/// The digest of a large file, on request: all of it is read for that.
#[component]
fn Sum(
    driver: Driver,
    at: StoredValue<Option<(Stacked, EntryAt)>>,
    path: StoredValue<String>,
) -> impl IntoView {
    let sum: RwSignal<Option<Result<Computed, Message>>> = RwSignal::new(None);
    let work = FileWork::new(driver);
    let ask = move |_| {
        let Some(at) = at.get_value() else { return };
        work.read(Wish::Digest, &at, &path.get_value(), move |done| {
            sum.set(match done {
                Ok((FilesReply::Digest(digest), _)) => digest.map(Ok),
                Ok(_) => None,
                Err(why) => Some(Err(why)),
            });
        });
    };
    let said = move || match sum.get() {
        Some(Ok(digest)) => {
            let text = digest.to_string();
            view! { <code>{text.clone()}</code> <CopyButton text what=controls::digest()/> }
                .into_any()
        }
        Some(Err(why)) => {
            view! { <span class="wrong">{visible(&say_sentence(why))}</span> }.into_any()
        }
        None if work.is_going_on() => say(words::computing()).into_any(),
        None => view! { <button type="button" on:click=ask>{say(words::compute_sum())}</button> }
            .into_any(),
    };
    view! {
        <p role="status">"SHA-256: "{said}</p>
        <WorkProgress work/>
    }
}

#[component]
fn FileBody(driver: Driver, file: OpenedFile, picture: Option<Beside>) -> impl IntoView {
    let digest = file
        .sha256
        .map(|digest| digest.to_string())
        .unwrap_or_default();
    let facts = file.facts.into_iter().map(|(term, value)| {
        let value = visible(&say(value));
        let copy = (value == digest)
            .then(|| view! { <CopyButton text=digest.clone() what=controls::digest()/> });
        view! { <div><dt>{say(term)}</dt><dd>{value}" "{copy}</dd></div> }
    });
    let facts = facts.collect_view();
    let notes = file.notes.into_iter();
    let notes = notes.map(|note| view! { <p class="hint">{visible(&say_sentence(note))}</p> });
    let content = match file.shows {
        Shows::Nothing => ().into_any(),
        Shows::Lines(count) => view! { <Lines driver count is_text=true/> }.into_any(),
        Shows::Bytes(count) => view! { <Lines driver count is_text=false/> }.into_any(),
        Shows::Picture(_) => view! { <Picture picture/> }.into_any(),
        Shows::Entries { entries, more } => view! { <Entries entries more/> }.into_any(),
    };
    view! {
        <dl class="facts">{facts}</dl>
        {notes.collect_view()}
        {content}
    }
}

/// A raster image, which the browser draws from its bytes.
#[component]
fn Picture(picture: Option<Beside>) -> impl IntoView {
    let url = picture.and_then(|picture| ObjectUrl::of(&picture).ok());
    let url = StoredValue::new_local(url);
    let source = url.with_value(|url| url.as_ref().map(|url| url.text().to_owned()));
    view! { <p class="picture-of-file"><img src=source alt=say(words::picture())/></p> }
}

#[component]
fn Entries(entries: Vec<(String, Option<u64>)>, more: usize) -> impl IntoView {
    let row = |(path, size): (String, Option<u64>)| {
        let full = size.map(|size| say(amounts::bytes_in_full(size)));
        let size = size.map(|size| say(joined::verbatim(Bytes(size))));
        view! { <tr><th scope="row"><bdi>{path}</bdi></th><td class="size" title=full>{size}</td></tr> }
    };
    let more = (more > 0).then(|| {
        view! { <p class="hint">{say_sentence(words::entries_not_shown(more))}</p> }
    });
    view! {
        {more}
        <div class="table-scroll entries" role="region" aria-label=say(detail::entries()) tabindex="0">
            <table class="hidden-table">
                <thead><tr><th scope="col">{say(words::path())}</th><th scope="col">{say(detail::size())}</th></tr></thead>
                <tbody>{entries.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Lines of text, or rows of bytes: those that can be seen.
#[component]
fn Lines(driver: Driver, count: usize, is_text: bool) -> impl IntoView {
    let shown = count.min(MOST_LINES);
    let list = NodeRef::<Div>::new();
    let lines = RwSignal::new((0, Vec::<FileLine>::new()));
    let first = RwSignal::new(0_usize);
    let found = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        let first_wanted = first.get();
        let request = FilesRequest::Lines {
            first: first_wanted,
            count: LINES_DRAWN,
        };
        driver.ask_file(request, move |reply| {
            if let FilesReply::Lines(all) = reply {
                // The view may be gone by now.
                let _ = lines.try_set((first_wanted, all));
            }
        });
    });
    let scrolled = move |_| {
        let list = list.try_get_untracked().flatten();
        let top = list.map_or(0, |list| list.scroll_top());
        let seen = usize::try_from(top).unwrap_or_default() / LINE;
        let next = seen.saturating_sub(ABOVE) / 10 * 10;
        if next != first.get_untracked() {
            first.set(next);
        }
    };
    let go_to = move |line: usize| {
        // The view may be gone by now.
        let _ = found.try_set(Some(line));
        if let Some(list) = list.try_get_untracked().flatten() {
            let top = line.saturating_sub(3) * LINE;
            list.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
        }
    };
    let height = format!("{}px", shown * LINE);
    let rows_height = height.clone();
    let rows = move || {
        let (first, lines) = lines.get();
        let lines = lines.into_iter().enumerate();
        lines
            .map(|(at, line)| (first + at, line))
            .collect::<Vec<_>>()
    };
    let row = move |(at, line): (usize, FileLine)| {
        let goes_on = line.is_cut.then_some("…");
        view! {
            <div class="line" class:found=move || found.get() == Some(at)>
                <span class="number">{line.number}</span>
                <span class="text">{line.text}{goes_on}</span>
                {line.ascii.map(|ascii| view! { <span class="ascii">{ascii}</span> })}
            </div>
        }
    };
    let top = move || format!("translateY({}px)", lines.with(|(first, _)| first * LINE));
    let rest = count.saturating_sub(MOST_LINES);
    let rest = (rest > 0).then(|| {
        view! { <p class="hint">{say_sentence(words::rest_not_shown(rest))}</p> }
    });
    view! {
        {rest}
        {is_text.then(|| view! { <FindInFile driver found go_to/> })}
        <div class="file-lines" class:bytes=!is_text role="region" aria-label=say(words::content_of_file()) tabindex="0"
            style=("--rows", rows_height) node_ref=list on:scroll=scrolled>
            <div class="all" style:block-size=height>
                <div style:transform=top><For each=rows key=Clone::clone let(line)>{row(line)}</For></div>
            </div>
        </div>
    }
}

#[component]
fn FindInFile(
    driver: Driver,
    found: RwSignal<Option<usize>>,
    go_to: impl Fn(usize) + Copy + Send + 'static,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let nothing = RwSignal::new(false);
    let find = move |from: usize| {
        let wanted = text.get_untracked();
        if wanted.is_empty() {
            nothing.set(false);
            return found.set(None);
        }
        let asked = wanted.clone();
        let request = FilesRequest::FindLine { text: wanted, from };
        driver.ask_file(request, move |reply| {
            if let FilesReply::FoundLine(line) = reply {
                // Something else was typed, or the view is gone.
                if text.try_get_untracked().as_ref() != Some(&asked) {
                    return;
                }
                nothing.set(line.is_none());
                if let Some(line) = line {
                    go_to(line);
                }
            }
        });
    };
    let next = move || find(found.get_untracked().map_or(0, |line| line + 1));
    let submitted = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        next();
    };
    view! {
        <form class="files-search" on:submit=submitted>
            <label for="find-in-file">{say(words::find_in_file())}</label>
            <input type="search" id="find-in-file" autocomplete="off" spellcheck="false" autocapitalize="none"
                on:input=move |event| { text.set(event_target_value(&event)); find(0); }/>
            <button type="submit" class="quiet">{say(words::find_next())}</button>
            <span class="hint" role="status">{move || nothing.get().then(|| say(words::not_in_file()))}</span>
        </form>
    }
}
