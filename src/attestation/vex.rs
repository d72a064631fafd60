//! OpenVEX: which weaknesses concern a product, as somebody says (OpenVEX v0.2.0;
//! v0.0.1 differs in the spelling of vulnerabilities and products).

use super::bounded::{Listed, member, text};
use crate::image::json::Node;
use crate::words::{Message, attestations as words};

/// How many statements, and products of one, are kept: those of a distribution's image
/// have some hundred.
pub const MAX_STATEMENTS: usize = 10_000;
pub const MAX_PRODUCTS: usize = 100;

/// A document of OpenVEX.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vex {
    pub author: Option<String>,
    /// As it is written, RFC 3339.
    pub timestamp: Option<String>,
    pub statements: Listed<VexStatement>,
}

/// What is said of one weakness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexStatement {
    pub vulnerability: Option<String>,
    /// Package URLs, and parts of them as `product > part`.
    pub products: Listed<String>,
    pub status: Status,
    /// As `vulnerable_code_not_present`.
    pub justification: Option<String>,
    pub impact: Option<String>,
    pub action: Option<String>,
}

/// Whether the product is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    NotAffected,
    Affected,
    Fixed,
    UnderInvestigation,
    /// A word that OpenVEX does not have.
    Other(String),
    /// Nothing is said.
    Missing,
}

impl Status {
    fn of(text: Option<String>) -> Self {
        match text.as_deref() {
            Some("not_affected") => Self::NotAffected,
            Some("affected") => Self::Affected,
            Some("fixed") => Self::Fixed,
            Some("under_investigation") => Self::UnderInvestigation,
            Some(other) => Self::Other(other.to_owned()),
            None => Self::Missing,
        }
    }

    /// What it says.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotAffected => words::vex_not_affected(),
            Self::Affected => words::vex_affected(),
            Self::Fixed => words::vex_fixed(),
            Self::UnderInvestigation => words::vex_under_investigation(),
            Self::Other(word) => words::vex_other(word),
            Self::Missing => words::not_said(),
        }
    }
}

impl Vex {
    /// Reads the predicate of a statement; `None` where it has no `statements`.
    #[must_use]
    pub fn read(predicate: &Node) -> Option<Self> {
        let statements = predicate.get("statements")?;
        let read = statements.items().iter().map(VexStatement::read);
        Some(Self {
            author: member(predicate, "author"),
            timestamp: member(predicate, "timestamp"),
            statements: Listed::of(read, MAX_STATEMENTS),
        })
    }
}

impl VexStatement {
    fn read(node: &Node) -> Self {
        let vulnerability = node.get("vulnerability");
        let named = vulnerability.and_then(|it| member(it, "name").or_else(|| member(it, "@id")));
        let products = node.get("products").map_or(&[][..], Node::items);
        Self {
            vulnerability: text(vulnerability).or(named),
            products: Listed::of(products.iter().flat_map(names), MAX_PRODUCTS),
            status: Status::of(member(node, "status")),
            justification: member(node, "justification"),
            impact: member(node, "impact_statement"),
            action: member(node, "action_statement"),
        }
    }

    /// Whether `query`, in small letters, stands somewhere in it.
    #[must_use]
    pub fn has(&self, query: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(query);
        let texts = [
            &self.vulnerability,
            &self.justification,
            &self.impact,
            &self.action,
        ];
        texts.into_iter().flatten().any(|text| has(text))
            || self.products.kept.iter().any(|product| has(product))
    }
}

/// A product, or each part of it that is concerned.
fn names(product: &Node) -> Vec<String> {
    let identified = |node: &Node| {
        let purl = || node.get("identifiers").and_then(|all| member(all, "purl"));
        text(Some(node))
            .or_else(|| member(node, "@id"))
            .or_else(purl)
    };
    let Some(own) = identified(product) else {
        return Vec::new();
    };
    let parts = product.get("subcomponents").map_or(&[][..], Node::items);
    let parts: Vec<_> = parts
        .iter()
        .take(MAX_PRODUCTS)
        .filter_map(identified)
        .map(|part| format!("{own} > {part}"))
        .collect();
    match parts.is_empty() {
        true => vec![own],
        false => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::json::Json;

    #[test]
    fn statements_say_what_concerns_what() {
        let text = r#"{"@context":"https://openvex.dev/ns/v0.2.0","author":"A","timestamp":"2026-01-02T03:04:05Z","statements":[
            {"vulnerability":{"name":"CVE-2026-1"},"products":[{"@id":"pkg:oci/a","subcomponents":[{"@id":"pkg:deb/debian/b"}]}],
             "status":"not_affected","justification":"component_not_present","impact_statement":"gone"},
            {"vulnerability":"CVE-2026-2","products":["pkg:oci/a"],"status":"affected","action_statement":"wait"},
            {"status":"odd"},{}]}"#;
        let vex = Vex::read(&Json::parse(text.as_bytes()).root.unwrap()).unwrap();
        assert_eq!(vex.author.as_deref(), Some("A"));
        let [first, second, third, last] = &vex.statements.kept[..] else {
            panic!("{vex:?}")
        };
        assert_eq!(first.vulnerability.as_deref(), Some("CVE-2026-1"));
        assert_eq!(first.products.kept, ["pkg:oci/a > pkg:deb/debian/b"]);
        assert_eq!(first.status, Status::NotAffected);
        assert!(first.has("debian/b") && first.has("component_not") && !first.has("cve-2026-2"));
        assert_eq!(second.vulnerability.as_deref(), Some("CVE-2026-2"));
        assert_eq!(second.products.kept, ["pkg:oci/a"]);
        assert_eq!(second.action.as_deref(), Some("wait"));
        assert_eq!(third.status, Status::Other("odd".to_owned()));
        assert_eq!(last.status, Status::Missing);
    }

    #[test]
    fn what_has_no_statements_is_none() {
        assert_eq!(Vex::read(&Json::parse(b"{}").root.unwrap()), None);
        assert_eq!(Vex::read(&Json::parse(b"[1]").root.unwrap()), None);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let text = format!(
            r#"{{"statements":[{}]}}"#,
            vec!["{}"; MAX_STATEMENTS + 2].join(",")
        );
        let vex = Vex::read(&Json::parse(text.as_bytes()).root.unwrap()).unwrap();
        assert_eq!(
            (vex.statements.kept.len(), vex.statements.left_out),
            (MAX_STATEMENTS, 2)
        );
    }
}
