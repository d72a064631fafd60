//! What is odd about the tar inside a layer: the rule and the sentence of each
//! end and each problem.
//!
//! An error is what makes tools unpack different things. What real writers do
//! and all readers accept is a note.

use super::collector::excerpt;
use crate::bytes::tar::{Oddity, TarEnd};
use crate::bytes::tar_scan::{TarProblem, TarProblemKind};
use crate::format::visible;
use crate::rules::{
    NOT_A_TAR, Rule, TAR_CUT_PADDING, TAR_DISPLACED_EXTENSION, TAR_DISPUTED_NAME,
    TAR_DISPUTED_SIZE, TAR_DUPLICATE_PATH, TAR_EMPTY_WHITEOUT, TAR_ESCAPES_ROOT,
    TAR_GLOBAL_OVERRIDE, TAR_HIDDEN_ARCHIVE, TAR_HIDDEN_DATA, TAR_LINK_CIRCLE,
    TAR_LINK_LEAVES_ROOT, TAR_LINKS_NOT_FOLLOWED, TAR_MALFORMED_EXTENSION, TAR_MALFORMED_NUMBER,
    TAR_NO_END, TAR_OVERSIZED_EXTENSION, TAR_REPEATED_DIRECTORY, TAR_REPEATED_EXTENSION,
    TAR_SIZE_WITHOUT_DATA, TAR_SPARSE_FILE, TAR_STOPPED, TAR_TABLE_OF_CONTENTS, TAR_TRUNCATED,
    TAR_UNKNOWN_TYPE,
};

/// What there is to say of how a layer's tar ends; `None` where it ends as it
/// should.
pub(super) fn tar_end(end: &TarEnd) -> Option<(&'static Rule, String)> {
    let rule = match end {
        TarEnd::Marked | TarEnd::Empty => return None,
        TarEnd::HalfMarked | TarEnd::Unmarked => &TAR_NO_END,
        TarEnd::Unpadded { .. } => &TAR_CUT_PADDING,
        TarEnd::Truncated { .. } => &TAR_TRUNCATED,
        TarEnd::LoneZeroBlock { .. } | TarEnd::Damaged { .. } => &TAR_STOPPED,
        TarEnd::NotATar(_) => &NOT_A_TAR,
    };
    Some((rule, visible(&end.to_string())))
}

/// The rule that a problem breaks, and the sentence on it.
pub(super) fn tar_problem(what: &str, problem: &TarProblem) -> (&'static Rule, String) {
    let (rule, found) = match problem.kind {
        TarProblemKind::Entry(oddity) => of_entry(oddity),
        TarProblemKind::DuplicatePath => (
            &TAR_DUPLICATE_PATH,
            "expected each path once, but found another",
        ),
        TarProblemKind::RepeatedDirectory => (
            &TAR_REPEATED_DIRECTORY,
            "expected each directory once, but found another",
        ),
        TarProblemKind::EmptyWhiteout => (
            &TAR_EMPTY_WHITEOUT,
            "expected a whiteout to name what it deletes, but found none in",
        ),
        TarProblemKind::EscapesRoot => (
            &TAR_ESCAPES_ROOT,
            "expected entries inside the root, but found",
        ),
        TarProblemKind::LinkLeavesRoot => (
            &TAR_LINK_LEAVES_ROOT,
            "expected links to lead to somewhere inside the root, at which containers stop them, but found",
        ),
        TarProblemKind::LinkCircle => (
            &TAR_LINK_CIRCLE,
            "expected links to lead to something, but found one that leads back to itself at",
        ),
        TarProblemKind::LinksNotFollowed => (
            &TAR_LINKS_NOT_FOLLOWED,
            "expected fewer symbolic links, but found so many that whether some lead back to themselves is not known up to",
        ),
        TarProblemKind::SparseFile => (
            &TAR_SPARSE_FILE,
            "expected files as they are, but found the sparse file",
        ),
        TarProblemKind::HiddenData => (
            &TAR_HIDDEN_DATA,
            "expected only zeros behind the end of the tar, but found data after",
        ),
        TarProblemKind::HiddenArchive => (
            &TAR_HIDDEN_ARCHIVE,
            "expected only zeros behind the end of the tar, but found another archive, which some tools unpack too, after",
        ),
        TarProblemKind::TableOfContents => (
            &TAR_TABLE_OF_CONTENTS,
            "the table of contents of an eStargz layer, which most tools do not unpack, follows",
        ),
    };
    let path = match problem.path.as_str() {
        "" => "the end".to_owned(),
        path => format!("`{}`", excerpt(path)),
    };
    (rule, format!("{what}: {found} {path}"))
}

fn of_entry(oddity: Oddity) -> (&'static Rule, &'static str) {
    match oddity {
        Oddity::SizeWithoutData => (
            &TAR_SIZE_WITHOUT_DATA,
            "expected no size on what has no data, but found one on",
        ),
        Oddity::DisputedSize => (
            &TAR_DISPUTED_SIZE,
            "expected one size, but found another in the header than in the PAX records of",
        ),
        Oddity::DisputedName => (
            &TAR_DISPUTED_NAME,
            "expected a name that all tools read alike, but found one with a prefix for some only:",
        ),
        Oddity::MalformedNumber => (
            &TAR_MALFORMED_NUMBER,
            "expected numbers in the header, but found a field that is none on",
        ),
        Oddity::UnknownType => (
            &TAR_UNKNOWN_TYPE,
            "expected an entry of a type that all tools know, but found",
        ),
        Oddity::MalformedExtension => (
            &TAR_MALFORMED_EXTENSION,
            "expected extensions by their grammar, but found others on",
        ),
        Oddity::OversizedExtension => (
            &TAR_OVERSIZED_EXTENSION,
            "expected extensions that readers accept, but found larger ones on",
        ),
        Oddity::RepeatedExtension => (
            &TAR_REPEATED_EXTENSION,
            "expected one set of extensions for an entry, but found more on",
        ),
        Oddity::DisplacedExtension => (
            &TAR_DISPLACED_EXTENSION,
            "expected extensions right before their entry, but found a global header in between, for which some tools forget them, on",
        ),
        Oddity::GlobalOverride => (
            &TAR_GLOBAL_OVERRIDE,
            "expected each entry to name itself, but found a global name, size or owner at",
        ),
    }
}
