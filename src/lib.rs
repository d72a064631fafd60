//! **Assay**: what is this container image, and is it really that?
//!
//! A person gives an **input** (an archive, a folder, a document, a reference, a
//! link). A **source** brings **bytes**. **verify** is the one door through which
//! bytes become trusted. **inspect** reads documents into the values of **image**
//! and establishes what hangs together and what is odd. **protocol** carries values
//! out of a worker. **session** is the page's state; **views** say what is shown of
//! it, **words** how, and **ui** shows it. **web** is the only place where Rust
//! touches the browser.
//!
//! # The way of a dropped file
//!
//! 1. `web::files` turns the drop into handles (`File`s) and their names; their
//!    bytes never leave the machine and are never held as a whole.
//! 2. `session` answers with an effect: ask a worker to open them.
//! 3. `source::open` recognises by content what they are, indexes the archive,
//!    and reads its small documents: a `source::Contents`.
//! 4. `inspect::graph` builds the graph from the contents: objects, images, and
//!    every claim that one makes of another's digest. A document is read as what
//!    is declared of it (`image::manifest::Role`), whatever it looks like.
//! 5. Workers go over each blob once (`bytes::layer`), several at a time since
//!    four hashes cost as much as two: the digest as stored, the DiffID, and what
//!    the tar lists. A worker that has nothing to do hashes for another one.
//! 6. `inspect::ledger` holds each claim against that by `verify::judge`,
//!    `inspect::causes` says why they differ, and `inspect::findings` applies the
//!    rules. `inspect::judgement` makes the verdict of all that.
//! 7. Where the files are looked at, a worker of its own (`web::files_worker`) lays the
//!    listings of the layers over each other (`file_system`), keeps what comes of it,
//!    and answers with the rows that are on the screen. A file that is opened is read out
//!    of its layer (`bytes::unpacked`); what needs the contents of many (`contents`,
//!    `packages`) goes once through each layer. Both go in steps (`web::turns`): others
//!    are answered in between, and each can be stopped.
//!
//! # The way of a name
//!
//! 1. `input` reads what was typed, pasted or linked into a `Fragment`.
//! 2. `session` answers with an effect: fetch what a first view needs.
//! 3. `source::registry::image` asks the registry, by `web::fetch`, and makes a
//!    `source::Contents` of the documents; the layers are named in it only.
//! 4. From there on as above. Layers are fetched in workers when a person asks
//!    for them, and measured as they come.
//! 5. Where a page may not read it, a relay or a mirror is asked instead
//!    (`source::registry::route`), and that is said.
//! 6. Where nothing comes, `source::registry::doctor` finds out why, and a file
//!    can take the place: `link` holds it against what the link expects.
//!
//! # The way of an image of this machine
//!
//! 1. `input` reads where the engine is; `session` shows the page of it, which is a
//!    part of its own (`ui::engine`). Nothing is sent until a person presses the button.
//! 2. `source::engine` asks for the list, and for one image what the engine knows of it
//!    and its archive, which `web::received` writes to the browser's disk as it comes.
//! 3. From there on it is a dropped file; `Event::Reported` puts beside it what the
//!    engine said (`Opened::reported`), and `inspect::findings` says what differs.
//!
//! # Modules, each of which uses those above it only
//!
//! * [`words`]: messages with arguments, and what each language says for them;
//!   [`sorting`]: one sort for all; [`align`]: two sequences beside each other;
//!   [`expression`]: regular expressions;
//!   [`url`].
//! * [`rules`]: what is asked of an image, and findings, which only a rule makes;
//!   [`failure`]: what ended an operation; [`format`]: text from outside, made fit
//!   to be shown.
//! * [`image`]: what an image is, as values. `digest` is the only place that
//!   hashes, `media_type` the only one that spells media types, `json` keeps
//!   every byte's place.
//! * [`input`]: what a person types, pastes or shares.
//! * [`bytes`]: where bytes stand, their compression, tar, the one pass, the contents
//!   of a layer file by file or by its table of contents (`toc`), and the headers of a
//!   tar to be written.
//! * [`file_view`]: what a file is, from its first bytes: text, a picture, a program,
//!   an archive.
//! * [`secrets`]: what is likely a secret, by name and by shape.
//! * [`file_system`]: what the layers of an image make of each other, path by path.
//! * [`contents`]: what is read out of the contents of the layers, in one go through
//!   each: sums, what is searched for, the merged tree or a part of it as a tar.
//! * [`packages`]: what is installed, by the databases in that.
//! * [`attestation`]: what somebody states of an image: how it was built, what is inside.
//! * [`signature`]: who signed what, and each step of the proof.
//! * [`source`]: where bytes come from: archives, folders, documents, registries, and
//!   the engines of a machine (`source::engine`), whose word on an image
//!   `inspect::reported` holds against its bytes.
//! * [`verify`]: evidence, and the only maker of a green verdict.
//! * [`inspect`]: what is established of what is open (`Opened`): graph, ledger,
//!   causes, findings, judgement, roles, digest family, and the signatures and
//!   attestations that were found (`signed`).
//! * [`trust`]: the signatures and attestations of what is open, verified.
//! * [`comparison`]: two images of what is open, side by side: digests, documents,
//!   steps, layers, files.
//! * [`repository`]: the tags of one, what is known of each, what they share.
//! * [`image_ls`]: lists of images as Docker filters and prints them. [`recent`]: what
//!   was opened lately.
//! * [`protocol`]: what page and workers say to each other; `pool` decides which
//!   worker does what. [`session`]: the page's state machine.
//! * [`views`]: what is shown of all that: summary, layers, graph, report, and more.
//! * [`link`]: the address of a view, what is shared, what a link expects.
//! * `web`: the browser, and no Leptos; `ui`: the components. For wasm32 only.
//!
//! A test keeps this order (`tests/native/tidy.rs`), and that the modules of one
//! folder do not import each other in circles, without exceptions.
//!
//! # Where does it go?
//!
//! * A rule: `rules`, what looks for it in `inspect/findings`, and its sentences in
//!   `words`, in the area of its findings.
//! * A form of archive: `source/open.rs` recognises it, a file of `source` reads it.
//! * A view of what is open: `views/view.rs` and `ui/showing.rs`.
//! * A view of an object: `views/node_facts.rs` and `ui/detail`.
//! * A cause of a mismatch: `inspect/cause.rs`, who looks for it in `inspect/causes`,
//!   and its message in `words/causes.rs`.
//! * A media type: `image/media_type.rs`.
//! * A place where signatures may be: `source/attached.rs`, who looks there
//!   (`source/archive/attached.rs`, `source/registry/image/signatures.rs`), and
//!   `inspect/signed/places.rs`, which says of what they are.
//! * A kind of statement: `attestation/predicate.rs`, a file beside it that reads it, what
//!   is shown of it in `views/attestations`, and `ui/trust`.
//! * A kind of packages: `packages/wanted.rs` finds its files, and a file beside it reads
//!   them.
//! * A file beside the page that is no Rust: `src/page`; `index.html` or the Makefile's
//!   `finish-dist` puts it there, and then it is kept for when there is no network.
//! * A sentence: `words`, in the file of its area, and the same in `words/zh-Hans`.
//!
//! `CONTRIBUTING.md` has an example of each.
//!
//! # Invariants
//!
//! * No domain module names the browser: the crates that could are dependencies
//!   of wasm32 only, so such a module does not compile under `cargo test`.
//! * Nothing is re-serialised to be hashed or to be shown as "the document".
//! * A verdict is never green by default; only `verify` makes a proof, and only
//!   `inspect::judgement` says that all is verified.
//! * No input makes anything panic, and no length in it allocates.
//! * What a first visit waits for (`ui::shell`) names nothing that opens an image:
//!   the page's wasm is split there, by what calls what.
//! * A worker keeps nothing of a call that has ended but memory to be used again.

pub mod align;
pub mod attestation;
pub mod bytes;
pub mod comparison;
pub mod contents;
pub mod expression;
pub mod failure;
pub mod file_system;
pub mod file_view;
pub mod format;
pub mod image;
pub mod image_ls;
pub mod input;
pub mod inspect;
pub mod link;
pub mod packages;

pub mod protocol;
pub mod recent;
pub mod repository;
pub mod rules;
pub mod secrets;
pub mod session;
pub mod signature;
pub mod sorting;
pub mod source;
pub mod trust;
pub mod url;
pub mod verify;
pub mod views;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod web;
