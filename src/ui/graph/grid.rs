//! A table of objects and where a person is in it: one stop of the Tab key, and the
//! arrow keys go from one object to another. How it is drawn is in `rows`.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::Drawing;
use super::object::Looks;
use crate::inspect::graph::NodeId;
use crate::views::ROWS_AT_ONCE;
use crate::views::graph::faces::{Faces, faces};
use crate::views::graph::folds::{lines, page};
use crate::views::graph::{Cursor, Line, Place, Stop, Table, walk};
use crate::web::document;

#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) drawing: Drawing,
    pub(super) table: StoredValue<Arc<Table>>,
    /// Its elements' ids begin with that.
    pub(super) name: &'static str,
    pub(super) faces: Memo<Faces>,
    /// Rows of runs that are open.
    opened: RwSignal<BTreeSet<usize>>,
    pub(super) lines: Memo<Vec<Line>>,
    cursor: RwSignal<Option<Cursor>>,
    pub(super) limit: RwSignal<usize>,
}

impl Grid {
    pub(super) fn new(drawing: Drawing, table: Arc<Table>, name: &'static str) -> Self {
        let table = StoredValue::new(table);
        let faces = Memo::new(move |_| {
            let verdicts = drawing.verdicts;
            table.with_value(|table| verdicts.with(|known| faces(table, known)))
        });
        let opened = RwSignal::new(BTreeSet::new());
        let lines = Memo::new(move |_| {
            let (opened, faces) = (opened.read(), faces.read());
            table.with_value(|table| lines(table, &faces, &opened))
        });
        Self {
            drawing,
            table,
            name,
            faces,
            opened,
            lines,
            cursor: RwSignal::new(None),
            limit: RwSignal::new(ROWS_AT_ONCE),
        }
    }

    pub(super) fn id(self, place: Place) -> String {
        format!("{}-{place}", self.name)
    }

    /// The place of what an event is about.
    fn place(self, event: &ev::Event) -> Option<Place> {
        let inside = format!("[id^={}-]", self.name);
        let id = document::closest_id(event.target().as_ref(), &inside)?;
        let place = id.strip_prefix(self.name)?.strip_prefix('-')?;
        place.parse().ok()
    }

    fn node(self, place: Place) -> Option<NodeId> {
        let stop = |table: &Arc<Table>| table.stop(place).and_then(Stop::node);
        self.table.with_value(stop)
    }

    /// Where the Tab key leads: to the last that had the focus, as long as it can be
    /// seen, else to the first.
    pub(super) fn current(self) -> Option<Place> {
        let cursor = self.cursor.get();
        self.lines.with(|lines| {
            let seen = cursor.filter(|cursor| lines.contains(&cursor.place.line));
            let first = || self.table.with_value(|table| Cursor::first(table, lines));
            seen.or_else(first).map(|cursor| cursor.place)
        })
    }

    /// Does what a place is for: chooses the object or the image, or folds.
    pub(super) fn act(self, place: Place) {
        let page = self.drawing.page;
        if let Line::Fold { first, last } = place.line {
            return self.toggle(first, last);
        }
        let image = self.table.with_value(|table| table.image(place));
        match (image, self.node(place)) {
            (Some(image), _) => page.image.set(image),
            (None, Some(node)) => page.select(node),
            (None, None) => {}
        }
    }

    /// Opens a fold or closes it, and keeps the focus on what stands in its place.
    fn toggle(self, first: usize, last: usize) {
        let page = self.table.with_value(|table| page(table, first, last));
        self.opened.update(|opened| match opened.contains(&first) {
            true => opened.retain(|row| !(first..=last).contains(row)),
            false => opened.extend(page),
        });
        let is_there = |line: &&Line| match line {
            Line::Fold { first: from, last } => (*from..=*last).contains(&first),
            _ => false,
        };
        let line = self
            .lines
            .with_untracked(|lines| lines.iter().find(is_there).copied());
        let place = line.map(|line| Place {
            line,
            cell: 0,
            stop: 0,
        });
        if let Some(id) = place.map(|place| self.id(place)) {
            request_animation_frame(move || document::focus(&id));
        }
    }

    /// Whether the rows of a fold are shown.
    pub(super) fn is_open(self, first: usize) -> bool {
        self.opened.with(|opened| opened.contains(&first))
    }

    pub(super) fn clicked(self, event: &ev::Event) {
        if let Some(place) = self.place(event) {
            self.act(place);
        }
    }

    pub(super) fn pointed(self, event: &ev::Event) {
        let place = self.place(event);
        let node = place.and_then(|place| self.node(place));
        self.drawing.pointed.set(node);
    }

    pub(super) fn focused(self, event: &ev::Event) {
        let Some(place) = self.place(event) else {
            return;
        };
        self.drawing.focused.set(self.node(place));
        let is_there = |cursor: &Option<Cursor>| cursor.is_some_and(|it| it.place == place);
        if !self.cursor.with_untracked(is_there) {
            let cursor = self.table.with_value(|table| Cursor::at(table, place));
            self.cursor.set(Some(cursor));
        }
    }

    pub(super) fn pressed(self, event: &ev::KeyboardEvent) {
        if event.alt_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let next = self.cursor.get_untracked().and_then(|from| {
            let (lines, all) = (self.lines.read_untracked(), event.ctrl_key());
            self.table
                .with_value(|table| walk(table, &lines, from, &event.key(), all))
        });
        if let Some(next) = next {
            // Else the page would scroll as well.
            event.prevent_default();
            self.cursor.set(Some(next));
            document::focus(&self.id(next.place));
        }
    }

    /// The objects of a row as they are now, from left to right.
    pub(super) fn looks(self, row: usize) -> Vec<Looks> {
        let current = self.current().filter(|place| place.line == Line::Row(row));
        let chosen = self.drawing.page.selected.get();
        let (lit, faces) = (self.drawing.lit.read(), self.faces.read());
        let alike = self.drawing.alike.read();
        let looks = self.table.with_value(|table| {
            let cells = table.rows.get(row)?.cells.iter().enumerate();
            let stops = cells.flat_map(|(cell, it)| {
                let stops = it.stops.iter().enumerate();
                stops.map(move |(stop, it)| ((cell, stop), it))
            });
            let looks = stops.zip(faces.get(row)?).map(|((at, stop), face)| Looks {
                face: face.clone(),
                is_chosen: chosen.is_some_and(|chosen| stop.nodes.contains(&chosen)),
                is_lit: stop.nodes.iter().any(|id| lit.contains(id)) || stop.is_named(&alike),
                is_current: current.is_some_and(|place| (place.cell, place.stop) == at),
            });
            Some(looks.collect())
        });
        looks.unwrap_or_default()
    }
}
