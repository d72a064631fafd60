//! The head of what is open: what it is, which platform of it is shown, and the
//! verdict with what that means.

use leptos::prelude::*;

use crate::format::{Bytes, Folded, short, visible};
use crate::session::Event;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::ui::work::WorkView;
use crate::views::{
    Chooser, DigestParts, FamilyCell, Headline, Meaning, Problem, Tone, View, Way, Work,
    sentence_case,
};
use crate::words::{controls, joined, summary as words};

/// What it is, and what is known of it. The children are what can be done with it.
#[component]
pub fn Summary(driver: Driver, children: Children) -> impl IntoView {
    let page = driver.page;
    let tone = Memo::new(move |_| {
        page.with_showing(|showing| Tone::of_state(showing.judgement.state, &showing.progress))
            .unwrap_or(Tone::Unknown)
    });
    let headline = Memo::new(move |_| {
        let (image, artifact) = (page.image.get(), page.artifact.get());
        page.with_showing(|showing| Headline::of(showing, image, artifact))
            .unwrap_or_default()
    });
    view! {
        <section class=move || format!("banner {}", tone.get().class()) aria-labelledby="input-heading">
            <div class="input">
                <Name headline/>
                <div class="tools">{children()}</div>
            </div>
            <div class="glance">
                <Platform page/>
                <Facts page headline/>
            </div>
            <Verdict page tone/>
            <HowFar driver/>
        </section>
    }
}

#[component]
fn Name(headline: Memo<Headline>) -> impl IntoView {
    let name = Memo::new(move |_| headline.with(|headline| headline.name.clone()));
    let about = Memo::new(move |_| {
        headline.with(|headline| {
            let kind = headline.kind.clone().map(|kind| sentence_case(&say(kind)));
            let source = headline.source.as_ref().map(say);
            [kind, source]
        })
    });
    let others = Memo::new(move |_| headline.with(|headline| headline.others.clone()));
    let others = move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let count = others.len();
            let names = others.into_iter();
            let names = names.map(|name| view! { <li><bdi>{name}</bdi></li> });
            view! {
                <details class="others">
                    <summary>{say(words::other_names(count))}</summary>
                    <ul>{names.collect_view()}</ul>
                </details>
            }
        })
    };
    let about = move || {
        let about = about.get().into_iter().flatten();
        about
            .map(|text| view! { <span>{text}</span> })
            .collect_view()
    };
    view! {
        <div class="name">
            <h1 id="input-heading">
                <bdi>{move || name.get()}</bdi>
                {move || view! { <CopyButton text=name.get() what=words::name()/> }}
            </h1>
            <p class="about">{about}</p>
            {others}
        </div>
    }
}

/// Which platform is shown, and the way to the others.
#[component]
fn Platform(page: Page) -> impl IntoView {
    let chooser = Memo::new(move |_| {
        let (image, artifact) = (page.image.get(), page.artifact.get());
        page.with_showing(|showing| Chooser::of(showing, image, artifact))
    });
    move || {
        let chooser = chooser.get().filter(|chooser| !chooser.lines.is_empty())?;
        let label = match chooser.of_platforms {
            true => words::platform(),
            false => words::shown(),
        };
        let about = [chooser.place.clone(), chooser.picked.clone()];
        let about = joined::all_facts(about.into_iter().flatten());
        let several = chooser.lines.len() > 1;
        let choice = match several {
            true => view! { <Choose page chooser/> }.into_any(),
            false => {
                let only = chooser.lines.into_iter().next();
                only.map(|line| view! { <strong><bdi>{short(&visible(&say(line.title)))}</bdi></strong> })
                    .into_any()
            }
        };
        Some(view! {
            <div class="platform">
                <label for=several.then_some("platform")>{say(label)}</label>
                {choice}
                <span class="hint">{about.map(say)}</span>
            </div>
        })
    }
}

#[component]
fn Choose(page: Page, chooser: Chooser) -> impl IntoView {
    let chosen = chooser.chosen;
    let choices: Vec<_> = chooser.lines.iter().map(|line| line.choice).collect();
    let option = |(place, line): (usize, crate::views::ChoiceLine)| {
        let text = [line.title, line.word].map(|part| short(&visible(&say(part))));
        let apart = line.apart.map(|apart| short(&visible(&say(apart))));
        let text: Vec<String> = text.into_iter().chain(apart).collect();
        view! {
            <option value=place.to_string() selected=Some(place) == chosen>{text.join(" · ")}</option>
        }
    };
    let options = chooser.lines.into_iter().enumerate().map(option);
    let changed = move |event| {
        let place: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(choice) = place.and_then(|place| choices.get(place)) {
            page.choose(*choice);
        }
    };
    view! { <select id="platform" on:change=changed>{options.collect_view()}</select> }
}

