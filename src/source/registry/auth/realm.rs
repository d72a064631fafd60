//! Where a token may be asked for, and where a password may go.
//!
//! A registry chooses the realm, so the realm is hostile until shown otherwise
//! (CVE-2026-48978, GHSA-xf85-363p-868w, GHSA-28r5-37g7-p6mp): it may point at
//! a metadata service, at a machine in the person's network, or at a host that
//! collects passwords. The rules are those that other clients arrived at:
//!
//! 1. an absolute `http` or `https` URL without userinfo (by `url`);
//! 2. `http` only if the registry itself is `http`;
//! 3. the registry's own origin is fine;
//! 4. an address of a loopback, private, link-local or unspecified network, or
//!    `localhost`, only if the registry is such a host itself;
//! 5. anything else may be asked without a password;
//! 6. a password goes to the registry's own origin and to the same registrable
//!    domain (`registry-1.docker.io` → `auth.docker.io`), never to another IP
//!    address or loopback port. For the rest the person is asked.
//!
//! Also here: the token servers of registries that hide `WWW-Authenticate` from
//! browsers, and the paths to try on unknown ones.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::url::{HttpUrl, Origin, Scheme, UrlError};
use crate::words::{Message, registry};

/// A token server that may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Realm {
    pub url: HttpUrl,
    /// May the registry's password be sent there without asking?
    pub takes_credentials: bool,
}

/// Why a realm is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RealmError {
    /// The challenge names none.
    Missing {
        registry: Origin,
    },
    Url {
        registry: Origin,
        error: UrlError,
    },
    /// `https` registry, `http` token server.
    Downgrade {
        registry: Origin,
        realm: Origin,
    },
    /// A machine that only the person's network reaches.
    Private {
        registry: Origin,
        realm: Origin,
    },
}

impl RealmError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Missing { registry } => registry::no_token_server(registry),
            Self::Url { registry, error } => {
                registry::token_server_address(registry, error.message())
            }
            Self::Downgrade { registry, realm } => {
                registry::token_server_without_tls(registry, realm)
            }
            Self::Private { registry, realm } => registry::private_token_server(registry, realm),
        }
    }
}

impl fmt::Display for RealmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Realm {
    /// Judges the realm that `registry` named in a challenge.
    pub fn judge(realm: &str, registry: &Origin) -> Result<Self, RealmError> {
        let url: HttpUrl = realm.parse().map_err(|error| RealmError::Url {
            registry: registry.clone(),
            error,
        })?;
        let place = url.origin();
        if place == registry {
            return Ok(Self {
                url,
                takes_credentials: true,
            });
        }
        let refused = (registry.clone(), place.clone());
        if place.scheme() == Scheme::Http && registry.scheme() == Scheme::Https {
            let (registry, realm) = refused;
            return Err(RealmError::Downgrade { registry, realm });
        }
        if is_private(place) && !is_private(registry) {
            let (registry, realm) = refused;
            return Err(RealmError::Private { registry, realm });
        }
        let takes_credentials = same_site(place, registry);
        Ok(Self {
            url,
            takes_credentials,
        })
    }
}

/// Token servers of registries that hide the challenge: host, realm, service.
const KNOWN: [(&str, &str, &str); 6] = [
    (
        "registry-1.docker.io",
        "https://auth.docker.io/token",
        "registry.docker.io",
    ),
    ("ghcr.io", "https://ghcr.io/token", "ghcr.io"),
    ("quay.io", "https://quay.io/v2/auth", "quay.io"),
    (
        "registry.gitlab.com",
        "https://gitlab.com/jwt/auth",
        "container_registry",
    ),
    (
        "public.ecr.aws",
        "https://public.ecr.aws/token/",
        "public.ecr.aws",
    ),
    ("gcr.io", "https://gcr.io/v2/token", "gcr.io"),
];

/// Hosts that end so have their token server at `/v2/token`.
const GOOGLE: [&str; 2] = [".gcr.io", "-docker.pkg.dev"];

