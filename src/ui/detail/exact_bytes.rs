//! The exact bytes of a document, with their hash beside them.

use leptos::prelude::*;

use crate::format::Bytes;
use crate::image::digest::Digest;
use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::exact_bytes::{ExactBytes, Form, HexLine, SHOWN_FIRST, exact_bytes};
use crate::words::{amounts, detail};

#[component]
pub fn ExactBytesView(page: Page, id: NodeId) -> impl IntoView {
    let limit = RwSignal::new(SHOWN_FIRST);
    // The bytes of a node never change, so this is not done again with every
    // reply of a worker.
    let shown = Memo::new(move |_| {
        let limit = limit.get();
        untrack(|| {
            page.find(|showing| {
                let bytes = showing.opened.graph.bytes(id, &showing.opened.contents)?;
                Some((exact_bytes(bytes, limit), Digest::sha256(bytes)))
            })
        })
    });
    move || {
        shown.get().map(|(bytes, digest)| {
            let more = (bytes.hidden > 0 && limit.get_untracked() == SHOWN_FIRST).then(|| {
                let label = say(amounts::show_all_bytes(Bytes(bytes.total as u64)));
                view! {
                    <button type="button" on:click=move |_| limit.set(usize::MAX)>{label}</button>
                }
            });
            view! {
                <HashBeside total=bytes.total digest/>
                <Lines bytes/>
                {more}
            }
        })
    }
}

#[component]
fn HashBeside(total: usize, digest: Digest) -> impl IntoView {
    let text = digest.to_string();
    view! {
        <div class="hash-beside">
            <p>{say(detail::sha256_of_bytes(total))}</p>
            <p class="digest-line"><DigestText text=text.clone()/><CopyButton text what=detail::hash_of_bytes()/></p>
        </div>
    }
}

#[component]
fn Lines(bytes: ExactBytes) -> impl IntoView {
    let end = match (bytes.ends_with_newline, bytes.hidden) {
        (Some(true), _) => detail::ends_with_line_feed(),
        (Some(false), _) => detail::ends_without_line_feed(),
        (None, hidden) => detail::more_bytes_not_shown(hidden),
    };
    let lines = match bytes.form {
        Form::Text(lines) => {
            let lines = lines
                .into_iter()
                .map(|line| view! { <li><code>{line}</code></li> });
            view! { <ol class="lines text">{lines.collect_view()}</ol> }.into_any()
        }
        Form::Hex(lines) => {
            let lines = lines.into_iter().map(|line| view! { <Hex line/> });
            view! { <ol class="lines hex">{lines.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <div class="code-scroll" role="region" aria-label=say(detail::the_exact_bytes()) tabindex="0">{lines}</div>
        <p class="hint">{say(end)}</p>
    }
}

#[component]
fn Hex(line: HexLine) -> impl IntoView {
    let offset = format!("{:08x}", line.offset);
    let hex = format!("{:<47}", line.hex);
    view! { <li><code><span class="offset">{offset}</span>"  "{hex}"  "{line.ascii}</code></li> }
}
