//! What is odd about the tar inside a layer: the rule and the sentence of each
//! end and each problem.
//!
//! An error is what makes tools unpack different things. What real writers do
//! and all readers accept is a note.

use super::collector::excerpt;
use crate::bytes::tar::{Oddity, TarEnd};
use crate::bytes::tar_scan::{TarProblem, TarProblemKind};
use crate::rules::{
    NOT_A_TAR, Rule, TAR_CUT_PADDING, TAR_DISPLACED_EXTENSION, TAR_DISPUTED_NAME,
    TAR_DISPUTED_SIZE, TAR_DUPLICATE_PATH, TAR_EMPTY_WHITEOUT, TAR_ESCAPES_ROOT,
    TAR_GLOBAL_OVERRIDE, TAR_HIDDEN_ARCHIVE, TAR_HIDDEN_DATA, TAR_LINK_CIRCLE,
    TAR_LINK_LEAVES_ROOT, TAR_LINKS_NOT_FOLLOWED, TAR_MALFORMED_EXTENSION, TAR_MALFORMED_NUMBER,
    TAR_NO_END, TAR_OVERSIZED_EXTENSION, TAR_REPEATED_DIRECTORY, TAR_REPEATED_EXTENSION,
    TAR_SIZE_WITHOUT_DATA, TAR_SPARSE_FILE, TAR_STOPPED, TAR_TABLE_OF_CONTENTS, TAR_TRUNCATED,
    TAR_UNKNOWN_TYPE,
};
use crate::words::{Message, findings_layers as words};

/// What there is to say of how a layer's tar ends; `None` where it ends as it
/// should.
pub(super) fn tar_end(end: &TarEnd) -> Option<(&'static Rule, Message)> {
    let rule = match end {
        TarEnd::Marked | TarEnd::Empty => return None,
        TarEnd::HalfMarked | TarEnd::Unmarked => &TAR_NO_END,
        TarEnd::Unpadded { .. } => &TAR_CUT_PADDING,
        TarEnd::Truncated { .. } => &TAR_TRUNCATED,
        TarEnd::LoneZeroBlock { .. } | TarEnd::Damaged { .. } => &TAR_STOPPED,
        TarEnd::NotATar(_) => &NOT_A_TAR,
    };
    Some((rule, end.message()))
}

/// A rule, and the sentence on a layer and a path that break it.
type Told = (&'static Rule, fn(Message, Message) -> Message);

/// The rule that a problem breaks, and the sentence on it.
pub(super) fn tar_problem(what: Message, problem: &TarProblem) -> (&'static Rule, Message) {
    let (rule, sentence): Told = match problem.kind {
        TarProblemKind::Entry(oddity) => of_entry(oddity),
        TarProblemKind::DuplicatePath => (&TAR_DUPLICATE_PATH, words::duplicate_path),
        TarProblemKind::RepeatedDirectory => (&TAR_REPEATED_DIRECTORY, words::repeated_directory),
        TarProblemKind::EmptyWhiteout => (&TAR_EMPTY_WHITEOUT, words::empty_whiteout),
        TarProblemKind::EscapesRoot => (&TAR_ESCAPES_ROOT, words::escapes_root),
        TarProblemKind::LinkLeavesRoot => (&TAR_LINK_LEAVES_ROOT, words::link_leaves_root),
        TarProblemKind::LinkCircle => (&TAR_LINK_CIRCLE, words::link_circle),
        TarProblemKind::SparseFile => (&TAR_SPARSE_FILE, words::sparse_file),
        // About no entry.
        TarProblemKind::LinksNotFollowed => {
            return (&TAR_LINKS_NOT_FOLLOWED, words::links_not_followed(what));
        }
        TarProblemKind::HiddenData => return (&TAR_HIDDEN_DATA, words::hidden_data(what)),
        TarProblemKind::HiddenArchive => return (&TAR_HIDDEN_ARCHIVE, words::hidden_archive(what)),
        TarProblemKind::TableOfContents => {
            return (&TAR_TABLE_OF_CONTENTS, words::table_of_contents(what));
        }
    };
    (rule, sentence(what, words::at_path(excerpt(&problem.path))))
}

fn of_entry(oddity: Oddity) -> Told {
    match oddity {
        Oddity::SizeWithoutData => (&TAR_SIZE_WITHOUT_DATA, words::size_without_data),
        Oddity::DisputedSize => (&TAR_DISPUTED_SIZE, words::disputed_size),
        Oddity::DisputedName => (&TAR_DISPUTED_NAME, words::disputed_name),
        Oddity::MalformedNumber => (&TAR_MALFORMED_NUMBER, words::malformed_number),
        Oddity::UnknownType => (&TAR_UNKNOWN_TYPE, words::unknown_type),
        Oddity::MalformedExtension => (&TAR_MALFORMED_EXTENSION, words::malformed_extension),
        Oddity::OversizedExtension => (&TAR_OVERSIZED_EXTENSION, words::oversized_extension),
        Oddity::RepeatedExtension => (&TAR_REPEATED_EXTENSION, words::repeated_extension),
        Oddity::DisplacedExtension => (&TAR_DISPLACED_EXTENSION, words::displaced_extension),
        Oddity::GlobalOverride => (&TAR_GLOBAL_OVERRIDE, words::global_override),
    }
}
