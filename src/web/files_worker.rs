//! The worker of files: it lays layers over each other, keeps what comes of it, and
//! answers questions about that.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, MessageEvent};

use crate::comparison::files::{FilesDiff, Ignore, LayerFiles, Stacks};
use crate::comparison::side::Both;
use crate::file_system::{Desk, Dive};
use crate::image::digest::Computed;
use crate::protocol::BUILD;
use crate::protocol::files::{
    FilesAnswer, FilesCall, FilesReply, FilesRequest, LayerPlace, MAX_DIFFERENCES, OpenedFile,
    Progress,
};
use crate::web::contents::Layers;
use crate::web::error::Thrown;
use crate::web::files_work::{self, Answer, Laid, Pieces};
use crate::web::kept_layers::KeptLayers;
use crate::web::listing;
use crate::web::message;
use crate::web::opened_file::{self, Opened};
use crate::web::scratch;
use crate::web::turns::{self, Ended, Lane, Turn};
use crate::web::worker::{post, scope, tell_of_panics};
use crate::words::failures;

thread_local! {
    /// The file system that questions are about.
    static LAID: RefCell<Option<Rc<Laid>>> = RefCell::default();
    /// The file that was opened last.
    static FILE: RefCell<Option<Opened>> = RefCell::default();
    /// Layers of which files were opened.
    static LAYERS: RefCell<KeptLayers> = RefCell::default();
    /// What reads one file, and what goes through all layers.
    static READING: Lane = Lane::default();
    static WORKING: Lane = Lane::default();
    /// What else was asked and is not answered yet, in its order.
    static WAITING: RefCell<VecDeque<Asked>> = RefCell::default();
    static IS_ANSWERING: Cell<bool> = const { Cell::new(false) };
}

/// A call, or why it cannot be answered.
struct Asked {
    id: u64,
    call: Result<(FilesRequest, Vec<Blob>), FilesReply>,
}

/// Listens for calls as long as the worker lives.
///
/// # Errors
/// Outside a dedicated worker.
pub fn serve() -> Result<(), Thrown> {
    let scope = scope()?;
    tell_of_panics();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let asked = read(&event.data());
        if let Ok((FilesRequest::Stop(call), _)) = asked.call {
            return turns::stop(call);
        }
        WAITING.with_borrow_mut(|waiting| waiting.push_back(asked));
        if !IS_ANSWERING.replace(true) {
            spawn_local(answer_all());
        }
    });
    // Owned by the scope from here on, which ends with the worker.
    scope.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
    post(&message::single("ready", BUILD)?)?;
    spawn_local(scratch::sweep_left());
    Ok(())
}

/// One after the other: an answer is of what was laid before its question. What takes
/// long is only begun.
async fn answer_all() {
    while let Some(Asked { id, call }) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        match call {
            Err(reply) => send(id, reply, None),
            // It would be replaced before anybody asks about it.
            Ok((FilesRequest::Lay { .. }, _)) if is_laid_anew() => send(id, FilesReply::Laid, None),
            Ok((request, blobs)) => {
                if let Some((request, blobs)) = begin(id, request, blobs) {
                    send_answer(id, answer(request, blobs).await);
                }
            }
        }
    }
    IS_ANSWERING.set(false);
}

/// Begins what takes long, or puts it behind others of its kind; returns what does not.
fn begin(id: u64, request: FilesRequest, blobs: Vec<Blob>) -> Option<(FilesRequest, Vec<Blob>)> {
    match request {
        FilesRequest::Open(_)
        | FilesRequest::OpenAlone { .. }
        | FilesRequest::Save(_)
        | FilesRequest::Digest(_)
        | FilesRequest::Diff { .. } => READING.with(|lane| {
            lane.push(async move { send_answer(id, read_file(id, request, blobs).await) });
        }),
        FilesRequest::Work { .. } | FilesRequest::CompareContents { .. } => {
            let laid = LAID.with_borrow(Clone::clone);
            WORKING.with(|lane| {
                lane.push(async move { send_answer(id, work(id, request, blobs, laid).await) });
            });
        }
        quick => return Some((quick, blobs)),
    }
    None
}

fn send_answer(id: u64, answer: Result<Answer, Ended>) {
    let (reply, beside) = answer.unwrap_or_else(|ended| (ended.reply(), None));
    send(id, reply, beside);
}

fn is_laid_anew() -> bool {
    let lays = |asked: &Asked| matches!(asked.call, Ok((FilesRequest::Lay { .. }, _)));
    WAITING.with_borrow(|waiting| waiting.iter().any(lays))
}

