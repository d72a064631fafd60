//! What is shown: one component per domain type. Components decide nothing;
//! what they say comes from `session`, `inspect` and `presentation`.
//!
//! - [`page`]: the state; [`driver`]: the way from an event to an effect
//! - [`app`]: the whole; [`start`], [`opening`], [`showing`], [`failed`]: one
//!   view for each state of the session
//! - [`verdict`], [`work`], [`overview`], [`family`], [`search`], [`ledger`],
//!   [`findings`], [`detective`], [`report`]: parts of what is shown
//! - [`copy`], [`digest_text`], [`mark`], [`open_buttons`]: small parts
pub mod app;
pub mod copy;
pub mod detective;
pub mod digest_text;
pub mod driver;
pub mod failed;
pub mod family;
pub mod findings;
pub mod ledger;
pub mod mark;
pub mod open_buttons;
pub mod opening;
pub mod overview;
pub mod page;
pub mod report;
pub mod search;
pub mod showing;
pub mod start;
pub mod tabs;
pub mod verdict;
pub mod work;

/// Shows the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
