//! Images as `docker image ls` lists them, with its filters and formats.

use leptos::prelude::*;

use crate::format::visible;
use crate::image_ls::{Command, CommandError, Printed};
use crate::ui::copy::CopyButton;
use crate::ui::driver::{Driver, SourcesPart};
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::parts::Later;
use crate::views::ImageList;
use crate::web::clock;
use crate::words::image_ls as words;

/// The list, folded. It is made when it is unfolded, and again when `list` changes.
#[component]
pub fn ImageLs(
    driver: Driver,
    #[prop(into)] list: Signal<ImageList, LocalStorage>,
) -> impl IntoView {
    let is_opened = RwSignal::new(false);
    view! {
        <details class="image-ls" on:toggle=move |_| is_opened.set(true)>
            <summary>{say(words::heading())}</summary>
            {move || is_opened.get().then(|| {
                let draw = move |part: SourcesPart| (part.image_ls)(list);
                view! { <Later load=driver.load.sources draw/> }
            })}
        </details>
    }
}

/// What is asked of the list, and what that gives.
#[component]
pub fn Listed(list: Signal<ImageList, LocalStorage>) -> impl IntoView {
    let options = RwSignal::new(String::new());
    let printed = move || {
        let now = (clock::now() / 1_000.0) as i64;
        let command = options.with(|options| Command::read(options));
        list.with(|list| command.and_then(|command| command.print(&list.lines, now)))
    };
    let notes = move || {
        list.with(|list| {
            let stored = list.stored_sizes.then(words::stored_sizes);
            let unasked = (list.unasked > 0).then(|| words::unasked(list.unasked));
            let all = stored.into_iter().chain(unasked);
            all.map(|note| view! { <p class="hint">{say(note)}</p> })
                .collect_view()
        })
    };
    view! {
        <div>
        <p class="field-line">
            <label for="image-ls-options">{say(words::command())}</label>
            <input type="text" id="image-ls-options" spellcheck="false" autocomplete="off" autocapitalize="none"
                aria-describedby="image-ls-hint" placeholder="--filter label=team --format '{{.Repository}}: {{.Tag}}: {{.Size}}'"
                on:input=move |event| options.set(event_target_value(&event))/>
        </p>
        <p class="hint" id="image-ls-hint"><Sentence text=say(words::what_it_takes())/></p>
        {move || match printed() {
            Ok(printed) => view! { <Lines printed/> }.into_any(),
            Err(error) => view! { <Wrong error/> }.into_any(),
        }}
        {notes}
        </div>
    }
}

#[component]
fn Wrong(error: CommandError) -> impl IntoView {
    view! { <p class="wrong" role="alert">{visible(&say_sentence(error.message()))}</p> }
}

#[component]
fn Lines(printed: Printed) -> impl IntoView {
    let Printed {
        text,
        count,
        unknown,
    } = printed;
    let left_out = (unknown > 0)
        .then(|| view! { <p class="notice">{say_sentence(words::undecided(unknown))}</p> });
    let shown = visible(&text);
    view! {
        <p role="status">{say_sentence(words::images(count))}" "<CopyButton text what=words::list()/></p>
        {left_out}
        <pre class="listed" tabindex="0" aria-label=say(words::list())>{shown}</pre>
    }
}
