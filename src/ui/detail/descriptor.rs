//! The descriptor by which another document would name an object.

use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::ui::term::Term;
use crate::views::node_facts::descriptor;
use crate::words::{controls, detail};

#[component]
pub fn DescriptorView(page: Page, id: NodeId) -> impl IntoView {
    let text = Memo::new(move |_| page.find(|showing| descriptor(&showing.opened, id)));
    move || {
        text.get().map(|text| {
            view! {
                <div class="with-copy">
                    <p class="hint"><Term of=Term::Descriptor/>": "{say_sentence(text.source)}</p>
                    <CopyButton text=text.json.clone() what=detail::descriptor()/>
                </div>
                <pre class="code-scroll" role="region" aria-label=say(controls::descriptor()) tabindex="0">
                    <FoldedText text=text.json what=detail::descriptor()/>
                </pre>
            }
        })
    }
}
