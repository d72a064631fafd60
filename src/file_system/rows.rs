//! The file system as the rows of a tree, of which a screen shows some.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::entry::Facts;
use super::model::{Event, FileSystem};
use super::paths::Place;
use super::secrets::secret_at;
use super::state::State;
use super::view::{Expanded, Order, Seen, TreeQuery, View, Weight};
use crate::bytes::tar::EntryKind;
use crate::secrets::SecretKind;

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
    /// What it likely is, by its path.
    pub secret: Option<SecretKind>,
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
    /// Behind `usize::MAX` is the first one.
    #[must_use]
    pub fn named(&self, files: &FileSystem, after: usize, name: &str) -> Option<usize> {
        let begins = |line: &&Line| {
            let begin = files.paths.name(line.place).as_bytes().get(..name.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
        };
        let count = self.lines.len();
        let numbers = (1..=count).map(|step| after.wrapping_add(step) % count);
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
    let path = files.path(line.place);
    Some(Row {
        place: line.place,
        secret: secret_at(&path, kind),
        path,
        name: files.paths.name(line.place).to_owned(),
        level: line.level,
        position: line.position,
        siblings: line.siblings,
        has_children: line.has_children,
        expanded: line.expanded,
        kind,
        facts: files.facts(event),
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

impl Seen<'_> {
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
