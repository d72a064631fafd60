//! The page's state machine: one state, and plain transitions from events and
//! the workers' replies. Native and tested; the page only carries out the
//! [`Effect`]s and shows the state.

use crate::failure::{Failure, FailureKind};
use crate::image::digest::{Algorithm, Digest};
use crate::image::finding::Finding;
use crate::image::media_type::Kind;
use crate::inspect::findings;
use crate::inspect::graph::{Graph, NodeKind};
use crate::inspect::ledger::{Facts, Measurement, Row, Summary, ledger};
use crate::protocol::{InputFile, MeasureJob, Reply, Request};
use crate::source::{ContentId, Holding};

/// What the page is doing.
#[derive(Debug, Default)]
pub enum Session {
    #[default]
    Start,
    /// The archive is being recognised and its documents read.
    Opening(Opening),
    Showing(Box<Showing>),
    Failed(Failure),
}

/// An input that is being read.
#[derive(Debug)]
pub struct Opening {
    pub name: String,
    /// Bytes read so far: only decompressing a whole archive takes long.
    pub done: u64,
    pub total: Option<u64>,
    /// When it was given, in milliseconds since 1970.
    pub since: f64,
}

/// An input that is open.
#[derive(Debug)]
pub struct Showing {
    pub holding: Holding,
    pub graph: Graph,
    pub facts: Facts,
    /// The ledger as of now.
    pub rows: Vec<Row>,
    pub summary: Summary,
    pub findings: Vec<Finding>,
    pub progress: Progress,
    of_documents: Vec<Finding>,
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
    pub total: u64,
    pub cancelled: bool,
}

/// What happens to a session.
#[derive(Debug)]
pub enum Event {
    /// A person gave files.
    Given { files: Vec<InputFile> },
    /// A worker answered.
    Replied(Box<Reply>),
    /// A person named the digest that the root document should have, or took
    /// that back.
    Expected(Option<Digest>),
    /// A person stopped the hashing.
    Cancelled,
    /// A person goes back to the beginning.
    Reset,
}

/// What the page must do after a transition.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Ask a worker, beside the handles of the input.
    Call(Request),
    /// Terminate the workers and forget the queue.
    StopWorkers,
}

impl Session {
    /// The word for scripts, in `document.documentElement.dataset.session`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Opening(_) => "working",
            Self::Showing(showing) if showing.progress.finished.is_none() => "working",
            Self::Showing(_) => "showing",
            Self::Failed(_) => "failed",
        }
    }

    /// Goes on to the next state. `now` is in milliseconds since 1970.
    #[must_use]
    pub fn handle(&mut self, event: Event, now: f64) -> Vec<Effect> {
        match event {
            Event::Given { files } => self.given(files, now),
            Event::Replied(reply) => self.replied(*reply, now),
            Event::Expected(digest) => self.expected(digest, now),
            Event::Cancelled => self.cancelled(now),
            Event::Reset => {
                *self = Self::Start;
                vec![Effect::StopWorkers]
            }
        }
    }

    fn given(&mut self, files: Vec<InputFile>, now: f64) -> Vec<Effect> {
        let name = match files.as_slice() {
            [] => return Vec::new(),
            [one] => one.path.clone(),
            [first, ..] => match first.path.split_once('/') {
                Some((folder, _)) => folder.to_owned(),
                None => format!("{} files", files.len()),
            },
        };
        *self = Self::Opening(Opening {
            name,
            done: 0,
            total: None,
            since: now,
        });
        vec![Effect::StopWorkers, Effect::Call(Request::Open { files })]
    }

    fn replied(&mut self, reply: Reply, now: f64) -> Vec<Effect> {
        match (reply, &mut *self) {
            (Reply::Progress { done, total, .. }, Self::Opening(opening)) => {
                opening.done = done;
                opening.total = total;
                Vec::new()
            }
            (
                Reply::Progress {
                    blob: Some(blob),
                    done,
                    total,
                },
                Self::Showing(showing),
            ) => {
                showing.running(blob, done, total, now);
                Vec::new()
            }
            (Reply::Opened(holding), Self::Opening(opening)) => {
                let (showing, jobs) = Showing::open(*holding, opening.since, now);
                *self = Self::Showing(Box::new(showing));
                jobs.into_iter()
                    .map(|job| Effect::Call(Request::Measure(job)))
                    .collect()
            }
            (Reply::Measured { blob, facts }, Self::Showing(showing)) => {
                showing.settle(blob, Measurement::Done(facts), now);
                Vec::new()
            }
            (Reply::Unreadable { blob, why }, Self::Showing(showing)) => {
                showing.settle(blob, Measurement::Failed { why }, now);
                Vec::new()
            }
            (Reply::Failed(failure), _) => self.fail(failure),
            (Reply::OtherBuild { worker }, _) => self.fail(other_build(&worker)),
            // A late reply to what was cancelled or replaced.
            _ => Vec::new(),
        }
    }

    fn fail(&mut self, failure: Failure) -> Vec<Effect> {
        *self = Self::Failed(failure);
        vec![Effect::StopWorkers]
    }

    fn expected(&mut self, digest: Option<Digest>, now: f64) -> Vec<Effect> {
        if let Self::Showing(showing) = self {
            if let Some(root) = showing.holding.roots.first_mut() {
                root.expected = digest;
            }
            showing.graph = Graph::build(&showing.holding);
            showing.of_documents = findings::of_documents(&showing.holding, &showing.graph, now);
            showing.refresh();
        }
        Vec::new()
    }

    fn cancelled(&mut self, now: f64) -> Vec<Effect> {
        match self {
            Self::Opening(_) => *self = Self::Start,
            Self::Showing(showing) => showing.cancel(now),
            _ => return Vec::new(),
        }
        vec![Effect::StopWorkers]
    }
}

