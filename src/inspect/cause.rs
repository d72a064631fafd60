//! Why a claim and the bytes differ: the table of causes, for each its id, which is
//! part of the report and never changes its meaning, and one sentence with what
//! usually makes it so.
//!
//! Not here: who looks for them (`causes`).

use crate::bytes::compression::Compression;
use crate::bytes::second_look::{Accident, MOST_STORED};
use crate::format::Bytes;
use crate::words::{Message, causes};

/// What is known of why a row is bad.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Why {
    /// It is not bad.
    #[default]
    NotBad,
    /// Its bytes are still to be looked at again.
    Looking,
    Found(Box<Cause>),
    /// No cause of the table fits.
    Nothing {
        looked: Looked,
        /// A layer that unpacks to its DiffID all the same.
        inside_is_right: bool,
    },
}

/// How far causes were looked for where none was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// All of the table was tried.
    Everywhere,
    /// What needs the bytes was not: they went by and were not kept.
    NotKept,
    /// What is inside was not: a document is looked at as it is stored.
    NotUnpacked,
    /// What needs the bytes was not: there are too many of them.
    TooLarge,
    /// The bytes could not be read again.
    Unreadable,
}

/// One cause, proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    // How a digest is spelled.
    UpperCase,
    NoAlgorithm,
    WhiteSpace,
    /// The digits are those of another algorithm than is named.
    WrongAlgorithm {
        right: String,
    },

    // Nothing in place of something.
    DigestOfNothing,
    DigestOfEmptyLayer,
    NothingHere,
    EmptyLayerHere,

    // One thing in place of another. Names are as a person calls the thing.
    /// The bytes are those of another thing, and the other way round where
    /// `exchanged`.
    BytesOf {
        whose: Message,
        exchanged: bool,
    },
    /// The claimed digest is that of another thing.
    DigestOf {
        whose: Whose,
    },

    // Layers.
    /// The digest is of the bytes inside, which the config claims as DiffID.
    NamedByDiffId,
    StoredUncompressed {
        /// They came from a registry.
        fetched: bool,
    },
    DiffIdOfCompressed {
        compression: Compression,
    },
    /// The config has this DiffID and that of the layer at `other`, base is 1,
    /// in each other's place.
    DiffIdsExchanged {
        other: usize,
    },
    /// A whole run of DiffIDs stands `by` places too high, or too low where it
    /// is negative.
    DiffIdsShifted {
        by: isize,
        /// For which layer the config claims what this one unpacks to.
        other: usize,
    },
    DiffIdsReversed,
    /// The config claims what this layer unpacks to for the layer at `other`.
    DiffIdElsewhere {
        other: usize,
    },
    /// The stored bytes are wrong, and so are those inside.
    LayerIsWrong,

    // Sizes, where the digest is as claimed.
    SizeUnpacked,
    SizeOf {
        whose: Message,
    },
    /// The size is what 32 bits hold of it.
    SizeWrapped,
    SizeInCharacters,

    // What the bytes show.
    EndsEarly {
        missing: Option<u64>,
    },
    /// Inside a layer whose stored bytes are the claimed ones.
    MadeIncomplete,
    HtmlPage,
    RegistryError,
    StorageError,
    GitLfsPointer,
    GitAnnexPointer,
    /// Undone, the bytes have the claimed digest.
    Accident {
        accident: Accident,
        inside: bool,
    },

    // Documents.
    /// What the right bytes have that these have not, each a phrase.
    Reformatted {
        steps: Vec<Message>,
    },
    Utf16,
    /// The digest of a signed manifest with its signatures.
    WithSignatures,
}

/// Whose digest a claimed one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The config's, given for a manifest: the image ID.
    ImageId,
    /// A manifest's, given for an index over it.
    Platform(Message),
    /// An index's, given for a manifest of it.
    Index,
    /// A manifest's, given for a config.
    Manifest,
    /// The DiffID of a layer, by its name.
    DiffId(Message),
    /// The ChainID of a stack up to a layer, base is 1.
    ChainId(usize),
    /// Of the stored bytes of something else, by its name.
    Stored(Message),
}

/// The id of a row for which none of the table fits.
pub const UNKNOWN: &str = "unknown";

