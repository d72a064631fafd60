//! What is shown: one component per domain type. Components decide nothing;
//! what they say comes from `session`, `inspect` and `views`.
//!
//! - [`frame`], [`start`]: what a first visit waits for; [`shell`]: its way to
//!   [`app`], which comes behind it
//! - [`page`]: the state; [`driver`]: the way from an event to an effect
//! - [`opening`], [`showing`], [`failed`]: one view for each state of the session
//! - [`ask_box`]: what is asked for; [`fetching`], [`waiting`], [`help`],
//!   [`sign_in`], [`repository`]: on the way to it
//! - [`summary`], [`work`], [`overview`], [`family`], [`search`], [`ledger`],
//!   [`findings`], [`detective`], [`report`]: parts of what is shown
//! - [`fetch_more`], [`share`], [`expected`]: the registry behind it, and links
//! - [`layers`], [`layer_matrix`], [`files`]: what it is made of; `tables_of_contents`:
//!   what is known of that without its bytes; `compare`: two of it beside each other;
//!   [`parts`]: those that come when they are wanted
//! - [`trust`]: what is stated of an image, and by whom
//! - [`engine`]: the images of an engine, and what it reports of one
//! - [`graph`], [`tree`], [`platform_table`], [`config_cards`]: what hangs
//!   together and how it runs
//! - `detail_panel`, [`node_detail`], [`detail`]: one object
//! - `keys`: what the keyboard does; `found`, `palette`: what the box finds and the
//!   palette offers, both lists of `reach`
//! - [`language`]: how messages are said; `new_version`: that there is one of the app
//! - [`copy`], [`digest_text`], [`folded`], [`mark`], [`more`], [`open_buttons`],
//!   [`sort_head`]: small parts
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;
use leptos::tachys::view::any_view::AnyViewState;

use crate::web::{document, yielding};
use crate::words::Language;

pub mod app;
pub mod artifact;
pub mod ask_box;
mod at_a_glance;
mod at_registry;
mod compare;
mod compare_contents;
pub mod config_cards;
mod content_search;
pub mod copy;
pub mod detail;
mod detail_panel;
pub mod detective;
pub mod digest_text;
pub mod driver;
pub mod engine;
pub mod expected;
pub mod failed;
pub mod family;
pub mod fetch_more;
pub mod fetching;
mod file_diff;
mod file_exports;
mod file_history;
mod file_keys;
mod file_panel;
mod file_search;
mod file_sizes;
mod file_tree;
mod file_viewer;
pub mod file_views;
mod file_work;
pub mod files;
pub mod findings;
pub mod folded;
mod found;
pub mod frame;
pub mod graph;
pub mod help;
mod hidden_files;
pub mod how_digests_work;
mod image_ls;
pub mod inputs;
mod installed_packages;
mod keys;
mod laid;
pub mod language;
pub mod layer_matrix;
pub mod layers;
pub mod ledger;
pub mod mark;
pub mod more;
mod new_version;
pub mod node_detail;
pub mod open_buttons;
pub mod opening;
pub mod overview;
pub mod page;
mod palette;
pub mod parts;
mod path_link;
pub mod platform_table;
mod reach;
mod recent;
mod reclaimable;
mod relays;
pub mod report;
pub mod repository;
pub mod search;
mod secret_files;
mod secret_mark;
pub mod share;
pub mod shell;
pub mod showing;
pub mod sign_in;
pub mod sort_head;
pub mod sources;
pub mod start;
pub mod summary;
mod tables_of_contents;
pub mod tabs;
pub mod term;
pub mod tree;
pub mod trust;
pub mod trust_part;
pub mod waiting;
mod wanted_file;
pub mod work;

/// The page in the document, until it is dropped.
type Shown = leptos::mount::UnmountHandle<AnyViewState>;

/// Shows the page, and lets `load` bring the rest of it; it says whether that
/// came. When the language changes everything is shown anew.
pub fn mount<Loading>(load: impl FnOnce(shell::Shell) -> Loading + 'static)
where
    Loading: Future<Output = bool> + 'static,
{
    console_error_panic_hook::set_once();
    let owner = Owner::new();
    owner.with(|| {
        let shell = shell::Shell::new();
        let dragging = frame::take_drops(shell);
        frame::take_pastes(shell);
        let shown = StoredValue::new_local(show(shell, dragging));
        Effect::new(move |before: Option<Language>| {
            let language = shell.language.get();
            if before.is_some_and(|before| before != language) {
                shown.set_value(None);
                shown.set_value(show(shell, dragging));
            }
            language
        });
        spawn_local_scoped(async move {
            // What a link asks for waits for the rest; what a person will give comes
            // later.
            if !shell.is_linked() {
                yielding::idle().await;
            }
            if !load(shell).await {
                shell.without_app();
            }
        });
    });
    // As long as the page lives.
    std::mem::forget(owner);
}

/// Adds the page to the document. Not in line: it would be there twice.
#[inline(never)]
fn show(shell: shell::Shell, dragging: RwSignal<bool>) -> Option<Shown> {
    let parent = document().body()?;
    let page = move || view! { <frame::Frame shell dragging/> }.into_any();
    let shown = leptos::mount::mount_to(parent, page);
    document::remove("until-started");
    Some(shown)
}
