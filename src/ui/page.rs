//! The page's state, owned by the root.

use leptos::prelude::*;

use crate::image::reference::Repository;
use crate::inspect::graph::NodeId;
use crate::repository::{Listing, Query};
use crate::rules::Severity;
use crate::session::{Session, Showing};
use crate::views::file_tree::FilesMode;
use crate::views::node_facts::Tab;
use crate::views::{Choice, View};
use crate::web::document::{self, Focused};
use crate::web::popover;

/// The id of the panel with the detail of a node.
pub const DETAIL: &str = "detail";

/// The id of the panel that says what a digest is.
pub const ANSWER: &str = "answer";

/// What lies above the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Above {
    Keys,
    Palette,
}

/// The page's state, owned by the root; copied into every component.
#[derive(Clone, Copy)]
pub struct Page {
    pub session: RwSignal<Session, LocalStorage>,
    /// The node whose detail is shown.
    pub selected: RwSignal<Option<NodeId>>,
    /// What had the focus when that was asked for.
    asked_at: StoredValue<Option<Focused>, LocalStorage>,
    /// The chosen image: its place in the graph's images.
    pub image: RwSignal<usize>,
    /// The image that it is compared with; `None` for the next one.
    pub other: RwSignal<Option<usize>>,
    /// What is shown in the image's place, where that is no image.
    pub artifact: RwSignal<Option<NodeId>>,
    pub view: RwSignal<View>,
    /// What of the files is shown.
    pub files: RwSignal<FilesMode>,
    /// The layer whose files are shown; `None` for the last, or the first that has any.
    pub layer: RwSignal<Option<NodeId>>,
    /// The path that is chosen of them, or what is looked for among their paths.
    pub path: RwSignal<String>,
    /// The tab of the chosen node.
    pub tab: RwSignal<Tab>,
    /// The digest that is asked about; empty where none is.
    pub sought: RwSignal<String>,
    pub above: RwSignal<Option<Above>>,
    /// Whether the links to what is shown are.
    pub sharing: RwSignal<bool>,
    /// Whether the ledger leaves out what is verified.
    pub only_unverified: RwSignal<bool>,
    /// The severity to which the findings are narrowed.
    pub severity: RwSignal<Option<Severity>>,
    pub tags: KeptTags,
}

/// The tags that were listed last: Back returns to them as they were, and asks
/// for nothing twice.
#[derive(Clone, Copy)]
pub struct KeptTags {
    pub of: StoredValue<Option<Repository>>,
    pub listing: RwSignal<Option<Listing>, LocalStorage>,
    pub query: RwSignal<Query>,
}

impl KeptTags {
    fn new() -> Self {
        Self {
            of: StoredValue::new(None),
            listing: RwSignal::new_local(None),
            query: RwSignal::new(Query::default()),
        }
    }

    /// Keeps what is known of `repository`, and forgets what is of another.
    pub fn turn_to(&self, repository: &Repository) {
        if self.of.get_value().as_ref() == Some(repository) {
            self.listing.update(|listing| {
                if let Some(listing) = listing {
                    listing.interrupted();
                }
            });
            return;
        }
        self.of.set_value(Some(repository.clone()));
        self.listing.set(None);
        self.query.set(Query::default());
    }
}

impl Page {
    /// The page before anything is open.
    #[must_use]
    pub fn new() -> Self {
        Self {
            session: RwSignal::new_local(Session::default()),
            selected: RwSignal::new(None),
            asked_at: StoredValue::new_local(None),
            image: RwSignal::new(0),
            other: RwSignal::new(None),
            artifact: RwSignal::new(None),
            view: RwSignal::new(View::default()),
            tab: RwSignal::new(Tab::default()),
            files: RwSignal::new(FilesMode::default()),
            layer: RwSignal::new(None),
            path: RwSignal::new(String::new()),
            sought: RwSignal::new(String::new()),
            above: RwSignal::new(None),
            sharing: RwSignal::new(false),
            only_unverified: RwSignal::new(false),
            severity: RwSignal::new(None),
            tags: KeptTags::new(),
        }
    }

