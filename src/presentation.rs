//! From the session's state to what the page's views say: plain functions with
//! native tests, so that components decide nothing.
//!
//! Not here: how numbers and digests are spelled (`format`), and what is true
//! (`inspect`, `verify`).

use std::fmt;

use crate::format::Bytes;
use crate::image::finding::{Finding, Severity};
use crate::inspect::graph::{Graph, Image, NodeId};
use crate::inspect::ledger::{Measurement, Row, Summary};
use crate::session::{Opening, Progress, Showing};
use crate::source::Holding;
use crate::verify::Verdict;

/// How many rows of a table are shown before a person asks for more: a browser
/// lays out some hundred at once, and an index can name 20,000 objects.
pub const ROWS_AT_ONCE: usize = 300;

/// How many of the blobs that are being hashed are named: as many as there can
/// be workers.
const BLOBS_NAMED: usize = 4;

/// What a verdict looks like. Each has an icon and a word, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    Good,
    Bad,
    /// The bytes are not here.
    Missing,
    /// Being hashed.
    Working,
    /// Nobody could look.
    Unknown,
}

impl Tone {
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Verified(_) => Self::Good,
            Verdict::WrongSize { .. }
            | Verdict::WrongDigest { .. }
            | Verdict::Unreadable { .. } => Self::Bad,
            Verdict::Missing { .. } => Self::Missing,
            Verdict::Checking { .. } => Self::Working,
            Verdict::NotChecked { .. } => Self::Unknown,
        }
    }

    /// Of everything that is open: failures first, and green only where
    /// nothing is left to be checked.
    #[must_use]
    pub fn of_summary(summary: &Summary, progress: &Progress) -> Self {
        if summary.bad > 0 {
            Self::Bad
        } else if progress.finished.is_none() {
            Self::Working
        } else if summary.verified == 0 || summary.unchecked > 0 || summary.pending > 0 {
            Self::Unknown
        } else {
            Self::Good
        }
    }

    /// One character, for the eye; the word beside it is for everyone.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Missing => "–",
            Self::Working => "…",
            Self::Unknown => "?",
        }
    }

    /// The name of its CSS class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Missing => "missing",
            Self::Working => "busy",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a row is not verified, for a place where both digests stand beside it.
#[must_use]
pub fn reason_beside(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::WrongDigest { .. } => {
            Some("the bytes hash to another digest; the digits that differ are marked".to_owned())
        }
        Verdict::Checking { done, total } => Some(format!("{} of {}", Bytes(*done), Bytes(*total))),
        other => other.reason(),
    }
}

/// The parts in which a digest is set: the algorithm, the twelve digits that a
/// person compares, and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestParts<'a> {
    /// With its colon; empty where there is none.
    pub algorithm: &'a str,
    pub head: &'a str,
    pub tail: &'a str,
}

impl<'a> DigestParts<'a> {
    /// Of any text: a malformed digest has parts, too.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let (algorithm, encoded) = text.split_at(text.find(':').map_or(0, |colon| colon + 1));
        let end = encoded
            .char_indices()
            .nth(12)
            .map_or(encoded.len(), |(at, _)| at);
        let (head, tail) = encoded.split_at(end);
        Self {
            algorithm,
            head,
            tail,
        }
    }
}

/// A run of a digest's characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub differs: bool,
}

/// `text` in runs that are the same as, or differ from, what stands at the
/// same place of `other`.
#[must_use]
pub fn runs(text: &str, other: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut others = other.chars();
    for c in text.chars() {
        let differs = others.next() != Some(c);
        match runs.last_mut() {
            Some(run) if run.differs == differs => run.text.push(c),
            _ => runs.push(Run {
                text: c.to_string(),
                differs,
            }),
        }
    }
    runs
}

/// A time span as a person says it: `4 s`, `2 min 5 s`, `1 h 3 min`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub f64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Saturating: what is absurdly long is shown as such.
        let seconds = self.0.max(0.0).ceil() as u64;
        match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
            (0, 0, s) => write!(f, "{s} s"),
            (0, m, s) => write!(f, "{m} min {s} s"),
            (h, m, _) => write!(f, "{h} h {m} min"),
        }
    }
}

/// How far the work is, for the eye.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes; `total` is `None` where it is not known.
    pub done: u64,
    pub total: Option<u64>,
    /// `12 MB of 182 MB`
    pub amount: String,
    /// `310 MB/s, 3 s left`; empty before there is anything to say.
    pub pace: String,
    /// What is being hashed just now, at most some few.
    pub blobs: Vec<BlobWork>,
}

/// One blob that is being hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobWork {
    pub name: String,
    /// Bytes.
    pub done: u64,
    pub total: u64,
}

