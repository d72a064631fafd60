//! What the worker of files does with the contents of layers, and what comes of it.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use web_sys::Blob;

use crate::comparison::files::{Ignore, Stacks};
use crate::comparison::side::Both;
use crate::contents::{ContentSearch, Digests, MergedTar, Needle, NeedleError, NoTar, Sums};
use crate::failure::{Failure, FailureKind};
use crate::file_system::{Desk, EntryAt};
use crate::packages::{Installed, Reader, Reading};
use crate::protocol::files::{FilesReply, FoundInContents, MAX_DIFFERENCES, Progress, Work};
use crate::web::contents::{Going, Layers, Tree};
use crate::web::error::Thrown;
use crate::web::turns::{Ended, Turn};
use crate::words::{contents as words, joined};

/// How many bytes of a list are kept until the browser gets them.
const PIECE: usize = 1 << 20;

/// A file system that was laid, and what was read of its layers.
pub struct Laid {
    pub desk: RefCell<Desk>,
    /// What is installed, as far as that was read.
    installed: RefCell<Option<Installed>>,
}

impl Laid {
    pub fn of(desk: Desk) -> Self {
        Self {
            desk: RefCell::new(desk),
            installed: RefCell::default(),
        }
    }

    /// What is installed; nothing where that was not read.
    pub fn with_installed<T: Default>(&self, what: impl FnOnce(&Installed) -> T) -> T {
        let installed = self.installed.borrow();
        installed.as_ref().map(what).unwrap_or_default()
    }
}

/// What is answered, and a blob beside it.
pub type Answer = (FilesReply, Option<Blob>);

/// Does some work for a call.
///
/// # Errors
/// What the browser says.
pub async fn work(
    call: u64,
    work: Work,
    laid: &Laid,
    layers: &Layers,
    report: &mut dyn FnMut(Progress),
) -> Result<Answer, Thrown> {
    let mut list = Pieces::default();
    let out = &mut |bytes: &[u8]| list.push(bytes);
    let desk = &laid.desk;
    let tree = Tree::Laid(desk);
    let going = &mut Going {
        turn: Turn::of(call, report),
        tree,
        layers,
        out,
    };
    Ok(match work {
        Work::Packages => (packages(going, laid).await, None),
        Work::Search {
            text,
            is_expression,
            any_case,
            hidden,
        } => {
            let needle = match is_expression {
                true => Needle::expression(&text, any_case),
                false => Needle::text(&text, any_case),
            };
            (search(going, needle, hidden).await, None)
        }
        Work::Compare => {
            let mut digests = tree.with(Digests::of_rewritten);
            let ended = going.complete(&mut digests).await;
            (compared(ended, &digests, desk), None)
        }
        Work::Tar { layer, path } => {
            let tar = tree.with(|files| match &path {
                Some(path) => MergedTar::of_path(files, layer, path),
                None => MergedTar::of(files, layer),
            });
            let mut tar = match tar {
                Ok(tar) => tar,
                Err(why) => return Ok((FilesReply::Failed(no_tar(why)), None)),
            };
            let ended = going.complete(&mut tar).await;
            let said = tar.left_out().message();
            saved(or_reply(ended, || FilesReply::Written(said)), list)?
        }
        Work::Sums { layer } => {
            let mut sums = tree.with(|files| Sums::of(files, layer));
            let ended = going.complete(&mut sums).await;
            let unread = tree.with(|files| sums.unread(files));
            let said = [unread.message(), sums.left_out()];
            let said = joined::all_clauses(said.into_iter().flatten());
            saved(or_reply(ended, || FilesReply::Written(said)), list)?
        }
    })
}

/// Compares the files of two images by their contents too, where nothing else tells.
pub async fn compare_both(
    call: u64,
    stacks: &Stacks,
    layers: &Both<Layers>,
    ignore: Ignore,
    report: &mut dyn FnMut(Progress),
) -> FilesReply {
    let Both { left, right } = stacks.uncompared(ignore);
    let mut digests = Both::of(Digests::of(left), Digests::of(right));
    let files = stacks.files();
    let sides = [
        (files.left, &layers.left, &mut digests.left),
        (files.right, &layers.right, &mut digests.right),
    ];
    for (files, layers, digests) in sides {
        let going = &mut Going {
            turn: Turn::of(call, report),
            tree: Tree::Own(files),
            layers,
            out: &mut |_| {},
        };
        if let Err(ended) = going.complete(digests).await {
            return ended.reply();
        }
    }
    let left = |layer, number| digests.left.get(EntryAt { layer, number }).cloned();
    let right = |layer, number| digests.right.get(EntryAt { layer, number }).cloned();
    let unread = [
        digests.left.unread(files.left).message(),
        digests.right.unread(files.right).message(),
    ];
    let diff = stacks.diff(ignore, Both::of(&left, &right));
    FilesReply::ContentsOfBoth {
        diff: diff.with_at_most(MAX_DIFFERENCES),
        unread: joined::all_clauses(unread.into_iter().flatten()),
    }
}