    /// Reads what is open, and is told when that changes; `None` where nothing is.
    pub fn with_showing<T>(&self, f: impl FnOnce(&Showing) -> T) -> Option<T> {
        self.session.with(|session| match session {
            Session::Showing(showing) => Some(f(showing)),
            _ => None,
        })
    }

    /// Reads what is open as of now: in answer to an event, where nothing is to
    /// be told of changes.
    pub fn with_showing_now<T>(&self, f: impl FnOnce(&Showing) -> T) -> Option<T> {
        self.session.with_untracked(|session| match session {
            Session::Showing(showing) => Some(f(showing)),
            _ => None,
        })
    }

    /// Reads what may not be there of what is open ([`Self::with_showing`]).
    pub fn find<T>(&self, f: impl FnOnce(&Showing) -> Option<T>) -> Option<T> {
        self.with_showing(f).flatten()
    }

    /// The same as of now ([`Self::with_showing_now`]).
    pub fn find_now<T>(&self, f: impl FnOnce(&Showing) -> Option<T>) -> Option<T> {
        self.with_showing_now(f).flatten()
    }

    /// Shows an image, or what is none.
    pub fn choose(&self, choice: Choice) {
        match choice {
            Choice::Image(place) => {
                self.artifact.set(None);
                self.image.set(place);
            }
            Choice::Artifact(id) => self.artifact.set(Some(id)),
        }
    }

    /// Shows the detail of a node, for who asked for it where the focus is.
    pub fn select(&self, node: NodeId) {
        if self.selected.with_untracked(Option::is_none) {
            self.asked_at.set_value(Focused::now());
        }
        self.selected.set(Some(node));
        request_animation_frame(|| document::focus(DETAIL));
    }

    /// Shows the files of a layer.
    pub fn show_files(&self, layer: NodeId) {
        self.files.set(FilesMode::Changes);
        self.layer.set(Some(layer));
        self.view.set(View::Files);
        request_animation_frame(|| document::focus("panel"));
    }

    /// The digest of the chosen object, or of the image that is shown where none is.
    #[must_use]
    pub fn chosen_digest(&self) -> Option<String> {
        let chosen = self.selected.get_untracked();
        let chosen = chosen.or_else(|| self.artifact.get_untracked());
        let image = self.image.get_untracked();
        self.find_now(|showing| {
            let graph = &showing.opened.graph;
            let of_image = || {
                let image = graph.images.get(image)?;
                image.index.or(image.manifest).or(image.config)
            };
            let node = graph.node(chosen.or_else(of_image)?)?;
            Some(node.digest.as_ref()?.text.clone())
        })
    }

    /// Closes the detail, and goes back to where it was asked for. Where none is open,
    /// it is the answer about a digest that goes.
    pub fn close_detail(&self) {
        // Escape takes an explanation away first.
        if popover::is_any_shown() {
            return;
        }
        if self.selected.with_untracked(Option::is_none) {
            if self.sought.with_untracked(|sought| !sought.is_empty()) {
                self.sought.set(String::new());
            }
            return;
        }
        self.selected.set(None);
        let asked_at = self.asked_at.try_update_value(Option::take).flatten();
        if !asked_at.is_some_and(|focused| focused.again()) {
            document::focus("panel");
        }
    }

    /// Forgets what was chosen of an input that is gone.
    pub fn clear(&self) {
        self.selected.set(None);
        self.image.set(0);
        self.other.set(None);
        self.artifact.set(None);
        self.view.set(View::default());
        self.tab.set(Tab::default());
        self.files.set(FilesMode::default());
        self.layer.set(None);
        self.path.set(String::new());
        self.sought.set(String::new());
        self.only_unverified.set(false);
        self.severity.set(None);
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}
