//! Commands that show the same with other tools.

use leptos::prelude::*;

use crate::format::visible;
use crate::image::reference::Reference;
use crate::inspect::commands::{Command, commands};
use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::page::Page;

#[component]
pub fn Commands(page: Page, id: NodeId) -> impl IntoView {
    let found = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| {
            let names = showing
                .graph
                .images
                .get(image)
                .map(|image| image.names.clone());
            let name = names.unwrap_or_default().into_iter().next();
            let reference: Option<Reference> = name.as_ref().and_then(|name| name.parse().ok());
            let found = commands(
                &showing.graph,
                &showing.holding,
                &showing.facts,
                id,
                reference.as_ref(),
            );
            // The registry that was asked has them.
            let asked = showing.asked.is_some();
            (found, name.filter(|_| reference.is_some() && !asked))
        })
        .unwrap_or_default()
    });
    move || {
        let (found, name) = found.get();
        let none = found.is_empty().then(|| view! {
            <p class="hint">"No common tool shows this one: nothing stores it under a name or a digest."</p>
        });
        let items = found
            .into_iter()
            .map(|command| view! { <CommandView command/> });
        let from = name.map(|name| view! {
            <p class="hint">"Commands that ask a registry use the name that stands here, "<bdi>{visible(&name)}</bdi>"; whether that registry has these bytes is not known."</p>
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
    let what = format!("{} command", command.tool);
    view! {
        <li>
            <div class="with-copy">
                <p><b>{command.tool}</b>" "{command.explains}</p>
                <CopyButton text=command.line.clone() what/>
            </div>
            <pre>{command.line}</pre>
        </li>
    }
}
