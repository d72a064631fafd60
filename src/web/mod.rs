//! The only place where Rust touches the browser. No Leptos, and nothing of
//! what an image is: values come in and go out.
//!
//! - [`error`]: whatever JavaScript throws, as an error
//! - [`blob_store`]: bytes of files and blobs, read in a worker
//! - [`worker`]: the worker's side of the protocol, [`dispatch`] what it does
//! - [`measure`]: how it hashes a blob, with [`incoming`], [`hash_batch`]
//!   and [`yielding`]; [`loan`] and [`helping`]: with another worker, by a
//!   [`port`]
//! - [`fetch`]: requests, [`fetch_blob`]: a blob that is measured as it comes
//! - [`task`]: work that can be dropped
//! - [`message`]: what the two say to each other, [`listing`]: the files of a
//!   layer beside it
//! - [`client`]: the page's side, a pool of workers
//! - [`files_worker`]: the worker that lays layers over each other, and
//!   [`files_client`]: the page's side of that; [`opened_file`]: a file in it, out of
//!   [`kept_layers`]; [`files_work`]: jobs, which [`contents`] takes through layers
//! - [`fetched_layers`]: what a registry sent, kept within a budget
//! - [`files`]: a drop, a paste, a file input; [`dropped`]: files from elsewhere
//! - [`received`]: a file that comes from the network, of any length
//! - [`open_files`]: the handles of what is open, and the pool that reads them
//! - [`document`]: the session's word, focus and scrolling
//! - [`kept_focus`]: where the focus goes when its element does, [`rows`]: from row
//!   to row
//! - [`in_view`]: which elements a person sees
//! - [`locale`]: how the browser writes numbers and moments in a language
//! - [`preference`]: what a person has set
//! - [`address`], [`clipboard`], [`download`], [`clock`], [`listener`],
//!   [`object_url`]: one thing of the browser each
pub mod address;
pub mod blob_store;
pub mod client;
pub mod clipboard;
pub mod clock;
pub mod contents;
pub mod dispatch;
pub mod document;
pub mod download;
pub mod dropped;
pub mod error;
pub mod fetch;
pub mod fetch_blob;
pub mod fetched_layers;
pub mod files;
pub mod files_client;
pub mod files_work;
pub mod files_worker;
pub mod hash_batch;
pub mod helping;
pub mod in_view;
pub mod incoming;
pub mod kept_focus;
pub mod kept_layers;
pub mod listener;
pub mod listing;
pub mod loan;
pub mod locale;
pub mod measure;
pub mod message;
pub mod object_url;
pub mod open_files;
pub mod opened_file;
pub mod popover;
pub mod port;
pub mod preference;
pub mod received;
pub mod rows;
pub mod scratch;
pub mod task;
pub mod turns;
pub mod worker;
pub mod yielding;
