//! From the session's state to what the page's views say: plain functions with
//! native tests, so that components decide nothing.
//!
//! Not here: how numbers and digests are spelled (`format`), and what is true
//! (`inspect`, `verify`).

pub mod artifact;
mod artifact_layout;
mod at_a_glance;
pub mod attestations;
pub mod cards;
mod choices;
pub mod commands;
pub mod comparison;
pub mod content_hits;
mod detection;
mod digits;
pub mod engine;
pub mod exact_bytes;
mod family;
pub mod file_list;
mod file_rows;
pub mod file_sizes;
pub mod file_tree;
pub mod file_view;
pub mod graph;
mod help;
mod how_digests_work;
mod image_list;
mod images;
mod inputs;
mod keys;
mod lacks;
mod layer_table;
mod layers;
mod list_help;
mod listed_layers;
mod lists;
pub mod moment;
pub mod node_facts;
pub mod node_names;
pub mod node_verdicts;
mod order;
pub mod outline;
pub mod packages;
mod pages;
mod panel_width;
mod picked;
pub mod platforms;
pub mod projection;
pub mod reach;
mod recents;
mod relays;
mod remote;
pub mod report;
mod search;
pub mod shipped_files;
pub mod steps;
mod summary;
mod tables;
mod terms;
mod text;
mod title;
pub mod tocs;
mod tone;
pub mod treemap;
pub mod trust;
mod view;
mod work;

pub use artifact_layout::{ArtifactLayout, DigestCell, PARTS_AT_ONCE, PartLine, SubjectCell};
pub use at_a_glance::{AtAGlance, untold_cards};
pub use choices::{
    Choice, ChoiceLine, choice_lines, choices_heading, choices_to_tell, chosen_artifact,
};
pub use detection::Detection;
pub use digits::{DigestParts, Run, runs, short_name};
pub use family::{
    FamilyCell, FamilyLayout, LAYER_ROLES, LAYERS_AT_ONCE, LayerLine, Piece, pieces, term_of,
};
pub use file_rows::{FileRow, MOST_ROWS, count_of_files};
pub use help::{Help, LAYER_SIZES, Login, layer_size};
pub use how_digests_work::{Hashing, HowDigestsWork};
pub use image_list::ImageList;
pub use images::{image_title, input_line};
pub use inputs::files_of;
pub use keys::{Pressed, Shortcut, with_control};
pub use lacks::lack_sentence;
pub use layer_table::{LayerRow, LayerTable};
pub use layers::{MatrixView, are_comparable, listed_columns, open_columns};
pub use list_help::{ListHelp, Listed};
pub use listed_layers::{LayerChoice, layer_choices, layer_to_list, why_not_listed};
pub use lists::{
    CatalogView, LookedAt, TagLink, TagRow, UntaggedLine, link_to_tags, looked_at, tag_rows,
    untagged_lines,
};
pub use order::{Column, Order};
pub use panel_width::PanelWidth;
pub use picked::{Picked, image_of, pick};
pub use recents::recent_of;
pub use relays::detour_line;
pub use remote::{ReferrerLine, found_word, referrer_lines};
pub use search::SearchResult;
pub use summary::{Chooser, Headline, Meaning, Problem, Way, name_of_image};
pub use tables::{
    LedgerColumn, ROWS_AT_ONCE, Shown, count, counted, findings_shown, node_named, object,
    rows_shown, severity_class, severity_word,
};
pub use terms::{Section, Term};
pub use text::{Pasted, sentence, sentence_case};
pub use title::title;
pub use tone::{Tone, reason_beside};
pub use view::{View, tab_after_key};
pub use work::{BlobWork, Seconds, Work};