impl Work {
    /// Of an input that is being opened.
    #[must_use]
    pub fn opening(opening: &Opening) -> Self {
        Self {
            done: opening.done,
            total: opening.total,
            amount: amount(opening.done, opening.total),
            ..Self::default()
        }
    }

    /// Of an input that is open; `None` where all is done.
    #[must_use]
    pub fn hashing(showing: &Showing) -> Option<Self> {
        let progress = &showing.progress;
        if progress.finished.is_some() {
            return None;
        }
        Some(Self {
            done: progress.done,
            total: Some(progress.total),
            amount: amount(progress.done, Some(progress.total)),
            pace: pace(progress),
            blobs: blobs(showing),
        })
    }
}

fn amount(done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format!("{} of {}", Bytes(done), Bytes(total)),
        None if done > 0 => Bytes(done).to_string(),
        None => String::new(),
    }
}

fn pace(progress: &Progress) -> String {
    let Some(rate) = progress.rate() else {
        return String::new();
    };
    let rate = format!("{}/s", Bytes(rate as u64));
    match progress.seconds_left() {
        Some(left) => format!("{rate}, {} left", Seconds(left)),
        None => rate,
    }
}

fn blobs(showing: &Showing) -> Vec<BlobWork> {
    let measured = showing.facts.blobs.iter().enumerate();
    measured
        .filter_map(|(blob, measurement)| match measurement {
            Measurement::Running { done, total } => Some(BlobWork {
                name: blob_name(&showing.graph, &showing.holding, blob),
                done: *done,
                total: *total,
            }),
            _ => None,
        })
        .take(BLOBS_NAMED)
        .collect()
}

fn blob_name(graph: &Graph, holding: &Holding, blob: usize) -> String {
    let content = crate::source::ContentId::Blob(blob);
    let path = holding.path_of(content);
    match graph.by_content(content).and_then(|id| graph.node(id)) {
        Some(node) if !node.label.is_empty() => format!("{}, {path}", node.label),
        _ => path.to_owned(),
    }
}

/// How many findings there are of each severity, the worst first.
#[must_use]
pub fn count(findings: &[Finding]) -> [(Severity, usize); 3] {
    [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let of_it = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        (severity, of_it.count())
    })
}

/// `1 error`, `3 warnings`.
#[must_use]
pub fn counted(severity: Severity, count: usize) -> String {
    let word = severity_word(severity);
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The node that a finding's or a claim's `document` names: by digest, or by
/// the path of a file that nothing names.
#[must_use]
pub fn node_named(showing: &Showing, document: &str) -> Option<NodeId> {
    showing.graph.by_digest(document).or_else(|| {
        let named = |id: NodeId| showing.graph.name_of(id, &showing.holding) == document;
        let nodes = &showing.graph.nodes;
        nodes.iter().map(|node| node.id).find(|id| named(*id))
    })
}

/// The part of a table that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    pub items: Vec<T>,
    /// How many more there are.
    pub more: usize,
}

impl<T: Clone> Shown<T> {
    fn of<'a>(all: impl Iterator<Item = &'a T>, limit: usize) -> Self
    where
        T: 'a,
    {
        let mut all = all;
        let items = all.by_ref().take(limit).cloned().collect();
        Self {
            items,
            more: all.count(),
        }
    }
}

/// The rows to show, at most `limit`: all, or those that are not verified.
#[must_use]
pub fn rows_shown(rows: &[Row], only_unverified: bool, limit: usize) -> Shown<Row> {
    let shown = rows
        .iter()
        .filter(|row| !(only_unverified && row.verdict.is_verified()));
    Shown::of(shown, limit)
}

/// The findings to show, at most `limit`: all, or those of one severity.
#[must_use]
pub fn findings_shown(
    findings: &[Finding],
    severity: Option<Severity>,
    limit: usize,
) -> Shown<Finding> {
    let shown = findings
        .iter()
        .filter(|finding| severity.is_none_or(|severity| finding.severity == severity));
    Shown::of(shown, limit)
}

/// What a row is about, in two parts: its kind, and the label where that says
/// more.
#[must_use]
pub fn object(row: &Row) -> (&'static str, Option<&str>) {
    let kind = row.kind.name();
    let label = row.label.strip_prefix(kind).unwrap_or(&row.label).trim();
    (kind, (!label.is_empty()).then_some(label))
}

/// A line of the list of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageLine {
    pub title: String,
    /// `linux/arm64, 3 layers`
    pub about: String,
    pub tone: Tone,
}

/// The images that are open, in their order.
#[must_use]
pub fn image_lines(showing: &Showing) -> Vec<ImageLine> {
    let images = showing.graph.images.iter().enumerate();
    images
        .map(|(place, image)| ImageLine {
            title: image_title(image, place),
            about: about(image),
            tone: image_tone(showing, image),
        })
        .collect()
}

