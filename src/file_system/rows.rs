//! The file system as the rows of a tree, of which a screen shows some.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::entry::Facts;
use super::model::{Event, FileSystem};
use super::paths::Place;
use super::state::{State, States};
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
    fn add(&mut self, other: Self) {
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.entries = self.entries.saturating_add(other.entries);
    }
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub place: Place,
    /// Absolute.
    pub path: String,
    pub name: String,
    /// How deep it is, and its place among how many, all from 1: `aria-level`,
    /// `aria-posinset` and `aria-setsize`.
    pub level: u32,
    pub position: u32,
    pub siblings: u32,
    pub has_children: bool,
    pub expanded: bool,
    pub kind: EntryKind,
    /// What its entry says; nothing of a directory that is there only because
    /// something is in it.
    pub facts: Option<Facts>,
    /// Of a directory, as the view has it.
    pub weight: Option<Weight>,
    pub state: State,
    /// The layer that its entry is from. Of what was deleted, the one from which
    /// it was; see [`State::Deleted`].
    pub layer: u32,
    /// A layer above that one of which not all is known: it may have changed or
    /// deleted this.
    pub unread: Option<u32>,
}

/// The rows that answer a [`TreeQuery`].
#[derive(Debug)]
pub struct Rows {
    lines: Vec<Line>,
    total: Weight,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    place: Place,
    event: u32,
    state: State,
    level: u32,
    position: u32,
    siblings: u32,
    has_children: bool,
    expanded: bool,
    weight: Weight,
    /// The layer after which it is seen.
    until: u32,
}

impl FileSystem {
    /// The rows of a view. The root is none of them.
    #[must_use]
    pub fn rows(&self, query: &TreeQuery) -> Rows {
        let mut seen = Seen::new(self, query);
        seen.add_up();
        Rows {
            total: seen.weight(Place::ROOT),
            lines: seen.lines(),
        }
    }
}

impl Rows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// All that is in the view, shown or not.
    #[must_use]
    pub fn total(&self) -> Weight {
        self.total
    }

    /// The number of the row of a place, where that is shown.
    #[must_use]
    pub fn position(&self, place: Place) -> Option<usize> {
        self.lines.iter().position(|line| line.place == place)
    }

    /// The number of the next row behind `after` whose name begins with `name`,
    /// whatever the case of ASCII letters; round the end, and `after` itself the last.
    #[must_use]
    pub fn named(&self, files: &FileSystem, after: usize, name: &str) -> Option<usize> {
        let begins = |line: &&Line| {
            let begin = files.paths.name(line.place).as_bytes().get(..name.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
        };
        let count = self.lines.len();
        let numbers = (1..=count).map(|step| (after + step) % count);
        let mut lines = numbers.filter_map(|number| Some((number, self.lines.get(number)?)));
        lines
            .find(|(_, line)| begins(line))
            .map(|(number, _)| number)
    }

    /// `count` rows from the `first` on, counted from 0. `files` are those that
    /// made these.
    #[must_use]
    pub fn window(&self, files: &FileSystem, first: usize, count: usize) -> Vec<Row> {
        let lines = self.lines.iter().skip(first).take(count);
        lines.filter_map(|line| row(files, line)).collect()
    }
}

fn row(files: &FileSystem, line: &Line) -> Option<Row> {
    let event = files.shown(files.event(line.event)?);
    let kind = files.kind(event);
    Some(Row {
        place: line.place,
        path: files.path(line.place),
        name: files.paths.name(line.place).to_owned(),
        level: line.level,
        position: line.position,
        siblings: line.siblings,
        has_children: line.has_children,
        expanded: line.expanded,
        kind,
        facts: files.entry(event).map(Into::into),
        weight: (kind == EntryKind::Directory).then_some(line.weight),
        state: line.state,
        layer: event.layer,
        unread: files.unread_between(Some(event.layer), line.until + 1),
    })
}

impl FileSystem {
    /// What is shown of an event: of a deletion what was deleted.
    pub(super) fn shown<'a>(&'a self, event: &'a Event) -> &'a Event {
        match event.is_gone() {
            true => self.below(event).unwrap_or(event),
            false => event,
        }
    }
}

/// What a view has of each place.
struct Seen<'a> {
    files: &'a FileSystem,
    query: &'a TreeQuery,
    spots: Vec<Spot>,
}

#[derive(Clone, Copy)]
struct Spot {
    event: u32,
    /// It is shown.
    kept: bool,
    /// How many that are shown are in it.
    children: u32,
    /// What is in it, and what was and is deleted.
    live: Weight,
    gone: Weight,
}

impl<'a> Seen<'a> {
    fn new(files: &'a FileSystem, query: &'a TreeQuery) -> Self {
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
    fn add_up(&mut self) {
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

    fn spot(&self, place: Place) -> Option<&Spot> {
        self.spots.get(place.index())
    }

    /// What a row says of it: of what was deleted what was in it.
    fn weight(&self, place: Place) -> Weight {
        let Some(spot) = self.spot(place) else {
            return Weight::default();
        };
        let event = self.files.event(spot.event);
        match event.is_some_and(Event::is_gone) {
            true => spot.gone,
            false => spot.live,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let (named, are_open) = match &self.query.expanded {
            Expanded::These(paths) => (paths, true),
            Expanded::AllBut(paths) => (paths, false),
        };
        let named = named.iter().filter_map(|path| self.files.find(path));
        let named: HashSet<Place> = named.collect();
        let mut lines = Vec::new();
        let mut pending = self.children(Place::ROOT, 1);
        while let Some(mut line) = pending.pop() {
            let is_open = named.contains(&line.place) == are_open;
            line.expanded = line.has_children && is_open;
            if line.expanded {
                pending.extend(self.children(line.place, line.level + 1));
            }
            lines.push(line);
        }
        lines
    }

    /// What is shown in a directory, the first one last.
    fn children(&self, folder: Place, level: u32) -> Vec<Line> {
        let children = self.files.paths.children(folder);
        let mut lines: Vec<Line> = children
            .filter_map(|place| self.line(place, level))
            .collect();
        if self.query.order == Order::Size {
            // All weigh something here, directories or not.
            lines.sort_by_key(|line| std::cmp::Reverse(line.weight.bytes));
        }
        let siblings = lines.len() as u32;
        for (line, position) in lines.iter_mut().zip(1..) {
            (line.position, line.siblings) = (position, siblings);
        }
        lines.reverse();
        lines
    }

    fn line(&self, place: Place, level: u32) -> Option<Line> {
        let spot = self.spot(place).filter(|spot| spot.kept)?;
        let event = self.files.event(spot.event)?;
        let is_own = match self.query.view {
            View::After(_) => true,
            View::Layer(layer) => event.layer == layer,
        };
        Some(Line {
            place,
            event: spot.event,
            state: match is_own {
                true => event.state,
                false => State::Unchanged,
            },
            level,
            position: 0,
            siblings: 0,
            has_children: spot.children > 0,
            expanded: false,
            weight: self.weight(place),
            until: self.query.view.layer(),
        })
    }
}