/// Paths that token servers usually have on the registry's own origin, and the
/// service that they expect (`None`: the registry's host).
const PROBES: [(&str, Option<&str>); 6] = [
    ("/token", None),
    ("/v2/token", Some("container_registry")),
    ("/v2/auth", None),
    ("/service/token", Some("harbor-registry")),
    ("/jwt/auth", Some("container_registry")),
    ("/zot/auth/token", None),
];

/// The realm and service of a registry that is known to hide its challenge.
#[must_use]
pub fn known(registry: &Origin) -> Option<(String, String)> {
    if registry.scheme() != Scheme::Https {
        return None;
    }
    let host = registry.host();
    if GOOGLE.iter().any(|end| host.ends_with(end)) {
        return Some((format!("https://{host}/v2/token"), host.to_owned()));
    }
    KNOWN
        .iter()
        .find(|(name, _, _)| *name == host)
        .map(|(_, realm, service)| ((*realm).to_owned(), (*service).to_owned()))
}

/// Where to look for a token server on a registry that hides its challenge:
/// realm and service, best guess first. All are on its own origin.
#[must_use]
pub fn probes(registry: &Origin) -> Vec<(String, String)> {
    let own = registry.authority();
    PROBES
        .iter()
        .map(|(path, service)| {
            let service = service.unwrap_or(&own);
            (format!("{registry}{path}"), service.to_owned())
        })
        .collect()
}

/// Is this a host that only the person's machine or network reaches?
fn is_private(origin: &Origin) -> bool {
    match origin.ip() {
        None => origin.is_loopback(),
        Some(IpAddr::V4(ip)) => {
            let shared = ip.octets().first() == Some(&100)
                && ip.octets().get(1).is_some_and(|second| second & 0xc0 == 64);
            ip.is_loopback()
                || ip.is_private()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.octets().first() == Some(&0)
                || shared
        }
        Some(IpAddr::V6(ip)) => is_private_v6(ip, origin.scheme()),
    }
}

fn is_private_v6(ip: Ipv6Addr, scheme: Scheme) -> bool {
    // `::ffff:169.254.169.254` is the same machine as 169.254.169.254.
    if let Some(ip) = ip.to_ipv4_mapped().or_else(|| nat64(ip)) {
        return Origin::new(scheme, &ip.to_string(), None).is_ok_and(|origin| is_private(&origin));
    }
    ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
}

/// The IPv4 address behind NAT64's well-known prefix (RFC 6052).
fn nat64(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let tail = ip
        .octets()
        .strip_prefix(&[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0])?
        .try_into();
    tail.ok().map(|tail: [u8; 4]| tail.into())
}

/// Do both names have the same registrable domain? IP addresses and loopback
/// names have none, so that neither is the same site as anything.
fn same_site(one: &Origin, other: &Origin) -> bool {
    let named = |origin: &Origin| origin.ip().is_none() && !origin.is_loopback();
    if !named(one) || !named(other) {
        return false;
    }
    match (registrable(one.host()), registrable(other.host())) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// Suffixes of more than one label under which different people register names.
///
/// A short excerpt of the Public Suffix List, chosen for where registries and
/// strangers meet; the list itself has ten thousand entries. Being wrong here
/// in one direction means that the person is asked once more; in the other, a
/// suffix that is missing lets two tenants of it pass for one. That is why any
/// second-level label that is short or generic also counts as a suffix, see
/// [`registrable`].
const SUFFIXES: [&str; 34] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "on.aws",
    "awsapprunner.com",
    "elasticbeanstalk.com",
    "cloudfront.net",
    "azurecr.io",
    "azurewebsites.net",
    "azurecontainer.io",
    "cloudapp.azure.com",
    "windows.net",
    "web.app",
    "firebaseapp.com",
    "run.app",
    "appspot.com",
    "pkg.dev",
    "github.io",
    "githubusercontent.com",
    "github.dev",
    "gitlab.io",
    "pages.dev",
    "workers.dev",
    "herokuapp.com",
    "netlify.app",
    "vercel.app",
    "fly.dev",
    "onrender.com",
    "digitaloceanspaces.com",
    "ondigitalocean.app",
    "ngrok.io",
    "ngrok-free.app",
    "ngrok.app",
    "trycloudflare.com",
    "duckdns.org",
];