fn about(image: &Image) -> String {
    let layers = match image.layers.len() {
        1 => "1 layer".to_owned(),
        count => format!("{count} layers"),
    };
    match &image.platform {
        Some(platform) => format!("{platform}, {layers}"),
        None => layers,
    }
}

/// The worst of what is claimed by an image's documents or about them.
fn image_tone(showing: &Showing, image: &Image) -> Tone {
    let documents = [image.manifest, image.config, image.legacy];
    let of_image = |node: NodeId| documents.contains(&Some(node));
    let of_image = |row: &&Row| {
        let claimants = &row.claimed_by;
        of_image(row.node) || claimants.iter().filter_map(|by| by.node).any(of_image)
    };
    let worst = showing
        .rows
        .iter()
        .filter(of_image)
        .min_by_key(|row| row.verdict.rank());
    worst.map_or(Tone::Unknown, |row| Tone::of(&row.verdict))
}

/// What was given, in a line: `OCI layout and docker-archive, 12 MB, gzip`.
#[must_use]
pub fn input_line(holding: &Holding) -> String {
    let forms: Vec<&str> = holding.forms.iter().map(|form| form.name()).collect();
    let mut parts = vec![forms.join(" and "), Bytes(holding.input.size).to_string()];
    parts.extend(holding.input.compression.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// A sentence as it stands on the page: failures are phrased without a full
/// stop, and errors of the browser begin with a small letter. A first word
/// that is no plain word is a name, and keeps its spelling.
#[must_use]
pub fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let plain = !first.is_empty() && first.bytes().all(|b| b.is_ascii_lowercase());
    let mut chars = text.chars();
    let begin = match chars.next() {
        Some(c) if plain => c.to_ascii_uppercase().to_string(),
        Some(c) => c.to_string(),
        None => return String::new(),
    };
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{begin}{}{stop}", chars.as_str())
}

/// What an image is called in a list: its names, or its place.
#[must_use]
pub fn image_title(image: &Image, place: usize) -> String {
    match image.names.as_slice() {
        [] => format!("image {}", place + 1),
        [name] => name.clone(),
        [name, more @ ..] => format!("{name} and {} more", names(more.len())),
    }
}

fn names(count: usize) -> String {
    match count {
        1 => "1 name".to_owned(),
        _ => format!("{count} names"),
    }
}

/// What kind of thing text is that a person pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A JSON document: its exact bytes are to be hashed.
    Document,
    /// A digest, or the beginning of one, to be looked up in what is open.
    Digest,
    Other,
}

impl Pasted {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bare = text.trim_start_matches('\u{feff}').trim();
        let hex = bare.split_once(':').map_or(bare, |(_, hex)| hex);
        if bare.starts_with(['{', '[']) {
            Self::Document
        } else if (6..=128).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            Self::Digest
        } else {
            Self::Other
        }
    }
}

