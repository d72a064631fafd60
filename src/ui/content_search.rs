//! What is found in the contents of files, on request: all layers are read for it.

use leptos::prelude::*;

use crate::contents::ContentHit;
use crate::format::visible;
use crate::protocol::files::{FilesReply, FoundInContents, Work};
use crate::ui::driver::Driver;
use crate::ui::file_work::{FileWork, WorkProgress};
use crate::ui::language::{say, say_sentence};
use crate::views::content_hits::{HitLine, found_said, needle};
use crate::views::file_tree::Stacked;
use crate::words::{Message, contents as words, file_system};

/// What came of it.
type Found = RwSignal<Option<Result<FoundInContents, Message>>>;

/// A button that begins the search for what is typed, and what is found.
#[component]
pub(super) fn ContentSearch(
    driver: Driver,
    text: RwSignal<String>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    let work = FileWork::new(driver);
    let hidden = RwSignal::new(false);
    let found: Found = RwSignal::new(None);
    Effect::new(move |_| {
        // Of another text nothing is known.
        text.track();
        work.abandon();
        found.set(None);
    });
    let begin = move |_| {
        found.set(None);
        let (text, is_expression) = needle(&text.get_untracked());
        let search = Work::Search {
            text,
            is_expression,
            any_case: true,
            hidden: hidden.get_untracked(),
        };
        work.begin(search, &layers.get_untracked(), move |done| {
            found.set(match done {
                Ok((FilesReply::FoundInContents(all), _)) => Some(Ok(*all)),
                Ok(_) => None,
                Err(why) => Some(Err(why)),
            });
        });
    };
    let turned = move |event| hidden.set(event_target_checked(&event));
    let said = move || {
        found.with(|found| match found.as_ref()? {
            Ok(all) => Some(visible(&say_sentence(found_said(all)))),
            Err(why) => Some(visible(&say_sentence(why.clone()))),
        })
    };
    let hits = move || {
        found.with(|found| match found {
            Some(Ok(all)) => all
                .hits
                .iter()
                .map(|hit| hit_view(driver, hit))
                .collect_view(),
            _ => Vec::new(),
        })
    };
    let has_hits =
        move || found.with(|found| matches!(found, Some(Ok(all)) if !all.hits.is_empty()));
    view! {
        <div class="content-search">
            <p class="actions">
                <button type="button" on:click=begin>{say(words::search_contents())}</button>" "
                <label><input type="checkbox" on:change=turned/>" "{say(words::also_hidden())}</label>
            </p>
            <WorkProgress work/>
            <p class="hint" role="status">{said}</p>
            <Show when=has_hits>
                <div class="table-scroll" role="region" aria-label=say(words::found_in_contents()) tabindex="0">
                    <table class="hidden-table content-hits">
                        <caption class="visually-hidden">{say(words::found_in_contents())}</caption>
                        <thead><tr>
                            <th scope="col">{say(file_system::path())}</th>
                            <th scope="col">{say(words::place())}</th>
                            <th scope="col">{say(words::line())}</th>
                            <th scope="col">{say(file_system::layer())}</th>
                        </tr></thead>
                        <tbody>{hits}</tbody>
                    </table>
                </div>
            </Show>
        </div>
    }
}

fn hit_view(driver: Driver, hit: &ContentHit) -> impl IntoView + use<> {
    let line = HitLine::of(hit);
    let path = line.path;
    let show = move |_| {
        driver
            .page
            .path
            .set(path.trim_start_matches('/').to_owned())
    };
    view! {
        <tr>
            <th scope="row"><button type="button" class="link" on:click=show><bdi>{line.shown}</bdi></button></th>
            <td>{say(line.place)}</td>
            <td><code><bdi>{line.before}</bdi><mark>{line.found}</mark><bdi>{line.after}</bdi></code></td>
            <td>{say(line.layer)}</td>
        </tr>
    }
}
