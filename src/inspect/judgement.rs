//! The judgement on everything that is open, and on each image of it: the one
//! place from which banner, cards, report and page title take their answer.
//!
//! Green says that all that hangs together here was computed and agrees. It is
//! never given for what was not looked at: what an image needs and what is not
//! here, not hashed or not read makes it incomplete.
//!
//! Not here: what is known of one claim (`verify`, `ledger`), what is odd about
//! a document (`findings`), and how a judgement is worded (`sentence`).

mod needs;
mod sentence;

use std::collections::{HashMap, HashSet};
use std::mem::discriminant;

use serde::{Deserialize, Serialize};

use crate::bytes::compression::Compression;
use crate::bytes::layer::{BlobFacts, Content};
use crate::inspect::Opened;
use crate::inspect::cause::Why;
use crate::inspect::graph::{Graph, Image, LeftOut, Node, NodeId, NodeKind, Reading};
use crate::inspect::measurements::Measurement;
use crate::inspect::row::Row;
use crate::rules::{ARCHIVE_PATH, Finding, Severity};
use crate::source::InputKind;
use crate::verify::{Absent, Unchecked, Verdict};
use crate::words::Message;
pub use needs::Needs;

/// The four states, and no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Everything that hangs together here was computed and agrees, and no
    /// finding is an error.
    Verified,
    /// All digests agree, and there are findings that are errors.
    Problems,
    /// Nothing is wrong, as far as is known; something that an image needs is
    /// not here, or was not computed or read.
    #[default]
    Incomplete,
    /// Bytes are not what is claimed of them.
    Failed,
}

impl State {
    /// For scripts: `document.documentElement.dataset.verdict`, and the report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Problems => "problems",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
        }
    }
}

/// The judgement on what is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    pub state: State,
    pub counts: Counts,
    pub failure: Option<Failing>,
    /// What is lacking, the most important first.
    pub lacks: Vec<Lack>,
    /// The first finding that is an error: its message.
    pub problem: Option<Message>,
    /// How many findings are errors.
    pub problems: usize,
    pub from: Option<InputKind>,
    /// Seconds from the drop to the last verdict, where that has come.
    pub seconds: Option<f64>,
}

/// The first object that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// `layer 2`, `the config`
    pub name: Message,
    /// It is the bytes inside a layer that fail.
    pub inside: bool,
    pub verdict: Verdict,
    pub why: Why,
}

/// Objects by what is known of them. Each counts once, whoever names it and
/// however often; a layer and the bytes inside it are one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub verified: usize,
    /// Wrong size, wrong digest or unreadable.
    pub bad: usize,
    pub missing: usize,
    /// Still to be hashed, or being hashed.
    pub pending: usize,
    /// Never will be checked here.
    pub unchecked: usize,
    /// In the registry, and nobody has asked for it.
    pub unfetched: usize,
    /// What a tag led to.
    pub as_served: usize,
    /// Bytes that went through a hash, those inside layers too.
    pub hashed: u64,
}

/// Something that an image needs and that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Layers that are not here, of all that are needed.
    Layers { missing: usize, all: usize },
    /// Configs that are not here.
    Configs { missing: usize },
    /// Other objects that are not here.
    Others { missing: usize },
    /// No manifest of an index is here.
    Manifests { all: usize },
    /// Objects that a registry has and nobody has asked for; how many of them
    /// are layers.
    Unfetched { objects: usize, layers: usize },
    /// Objects that are here and were not checked for one reason, as of the first.
    Unchecked { objects: usize, why: Unchecked },
    /// Documents that were hashed and not read, and why the first was not.
    LeftOut { documents: usize, why: LeftOut },
    /// More than is shown.
    Cut,
    /// Bytes are still being hashed.
    Pending,
    /// There is nothing in it that has a digest.
    Nothing,
}

/// What is known of one object: the worst of its rows.
struct Objects<'a> {
    worst: HashMap<NodeId, &'a Row>,
    /// In the order of the ledger.
    order: Vec<NodeId>,
}

