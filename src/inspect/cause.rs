//! Why a claim and the bytes differ, as values: the table of causes.
//!
//! Not here: who looks for them (`causes`).

use crate::bytes::compression::Compression;
use crate::bytes::second_look::Accident;
use crate::words::Message;

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

/// One cause, proven. Each is one line of the table in `causes::sentence`.
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

impl Why {
    /// Whether a person can be told something, or will be.
    #[must_use]
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Found(cause) => Some(cause),
            _ => None,
        }
    }
}
