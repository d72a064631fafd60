//! The report as Markdown (GitHub's, for its tables). All text from outside is
//! escaped: a name must not become a link, an image or a heading where the
//! report is pasted.

use super::{FindingReport, ImageReport, LayerReport, LedgerEntry, Report};
use crate::format::{Bytes, visible};
use crate::rules::Severity;
use crate::source::registry::route::Way;
use crate::source::{InputKind, Trust};
use crate::words::joined::{all_facts, all_sentences, size_not_known};
use crate::words::{Locale, Message, report as words};

/// Writes a report in a language.
pub(super) struct Markdown<'a> {
    pub(super) locale: &'a dyn Locale,
}

impl Markdown<'_> {
    pub(super) fn write(&self, report: &Report) -> String {
        let mut out = format!(
            "# {}\n\n{}\n\n",
            escaped(&report.input.name),
            self.said(&words::sentence(report.verdict.words.clone()))
        );
        out += &self.input(report);
        for (index, image) in report.images.iter().enumerate() {
            out += &self.image(index, image);
        }
        out += &self.ledger(&report.ledger);
        out += &self.findings(&report.findings);
        let by = self.said(&words::written_by(report.assay));
        out += &format!("\n{by}\n");
        out
    }

    /// A message with nothing in it that means anything to Markdown.
    fn said(&self, message: &Message) -> String {
        escaped(&message.say(self.locale))
    }

    /// A message whose arguments are Markdown.
    fn around(&self, message: &Message) -> String {
        message.say(self.locale)
    }

    fn input(&self, report: &Report) -> String {
        let kind = match report.input.kind {
            InputKind::Archive => words::archive(),
            InputKind::Folder => words::folder(),
            InputKind::Document => words::document(),
            InputKind::Registry => words::registry(),
        };
        let size = match report.input.size {
            Some(size) => words::size(Bytes(size), size),
            None => size_not_known(),
        };
        let mut out = format!("- {}\n", self.said(&words::input(kind, size)));
        if let Some(digest) = &report.root.digest {
            let trust = match report.root.trust {
                Trust::Pinned => words::pinned(),
                Trust::AsServed => words::as_served(),
                Trust::Archive => words::given(),
            };
            let root = words::root(code(digest), trust);
            out += &format!("- {}\n", self.around(&root));
        }
        let ways = all_facts(report.input.ways.iter().map(Way::message));
        for line in [&ways, &report.input.doubt].into_iter().flatten() {
            out += &format!("- {}\n", self.said(line));
        }
        out
    }

    fn image(&self, index: usize, image: &ImageReport) -> String {
        let name = match image.names.first() {
            Some(name) => escaped(name),
            None => self.said(&words::image(index + 1)),
        };
        let title = match image.platform.as_deref() {
            Some(platform) => self.around(&words::on_platform(name, escaped(platform))),
            None => name,
        };
        let mut out = format!("\n## {title}\n\n");
        for other in image.names.iter().skip(1) {
            let also = words::also_named(escaped(other));
            out += &format!("- {}\n", self.around(&also));
        }
        let manifest = words::manifest(self.known(image.manifest.as_deref()));
        let image_id = words::image_id(self.known(image.image_id.as_deref()));
        for line in [manifest, image_id] {
            out += &format!("- {}\n", self.around(&line));
        }
        if !image.layers.is_empty() {
            out += &self.layers(&image.layers);
        }
        out
    }

    fn layers(&self, layers: &[LayerReport]) -> String {
        let mut out = self.head(&[
            (words::layer(), "---:"),
            (words::digest(), "---"),
            (words::size_head(), "---:"),
            (words::diff_id(), "---"),
            (words::uncompressed(), "---:"),
            (words::chain_id(), "---"),
        ]);
        for (index, layer) in layers.iter().enumerate() {
            out += &self.layer_line(index, layer);
        }
        out
    }

    /// The head of a table, with how each column is aligned.
    fn head(&self, columns: &[(Message, &str)]) -> String {
        let names = columns.iter().map(|(name, _)| self.said(name));
        let marks = columns.iter().map(|(_, mark)| *mark);
        format!(
            "\n| {} |\n|{}|\n",
            names.collect::<Vec<_>>().join(" | "),
            marks.collect::<Vec<_>>().join("|")
        )
    }

    fn layer_line(&self, index: usize, layer: &LayerReport) -> String {
        format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            index + 1,
            self.known(layer.digest.as_deref()),
            self.size(layer.size),
            self.known(layer.diff_id.as_deref()),
            self.size(layer.uncompressed_size),
            self.known(layer.chain_id.as_deref()),
        )
    }

    fn ledger(&self, entries: &[LedgerEntry]) -> String {
        let mut out = format!("\n## {}\n", self.said(&words::ledger()));
        out += &self.head(&[
            (words::verdict(), "---"),
            (words::what(), "---"),
            (words::claimed(), "---"),
            (words::claimed_by(), "---"),
            (words::size_head(), "---:"),
            (words::why_not(), "---"),
        ]);
        for entry in entries {
            let by = entry.claimed_by.iter().map(|place| {
                let place = format!("{} {}", place.document, place.pointer);
                code(place.trim_end())
            });
            let claimed = entry.digest.as_deref();
            out += &format!(
                "| {} | {} | {} | {} | {} | {} |\n",
                self.said(&entry.label),
                self.said(&entry.kind.name()),
                claimed.map_or_else(|| self.said(&words::none_claimed()), code),
                by.collect::<Vec<_>>().join("<br>"),
                self.size(entry.size.or(entry.claimed_size)),
                self.why_not(entry),
            );
        }
        out
    }

    /// The reason, and the cause where there is one to tell.
    fn why_not(&self, entry: &LedgerEntry) -> String {
        let cause = entry.cause.as_ref().map(|cause| &cause.words);
        let parts = entry.reason_words.iter().chain(cause).cloned();
        all_sentences(parts).map_or_else(String::new, |said| self.said(&said))
    }

    fn findings(&self, findings: &[FindingReport]) -> String {
        let mut out = format!("\n## {}\n\n", self.said(&words::findings()));
        if findings.is_empty() {
            out += &format!("{}\n", self.said(&words::no_findings()));
        }
        for finding in findings {
            let severity = match finding.severity {
                Severity::Error => words::error(),
                Severity::Warning => words::warning(),
                Severity::Note => words::note(),
            };
            let severity = format!("**{}** {}", self.said(&severity), code(finding.rule));
            let place = format!("{} {}", finding.place.document, finding.place.pointer);
            let line = words::finding(severity, code(place.trim_end()), self.said(&finding.words));
            out += &format!("- {}\n", self.around(&line));
        }
        out
    }

    fn known(&self, digest: Option<&str>) -> String {
        digest.map_or_else(|| self.said(&words::not_known()), code)
    }

    fn size(&self, bytes: Option<u64>) -> String {
        bytes.map_or_else(
            || self.said(&words::not_known()),
            |bytes| self.locale.number(bytes),
        )
    }
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
