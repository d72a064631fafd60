//! Work over the contents of layers, as a person sees it: how far it is, and a way to
//! end it.

use leptos::prelude::*;

use crate::file_system::EntryAt;
use crate::format::Bytes;
use crate::protocol::files::{FilesReply, Progress, Work};
use crate::ui::driver::Driver;
use crate::ui::driver::reading::{Going, Wish, Worked};
use crate::ui::language::say;
use crate::views::file_tree::Stacked;
use crate::web::download::save_blob;
use crate::words::{contents as words, joined};

/// Who is told how far it is, and what came of it.
type OnProgress = Box<dyn FnMut(Progress)>;
type OnEnd = Box<dyn FnOnce(Worked)>;

/// Work that may be going on. It ends with the view.
#[derive(Clone, Copy)]
pub(super) struct FileWork {
    driver: Driver,
    /// Counts what was begun: of what was replaced nobody wants to know.
    turn: StoredValue<u64>,
    is_going_on: RwSignal<bool>,
    going: StoredValue<Option<Going>, LocalStorage>,
    progress: RwSignal<Progress>,
}

impl FileWork {
    pub(super) fn new(driver: Driver) -> Self {
        let work = Self {
            driver,
            turn: StoredValue::new(0),
            is_going_on: RwSignal::new(false),
            going: StoredValue::new_local(None),
            progress: RwSignal::new(Progress::default()),
        };
        on_cleanup(move || work.abandon());
        work
    }

    /// The same of what is to be saved: that its end is the view's is said.
    pub(super) fn saving(driver: Driver) -> Self {
        // Before the work is ended.
        let going_on = StoredValue::new(None::<RwSignal<bool>>);
        on_cleanup(move || {
            let going_on = going_on.try_get_value().flatten();
            if going_on.and_then(|going_on| going_on.try_get_untracked()) == Some(true) {
                driver.tell(words::saving_ended());
            }
        });
        let work = Self::new(driver);
        going_on.set_value(Some(work.is_going_on));
        work
    }

    pub(super) fn is_going_on(self) -> bool {
        self.is_going_on.get()
    }

    /// Begins, in place of what went on.
    pub(super) fn begin(self, work: Work, layers: &[Stacked], done: impl FnOnce(Worked) + 'static) {
        let driver = self.driver;
        self.run(
            |on_progress, ended| driver.work_on_files(work, layers, on_progress, ended),
            done,
        );
    }

    /// Begins to read a file of a layer, in place of what went on.
    pub(super) fn read(
        self,
        wish: Wish,
        at: &(Stacked, EntryAt),
        path: &str,
        done: impl FnOnce(Worked) + 'static,
    ) {
        let driver = self.driver;
        self.run(
            |on_progress, ended| driver.read_file(wish, at, path, on_progress, ended),
            done,
        );
    }

    /// Begins what `start` starts, in place of what went on.
    pub(super) fn run<Begun: Into<Going>>(
        self,
        start: impl FnOnce(OnProgress, OnEnd) -> Option<Begun>,
        done: impl FnOnce(Worked) + 'static,
    ) {
        self.abandon();
        // The view may be gone by now.
        let Some(turn) = self.turn.try_get_value() else {
            return;
        };
        self.progress.set(Progress::default());
        self.is_going_on.set(true);
        let is_this = move || self.turn.try_get_value() == Some(turn);
        let on_progress = move |progress| {
            if is_this() {
                self.progress.set(progress);
            }
        };
        let ended = move |reply| {
            if is_this() {
                self.is_going_on.set(false);
                self.going.set_value(None);
                done(reply);
            }
        };
        let going = start(Box::new(on_progress), Box::new(ended));
        // It may have failed at once.
        if self.is_going_on.try_get_untracked() == Some(true) {
            self.going.set_value(going.map(Into::into));
        }
    }

    /// Ends it. What it has until then is told.
    pub(super) fn stop(self) {
        let mut going = None;
        let call = self.going.try_update_value(|kept| match kept {
            Some(Going::Call(call)) => Some(*call),
            _ => {
                going = kept.take();
                None
            }
        });
        match (call.flatten(), going) {
            (Some(call), _) => self.driver.stop_work(call),
            (None, Some(Going::Remote(remote))) => self.driver.stop_remote(remote),
            _ => {}
        }
    }

    /// Ends it, and wants to know nothing of it.
    pub(super) fn abandon(self) {
        let _ = self.turn.try_update_value(|turn| *turn += 1);
        self.stop();
        let _ = self.is_going_on.try_set(false);
        let _ = self.going.try_update_value(|going| going.take());
    }
}

/// Saves what was made, and says what is missing in it, or why there is nothing.
pub(super) fn save_worked(driver: Driver, done: Worked, name: &str) {
    match done {
        Ok((reply, Some(made))) => {
            let failed = save_blob(name, &made).err().map(|thrown| thrown.message());
            let said = match reply {
                FilesReply::Written(said) => said,
                _ => None,
            };
            if let Some(said) = failed.or(said) {
                driver.tell(said);
            }
        }
        Ok(_) => driver.tell(words::stopped()),
        Err(why) => driver.tell(why),
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
    // Once: nobody wants the numbers to be read out ten times a second.
    let begun = move || work.is_going_on().then(|| say(words::reading_layers()));
    view! {
        <p class="visually-hidden" role="status">{begun}</p>
        <Show when=move || work.is_going_on()>
            <p class="work-progress">
                <progress max=all value=done aria-label=say(words::reading_layers())></progress>" "<span>{said}</span>" "
                <button type="button" on:click=move |_| work.stop()>{say(words::stop())}</button>
            </p>
        </Show>
    }
}
