//! What a person reads: messages with arguments, and how a language words them.
//!
//! The domain says *what*: it makes a [`Message`] by one of the functions of an
//! area, such as `words::findings::blob_missing(&digest)`. The last step says it
//! *how*: [`Message::say`] with the [`Locale`] of the page. English stands beside
//! the function that makes a message; every other language is a catalogue, one
//! file of each area (`words/zh-Hans/findings.txt`), loaded when it is wanted.
//!
//! A placeholder that no argument fills does not compile; a message that a
//! catalogue lacks, or has in surplus, fails a test, as does one that does not
//! use the same arguments.
//!
//! Of our own, and not one of the crates for this: those bring a parser and a
//! plural table of 60 to 150 KB into the wasm, where the browser has `Intl`, and
//! check nothing at compile time.

mod catalogue;
mod english;
mod language;
mod message;
mod template;

pub use catalogue::{Catalogue, CatalogueError};
pub use english::English;
pub(crate) use english::{number_in_groups, size_in_units};
pub use language::Language;
pub use message::{Arg, Entry, Locale, Message};

/// Defines messages: a function each, which takes the arguments by name, and the
/// English text with its placeholders. `{n}` stands for an argument, and
/// `{n|layer|layers}` for one of two words, by the number that `n` is; a brace
/// is written twice to stand for itself.
macro_rules! messages {
    ($area:ident; $($(#[$doc:meta])* $name:ident($($arg:ident),* $(,)?) $english:literal;)*) => {
        #[allow(non_upper_case_globals, reason = "named as the functions that make them")]
        mod entries {
            $(pub static $name: $crate::words::Entry = $crate::words::Entry::new(
                concat!(stringify!($area), ".", stringify!($name)),
                &[$(stringify!($arg)),*],
                $english,
            );)*
        }
        $($(#[$doc])*
        #[doc = $english]
        #[must_use]
        pub fn $name($($arg: impl Into<$crate::words::Arg>),*) -> $crate::words::Message {
            $crate::words::Message::new(&entries::$name, [$($arg.into()),*].into())
        })*

        /// Every message of this area.
        pub static ALL: &[&$crate::words::Entry] = &[$(&entries::$name),*];
    };
}

macro_rules! areas {
    ($($(#[$doc:meta])* $area:ident),*) => {
        $($(#[$doc])* pub mod $area;)*

        /// The areas, each with its messages.
        pub static AREAS: &[(&str, &[&Entry])] = &[$((stringify!($area), $area::ALL)),*];
    };
}

areas! {
    /// Joining messages to one.
    joined,
    /// Why bytes are not what is claimed of them.
    causes,
    /// What is odd or wrong in documents, by rule.
    findings,
    /// In configs and in schema 1 manifests.
    findings_config,
    /// About archives and the blobs in them.
    findings_archive,
    /// About bytes.
    findings_layers,
    /// About the answers of registries.
    findings_registry,
    /// About what engines report.
    findings_engine,
    /// The judgement, and the verdict on each claim.
    verdicts,
    /// The roles that a digest plays, its family, and the digest detective.
    roles,
    /// What things of an image are called: kinds, media types, artifacts, platforms.
    images,
    /// What is looked for in the files of an image.
    files,
    /// Archives, folders and documents that cannot be read, or not all of them.
    sources,
    /// What registries answer, and why a page cannot read them.
    registry,
    /// By which way a registry is asked: itself, a relay, a mirror.
    routes,
    /// What was opened lately.
    recent,
    /// Attestations: what they are, and what they state.
    attestations,
    /// Keys, certificates and timestamps.
    certificates,
    /// Signatures, and each step of their proof.
    signatures,
    /// The view of signatures.
    trust,
    /// Where signatures and attestations were looked for.
    signed,
    /// Lists as `docker image ls` prints them.
    image_ls,
    /// JSON documents that are broken, or not what they are declared to be.
    documents,
    /// Why a browser got no answer of a registry.
    doctor,
    /// What was typed, pasted or linked, and is nothing that can be looked at.
    input,
    /// What the browser or this program could not do.
    failures,
    /// What a first visit waits for.
    shell,
    /// What stands around every view: buttons, tabs, headings, help.
    page,
    /// Sizes and counts, and the ways to what is not shown of a long list.
    amounts,
    /// Buttons and tabs around what is open.
    controls,
    /// What the keyboard does.
    keys,
    /// What the box finds in what is open, and what the palette offers.
    reach,
    /// An image at a glance: cards, family, platforms, steps.
    overview,
    /// What is open, at its head: what it is, and what the verdict on it means.
    summary,
    /// The layers of an image, and the steps that made them.
    layers,
    /// One object: its facts, its bytes, its files, its commands.
    detail,
    /// The file system that layers make.
    file_system,
    /// Where its bytes are.
    file_sizes,
    /// What is likely a secret.
    secrets,
    /// The app without a network, and new versions of it.
    offline,
    /// One file of a layer, opened.
    file_view,
    /// The table of contents of a layer, and files that are read by it.
    toc,
    /// What is read out of the contents of the layers.
    contents,
    /// What is installed.
    packages,
    /// What each term means, and how digests work.
    terms,
    /// The graph and the tree: what hangs together.
    graph,
    /// What is no image.
    artifacts,
    /// What the commands print that show the same elsewhere.
    commands,
    /// Two images side by side.
    comparison,
    /// Repositories, tags and what they share.
    lists,
    /// Images of an engine, and what it reports of them.
    engine,
    /// What a registry says of an image without sending it.
    at_registry,
    /// Where a registry gives nothing: the ways round, and signing in.
    refused,
    /// Links to what is shown, and what they expect.
    sharing,
    /// The report, as a person reads it.
    report
}

/// The message of this id, `area.name`.
#[must_use]
pub fn find(id: &str) -> Option<&'static Entry> {
    let (area, _) = id.split_once('.')?;
    let (_, entries) = AREAS.iter().find(|(name, _)| *name == area)?;
    entries.iter().copied().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests;
