//! Work over the contents of layers, as a person sees it: how far it is, and a way to
//! end it.

use leptos::prelude::*;

use crate::format::Bytes;
use crate::protocol::files::{FilesReply, Progress, Work};
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::views::file_tree::Stacked;
use crate::web::files_client::Beside;
use crate::words::{Message, contents as words, joined};

/// What came of work.
pub(super) type Worked = Result<(FilesReply, Option<Beside>), Message>;

/// Who is told how far it is, and what came of it.
type OnProgress = Box<dyn FnMut(Progress)>;
type OnEnd = Box<dyn FnOnce(Worked)>;

/// Work that may be going on. It ends with the view.
#[derive(Clone, Copy)]
pub(super) struct FileWork {
    driver: Driver,
    call: RwSignal<Option<u64>>,
    progress: RwSignal<Progress>,
}

impl FileWork {
    pub(super) fn new(driver: Driver) -> Self {
        let work = Self {
            driver,
            call: RwSignal::new(None),
            progress: RwSignal::new(Progress::default()),
        };
        on_cleanup(move || {
            if let Some(Some(call)) = work.call.try_get_untracked() {
                driver.stop_work(call);
            }
        });
        work
    }

    pub(super) fn is_going_on(self) -> bool {
        self.call.with(Option::is_some)
    }

    /// Begins, in place of what went on.
    pub(super) fn begin(self, work: Work, layers: &[Stacked], done: impl FnOnce(Worked) + 'static) {
        let driver = self.driver;
        self.run(
            |on_progress, ended| driver.work_on_files(work, layers, on_progress, ended),
            done,
        );
    }

    /// Begins what `start` starts, in place of what went on.
    pub(super) fn run(
        self,
        start: impl FnOnce(OnProgress, OnEnd) -> Option<u64>,
        done: impl FnOnce(Worked) + 'static,
    ) {
        self.stop();
        self.progress.set(Progress::default());
        let begun = StoredValue::new(None);
        let is_this = move || {
            begun
                .try_get_value()
                .flatten()
                .is_some_and(|call| self.is(call))
        };
        let on_progress = move |progress| {
            if is_this() {
                self.progress.set(progress);
            }
        };
        let ended = move |reply| {
            // Of what was replaced, or of a view that is gone, nobody wants to know.
            if is_this() {
                self.call.set(None);
                done(reply);
            }
        };
        let call = start(Box::new(on_progress), Box::new(ended));
        begun.set_value(call);
        self.call.set(call);
    }

    fn is(self, call: u64) -> bool {
        self.call.try_get_untracked() == Some(Some(call))
    }

    pub(super) fn stop(self) {
        if let Some(call) = self.call.get_untracked() {
            self.driver.stop_work(call);
        }
    }
}

/// How far it is, while it goes on.
#[component]
pub(super) fn WorkProgress(work: FileWork) -> impl IntoView {
    let said = move || {
        let Progress { done, all } = work.progress.get();
        let size = |bytes| joined::verbatim(Bytes(bytes));
        say(words::read_so_far(size(done), size(all)))
    };
    let all = move || {
        work.progress
            .with(|progress| progress.all.max(1).to_string())
    };
    let done = move || work.progress.with(|progress| progress.done.to_string());
    view! {
        <Show when=move || work.is_going_on()>
            <p class="work-progress">
                <progress max=all value=done aria-label=said></progress>" "<span role="status">{said}</span>" "
                <button type="button" on:click=move |_| work.stop()>{say(words::stop())}</button>
            </p>
        </Show>
    }
}
