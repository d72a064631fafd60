//! The overview of what is open: the images and what is none, and what each
//! digest is called.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::inspect::graph::NodeId;
use crate::ui::artifact::ArtifactView;
use crate::ui::at_a_glance::AtAGlanceView;
use crate::ui::at_registry::AtRegistry;
use crate::ui::config_cards::ConfigCards;
use crate::ui::detective::Detective;
use crate::ui::driver::{Driver, SourcesPart};
use crate::ui::family::DigestFamily;
use crate::ui::how_digests_work::HowDigestsWork;
use crate::ui::image_ls::ImageLs;
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::ui::more::ShowRest;
use crate::ui::page::Page;
use crate::ui::parts::Later;
use crate::ui::platform_table::PlatformTable;
use crate::views::{
    Choice, ChoiceLine, ImageList, ROWS_AT_ONCE, choices_heading, choices_to_tell, chosen_artifact,
};

#[component]
pub fn Overview(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let artifact = Memo::new(move |_| {
        let chosen = page.artifact.get();
        page.find(|showing| chosen_artifact(showing, chosen))
    });
    let is_image = Memo::new(move |_| artifact.with(Option::is_none));
    let open =
        Signal::derive_local(move || page.with_showing(ImageList::of_open).unwrap_or_default());
    view! {
        <div class="overview">
            <Detective driver/>
            <Choices page artifact/>
            <Show when=move || is_image.get()><AtAGlanceView page/></Show>
            <ArtifactView driver chosen=artifact/>
            <Show when=move || is_image.get()>
                <DigestFamily page/>
                <PlatformTable driver/>
                <AtRegistry driver/>
                <ReportedByEngine driver/>
                <ConfigCards page/>
                <ImageLs driver list=open/>
                <HowDigestsWork page/>
            </Show>
        </div>
    }
}

/// What the engine says of it that gave it out, where one did.
#[component]
fn ReportedByEngine(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let is_reported =
        Memo::new(move |_| page.with_showing(|showing| showing.opened.reported.is_some()));
    view! {
        <Show when=move || is_reported.get() == Some(true)>
            <Later load=driver.load.sources draw=move |part: SourcesPart| (part.reported)(driver)/>
        </Show>
    }
}

/// What there is to choose from, where there are several.
#[component]
fn Choices(page: Page, artifact: Memo<Option<NodeId>>) -> impl IntoView {
    let limit = RwSignal::new(ROWS_AT_ONCE);
    let lines = Memo::new(move |_| page.with_showing(choices_to_tell).unwrap_or_default());
    let count = Memo::new(move |_| lines.with(Vec::len));
    let hidden = Signal::derive(move || count.get().saturating_sub(limit.get()));
    let items = move || {
        let lines = lines.get().into_iter().take(limit.get());
        lines
            .map(|line| view! { <ChoiceButton page artifact line/> })
            .collect_view()
    };
    view! {
        <Show when=move || { count.get() > 1 }>
            <section class="images" aria-labelledby="images-heading">
                <h2 id="images-heading">{move || say(lines.with(|lines| choices_heading(lines)))}</h2>
                <ul>{items}</ul>
                <ShowRest hidden limit/>
            </section>
        </Show>
    }
}

#[component]
fn ChoiceButton(page: Page, artifact: Memo<Option<NodeId>>, line: ChoiceLine) -> impl IntoView {
    let choice = line.choice;
    let chosen = move || {
        let is_chosen = match choice {
            Choice::Image(place) => artifact.get().is_none() && page.image.get() == place,
            Choice::Artifact(id) => artifact.get() == Some(id),
        };
        is_chosen.to_string()
    };
    let more = [line.apart, line.same].into_iter().flatten();
    let more = more
        .map(|text| view! { <span class="apart"><bdi>{short(&visible(&say(text)))}</bdi></span> });
    view! {
        <li>
            <button type="button" aria-pressed=chosen on:click=move |_| page.choose(choice)>
                <strong><bdi>{short(&visible(&say(line.title)))}</bdi></strong>
                <Mark tone=line.tone word=line.word/>
                <span>{short(&visible(&say(line.about)))}</span>
                {more.collect_view()}
            </button>
        </li>
    }
}
