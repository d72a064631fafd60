//! The state of the tree of files, and what a person and the worker change of it.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::file_system::{Ask, Expanded, RowsTold, Told, TreeQuery};
use crate::inspect::graph::NodeId;
use crate::ui::driver::Driver;
use crate::ui::file_keys::{Moved, Typed, moved};
use crate::ui::laid::Laid;
use crate::views::file_tree::{FilesMode, Stacked, TreeRow, above, layer_meant, seen};

/// The height of a row in CSS pixels; `style/file_tree.css` has the same.
pub(super) const ROW: usize = 26;

/// How many rows stand in the document, and how many of them above what is seen.
const ROWS_DRAWN: usize = 90;
const ABOVE: usize = 25;

/// No element of a page is higher than some 17 million pixels in Firefox.
pub(super) const MOST_ROWS: usize = 600_000;

/// The state of a tree.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Tree {
    pub(super) driver: Driver,
    pub(super) layers: Memo<Vec<Stacked>>,
    /// The layer that it is of, counted from the base as 0.
    pub(super) layer: Memo<u32>,
    pub(super) query: RwSignal<TreeQuery>,
    pub(super) laid: RwSignal<Laid>,
    pub(super) told: RwSignal<RowsTold>,
    /// The number of the first row in the document.
    pub(super) first: RwSignal<usize>,
    /// The number of the row that keys act on.
    pub(super) active: RwSignal<usize>,
    /// The path whose row is wanted.
    pub(super) wanted: RwSignal<Option<String>>,
    /// Counts the questions: an answer to an earlier one is late.
    asked: StoredValue<u64>,
    /// The question that was answered last.
    heard: StoredValue<u64>,
    pub(super) grid: NodeRef<Div>,
}

impl Tree {
    pub(super) fn new(
        driver: Driver,
        mode: FilesMode,
        layer: Memo<Option<NodeId>>,
        layers: Memo<Vec<Stacked>>,
    ) -> Self {
        let page = driver.page;
        let meant = Memo::new(move |_| {
            let (image, layer) = (page.image.get(), layer.get());
            let meant = page.with_showing(|showing| layer_meant(showing, image, layer));
            meant.flatten().unwrap_or_default()
        });
        let path = page.path.get_untracked();
        let mut query = TreeQuery::new(seen(mode, meant.get_untracked()));
        query.expanded = match mode {
            // As a rule few, and what one wants to see.
            FilesMode::Changes => Expanded::all(),
            _ => Expanded::These(above(&path).collect()),
        };
        query.show_deleted = mode == FilesMode::Changes;
        let tree = Self {
            driver,
            layers,
            layer: meant,
            query: RwSignal::new(query),
            laid: RwSignal::new(Laid::Not),
            told: RwSignal::new(RowsTold::default()),
            first: RwSignal::new(0),
            active: RwSignal::new(0),
            wanted: RwSignal::new(Some(path).filter(|path| !path.is_empty())),
            asked: StoredValue::new(0),
            heard: StoredValue::new(0),
            grid: NodeRef::new(),
        };
        Effect::new(move |_| {
            tree.query
                .update(|query| query.view = seen(mode, meant.get()))
        });
        tree.lay_when_known();
        Effect::new(move |_| {
            let (query, first) = (tree.query.get(), tree.first.get());
            if matches!(tree.laid.get(), Laid::As(_)) {
                tree.ask(query, first);
            }
        });
        tree
    }

    /// Lays the layers over each other, and again where more of them are known.
    fn lay_when_known(self) {
        let image = self.driver.page.image;
        let (layers, laid) = (self.layers, self.laid);
        let lists = Memo::new(move |_| {
            let lists = layers.with(|layers| layers.iter().map(Stacked::list).collect::<Vec<_>>());
            (image.get(), lists)
        });
        Effect::new(move |before: Option<(usize, u64)>| {
            let (image, layers) = lists.get();
            // What was laid of the same image stands until there is more.
            if before.is_some_and(|(before, _)| before != image) {
                laid.set(Laid::Not);
            }
            let number = before.map_or(0, |(_, number)| number) + 1;
            self.driver.lay_files(layers, move |done| {
                // The view may be gone by now.
                let _ = laid.try_set(match done {
                    Ok(()) => Laid::As(number),
                    Err(why) => Laid::Failed(why),
                });
            });
            (image, number)
        });
    }

    fn ask(self, query: TreeQuery, first: usize) {
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let around = self.wanted.get_untracked();
        let ask = Ask::Rows {
            query,
            first,
            count: ROWS_DRAWN,
            around,
        };
        self.driver.ask_files(ask, move |answer| {
            if self.asked.try_get_value() != number {
                return;
            }
            self.heard.set_value(number.unwrap_or_default());
            match answer {
                Ok(Told::Rows(told)) => self.show(told),
                Ok(_) => {}
                Err(why) => self.laid.set(Laid::Failed(why)),
            }
        });
    }

