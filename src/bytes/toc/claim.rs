//! What the descriptor of a layer says of a table of contents.

use std::fmt;
use std::ops::Range;

use crate::bytes::compression::Compression;
use crate::image::descriptor::Descriptor;
use crate::image::digest::{Algorithm, Digest, DigestError};
use crate::image::media_type::{Kind, LayerCompression};
use crate::words::{Message, toc as words};

/// The largest table, in bytes, as stored and unpacked. At some 400 bytes for each file
/// it lists 40,000. containers/storage reads ten times as much (`maxTocSize`), but not
/// on the thread of a page, which is to be seen to live: whoever wants to see more files
/// fetches the layer.
pub const MAX_TOC: u64 = 16 << 20;

/// The digest of the JSON of an eStargz table.
const ESTARGZ_DIGEST: &str = "containerd.io/snapshot/stargz/toc.digest";

/// The digest of the compressed JSON, and `offset:length:uncompressed length:type`.
const CHUNKED: [&str; 2] = [
    "io.github.containers.zstd-chunked.manifest-checksum",
    "io.github.containers.zstd-chunked.manifest-position",
];

/// The same as containers/storage up to 1.43 and stargz-snapshotter spell it.
const OLD_CHUNKED: [&str; 2] = [
    "io.containers.zstd-chunked.manifest-checksum",
    "io.containers.zstd-chunked.manifest-position",
];

/// The only type of table that zstd:chunked has: that of CRFS.
const CRFS: u64 = 1;

/// How a layer brings its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TocForm {
    /// The last of many gzip members, found by a footer.
    Estargz,
    /// In a frame that zstd passes over, found by an annotation.
    ZstdChunked,
}

impl TocForm {
    /// What the form is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Estargz => "eStargz",
            Self::ZstdChunked => "zstd:chunked",
        }
    }

    pub(super) fn compression(self) -> Compression {
        match self {
            Self::Estargz => Compression::Gzip,
            Self::ZstdChunked => Compression::Zstd,
        }
    }
}

/// A layer with what a manifest says of its table. Another manifest may say something
/// else of the same layer, and vouches for another table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClaimedToc {
    /// As the manifest names the layer.
    pub layer: Digest,
    pub claim: TocClaim,
}

/// That a layer has a table of contents, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TocClaim {
    /// Bytes of the layer as stored.
    pub(super) size: u64,
    pub(super) place: Place,
    /// Of the JSON.
    pub(super) json: Option<Digest>,
    /// Of the JSON as it is stored.
    pub(super) stored: Option<Digest>,
}

/// Where the table is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A footer at the end of the layer says it.
    Footer,
    /// Here, in bytes, and how long it is when it is unpacked.
    Stored { range: Range<u64>, unpacked: u64 },
}

/// Why what a descriptor says of a table is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimError {
    /// An annotation that should be a digest.
    Digest {
        key: &'static str,
        why: DigestError,
    },
    /// A digest that cannot be computed here.
    Algorithm {
        key: &'static str,
        digest: Digest,
    },
    /// One annotation of a pair is missing.
    Missing {
        key: &'static str,
    },
    /// Not four numbers.
    Position {
        key: &'static str,
        found: String,
    },
    /// A table of another type than 1.
    Type {
        key: &'static str,
        found: u64,
    },
    /// The layer is not compressed as the form wants it.
    MediaType {
        form: TocForm,
        media_type: String,
    },
    /// The descriptor does not say how large the layer is.
    NoSize,
    /// Not inside the layer.
    Outside {
        start: u64,
        length: u64,
        size: u64,
    },
    TooLarge {
        limit: u64,
        found: u64,
    },
}

impl ClaimError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Digest { key, why } => words::annotation_digest(*key, why.message()),
            Self::Algorithm { key, digest } => words::annotation_algorithm(*key, digest),
            Self::Missing { key } => words::annotation_missing(*key),
            Self::Position { key, found } => words::annotation_position(*key, found),
            Self::Type { key, found } => words::annotation_type(*key, *found),
            Self::MediaType { form, media_type } => {
                words::media_type_of_form(form.name(), media_type)
            }
            Self::NoSize => words::layer_without_size(),
            Self::Outside {
                start,
                length,
                size,
            } => words::outside_the_layer(*length, *start, *size),
            Self::TooLarge { limit, found } => words::table_over_the_limit(*limit, *found),
        }
    }
}

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl ClaimedToc {
    /// Of the descriptor of a layer; `None` where it says nothing of a table, or names no
    /// layer.
    ///
    /// # Errors
    /// Any [`ClaimError`].
    pub fn of(layer: &Descriptor) -> Result<Option<Self>, ClaimError> {
        let claim = TocClaim::of(layer)?;
        let layer = layer.valid_digest().cloned();
        Ok(layer.zip(claim).map(|(layer, claim)| Self { layer, claim }))
    }
}

