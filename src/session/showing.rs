//! What is open: its graph, what is known of its bytes so far, and what
//! follows from both.
//!
//! Not here: how it came to be open (`session`), and what else a registry has
//! of it (`more`).

use super::{Refusal, Remote};
use crate::bytes::layer::Options;
use crate::format::Sum;
use crate::image::media_type::Kind;
use crate::input::Fragment;
use crate::inspect::Opened;
use crate::inspect::causes::{Looks, Wanted};
use crate::inspect::findings;
use crate::inspect::graph::{Graph, Node, NodeKind};
use crate::inspect::judgement::{Case, Judgement, State};
use crate::inspect::ledger;
use crate::inspect::measurements::{Measurement, Skipped};
use crate::protocol::{MeasureJob, Reply};
use crate::rules::Finding;
use crate::sorting::sort_by_key;
use crate::source::registry::image::FetchTarget;
use crate::source::{ContentId, Contents};
use crate::words::Message;

/// An input that is open.
#[derive(Debug)]
pub struct Showing {
    pub opened: Opened,
    pub judgement: Judgement,
    /// Of each of [`Graph::images`].
    pub images: Vec<State>,
    pub findings: Vec<Finding>,
    pub progress: Progress,
    /// Where more of it can be fetched; `None` for what a person gave.
    pub asked: Option<FetchTarget>,
    /// The link that led here: what it expects, and what it has chosen.
    pub wanted: Fragment,
    /// What is being asked of the registry just now.
    pub asking: Option<Message>,
    /// Why the last thing that was asked for did not come.
    pub trouble: Option<Message>,
    /// What can be done about it, where a registry refused it.
    pub lack: Option<Box<Refusal>>,
    /// What the registry says of it beside its documents.
    pub remote: Remote,
    pub(super) of_documents: Vec<Finding>,
    /// What second looks at bytes have found, and those that are still wanted.
    pub(super) looks: Looks,
    pub(super) wanted_looks: Vec<Wanted>,
    /// What came since the last look at it.
    news: News,
}

/// What measurements may have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum News {
    #[default]
    None,
    /// How far the hashing is.
    Progress,
    /// What is known of a blob.
    Measurements,
}

/// How far the hashing is. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// When the input was given.
    pub since: f64,
    /// When the first blob was begun.
    pub hashing_since: f64,
    /// When the last reply came.
    pub now: f64,
    /// When the last verdict came, or the person cancelled.
    pub finished: Option<f64>,
    /// Stored bytes of blobs that were read, and of all.
    pub done: u64,
    pub total: Sum,
    /// Those that were read before `hashing_since`.
    pub before: u64,
    pub cancelled: bool,
}

impl Showing {
    /// Opens what a source brought; the jobs are its blobs, largest first, so
    /// that the last worker to finish has the least left to do.
    pub(super) fn open(contents: Contents, since: f64, now: f64) -> (Self, Vec<MeasureJob>) {
        let opened = Opened::new(contents);
        let jobs = jobs(&opened);
        let of_documents = findings::of_documents(&opened, now);
        let mut showing = Self {
            progress: Progress {
                since,
                hashing_since: now,
                now,
                finished: jobs.is_empty().then_some(now),
                done: 0,
                total: jobs.iter().map(|job| Some(job.extent.length)).collect(),
                before: 0,
                cancelled: false,
            },
            opened,
            judgement: Judgement::default(),
            images: Vec::new(),
            findings: Vec::new(),
            asked: None,
            wanted: Fragment::default(),
            asking: None,
            trouble: None,
            lack: None,
            remote: Remote::default(),
            of_documents,
            looks: Looks::default(),
            wanted_looks: Vec::new(),
            news: News::None,
        };
        showing.refresh();
        (showing, jobs)
    }

    /// Notes what a worker says of a blob. [`Self::catch_up`] is to follow.
    pub(super) fn hear(&mut self, reply: Reply) {
        match reply {
            Reply::Progress {
                blob: Some(blob),
                done,
                total,
            } => self.running(blob, done, total),
            Reply::Measured { blob, facts, .. } => self.settle(blob, Measurement::Done(facts)),
            Reply::Unreadable { blob, why } if self.is_here(blob) => {
                let why = why.message();
                self.settle(blob, Measurement::Failed { why });
            }
            Reply::Unreadable { blob, why } => self.not_fetched(blob, why.message()),
            Reply::Explained { blob, look } => self.explained(blob, look),
            // A late reply to what was cancelled or replaced.
            _ => {}
        }
    }