/// A layer and the bytes inside it are one object.
fn object_of(graph: &Graph, id: NodeId) -> NodeId {
    let inside = graph.node(id).and_then(|node| node.unpacked_from);
    inside.unwrap_or(id)
}

impl<'a> Objects<'a> {
    fn of(opened: &'a Opened) -> Self {
        let mut worst: HashMap<NodeId, &Row> = HashMap::new();
        let mut order = Vec::new();
        for row in &opened.rows {
            let object = object_of(&opened.graph, row.node);
            let known = worst.entry(object).or_insert_with(|| {
                order.push(object);
                row
            });
            if row.verdict.rank() < known.verdict.rank() {
                *known = row;
            }
        }
        Self { worst, order }
    }

    fn rows(&self) -> impl Iterator<Item = (NodeId, &'a Row)> {
        let row = |id: &NodeId| Some((*id, *self.worst.get(id)?));
        self.order.iter().filter_map(row)
    }
}

/// What is judged.
pub struct Case<'a> {
    pub opened: &'a Opened,
    pub findings: &'a [Finding],
}

impl Case<'_> {
    /// Judges all of it. `seconds`: see [`Judgement::seconds`].
    #[must_use]
    pub fn judge(&self, seconds: Option<f64>) -> Judgement {
        let objects = Objects::of(self.opened);
        let counts = Counts::of(self.opened, &objects);
        let failure = first_failure(&self.opened.graph, &objects);
        let lacks = self.lacks(&objects, &counts);
        // That a file is not there is what is lacking, and said as that.
        let is_told = |error: &&Finding| lacks.is_empty() || *error.rule != ARCHIVE_PATH;
        let errors: Vec<&Finding> = self.errors().filter(is_told).collect();
        let state = match (&failure, lacks.is_empty(), errors.len()) {
            (Some(_), _, _) => State::Failed,
            (None, false, _) => State::Incomplete,
            (None, true, 1..) => State::Problems,
            (None, true, 0) => State::Verified,
        };
        Judgement {
            state,
            counts,
            failure,
            lacks,
            problem: errors.first().map(|error| error.message.clone()),
            problems: errors.len(),
            from: Some(self.opened.contents.input.kind),
            seconds,
        }
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(|finding| finding.rule.severity == Severity::Error)
    }

    /// What is needed and not known, the most important first.
    fn lacks(&self, objects: &Objects<'_>, counts: &Counts) -> Vec<Lack> {
        let graph = &self.opened.graph;
        let needs = Needs::of(graph);
        let mut gaps = Gaps::default();
        for id in needs.objects() {
            let row = objects.worst.get(id);
            gaps.add(graph.kind_of(*id), row.map(|row| &row.verdict));
        }
        let all = needs.without_manifest();
        let mut lacks = gaps.absent();
        lacks.extend((all > 0).then_some(Lack::Manifests { all }));
        lacks.extend((!graph.cut.is_empty()).then_some(Lack::Cut));
        lacks.extend(left_out(graph));
        lacks.extend(gaps.unlooked());
        lacks.extend(is_pending(self.opened).then_some(Lack::Pending));
        if lacks.is_empty() && counts.verified + counts.as_served + counts.bad == 0 {
            lacks.push(Lack::Nothing);
        }
        lacks
    }

    /// Prepares to judge the parts of it, one by one.
    #[must_use]
    pub fn parts(&self) -> Parts<'_> {
        let faulty = self.errors().map(|error| error.place.document.as_str());
        Parts {
            case: self,
            objects: Objects::of(self.opened),
            faulty: faulty.collect(),
            named: needs::named(&self.opened.graph),
        }
    }
}

/// Judges single images and artifacts: by what they need, and by the errors
/// found in their own documents.
pub struct Parts<'a> {
    case: &'a Case<'a>,
    objects: Objects<'a>,
    /// Documents with findings that are errors, by their names.
    faulty: HashSet<&'a str>,
    named: HashMap<NodeId, Vec<NodeId>>,
}