/// Second-level labels that are suffixes in most countries (`co.uk`, `com.au`).
const GENERIC: [&str; 12] = [
    "ac", "co", "com", "edu", "go", "gob", "gov", "ltd", "net", "ne", "or", "org",
];

/// The registrable domain of a host name: its public suffix and one label more.
/// `None` where the name is a suffix itself or has one label.
///
/// Approximate on purpose, and conservative: see [`SUFFIXES`].
fn registrable(host: &str) -> Option<&str> {
    let suffixes = SUFFIXES.iter();
    let suffixes = suffixes.filter(|it| host == **it || host.ends_with(&format!(".{it}")));
    let suffix = suffixes.map(|suffix| suffix.split('.').count()).max();
    let labels: Vec<&str> = host.split('.').collect();
    let generic = match labels.as_slice() {
        [.., second, country] => country.len() == 2 && GENERIC.contains(second),
        _ => false,
    };
    // Providers put their tenants below further labels (`dkr.ecr.<region>`,
    // `<region>.cloudapp`): under a listed suffix the whole name counts.
    let keep = match (suffix, generic) {
        (Some(suffix), _) if labels.len() > suffix => labels.len(),
        (None, true) => 3,
        (None, false) => 2,
        (Some(_), _) => return None,
    };
    let skipped = labels.get(..labels.len().checked_sub(keep)?)?.iter();
    host.get(skipped.map(|label| label.len() + 1).sum()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Origin {
        url.parse::<HttpUrl>().unwrap().origin().clone()
    }

    #[track_caller]
    fn check(registry: &str, realm: &str, expected: Result<bool, &str>) {
        let judged = Realm::judge(realm, &origin(registry));
        let judged = judged
            .map(|realm| realm.takes_credentials)
            .map_err(|error| error.to_string());
        assert_eq!(
            judged,
            expected.map_err(str::to_owned),
            "{registry} {realm}"
        );
    }

    #[test]
    fn a_password_goes_to_the_same_site_only() {
        for (registry, realm, takes) in [
            (
                "https://registry-1.docker.io",
                "https://auth.docker.io/token",
                true,
            ),
            ("https://ghcr.io", "https://ghcr.io/token", true),
            (
                "https://registry.gitlab.com",
                "https://gitlab.com/jwt/auth",
                true,
            ),
            (
                "https://r.example.co.uk",
                "https://auth.example.co.uk/t",
                true,
            ),
            (
                "https://r.example:5000",
                "https://auth.r.example:5001/t",
                true,
            ),
            ("http://r.example", "https://r.example/t", true),
            ("https://registry.example", "https://evil.example/t", false),
            ("https://a.co.uk", "https://b.co.uk/t", false),
            ("https://a.com.au", "https://b.com.au/t", false),
            ("https://me.github.io", "https://you.github.io/t", false),
            ("https://a.azurecr.io", "https://b.azurecr.io/t", false),
            (
                "https://1.dkr.ecr.us-east-1.amazonaws.com",
                "https://2.dkr.ecr.us-east-1.amazonaws.com/t",
                false,
            ),
            (
                "https://docker.io",
                "https://docker.io.evil.example/t",
                false,
            ),
            ("https://8.8.8.8", "https://8.8.8.9/t", false),
            ("https://8.8.8.8", "https://8.8.8.8:444/t", false),
            ("http://localhost:5000", "http://localhost:5000/token", true),
            (
                "http://localhost:5000",
                "http://localhost:5001/token",
                false,
            ),
            ("http://127.0.0.1:5000", "http://127.0.0.1:9/token", false),
        ] {
            check(registry, realm, Ok(takes));
        }
    }

    #[test]
    fn the_private_network_is_not_asked_on_behalf_of_a_public_registry() {
        for host in [
            "169.254.169.254",
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "[::1]",
            "[::]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::a9fe:a9fe]",
            "localhost",
            "x.localhost",
        ] {
            let realm = format!("https://{host}/t");
            let judged = Realm::judge(&realm, &origin("https://registry.example"));
            assert!(
                matches!(judged, Err(RealmError::Private { .. })),
                "{host}: {judged:?}"
            );
            assert!(Realm::judge(&realm, &origin("https://10.0.0.1:5000")).is_ok());
        }
        for host in ["8.8.8.8", "[2606:4700::1]", "100.128.0.1", "auth.example"] {
            let realm = format!("https://{host}/t");
            assert!(Realm::judge(&realm, &origin("https://registry.example")).is_ok());
        }
    }

    #[test]
    fn hostile_realms_are_refused_in_words() {
        let registry = "https://registry.example";
        for (realm, message) in [
            (
                "http://169.254.169.254/t",
                "expected a token server over https in the challenge of https://registry.example, but found http://169.254.169.254",
            ),
            (
                "https://169.254.169.254/t",
                "expected a public token server in the challenge of https://registry.example, but found https://169.254.169.254, an address of a private network",
            ),
            (
                "http://auth.example/t",
                "expected a token server over https in the challenge of https://registry.example, but found http://auth.example",
            ),
            (
                "file:///etc/passwd",
                "the address of the token server in the challenge of https://registry.example is not valid: expected an address that begins with `https://` or `http://`, but found another form",
            ),
            (
                "javascript:alert(1)",
                "the address of the token server in the challenge of https://registry.example is not valid: expected an address that begins with `https://` or `http://`, but found another form",
            ),
            (
                "//evil",
                "the address of the token server in the challenge of https://registry.example is not valid: expected an address that begins with `https://` or `http://`, but found another form",
            ),
            (
                "/token",
                "the address of the token server in the challenge of https://registry.example is not valid: expected an address that begins with `https://` or `http://`, but found another form",
            ),
            (
                "https://registry.example@evil.example/",
                "the address of the token server in the challenge of https://registry.example is not valid: expected an address without a user name or password, but found one before the host",
            ),
        ] {
            check(registry, realm, Err(message));
        }
    }

    #[test]
    fn every_known_realm_passes_its_own_judgement() {
        for (host, realm, _) in KNOWN {
            let registry = origin(&format!("https://{host}"));
            assert!(
                Realm::judge(realm, &registry).is_ok_and(|realm| realm.takes_credentials),
                "{host}"
            );
            assert_eq!(
                known(&registry).map(|(realm, _)| realm).as_deref(),
                Some(realm)
            );
        }
        assert_eq!(known(&origin("http://ghcr.io")), None);
        let google = origin("https://us-docker.pkg.dev");
        let (realm, _) = known(&google).unwrap();
        assert!(Realm::judge(&realm, &google).unwrap().takes_credentials);
        let registry = origin("https://r.example:5000");
        for (realm, service) in probes(&registry) {
            assert!(realm.starts_with("https://r.example:5000/"), "{realm}");
            assert!(!service.is_empty());
        }
    }

    #[test]
    fn registrable_domains_are_conservative() {
        for (host, expected) in [
            ("auth.docker.io", Some("docker.io")),
            ("docker.io", Some("docker.io")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("co.uk", None),
            ("localhost", None),
            ("github.io", None),
            ("x.github.io", Some("x.github.io")),
            (
                "1.dkr.ecr.eu.amazonaws.com",
                Some("1.dkr.ecr.eu.amazonaws.com"),
            ),
        ] {
            assert_eq!(registrable(host), expected, "{host}");
        }
    }
}
