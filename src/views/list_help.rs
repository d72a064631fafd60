//! What a person reads and can do where a registry gave no list.

use crate::image::reference::{Domain, Repository};
use crate::source::registry::doctor::{Diagnosis, Server};
use crate::source::registry::error::PullError;
use crate::views::help::{self, Login};
use crate::words::{Message, refused as words};

/// Why there is no list, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListHelp {
    pub heading: Message,
    pub what: Message,
    pub reply: Option<String>,
    pub login: Option<Login>,
    /// What a relay would do about it.
    pub relay: Option<Message>,
    pub servers: Vec<(Server, &'static str)>,
    pub commands: Vec<String>,
    /// Nobody has asked the registry yet.
    pub unasked: bool,
}

impl ListHelp {
    /// `wanted` is what was to be listed. `error` is `None` where nobody asked,
    /// because the answer is known.
    #[must_use]
    pub fn of(wanted: &Listed, error: Option<&PullError>, diagnosis: Option<&Diagnosis>) -> Self {
        let unknown = matches!(diagnosis, Some(Diagnosis::UnknownRepository { .. }));
        let origin = wanted.domain().origin();
        Self {
            heading: match unknown {
                true => words::no_such_repository(),
                false => help::heading(diagnosis, error),
            },
            what: help::what(diagnosis, error),
            reply: error.and_then(help::reply),
            login: help::login(origin, diagnosis, error),
            relay: diagnosis.and_then(|diagnosis| help::relay_would_help(diagnosis, origin)),
            servers: diagnosis.map(help::servers).unwrap_or_default(),
            commands: match unknown {
                true => Vec::new(),
                false => wanted.commands(),
            },
            unasked: error.is_none(),
        }
    }
}

/// What a registry lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// The tags of a repository.
    Tags(Repository),
    /// The repositories of a registry.
    Repositories(Domain),
}

impl Listed {
    #[must_use]
    pub fn domain(&self) -> &Domain {
        match self {
            Self::Tags(repository) => repository.domain(),
            Self::Repositories(domain) => domain,
        }
    }

    /// The commands that list it elsewhere. Everything in them is parsed: they
    /// can be pasted as they are.
    fn commands(&self) -> Vec<String> {
        match self {
            Self::Tags(repository) => vec![
                format!("skopeo list-tags docker://{repository}"),
                format!("crane ls {repository}"),
                format!("oras repo tags {repository}"),
            ],
            Self::Repositories(domain) => {
                vec![
                    format!("crane catalog {domain}"),
                    format!("oras repo ls {domain}"),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_refused_says_why_and_how_else() {
        let repository: Repository = "r.example/o/x".parse().unwrap();
        let origin = repository.domain().origin().clone();
        let error = PullError::AuthNeeded {
            registry: origin.clone(),
        };
        let diagnosis = Diagnosis::AuthNeeded {
            registry: origin.clone(),
        };
        let wanted = Listed::Tags(repository.clone());
        let help = ListHelp::of(&wanted, Some(&error), Some(&diagnosis));
        assert_eq!(
            help.login,
            Some(Login::SignIn {
                registry: origin,
                relay: None
            })
        );
        assert_eq!(help.commands[0], "skopeo list-tags docker://r.example/o/x");
        let unknown = Diagnosis::UnknownRepository {
            repository: "r.example/o/x".to_owned(),
        };
        let help = ListHelp::of(&wanted, Some(&error), Some(&unknown));
        assert_eq!(help.heading, words::no_such_repository());
        assert!(help.commands.is_empty() && !help.unasked);
        let wanted = Listed::Repositories(repository.domain().clone());
        assert_eq!(wanted.commands()[0], "crane catalog r.example");
    }
}