/// The sections of what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Overview,
    Picture,
    Ledger,
    Findings,
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Overview, Self::Picture, Self::Ledger, Self::Findings];

    /// What is written on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Picture => "Picture",
            Self::Ledger => "Ledger",
            Self::Findings => "Findings",
        }
    }

    /// The word in identifiers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Picture => "picture",
            Self::Ledger => "ledger",
            Self::Findings => "findings",
        }
    }

    /// The tab that a key leads to from here (ARIA Authoring Practices, Tabs
    /// pattern): the arrows go round, Home and End go to the ends.
    #[must_use]
    pub fn after_key(self, key: &str) -> Option<Self> {
        let last = Self::ALL.len() - 1;
        let here = Self::ALL.iter().position(|tab| *tab == self)?;
        let place = match key {
            "ArrowRight" => (here + 1) % Self::ALL.len(),
            "ArrowLeft" => here.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        Self::ALL.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_set_in_three_parts_and_so_is_what_is_none() {
        let digest = "sha256:8ddc19f16526912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f";
        for (text, algorithm, head, tail) in [
            (
                digest,
                "sha256:",
                "8ddc19f16526",
                "912237dd8af81971d5e4dd0587907234be2b83e249518d5b673f",
            ),
            ("deadbeef", "", "deadbeef", ""),
            ("x:", "x:", "", ""),
            ("", "", "", ""),
            ("sha256:ééééééééééééé", "sha256:", "éééééééééééé", "é"),
        ] {
            let parts = DigestParts {
                algorithm,
                head,
                tail,
            };
            assert_eq!(DigestParts::of(text), parts, "{text}");
        }
    }

    #[track_caller]
    fn check_runs(text: &str, other: &str, marked: &str) {
        let shown: String = runs(text, other)
            .iter()
            .map(|run| match run.differs {
                true => format!("[{}]", run.text),
                false => run.text.clone(),
            })
            .collect();
        assert_eq!(shown, marked);
    }

    #[test]
    fn digits_that_differ_are_marked_in_runs() {
        check_runs("sha256:abcd", "sha256:abcd", "sha256:abcd");
        check_runs("sha256:abcd", "sha256:axxd", "sha256:a[bc]d");
        check_runs("abcd", "ab", "ab[cd]");
        check_runs("ab", "abcd", "ab");
        check_runs("", "abcd", "");
    }

    #[test]
    fn time_spans_are_rounded_up_to_what_a_person_waits() {
        for (seconds, text) in [
            (-1.0, "0 s"),
            (0.2, "1 s"),
            (59.0, "59 s"),
            (59.5, "1 min 0 s"),
            (125.0, "2 min 5 s"),
            (3_780.0, "1 h 3 min"),
        ] {
            assert_eq!(Seconds(seconds).to_string(), text);
        }
    }

    #[test]
    fn the_banner_is_green_only_where_nothing_is_left() {
        let summary = |verified, bad, missing, unchecked| Summary {
            verified,
            bad,
            missing,
            unchecked,
            ..Summary::default()
        };
        let running = Progress::default();
        let done = Progress {
            finished: Some(1.0),
            ..running
        };
        for (summary, progress, tone) in [
            (summary(3, 0, 0, 0), done, Tone::Good),
            (summary(3, 0, 0, 0), running, Tone::Working),
            (summary(3, 1, 0, 0), running, Tone::Bad),
            (summary(3, 1, 0, 0), done, Tone::Bad),
            (summary(3, 0, 2, 0), done, Tone::Good),
            (summary(3, 0, 0, 1), done, Tone::Unknown),
            (summary(0, 0, 2, 0), done, Tone::Unknown),
        ] {
            assert_eq!(Tone::of_summary(&summary, &progress), tone, "{summary:?}");
        }
    }

    #[test]
    fn pasted_text_is_told_apart_by_its_first_characters() {
        for (text, kind) in [
            ("{\"schemaVersion\": 2}", Pasted::Document),
            ("\u{feff}\n  [{}]\n", Pasted::Document),
            ("sha256:8ddc19f16526", Pasted::Digest),
            (" 8DDC19 ", Pasted::Digest),
            ("8ddc1", Pasted::Other),
            ("alpine:3.20", Pasted::Other),
            ("", Pasted::Other),
        ] {
            assert_eq!(Pasted::of(text), kind, "{text:?}");
        }
    }

    #[test]
    fn an_image_is_called_by_its_names_or_by_its_place() {
        let image = |names: &[&str]| Image {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Image::default()
        };
        assert_eq!(image_title(&image(&[]), 1), "image 2");
        assert_eq!(image_title(&image(&["a:1"]), 0), "a:1");
        assert_eq!(image_title(&image(&["a:1", "b"]), 0), "a:1 and 1 name more");
        assert_eq!(
            image_title(&image(&["a", "b", "c"]), 0),
            "a and 2 names more"
        );
    }

    #[test]
    fn a_sentence_begins_with_a_capital_unless_that_is_a_name() {
        for (text, shown) in [
            (
                "expected a file, but found none",
                "Expected a file, but found none.",
            ),
            ("hello.tar is empty", "hello.tar is empty."),
            ("Load the page again.", "Load the page again."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), shown);
        }
    }

    #[test]
    fn a_long_list_is_cut_and_says_how_much_is_left() {
        let finding = |severity| Finding::new("rule", severity, "d", "", "message");
        let findings = [Severity::Error, Severity::Note, Severity::Note].map(finding);
        let shown = findings_shown(&findings, None, 2);
        assert_eq!((shown.items.len(), shown.more), (2, 1));
        let shown = findings_shown(&findings, Some(Severity::Note), 2);
        assert_eq!((shown.items.len(), shown.more), (2, 0));
    }

    #[test]
    fn arrows_go_round_the_tabs() {
        assert_eq!(Tab::Overview.after_key("ArrowRight"), Some(Tab::Picture));
        assert_eq!(Tab::Findings.after_key("ArrowRight"), Some(Tab::Overview));
        assert_eq!(Tab::Overview.after_key("ArrowLeft"), Some(Tab::Findings));
        assert_eq!(Tab::Ledger.after_key("Home"), Some(Tab::Overview));
        assert_eq!(Tab::Ledger.after_key("End"), Some(Tab::Findings));
        assert_eq!(Tab::Ledger.after_key("Enter"), None);
    }

    #[test]
    fn findings_are_counted_by_severity() {
        let finding = |severity| Finding::new("rule", severity, "d", "", "message");
        let findings = [finding(Severity::Warning), finding(Severity::Warning)];
        let words = count(&findings).map(|(severity, count)| counted(severity, count));
        assert_eq!(words, ["0 errors", "2 warnings", "0 notes"]);
        assert_eq!(counted(Severity::Error, 1), "1 error");
    }
}
