//! Opening what a person gave: what is it, and which bytes does it bring?
//! Recognised by content, never by a file's name.
//!
//! Not here: what the documents mean (`inspect::graph`) and whether any byte is
//! what it is called (`verify`).

use std::collections::HashMap;
use std::io;

use crate::bytes::compression::Compression;
use crate::bytes::compression::outer::{Limits, OuterError, decompress_outer};
use crate::bytes::store::{Extent, Store, Window, read_at_most};
use crate::failure::{Action, Failure, FailureKind};
use crate::format::Bytes;
use crate::image::json::Json;
use crate::image::manifest::DocumentKind;
use crate::rules;
use crate::source::archive;
use crate::source::files::FileSet;
use crate::source::files::kind::{FirstBytes, recognise};
use crate::source::not_an_image;
use crate::source::reader::MAX_DOCUMENT;
use crate::source::{Contents, Document, FileOf, Form, InputFile, InputKind, InputSummary};
use crate::source::{Root, Trust, Unpacking};
use crate::words::{failures, sources};

/// How often one compression may be wrapped in another: `image.tar.gz.zst`
/// happens by accident, a third layer only by intent.
const MAX_WRAPS: usize = 2;

/// A folder that is no image is looked through for archives where it has at
/// most so many files: what has more is a file system.
const MAX_FILES_OF_A_FOLDER: usize = 100;

/// How many of a file's first bytes are looked at.
const FIRST_BYTES: u64 = 64 * 1024;

