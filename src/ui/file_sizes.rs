//! Where the bytes of an image are.

use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::views::file_tree::Stacked;

#[component]
pub(super) fn FileSizes(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let _ = (driver, layers);
}
