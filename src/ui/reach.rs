//! A list of lines below a field, of which arrows choose one (ARIA Authoring
//! Practices, Combobox pattern), and what they do.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::page::Above;
use crate::ui::report::{Format, save_report};
use crate::ui::shell::App as _;
use crate::ui::tabs::tab_id;
use crate::views::View;
use crate::views::reach::{Action, Deed, Line, line_after_key};
use crate::web::document;
use crate::words::reach as words;

/// The lines, and which of them is chosen.
#[derive(Clone, Copy)]
pub(super) struct Choosing {
    /// Of the list in the document.
    pub id: &'static str,
    pub lines: Signal<Vec<Line>>,
    pub active: RwSignal<Option<usize>>,
}

impl Choosing {
    fn option_id(self, place: usize) -> String {
        format!("{}-{place}", self.id)
    }

    /// The id of the chosen line, for `aria-activedescendant`.
    pub(super) fn active_id(self) -> Option<String> {
        let place = self.active.get()?;
        let is_there = self.lines.with(|lines| place < lines.len());
        is_there.then(|| self.option_id(place))
    }

    /// The chosen line.
    pub(super) fn chosen(self) -> Option<Line> {
        let place = self.active.get_untracked()?;
        self.lines.with_untracked(|lines| lines.get(place).cloned())
    }

    /// Goes where an arrow leads; `leaves` as in [`line_after_key`].
    pub(super) fn pressed(self, event: &ev::KeyboardEvent, leaves: bool) {
        let count = self.lines.with_untracked(Vec::len);
        let here = self.active.get_untracked();
        if let Some(to) = line_after_key(count, here, &event.key(), leaves) {
            event.prevent_default();
            self.active.set(to);
            if let Some(place) = to {
                document::keep_in_view(&self.option_id(place));
            }
        }
    }
}

#[component]
pub(super) fn Options(
    choosing: Choosing,
    choose: impl Fn(Line) + Copy + Send + 'static,
) -> impl IntoView {
    let option = move |(place, line): (usize, Line)| {
        let chosen = line.clone();
        view! {
            <li role="option" id=choosing.option_id(place)
                aria-selected=move || (choosing.active.get() == Some(place)).to_string()
                on:click=move |_| choose(chosen.clone())>
                <span class="kind">{line.kind}</span>
                <bdi class="text">{line.text}</bdi>
                <bdi class="beside">{line.beside}</bdi>
            </li>
        }
    };
    let options = move || {
        let lines = choosing.lines.get().into_iter();
        lines.enumerate().map(option).collect_view()
    };
    view! {
        // The field keeps the focus.
        <ul id=choosing.id class="options" role="listbox" aria-label=say(words::results())
            on:mousedown=|event| event.prevent_default()>
            {options}
        </ul>
    }
}

/// Does what a line says.
pub(super) fn act(driver: Driver, deed: Deed) {
    let page = driver.page;
    match deed {
        Deed::Act(action) => act_at_once(driver, action),
        Deed::Show(view) => driver.show(view),
        Deed::Choose(choice) => page.choose(choice),
        Deed::Select(node) => page.select(node),
        Deed::Finding(node) => {
            driver.show(View::Findings);
            if let Some(node) = node {
                page.select(node);
            }
        }
        Deed::Files(layer, path) => {
            page.path.set(path);
            page.show_files(layer);
        }
        Deed::Explain(digest) => {
            driver.look_up(&digest);
        }
        Deed::Ask(text) => {
            if let Err(error) = driver.ask(&text) {
                driver.tell(error.message());
            }
        }
    }
}

fn act_at_once(driver: Driver, action: Action) {
    let page = driver.page;
    match action {
        Action::OpenFiles => document::click(".open-buttons label:first-child input"),
        Action::OpenFolder => document::click(".open-buttons label:last-child input"),
        Action::Share => {
            page.sharing.set(true);
            request_animation_frame(|| document::focus("share-links"));
        }
        Action::SaveMarkdown => save_report(driver, Format::Markdown),
        Action::SaveJson => save_report(driver, Format::Json),
        Action::CopyDigest => driver.copy_digest(),
        Action::Keys => page.above.set(Some(Above::Keys)),
        Action::Speak(language) => driver.speak(language),
        Action::Start => driver.reset(),
    }
}

impl Driver {
    /// Shows a view, and gives its tab the focus.
    pub(super) fn show(self, view: View) {
        self.page.view.set(view);
        document::focus(&tab_id(view));
    }
}