impl TocClaim {
    /// What the descriptor of a layer says; `None` where it says nothing of a table.
    ///
    /// stargz-snapshotter annotates its zstd:chunked layers in both ways: then both
    /// digests are checked.
    ///
    /// # Errors
    /// Any [`ClaimError`].
    pub fn of(layer: &Descriptor) -> Result<Option<Self>, ClaimError> {
        let json = digest(layer, ESTARGZ_DIGEST)?;
        let chunked = [CHUNKED, OLD_CHUNKED].into_iter().find(|keys| {
            let has = |key: &&str| layer.annotations.get(key).is_some();
            keys.iter().any(has)
        });
        let (form, place, stored) = match chunked {
            Some([checksum, position]) => {
                let missing = ClaimError::Missing { key: checksum };
                let stored = digest(layer, checksum)?.ok_or(missing)?;
                (TocForm::ZstdChunked, stands(layer, position)?, Some(stored))
            }
            None if json.is_some() => (TocForm::Estargz, Place::Footer, None),
            None => return Ok(None),
        };
        check_media_type(layer, form)?;
        let size = layer.size.ok_or(ClaimError::NoSize)?;
        let claim = Self {
            size,
            place,
            json,
            stored,
        };
        claim.check_place()?;
        Ok(Some(claim))
    }

    #[must_use]
    pub fn form(&self) -> TocForm {
        match self.place {
            Place::Footer => TocForm::Estargz,
            Place::Stored { .. } => TocForm::ZstdChunked,
        }
    }

    /// How many bytes have to come for the table; `None` where only the layer's footer
    /// says it.
    #[must_use]
    pub fn stored_size(&self) -> Option<u64> {
        match &self.place {
            Place::Footer => None,
            Place::Stored { range, .. } => Some(range.end - range.start),
        }
    }

    fn check_place(&self) -> Result<(), ClaimError> {
        let Place::Stored { range, unpacked } = &self.place else {
            return Ok(());
        };
        let length = range.end - range.start;
        if range.end > self.size || length == 0 {
            let (start, size) = (range.start, self.size);
            return Err(ClaimError::Outside {
                start,
                length,
                size,
            });
        }
        let (limit, found) = (MAX_TOC, length.max(*unpacked));
        match found > limit {
            true => Err(ClaimError::TooLarge { limit, found }),
            false => Ok(()),
        }
    }
}

fn digest(layer: &Descriptor, key: &'static str) -> Result<Option<Digest>, ClaimError> {
    let Some(text) = layer.annotations.get(key) else {
        return Ok(None);
    };
    let digest: Digest = text
        .parse()
        .map_err(|why| ClaimError::Digest { key, why })?;
    match digest.algorithm() {
        Algorithm::Other => Err(ClaimError::Algorithm { key, digest }),
        Algorithm::Sha256 | Algorithm::Sha512 => Ok(Some(digest)),
    }
}

/// `offset:length:uncompressed length:type`, all in decimal.
fn stands(layer: &Descriptor, key: &'static str) -> Result<Place, ClaimError> {
    let text = layer.annotations.get(key);
    let text = text.ok_or(ClaimError::Missing { key })?;
    let malformed = || ClaimError::Position {
        key,
        found: text.to_owned(),
    };
    let number = |part: &str| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u64>().ok().filter(|_| is_number)
    };
    let numbers: Option<Vec<u64>> = text.split(':').map(number).collect();
    let [start, length, unpacked, kind] = *numbers.unwrap_or_default() else {
        return Err(malformed());
    };
    if kind != CRFS {
        return Err(ClaimError::Type { key, found: kind });
    }
    let end = start.checked_add(length).ok_or_else(malformed)?;
    let range = start..end;
    Ok(Place::Stored { range, unpacked })
}

/// A type that is not known says nothing.
fn check_media_type(layer: &Descriptor, form: TocForm) -> Result<(), ClaimError> {
    let Kind::Layer(layer_type) = layer.kind() else {
        return Ok(());
    };
    let fits = match (form, layer_type.compression) {
        (_, LayerCompression::Any) => true,
        (TocForm::Estargz, compression) => compression == LayerCompression::Gzip,
        (TocForm::ZstdChunked, compression) => compression == LayerCompression::Zstd,
    };
    match fits && !layer_type.encrypted {
        true => Ok(()),
        false => Err(ClaimError::MediaType {
            form,
            media_type: layer.media_type.clone().unwrap_or_default(),
        }),
    }
}
