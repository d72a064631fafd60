//! The domain from outside: whole archives in, reports out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(clippy::print_stdout, reason = "tests say what they skip")]

mod archives;
mod artifacts;
mod attestations;
mod causes;
mod certificates;
mod choices;
mod comparison;
// It runs other tools, and needs what their systems have.
#[cfg(unix)]
mod contents;
mod corpus;
// It runs other tools, too.
#[cfg(unix)]
mod debian;
mod detail;
mod drive;
// It runs another tool, and looks at the modes of what that makes.
#[cfg(unix)]
mod file_system;
mod file_view;
mod forms;
mod going_on;
mod graph;
mod hostile_trees;
mod how_digests_work;
#[path = "../images/mod.rs"]
#[allow(dead_code)]
mod images;
mod judged;
mod loaders;
mod lost;
mod needed;
mod node_verdicts;
mod notation;
mod open;
// It runs another tool.
#[cfg(unix)]
mod openssl;
mod outer;
mod outline;
mod packages;

mod projection;
mod reach;
mod remote;
mod signatures;
mod signed;
mod sizes;
mod store;
mod summary;
mod tidy;
mod tocs;
mod tools;
