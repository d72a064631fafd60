//! The page before anything is open.

use leptos::ev;
use leptos::html::Textarea;
use leptos::prelude::*;

use crate::ui::ask_box::AskBox;
use crate::ui::family::Sentence;
use crate::ui::language::say;
use crate::ui::open_buttons::OpenButtons;
use crate::ui::shell::Shell;
use crate::views::Pasted;
use crate::words::{Message, shell as words};

/// A message that takes no arguments.
type Words = fn() -> Message;

/// The archives that lie beside the page: what each is, its path there, and what
/// it holds.
const SAMPLES: [(Words, &str, Words); 3] = [
    (
        words::sample_healthy,
        "samples/multi-platform.oci.tar",
        words::sample_healthy_holds,
    ),
    (
        words::sample_docker,
        "samples/docker-save.tar",
        words::sample_docker_holds,
    ),
    (
        words::sample_tampered,
        "samples/tampered.oci.tar",
        words::sample_tampered_holds,
    ),
];

/// The images of an engine, which is asked only there, and only when a person wants it.
const THIS_MACHINE: &str = "#engine=beside";

/// What is recomputed, and how.
const CHECKS: [(Words, Words); 4] = [
    (words::documents, words::documents_checked),
    (words::layers, words::layers_checked),
    (words::claims, words::claims_shown),
    (words::oddities, words::oddities_shown),
];

#[component]
pub fn Start(shell: Shell) -> impl IntoView {
    view! {
        <div class="start">
            <h1>{say(words::question())}</h1>
            <p class="pitch">
                {say(words::pitch())}
                " "
                <strong>{say(words::stays_here())}</strong>
            </p>
            <AskBox shell/>
            <section class="drop-target" aria-labelledby="open-heading">
                <h2 id="open-heading">{say(words::drop_an_image())}</h2>
                <p><Sentence text=say(words::what_can_be_dropped())/></p>
                <OpenButtons shell/>
                <p class="hint"><Sentence text=say(words::or_paste())/></p>
            </section>
            <PasteBox shell/>
            <p><a href=THIS_MACHINE>{say(words::this_machines_images())}</a></p>
            <Samples shell/>
            <Checks/>
        </div>
    }
}

/// For those who paste into fields.
#[component]
fn PasteBox(shell: Shell) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let open = move |_| {
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            shell.with_app(move |rest| rest.open_text(&text));
        }
    };
    // A field turns CRLF into LF: a pasted document is opened as it stands on
    // the clipboard, before the field gets it.
    let pasted = move |event: ev::ClipboardEvent| {
        let text = event
            .clipboard_data()
            .and_then(|transfer| transfer.get_data("text/plain").ok())
            .filter(|text| Pasted::of(text) == Pasted::Document);
        if let Some(text) = text {
            event.prevent_default();
            shell.with_app(move |rest| rest.open_text(&text));
        }
    };
    view! {
        <details class="paste-box">
            <summary>{say(words::paste_a_document())}</summary>
            <label for="pasted">{say(words::json_text())}</label>
            <textarea id="pasted" rows="8" spellcheck="false" autocomplete="off" node_ref=field on:paste=pasted></textarea>
            <button type="button" on:click=open>{say(words::open_text())}</button>
        </details>
    }
}

#[component]
fn Samples(shell: Shell) -> impl IntoView {
    let open = move |path| shell.with_app(move |rest| rest.open_sample(path));
    let sample = move |(name, path, holds): (Words, &'static str, Words)| {
        view! {
            <li>
                <button type="button" class="sample" on:click=move |_| open(path)>
                    <strong>{say(name())}</strong>
                    <span>{say(holds())}</span>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="samples-heading">
            <h2 id="samples-heading">{say(words::try_a_sample())}</h2>
            <ul class="samples">{SAMPLES.map(sample).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Checks() -> impl IntoView {
    let check = |(what, how): (Words, Words)| {
        view! { <div><dt>{say(what())}</dt><dd>{say(how())}</dd></div> }.into_any()
    };
    view! {
        <section aria-labelledby="checks-heading">
            <h2 id="checks-heading">{say(words::what_it_checks())}</h2>
            <dl class="checks">{CHECKS.map(check).collect_view()}</dl>
        </section>
    }
}
