//! Commands that show the same with other tools.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::ui::copy::CopyButton;
use crate::ui::folded::FoldedText;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::commands::{Command, commands, named_reference};
use crate::words::commands as words;

/// The commands for an object, and the name in what is open that they use, where
/// no registry was asked.
fn found(showing: &Showing, image: usize, id: NodeId) -> (Vec<Command>, Option<String>) {
    let image = showing.opened.graph.images.get(image);
    let names = image.map(|image| image.names.as_slice());
    let (name, named) = named_reference(names.unwrap_or_default()).unzip();
    // The registry that was asked has them.
    let asked = showing.asked.as_ref();
    let reference = asked.and_then(|ask| ask.reference()).or(named);
    let found = commands(&showing.opened, id, reference.as_ref());
    (found, name.filter(|_| asked.is_none()))
}

#[component]
pub fn Commands(page: Page, id: NodeId) -> impl IntoView {
    let found = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| found(showing, image, id))
            .unwrap_or_default()
    });
    move || {
        let (found, name) = found.get();
        let none = found.is_empty();
        let none = none.then(|| view! { <p class="hint">{say(words::none())}</p> });
        let items = found.into_iter();
        let items = items.map(|command| view! { <CommandView command/> });
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

/// A command with what it prints.
#[component]
pub fn CommandView(command: Command) -> impl IntoView {
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
