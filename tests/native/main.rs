//! The domain from outside: whole archives in, reports out.

mod corpus;
mod drive;
mod forms;
#[path = "../images/mod.rs"]
#[allow(dead_code)]
mod images;
mod open;
mod store;
