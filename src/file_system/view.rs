//! What a view of the layers has of each place: what is shown, and sums.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::model::{Event, FileSystem};
use super::paths::Place;
use super::state::States;
use crate::bytes::tar::EntryKind;

/// What of the layers is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// The file system after a layer.
    After(u32),
    /// What a layer does, and the directories above that.
    Layer(u32),
}

impl View {
    /// The layer after which it is.
    #[must_use]
    pub fn layer(self) -> u32 {
        let (Self::After(layer) | Self::Layer(layer)) = self;
        layer
    }
}

/// What comes first in a directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Order {
    #[default]
    Name,
    /// The largest, a directory by all that is in it.
    Size,
}

/// Which directories are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expanded {
    /// Those of these paths, in any spelling.
    These(HashSet<String>),
    /// All but those.
    AllBut(HashSet<String>),
}

impl Expanded {
    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self::AllBut(HashSet::new())
    }

    /// Whether the directory of this path, spelled as it was turned, is open.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::These(paths) => paths.contains(path),
            Self::AllBut(paths) => !paths.contains(path),
        }
    }

    /// Opens a directory that is closed, and closes one that is open.
    pub fn turn(&mut self, path: &str) {
        let (Self::These(paths) | Self::AllBut(paths)) = self;
        if !paths.remove(path) {
            paths.insert(path.to_owned());
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeQuery {
    pub view: View,
    pub expanded: Expanded,
    /// What is shown, with the directories above it.
    pub states: States,
    /// Show what was deleted, where it was. It needs [`States::DELETED`], too.
    pub show_deleted: bool,
    pub order: Order,
}

impl TreeQuery {
    /// All that is in a view, and nothing open.
    #[must_use]
    pub fn new(view: View) -> Self {
        Self {
            view,
            expanded: Expanded::These(HashSet::new()),
            states: States::ALL,
            show_deleted: false,
            order: Order::Name,
        }
    }
}

/// What is in a directory, at any depth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Weight {
    /// Bytes of files; of those with several names once.
    pub bytes: u64,
    /// How many things that are no directories.
    pub entries: u32,
}

impl Weight {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.entries = self.entries.saturating_add(other.entries);
    }
}
/// What a view has of each place.
pub(super) struct Seen<'a> {
    pub(super) files: &'a FileSystem,
    pub(super) query: &'a TreeQuery,
    spots: Vec<Spot>,
}

#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) event: u32,
    /// It is shown.
    pub(super) kept: bool,
    /// How many that are shown are in it.
    pub(super) children: u32,
    /// What is in it, and what was and is deleted.
    live: Weight,
    gone: Weight,
}

impl<'a> Seen<'a> {
    pub(super) fn new(files: &'a FileSystem, query: &'a TreeQuery) -> Self {
        let spot = |place| {
            let event = Self::event_of(files, query.view.layer(), place);
            let found = files.event(event);
            let is_wanted = |event: &Event| {
                let own = match query.view {
                    View::After(_) => true,
                    View::Layer(layer) => event.layer == layer,
                };
                own && query.states.has(event.state) && (query.show_deleted || !event.is_gone())
            };
            Spot {
                event,
                kept: found.is_some_and(is_wanted),
                children: 0,
                live: Weight::default(),
                gone: Weight::default(),
            }
        };
        let spots = files.paths.all().map(spot).collect();
        Self {
            files,
            query,
            spots,
        }
    }

    fn event_of(files: &FileSystem, layer: u32, place: Place) -> u32 {
        let mut number = files.paths.event(place);
        while let Some(event) = files.event(number).filter(|event| event.layer > layer) {
            number = event.before;
        }
        number
    }

    /// Gives each directory the sums of what is in it, and keeps those that have
    /// something to show.
    pub(super) fn add_up(&mut self) {
        let mut counted = vec![false; self.files.entries.len()];
        // The name under which a file is in the layer counts before other ones.
        for links in [false, true] {
            for place in self.files.paths.all() {
                self.weigh(place, links, &mut counted);
            }
        }
        for place in self.files.paths.all().rev() {
            let Some(spot) = self.spots.get(place.index()).copied() else {
                continue;
            };
            let Some(parent) = self.files.paths.parent(place) else {
                continue;
            };
            if let Some(above) = self.spots.get_mut(parent.index()) {
                above.live.add(spot.live);
                above.gone.add(spot.gone);
                above.kept |= spot.kept;
                above.children += u32::from(spot.kept);
            }
        }
    }

    fn weigh(&mut self, place: Place, links: bool, counted: &mut [bool]) {
        let files = self.files;
        let Some(spot) = self.spots.get_mut(place.index()) else {
            return;
        };
        let Some(event) = files.event(spot.event) else {
            return;
        };
        let shown = files.shown(event);
        let is_link = shown.inode != shown.entry;
        let other = matches!(self.query.view, View::Layer(layer) if event.layer != layer);
        if other || is_link != links || files.kind(shown) == EntryKind::Directory {
            return;
        }
        let mut weight = Weight {
            bytes: 0,
            entries: 1,
        };
        // A layer holds the bytes of its own files only.
        let elsewhere = is_link && matches!(self.query.view, View::Layer(_));
        if let Some(counted) = counted.get_mut(shown.inode as usize)
            && !*counted
            && !elsewhere
        {
            weight.bytes = files.entries.size(shown.inode);
            *counted = !event.is_gone();
        }
        match event.is_gone() {
            true => spot.gone = weight,
            false => spot.live = weight,
        }
    }

    pub(super) fn spot(&self, place: Place) -> Option<&Spot> {
        self.spots.get(place.index())
    }

    /// What a row says of it: of what was deleted what was in it.
    pub(super) fn weight(&self, place: Place) -> Weight {
        let Some(spot) = self.spot(place) else {
            return Weight::default();
        };
        let event = self.files.event(spot.event);
        match event.is_some_and(Event::is_gone) {
            true => spot.gone,
            false => spot.live,
        }
    }
}
