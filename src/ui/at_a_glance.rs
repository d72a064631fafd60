//! The overview's first screen.

use leptos::prelude::*;

use crate::format::short;
use crate::rules::Finding;
use crate::ui::family::Sentence;
use crate::ui::findings::SeverityIcon;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::views::cards::{Body, Card, link};
use crate::views::steps::Step;
use crate::views::{AtAGlance, View, severity_class, severity_word};
use crate::words::{Message, detail, overview};

/// What it is, what runs, how it was built, what is odd.
#[component]
pub fn AtAGlanceView(page: Page) -> impl IntoView {
    let glance = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| AtAGlance::of(showing, image))
            .unwrap_or_default()
    });
    let is = Memo::new(move |_| glance.with(|glance| glance.is.clone()));
    let runs = Memo::new(move |_| glance.with(|glance| glance.runs.clone()));
    let built = Memo::new(move |_| glance.with(|glance| (glance.built.clone(), glance.steps)));
    let odd = Memo::new(move |_| glance.with(|glance| (glance.odd.clone(), glance.findings)));
    view! {
        <div class="at-a-glance">
            {move || view! { <Cards heading=overview::what_it_is() cards=is.get()/> }}
            {move || view! { <Cards heading=overview::what_runs() cards=runs.get()/> }}
            {move || {
                let (steps, all) = built.get();
                view! { <Built page steps all/> }
            }}
            {move || {
                let (findings, all) = odd.get();
                view! { <Odd page findings all/> }
            }}
        </div>
    }
}

/// A part of the screen: its heading, its lines, and the way to the whole of it.
#[component]
fn Part(#[prop(into)] heading: Message, children: Children) -> impl IntoView {
    view! {
        <section class="part">
            <h2>{say(heading)}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Cards(#[prop(into)] heading: Message, cards: Vec<Card>) -> impl IntoView {
    (!cards.is_empty()).then(|| {
        let lines = cards.into_iter().map(|card| {
            view! { <div><dt>{say(card.title.clone())}</dt><dd><Value card/></dd></div> }
        });
        view! { <Part heading><dl class="lines-of">{lines.collect_view()}</dl></Part> }
    })
}

#[component]
fn Value(card: Card) -> impl IntoView {
    let what = card.title;
    match card.body {
        Body::Text(text) => {
            let text = say(text);
            match link(&text) {
                Some(_) => view! {
                    <a href=text.clone() target="_blank" rel="noopener noreferrer nofollow">{short(&text)}</a>
                }
                .into_any(),
                None => view! { <FoldedText text what/> }.into_any(),
            }
        }
        Body::Code(text) => view! { <code><FoldedText text what/></code> }.into_any(),
        Body::Codes(list) => {
            let text = list.join(" ");
            view! { <code><FoldedText text what/></code> }.into_any()
        }
        Body::Pairs(_) | Body::Facts(_) => ().into_any(),
    }
}

#[component]
fn Built(page: Page, steps: Vec<Step>, all: usize) -> impl IntoView {
    (all > 0).then(|| {
        let shown = steps.len();
        let before = (all > shown).then(|| {
            view! { <li class="hint">{say(overview::earlier_steps(all - shown))}</li> }
        });
        let lines = steps.into_iter().map(|step| {
            view! { <li><code><b>{step.keyword}</b>" "{short(&step.rest)}</code></li> }
        });
        view! {
            <Part heading=overview::how_it_was_built()>
                <ol class="steps-told">{before}{lines.collect_view()}</ol>
                <ToView page view=View::Layers name=overview::all_steps_and_layers()/>
            </Part>
        }
    })
}

#[component]
fn Odd(page: Page, findings: Vec<Finding>, all: usize) -> impl IntoView {
    let none = findings
        .is_empty()
        .then(|| view! { <p class="hint">{say(detail::no_findings())}</p> });
    let lines = findings.into_iter().map(|finding| {
        let severity = finding.rule.severity;
        view! {
            <li class=severity_class(severity)>
                <SeverityIcon severity/>
                <span><span class="visually-hidden">{say(severity_word(severity))}": "</span><Sentence text=short(&say_sentence(finding.message))/></span>
            </li>
        }
    });
    let way = (all > 0).then(|| {
        view! { <ToView page view=View::Findings name=overview::all_findings(all)/> }
    });
    view! {
        <Part heading=overview::what_is_odd()>
            {none}
            <ul class="odd">{lines.collect_view()}</ul>
            {way}
        </Part>
    }
}

#[component]
fn ToView(page: Page, view: View, #[prop(into)] name: Message) -> impl IntoView {
    view! { <button type="button" class="link" on:click=move |_| page.view.set(view)>{say(name)}</button> }
}
