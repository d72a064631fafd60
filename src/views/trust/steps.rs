//! The steps of a proof, one by one.

use crate::format::{short, visible};
use crate::signature::certificate::Certificate;
use crate::signature::hex;
use crate::signature::merkle::Climb;
use crate::signature::moment;
use crate::signature::proof::{Detail, Proof, Step, Verdict};
use crate::views::Tone;
use crate::words::{Message, joined, signatures, trust as words};

/// How many bytes of a step are shown at once.
const MOST_BYTES: usize = 4_096;

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepShown {
    pub name: Message,
    /// For identifiers.
    pub word: &'static str,
    pub tone: Tone,
    pub verdict: Message,
    pub rows: Vec<StepRow>,
    pub bytes: Option<ByteRows>,
    pub certificates: Vec<CertificateRow>,
    pub climb: Vec<ClimbRow>,
}

/// A value with what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRow {
    pub what: Message,
    pub value: Message,
}

/// Bytes as text, where they are that, else as hexadecimal digits.
#[derive(Clone, Debug, PartialEq)]
pub struct ByteRows {
    pub count: usize,
    pub shown: String,
    /// How many are not shown.
    pub more: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CertificateRow {
    pub subject: String,
    pub issuer: Message,
    pub valid: Message,
    pub names: Vec<String>,
}

/// One level of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct ClimbRow {
    pub what: Message,
    pub hash: String,
    /// The neighbour, where there is one.
    pub beside: Option<String>,
}

/// The steps of a proof, in their order.
#[must_use]
pub fn steps(proof: &Proof) -> Vec<StepShown> {
    proof.steps.iter().map(step).collect()
}

fn step(step: &Step) -> StepShown {
    let (tone, verdict) = match &step.verdict {
        Verdict::Holds => (Tone::Good, words::holds()),
        Verdict::Fails(fault) => (Tone::Bad, fault.message()),
        Verdict::Open(open) => (Tone::Unknown, open.message()),
    };
    let row = |what, value: &Option<String>| {
        let value = value.as_deref()?;
        Some(StepRow {
            what,
            value: joined::verbatim(short(&visible(value))),
        })
    };
    let mut rows: Vec<StepRow> = Vec::new();
    rows.extend(row(words::claimed(), &step.claimed));
    rows.extend(row(words::computed(), &step.computed));
    if let Detail::Time { by, at } = &step.detail {
        rows.push(StepRow {
            what: signatures::step_time(),
            value: words::at_by(moment::arg(*at), short(&visible(by))),
        });
    }
    StepShown {
        name: step.about.message(),
        word: step.about.word(),
        tone,
        verdict,
        rows,
        bytes: step.bytes.as_deref().map(bytes),
        certificates: match &step.detail {
            Detail::Certificates(all) => all.iter().map(certificate).collect(),
            _ => Vec::new(),
        },
        climb: match &step.detail {
            Detail::Climb(climb) => levels(climb),
            _ => Vec::new(),
        },
    }
}

fn bytes(all: &[u8]) -> ByteRows {
    let some = all.get(..MOST_BYTES).unwrap_or(all);
    let is_text = |text: &&str| !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    let shown = match std::str::from_utf8(some).ok().filter(is_text) {
        Some(text) => text.lines().map(visible).collect::<Vec<_>>().join("\n"),
        None => {
            let lines = some.chunks(32).map(|line| {
                let digits = line.iter().map(|byte| format!("{byte:02x}"));
                digits.collect::<Vec<_>>().join(" ")
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    ByteRows {
        count: all.len(),
        shown,
        more: all.len() - some.len(),
    }
}

fn certificate(certificate: &Certificate) -> CertificateRow {
    let fit = |text: &str| short(&visible(text));
    let subject = certificate.label();
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let names = certificate.extensions().alternative_names.iter();
    CertificateRow {
        subject: fit(&subject),
        issuer: words::issued_by(fit(&certificate.issuer().to_string())),
        valid: words::valid(moment::arg(from), moment::arg(until)),
        names: names.filter_map(|name| name.text()).map(fit).collect(),
    }
}

fn levels(climb: &Climb) -> Vec<ClimbRow> {
    let hex = |hash: &[u8; 32]| hex::encode(hash);
    let leaf = ClimbRow {
        what: words::entry_at(climb.index, climb.size),
        hash: hex(&climb.leaf),
        beside: None,
    };
    let joins = climb.joins.iter().map(|join| ClimbRow {
        what: match join.is_left {
            true => words::with_left(),
            false => words::with_right(),
        },
        hash: hex(&join.parent),
        beside: Some(hex(&join.sibling)),
    });
    std::iter::once(leaf).chain(joins).collect()
}