/// Opens the files behind the first handles of `store`, in the order of
/// `files`. `progress` is told the bytes read so far while a whole archive is
/// being decompressed, and their total.
pub fn open(
    store: &mut dyn Store,
    files: &[InputFile],
    unpacking: Unpacking,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Contents, Failure> {
    match files {
        [] => Err(Failure::new(
            FailureKind::Input,
            sources::no_file(),
            sources::drop_something(),
        )),
        [file] if !file.path.contains('/') => open_file(store, 0, file, unpacking, progress),
        many => open_many(store, many, unpacking, progress),
    }
}

/// A folder, or several files that belong together, or several archives.
fn open_many(
    store: &mut dyn Store,
    files: &[InputFile],
    unpacking: Unpacking,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Contents, Failure> {
    let set = FileSet::from_inputs(files);
    let folder = files.first().and_then(|file| file.path.split_once('/'));
    let input = summary_of(files, folder.map(|(name, _)| name));
    if let Some(contents) = archive::read(store, &set, input.clone())
        .map_err(|error| unreadable(&input.name, &error))?
    {
        return Ok(contents);
    }
    if folder.is_some() && files.len() > MAX_FILES_OF_A_FOLDER {
        return Err(not_an_image::folder(&input.name, files));
    }
    let (whole, refused) = open_each(store, files, unpacking, progress);
    let Some(mut contents) = whole else {
        return Err(match refused.into_iter().next() {
            Some((_, failure)) if folder.is_none() => failure,
            _ => not_an_image::folder(&input.name, files),
        });
    };
    for (path, failure) in refused {
        let finding = rules::NOT_OPENED.finding(path, "", failure.what);
        contents.findings.push(finding);
    }
    contents.input.name = input.name;
    contents.input.size = input.size;
    Ok(contents)
}

/// Of the files of a folder, or of some without one.
fn summary_of(files: &[InputFile], folder: Option<&str>) -> InputSummary {
    InputSummary {
        kind: InputKind::Folder,
        name: match folder {
            Some(name) => name.to_owned(),
            None => format!("{} files", files.len()),
        },
        size: files.iter().map(|file| Some(file.size)).collect(),
        compression: None,
        prefix: String::new(),
    }
}

/// All that could be opened, joined and told apart, and why each of the others could
/// not.
fn open_each<'f>(
    store: &mut dyn Store,
    files: &'f [InputFile],
    unpacking: Unpacking,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> (Option<Contents>, Vec<(&'f str, Failure)>) {
    let (mut opened, mut refused) = (Vec::new(), Vec::new());
    for (file, handle) in files.iter().zip(0..) {
        match open_file(store, handle, file, unpacking, progress) {
            Ok(contents) => opened.push((handle as usize, contents)),
            Err(failure) => refused.push((file.path.as_str(), failure)),
        }
    }
    let several = opened.len() > 1;
    let mut names: HashMap<&str, usize> = HashMap::new();
    let opened = opened.into_iter().map(|(handle, contents)| {
        let path = files.get(handle).map_or("", |file| &*file.path);
        let nth = names.entry(path).and_modify(|nth| *nth += 1).or_insert(1);
        let name = match nth {
            1 => path.to_owned(),
            nth => format!("{path} ({nth})"),
        };
        match several {
            true => contents.of_file(&FileOf { handle, name }),
            false => contents,
        }
    });
    (opened.reduce(Contents::joined), refused)
}

fn open_file(
    store: &mut dyn Store,
    handle: u32,
    file: &InputFile,
    unpacking: Unpacking,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Contents, Failure> {
    let mut handle = handle;
    let mut wraps: Vec<Compression> = Vec::new();
    loop {
        let whole = Extent {
            handle,
            offset: 0,
            length: store.length(handle).unwrap_or(0),
        };
        let first = read_at_most(store, whole, FIRST_BYTES)
            .map_err(|error| unreadable(&file.path, &error))?;
        let kind = recognise(&first, whole.length);
        let input = |kind| InputSummary {
            kind,
            name: file.path.clone(),
            size: Some(file.size).into(),
            compression: wraps.first().map(ToString::to_string),
            prefix: String::new(),
        };
        match kind {
            FirstBytes::Compressed(compression) if wraps.len() < MAX_WRAPS => {
                handle = unwrap(store, whole, compression, (file, unpacking), progress)?;
                wraps.push(compression);
            }
            FirstBytes::Tar => return tar(store, handle, input(InputKind::Archive)),
            FirstBytes::Json => return document(store, whole, input(InputKind::Document)),
            other => return Err(not_an_image::file(&file.path, other, &first)),
        }
    }
}

fn tar(store: &mut dyn Store, handle: u32, input: InputSummary) -> Result<Contents, Failure> {
    let set = FileSet::from_tar(store, handle, &mut |_| {}).map_err(|error| {
        Failure::new(
            FailureKind::Bytes,
            sources::unreadable_tar(&input.name, error.message()),
            sources::save_or_compare(),
        )
    })?;
    let name = input.name.clone();
    match archive::read(store, &set, input).map_err(|error| unreadable(&name, &error))? {
        Some(contents) => Ok(contents),
        None => Err(not_an_image::tar(&name, &set)),
    }
}

/// One JSON document that a person dropped or pasted: its bytes exactly as they
/// came.
fn document(store: &dyn Store, whole: Extent, input: InputSummary) -> Result<Contents, Failure> {
    if whole.length > MAX_DOCUMENT {
        return Err(Failure::new(
            FailureKind::Input,
            sources::large_document(MAX_DOCUMENT, whole.length),
            sources::drop_a_document(),
        ));
    }
    let bytes = read_at_most(store, whole, MAX_DOCUMENT)
        .map_err(|error| unreadable(&input.name, &error))?;
    let root = Json::parse(&bytes).root;
    let form = match root.map(|root| DocumentKind::of(&root, None)) {
        Some(DocumentKind::DockerArchive) => Form::DockerArchive,
        _ => Form::Document,
    };
    let path = input.name.clone();
    Ok(Contents {
        roots: vec![Root {
            form,
            document: 0,
            expected: None,
            trust: Trust::Archive,
            names: Vec::new(),
            scope: 0,
        }],
        documents: vec![Document {
            path,
            claimed_digest: None,
            declared_type: None,
            bytes,
            extent: Some(whole),
        }],
        ..Contents::empty(input, vec![Form::Document])
    })
}

/// Decompresses a whole archive into a new handle.
fn unwrap(
    store: &mut dyn Store,
    whole: Extent,
    compression: Compression,
    (file, unpacking): (&InputFile, Unpacking),
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<u32, Failure> {
    let handle = store.create();
    let handle = handle.map_err(|error| unreadable(&file.path, &error))?;
    let store = &*store;
    let done = decompress_outer(
        Window::new(store, whole),
        compression,
        match unpacking {
            Unpacking::Guarded => Limits::GUARDED,
            Unpacking::Anyway => Limits::ANYWAY,
        },
        &mut |bytes| store.append(handle, bytes),
        &mut |done| progress(done, Some(whole.length)),
    );
    match done {
        Ok(_) => Ok(handle),
        Err(error @ (OuterError::TooLarge { .. } | OuterError::Ratio { .. })) => {
            Err(over_a_limit(file, whole.length, &error, unpacking))
        }
        Err(error) => Err(not_decompressed(&file.path, compression, &error)),
    }
}

fn not_decompressed(name: &str, compression: Compression, error: &OuterError) -> Failure {
    let what = sources::not_decompressed(name, compression.to_string(), error.message());
    Failure::new(FailureKind::Bytes, what, sources::save_or_decompress())
        .with_command(not_an_image::decompress_command(name, compression))
}

/// Says which limit was met and what was seen until then.
fn over_a_limit(
    file: &InputFile,
    length: u64,
    error: &OuterError,
    unpacking: Unpacking,
) -> Failure {
    let name = &file.path;
    let what = match error {
        OuterError::Ratio {
            limit,
            read,
            written,
        } => sources::over_the_ratio(name, *limit, Bytes(*written), Bytes(*read), Bytes(length)),
        OuterError::TooLarge { limit } => sources::over_the_size(name, Bytes(*limit)),
        other => other.message(),
    };
    match unpacking {
        Unpacking::Guarded => {
            let next = sources::continue_anyway(Bytes(Limits::ANYWAY.size));
            Failure::new(FailureKind::Input, what, next).with_action(Action::OpenAnyway)
        }
        Unpacking::Anyway => Failure::new(FailureKind::Input, what, sources::unpack_it_yourself()),
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(
        FailureKind::Browser,
        failures::named_file_not_read(name, error.to_string()),
        failures::check_the_file(),
    )
}
