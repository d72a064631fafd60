//! In-toto statements: about what, and of which kind (in-toto Attestation Framework,
//! "Statement"; v0.1 and v1 have the same shape).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::image::digest::Digest;
use crate::image::json::{Json, Node, Problem, Value};
use crate::words::{Message, attestations as words};

/// The most subjects of a statement, and digests of a subject, that are read, as
/// sigstore-go has them: a statement may name any number.
pub const MAX_SUBJECTS: usize = 1_024;
pub const MAX_DIGESTS: usize = 32;

const TYPES: [&str; 2] = [
    "https://in-toto.io/Statement/v1",
    "https://in-toto.io/Statement/v0.1",
];

/// What is stated of some subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub subjects: Vec<Subject>,
    /// A URI.
    pub predicate_type: String,
    /// `null` where there is none, and where the statement has more values than a tree is
    /// made of: the largest bills of materials, which are read without one.
    pub predicate: Node,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub name: Option<String>,
    /// Algorithm and hexadecimal digits, as they are written.
    pub digests: Vec<(String, String)>,
}

/// Why a document is no statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoStatement {
    NotJson,
    /// Its `_type` is that of none.
    OtherType,
    NoPredicateType,
    /// It has none, or one that is no object with digests.
    Subjects,
    /// More than [`MAX_SUBJECTS`], or a subject with more than [`MAX_DIGESTS`].
    TooMany,
}

const NO_PREDICATE: Node = Node {
    value: Value::Null,
    span: 0..0,
};

/// A statement without its predicate.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "_type")]
    own_type: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    subject: Vec<HeadSubject>,
}

#[derive(Deserialize)]
struct HeadSubject {
    name: Option<String>,
    digest: BTreeMap<String, String>,
}

impl NoStatement {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::NotJson => words::statement_not_json(),
            Self::OtherType => words::statement_other_type(),
            Self::NoPredicateType => words::statement_no_predicate_type(),
            Self::Subjects => words::statement_subjects(),
            Self::TooMany => words::statement_too_many(MAX_SUBJECTS, MAX_DIGESTS),
        }
    }
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// Where it is none, or one that is larger than any that is read.
    pub fn read(bytes: &[u8]) -> Result<Self, NoStatement> {
        let json = Json::parse(bytes);
        if json.problems.contains(&Problem::TooManyValues) {
            return Self::read_without_predicate(bytes);
        }
        let root = json.root.ok_or(NoStatement::NotJson)?;
        let text = |key| root.get(key).and_then(Node::as_str);
        if !text("_type").is_some_and(|own| TYPES.contains(&own)) {
            return Err(NoStatement::OtherType);
        }
        let predicate_type = text("predicateType").ok_or(NoStatement::NoPredicateType)?;
        let subjects = root.get("subject").map_or(&[][..], Node::items);
        if subjects.len() > MAX_SUBJECTS {
            return Err(NoStatement::TooMany);
        }
        let subjects = subjects.iter().map(Subject::read);
        let subjects = subjects.collect::<Result<Vec<_>, _>>()?;
        if subjects.is_empty() {
            return Err(NoStatement::Subjects);
        }
        let predicate = root.get("predicate").cloned();
        Ok(Self {
            subjects,
            predicate_type: predicate_type.to_owned(),
            predicate: predicate.unwrap_or(NO_PREDICATE),
        })
    }

    fn read_without_predicate(bytes: &[u8]) -> Result<Self, NoStatement> {
        let head: Head = serde_json::from_slice(bytes).map_err(|_| NoStatement::NotJson)?;
        if !TYPES.contains(&head.own_type.as_str()) {
            return Err(NoStatement::OtherType);
        }
        if head.subject.is_empty() {
            return Err(NoStatement::Subjects);
        }
        let is_large = |subject: &HeadSubject| subject.digest.len() > MAX_DIGESTS;
        if head.subject.len() > MAX_SUBJECTS || head.subject.iter().any(is_large) {
            return Err(NoStatement::TooMany);
        }
        let subjects = head.subject.into_iter().map(|subject| Subject {
            name: subject.name,
            digests: subject.digest.into_iter().collect(),
        });
        Ok(Self {
            subjects: subjects.collect(),
            predicate_type: head.predicate_type,
            predicate: NO_PREDICATE,
        })
    }

    /// Whether it is about what has this digest.
    #[must_use]
    pub fn is_about(&self, digest: &Digest) -> bool {
        let has = |subject: &Subject| subject.has(digest);
        self.subjects.iter().any(has)
    }
}

