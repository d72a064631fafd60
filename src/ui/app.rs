//! All of the page that a first visit does not wait for.

use std::rc::Rc;

use leptos::html::Input;
use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;

use crate::format::visible;
use crate::input::Input as Wanted;
use crate::session::Session;
use crate::ui::driver::{Driver, Loads, SourcesPart};
use crate::ui::failed::Failed;
use crate::ui::fetching::FetchingView;
use crate::ui::found::BoxResults;
use crate::ui::help::HelpView;
use crate::ui::keys::Keys;
use crate::ui::language::{self, say};
use crate::ui::new_version::{self, NewVersion};
use crate::ui::opening::OpeningView;
use crate::ui::page::Page;
use crate::ui::palette::Palette;
use crate::ui::parts::Later;
use crate::ui::recent::{self, RecentPlace};
use crate::ui::repository::RepositoryPage;
use crate::ui::shell::{App, Shell, Stage};
use crate::ui::showing::ShowingView;
use crate::ui::waiting::WaitingView;
use crate::views::title;
use crate::web::document;
use crate::web::files::{self, Handle, Held};
use crate::web::kept_focus::keep_focus;
use crate::web::locale::BrowserLocale;
use crate::words::{Language, Message, page as words};

/// Puts the rest behind the first part, and opens what was given meanwhile or,
/// where that was nothing, what the address asks for.
pub fn attach(shell: Shell, load: Loads) {
    // Where the browser refuses, the focus is lost as it always was.
    let _ = keep_focus();
    let page = Page::new();
    let driver = Driver::new(page, shell, load);
    speak(shell, language::wanted());
    driver.follow_address();
    shell.attach(Rc::new(driver));
    driver.follow_if_nothing_came();
    new_version::listen(driver);
    recent::listen(driver);
    let word = Memo::new(move |_| page.session.with(Session::word));
    let verdict = Memo::new(move |_| page.session.with(Session::verdict));
    // Whoever waits for the first finds the second.
    Effect::new(move |_| {
        document::set_verdict(verdict.get());
        document::set_session(word.get());
    });
    let stage = Memo::new(move |_| page.session.with(stage));
    Effect::new(move |before: Option<Stage>| {
        // Another view begins at its beginning, however far down the one before was.
        if before.is_some_and(|before| before != stage.get()) {
            // In the frame, where what is laid out is laid out once.
            request_animation_frame(document::to_top);
        }
        stage.get()
    });
    let title = Memo::new(move |_| {
        page.session
            .with(|session| title(session, page.image.get()))
    });
    Effect::new(move |_| {
        // Said anew in another language.
        shell.language.track();
        document::set_title(&say(title.get()));
    });
}

impl App for Driver {
    fn stage(&self) -> Stage {
        self.page.session.with(stage)
    }

    fn view(&self, stage: Stage) -> AnyView {
        let driver = *self;
        match stage {
            Stage::Start | Stage::Linked => ().into_any(),
            Stage::Waiting => view! { <WaitingView driver/> }.into_any(),
            Stage::Lists => view! { <Lists driver/> }.into_any(),
            Stage::Fetching => view! { <FetchingView driver/> }.into_any(),
            Stage::Refused => view! { <HelpView driver/> }.into_any(),
            Stage::Opening => view! { <OpeningView driver/> }.into_any(),
            Stage::Showing => view! { <ShowingView driver/> }.into_any(),
            Stage::Failed => view! { <Failed driver/> }.into_any(),
        }
    }

    fn beside(&self, field: Option<NodeRef<Input>>) -> AnyView {
        let driver = *self;
        match field {
            Some(field) => view! { <BoxResults driver field/> }.into_any(),
            None => view! { <Keys driver/> <Palette driver/> <NewVersion driver/> <RecentPlace driver/> }.into_any(),
        }
    }

    fn open_given(&self, given: Held) {
        (*self).open_given(given);
    }

    fn open_list(&self, list: Vec<Handle>) {
        (*self).open_list(files::from_list(list));
    }

    fn open_sample(&self, path: &'static str) {
        (*self).open_sample(path);
    }

    fn open_text(&self, text: &str) {
        (*self).open_text(text);
    }

    fn ask(&self, text: &str) -> Result<(), (Message, Message)> {
        if self.look_up(text) {
            return Ok(());
        }
        (*self)
            .ask(text)
            .map_err(|error| (error.message(), error.hint()))
    }

    fn reset(&self) {
        (*self).reset();
    }

    fn sentence(&self, message: &Message) -> String {
        visible(&language::say_sentence(message))
    }

    fn speak(&self, language: Language) {
        language::keep(language);
        speak(self.shell, language);
    }
}

fn stage(session: &Session) -> Stage {
    match session {
        Session::Start => Stage::Start,
        Session::Waiting(_) => Stage::Waiting,
        Session::Listing(_) => Stage::Lists,
        Session::Fetching(_) => Stage::Fetching,
        Session::Refused(_) => Stage::Refused,
        Session::Opening(_) => Stage::Opening,
        Session::Showing(_) => Stage::Showing,
        Session::Failed(_) | Session::Halted(_) => Stage::Failed,
    }
}

/// The list that a link asks for.
#[component]
fn Lists(driver: Driver) -> impl IntoView {
    let input = Memo::new(move |_| {
        driver.page.session.with(|session| match session {
            Session::Listing(wanted) => Some((wanted.input.clone()?, wanted.search.clone())),
            _ => None,
        })
    });
    move || {
        input.get().map(|(input, search)| match input {
            Wanted::Registry(hub) if hub.is_docker_hub() => {
                let draw =
                    move |part: SourcesPart| (part.search)(driver, hub.clone(), search.clone());
                view! { <Later load=driver.load.sources draw/> }.into_any()
            }
            Wanted::Engine(place) => {
                let draw = move |part: SourcesPart| (part.images)(driver, place.clone());
                view! { <Later load=driver.load.sources draw/> }.into_any()
            }
            input => view! { <RepositoryPage driver input/> }.into_any(),
        })
    }
}

/// Says everything in this language, as soon as its texts are here.
fn speak(shell: Shell, language: Language) {
    spawn_local_scoped(async move {
        match BrowserLocale::load(language).await {
            Ok(locale) => {
                language::set_locale(Rc::new(locale));
                document::set_language(language.tag());
                shell.typed.set_value(document::typed("ask"));
                if shell.language.get_untracked() != language {
                    shell.language.set(language);
                }
            }
            Err(_) => shell
                .notice
                .set(Some(words::language_did_not_come(language.name()))),
        }
    });
}
