//! Between the state and the browser: hands events to the session and carries
//! out the effects that it asks for.

mod asides;
mod at_registry;
mod by_toc;
pub mod engine;
mod file_system;
mod inputs;
mod links;
mod lists;
mod network;
pub mod reading;
mod replies;
mod signatures;
pub mod trust;
mod ways;

use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::bytes::tar_scan::Listing;
use crate::failure::Failure;
use crate::image::reference::Domain;
use crate::input::EnginePlace;
use crate::inspect::graph::NodeId;
use crate::protocol::{Reply, Request};
use crate::session::{Effect, Event, Session};
use crate::source::InputKind;
use crate::source::registry::client::Registry;
use crate::ui::language::say;
use crate::ui::page::{ANSWER, Page};
use crate::ui::shell::Shell;
use crate::views::file_tree::FilesList;
use crate::views::reach::listed_layers;
use crate::views::{ImageList, Pasted, View};
use crate::web::clock;
use crate::web::document;
use crate::web::dropped;
use crate::web::fetch::Fetch;
use crate::web::files::{Dropped, FilesError, Held, Picked};
use crate::web::listener::Listener;
use crate::web::listing;
use crate::web::open_files::OpenFiles;
use crate::web::task::Task;
use crate::words::{Message, joined, page as words};
use asides::Asides;
use inputs::Given;
use replies::Unseen;

/// How many bytes of lists of files are searched while a person types.
const SMALL_LISTINGS: f64 = 2_000_000.0;

/// A part of the page that comes when it is wanted. What only it does is named here and
/// nowhere else: else it would come with what calls it.
#[derive(Clone, Copy)]
pub struct Part {
    /// Draws one of its views.
    pub draw: fn(Driver, View) -> AnyView,
    /// Begins what takes a while, before anybody asks.
    pub prepare: fn(Driver),
}

/// The part that is about where images come from.
#[derive(Clone, Copy)]
pub struct SourcesPart {
    /// Draws the images of one.
    pub images: fn(Driver, EnginePlace) -> AnyView,
    /// Draws what one reports of what is open.
    pub reported: fn(Driver) -> AnyView,
    /// Draws the search in Docker Hub, for what is to be found there.
    pub search: fn(Driver, Domain, Option<String>) -> AnyView,
    /// Draws the relays and mirrors that are asked.
    pub relays: fn(Driver) -> AnyView,
    /// Draws a list of images as Docker has it.
    pub image_ls: fn(Signal<ImageList, LocalStorage>) -> AnyView,
}

/// The part that verifies signatures and shows what came of it.
#[derive(Clone, Copy)]
pub struct TrustPart {
    pub draw: fn(Driver) -> AnyView,
    /// Verifies what is open, before anybody asks.
    pub verify: fn(Driver),
    /// Takes files that were dropped as what is to be trusted.
    pub give: fn(Driver, Vec<Picked>),
}

/// Brings such a part; `None` where it does not come.
pub type Load<P = Part> = fn() -> Pin<Box<dyn Future<Output = Option<P>>>>;

/// All that comes when it is wanted.
#[derive(Clone, Copy)]
pub struct Loads {
    /// The views of files.
    pub files: Load,
    pub sources: Load<SourcesPart>,
    pub trust: Load<TrustPart>,
}