    /// Notes how far a blob is. [`Self::catch_up`] is to follow.
    pub(super) fn running(&mut self, blob: usize, done: u64, total: Option<u64>) {
        if let Some(place) = self.opened.measurements.blobs.get_mut(blob)
            && place.is_pending()
        {
            *place = Measurement::Running { done, total };
        }
        self.news = self.news.max(News::Progress);
    }

    /// Notes what became of a blob. [`Self::catch_up`] is to follow.
    pub(super) fn settle(&mut self, blob: usize, measurement: Measurement) {
        if let Some(place) = self.opened.measurements.blobs.get_mut(blob) {
            *place = measurement;
        }
        self.news = News::Measurements;
    }

    /// The bytes of a blob did not come. [`Self::catch_up`] is to follow.
    pub(super) fn not_fetched(&mut self, blob: usize, why: Message) {
        let skipped = Skipped::Refused(why.clone());
        self.trouble.get_or_insert(why);
        self.settle(blob, Measurement::Skipped(skipped));
    }

    /// Whether a person gave the bytes of a blob.
    pub(super) fn is_here(&self, blob: usize) -> bool {
        let blob = self.opened.contents.blobs.get(blob);
        blob.is_some_and(|blob| blob.extent.is_some())
    }

    /// Something else became known. [`Self::catch_up`] is to follow.
    pub(super) fn is_news(&mut self) {
        self.news = News::Measurements;
    }

    /// Works out what follows from what was noted.
    pub(super) fn catch_up(&mut self, now: f64) {
        let news = std::mem::take(&mut self.news);
        if news == News::None {
            return;
        }
        self.count(now);
        if news == News::Progress {
            self.read_ledger();
            return self.judge();
        }
        if !self
            .opened
            .measurements
            .blobs
            .iter()
            .any(Measurement::is_pending)
        {
            self.progress.finished.get_or_insert(now);
        }
        self.refresh();
    }

    pub(super) fn cancel(&mut self, now: f64) {
        if self.progress.finished.is_some() {
            return;
        }
        for blob in &mut self.opened.measurements.blobs {
            if blob.is_pending() {
                *blob = Measurement::Skipped(Skipped::Stopped);
            }
        }
        self.progress.cancelled = true;
        self.progress.finished = Some(now);
        self.refresh();
    }

    /// Bytes of the blobs whose hashing a person stopped.
    #[must_use]
    pub fn stopped(&self) -> u64 {
        let jobs = self.stopped_jobs();
        // Sizes may be claims: hostile ones do not add up.
        let sizes = jobs.iter().map(|job| job.extent.length);
        sizes.fold(0, u64::saturating_add)
    }

    pub(super) fn go_on(&mut self, now: f64) -> Vec<MeasureJob> {
        let jobs = self.stopped_jobs();
        if !jobs.is_empty() {
            self.begin(jobs.iter().map(|job| job.blob), now);
        }
        jobs
    }

    fn stopped_jobs(&self) -> Vec<MeasureJob> {
        let mut jobs = jobs(&self.opened);
        jobs.retain(|job| {
            let measurement = self.opened.measurements.blobs.get(job.blob);
            matches!(measurement, Some(Measurement::Skipped(_)))
        });
        jobs
    }

    /// Lets blobs wait for their turn.
    pub(super) fn begin(&mut self, blobs: impl Iterator<Item = usize>, now: f64) {
        for blob in blobs {
            if let Some(place) = self.opened.measurements.blobs.get_mut(blob) {
                *place = Measurement::Waiting;
            }
        }
        if self.progress.finished.take().is_some() {
            // The time in which nothing was to be done does not count.
            self.progress.since = now;
            self.progress.hashing_since = now;
            self.count(now);
            self.progress.before = self.progress.done;
        }
        self.progress.now = now;
        self.progress.cancelled = false;
        self.trouble = None;
        self.progress.total = self.progress_total();
        self.refresh();
    }

    fn progress_total(&self) -> Sum {
        let counted = self
            .opened
            .measurements
            .blobs
            .iter()
            .zip(&self.opened.contents.blobs);
        counted
            .filter(|(measurement, _)| !matches!(measurement, Measurement::Skipped(_)))
            .filter_map(|(measurement, blob)| match measurement {
                Measurement::Done(facts) => Some(Some(facts.size)),
                // Nothing more of it comes, however much it would have been.
                Measurement::Failed { .. } => blob.size.map(Some),
                _ => Some(blob.size),
            })
            .collect()
    }