impl Parts<'_> {
    #[must_use]
    pub fn image(&self, image: &Image) -> State {
        let lost = image.layers.iter().any(|layer| layer.node.is_none());
        self.state(&needs::of_image(&self.case.opened.graph, image), lost)
    }

    /// Of a manifest or an index that is no image, with what it names.
    #[must_use]
    pub fn artifact(&self, id: NodeId) -> State {
        self.state(
            &needs::of_artifact(&self.case.opened.graph, id, &self.named),
            false,
        )
    }

    fn state(&self, needs: &[NodeId], lost: bool) -> State {
        // Entries of an archive have no row.
        let rows = needs.iter().filter_map(|id| self.objects.worst.get(id));
        let mut verdicts = rows.map(|row| &row.verdict);
        if verdicts.clone().any(Verdict::is_bad) {
            return State::Failed;
        }
        let is_left_out = |id: &NodeId| {
            let node = self.case.opened.graph.node(*id);
            node.is_some_and(|node| matches!(node.reading, Reading::LeftOut(_)))
        };
        let is_faulty = |id: &NodeId| {
            let name = self.case.opened.name_of(*id);
            self.faulty.contains(name.as_str())
        };
        if lost || needs.is_empty() || !verdicts.all(is_enough) || needs.iter().any(is_left_out) {
            return State::Incomplete;
        }
        match needs.iter().any(is_faulty) {
            true => State::Problems,
            false => State::Verified,
        }
    }
}

/// Whether a verdict leaves nothing to be wished for: what a tag led to cannot
/// be known better.
fn is_enough(verdict: &Verdict) -> bool {
    verdict.is_verified()
        || matches!(
            verdict,
            Verdict::NotChecked {
                why: Unchecked::AsServed
            }
        )
}

fn first_failure(graph: &Graph, objects: &Objects<'_>) -> Option<Failing> {
    let bad = objects.rows().filter(|(_, row)| row.verdict.is_bad());
    let (_, first) = bad.min_by_key(|(_, row)| row.verdict.rank())?;
    let inside = first.kind == NodeKind::Unpacked;
    let layer = graph.node(first.node).and_then(|node| node.unpacked_from);
    let layer = layer.and_then(|layer| graph.node(layer));
    Some(Failing {
        name: layer.map_or_else(|| first.called(), Node::called),
        inside,
        verdict: first.verdict.clone(),
        why: first.why.clone(),
    })
}

/// Documents that were not read: of those nothing was checked that they say.
fn left_out(graph: &Graph) -> Option<Lack> {
    let mut found = graph.nodes.iter().filter_map(|node| match node.reading {
        Reading::LeftOut(why) => Some(why),
        _ => None,
    });
    let why = found.next()?;
    let documents = 1 + found.count();
    Some(Lack::LeftOut { documents, why })
}

/// What is needed and not known, by kind and by why it is not.
#[derive(Default)]
struct Gaps {
    layers: usize,
    missing_layers: usize,
    configs: usize,
    others: usize,
    unfetched: usize,
    unfetched_layers: usize,
    /// How many were not checked for one reason, as of the first.
    unchecked: Vec<(usize, Unchecked)>,
}

impl Gaps {
    fn add(&mut self, kind: Option<NodeKind>, verdict: Option<&Verdict>) {
        let layer = usize::from(kind == Some(NodeKind::Layer));
        self.layers += layer;
        match verdict {
            Some(Verdict::Missing { .. }) => self.add_absent(kind),
            Some(Verdict::NotChecked { why }) => match why {
                Unchecked::NoLayer(Absent::NoLayer) => self.add_absent(kind),
                Unchecked::NotFetched => {
                    self.unfetched += 1;
                    self.unfetched_layers += layer;
                }
                Unchecked::AsServed | Unchecked::Waiting => {}
                why => self.add_unchecked(why),
            },
            _ => {}
        }
    }

