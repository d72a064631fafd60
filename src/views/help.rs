//! What a person reads and can do where a registry gave no image.

use crate::format::Bytes;
use crate::input::{Fragment, Input};
use crate::session::Refusal;
use crate::source::registry::doctor::{Command, Diagnosis, Server, way_round};
use crate::source::registry::error::PullError;
use crate::source::registry::image::{FetchTarget, Target, repository_at};
use crate::source::registry::route::RELAY_FILE;
use crate::url::{Origin, Scheme};
use crate::words::{Message, page, refused as words, routes};

/// How large the layers of an image may be to be fetched without being asked
/// for, in bytes.
pub const LAYER_SIZES: [u64; 5] = [0, 1_000_000, 10_000_000, 100_000_000, u64::MAX];

/// What one of [`LAYER_SIZES`] is called.
#[must_use]
pub fn layer_size(bytes: u64) -> Message {
    match bytes {
        0 => page::never(),
        u64::MAX => page::always(),
        bytes => page::up_to(Bytes(bytes)),
    }
}

/// The whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What was asked for.
    pub name: String,
    pub heading: Message,
    /// What happened.
    pub what: Message,
    /// The registry's own words, where it said some.
    pub reply: Option<String>,
    /// Where it is said that this registry cannot be read by a page.
    pub evidence: Option<&'static str>,
    /// Who may be asked for a password, or to whom it may be sent.
    pub login: Option<Login>,
    /// What a relay would do about it.
    pub relay: Option<Message>,
    /// The lines that would mend it, by kind of server.
    pub servers: Vec<(Server, &'static str)>,
    /// Commands that save the image to a file.
    pub commands: Vec<Command>,
    /// Nobody has asked the registry yet.
    pub unasked: bool,
    /// The file is held against a digest.
    pub pinned: bool,
}

/// What a person can say to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// A user name and a password, for exactly this registry.
    SignIn {
        registry: Origin,
        /// The relay that wants to see the password, where one has asked for it: else
        /// the one of the registry is.
        relay: Option<Origin>,
    },
    /// Whether the password may be sent to another site.
    Confirm { registry: Origin, realm: Origin },
}

impl Help {
    #[must_use]
    pub fn of(refusal: &Refusal) -> Self {
        let Refusal {
            ask,
            error,
            diagnosis,
            wanted,
        } = refusal;
        let has_way_round = diagnosis.as_ref().is_none_or(Diagnosis::has_way_round);
        let reference = ask.reference().filter(|_| has_way_round);
        let commands = reference.map(|reference| way_round(&reference, wanted.platform.as_ref()));
        let evidence = match diagnosis {
            Some(Diagnosis::KnownNoCors { known }) => Some(known.evidence),
            _ => None,
        };
        Self {
            name: ask.name(),
            heading: heading(diagnosis.as_ref(), error.as_ref()),
            what: is_nothing(ask, error.as_ref())
                .unwrap_or_else(|| what(diagnosis.as_ref(), error.as_ref())),
            reply: error.as_ref().and_then(reply),
            evidence,
            login: login(ask.origin(), diagnosis.as_ref(), error.as_ref()),
            relay: match ask.reference() {
                Some(_) => diagnosis
                    .as_ref()
                    .and_then(|diagnosis| relay_would_help(diagnosis, ask.origin())),
                None => None,
            },
            servers: match (diagnosis, ask.reference()) {
                (Some(diagnosis), Some(_)) => servers(diagnosis),
                // The lines are those of registries, and this is a folder.
                _ => Vec::new(),
            },
            commands: commands.unwrap_or_default(),
            unasked: error.is_none(),
            pinned: is_pinned(wanted),
        }
    }
}

/// What is said of an address at which neither is that it may mean.
fn is_nothing(ask: &FetchTarget, error: Option<&PullError>) -> Option<Message> {
    let Target::Layout(base) = &ask.target else {
        return None;
    };
    let is_asked_for_as_both = error?.is_not_found() && repository_at(base).is_some();
    is_asked_for_as_both.then(|| words::neither_layout_nor_repository(base.to_string()))
}

fn is_pinned(wanted: &Fragment) -> bool {
    match &wanted.input {
        Some(Input::Image(reference)) => reference.digest.is_some(),
        Some(Input::Blob { .. }) => true,
        _ => !wanted.expect.is_empty(),
    }
}

/// What happened: what the doctor says, where the error does not say all.
pub(super) fn what(diagnosis: Option<&Diagnosis>, error: Option<&PullError>) -> Message {
    match (diagnosis, error) {
        (Some(diagnosis), _) => diagnosis.what(),
        (None, Some(error)) => error.message(),
        (None, None) => words::not_given(),
    }
}