    fn show(self, told: RowsTold) {
        let (found, first) = (told.found, told.first);
        if self.active.get_untracked() >= told.all {
            self.active.set(told.all.saturating_sub(1));
        }
        self.told.set(told);
        // Where it is not there, a layer that is still to be read may have it.
        if let Some(found) = found {
            self.wanted.set(None);
            self.first.set(first);
            self.active.set(found);
            // Once the grid is as high as its rows.
            request_animation_frame(move || self.scroll_to(found));
        }
    }

    /// Makes a row the one that keys act on, and shows it.
    pub(super) fn go_to(self, row: usize) {
        // The view may be gone by now.
        let last = self.told.try_with_untracked(|told| told.all.min(MOST_ROWS));
        let Some(last) = last else { return };
        // There may be more rows by then; what comes says how many.
        let is_waiting = self.asked.get_value() != self.heard.get_value();
        let row = match is_waiting && row < MOST_ROWS {
            true => row,
            false => row.min(last.saturating_sub(1)),
        };
        self.wanted.set(None);
        self.active.set(row);
        self.scroll_to(row);
    }

    fn scroll_to(self, row: usize) {
        let Some(grid) = self.grid.try_get_untracked().flatten() else {
            return;
        };
        let seen = usize::try_from(grid.client_height()).unwrap_or_default();
        let top = usize::try_from(grid.scroll_top()).unwrap_or_default();
        let (begin, end) = (row * ROW, (row + 2) * ROW);
        let to = match (begin < top, end > top + seen) {
            (true, _) => begin,
            (_, true) => end.saturating_sub(seen),
            _ => return,
        };
        grid.set_scroll_top(i32::try_from(to).unwrap_or(i32::MAX));
    }

    pub(super) fn scrolled(self) {
        let top = self
            .grid
            .get_untracked()
            .map_or(0, |grid| grid.scroll_top());
        let seen = usize::try_from(top).unwrap_or_default() / ROW;
        // By tens, so that not each pixel asks the worker.
        let next = seen.saturating_sub(ABOVE) / 10 * 10;
        if next != self.first.get_untracked() {
            self.first.set(next);
        }
    }

    /// The row that keys act on, where it is here.
    pub(super) fn active_row(self) -> Option<TreeRow> {
        let active = self.active.get_untracked();
        self.told.with_untracked(|told| {
            let row = told.rows.get(active.checked_sub(told.first)?)?;
            Some(TreeRow::of(row))
        })
    }

    pub(super) fn turn(self, path: &str) {
        self.query.update(|query| query.expanded.turn(path));
    }

    pub(super) fn choose(self, path: &str) {
        self.driver
            .page
            .path
            .set(path.trim_start_matches('/').to_owned());
    }

    pub(super) fn key(self, event: &ev::KeyboardEvent, typed: StoredValue<Typed>) {
        let row = self.active_row();
        // The answer to the key before may still be on its way.
        let expanded = row.as_ref().and_then(|row| {
            row.expanded?;
            Some(
                self.query
                    .with_untracked(|query| query.expanded.has(&row.path)),
            )
        });
        let height = self
            .grid
            .get_untracked()
            .map_or(0, |grid| grid.client_height());
        let page = usize::try_from(height).unwrap_or_default() / ROW;
        let active = self.active.get_untracked();
        let Some(moved) = moved(event, active, page, expanded) else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        match (moved, row) {
            (Moved::To(to), _) => self.go_to(to),
            (Moved::Turn, Some(row)) => self.turn(&row.path),
            (Moved::Choose, Some(row)) => self.choose(&row.path),
            (Moved::Up, Some(row)) => self.go_up(&row.path),
            (Moved::Typed(letter), _) => self.find(&typed, letter),
            _ => {}
        }
    }

    /// To the directory that this is in.
    fn go_up(self, path: &str) {
        if let Some(folder) = above(path).last() {
            self.wanted.set(Some(folder));
            self.ask(self.query.get_untracked(), self.first.get_untracked());
        }
    }

    fn find(self, typed: &StoredValue<Typed>, letter: char) {
        let found = typed.try_update_value(|typed| typed.push(letter));
        let Some((name, is_first)) = found else {
            return;
        };
        let active = self.active.get_untracked();
        let ask = Ask::Named {
            query: self.query.get_untracked(),
            // More letters may still mean this one.
            after: match (is_first, active.checked_sub(1)) {
                (true, _) => active,
                (false, before) => before.unwrap_or(usize::MAX),
            },
            name,
        };
        let number = self.asked.get_value();
        self.driver.ask_files(ask, move |answer| {
            // Of other rows it would be another one.
            let is_late = self.asked.try_get_value() != Some(number);
            if let (false, Ok(Told::Named(Some(row)))) = (is_late, answer) {
                self.go_to(row);
            }
        });
    }
}