fn read(message: &JsValue) -> Asked {
    match message::decode::<FilesCall>(message, "call") {
        Ok((call, _)) if call.build != BUILD => {
            let worker = BUILD.to_owned();
            let call_of_other = Err(FilesReply::OtherBuild { worker });
            Asked {
                id: call.id,
                call: call_of_other,
            }
        }
        Ok((call, blobs)) => Asked {
            id: call.id,
            call: Ok((call.request, blobs)),
        },
        Err(failure) => Asked {
            id: 0,
            call: Err(FilesReply::Failed(failure)),
        },
    }
}

fn send(id: u64, reply: FilesReply, beside: Option<Blob>) {
    let beside: Vec<Blob> = beside.into_iter().collect();
    let answer = FilesAnswer { id, reply };
    let sent = message::encode("answer", &answer, &beside).and_then(|answer| post(&answer));
    let Err(thrown) = sent else { return };
    // The page hears that nothing comes only where this worker ends.
    let reply = FilesReply::Failed(thrown.into());
    let last = FilesAnswer { id, reply };
    let _ = message::encode("answer", &last, &[]).and_then(|answer| post(&answer));
}

async fn answer(request: FilesRequest, blobs: Vec<Blob>) -> Result<Answer, Ended> {
    Ok(match request {
        FilesRequest::Lay { listed } => {
            let laid = Laid::of(lay(listed, blobs).await?);
            LAID.set(Some(Rc::new(laid)));
            (FilesReply::Laid, None)
        }
        FilesRequest::Ask(ask) => {
            let told = of_laid(|laid| laid.desk.borrow_mut().answer(ask))?;
            (FilesReply::Told(told), None)
        }
        FilesRequest::Export(export) => {
            let mut list = Pieces::default();
            let out = &mut |text: &str| list.push(text.as_bytes());
            of_laid(|laid| laid.desk.borrow().export(&export, out))?;
            (FilesReply::Exported, Some(list.into_blob()?))
        }
        FilesRequest::Dive { layers } => {
            let mut listings = Vec::new();
            for blob in &blobs {
                listings.push(listing::unpack(blob).await?);
            }
            let dive = Dive::of(&listings.iter().collect::<Vec<_>>());
            let mut json = Pieces::default();
            json.push(dive.to_json(&layers).unwrap_or_default().as_bytes());
            (FilesReply::Dived(dive.numbers()), Some(json.into_blob()?))
        }
        FilesRequest::Compare { layers, ignore } => {
            let diff = FilesDiff::of_stacks(unpack_both(layers, blobs).await?, ignore);
            let diff = diff.with_at_most(MAX_DIFFERENCES);
            (FilesReply::Compared(diff), None)
        }
        other => (answer_at_once(other)?, None),
    })
}

/// Answers about what is there.
fn answer_at_once(request: FilesRequest) -> Result<FilesReply, Thrown> {
    Ok(match request {
        FilesRequest::Lines { first, count } => {
            FilesReply::Lines(of_file(|file| file.lines(first, count)))
        }
        FilesRequest::FindLine { text, from } => {
            FilesReply::FoundLine(of_file(|file| file.find(&text, from)))
        }
        FilesRequest::Close => {
            FILE.set(None);
            FilesReply::Closed
        }
        FilesRequest::Packages {
            text,
            ecosystem,
            first,
            count,
        } => FilesReply::Packages(of_laid(|laid| {
            laid.with_installed(|all| all.rows(&text, ecosystem, first, count))
        })?),
        FilesRequest::PackageFiles { number, count } => {
            FilesReply::PackageFiles(of_laid(|laid| {
                laid.with_installed(|all| all.files_of(number, 0, count))
            })?)
        }
        // Heard when it came, or begun elsewhere.
        _ => FilesReply::Stopped,
    })
}

/// Keeps a file that was opened, and answers what is told of it.
fn keep_open((opened, told, picture): (Opened, OpenedFile, Option<Blob>)) -> Answer {
    FILE.set(Some(opened));
    (FilesReply::Opened(Box::new(told)), picture)
}

