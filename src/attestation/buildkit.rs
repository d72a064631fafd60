//! What must agree in an attestation as BuildKit keeps it, which no key is needed for:
//! the index, the attestation's manifest, and its statements each name the manifest that
//! it is about (BuildKit, "attestation-storage").

use super::statement::Statement;
use crate::image::digest::Digest;

/// An attestation manifest that is named by an index.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// `vnd.docker.reference.digest` of its descriptor: whom it is about.
    pub about: Option<&'a str>,
    /// The digests of all that the index names.
    pub in_index: &'a [Digest],
    /// The digest of the manifest's own `subject`, where it has one.
    pub subject: Option<&'a str>,
    pub statements: &'a [KeptStatement<'a>],
}

/// A layer of it.
#[derive(Clone, Copy, Debug)]
pub struct KeptStatement<'a> {
    /// `in-toto.io/predicate-type` of the layer's descriptor.
    pub predicate_type: Option<&'a str>,
    pub statement: &'a Statement,
}

/// One thing that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub what: Compared,
    pub agreement: Agreement,
}

/// What was held against the digest that the descriptor says, or the statement's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The manifest that the descriptor says is one of the index.
    InIndex,
    /// The `subject` of the attestation's manifest is that manifest.
    ManifestSubject,
    /// A subject of the statement is that manifest. Which statement, from 0.
    StatementSubject(usize),
    /// The layer is of the statement's type. Which statement, from 0.
    PredicateType(usize),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    Agrees,
    /// What one place says, and what stands in the other.
    Differs {
        claimed: String,
        found: String,
    },
    /// One of the two says nothing, which older versions may.
    NotSaid,
}

impl Agreement {
    fn of(claimed: Option<&str>, found: Option<String>, same: bool) -> Self {
        match (claimed, found) {
            _ if same => Self::Agrees,
            (Some(claimed), Some(found)) => Self::Differs {
                claimed: super::bounded::cut(claimed),
                found: super::bounded::cut(&found),
            },
            _ => Self::NotSaid,
        }
    }
}

/// How many of the digests that an index names are told where none is the right one.
const MAX_TOLD: usize = 3;

/// Compares all of it, in the order in which a person reads it.
#[must_use]
pub fn checks(kept: &Kept<'_>) -> Vec<Check> {
    let mut checks = vec![
        Check {
            what: Compared::InIndex,
            agreement: in_index(kept),
        },
        Check {
            what: Compared::ManifestSubject,
            agreement: Agreement::of(
                kept.about,
                kept.subject.map(str::to_owned),
                kept.about.is_some() && kept.about == kept.subject,
            ),
        },
    ];
    for (number, layer) in kept.statements.iter().enumerate() {
        checks.push(Check {
            what: Compared::StatementSubject(number),
            agreement: about_subject(kept.about, layer.statement),
        });
        let own = &layer.statement.predicate_type;
        checks.push(Check {
            what: Compared::PredicateType(number),
            agreement: Agreement::of(
                layer.predicate_type,
                Some(own.clone()),
                layer.predicate_type == Some(own),
            ),
        });
    }
    checks
}

fn in_index(kept: &Kept<'_>) -> Agreement {
    let named = kept.in_index.iter();
    let found: Vec<_> = named.take(MAX_TOLD).map(Digest::as_str).collect();
    let has = |about: &str| kept.in_index.iter().any(|own| own.as_str() == about);
    Agreement::of(
        kept.about,
        Some(found.join(", ")),
        kept.about.is_some_and(has),
    )
}

/// All subjects of BuildKit's statements have one digest, under each name of the image:
/// another one would state something of another image by the way.
fn about_subject(about: Option<&str>, statement: &Statement) -> Agreement {
    let about = about.and_then(|text| text.parse::<Digest>().ok());
    let Some(about) = about else {
        return Agreement::NotSaid;
    };
    let mut others = statement.subjects.iter().filter(|own| !own.has(&about));
    let other = others.next().map(|other| {
        let digests = other.digests.iter().take(MAX_TOLD);
        let digests: Vec<_> = digests.map(|(name, hex)| format!("{name}:{hex}")).collect();
        digests.join(", ")
    });
    let same = other.is_none();
    Agreement::of(Some(about.as_str()), other, same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(about: &Digest) -> Statement {
        let text = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://spdx.dev/Document","subject":[{{"name":"a","digest":{{"sha256":"{}"}}}}]}}"#,
            about.encoded()
        );
        Statement::read(text.as_bytes()).unwrap()
    }

    fn agreements(kept: &Kept<'_>) -> Vec<Agreement> {
        checks(kept)
            .into_iter()
            .map(|check| check.agreement)
            .collect()
    }

    #[test]
    fn what_names_the_same_manifest_agrees() {
        let own = Digest::sha256(b"own");
        let statement = statement(&own);
        let kept = Kept {
            about: Some(own.as_str()),
            in_index: &[Digest::sha256(b"other"), own.clone()],
            subject: Some(own.as_str()),
            statements: &[KeptStatement {
                predicate_type: Some("https://spdx.dev/Document"),
                statement: &statement,
            }],
        };
        assert_eq!(agreements(&kept), vec![Agreement::Agrees; 4]);
        let older = Kept {
            subject: None,
            ..kept
        };
        assert_eq!(agreements(&older).get(1), Some(&Agreement::NotSaid));
    }

    #[test]
    fn each_that_names_another_differs() {
        let (own, other) = (Digest::sha256(b"own"), Digest::sha256(b"other"));
        let statement = statement(&other);
        let kept = Kept {
            about: Some(own.as_str()),
            in_index: std::slice::from_ref(&other),
            subject: Some(other.as_str()),
            statements: &[KeptStatement {
                predicate_type: Some("https://slsa.dev/provenance/v1"),
                statement: &statement,
            }],
        };
        let digests = Agreement::Differs {
            claimed: own.to_string(),
            found: other.to_string(),
        };
        let types = Agreement::Differs {
            claimed: "https://slsa.dev/provenance/v1".to_owned(),
            found: "https://spdx.dev/Document".to_owned(),
        };
        let expected = [digests.clone(), digests.clone(), digests, types];
        assert_eq!(agreements(&kept), expected);
    }

    #[test]
    fn who_names_nobody_agrees_with_nothing() {
        let statement = statement(&Digest::sha256(b"own"));
        let kept = Kept {
            about: None,
            in_index: &[],
            subject: None,
            statements: &[KeptStatement {
                predicate_type: None,
                statement: &statement,
            }],
        };
        assert_eq!(agreements(&kept), vec![Agreement::NotSaid; 4]);
        let odd = Kept {
            about: Some("sha256:x"),
            ..kept
        };
        assert_eq!(agreements(&odd).get(2), Some(&Agreement::NotSaid));
    }
}
