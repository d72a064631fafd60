//! Commands that show the same with other tools.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::folded::FoldedText;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::commands::{Command, commands, named_reference};
use crate::words::commands as words;

#[component]
pub fn Commands(page: Page, id: NodeId) -> impl IntoView {
    let found = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| {
            let names = showing
                .opened
                .graph
                .images
                .get(image)
                .map(|image| image.names.clone());
            let names = names.unwrap_or_default();
            let (name, named) = named_reference(&names).unzip();
            // The registry that was asked has them.
            let asked = showing.asked.as_ref();
            let reference = asked.and_then(|ask| ask.reference()).or(named);
            let found = commands(&showing.opened, id, reference.as_ref());
            (found, name.filter(|_| asked.is_none()))
        })
        .unwrap_or_default()
    });
    move || {
        let (found, name) = found.get();
        let none = found.is_empty().then(|| {
            view! {
                <p class="hint">{say(words::none())}</p>
            }
        });
        let items = found
            .into_iter()
            .map(|command| view! { <CommandView command/> });
        let from = name.map(|name| {
            view! {
                <p class="hint">{say(words::uses_name_from_here(short(&visible(&name))))}</p>
            }
        });
        view! {
            {none}
            <ul class="commands-list">{items.collect_view()}</ul>
            {from}
        }
    }
}

#[component]
fn CommandView(command: Command) -> impl IntoView {
    let what = words::tool_command(command.tool);
    view! {
        <li>
            <div class="with-copy">
                <p><b>{command.tool}</b>" "{say(command.explains)}</p>
                <CopyButton text=command.line.clone() what/>
            </div>
            <pre><FoldedText text=command.line what=words::command()/></pre>
        </li>
    }
}
