//! The report as Markdown (GitHub's, for its tables). All text from outside is
//! escaped: a name must not become a link, an image or a heading where the
//! report is pasted.

use super::{FindingReport, ImageReport, LayerReport, LedgerEntry, Report};
use crate::format::{Bytes, Grouped, UNKNOWN_SIZE, visible};
use crate::rules::Severity;
use crate::source::{InputKind, Trust};

pub(super) fn write(report: &Report) -> String {
    let mut out = format!(
        "# {}\n\n{}.\n\n",
        escaped(&report.input.name),
        escaped(report.verdict.sentence.trim_end_matches('.'))
    );
    out += &input(report);
    for (index, image) in report.images.iter().enumerate() {
        out += &image_section(index, image);
    }
    out += &ledger(&report.ledger);
    out += &findings(&report.findings);
    out += &format!("\nWritten by Assay {}.\n", report.assay);
    out
}

fn input(report: &Report) -> String {
    let kind = match report.input.kind {
        InputKind::Archive => "archive",
        InputKind::Folder => "folder",
        InputKind::Document => "document",
        InputKind::Registry => "registry",
    };
    let trust = match report.root.trust {
        Trust::Pinned => "a digest was asked for",
        Trust::AsServed => "as the registry served it; a tag cannot be verified",
        Trust::Archive => "the bytes were given",
    };
    let size = match report.input.size {
        Some(size) => format!("{} ({} bytes)", Bytes(size), Grouped(size)),
        None => UNKNOWN_SIZE.to_owned(),
    };
    let mut out = format!("- Input: {kind}, {size}\n");
    if let Some(digest) = &report.root.digest {
        out += &format!("- Root: {} ({trust})\n", code(digest));
    }
    out
}

fn image_section(index: usize, image: &ImageReport) -> String {
    let name = match image.names.first() {
        Some(name) => escaped(name),
        None => format!("Image {}", index + 1),
    };
    let platform = image.platform.as_deref().map(escaped);
    let platform = platform.map_or_else(String::new, |platform| format!(" ({platform})"));
    let mut out = format!("\n## {name}{platform}\n\n");
    for other in image.names.iter().skip(1) {
        out += &format!("- Also named: {}\n", escaped(other));
    }
    out += &format!(
        "- Manifest: {}\n- Image ID: {}\n",
        known(image.manifest.as_deref()),
        known(image.image_id.as_deref())
    );
    if image.layers.is_empty() {
        return out;
    }
    out += "\n| Layer | Digest | Size | DiffID | Uncompressed | ChainID |\n";
    out += "|---:|---|---:|---|---:|---|\n";
    for (index, layer) in image.layers.iter().enumerate() {
        out += &layer_line(index, layer);
    }
    out
}

fn layer_line(index: usize, layer: &LayerReport) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {} |\n",
        index + 1,
        known(layer.digest.as_deref()),
        size(layer.size),
        known(layer.diff_id.as_deref()),
        size(layer.uncompressed_size),
        known(layer.chain_id.as_deref()),
    )
}

fn ledger(entries: &[LedgerEntry]) -> String {
    let mut out = "\n## Ledger\n\n".to_owned();
    out +=
        "| Verdict | What | Digest claimed | By | Size | Why not |\n|---|---|---|---|---:|---|\n";
    for entry in entries {
        let by = entry.claimed_by.iter().map(|place| {
            let place = format!("{} {}", place.document, place.pointer);
            code(place.trim_end())
        });
        out += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            entry.verdict,
            entry.role,
            entry
                .digest
                .as_deref()
                .map_or_else(|| "nobody claims one".to_owned(), code),
            by.collect::<Vec<_>>().join("<br>"),
            size(entry.size.or(entry.claimed_size)),
            why_not(entry),
        );
    }
    out
}

/// The reason, and the cause where there is one to tell.
fn why_not(entry: &LedgerEntry) -> String {
    let cause = entry.cause.as_ref().map(|cause| cause.sentence.as_str());
    let said = [entry.reason.as_deref(), cause].into_iter().flatten();
    said.map(escaped).collect::<Vec<_>>().join(". ")
}

fn findings(findings: &[FindingReport]) -> String {
    let mut out = "\n## Findings\n\n".to_owned();
    if findings.is_empty() {
        out += "None.\n";
    }
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = format!("{} {}", finding.place.document, finding.place.pointer);
        out += &format!(
            "- **{severity}** {} in {}: {}\n",
            code(finding.rule),
            code(place.trim_end()),
            escaped(&finding.message)
        );
    }
    out
}

fn known(digest: Option<&str>) -> String {
    digest.map_or_else(|| "not known".to_owned(), code)
}

fn size(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "not known".to_owned(),
        |bytes| Grouped(bytes).to_string(),
    )
}

/// Text in a code span where it is plain enough to need no escapes there, and
/// escaped text else: inside a span nothing can be escaped.
fn code(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/._-+=@ ".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        format!("`{text}`")
    } else {
        escaped(text)
    }
}

/// Text in which nothing means anything to Markdown or HTML, on one line.
fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
            | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // Bare addresses become links without any mark around them.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_means_anything_to_markdown() {
        for (text, markdown) in [
            ("plain text, 1.5 (x)", "plain text, 1.5 (x)"),
            ("a|b\nc", "a\\|b c"),
            ("<img src=x>", "\\<img src=x\\>"),
            ("[a](b) ![c](d)", "\\[a\\](b) \\!\\[c\\](d)"),
            ("https://x.example", "https&#58;//x.example"),
            ("www.x.example sha256:00", "www&#46;x.example sha256:00"),
            (
                "&lt; # *b* _i_ ~s~ `c` \\",
                "\\&lt; \\# \\*b\\* \\_i\\_ \\~s\\~ \\`c\\` \\\\",
            ),
            ("a\u{202e}b", "a\\\\u\\{202e\\}b"),
        ] {
            assert_eq!(escaped(text), markdown);
        }
    }

    #[test]
    fn only_plain_text_becomes_code() {
        assert_eq!(code("sha256:00 /layers/0"), "`sha256:00 /layers/0`");
        assert_eq!(code("a`b"), "a\\`b");
        assert_eq!(code("a|b"), "a\\|b");
        assert_eq!(code(""), "");
    }
}
