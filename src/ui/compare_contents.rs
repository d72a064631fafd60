//! A button that tells what was written again from what was changed: the contents of
//! both are read for it.

use leptos::prelude::*;

use crate::protocol::files::{FilesReply, Work};
use crate::ui::driver::Driver;
use crate::ui::file_work::{FileWork, WorkProgress};
use crate::ui::laid::Laid;
use crate::ui::language::say;
use crate::views::file_tree::Stacked;
use crate::words::contents as words;

#[component]
pub(super) fn CompareContents(
    driver: Driver,
    layers: Memo<Vec<Stacked>>,
    laid: RwSignal<Laid>,
) -> impl IntoView {
    let work = FileWork::new(driver);
    let begin = move |_| {
        work.begin(
            Work::Compare,
            &layers.get_untracked(),
            move |done| match done {
                Ok((FilesReply::ContentsCompared(unread), _)) => {
                    // Whoever asked about the layers asks again.
                    let _ = laid.try_update(|_| ());
                    driver.tell(unread.unwrap_or_else(words::compared));
                }
                Ok(_) => driver.tell(words::stopped()),
                Err(why) => driver.tell(why),
            },
        );
    };
    view! {
        <button type="button" class="quiet" on:click=begin>{say(words::compare_contents())}</button>
        <WorkProgress work/>
    }
}
