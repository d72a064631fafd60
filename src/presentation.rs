//! From the session's state to what the page's views say: plain functions with
//! native tests, so that components decide nothing.
//!
//! Not here: how numbers and digests are spelled (`format`), and what is true
//! (`inspect`, `verify`).

mod artifact;
mod choices;
mod detection;
mod digits;
mod family;
mod files;
mod help;
mod images;
mod lacks;
mod layers;
mod list_help;
mod lists;
mod pages;
mod remote;
mod search;
mod tab;
mod tables;
mod text;
mod tone;
mod work;

pub use artifact::{ArtifactLayout, DigestCell, PARTS_AT_ONCE, PartLine, SubjectCell};
pub use choices::{Choice, ChoiceLine, choice_lines, choices_heading, chosen_artifact};
pub use detection::Detection;
pub use digits::{DigestParts, Run, runs, short_name};
pub use family::{FamilyCell, FamilyLayout, LAYER_ROLES, LAYERS_AT_ONCE, LayerLine, Piece, pieces};
pub use files::{FileRow, MOST_ROWS, count_of_files};
pub use help::{AT_ONCE, Help, Login};
pub use images::{image_title, input_line};
pub use lacks::lack_sentence;
pub use layers::{MatrixView, are_comparable, listed_columns, open_columns};
pub use list_help::{ListHelp, Listed};
pub use lists::{
    CatalogView, LookedAt, TagLink, TagRow, UntaggedLine, link_to_tags, looked_at, tag_rows,
    untagged_lines,
};
pub use remote::{ReferrerLine, found_word, referrer_lines};
pub use search::SearchResult;
pub use tab::Tab;
pub use tables::{
    ROWS_AT_ONCE, Shown, count, counted, findings_shown, node_named, object, rows_shown,
    severity_word,
};
pub use text::{Pasted, sentence, sentence_case};
pub use tone::{Tone, reason_beside};
pub use work::{BlobWork, Seconds, Work};
