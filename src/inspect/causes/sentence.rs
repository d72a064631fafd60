//! The table: for each cause its id, which is part of the report and never
//! changes its meaning, and one sentence with what usually makes it so.

use super::{Cause, Looked, Whose, Why};
use crate::bytes::second_look::{Accident, MOST_STORED};
use crate::format::{Bytes, Grouped};

/// The id of a row for which none of the table fits.
pub const UNKNOWN: &str = "unknown";

impl Why {
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
    pub fn sentence(&self) -> Option<String> {
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

fn nothing(looked: Looked, inside_is_right: bool) -> String {
    let mut sentence = match looked {
        Looked::Everywhere => "None of the usual causes fits these bytes".to_owned(),
        Looked::NotKept => "None of the usual causes fits that can be told without the bytes, which were hashed as they came and not kept; save the image to a file and open that to have them looked at".to_owned(),
        Looked::NotUnpacked => "None of the usual causes fits that was tried; the document is compressed, and was looked at as it is stored: unpack it and compare the digests".to_owned(),
        Looked::TooLarge => format!(
            "None of the usual causes fits that was tried; there is more than is looked at a second time (at most {} of one blob)",
            Bytes(MOST_STORED)
        ),
        Looked::Unreadable => "The bytes could not be read again to look for the cause".to_owned(),
    };
    if inside_is_right {
        sentence += "; the layer does unpack to its DiffID, so the files in it are those that the config names";
    }
    sentence
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
            Self::BytesOf {
                exchanged: true, ..
            } => "exchanged",
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
    pub fn sentence(&self) -> String {
        match self {
            Self::UpperCase => "The digest is right but for its capital letters: digests are written in lower case, and a tool or a hand wrote this one otherwise".to_owned(),
            Self::NoAlgorithm => "The digits are right, and `sha256:` is missing before them: they were copied without it, as `sha256sum` prints them".to_owned(),
            Self::WhiteSpace => "The digest is right but for the white space in it: it was copied with a line break or a space".to_owned(),
            Self::WrongAlgorithm { right } => format!("The digits are those of the {right} of these bytes, under the name of another algorithm: whoever wrote the claim put the wrong name before them"),
            Self::DigestOfNothing => "The claimed digest is that of no bytes at all: whoever wrote it hashed a file or stream that was still empty or already read".to_owned(),
            Self::DigestOfEmptyLayer => "The claimed digest is that of the well-known empty layer, and these bytes are another one: a layer that had files is claimed as one without".to_owned(),
            Self::NothingHere => "There are no bytes here at all: writing or fetching them ended before it began, as on a full disk".to_owned(),
            Self::EmptyLayerHere => "The bytes here are the well-known empty layer: what the layer should hold was left out, as by a builder whose step changed nothing".to_owned(),
            Self::LayerIsWrong => "The layer's stored bytes are not the claimed ones, and so neither are those inside: see the layer for the cause".to_owned(),
            Self::BytesOf { .. } | Self::DigestOf { .. } => self.mixed_up(),
            Self::NamedByDiffId
            | Self::StoredUncompressed { .. }
            | Self::DiffIdOfCompressed { .. }
            | Self::DiffIdsExchanged { .. }
            | Self::DiffIdsShifted { .. }
            | Self::DiffIdsReversed
            | Self::DiffIdElsewhere { .. } => self.of_layers(),
            Self::SizeUnpacked => "The claimed size is that of the bytes inside, uncompressed: whoever wrote it measured the layer before compressing it".to_owned(),
            Self::SizeOf { whose } => format!("The claimed size is that of {whose}: the sizes were put in another order than what they are of"),
            Self::SizeWrapped => "The claimed size is the right one without what 32 bits cannot hold: a tool counted the bytes in 32 bits".to_owned(),
            Self::SizeInCharacters => "The claimed size counts the characters and not the bytes of the document: some of them take several bytes".to_owned(),
            Self::EndsEarly { .. }
            | Self::MadeIncomplete
            | Self::HtmlPage
            | Self::RegistryError
            | Self::StorageError
            | Self::GitLfsPointer
            | Self::GitAnnexPointer => self.of_transport(),
            Self::Accident { accident, inside } => accident_sentence(*accident, *inside),
            Self::Reformatted { steps } => format!("The contents are right and were re-formatted: the claimed digest is that of the same document with {}, as it is before a terminal, an editor or a tool that prints JSON has written it again", joined(steps)),
            Self::Utf16 => "The contents are right and were saved as UTF-16, which Windows PowerShell's `>` does: as UTF-8 the document has the claimed digest".to_owned(),
            Self::WithSignatures => "The claimed digest is that of the whole file: the digest of a signed manifest is of its payload, without the signatures, and `sha256sum` does not leave them out".to_owned(),
        }
    }

    fn mixed_up(&self) -> String {
        let whose = match self {
            Self::BytesOf {
                whose,
                exchanged: true,
            } => {
                return format!(
                    "The bytes are those of {whose}, and the other way round: the two were exchanged when they were stored or named"
                );
            }
            Self::BytesOf { whose, .. } => {
                return format!(
                    "The bytes are those of {whose}: they were stored in the place of these, as where files are named in another order than written"
                );
            }
            Self::DigestOf { whose } => whose,
            _ => return String::new(),
        };
        match whose {
            Whose::ImageId => "The digest is that of the config, which is the image ID, and not of the manifest: `docker images` and `docker inspect` show the one, a registry is asked for the other".to_owned(),
            Whose::Platform(name) => format!("The digest is that of {name}, one of the platforms, and not of the index over them: `docker pull` by a digest takes either, and tools show one or the other"),
            Whose::Index => "The digest is that of the index over the platforms, and not of this one's manifest: a tag usually names the index, and a registry or a tool chose a platform of it".to_owned(),
            Whose::Manifest => "The digest is that of the manifest, and not of the config: the image ID is the config's, `docker pull` prints the manifest's".to_owned(),
            Whose::DiffId(name) => format!("The claimed digest is the DiffID of {name}, of its bytes inside: a digest and a DiffID, or two layers, were taken for each other"),
            Whose::ChainId(layers) => format!("The claimed digest is the ChainID of the lowest {layers} layers: whoever wrote it took the name of a stack, as Docker's storage has it, for that of a layer"),
            Whose::Stored(name) => format!("The claimed digest is that of {name}: the two were taken for each other when the claim was written"),
        }
    }

    fn of_layers(&self) -> String {
        match self {
            Self::NamedByDiffId => "The claimed digest is the layer's DiffID, of the bytes inside, and the layer is stored compressed: it was named before it was compressed, or compressed by what stored it".to_owned(),
            Self::StoredUncompressed { fetched: true } => "The bytes are those inside the layer, uncompressed: its server labels it with `Content-Encoding`, so that the browser decompressed it on the way, or keeps the uncompressed bytes".to_owned(),
            Self::StoredUncompressed { fetched: false } => "The bytes are those inside the layer, uncompressed: whatever stored it here kept the uncompressed bytes".to_owned(),
            Self::DiffIdOfCompressed { compression } => format!(
                "The claimed DiffID is the digest of the layer as it is stored, compressed with {}, where it should be that of the bytes inside: whoever wrote the config hashed the layer after compressing it, or compressed it afterwards and changed the DiffID with the digest",
                compression
            ),
            Self::DiffIdsExchanged { other } => format!("The config has the DiffIDs of this layer and of layer {other} in each other's place: they were written in another order than the layers"),
            Self::DiffIdsShifted { by, other } => format!(
                "The config has a run of DiffIDs one place too {}: it claims what this layer unpacks to for layer {other}, as where a layer was added or left out in one of the two lists",
                if *by > 0 { "high" } else { "low" }
            ),
            Self::DiffIdsReversed => "The config has the DiffIDs in the reverse order of the layers: the base comes first in both lists, and one was written top first, as schema 1 had it".to_owned(),
            Self::DiffIdElsewhere { other } => format!("The config claims what this layer unpacks to for layer {other}: the DiffIDs were written in another order than the layers"),
            _ => String::new(),
        }
    }

    fn of_transport(&self) -> String {
        match self {
            Self::EndsEarly {
                missing: Some(missing),
            } => format!(
                "The bytes end early, {} before the end, and break off within: a download or copy was cut short",
                bytes(*missing)
            ),
            Self::EndsEarly { missing: None } => "The bytes break off before what is in them is complete: a download or copy was cut short".to_owned(),
            Self::MadeIncomplete => "The layer breaks off before it is complete, and its digest is that of these very bytes: it was cut short before it was hashed, by what built or pushed it".to_owned(),
            Self::HtmlPage => "The bytes are an HTML page: a proxy, a login or an error answered in place of the registry, and what fetched it stored the page".to_owned(),
            Self::RegistryError => "The bytes are a registry's error answer: what fetched it stored the error in place of the contents".to_owned(),
            Self::StorageError => "The bytes are the error answer of object storage, such as an expired link's: what fetched it stored the error in place of the contents".to_owned(),
            Self::GitLfsPointer => "The bytes are a Git LFS pointer to what is claimed: the repository was cloned without `git lfs pull`".to_owned(),
            Self::GitAnnexPointer => "The bytes are a git-annex pointer to what is claimed: the contents were not fetched with `git annex get`".to_owned(),
            _ => String::new(),
        }
    }
}

impl Whose {
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

fn accident_sentence(accident: Accident, inside: bool) -> String {
    let these = match inside {
        true => "the bytes inside this layer",
        false => "these bytes",
    };
    match accident {
        Accident::Appended { kept } => format!(
            "The claimed digest is that of the first {}, and something was appended to them: padding of what stored them, or a download that was begun twice",
            bytes(kept)
        ),
        Accident::LineBreakAppended => "The claimed digest is that of the bytes without the line break at their end: an editor, `echo` or a copy from a terminal appended it".to_owned(),
        Accident::LineBreakLost => "The claimed digest is that of the bytes with a line break at their end: an editor or `$(…)` of a shell took it away".to_owned(),
        Accident::ZerosAdded { bytes: zeros } => format!(
            "The claimed digest is that of {these} without the last {} zero bytes: the padding at the end of a tar was hashed otherwise than written, as by tools that split a tar and put it together again",
            Grouped(zeros)
        ),
        Accident::ZerosLost { bytes: zeros } => format!(
            "The claimed digest is that of {these} with {} more zero bytes at their end: the padding at the end of a tar was lost, as by tools that split a tar and put it together again",
            Grouped(zeros)
        ),
        Accident::LfToCrLf => "The claimed digest is that of the bytes with LF in place of each CR LF: they were transferred or checked out as text (FTP in ASCII mode, Git's `autocrlf`)".to_owned(),
        Accident::CrLfToLf => "The claimed digest is that of the bytes with CR LF in place of each LF: they were transferred or checked out as text (FTP in ASCII mode, Git's `autocrlf`)".to_owned(),
        Accident::Latin1ToUtf8 => "The claimed digest is that of the bytes before each was taken for a character and written as UTF-8: a script read the answer as text and not as bytes".to_owned(),
        Accident::Compressed => "The claimed digest is that of what these bytes unpack to: they were compressed once more when they were stored, as for a `Content-Encoding`".to_owned(),
        Accident::CompressedTwice => match inside {
            true => "The claimed DiffID is that of the layer unpacked twice: it was compressed a second time, as by a tool that did not see that it was compressed already".to_owned(),
            false => "The claimed digest is that of what these bytes unpack to when unpacked twice: they were compressed a second time, as by a tool that did not see that they were compressed already".to_owned(),
        },
        // Said as a digest under another name.
        Accident::OtherAlgorithm => String::new(),
    }
}

fn bytes(count: u64) -> String {
    match count {
        1 => "1 byte".to_owned(),
        _ => format!("{} bytes", Grouped(count)),
    }
}

/// `a, b and c`.
fn joined(phrases: &[String]) -> String {
    match phrases {
        [] => "other white space".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
