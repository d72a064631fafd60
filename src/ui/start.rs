//! The page before anything is open.

use leptos::ev;
use leptos::html::Textarea;
use leptos::prelude::*;

use crate::ui::ask_box::AskBox;
use crate::ui::open_buttons::OpenButtons;
use crate::ui::shell::Shell;
use crate::views::Pasted;

/// The archives that lie beside the page: what each is, and its path there.
const SAMPLES: [(&str, &str, &str); 3] = [
    (
        "A healthy multi-platform OCI image",
        "samples/multi-platform.oci.tar",
        "An index, a manifest and a config for each platform, and their layers.",
    ),
    (
        "A classic docker save",
        "samples/docker-save.tar",
        "No registry manifest inside: the config's name and the diff IDs are what can be checked.",
    ),
    (
        "One tampered in three ways",
        "samples/tampered.oci.tar",
        "A flipped byte in a layer, a size that is off by one, two diff IDs that changed places.",
    ),
];

/// What is recomputed, each in a line.
const CHECKS: [(&str, &str); 4] = [
    (
        "Every document",
        "Index, manifests and configs, hashed over their exact bytes and held against each digest and size that names them.",
    ),
    (
        "Every layer, twice",
        "The bytes as stored against the layer digest, the bytes inside against the diff ID, and the chain IDs that follow.",
    ),
    (
        "Who claims what",
        "For each digest the documents and file names that claim it, with the place inside the document.",
    ),
    (
        "What is odd",
        "Rules of the OCI and Docker specifications that tools let pass, and where archives and tools disagree.",
    ),
];

#[component]
pub fn Start(shell: Shell) -> impl IntoView {
    view! {
        <div class="start">
            <h1>"What is this container image, and is it really that?"</h1>
            <p class="pitch">
                "Name an image or drop one, and see every digest in it recomputed in this browser. "
                <strong>"Nothing you open leaves this machine."</strong>
            </p>
            <AskBox shell/>
            <section class="drop-target" aria-labelledby="open-heading">
                <h2 id="open-heading">"Drop an image anywhere on this page"</h2>
                <p>
                    <code>"docker save"</code>", "<code>"podman save"</code>
                    ", an OCI layout as tar or folder, "<code>"skopeo copy"</code>
                    ", a manifest or a config. Compressed or not."
                </p>
                <OpenButtons shell/>
                <p class="hint">"Or paste a file or a JSON document with "<kbd>"Ctrl"</kbd>" "<kbd>"V"</kbd></p>
            </section>
            <PasteBox shell/>
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
            <summary>"Paste a document…"</summary>
            <label for="pasted">"The JSON text of a manifest, an index or a config"</label>
            <textarea id="pasted" rows="8" spellcheck="false" autocomplete="off" node_ref=field on:paste=pasted></textarea>
            <button type="button" on:click=open>"Open this text"</button>
        </details>
    }
}

#[component]
fn Samples(shell: Shell) -> impl IntoView {
    let open = move |path| shell.with_app(move |rest| rest.open_sample(path));
    let sample = move |(name, path, what): (&'static str, &'static str, &'static str)| {
        view! {
            <li>
                <button type="button" class="sample" on:click=move |_| open(path)>
                    <strong>{name}</strong>
                    <span>{what}</span>
                </button>
            </li>
        }
    };
    view! {
        <section aria-labelledby="samples-heading">
            <h2 id="samples-heading">"Try a sample"</h2>
            <ul class="samples">{SAMPLES.map(sample).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Checks() -> impl IntoView {
    let check = |(what, how): (&'static str, &'static str)| {
        view! { <div><dt>{what}</dt><dd>{how}</dd></div> }
    };
    view! {
        <section aria-labelledby="checks-heading">
            <h2 id="checks-heading">"What it checks"</h2>
            <dl class="checks">{CHECKS.map(check).collect_view()}</dl>
        </section>
    }
}
