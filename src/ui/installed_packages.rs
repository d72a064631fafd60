//! What is installed in an image.

use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::views::file_tree::Stacked;

#[component]
pub(super) fn InstalledPackages(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let _ = (driver, layers);
}
