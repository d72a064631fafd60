//! What the digest detective found out about a document and an expected digest.

use crate::image::digest::Digest;
use crate::inspect::cause::{Cause, Why};
use crate::inspect::detective::{Solution, Unsolved, investigate};
use crate::session::Showing;
use crate::words::Message;

/// What can be said of the expected digest of the open document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detection {
    /// Nothing is expected.
    Nothing,
    /// The document has the expected digest.
    Same,
    /// The right contents in other bytes.
    Solved(Box<Solution>),
    /// Neither; one sentence.
    Unsolved(Message),
}

impl Detection {
    /// Of the document that is open alone. Takes up to a second.
    #[must_use]
    pub fn of(showing: &Showing) -> Self {
        let root = showing.opened.contents.roots.first();
        let Some(expected) = root.and_then(|root| root.expected.as_ref()) else {
            return Self::Nothing;
        };
        let node = showing.opened.graph.roots.first();
        let mut rows = showing.opened.rows.iter();
        let row = rows.find(|row| {
            Some(&row.node) == node && row.claimed.as_deref() == Some(expected.as_str())
        });
        // The ledger has judged it already: of a signed schema 1 manifest the
        // digest is not that of all bytes.
        match row.map(|row| (row.verdict.is_verified(), &row.why)) {
            Some((true, _)) => return Self::Same,
            Some((false, Why::Found(cause))) if **cause == Cause::WithSignatures => {
                return Self::Unsolved(cause.sentence());
            }
            _ => {}
        }
        let document = root.and_then(|root| showing.opened.contents.documents.get(root.document));
        Self::about(document.map_or(&[], |document| &document.bytes), expected)
    }

    fn about(bytes: &[u8], expected: &Digest) -> Self {
        match investigate(bytes, expected) {
            Ok(solution) => Self::Solved(Box::new(solution)),
            Err(Unsolved::AlreadyRight) => Self::Same,
            Err(unsolved) => Self::Unsolved(unsolved.message()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_the_expected_one_or_a_re_formatted_one_or_another() {
        let right = br#"{"a":1}"#;
        let expected = Digest::sha256(right);
        assert_eq!(Detection::about(right, &expected), Detection::Same);
        let Detection::Solved(solution) = Detection::about(b"{\n  \"a\": 1\n}\n", &expected) else {
            panic!("expected a solution");
        };
        assert_eq!(solution.bytes, right);
        let Detection::Unsolved(why) = Detection::about(b"{}", &expected) else {
            panic!("expected no solution");
        };
        assert!(why.to_string().contains("the content differs"), "{why}");
    }
}
