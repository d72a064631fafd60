//! The domain from outside: whole archives in, reports out.

#[path = "../images/mod.rs"]
#[allow(dead_code)]
mod images;
mod store;
mod corpus;
mod forms;
mod open;
