//! The descriptor by which another document would name an object.

use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::folded::FoldedText;
use crate::ui::page::Page;
use crate::views::node_facts::descriptor;

#[component]
pub fn DescriptorView(page: Page, id: NodeId) -> impl IntoView {
    let text = Memo::new(move |_| {
        page.with_showing(|showing| descriptor(&showing.opened, id))
            .flatten()
    });
    move || {
        text.get().map(|text| {
            view! {
                <div class="with-copy">
                    <p class="hint">{text.source}"."</p>
                    <CopyButton text=text.json.clone() what="descriptor"/>
                </div>
                <pre class="code-scroll" role="region" aria-label="Descriptor" tabindex="0">
                    <FoldedText text=text.json what="descriptor"/>
                </pre>
            }
        })
    }
}