impl Subject {
    fn read(node: &Node) -> Result<Self, NoStatement> {
        let digests = node.get("digest").ok_or(NoStatement::Subjects)?.members();
        if digests.len() > MAX_DIGESTS {
            return Err(NoStatement::TooMany);
        }
        let pair = |member: &crate::image::json::Member| {
            let digits = member.value.as_str()?;
            Some((member.key.clone(), digits.to_owned()))
        };
        let digests: Option<Vec<_>> = digests.iter().map(pair).collect();
        Ok(Self {
            name: node.get("name").and_then(Node::as_str).map(str::to_owned),
            digests: digests.ok_or(NoStatement::Subjects)?,
        })
    }

    /// Whether this digest is among its own.
    #[must_use]
    pub fn has(&self, digest: &Digest) -> bool {
        let same = |(algorithm, digits): &(String, String)| {
            algorithm == digest.algorithm_name() && digits == digest.encoded()
        };
        self.digests.iter().any(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(subject: &str) -> Result<Statement, NoStatement> {
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"p","subject":{subject}}}"#
        );
        Statement::read(text.as_bytes())
    }

    #[test]
    fn a_statement_is_about_the_digests_of_its_subjects() {
        let own = Digest::sha256(b"own");
        let subject = format!(
            r#"[{{"name":"a","digest":{{"sha1":"ff"}}}},{{"digest":{{"sha256":"{}"}}}}]"#,
            own.encoded()
        );
        let statement = read(&subject).unwrap();
        assert!(statement.is_about(&own));
        assert!(!statement.is_about(&Digest::sha256(b"other")));
        assert_eq!(
            statement.subjects.first().unwrap().name.as_deref(),
            Some("a")
        );
        assert!(statement.predicate.is_null());
    }

    #[test]
    fn what_is_no_statement_says_why() {
        assert_eq!(Statement::read(b"{"), Err(NoStatement::NotJson));
        assert_eq!(Statement::read(b"{}"), Err(NoStatement::OtherType));
        assert_eq!(read("[]"), Err(NoStatement::Subjects));
        assert_eq!(read("[{}]"), Err(NoStatement::Subjects));
        assert_eq!(
            read(r#"[{"digest":{"sha256":1}}]"#),
            Err(NoStatement::Subjects)
        );
        let many = vec![r#"{"digest":{}}"#; MAX_SUBJECTS + 1].join(",");
        assert_eq!(read(&format!("[{many}]")), Err(NoStatement::TooMany));
        let many = vec![r#"{"digest":{}}"#; MAX_SUBJECTS].join(",");
        assert_eq!(
            read(&format!("[{many}]")).map(|all| all.subjects.len()),
            Ok(MAX_SUBJECTS)
        );
    }

    #[test]
    fn of_the_largest_all_but_the_predicate_is_read() {
        let own = Digest::sha256(b"own");
        let many = vec!["0"; crate::image::json::MAX_VALUES].join(",");
        let text = |subject: &str| {
            format!(
                r#"{{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":{subject},"predicate":[{many}]}}"#
            )
        };
        let subject = format!(
            r#"[{{"name":"a","digest":{{"sha256":"{}"}}}}]"#,
            own.encoded()
        );
        let statement = Statement::read(text(&subject).as_bytes()).unwrap();
        assert!(statement.is_about(&own) && statement.predicate.is_null());
        assert_eq!(
            Statement::read(text("[]").as_bytes()),
            Err(NoStatement::Subjects)
        );
        let digests: Vec<_> = (0..=MAX_DIGESTS).map(|n| format!(r#""{n}":"""#)).collect();
        let subject = format!(r#"[{{"digest":{{{}}}}}]"#, digests.join(","));
        assert_eq!(
            Statement::read(text(&subject).as_bytes()),
            Err(NoStatement::TooMany)
        );
    }
}