/// Reads files of layers, of which some are kept.
async fn read_file(id: u64, request: FilesRequest, blobs: Vec<Blob>) -> Result<Answer, Ended> {
    let report = &mut |progress| send(id, FilesReply::Progress(progress), None);
    let mut layers = LAYERS.take();
    let source = (&mut layers, &mut Turn::of(id, report));
    let answer = match request {
        FilesRequest::Open(job) => {
            let opened = opened_file::open(&job, blobs, source).await;
            opened.map(keep_open)
        }
        FilesRequest::OpenAlone { path, size } => {
            let file = (path.as_str(), size);
            let opened = opened_file::open_alone(file, blobs, source.1).await;
            opened.map(keep_open)
        }
        FilesRequest::Save(job) => {
            let saved = opened_file::save(&job, blobs, source).await;
            saved.map(|bytes| (FilesReply::Saved, Some(bytes)))
        }
        FilesRequest::Digest(job) => {
            let digest = opened_file::digest(&job, blobs, source).await;
            digest.map(|digest| (FilesReply::Digest(digest), None))
        }
        FilesRequest::Diff { older, newer } => {
            let diff = opened_file::diff((&older, &newer), blobs, source).await;
            diff.map(|differs| (FilesReply::Differs(Box::new(differs)), None))
        }
        other => answer_at_once(other)
            .map(|reply| (reply, None))
            .map_err(Ended::from),
    };
    LAYERS.set(layers);
    answer
}

/// Goes through the contents of layers.
async fn work(
    id: u64,
    request: FilesRequest,
    blobs: Vec<Blob>,
    laid: Option<Rc<Laid>>,
) -> Result<Answer, Ended> {
    let report = &mut |progress| send(id, FilesReply::Progress(progress), None);
    Ok(match request {
        FilesRequest::Work { work, layers } => {
            let laid = laid.ok_or_else(nothing_laid)?;
            let layers = Layers::new(layers, blobs)?;
            files_work::work(id, work, &laid, &layers, report).await?
        }
        FilesRequest::CompareContents { layers, ignore } => {
            let compared = compare_contents(id, layers, ignore, blobs, report).await?;
            (compared, None)
        }
        other => (answer_at_once(other)?, None),
    })
}

/// A worker that had to be started anew knows nothing of before.
fn nothing_laid() -> Thrown {
    Thrown::saying(failures::worker_starts_anew())
}

fn of_laid<T>(what: impl FnOnce(&Laid) -> T) -> Result<T, Thrown> {
    LAID.with_borrow(|laid| laid.as_deref().map(what))
        .ok_or_else(nothing_laid)
}

fn of_file<T: Default>(what: impl FnOnce(&Opened) -> T) -> T {
    FILE.with_borrow(|file| file.as_ref().map(what).unwrap_or_default())
}

async fn lay(listed: Vec<bool>, blobs: Vec<Blob>) -> Result<Desk, Thrown> {
    let mut blobs = blobs.into_iter();
    let mut layers = Vec::new();
    for is_listed in listed {
        layers.push(match is_listed.then(|| blobs.next()).flatten() {
            Some(blob) => Some(listing::unpack(&blob).await?),
            None => None,
        });
    }
    Ok(Desk::of(layers))
}

/// Compares contents where nothing else tells; the listings come before the layers.
async fn compare_contents(
    id: u64,
    layers: Both<Vec<(Computed, LayerPlace)>>,
    ignore: Ignore,
    mut listings: Vec<Blob>,
    report: &mut dyn FnMut(Progress),
) -> Result<FilesReply, Thrown> {
    let count = layers.left.len() + layers.right.len();
    let handles = listings.split_off(count.min(listings.len()));
    let diff_ids = layers.map(|layers| layers.iter().map(|(diff_id, _)| diff_id.clone()).collect());
    let stacks = Stacks::of(unpack_both(diff_ids, listings).await?);
    let places = |layers: Vec<(Computed, LayerPlace)>| {
        let places = layers.into_iter().map(|(_, place)| place);
        Layers::new(places.collect(), handles.clone())
    };
    let both = Both::of(places(layers.left)?, places(layers.right)?);
    Ok(files_work::compare_both(id, &stacks, &both, ignore, report).await)
}

/// The blobs of the left image come first.
async fn unpack_both(
    layers: Both<Vec<Computed>>,
    blobs: Vec<Blob>,
) -> Result<Both<Vec<LayerFiles>>, Thrown> {
    let mut blobs = blobs.into_iter();
    let left = unpack(layers.left, &mut blobs).await?;
    Ok(Both::of(left, unpack(layers.right, &mut blobs).await?))
}

async fn unpack(
    diff_ids: Vec<Computed>,
    blobs: &mut impl Iterator<Item = Blob>,
) -> Result<Vec<LayerFiles>, Thrown> {
    let mut layers = Vec::new();
    for (diff_id, blob) in diff_ids.into_iter().zip(blobs) {
        let listing = listing::unpack(&blob).await?;
        layers.push(LayerFiles { diff_id, listing });
    }
    Ok(layers)
}
