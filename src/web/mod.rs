//! The only place where Rust touches the browser. No Leptos, and nothing of
//! what an image is: values come in and go out.
//!
//! - [`error`]: whatever JavaScript throws, as an error
//! - [`blob_store`]: bytes of files and blobs, read in a worker
//! - [`worker`]: the worker's side of the protocol, [`dispatch`] what it does
//! - [`message`]: what the two say to each other
//! - [`client`]: the page's side, a pool of workers
//! - [`files`]: a drop, a paste, a file input
//! - [`address`], [`clipboard`], [`download`], [`clock`], [`listener`]: one
//!   thing of the browser each
pub mod address;
pub mod blob_store;
pub mod client;
pub mod clipboard;
pub mod clock;
pub mod dispatch;
pub mod download;
pub mod error;
pub mod files;
pub mod listener;
pub mod message;
pub mod worker;
