//! The file systems that the layers of an image make: after each of them, who
//! wrote what, what is hidden, and what it costs (image-spec, `layer.md`).
//!
//! All is made at once from the listings of the layers, by [`FileSystem::merge`],
//! and asked afterwards: nothing here reads bytes. What depends on a layer that
//! was not read is not known, and says so.
//!
//! Everything is by number: a path is a [`Place`], and each has a list of what
//! layers did to it. Nothing is recursive, as paths are as deep as they like,
//! and whatever an archive can ask for has a bound.

mod change;
mod children;
mod compare;
mod contents;
mod desk;
mod dive;
mod dive_tree;
mod entry;
mod export;
mod found;
mod history;
mod last;
mod merge;
mod model;
mod paths;
mod query;
mod resolve;
mod rows;
mod search;
mod secrets;
mod sizes;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub use children::{Child, Children};
pub use compare::KnownContent;
pub use contents::{Shipped, Visible};
pub use desk::{Ask, Desk, Export, HiddenFile, RowsTold, Told};
pub use dive::{Dive, DiveLayer, DiveNumbers, Inefficient};
pub use entry::Facts;
pub use found::{AllFound, Found};
pub use history::{Done, EntryAt, MAX_VERSIONS, Version};
pub use last::Last;
pub use model::{FileSystem, MAX_ODDITIES, Oddity, OddityKind, Reading};
pub use paths::Place;
pub use query::{Comparison, Query, QueryError, QueryProblem};
pub use resolve::Leads;
pub use rows::{Row, Rows};
pub use search::{Hit, Hits};
pub use secrets::{SecretFile, Secrets};
pub use sizes::{Cause, CauseKind, Hidden, HiddenAt, LayerSizes, Sizes};
pub use state::{Changes, How, State, States};
pub use view::{Expanded, Order, TreeQuery, View, Weight};
