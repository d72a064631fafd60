//! The part of the page that is about where images come from, and what there is: engines,
//! the search in Docker Hub, relays and mirrors, and lists as `docker image ls` has them.

use leptos::prelude::*;

use crate::ui::driver::SourcesPart;
use crate::ui::engine::{EnginePage, HubSearch, ReportedSection};
use crate::ui::image_ls::Listed;
use crate::ui::relays::Settings;

/// What the rest of the page knows of it.
pub const PART: SourcesPart = SourcesPart {
    images: |driver, place| view! { <EnginePage driver place/> }.into_any(),
    reported: |driver| view! { <ReportedSection driver/> }.into_any(),
    search: |driver, hub, term| view! { <HubSearch driver hub term/> }.into_any(),
    relays: |driver| view! { <Settings driver/> }.into_any(),
    image_ls: |list| view! { <Listed list/> }.into_any(),
};