/// Hands what happens to the session. Copied into every component that a
/// person acts on.
#[derive(Clone, Copy)]
pub struct Driver {
    pub page: Page,
    pub shell: Shell,
    pub load: Loads,
    open_files: StoredValue<OpenFiles, LocalStorage>,
    registry: StoredValue<Rc<Registry<Fetch>>, LocalStorage>,
    /// Counts how often a person let a registry be asked anew, by signing in.
    pub signed_in: RwSignal<u64>,
    /// What is being fetched in the page; dropping it ends that.
    task: StoredValue<Option<Task>, LocalStorage>,
    /// What is being asked of a registry beside that.
    check: StoredValue<Option<Task>, LocalStorage>,
    /// Counts how often fetching was stopped: what was begun before is over.
    fetches: StoredValue<u64>,
    listener: StoredValue<Option<Listener>, LocalStorage>,
    /// The number under which what is open was opened. They begin with the moment at
    /// which the page did: entries of the history that an earlier page wrote have
    /// others.
    opening: RwSignal<u64>,
    last_opening: StoredValue<u64>,
    /// What was open before.
    asides: StoredValue<Asides, LocalStorage>,
    /// The files that are open.
    given: RwSignal<Given, LocalStorage>,
    files_kept: StoredValue<file_system::Kept, LocalStorage>,
    /// Layers that are looked into by their tables of contents.
    pub tocs: by_toc::Tocs,
    pub engine: engine::EngineKept,
    pub trust: trust::TrustKept,
    /// The view in which what is being opened is wanted, where that is another one than
    /// the first.
    view_after: StoredValue<Option<View>>,
    /// Whether what is open came with the page.
    is_sample: RwSignal<bool>,
    /// Counts what was given: of two that are still being read, the later wins.
    turn: StoredValue<u64>,
    /// The link that the page was loaded with, while something is read that was
    /// given instead: it may turn out to be nothing.
    passed_over: RwSignal<Option<String>>,
    /// Replies that the session has not seen.
    unseen: StoredValue<Unseen>,
    /// There is another version of the app, and nobody has said "not now".
    pub new_version: RwSignal<bool>,
}

impl Driver {
    #[must_use]
    pub fn new(page: Page, shell: Shell, load: Loads) -> Self {
        let opening = clock::now() as u64;
        Self {
            page,
            shell,
            load,
            open_files: StoredValue::new_local(OpenFiles::new()),
            registry: StoredValue::new_local(Rc::new(network::client())),
            signed_in: RwSignal::new(0),
            task: StoredValue::new_local(None),
            check: StoredValue::new_local(None),
            fetches: StoredValue::new(0),
            listener: StoredValue::new_local(None),
            opening: RwSignal::new(opening),
            last_opening: StoredValue::new(opening),
            asides: StoredValue::new_local(Asides::new()),
            given: RwSignal::new_local(Given::default()),
            files_kept: StoredValue::new_local(file_system::Kept::default()),
            tocs: by_toc::Tocs::new(),
            engine: engine::EngineKept::new(),
            trust: trust::TrustKept::new(),
            view_after: StoredValue::new(None),
            is_sample: RwSignal::new(false),
            turn: StoredValue::new(0),
            passed_over: RwSignal::new(None),
            unseen: StoredValue::new(Unseen::default()),
            new_version: RwSignal::new(false),
        }
    }

    /// The number of what is open: what was begun for another one is over.
    #[must_use]
    pub fn opened_as(self) -> Option<u64> {
        self.opening.try_get_untracked()
    }

    /// Goes on to the next state, and does what that asks for.
    pub fn send(self, event: Event) {
        // In the order in which it happened.
        self.show_replies();
        self.go_on(event);
    }

    fn go_on(self, event: Event) {
        let effects = self
            .page
            .session
            .try_update(|session| session.handle(event, clock::now()));
        self.carry_out_all(effects.unwrap_or_default());
    }

