//! What a first visit waits for, and its way to the app.
//!
//! The wasm of the page comes in two parts. The first one shows what stands
//! before anything is open and takes what a person gives; the app opens it. The
//! first has a tenth of the bytes, so that a page that can be used is there in a
//! third of the time, and the app as soon as without it. What the app wants later, and
//! not to open an image, comes in further parts: `ui::parts`.
//!
//! The splitter goes by what calls what. So what belongs to the app is called
//! through [`App`] only: whatever this module, `app` and `start` name otherwise
//! becomes a part of the first.

use std::rc::Rc;

use leptos::html::Input;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::web::address;
use crate::web::files::{Handle, Held};
use crate::words::{Language, Message, joined, shell as words};

/// What is done once the app is there.
type Waiting = Box<dyn FnOnce(&dyn App)>;

/// Which view the session asks for. Changes seldom, unlike the session: a view
/// that is shown is not built again for each reply of a worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Start,
    /// The address asks for something, and the app is on its way.
    Linked,
    Waiting,
    /// A repository or a registry; which one is in the session.
    Lists,
    Fetching,
    Refused,
    Opening,
    Showing,
    Failed,
}

/// Where something of the app stands.
#[derive(Clone, Copy)]
pub enum Place {
    /// The view of the stage; `own` makes those that are not the app's.
    View {
        stage: Memo<Stage>,
        own: fn(Shell, Stage) -> AnyView,
    },
    /// Below a box: what is found of what is typed into it.
    Found(NodeRef<Input>),
    /// Beside every view.
    Page,
}

/// the app, as the first part sees it.
pub trait App {
    /// The stage of the session; whoever reads it is told when it changes.
    fn stage(&self) -> Stage;
    /// The view of a stage; nothing for those that are not the app's.
    fn view(&self, stage: Stage) -> AnyView;
    /// What is found in what is open of what is typed into a box; without one what
    /// stands beside every view: it hears keys, and lies above the page.
    fn beside(&self, field: Option<NodeRef<Input>>) -> AnyView;
    /// Opens what a drop or a paste brings, once that is read.
    fn open_given(&self, given: Held);
    /// Opens what an input of files holds, or says why not.
    fn open_list(&self, list: Vec<Handle>);
    /// Opens one of the page's samples.
    fn open_sample(&self, path: &'static str);
    /// Opens text: a document, or a digest to be looked up.
    fn open_text(&self, text: &str);
    /// Opens what was typed. Where it is nothing that can be looked at, says
    /// why, and what to do next.
    fn ask(&self, text: &str) -> Result<(), (Message, Message)>;
    /// Goes back to the beginning, whatever is still being read.
    fn reset(&self);
    /// A message as a sentence that stands alone, with nothing that deceives the eye.
    fn sentence(&self, message: &Message) -> String;
    /// Says everything in another language from now on, and keeps to it.
    fn speak(&self, language: Language);
}

/// Copied into every component of the first part that a person acts on.
#[derive(Clone, Copy)]
pub struct Shell {
    /// What is said of a paste or a drop that changed nothing.
    pub notice: RwSignal<Option<Message>>,
    /// What a new box holds: the page makes one when it changes its language.
    pub typed: StoredValue<String>,
    /// In which everything is said; whoever shows words follows it.
    pub language: RwSignal<Language>,
    app: RwSignal<Option<Rc<dyn App>>, LocalStorage>,
    waiting: StoredValue<Vec<Waiting>, LocalStorage>,
    /// The app will not come.
    missing: RwSignal<bool>,
    /// The address asks for something.
    linked: RwSignal<bool>,
}

impl Shell {
    /// A page whose app has not come.
    #[must_use]
    pub fn new() -> Self {
        Self {
            notice: RwSignal::new(None),
            typed: StoredValue::new(String::new()),
            language: RwSignal::new(Language::default()),
            app: RwSignal::new_local(None),
            waiting: StoredValue::new_local(Vec::new()),
            missing: RwSignal::new(false),
            linked: RwSignal::new(!(address::fragment().is_empty() && address::query().is_empty())),
        }
    }

    /// Does something with the app: now, or as soon as it is there, in the
    /// order in which it was asked for.
    pub fn with_app(self, what: impl FnOnce(&dyn App) + 'static) {
        if let Some(app) = self.app.get_untracked() {
            return what(&*app);
        }
        let said = if self.missing.get_untracked() {
            words::not_loaded()
        } else {
            self.waiting.update_value(|all| all.push(Box::new(what)));
            words::still_loading()
        };
        self.notice.set(Some(said));
    }

    /// The address asks for something.
    #[must_use]
    pub fn is_linked(self) -> bool {
        self.linked.get_untracked()
    }

    /// Something was given that waits for the app.
    #[must_use]
    pub fn has_waiting(self) -> bool {
        self.waiting.with_value(|all| !all.is_empty())
    }

    /// Goes back to the beginning, also where what was given still waits, or
    /// what the address asks for.
    pub fn reset(self) {
        self.notice.set(None);
        self.waiting.set_value(Vec::new());
        if let Some(app) = self.app.get_untracked() {
            return app.reset();
        }
        if self.linked.get_untracked() {
            self.linked.set(false);
            // Where the browser refuses, the link is opened once the app comes.
            let _ = address::replace_query("");
        }
    }

    /// Opens what a drop or a paste brings, once that is read.
    pub fn open_given(self, given: Held) {
        self.with_app(|app| app.open_given(given));
    }

    /// Takes the app, and does what waits for it.
    pub fn attach(self, app: Rc<dyn App>) {
        self.app.set(Some(Rc::clone(&app)));
        self.notice.set(None);
        let waiting = self.waiting.try_update_value(std::mem::take);
        for what in waiting.unwrap_or_default() {
            what(&*app);
        }
    }

    /// Says that the app will not come, and what to do.
    pub fn without_app(self) {
        self.missing.set(true);
        self.notice.set(Some(words::not_loaded()));
    }

    /// A message as a sentence that stands alone.
    #[must_use]
    pub fn sentence(self, message: &Message) -> String {
        match self.app.get_untracked() {
            Some(app) => app.sentence(message),
            None => say(message) + &say(joined::full_stop()),
        }
    }

    /// The stage of the session, which begins without the app.
    #[must_use]
    pub fn stage(self) -> Stage {
        self.app.with(|app| match app {
            Some(app) => app.stage(),
            None if self.linked.get() && !self.missing.get() => Stage::Linked,
            None => Stage::Start,
        })
    }

    /// What stands at a place, once the app is there. One closure for all places:
    /// each is compiled anew.
    pub fn at(self, place: Place) -> impl Fn() -> Option<AnyView> + Copy + Send + Sync {
        move || match place {
            Place::View { stage, own } => match stage.get() {
                stage @ (Stage::Start | Stage::Linked) => Some(own(self, stage)),
                stage => self.app.get_untracked().map(|app| app.view(stage)),
            },
            Place::Found(field) => self.beside(Some(field)),
            Place::Page => self.beside(None),
        }
    }

    fn beside(self, field: Option<NodeRef<Input>>) -> Option<AnyView> {
        self.app.track();
        let app = self.app.get_untracked();
        app.map(|app| app.beside(field))
    }
}

impl Default for Shell {
    fn default() -> Self {
        Self::new()
    }
}
