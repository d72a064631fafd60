//! The files of both images, which the worker of files compares.

use leptos::prelude::*;

use super::Places;
use super::sections::{Names, Rows};
use crate::comparison::files::{FilesDiff, Ignore};
use crate::format::visible;
use crate::protocol::files::FilesReply;
use crate::ui::driver::Driver;
use crate::ui::file_work::{FileWork, WorkProgress};
use crate::ui::language::{say, say_sentence};
use crate::views::comparison::{FileStacks, file_rows};
use crate::words::{Message, comparison as words, contents};

/// The comparison of the files, once that has come.
#[derive(Clone, Copy)]
pub(super) struct Compared {
    stacks: Memo<Option<FileStacks>>,
    ignore: RwSignal<Ignore>,
    told: RwSignal<Option<Result<FilesDiff, Message>>>,
    /// The comparison of contents, and what could not be read for it.
    work: FileWork,
    unread: RwSignal<Option<Message>>,
}

impl Compared {
    /// Compares them as soon as all layers are listed, and again where anything else
    /// is to be compared.
    pub(super) fn new(driver: Driver, places: Places) -> Self {
        let page = driver.page;
        let stacks = Memo::new(move |_| {
            let places = places.get()?;
            page.with_showing(|showing| FileStacks::of(&showing.opened, places))
        });
        let this = Self {
            stacks,
            ignore: RwSignal::new(Ignore::default()),
            told: RwSignal::new(None),
            work: FileWork::new(driver),
            unread: RwSignal::new(None),
        };
        // Counts the questions: an answer to an earlier one is late.
        let asked = StoredValue::new(0_u64);
        Effect::new(move |_| {
            let (stacks, ignore) = (stacks.get(), this.ignore.get());
            let number = asked.get_value() + 1;
            asked.set_value(number);
            this.told.set(None);
            this.unread.set(None);
            this.work.abandon();
            if let Some(FileStacks::Listed(layers)) = stacks {
                driver.compare_files(&layers, ignore, move |told| {
                    // The view may be gone by now.
                    if asked.try_get_value() == Some(number) {
                        this.compare_contents(driver, told.as_ref().ok());
                        this.told.set(Some(told));
                    }
                });
            }
        });
        this
    }

    /// Reads the files of which nothing else tells whether they are the same.
    fn compare_contents(self, driver: Driver, told: Option<&FilesDiff>) {
        let needs_it = |diff: &FilesDiff| diff.counts.unknown_contents > 0;
        let layers = self.stacks.get_untracked();
        let (true, Some(FileStacks::Listed(layers))) = (told.is_some_and(needs_it), layers) else {
            return;
        };
        let ignore = self.ignore.get_untracked();
        let start =
            |on_progress, ended| driver.compare_contents(&layers, ignore, on_progress, ended);
        self.work.run(start, move |done| {
            match done {
                Ok((FilesReply::ContentsOfBoth { diff, unread }, _)) => {
                    self.unread.set(unread);
                    self.told.set(Some(Ok(diff)));
                }
                // What is stopped leaves what was told.
                Ok(_) => self.unread.set(Some(contents::stopped())),
                Err(why) => self.unread.set(Some(why)),
            }
        });
    }

    pub(super) fn diff(self) -> Option<FilesDiff> {
        self.told.with(|told| told.as_ref()?.as_ref().ok().cloned())
    }
}

#[component]
pub(super) fn Files(compared: Compared, names: Names) -> impl IntoView {
    let body = move || match compared.stacks.get() {
        None => ().into_any(),
        Some(FileStacks::Lacking(why)) => {
            view! { <p class="empty">{visible(&say_sentence(why))}</p> }.into_any()
        }
        Some(FileStacks::Listed(_)) => {
            let unread = move || compared.unread.get().map(|why| visible(&say_sentence(why)));
            view! {
                <Switches compared/>
                <WorkProgress work=compared.work/>
                <p class="hint" role="status">{unread}</p>
                <Told compared names/>
            }
            .into_any()
        }
    };
    view! {
        <section class="compared" aria-labelledby="compared-files">
            <h3 id="compared-files">{say(words::files())}</h3>
            {body}
        </section>
    }
}

#[component]
fn Told(compared: Compared, names: Names) -> impl IntoView {
    move || match compared.told.get() {
        None => {
            view! { <p class="hint" role="status">{say(words::comparing_files())}</p> }.into_any()
        }
        Some(Err(why)) => {
            view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
        }
        // Only what differs is among them.
        Some(Ok(diff)) => {
            view! { <Rows section=file_rows(&diff) names only=Signal::stored(false)/> }.into_any()
        }
    }
}

/// What is taken for the same.
#[component]
fn Switches(compared: Compared) -> impl IntoView {
    let switch = move |label: Message, part: fn(&mut Ignore) -> &mut bool| {
        let checked = move || *part(&mut compared.ignore.get());
        let turned = move |event| {
            let on = event_target_checked(&event);
            compared.ignore.update(|ignore| *part(ignore) = on);
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=checked on:change=turned/>
                {say(label)}
            </label>
        }
    };
    view! {
        <div class="compare-tools">
            {switch(words::ignore_times(), |ignore| &mut ignore.mtime)}
            {switch(words::ignore_owners(), |ignore| &mut ignore.owner)}
            {switch(words::ignore_noise(), |ignore| &mut ignore.noise)}
        </div>
    }
}