#[component]
fn Facts(page: Page, headline: Memo<Headline>) -> impl IntoView {
    let facts = Memo::new(move |_| headline.with(|headline| headline.facts.clone()));
    let digests = Memo::new(move |_| headline.with(|headline| headline.digests.clone()));
    let facts = move || {
        let facts = facts.get().into_iter();
        let facts = facts.map(|(term, value)| {
            view! { <div><dt>{say(term)}</dt><dd>{short(&visible(&say(value)))}</dd></div> }
        });
        facts.collect_view()
    };
    let digests = move || {
        let digests = digests.get().into_iter();
        let digests = digests.filter(|cell| cell.digest.is_some());
        digests
            .map(|cell| view! { <Digest page cell/> })
            .collect_view()
    };
    view! { <dl class="facts-line">{facts}{digests}</dl> }
}

/// A digest with its middle cut off for the eye; all of it is there.
#[component]
fn Digest(page: Page, cell: FamilyCell) -> impl IntoView {
    let text = cell.digest.unwrap_or_default();
    let shown = short(&visible(&text));
    let parts = DigestParts::of(&shown);
    let end = parts
        .tail
        .char_indices()
        .rev()
        .nth(5)
        .map_or(0, |(at, _)| at);
    let (middle, end) = parts.tail.split_at_checked(end).unwrap_or_default();
    let digest = view! {
        <code class="digest middle" title=shown.clone()>
            <span class="algorithm">{parts.algorithm.to_owned()}</span>
            <b>{parts.head.to_owned()}</b>
            <span class="tail">{middle.to_owned()}</span>
            <span class="end">{end.to_owned()}</span>
        </code>
    };
    let shown = match cell.node {
        Some(node) => view! {
            <button type="button" class="bare" on:click=move |_| page.select(node)>{digest}</button>
        }
        .into_any(),
        None => digest.into_any(),
    };
    view! {
        <div>
            <dt>{sentence_case(&say(cell.name.clone()))}</dt>
            <dd class="digest-line">{shown}<CopyButton text what=cell.name/></dd>
        </div>
    }
}

/// The verdict in words, what it means, and what to do.
#[component]
fn Verdict(page: Page, tone: Memo<Tone>) -> impl IntoView {
    let said = Memo::new(move |_| page.with_showing(|showing| showing.judgement.sentence()));
    let working = Memo::new(move |_| page.find(Work::hashing).is_some());
    view! {
        <div class="verdict-line">
            <p class="sentence">
                <span class="icon" aria-hidden="true">{move || tone.get().icon()}</span>
                // Read out when it changes, but not while it counts; atomic,
                // because half of it is a wrong sentence.
                <span role="status" aria-atomic="true" aria-busy=move || working.get().to_string()>{move || said.get().map(|said| beginning(&say(said)))}</span>
                " "
                <FirstProblem page/>
            </p>
            <Means page/>
        </div>
    }
}

#[component]
fn FirstProblem(page: Page) -> impl IntoView {
    let first = Memo::new(move |_| page.find(Problem::of));
    move || {
        let Problem { to, name } = first.get()?;
        let go = move |_| match to {
            Way::Node(node) => page.select(node),
            Way::Findings => page.view.set(View::Findings),
        };
        let name = short(&visible(&say(name)));
        Some(view! { <button type="button" class="link first-problem" on:click=go>{name}</button> })
    }
}

#[component]
fn Means(page: Page) -> impl IntoView {
    let meaning = Memo::new(move |_| page.find(Meaning::of));
    move || {
        let meaning = meaning.get()?;
        let counts = meaning
            .counts
            .map(|counts| view! { <span class="counts">{say(counts)}</span> });
        let next = meaning
            .next
            .map(|next| view! { <strong>{say_sentence(next)}</strong> });
        Some(view! {
            <p class="meaning">{counts}<span>{say_sentence(meaning.means)}</span>{next}</p>
        })
    }
}

/// How far the hashing is, and the way to go on with it.
#[component]
fn HowFar(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let work = Memo::new(move |_| page.find(Work::hashing));
    let working = Memo::new(move |_| work.with(Option::is_some));
    let stopped = Memo::new(move |_| page.with_showing(|showing| showing.stopped()).unwrap_or(0));
    view! {
        <Show when=move || working.get()>
            <WorkView driver work=Signal::derive(move || work.get().unwrap_or_default())/>
        </Show>
        <Show when=move || { stopped.get() > 0 }>
            <div class="work stopped">
                <span>{say(controls::hashing_stopped())}</span>
                <button type="button" class="primary" on:click=move |_| driver.send(Event::GoneOn)>
                    {move || say(controls::hash_the_rest(Bytes(stopped.get())))}
                </button>
            </div>
        </Show>
    }
}

/// A sentence that quotes what is far too long is cut: the whole stands beside
/// the object that it speaks of.
fn beginning(sentence: &str) -> String {
    match Folded::of(sentence) {
        Some(folded) => visible(folded.head) + "…",
        None => visible(sentence),
    }
}
