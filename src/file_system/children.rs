//! What is in one directory, by size.

use serde::{Deserialize, Serialize};

use super::model::FileSystem;
use super::paths::Place;
use super::view::{Seen, TreeQuery, View, Weight};
use crate::bytes::tar::EntryKind;

/// Something in a directory, with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    pub name: String,
    pub kind: EntryKind,
    pub weight: Weight,
}

/// What is in a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Children {
    /// The largest, the first one first; by name where they are equal.
    pub largest: Vec<Child>,
    /// How many others there are, and what is in them.
    pub others: usize,
    pub rest: Weight,
}

impl FileSystem {
    /// What a view has in a directory: the `count` largest, and the others in sum.
    /// `None` where the view has nothing of this path.
    #[must_use]
    pub fn children(&self, view: View, folder: &str, count: usize) -> Option<Children> {
        let query = TreeQuery::new(view);
        let mut seen = Seen::new(self, &query);
        seen.add_up();
        let is_seen = |place: &Place| seen.spot(*place).is_some_and(|spot| spot.kept);
        let folder = self.find(folder);
        let folder = folder.filter(|place| *place == Place::ROOT || is_seen(place))?;
        let children = self.paths.children(folder).filter(is_seen);
        let mut all: Vec<(Place, Weight)> =
            children.map(|place| (place, seen.weight(place))).collect();
        all.sort_by_key(|(_, weight)| std::cmp::Reverse(weight.bytes));
        let (largest, others) = all.split_at(count.min(all.len()));
        let mut rest = Weight::default();
        others.iter().for_each(|(_, weight)| rest.add(*weight));
        let largest = largest.iter().map(|(place, weight)| Child {
            name: self.paths.name(*place).to_owned(),
            kind: self.kind_in(view, *place),
            weight: *weight,
        });
        Some(Children {
            largest: largest.collect(),
            others: others.len(),
            rest,
        })
    }

    fn kind_in(&self, view: View, place: Place) -> EntryKind {
        let event = self.event_at(place, view.layer());
        event.map_or(EntryKind::Directory, |event| self.kind(event))
    }
}
