//! By which way a registry is asked: itself, through a relay, or a mirror in its
//! place.
//!
//! Not here: which way is taken when (`client`), and requests.
//!
//! A relay hands on what a registry says, and the page is allowed to read that: of
//! `https://HOST/PATH?QUERY` it is asked as `<prefix>HOST/PATH?QUERY`. That there is
//! one beside the page is said by the file `relay.json` beside it:
//!
//! ```json
//! {"prefix":"/relay/","hosts":["registry-1.docker.io","ghcr.io"]}
//! ```
//!
//! Where no such file is, or one that names no host, there is no relay. Nothing is
//! guessed. A mirror is a registry of its own, whose names may have something before
//! those of the other one: see [`Detour`].
//!
//! Either can say that a tag is another digest, and neither can lie about bytes.

mod detour;

pub use detour::{Detour, DetourError, DetourKind, Detours, MAX_DETOURS};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::url::{HttpUrl, Origin, Scheme, UrlError};
use crate::words::{Message, routes as words};

/// The name of the file that says so.
pub const RELAY_FILE: &str = "relay.json";

/// The longest such file, in bytes: the one of `deploy/` has 300.
pub const MAX_RELAY_FILE: u64 = 64 * 1024;

/// How many hosts one may name: some hundred times those that are worth a relay.
pub const MAX_RELAY_HOSTS: usize = 1_000;

/// By which way an answer came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Way {
    /// From the registry itself, or from where it sent to.
    #[default]
    Direct,
    /// Through the relay that the page came with.
    SiteRelay { origin: Origin },
    /// Through a relay that a person named.
    Relay { base: HttpUrl },
    /// From a mirror that a person named.
    Mirror { base: HttpUrl },
}

/// A relay, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    /// Ends in `/`.
    base: HttpUrl,
    /// Hosts, with their ports where they have one, in lower case.
    hosts: BTreeSet<String>,
}

/// Why a `relay.json` says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayFileError {
    TooLarge,
    /// It is no JSON object with a prefix and hosts.
    Form,
    /// The prefix leads nowhere, with the page's address before it.
    Prefix(UrlError),
    TooManyHosts {
        found: usize,
    },
    /// An entry is no host.
    Host {
        found: String,
    },
}

/// What answers in the place of a registry, and which way that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Ends in `/`.
    pub base: HttpUrl,
    pub way: Way,
}

#[derive(Deserialize)]
struct RelayFile {
    prefix: String,
    hosts: Vec<String>,
}

impl Way {
    /// Whose word it is what a tag means, where that is not the registry's.
    #[must_use]
    pub fn between(&self) -> Option<&Origin> {
        match self {
            Self::Direct => None,
            Self::SiteRelay { origin } => Some(origin),
            Self::Relay { base } | Self::Mirror { base } => Some(base.origin()),
        }
    }

    /// Who was asked in the end: the registry, or a mirror in its place.
    #[must_use]
    pub fn asked<'a>(&'a self, registry: &'a Origin) -> &'a Origin {
        match self {
            Self::Mirror { base } => base.origin(),
            Self::Direct | Self::SiteRelay { .. } | Self::Relay { .. } => registry,
        }
    }

    /// In a few words.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Direct => words::direct(),
            Self::SiteRelay { .. } => words::through_site_relay(),
            Self::Relay { base } => words::through_relay(base),
            Self::Mirror { base } => words::from_mirror(base),
        }
    }
}

impl RelayFileError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge => words::file_too_large(MAX_RELAY_FILE),
            Self::Form => words::file_form(),
            Self::Prefix(error) => words::file_prefix(error.message()),
            Self::TooManyHosts { found } => words::file_hosts(MAX_RELAY_HOSTS, *found),
            Self::Host { found } => words::file_host(found),
        }
    }
}