impl Why {
    /// Whether a person can be told something, or will be.
    #[must_use]
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Found(cause) => Some(cause),
            _ => None,
        }
    }

    /// The id of the cause; `None` where there is nothing to say yet.
    #[must_use]
    pub fn id(&self) -> Option<&'static str> {
        match self {
            Self::NotBad | Self::Looking => None,
            Self::Found(cause) => Some(cause.id()),
            Self::Nothing { .. } => Some(UNKNOWN),
        }
    }

    /// One sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> Option<Message> {
        match self {
            Self::NotBad | Self::Looking => None,
            Self::Found(cause) => Some(cause.sentence()),
            Self::Nothing {
                looked,
                inside_is_right,
            } => Some(nothing(*looked, *inside_is_right)),
        }
    }
}

fn nothing(looked: Looked, inside_is_right: bool) -> Message {
    let sentence = match looked {
        Looked::Everywhere => causes::none(),
        Looked::NotKept => causes::none_without_bytes(),
        Looked::NotUnpacked => causes::none_not_unpacked(),
        Looked::TooLarge => causes::none_too_large(Bytes(MOST_STORED)),
        Looked::Unreadable => causes::not_read_again(),
    };
    match inside_is_right {
        true => causes::inside_is_right(sentence),
        false => sentence,
    }
}

impl Cause {
    /// `diff-id-of-compressed`
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::UpperCase => "upper-case-digest",
            Self::NoAlgorithm => "no-algorithm",
            Self::WhiteSpace => "white-space-in-digest",
            Self::WrongAlgorithm { .. } => "wrong-algorithm",
            Self::DigestOfNothing => "digest-of-nothing",
            Self::DigestOfEmptyLayer => "digest-of-empty-layer",
            Self::NothingHere => "nothing-here",
            Self::EmptyLayerHere => "empty-layer-here",
            Self::BytesOf { exchanged, .. } if *exchanged => "exchanged",
            Self::BytesOf { .. } => "bytes-of-another",
            Self::DigestOf { whose } => whose.id(),
            Self::NamedByDiffId => "named-by-diff-id",
            Self::StoredUncompressed { .. } => "stored-uncompressed",
            Self::DiffIdOfCompressed { .. } => "diff-id-of-compressed",
            Self::DiffIdsExchanged { .. } => "diff-ids-exchanged",
            Self::DiffIdsShifted { .. } => "diff-ids-shifted",
            Self::DiffIdsReversed => "diff-ids-reversed",
            Self::DiffIdElsewhere { .. } => "diff-id-of-another-layer",
            Self::LayerIsWrong => "layer-is-wrong",
            Self::SizeUnpacked => "size-unpacked",
            Self::SizeOf { .. } => "size-of-another",
            Self::SizeWrapped => "size-in-32-bits",
            Self::SizeInCharacters => "size-in-characters",
            Self::EndsEarly { .. } => "ends-early",
            Self::MadeIncomplete => "made-incomplete",
            Self::HtmlPage => "html-page",
            Self::RegistryError => "registry-error",
            Self::StorageError => "storage-error",
            Self::GitLfsPointer => "git-lfs-pointer",
            Self::GitAnnexPointer => "git-annex-pointer",
            Self::Accident { accident, .. } => accident_id(*accident),
            Self::Reformatted { .. } => "re-formatted",
            Self::Utf16 => "saved-as-utf-16",
            Self::WithSignatures => "digest-with-signatures",
        }
    }

    /// What it is, and what usually makes it so: one sentence without its full
    /// stop.
    #[must_use]
    pub fn sentence(&self) -> Message {
        match self {
            Self::UpperCase => causes::upper_case(),
            Self::NoAlgorithm => causes::no_algorithm(),
            Self::WhiteSpace => causes::white_space(),
            Self::WrongAlgorithm { right } => causes::wrong_algorithm(right),
            Self::DigestOfNothing => causes::digest_of_nothing(),
            Self::DigestOfEmptyLayer => causes::digest_of_empty_layer(),
            Self::NothingHere => causes::nothing_here(),
            Self::EmptyLayerHere => causes::empty_layer_here(),
            Self::BytesOf { whose, exchanged } if *exchanged => causes::exchanged(whose.clone()),
            Self::BytesOf { whose, .. } => causes::bytes_of(whose.clone()),
            Self::DigestOf { whose } => whose.sentence(),
            Self::NamedByDiffId => causes::named_by_diff_id(),
            Self::StoredUncompressed { fetched: true } => causes::fetched_uncompressed(),
            Self::StoredUncompressed { fetched: false } => causes::stored_uncompressed(),
            Self::DiffIdOfCompressed { compression } => {
                causes::diff_id_of_compressed(compression.to_string())
            }
            Self::DiffIdsExchanged { other } => causes::diff_ids_exchanged(*other),
            Self::DiffIdsShifted { by: 1.., other } => causes::diff_ids_too_high(*other),
            Self::DiffIdsShifted { other, .. } => causes::diff_ids_too_low(*other),
            Self::DiffIdsReversed => causes::diff_ids_reversed(),
            Self::DiffIdElsewhere { other } => causes::diff_id_elsewhere(*other),
            Self::LayerIsWrong => causes::layer_is_wrong(),
            Self::SizeUnpacked => causes::size_unpacked(),
            Self::SizeOf { whose } => causes::size_of(whose.clone()),
            Self::SizeWrapped => causes::size_wrapped(),
            Self::SizeInCharacters => causes::size_in_characters(),
            Self::EndsEarly { missing: None } => causes::ends_early(),
            Self::EndsEarly { missing: Some(by) } => causes::ends_early_by(*by),
            Self::MadeIncomplete => causes::made_incomplete(),
            Self::HtmlPage => causes::html_page(),
            Self::RegistryError => causes::registry_error(),
            Self::StorageError => causes::storage_error(),
            Self::GitLfsPointer => causes::git_lfs_pointer(),
            Self::GitAnnexPointer => causes::git_annex_pointer(),
            Self::Accident { accident, inside } => accident_sentence(*accident, *inside),
            Self::Reformatted { steps } if steps.is_empty() => causes::reformatted_space(),
            Self::Reformatted { steps } => causes::reformatted(steps.clone()),
            Self::Utf16 => causes::utf16(),
            Self::WithSignatures => causes::with_signatures(),
        }
    }
}