    fn count(&mut self, now: f64) {
        self.progress.now = now;
        let read = |(blob, measurement): (usize, &Measurement)| match measurement {
            Measurement::Running { done, .. } => *done,
            Measurement::Done(facts) => facts.size,
            Measurement::Failed { .. } => {
                let blob = self.opened.contents.blobs.get(blob);
                blob.and_then(|blob| blob.size).unwrap_or(0)
            }
            _ => 0,
        };
        // Sizes may be claims: hostile ones do not add up.
        let read = self.opened.measurements.blobs.iter().enumerate().map(read);
        self.progress.done = read.fold(0, u64::saturating_add);
    }

    /// Everything that follows from the documents.
    pub(super) fn rebuild(&mut self, now: f64) {
        self.opened.graph = Graph::build(&self.opened.contents);
        self.of_documents = findings::of_documents(&self.opened, now);
        self.refresh();
    }

    /// Everything that follows from the facts.
    pub(super) fn refresh(&mut self) {
        self.read_ledger();
        self.findings = self.of_documents.clone();
        self.findings.extend(findings::of_facts(&self.opened));
        sort_by_key(&mut self.findings, |finding| finding.rule.severity);
        self.judge();
    }

    fn read_ledger(&mut self) {
        self.wanted_looks = ledger::read(&mut self.opened, &mut self.looks);
    }

    fn judge(&mut self) {
        let seconds = self
            .progress
            .finished
            .map(|at| (at - self.progress.since) / 1_000.0);
        let case = self.case();
        let parts = case.parts();
        let images = self.opened.graph.images.iter();
        let images = images.map(|image| parts.image(image)).collect();
        (self.judgement, self.images) = (case.judge(seconds), images);
    }

    /// What is judged, as far as it is known.
    #[must_use]
    pub fn case(&self) -> Case<'_> {
        Case {
            opened: &self.opened,
            findings: &self.findings,
        }
    }
}

impl Progress {
    /// Stored bytes a second, once there is something to divide.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let seconds = (self.finished.unwrap_or(self.now) - self.hashing_since) / 1_000.0;
        // Precise enough: a rate is shown in three digits.
        let read = self.done.saturating_sub(self.before);
        (seconds > 0.05 && read > 0).then(|| read as f64 / seconds)
    }

    /// Seconds until all bytes are read at the rate so far; `None` where nobody
    /// says how many they are.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let (rate, total) = (self.rate()?, self.total.whole()?);
        self.finished
            .is_none()
            .then(|| total.saturating_sub(self.done) as f64 / rate)
    }
}

fn jobs(opened: &Opened) -> Vec<MeasureJob> {
    let blobs = opened.contents.blobs.iter().enumerate();
    let jobs = blobs.filter_map(|(blob, held)| {
        Some(MeasureJob {
            blob,
            extent: held.extent?,
            options: options(&opened.graph, blob),
        })
    });
    let mut jobs: Vec<MeasureJob> = jobs.collect();
    sort_by_key(&mut jobs, |job| std::cmp::Reverse(job.extent.length));
    jobs
}

/// What the pass over a blob has to find out.
pub(super) fn options(graph: &Graph, blob: usize) -> Options {
    let node = graph
        .by_content(ContentId::Blob(blob))
        .and_then(|id| graph.node(id));
    Options {
        sha512: node.is_some_and(|node| graph.sha512_claim(node.id).is_some()),
        unpack: node.is_some_and(|node| node.kind == NodeKind::Layer && unpacks(graph, node)),
    }
}

/// Whether a layer is declared to be one that can be unpacked. A docker-archive
/// declares nothing but its place; of several types one is enough, or another
/// descriptor could keep a DiffID from being checked.
fn unpacks(graph: &Graph, layer: &Node) -> bool {
    let mut types = graph
        .claims_about(layer.id)
        .filter_map(|claim| claim.media_type.as_deref())
        .peekable();
    let is_open =
        |media_type| matches!(Kind::of(media_type), Kind::Layer(layer) if !layer.encrypted);
    types.peek().is_none() || types.any(is_open)
}