pub(super) fn heading(diagnosis: Option<&Diagnosis>, error: Option<&PullError>) -> Message {
    use Diagnosis as D;
    match diagnosis {
        None if matches!(
            error,
            Some(PullError::ConfirmRealm { .. } | PullError::Untold { .. })
        ) =>
        {
            words::login_needed()
        }
        None if matches!(
            error,
            Some(PullError::TokenRefused { .. } | PullError::Token { .. })
        ) =>
        {
            words::no_token()
        }
        Some(D::TokenServerUnreachable { .. }) => words::token_server_unreachable(),
        Some(D::BelowPath { .. } | D::NoRegistry { .. }) => words::no_registry(),
        Some(D::HostUnreachable { .. } | D::MixedContent { .. }) => words::registry_unreachable(),
        Some(D::AuthNeeded { .. } | D::WrongCredentials { .. } | D::HeaderHidden { .. }) => {
            words::login_needed()
        }
        Some(D::UnknownRepository { .. } | D::UnknownTag { .. }) => words::no_such_image(),
        Some(D::RateLimited { .. }) => words::rate_limited(),
        Some(
            D::NoCors { .. }
            | D::CorsOnlyOnSuccess { .. }
            | D::PreflightRefused { .. }
            | D::TokenEndpointNoCors { .. }
            | D::BlobStorageNoCors { .. }
            | D::BlobsNoCors { .. }
            | D::KnownNoCors { .. },
        ) => words::no_cors(),
        None if matches!(error, Some(PullError::Relay(_))) => routes::relay_refuses(),
        Some(D::Unclear { .. }) | None => words::not_given(),
    }
}

