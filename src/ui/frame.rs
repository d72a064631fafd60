//! What stands around every view, and takes drops and pastes. A first visit waits
//! for it: see `shell`.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::ask_box::AskBox;
use crate::ui::language::say;
use crate::ui::open_buttons::OpenButtons;
use crate::ui::shell::{Place, Shell, Stage};
use crate::ui::start::Start;
use crate::web::document;
use crate::web::files::Held;
use crate::words::shell as words;

/// Header, the view of the session's state, footer.
#[component]
pub fn Frame(shell: Shell, dragging: RwSignal<bool>) -> impl IntoView {
    let stage = Memo::new(move |_| shell.stage());
    view! {
        <a class="skip" href="#main">{say(words::skip_to_content())}</a>
        <Header shell stage/>
        <main id="main" tabindex="-1">
            <Notice shell/>
            {shell.at(Place::View { stage, own })}
        </main>
        <Footer/>
        {shell.at(Place::Page)}
        <div class="drop-overlay" class:shown=move || dragging.get() aria-hidden="true">
            <p>{say(words::drop_anywhere())}</p>
        </div>
    }
}

/// What is shown without the app.
fn own(shell: Shell, stage: Stage) -> AnyView {
    match stage {
        Stage::Linked => view! { <Linked/> }.into_any(),
        _ => view! { <Start shell/> }.into_any(),
    }
}

/// Takes what is dropped anywhere on the page. Gives whether something is held
/// over it.
pub fn take_drops(shell: Shell) -> RwSignal<bool> {
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
            shell.open_given(Held::of(&transfer));
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
pub fn take_pastes(shell: Shell) {
    let pasted = move |event: ev::ClipboardEvent| {
        if document::is_text_field(event.target().as_ref()) {
            return;
        }
        if let Some(transfer) = event.clipboard_data() {
            event.prevent_default();
            shell.open_given(Held::of(&transfer));
        }
    };
    let _ = window_event_listener(ev::paste, pasted);
}

/// Before it is known what the address asks for.
#[component]
fn Linked() -> impl IntoView {
    view! {
        <section class="opening" aria-labelledby="opening-heading">
            <h1 id="opening-heading"><span role="status">{say(words::opening_link())}</span></h1>
            <p class="pitch">{say(words::while_it_opens())}" "<strong>{say(words::stays_here())}</strong></p>
        </section>
    }
}

#[component]
fn Header(shell: Shell, stage: Memo<Stage>) -> impl IntoView {
    let open = move || stage.get() != Stage::Start;
    // Where a view has buttons of its own, they are not there twice.
    let own = move || matches!(stage.get(), Stage::Waiting | Stage::Refused);
    let again = move |_| shell.reset();
    view! {
        <header class="site">
            <p class="brand">
                <button type="button" class="home" on:click=again title=say(words::back_to_start())>
                    <span class="mark" aria-hidden="true">"✓"</span>
                    "Assay"
                </button>
            </p>
            <Show when=open>
                <AskBox shell/>
                <Show when=move || !own()>
                    <OpenButtons shell/>
                </Show>
            </Show>
            <OtherLanguage shell/>
        </header>
    }
}

/// The way to the other language, in its own words.
#[component]
fn OtherLanguage(shell: Shell) -> impl IntoView {
    let other = shell.language.get_untracked().other();
    let speak = move |_| shell.with_app(move |app| app.speak(other));
    view! {
        <button type="button" class="quiet" lang=other.tag() on:click=speak>
            {other.name()}
        </button>
    }
}

/// What is said of a paste or a drop that changed nothing.
#[component]
fn Notice(shell: Shell) -> impl IntoView {
    let said = move || shell.notice.get();
    view! {
        <div class="said" aria-live="polite">
            {move || said().map(|message| view! {
                <p class="notice">
                    <span>{shell.sentence(&message)}</span>
                    <button type="button" class="quiet" on:click=move |_| shell.notice.set(None)>
                        {say(words::dismiss())}
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
            <p>{say(words::nothing_leaves())}</p>
            <p>{say(words::version_and_license(env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_LICENSE")))}</p>
        </footer>
    }
}
