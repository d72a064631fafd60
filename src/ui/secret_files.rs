//! What an image ships that is likely a secret.

use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::views::file_tree::Stacked;

#[component]
pub(super) fn SecretFiles(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let _ = (driver, layers);
}
