//! Does what the page does, without a page: drives a session with what the
//! worker's functions answer.

use std::cell::RefCell;
use std::path::Path;
use std::time::UNIX_EPOCH;

use assay::bytes::{layer, second_look};
use assay::failure::Failure;
use assay::protocol::{Reply, Request, Unread};
use assay::session::{Effect, Event, Session, Showing};
use assay::source::InputFile;
use assay::source::open::open;

use crate::store::Memory;

/// Gives `files` to a session and answers its calls until it is done. Bytes
/// are read at most `most` at a time.
pub fn give(files: &[(&str, Vec<u8>)], most: usize) -> Result<Box<Showing>, Failure> {
    let mut driven = Driven::given(files, most);
    driven.answer(usize::MAX);
    match driven.session {
        Session::Showing(showing) => Ok(showing),
        Session::Failed(failure) => Err(failure),
        Session::Halted(halted) => Err(halted.failure),
        other => panic!("the session stopped at {other:?}"),
    }
}

/// A session whose calls are answered here.
pub struct Driven {
    session: Session,
    store: Memory,
    /// What is to be done, the next one last.
    effects: Vec<Effect>,
    now: f64,
}

impl Driven {
    pub fn given(files: &[(&str, Vec<u8>)], most: usize) -> Self {
        let inputs = files.iter().map(|(path, bytes)| InputFile {
            path: (*path).to_owned(),
            size: bytes.len() as u64,
        });
        let handles = files.iter().map(|(_, bytes)| RefCell::new(bytes.clone()));
        let mut driven = Self {
            session: Session::default(),
            store: Memory {
                handles: handles.collect(),
                most,
            },
            effects: Vec::new(),
            now: UNIX_EPOCH.elapsed().unwrap().as_secs_f64() * 1_000.0,
        };
        let files = inputs.collect();
        driven.handle(Event::Given { files });
        driven.now += 500.0;
        driven
    }

    /// To stop the workers is to forget what was asked of them.
    pub fn handle(&mut self, event: Event) {
        let effects = self.session.handle(event, self.now);
        if effects.contains(&Effect::StopWorkers) {
            self.effects.clear();
        }
        self.effects.extend(effects.into_iter().rev());
    }

    /// Lays what is open aside, and takes it up again.
    pub fn look_elsewhere_and_back(&mut self) {
        let aside = self.session.lay_aside(self.now).unwrap();
        self.handle(Event::Reset);
        let effects = self.session.take_up(aside, self.now);
        self.effects = effects.into_iter().rev().collect();
    }

    /// Answers at most so many calls, and says how many there were.
    pub fn answer(&mut self, calls: usize) -> usize {
        let mut answered = 0;
        while answered < calls
            && let Some(effect) = self.effects.pop()
        {
            if let Effect::Call(request) = effect {
                let reply = answer(&mut self.store, request);
                self.handle(Event::Replied(vec![reply]));
                answered += 1;
            }
        }
        answered
    }

    /// Lets the next call fail as a whole, as where its worker ends.
    pub fn fail(&mut self, failure: Failure) {
        let reply = self.next_call().reply(Reply::Failed(failure));
        self.handle(Event::Replied(vec![reply]));
    }

    /// Answers the next call about a blob so.
    pub fn reply(&mut self, reply: impl FnOnce(usize) -> Reply) {
        let blob = self.next_call().blob();
        self.handle(Event::Replied(vec![reply(blob.unwrap())]));
    }

    fn next_call(&mut self) -> Request {
        loop {
            if let Effect::Call(request) = self.effects.pop().unwrap() {
                return request;
            }
        }
    }

    /// The session's word for scripts.
    pub fn word(&self) -> &'static str {
        self.session.word()
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn showing(&self) -> &Showing {
        match &self.session {
            Session::Showing(showing) => showing,
            other => panic!("{other:?}"),
        }
    }
}

/// What a worker answers.
fn answer(store: &mut Memory, request: Request) -> Reply {
    match request {
        Request::Fetch(job) => panic!("a file led to a request for {}", job.url),
        Request::Open { files, unpacking } => {
            match open(store, &files, unpacking, &mut |_, _| {}) {
                Ok(contents) => Reply::Opened(Box::new(contents)),
                Err(failure) => Reply::Failed(failure),
            }
        }
        Request::Explain(job) => {
            let look = second_look::look(store, job.extent, &job.sought, &mut |_| {});
            Reply::Explained {
                blob: job.blob,
                look: look.ok(),
            }
        }
        Request::Measure(job) => {
            match layer::measure(store, job.extent, job.options, &mut |_| {}) {
                Ok(measured) => Reply::Measured {
                    blob: job.blob,
                    facts: Box::new(measured.facts),
                    kept: false,
                },
                Err(error) => Reply::Unreadable {
                    blob: job.blob,
                    why: Unread::Refused(assay::failure::of_io(&error)),
                },
            }
        }
    }
}

/// One archive, read in big pieces.
pub fn archive(bytes: Vec<u8>) -> Box<Showing> {
    give(&[("image.tar", bytes)], usize::MAX).unwrap()
}

/// The ledger as text, a row a line: kind, verdict, and the first digits of
/// what is claimed.
pub fn lines(showing: &Showing) -> Vec<String> {
    let rows = showing.opened.rows.iter();
    rows.map(|row| {
        let claimed = row
            .claimed
            .as_deref()
            .map_or("-".to_owned(), assay::format::short_text);
        format!("{} {} {claimed}", row.kind.word(), row.verdict.label())
    })
    .collect()
}

/// How many rows have each verdict.
pub fn verdicts(showing: &Showing) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for row in &showing.opened.rows {
        let label = row.verdict.label().to_string();
        match counts.iter_mut().find(|(known, _)| *known == label) {
            Some((_, count)) => *count += 1,
            None => counts.push((label, 1)),
        }
    }
    counts.sort();
    counts
}

/// The files of a folder, with paths as a drop gives them.
pub fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let top = folder.file_name().unwrap().to_string_lossy().into_owned();
    let mut files = Vec::new();
    let mut pending = vec![(folder.to_owned(), top)];
    while let Some((folder, path)) = pending.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                pending.push((entry.path(), path));
            } else {
                files.push((path, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    files
}
