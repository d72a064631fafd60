//! Assay: what is this container image, and is it really that?
pub mod bytes;
pub mod failure;
pub mod format;
pub mod image;
pub mod input;
pub mod inspect;
pub mod presentation;
pub mod protocol;
pub mod session;
pub mod source;
pub mod url;
pub mod verify;

#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod web;