impl Whose {
    fn sentence(&self) -> Message {
        match self {
            Self::ImageId => causes::digest_of_config(),
            Self::Platform(name) => causes::digest_of_platform(name.clone()),
            Self::Index => causes::digest_of_index(),
            Self::Manifest => causes::digest_of_manifest(),
            Self::DiffId(name) => causes::diff_id_of(name.clone()),
            Self::ChainId(layers) => causes::chain_id_of(*layers),
            Self::Stored(name) => causes::digest_of(name.clone()),
        }
    }

    fn id(&self) -> &'static str {
        match self {
            Self::ImageId => "image-id",
            Self::Platform(_) => "digest-of-platform",
            Self::Index => "digest-of-index",
            Self::Manifest => "digest-of-manifest",
            Self::DiffId(_) => "diff-id-of-another",
            Self::ChainId(_) => "chain-id",
            Self::Stored(_) => "digest-of-another",
        }
    }
}

fn accident_id(accident: Accident) -> &'static str {
    match accident {
        Accident::Appended { .. } => "bytes-appended",
        Accident::LineBreakAppended => "line-break-appended",
        Accident::LineBreakLost => "line-break-lost",
        Accident::ZerosAdded { .. } => "zeros-added",
        Accident::ZerosLost { .. } => "zeros-lost",
        Accident::LfToCrLf => "lf-to-cr-lf",
        Accident::CrLfToLf => "cr-lf-to-lf",
        Accident::Latin1ToUtf8 => "latin-1-to-utf-8",
        Accident::Compressed => "compressed",
        Accident::CompressedTwice => "compressed-twice",
        Accident::OtherAlgorithm => "wrong-algorithm",
    }
}

fn accident_sentence(accident: Accident, inside: bool) -> Message {
    match (accident, inside) {
        (Accident::Appended { kept }, _) => causes::appended(kept),
        (Accident::LineBreakAppended, _) => causes::line_break_appended(),
        (Accident::LineBreakLost, _) => causes::line_break_lost(),
        (Accident::ZerosAdded { bytes }, false) => causes::zeros_added(bytes),
        (Accident::ZerosAdded { bytes }, true) => causes::zeros_added_inside(bytes),
        (Accident::ZerosLost { bytes }, false) => causes::zeros_lost(bytes),
        (Accident::ZerosLost { bytes }, true) => causes::zeros_lost_inside(bytes),
        (Accident::LfToCrLf, _) => causes::lf_to_cr_lf(),
        (Accident::CrLfToLf, _) => causes::cr_lf_to_lf(),
        (Accident::Latin1ToUtf8, _) => causes::latin1_to_utf8(),
        (Accident::Compressed, _) => causes::compressed(),
        (Accident::CompressedTwice, false) => causes::compressed_twice(),
        (Accident::CompressedTwice, true) => causes::compressed_twice_inside(),
        // It is told as `Cause::WrongAlgorithm`.
        (Accident::OtherAlgorithm, _) => causes::none(),
    }
}