    fn carry_out_all(self, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out(effect);
        }
        // Workers begin while the new state is drawn.
        let _ = self.open_files.try_with_value(OpenFiles::send);
    }

    fn carry_out(self, effect: Effect) {
        let Some(open_files) = self.open_files.try_get_value() else {
            return;
        };
        match effect {
            Effect::StopWorkers => open_files.stop(),
            Effect::StopFetching => self.stop_fetching(),
            Effect::LookForWay(ask) => self.look_for_way(ask),
            Effect::Fetch(ask) => {
                // Nothing of what lay there before is wanted.
                open_files.lay(Vec::new());
                self.fetch(ask);
            }
            Effect::FetchMore(ask, digests) => self.fetch_more(ask, digests),
            Effect::FetchLayer(ask, job) => self.fetch_layer(ask, job),
            Effect::FetchBeside(ask) => self.fetch_beside(ask),
            Effect::CheckPull(ask, digests) => self.check_pull(ask, digests),
            Effect::FindReferrers(ask, to) => self.find_referrers(ask, to),
            Effect::Call(request) => {
                let opens = matches!(request, Request::Open { .. });
                open_files.call(request, move |reply| match opens {
                    true => self.opened(reply),
                    false => self.replied(reply),
                });
            }
        }
    }

    /// In a task of its own, as the one in which it came has read it; and what it is
    /// drawn as in the next, when the workers have begun.
    fn opened(self, reply: Reply) {
        self.next_in_turn(move || {
            self.show_replies();
            let event = Event::Replied(vec![reply]);
            let session = self.page.session;
            let effects =
                session.try_update_untracked(|session| session.handle(event, clock::now()));
            self.carry_out_all(effects.unwrap_or_default());
            if let Some(report) = self.report_after() {
                let _ =
                    session.try_update_untracked(|session| session.handle(report, clock::now()));
            }
            self.next_in_turn(move || {
                session.notify();
                self.choose_as_wanted();
                if let Some(view) = self.view_after.try_update_value(Option::take).flatten() {
                    self.page.view.set(view);
                }
                self.select_document();
            });
        });
    }

    /// Does something in a task of its own, unless something else was given by then.
    fn next_in_turn(self, act: impl FnOnce() + 'static) {
        let turn = self.turn.get_value();
        let act = move || {
            if self.turn.try_get_value() == Some(turn) {
                act();
            }
        };
        set_timeout(act, Duration::ZERO);
    }

    /// A document alone has nothing to choose from: its bytes are what a
    /// person wants to see.
    fn select_document(self) {
        let root = self.page.session.with_untracked(|session| match session {
            Session::Showing(showing)
                if showing.opened.contents.input.kind == InputKind::Document =>
            {
                showing.opened.graph.roots.first().copied()
            }
            _ => None,
        });
        if root.is_some() {
            self.page.selected.set(root);
        }
    }

    /// Opens files, in the place of those that are open.
    pub fn open(self, picked: Vec<Picked>) {
        let before = self.files_open();
        self.open_after(picked, before);
    }

    /// Opens files; those that were open before may be opened beside them.
    fn open_after(self, picked: Vec<Picked>, before: Vec<Picked>) {
        if picked.is_empty() {
            return;
        }
        self.next_turn();
        self.passed_over.set(None);
        self.view_after.set_value(None);
        self.engine.forget_report();
        self.lay_aside();
        self.given.set(Given {
            picked: picked.clone(),
            before,
        });
        let (files, handles) = picked.into_iter().map(|p| (p.input, p.file)).unzip();
        self.shell.notice.set(None);
        self.clear();
        self.open_files.with_value(|files| files.lay(handles));
        self.send(Event::Given { files });
    }

    /// Opens the files that met a limit all the same.
    pub fn open_anyway(self) {
        self.next_turn();
        self.send(Event::OpenAnyway);
    }

    /// Opens what an input of files holds, or says why not.
    pub fn open_list(self, list: Result<Vec<Picked>, FilesError>) {
        match list {
            Ok(picked) => self.open(picked),
            Err(error) => {
                self.next_turn();
                self.fail(error.into());
            }
        }
    }

    /// Opens what a drop or a paste brings, once that is read.
    pub fn open_given(self, given: Held) {
        let turn = self.next_turn();
        spawn_local(async move {
            let given = given.read().await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match given {
                Ok(Dropped::Files(picked)) if self.are_to_trust(&picked) => {
                    self.give_to_trust(picked).await;
                }
                Ok(Dropped::Files(picked)) => self.open(picked),
                Ok(Dropped::Text(text)) => self.open_text(&text),
                Ok(Dropped::Nothing) => self.say(words::nothing_given()),
                Err(error) => self.fail(error.into()),
            }
        });
    }

    /// Reads the files of a layer; an error is one sentence.
    pub fn list_files(
        self,
        list: &FilesList,
        found: impl FnOnce(Result<Listing, Message>) + 'static,
    ) {
        let kept = self.listing(list);
        spawn_local(async move {
            found(match kept {
                Some(blob) => listing::unpack(&blob).await.map_err(|thrown| {
                    let why = words::files_not_read(thrown.to_string());
                    joined::sentences(why, thrown.hint())
                }),
                None => Err(words::files_not_kept()),
            });
        });
    }

    /// Reads the lists of files of the chosen image's layers, the small ones only: they
    /// are searched for each key that is pressed.
    pub fn list_small(self, found: impl FnOnce(Vec<((NodeId, Message), Listing)>) + 'static) {
        let image = self.page.image.get_untracked();
        let layers = self
            .page
            .with_showing_now(|showing| listed_layers(&showing.opened, image));
        let kept = self.open_files.with_value(|files| {
            let layers = layers.unwrap_or_default().into_iter();
            let kept = layers.filter_map(|(layer, stored)| Some((layer, files.listing(&stored)?)));
            kept.collect::<Vec<_>>()
        });
        spawn_local(async move {
            let mut room = SMALL_LISTINGS;
            let mut all = Vec::new();
            for (layer, blob) in kept {
                let size = blob.size();
                if size <= room
                    && let Ok(listing) = listing::unpack(&blob).await
                {
                    room -= size;
                    all.push((layer, listing));
                }
            }
            found(all);
        });
    }

    /// Opens one of the page's samples.
    pub fn open_sample(self, path: &'static str) {
        let turn = self.next_turn();
        spawn_local(async move {
            let file = dropped::own_file(path).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match file {
                Ok(picked) => {
                    self.open(vec![picked]);
                    self.is_sample.set(true);
                }
                Err(failure) => self.fail(failure),
            }
        });
    }

    /// Opens text: a document, or a digest to be looked up.
    pub fn open_text(self, text: &str) {
        if self.look_up(text) {
            return;
        }
        match Pasted::of(text) {
            Pasted::Document => match dropped::of_text(&say(words::pasted_document()), text) {
                Ok(picked) => self.open(vec![picked]),
                Err(thrown) => self.fail(thrown.into()),
            },
            Pasted::Digest | Pasted::Other => {
                if let Err(error) = self.ask(text) {
                    self.say(joined::sentences(error.message(), error.hint()));
                }
            }
        }
    }

    /// Says what a digest is in what is open; `false` where nothing is, or where this
    /// is no digest.
    pub fn look_up(self, text: &str) -> bool {
        let is_open = self.page.with_showing_now(|_| ()).is_some();
        let is_digest = is_open && Pasted::of(text) == Pasted::Digest;
        if is_digest {
            self.shell.notice.set(None);
            self.page.sought.set(text.trim().to_owned());
            request_animation_frame(|| document::focus(ANSWER));
        }
        is_digest
    }

    /// Goes back to the beginning, whatever is still being read.
    pub fn reset(self) {
        self.next_turn();
        self.passed_over.set(None);
        self.shell.notice.set(None);
        self.lay_aside();
        self.clear();
        self.send(Event::Reset);
    }

    /// Is what is open a sample that lies beside the page?
    #[must_use]
    pub fn is_of_page(self) -> bool {
        self.is_sample.get()
    }

    /// Says something that has happened, above what is shown.
    pub fn tell(self, message: Message) {
        self.shell.notice.set(Some(message));
    }

    fn fail(self, failure: Failure) {
        self.passed_over.set(None);
        self.lay_aside();
        self.send(Event::Failed(failure));
    }

    /// Says why what was given is nothing.
    fn say(self, why: Message) {
        self.follow_passed_over();
        self.shell.notice.set(Some(why));
    }

    fn next_turn(self) -> u64 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }
}
