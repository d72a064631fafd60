//! The history of the chosen image, as a Dockerfile would tell it.

use leptos::prelude::*;

use crate::format::{Bytes, short, visible};
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::ShowRest;
use crate::ui::page::Page;
use crate::views::ROWS_AT_ONCE;
use crate::views::steps::{Step, StepLayer, Steps, steps};
use crate::words::{joined, overview};

/// Steps, oldest first, each with its layer; nothing where there is no config.
#[component]
pub fn HistoryList(page: Page) -> impl IntoView {
    let told = Memo::new(move |_| {
        let image = page.image.get();
        page.find(|showing| steps(&showing.opened, showing.opened.graph.images.get(image)?))
            .unwrap_or_default()
    });
    // Drawn once: layers become known one by one, and there may be a hundred.
    let drawn = Memo::new(move |_| told.with(Steps::unmeasured));
    let limit = RwSignal::new(ROWS_AT_ONCE);
    let some = Memo::new(move |_| drawn.with(|drawn| *drawn != Steps::default()));
    view! {
        <Show when=move || some.get()>
            <section class="history" aria-labelledby="history-heading">
                <h2 id="history-heading">{say(overview::how_it_was_built())}</h2>
                {move || view! { <Body page told drawn=drawn.get() limit/> }}
            </section>
        </Show>
    }
}

#[component]
fn Body(page: Page, told: Memo<Steps>, drawn: Steps, limit: RwSignal<usize>) -> impl IntoView {
    let mismatch = drawn.mismatch.map(|why| view! {
        <p class="mismatch unknown">{visible(&say_sentence(overview::steps_not_matched(why)))}</p>
    });
    let count = drawn.steps.len();
    let none = (count == 0).then(|| view! { <p class="hint">{say(overview::no_history())}</p> });
    let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
    let steps = move || {
        let steps = drawn.steps.iter().take(limit.get()).cloned();
        steps
            .map(|step| view! { <StepView page told step/> })
            .collect_view()
    };
    let layers = drawn.layers.into_iter();
    let layers = layers.map(|layer| view! { <li><LayerOfStep page told layer/></li> });
    view! {
        {mismatch}
        {none}
        <ol class="steps">{steps}</ol>
        <ShowRest hidden limit/>
        <ul class="loose-layers">{layers.collect_view()}</ul>
    }
}

#[component]
fn StepView(page: Page, told: Memo<Steps>, step: Step) -> impl IntoView {
    let layer = match (step.layer, step.empty) {
        (Some(layer), _) => view! { <LayerOfStep page told layer/> }.into_any(),
        (None, true) => {
            view! { <span class="no-layer">{say(overview::no_layer())}</span> }.into_any()
        }
        (None, false) => ().into_any(),
    };
    let created = step
        .created
        .map(|at| view! { <span class="when">{short(&say(at))}</span> });
    let comment = step.comment.map(
        |comment| view! { <span class="comment"><FoldedText text=comment what=overview::comment()/></span> },
    );
    view! {
        <li class:empty-step=step.empty>
            <pre><b>{step.keyword.clone()}</b>{if step.keyword.is_empty() { "" } else { " " }}<FoldedText text=step.rest what=overview::step()/></pre>
            <p class="about-step">{layer}{created}{comment}</p>
        </li>
    }
}

/// A layer: the way to it, and what is known of it.
#[component]
fn LayerOfStep(page: Page, told: Memo<Steps>, layer: StepLayer) -> impl IntoView {
    let number = layer.number;
    let name = say(overview::layer_number(number));
    let named = match layer.node {
        Some(id) => view! {
            <button type="button" class="link" on:click=move |_| page.select(id)>{name}</button>
        }
        .into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    let found = Memo::new(move |_| told.with(|told| told.layer(number).cloned()));
    let found = move || found.get().map(|layer| view! { <Found layer/> });
    view! { <span class="of-layer">{named}{found}</span> }
}

/// What is known of a layer's bytes.
#[component]
fn Found(layer: StepLayer) -> impl IntoView {
    let stored = match layer.stored {
        Some(size) => overview::stored(Bytes(size)),
        None => joined::size_not_known(),
    };
    let unpacked = layer
        .uncompressed
        .map(|size| overview::unpacked(Bytes(size)));
    let sizes = [Some(stored), unpacked].into_iter().flatten();
    let sizes = sizes
        .map(|size| view! { <span class="size">{say(size)}</span> })
        .collect_view();
    let known = layer
        .is_empty
        .then(|| view! { <span class="hint">{say(overview::known_empty_layer())}</span> });
    view! { {sizes}{known} }
}