fn other_build(worker: &str) -> Failure {
    Failure::new(
        FailureKind::Browser,
        format!(
            "Expected the worker of build {}, but found that of build {worker}",
            crate::protocol::BUILD
        ),
        "Load the page again without its cache",
    )
}

impl Showing {
    /// Opens what a source brought; the jobs are its blobs, largest first, so
    /// that the last worker to finish has the least left to do.
    fn open(holding: Holding, since: f64, now: f64) -> (Self, Vec<MeasureJob>) {
        let graph = Graph::build(&holding);
        let facts = Facts::none(&holding);
        let jobs = jobs(&holding, &graph);
        let of_documents = findings::of_documents(&holding, &graph, now);
        let mut showing = Self {
            progress: Progress {
                since,
                hashing_since: now,
                now,
                finished: jobs.is_empty().then_some(now),
                done: 0,
                total: jobs.iter().map(|job| job.extent.length).sum(),
                cancelled: false,
            },
            holding,
            graph,
            facts,
            rows: Vec::new(),
            summary: Summary::default(),
            findings: Vec::new(),
            of_documents,
        };
        showing.refresh();
        (showing, jobs)
    }

    fn running(&mut self, blob: usize, done: u64, total: Option<u64>, now: f64) {
        if let Some(place) = self.facts.blobs.get_mut(blob)
            && matches!(place, Measurement::Waiting | Measurement::Running { .. })
        {
            let total = total.unwrap_or_default();
            *place = Measurement::Running { done, total };
        }
        self.count(now);
        self.judge();
    }

    fn settle(&mut self, blob: usize, measurement: Measurement, now: f64) {
        if let Some(place) = self.facts.blobs.get_mut(blob) {
            *place = measurement;
        }
        self.count(now);
        let pending =
            |blob: &Measurement| matches!(blob, Measurement::Waiting | Measurement::Running { .. });
        if !self.facts.blobs.iter().any(pending) {
            self.progress.finished.get_or_insert(now);
        }
        self.refresh();
    }

    fn cancel(&mut self, now: f64) {
        if self.progress.finished.is_some() {
            return;
        }
        for blob in &mut self.facts.blobs {
            if matches!(blob, Measurement::Waiting | Measurement::Running { .. }) {
                let why = "you stopped the hashing before it was this one's turn to end".to_owned();
                *blob = Measurement::Skipped { why };
            }
        }
        self.progress.cancelled = true;
        self.progress.finished = Some(now);
        self.refresh();
    }

    fn count(&mut self, now: f64) {
        self.progress.now = now;
        let read = |(blob, measurement): (usize, &Measurement)| match measurement {
            Measurement::Running { done, .. } => *done,
            Measurement::Done(_) | Measurement::Failed { .. } => {
                self.holding.blobs.get(blob).map_or(0, |blob| blob.size)
            }
            _ => 0,
        };
        self.progress.done = self.facts.blobs.iter().enumerate().map(read).sum();
    }

    /// Everything that follows from the facts.
    fn refresh(&mut self) {
        self.judge();
        self.findings = self.of_documents.clone();
        self.findings.extend(findings::of_facts(
            &self.holding,
            &self.graph,
            &self.facts,
            &self.rows,
        ));
        self.findings.sort_by_key(|finding| finding.severity);
    }

    fn judge(&mut self) {
        self.rows = ledger(&self.graph, &self.holding, &self.facts);
        let seconds = self
            .progress
            .finished
            .map(|at| (at - self.progress.since) / 1_000.0);
        self.summary = Summary::of(&self.rows, &self.holding, &self.facts, seconds);
    }
}

impl Progress {
    /// Stored bytes a second, once there is something to divide.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let seconds = (self.finished.unwrap_or(self.now) - self.hashing_since) / 1_000.0;
        // Precise enough: a rate is shown in three digits.
        (seconds > 0.05 && self.done > 0).then(|| self.done as f64 / seconds)
    }

    /// Seconds until all bytes are read at the rate so far.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let rate = self.rate()?;
        self.finished
            .is_none()
            .then(|| self.total.saturating_sub(self.done) as f64 / rate)
    }
}

fn jobs(holding: &Holding, graph: &Graph) -> Vec<MeasureJob> {
    let mut jobs: Vec<MeasureJob> = holding
        .blobs
        .iter()
        .enumerate()
        .filter_map(|(blob, held)| {
            let node = graph.by_content(ContentId::Blob(blob)).and_then(|id| graph.node(id));
            let encrypted = node
                .and_then(|node| node.media_type.as_deref())
                .is_some_and(|media_type| matches!(Kind::of(media_type), Kind::Layer(layer) if layer.encrypted));
            let claims = node.map(|node| graph.claims_about(node.id));
            let sha512 = claims
                .into_iter()
                .flatten()
                .any(|claim| claim.digest.digest().map(Digest::algorithm) == Some(Algorithm::Sha512));
            Some(MeasureJob {
                blob,
                extent: held.extent?,
                sha512,
                unpack: !encrypted && node.is_some_and(|node| node.kind == NodeKind::Layer),
            })
        })
        .collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(job.extent.length));
    jobs
}