impl Relay {
    /// Reads the `relay.json` beside the page at `page`.
    ///
    /// # Errors
    /// Where it says anything else than it should: half a list is none.
    pub fn read(bytes: &[u8], page: &HttpUrl) -> Result<Self, RelayFileError> {
        let file: RelayFile = serde_json::from_slice(bytes).map_err(|_| RelayFileError::Form)?;
        if file.hosts.len() > MAX_RELAY_HOSTS {
            let found = file.hosts.len();
            return Err(RelayFileError::TooManyHosts { found });
        }
        let base = resolved(&file.prefix, page).map_err(RelayFileError::Prefix)?;
        let hosts = file.hosts.into_iter().map(authority);
        Ok(Self {
            base: base.directory(),
            hosts: hosts.collect::<Result<_, _>>()?,
        })
    }

    /// Is it for this registry, or token server? A relay asks by `https` only.
    #[must_use]
    pub fn names(&self, origin: &Origin) -> bool {
        origin.scheme() == Scheme::Https && self.hosts.contains(&origin.authority())
    }

    /// Where it is.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.base.origin()
    }

    /// The hosts that it is for, in order.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(String::as_str)
    }

    /// Itself, as what answers for all that it is for.
    #[must_use]
    pub fn carrier(&self) -> Carrier {
        Carrier {
            base: self.base.clone(),
            way: Way::SiteRelay {
                origin: self.base.origin().clone(),
            },
        }
    }
}

impl Carrier {
    /// Where what is at `url` is asked for.
    ///
    /// # Errors
    /// For an address that is too long.
    pub fn address(&self, url: &HttpUrl) -> Result<HttpUrl, UrlError> {
        let below = format!("{}{}", url.origin().authority(), url.path());
        Ok(self.base.below(&below)?.with_query(url.query()))
    }
}

/// `prefix` as a browser reads it in the page at `page`.
fn resolved(prefix: &str, page: &HttpUrl) -> Result<HttpUrl, UrlError> {
    if prefix.contains("://") {
        return prefix.parse();
    }
    // `//host/` names a host, and so it is one or the other by who reads it.
    if prefix.starts_with("//") {
        return Err(UrlError::Scheme);
    }
    match prefix.starts_with('/') {
        true => page.origin().at(prefix),
        false => beside(page, prefix),
    }
}

/// Notes in `ways` one by which something came: each stands there once.
pub fn note(ways: &mut Vec<Way>, way: Way) {
    if !ways.contains(&way) {
        ways.push(way);
    }
}

/// What is called `name` in the folder of `page`.
///
/// # Errors
/// Where `name` is no part of a path.
pub fn beside(page: &HttpUrl, name: &str) -> Result<HttpUrl, UrlError> {
    let folder = page
        .path()
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    page.origin().at(&format!("{folder}/{name}"))
}

