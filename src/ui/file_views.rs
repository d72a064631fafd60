//! The part of the page that is about files: those of one image, and two images beside
//! each other.

use leptos::prelude::*;

use crate::ui::compare::Compare;
use crate::ui::driver::{Driver, Part};
use crate::ui::files::FilesView;
use crate::views::View;

/// What the rest of the page knows of it.
pub const PART: Part = Part {
    draw,
    prepare: Driver::start_files,
};

/// Draws a view of this part.
fn draw(driver: Driver, view: View) -> AnyView {
    match view {
        View::Compare => view! { <Compare driver/> }.into_any(),
        _ => view! { <FilesView driver/> }.into_any(),
    }
}