/// Code, message and detail, each entry in a line.
pub(super) fn reply(error: &PullError) -> Option<String> {
    let (PullError::Registry(reply)
    | PullError::RateLimited { reply, .. }
    | PullError::TokenRefused { reply, .. }) = error
    else {
        return None;
    };
    let entries = reply.entries.iter().map(|entry| {
        let parts = [&entry.code, &entry.message, &entry.detail];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.cloned().collect::<Vec<_>>().join(": ")
    });
    let lines: Vec<String> = entries.chain(reply.text.clone()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub(super) fn login(
    registry: &Origin,
    diagnosis: Option<&Diagnosis>,
    error: Option<&PullError>,
) -> Option<Login> {
    use Diagnosis as D;
    if let Some(PullError::Untold { registry, relay }) = error {
        let (registry, relay) = (registry.clone(), Some(relay.clone()));
        return Some(Login::SignIn { registry, relay });
    }
    let registry = match (diagnosis, error) {
        (_, Some(PullError::ConfirmRealm { registry, realm })) => {
            let (registry, realm) = (registry.clone(), realm.clone());
            return Some(Login::Confirm { registry, realm });
        }
        (None, Some(PullError::Registry(reply))) if matches!(reply.status, 401 | 403) => {
            reply.by.asked(registry)
        }
        (
            Some(
                D::AuthNeeded { registry }
                | D::WrongCredentials { registry }
                | D::HeaderHidden { registry },
            ),
            _,
        ) => registry,
        _ => return None,
    };
    Some(Login::SignIn {
        registry: registry.clone(),
        relay: None,
    })
}

/// A relay is not kept from anything by the lack of CORS. It asks by https.
pub(super) fn relay_would_help(diagnosis: &Diagnosis, registry: &Origin) -> Option<Message> {
    use Diagnosis as D;
    let host = match diagnosis {
        D::TokenEndpointNoCors { realm } => realm.origin(),
        // Which may be a mirror, and to those no relay goes.
        D::HeaderHidden { registry: asked } if asked != registry => return None,
        D::NoCors { .. }
        | D::CorsOnlyOnSuccess { .. }
        | D::PreflightRefused { .. }
        | D::HeaderHidden { .. }
        | D::BlobStorageNoCors { .. }
        | D::BlobsNoCors { .. }
        | D::KnownNoCors { .. } => registry,
        _ => return None,
    };
    let is_asked = host.scheme() == Scheme::Https;
    is_asked.then(|| routes::relay_would_help(host.authority(), RELAY_FILE))
}

pub(super) fn servers(diagnosis: &Diagnosis) -> Vec<(Server, &'static str)> {
    let lines = |server| Some((server, diagnosis.configuration(server)?));
    Server::ALL.into_iter().filter_map(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Fragment;
    use crate::source::registry::error::{RegistryError, RelayRefusal, Unrelayed};
    use crate::source::registry::route::Way;
    use crate::words::joined::verbatim;

    fn refusal(link: &str, error: Option<PullError>, diagnosis: Option<Diagnosis>) -> Refusal {
        let wanted: Fragment = link.parse().expect(link);
        let input = wanted.input.clone().unwrap();
        Refusal {
            ask: FetchTarget::of(&input, wanted.platform.clone()).unwrap(),
            wanted,
            error,
            diagnosis,
        }
    }

    fn origin(reference: &str) -> Origin {
        let repository: crate::image::reference::Repository = reference.parse().unwrap();
        repository.domain().origin().clone()
    }

    #[test]
    fn a_missing_tag_is_said_in_the_registrys_words_and_has_no_way_round() {
        let body = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"9"}},{"code":"X"}]}"#;
        let reply = RegistryError::read(404, body.as_bytes());
        let help = Help::of(&refusal(
            "image=r.example/o/x:9",
            Some(PullError::Registry(reply)),
            Some(Diagnosis::UnknownTag {
                reference: "r.example/o/x:9".to_owned(),
            }),
        ));
        assert_eq!(help.heading, words::no_such_image());
        assert_eq!(help.what.to_string(), "The registry has no r.example/o/x:9");
        assert_eq!(
            help.reply.as_deref(),
            Some("MANIFEST_UNKNOWN: manifest unknown: {\"Tag\":\"9\"}\nX")
        );
        assert_eq!((help.commands, help.servers), (vec![], vec![]));
        assert!(!help.unasked && !help.pinned);
    }

    #[test]
    fn an_address_that_is_nothing_was_asked_for_as_all_that_it_may_be() {
        let said = |link: &str, status: u16| {
            let reply = PullError::Registry(RegistryError::read(status, b""));
            Help::of(&refusal(link, Some(reply), None)).what.to_string()
        };
        assert_eq!(
            said("layout=http://h.example/a/b/", 404),
            "There is neither an OCI layout nor a repository at http://h.example/a/b/"
        );
        // No repository has this name, and another status says something else.
        for (link, status) in [
            ("layout=http://h.example/A/", 404),
            ("layout=http://h.example/a/b/", 500),
        ] {
            assert!(said(link, status).contains(&status.to_string()), "{link}");
        }
    }

    #[test]
    fn a_registry_that_cannot_be_read_comes_with_lines_and_commands() {
        let registry = origin("r.example/o/x");
        let link = "image=r.example/o/x:1&platform=linux/arm64";
        let diagnosis = Diagnosis::NoCors { registry };
        let help = Help::of(&refusal(link, None, Some(diagnosis)));
        let names: Vec<String> = help
            .servers
            .iter()
            .map(|(server, _)| server.name().to_string())
            .collect();
        assert_eq!(
            names,
            [
                "distribution (config.yml)",
                "zot (config.json)",
                "nginx in front (nginx.conf)"
            ]
        );
        assert!(help.commands[0].line.contains("--override-arch=arm64"));
        let relay = help.relay.unwrap().to_string();
        assert!(
            relay.contains("relay.json has to name r.example"),
            "{relay}"
        );
        assert_eq!(help.heading, words::no_cors());
    }

    #[test]
    fn what_a_relay_refuses_has_its_own_heading_and_what_a_relay_would_do_is_not_said() {
        let error = PullError::Relay(Box::new(Unrelayed {
            host: origin("r.example/o/x"),
            relay: origin("assay.example/x"),
            refusal: RelayRefusal::Address,
        }));
        let help = Help::of(&refusal("image=r.example/o/x:1", Some(error), None));
        assert_eq!(help.heading, routes::relay_refuses());
        assert!(help.what.to_string().contains("add https://r.example"));
        assert_eq!(help.relay, None);
        // By plain http no relay asks.
        let registry = origin("localhost:5000/x");
        let diagnosis = Diagnosis::NoCors { registry };
        let help = Help::of(&refusal("image=localhost:5000/x:1", None, Some(diagnosis)));
        assert_eq!(help.relay, None);
    }

    #[test]
    fn a_login_is_asked_for_where_one_may_help() {
        let registry = origin("r.example/o/x");
        let sign_in = Some(Login::SignIn {
            registry: registry.clone(),
            relay: None,
        });
        let denied = RegistryError::read(403, br#"{"errors":[{"code":"DENIED"}]}"#);
        for (error, diagnosis, login) in [
            (
                PullError::AuthNeeded {
                    registry: registry.clone(),
                },
                Some(Diagnosis::AuthNeeded {
                    registry: registry.clone(),
                }),
                sign_in.clone(),
            ),
            (PullError::Registry(denied.clone()), None, sign_in),
            // A mirror has passwords of its own.
            (
                PullError::Registry(RegistryError {
                    by: Box::new(Way::Mirror {
                        base: "https://m.example/".parse().unwrap(),
                    }),
                    ..denied
                }),
                None,
                Some(Login::SignIn {
                    registry: origin("m.example/x"),
                    relay: None,
                }),
            ),
            (
                PullError::Untold {
                    registry: registry.clone(),
                    relay: origin("assay.example/x"),
                },
                None,
                Some(Login::SignIn {
                    registry: registry.clone(),
                    relay: Some(origin("assay.example/x")),
                }),
            ),
            (
                PullError::ConfirmRealm {
                    registry: registry.clone(),
                    realm: origin("auth.example/x"),
                },
                None,
                Some(Login::Confirm {
                    registry: registry.clone(),
                    realm: origin("auth.example/x"),
                }),
            ),
            (
                PullError::Form {
                    what: verbatim("a list"),
                },
                None,
                None,
            ),
        ] {
            let help = Help::of(&refusal("image=r.example/o/x", Some(error), diagnosis));
            assert_eq!(help.login, login, "{}", help.what);
        }
    }
}
