//! The whole page.

use leptos::ev;
use leptos::prelude::*;

use crate::format::visible;
use crate::session::Session;
use crate::ui::ask_box::AskBox;
use crate::ui::driver::Driver;
use crate::ui::failed::Failed;
use crate::ui::fetching::FetchingView;
use crate::ui::help::HelpView;
use crate::ui::open_buttons::OpenButtons;
use crate::ui::opening::OpeningView;
use crate::ui::page::Page;
use crate::ui::repository::RepositoryPage;
use crate::ui::showing::ShowingView;
use crate::ui::start::Start;
use crate::ui::waiting::WaitingView;
use crate::web::{document, files};

/// Which view the session asks for. Changes seldom, unlike the session: a view
/// that is shown is not built again for each reply of a worker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Start,
    Waiting,
    /// A repository or a registry; which one is in the session.
    Lists,
    Fetching,
    Refused,
    Opening,
    Showing,
    Failed,
}

impl Stage {
    fn of(session: &Session) -> Self {
        match session {
            Session::Start => Self::Start,
            Session::Waiting(_) => Self::Waiting,
            Session::Listing(_) => Self::Lists,
            Session::Fetching(_) => Self::Fetching,
            Session::Refused(_) => Self::Refused,
            Session::Opening(_) => Self::Opening,
            Session::Showing(_) => Self::Showing,
            Session::Failed(_) => Self::Failed,
        }
    }
}

/// Header, the view of the session's state, footer.
#[component]
pub fn App() -> impl IntoView {
    let page = Page::new();
    let driver = Driver::new(page);
    let dragging = take_drops(driver);
    take_pastes(driver);
    driver.follow_address();
    let word = Memo::new(move |_| page.session.with(Session::word));
    Effect::new(move |_| document::set_session(word.get()));
    let stage = Memo::new(move |_| page.session.with(Stage::of));
    let view = move || match stage.get() {
        Stage::Start => view! { <Start driver/> }.into_any(),
        Stage::Waiting => view! { <WaitingView driver/> }.into_any(),
        Stage::Lists => view! { <Lists driver/> }.into_any(),
        Stage::Fetching => view! { <FetchingView driver/> }.into_any(),
        Stage::Refused => view! { <HelpView driver/> }.into_any(),
        Stage::Opening => view! { <OpeningView driver/> }.into_any(),
        Stage::Showing => view! { <ShowingView driver/> }.into_any(),
        Stage::Failed => view! { <Failed driver/> }.into_any(),
    };
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <Header driver stage/>
        <main id="main" tabindex="-1">
            <Notice driver/>
            {view}
        </main>
        <Footer/>
        <div class="drop-overlay" class:shown=move || dragging.get() aria-hidden="true">
            <p>"Drop it anywhere"</p>
        </div>
    }
}

/// Takes what is dropped anywhere on the page. Gives whether something is held
/// over it.
fn take_drops(driver: Driver) -> RwSignal<bool> {
    let dragging = RwSignal::new(false);
    let over = move |event: ev::DragEvent| {
        if !document::is_text_field(event.target().as_ref()) || dragging.get_untracked() {
            // Else the browser would leave the page for the file.
            event.prevent_default();
        }
    };
    let entered = move |event: ev::DragEvent| {
        if event
            .data_transfer()
            .is_some_and(|held| document::holds_files(&held))
        {
            dragging.set(true);
        }
    };
    let left = move |event: ev::DragEvent| {
        // Moving between elements leaves one for another; only leaving the
        // window leaves for nothing.
        if event.related_target().is_none() {
            dragging.set(false);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        let files_held = dragging.get_untracked();
        dragging.set(false);
        if document::is_text_field(event.target().as_ref()) && !files_held {
            return;
        }
        event.prevent_default();
        if let Some(transfer) = event.data_transfer() {
            driver.open_given(files::from_transfer(&transfer));
        }
    };
    // For as long as the page lives.
    let _ = window_event_listener(ev::dragover, over);
    let _ = window_event_listener(ev::dragenter, entered);
    let _ = window_event_listener(ev::dragleave, left);
    let _ = window_event_listener(ev::drop, dropped);
    dragging
}

/// Takes what is pasted anywhere but into a field.
fn take_pastes(driver: Driver) {
    let pasted = move |event: ev::ClipboardEvent| {
        if document::is_text_field(event.target().as_ref()) {
            return;
        }
        if let Some(transfer) = event.clipboard_data() {
            event.prevent_default();
            driver.open_given(files::from_transfer(&transfer));
        }
    };
    let _ = window_event_listener(ev::paste, pasted);
}

/// The list that a link asks for.
#[component]
fn Lists(driver: Driver) -> impl IntoView {
    let input = Memo::new(move |_| {
        driver.page.session.with(|session| match session {
            Session::Listing(wanted) => wanted.input.clone(),
            _ => None,
        })
    });
    move || {
        input
            .get()
            .map(|input| view! { <RepositoryPage driver input/> })
    }
}

#[component]
fn Header(driver: Driver, stage: Memo<Stage>) -> impl IntoView {
    let open = move || stage.get() != Stage::Start;
    // Where a view has buttons of its own, they are not there twice.
    let own = move || matches!(stage.get(), Stage::Waiting | Stage::Refused);
    let again = move |_| {
        driver.reset();
    };
    view! {
        <header class="site">
            <p class="brand">
                <button type="button" class="home" on:click=again title="Back to the beginning">
                    <span class="mark" aria-hidden="true">"✓"</span>
                    "Assay"
                </button>
            </p>
            <Show when=open>
                <AskBox driver/>
                <Show when=move || !own()>
                    <OpenButtons driver/>
                </Show>
            </Show>
        </header>
    }
}

/// One sentence about a paste or a drop that changed nothing.
#[component]
fn Notice(driver: Driver) -> impl IntoView {
    let said = move || driver.notice.get();
    view! {
        <div aria-live="polite">
            {move || said().map(|sentence| view! {
                <p class="notice">
                    <span>{visible(&sentence)}</span>
                    <button type="button" class="quiet" on:click=move |_| driver.notice.set(None)>
                        "Dismiss"
                    </button>
                </p>
            })}
        </div>
    }
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="site">
            <p>"Nothing you open leaves this machine: this page has no server to send it to. Only the registry that you name is asked."</p>
            <p>"Assay "{env!("CARGO_PKG_VERSION")}", "{env!("CARGO_PKG_LICENSE")}</p>
        </footer>
    }
}