/// A host with the port that it may have, as [`Origin::authority`] writes it.
fn authority(host: String) -> Result<String, RelayFileError> {
    let url = format!("https://{host}");
    let read = url.parse::<HttpUrl>().ok();
    let is_host =
        |url: &HttpUrl| url.path() == "/" && url.query().is_none() && !host.ends_with('/');
    match read.filter(is_host) {
        Some(url) => Ok(url.origin().authority()),
        None => Err(RelayFileError::Host { found: host }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> HttpUrl {
        text.parse().expect(text)
    }

    fn read(file: &str, page: &str) -> Result<Relay, RelayFileError> {
        Relay::read(file.as_bytes(), &url(page))
    }

    #[test]
    fn the_file_of_deploy_is_read() {
        let file = include_bytes!("../../../deploy/nginx/relay/relay.json");
        let relay = Relay::read(file, &url("https://a.example/tools/assay/")).unwrap();
        let hub = url("https://registry-1.docker.io/v2/library/alpine/manifests/3?x=%2F");
        assert!(relay.names(hub.origin()) && relay.hosts().count() > 5);
        assert_eq!(
            relay.carrier().address(&hub).unwrap().to_string(),
            "https://a.example/relay/registry-1.docker.io/v2/library/alpine/manifests/3?x=%2F"
        );
    }

    #[test]
    fn the_prefix_is_read_as_an_address_in_the_page() {
        for (prefix, base) in [
            ("/relay/", "https://a.example/relay/x.example/v2/"),
            ("/relay", "https://a.example/relay/x.example/v2/"),
            ("relay/", "https://a.example/tools/relay/x.example/v2/"),
            ("https://r.example/", "https://r.example/x.example/v2/"),
        ] {
            let file = format!(r#"{{"prefix":"{prefix}","hosts":[]}}"#);
            let relay = read(&file, "https://a.example/tools/index.html").expect(prefix);
            let asked = relay.carrier().address(&url("https://x.example/v2/"));
            assert_eq!(asked.unwrap().to_string(), base, "{prefix}");
        }
        for prefix in ["//evil.example/", "/../x/", "javascript://x/", "/a b/"] {
            let file = format!(r#"{{"prefix":"{prefix}","hosts":[]}}"#);
            let error = read(&file, "https://a.example/").expect_err(prefix);
            assert!(matches!(error, RelayFileError::Prefix(_)), "{prefix}");
        }
    }

    #[test]
    fn a_relay_is_for_the_hosts_that_it_names_and_for_https() {
        let file = r#"{"prefix":"/relay/","hosts":["GHCR.io","r.example:8443","s.example:443"]}"#;
        let relay = read(file, "http://localhost:8080/").unwrap();
        for (named, address) in [
            (true, "https://ghcr.io"),
            (true, "https://r.example:8443"),
            (true, "https://s.example"),
            (false, "https://r.example"),
            (false, "http://ghcr.io"),
            (false, "https://ghcr.io.evil.example"),
            (false, "https://auth.ghcr.io"),
        ] {
            assert_eq!(relay.names(url(address).origin()), named, "{address}");
        }
    }

    #[test]
    fn a_file_that_says_something_else_is_no_relay() {
        let many = format!(
            r#"{{"prefix":"/","hosts":[{}"a"]}}"#,
            r#""a","#.repeat(MAX_RELAY_HOSTS)
        );
        let host = |found: &str| RelayFileError::Host {
            found: found.to_owned(),
        };
        for (file, error) in [
            ("<!DOCTYPE html>", RelayFileError::Form),
            ("[]", RelayFileError::Form),
            (r#"{"prefix":"/relay/"}"#, RelayFileError::Form),
            (r#"{"prefix":1,"hosts":[]}"#, RelayFileError::Form),
            (r#"{"prefix":"/","hosts":["a/b"]}"#, host("a/b")),
            (r#"{"prefix":"/","hosts":["a/"]}"#, host("a/")),
            (r#"{"prefix":"/","hosts":["me@a"]}"#, host("me@a")),
            (r#"{"prefix":"/","hosts":["https://a"]}"#, host("https://a")),
            (
                many.as_str(),
                RelayFileError::TooManyHosts {
                    found: MAX_RELAY_HOSTS + 1,
                },
            ),
        ] {
            let shown = file.chars().take(60).collect::<String>();
            assert_eq!(read(file, "https://a.example/"), Err(error), "{shown}");
        }
    }

    #[test]
    fn a_way_keeps_its_name_in_reports() {
        let ways = [
            Way::Direct,
            Way::SiteRelay {
                origin: url("https://a.example/x").origin().clone(),
            },
            Way::Mirror {
                base: url("https://m.example/hub/"),
            },
        ];
        let json = serde_json::to_string(&ways).unwrap();
        assert_eq!(
            json,
            r#"[{"kind":"direct"},{"kind":"site-relay","origin":"https://a.example"},{"kind":"mirror","base":"https://m.example/hub/"}]"#
        );
        assert_eq!(serde_json::from_str::<Vec<Way>>(&json).unwrap(), ways);
    }
}