    fn add_absent(&mut self, kind: Option<NodeKind>) {
        match kind {
            Some(NodeKind::Layer) => self.missing_layers += 1,
            Some(NodeKind::Config) => self.configs += 1,
            // A DiffID without its layer: the config is here, and alone.
            Some(NodeKind::Unpacked) => {
                self.layers += 1;
                self.missing_layers += 1;
            }
            _ => self.others += 1,
        }
    }

    fn add_unchecked(&mut self, why: &Unchecked) {
        let mut known = self.unchecked.iter_mut();
        match known.find(|(_, known)| discriminant(known) == discriminant(why)) {
            Some((count, _)) => *count += 1,
            None => self.unchecked.push((1, why.clone())),
        }
    }

    /// What is not here.
    fn absent(&self) -> Vec<Lack> {
        let (configs, layers, others) = (self.configs, self.missing_layers, self.others);
        let lacks = [
            (configs > 0).then_some(Lack::Configs { missing: configs }),
            (layers > 0).then_some(Lack::Layers {
                missing: layers,
                all: self.layers,
            }),
            (others > 0).then_some(Lack::Others { missing: others }),
        ];
        lacks.into_iter().flatten().collect()
    }

    /// What nobody looked at.
    fn unlooked(self) -> impl Iterator<Item = Lack> {
        let unchecked = self.unchecked.into_iter();
        let unchecked = unchecked.map(|(objects, why)| Lack::Unchecked { objects, why });
        unchecked.chain((self.unfetched > 0).then_some(Lack::Unfetched {
            objects: self.unfetched,
            layers: self.unfetched_layers,
        }))
    }
}

/// Whether bytes are still being hashed.
fn is_pending(opened: &Opened) -> bool {
    let mut blobs = opened.measurements.blobs.iter();
    blobs.any(Measurement::is_pending)
}

impl Counts {
    fn of(opened: &Opened, objects: &Objects<'_>) -> Self {
        let pending = is_pending(opened);
        let mut counts = Self {
            hashed: hashed(opened),
            ..Self::default()
        };
        for (_, row) in objects.rows() {
            counts.add(&row.verdict, pending);
        }
        counts
    }

    fn add(&mut self, verdict: &Verdict, pending: bool) {
        let count = match verdict {
            Verdict::Verified(_) => &mut self.verified,
            Verdict::Missing { .. } => &mut self.missing,
            Verdict::Checking { .. } => &mut self.pending,
            Verdict::NotChecked { why } => match why {
                Unchecked::NotFetched => &mut self.unfetched,
                Unchecked::AsServed => &mut self.as_served,
                Unchecked::Waiting if pending => &mut self.pending,
                _ => &mut self.unchecked,
            },
            Verdict::WrongSize { .. }
            | Verdict::WrongDigest { .. }
            | Verdict::Unreadable { .. } => &mut self.bad,
        };
        *count += 1;
    }

    /// Objects that are here.
    #[must_use]
    pub fn present(&self) -> usize {
        self.verified + self.bad + self.pending + self.unchecked
    }
}

fn hashed(opened: &Opened) -> u64 {
    let documents: u64 = opened
        .contents
        .documents
        .iter()
        .map(|document| document.bytes.len() as u64)
        .sum();
    let blobs: u64 = opened
        .measurements
        .blobs
        .iter()
        .map(|blob| match blob {
            Measurement::Done(facts) => facts.size + inside(facts),
            Measurement::Running { done, .. } => *done,
            _ => 0,
        })
        .sum();
    documents.saturating_add(blobs)
}

/// The bytes that were hashed a second time because they were compressed.
fn inside(facts: &BlobFacts) -> u64 {
    match &facts.content {
        Some(Content::Unpacked(unpacked)) if facts.compression != Compression::None => {
            unpacked.size
        }
        _ => 0,
    }
}