async fn packages(going: &mut Going<'_>, laid: &Laid) -> FilesReply {
    // A file that could not be read may be there by now.
    let whole = laid.with_installed(|all| all.is_complete().then(|| read(all)));
    if let Some(reply) = whole {
        return reply;
    }
    let mut reading = Reading::of(going.tree.with(Reader::of));
    let ended = going.complete(&mut reading).await;
    or_reply(ended, || {
        let reader = reading.into_reader();
        let installed = going.tree.with(|files| reader.finish(files));
        let reply = read(&installed);
        laid.installed.replace(Some(installed));
        reply
    })
}

fn read(installed: &Installed) -> FilesReply {
    FilesReply::PackagesRead {
        all: installed.packages().len(),
        notes: installed.notes().to_vec(),
    }
}

async fn search(
    going: &mut Going<'_>,
    needle: Result<Needle, NeedleError>,
    hidden: bool,
) -> FilesReply {
    let needle = match needle {
        Ok(needle) => needle,
        Err(error) => {
            let failure = Failure::new(FailureKind::Bytes, error.message(), words::search_again());
            return FilesReply::Failed(failure);
        }
    };
    let mut search = going
        .tree
        .with(|files| ContentSearch::of(files, needle, hidden));
    let ended = match going.complete(&mut search).await {
        // What was found until it was stopped is of use.
        Err(Ended::Stopped) => Ok(()),
        ended => ended,
    };
    or_reply(ended, || {
        going.tree.with(|files| {
            FilesReply::FoundInContents(Box::new(FoundInContents {
                hits: search.hits(files, 0),
                left_out: search.left_out(),
                searched: search.searched(),
                unread: search.unread(files).message(),
            }))
        })
    })
}

fn compared(ended: Result<(), Ended>, digests: &Digests, desk: &RefCell<Desk>) -> FilesReply {
    or_reply(ended, || {
        let desk = &mut *desk.borrow_mut();
        let unread = digests.unread(desk.files());
        let known = |layer, number| digests.get(EntryAt { layer, number }).cloned();
        desk.compare_contents(&known);
        FilesReply::ContentsCompared(unread.message())
    })
}

/// With what was written, where that is complete.
fn saved(reply: FilesReply, written: Pieces) -> Result<Answer, Thrown> {
    Ok(match reply {
        reply @ FilesReply::Written(_) => (reply, Some(written.into_blob()?)),
        reply => (reply, None),
    })
}

fn no_tar(why: NoTar) -> Failure {
    Failure::new(FailureKind::Bytes, why.message(), why.next())
}

fn or_reply(ended: Result<(), Ended>, reply: impl FnOnce() -> FilesReply) -> FilesReply {
    match ended {
        Ok(()) => reply(),
        Err(ended) => ended.reply(),
    }
}

/// Bytes on their way to the browser, which keeps them outside of this worker's memory.
#[derive(Default)]
pub struct Pieces {
    sent: Array,
    last: Vec<u8>,
}

impl Pieces {
    pub fn push(&mut self, bytes: &[u8]) {
        self.last.extend_from_slice(bytes);
        if self.last.len() >= PIECE {
            self.send();
        }
    }

    fn send(&mut self) {
        let piece = Uint8Array::from(self.last.as_slice());
        self.last.clear();
        // As a blob, which the browser may move to its disk.
        match Blob::new_with_u8_array_sequence(&Array::of1(&piece)) {
            Ok(blob) => self.sent.push(&blob),
            Err(_) => self.sent.push(&piece),
        };
    }

    /// All of them.
    ///
    /// # Errors
    /// Where the browser cannot make a blob: its disk is full.
    pub fn into_blob(mut self) -> Result<Blob, Thrown> {
        self.send();
        Ok(Blob::new_with_blob_sequence(&self.sent)?)
    }
}
