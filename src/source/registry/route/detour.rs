//! What a person wants asked in the place of a registry: another relay, or a mirror.
//!
//! Any mirror is a registry whose names may have something before those of the other
//! one: `distribution`'s `proxy` and zot's `sync` have nothing, Harbor's proxy cache
//! has the name of its project. Some serve several registries under the same names and
//! are told which by `?ns=` (distribution-spec 1.2, as containerd does it).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Carrier, Way};
use crate::image::reference::{Domain, Repository};
use crate::url::{HttpUrl, Origin, Scheme, UrlError};
use crate::words::{Message, routes as words};

/// How many there may be. A person types each.
pub const MAX_DETOURS: usize = 100;

/// How what is asked instead wants to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetourKind {
    /// A registry with the same things.
    #[default]
    Mirror,
    /// One that wants to be told of which registry.
    MirrorByNs,
    /// It hands on what the registry says.
    Relay,
}

/// What is asked in the place of one registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detour {
    host: Domain,
    /// Ends in `/`.
    base: HttpUrl,
    /// What stands before names there, without slashes at its ends; may be empty.
    prefix: String,
    kind: DetourKind,
}

/// Why something is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetourError {
    /// Not the name of a registry.
    Host {
        found: String,
    },
    Base(UrlError),
    /// An address with a query.
    Query,
    /// A relay by plain http for what is asked by https: all that passes could be read.
    Open,
    /// Not the beginning of a repository's name.
    Prefix {
        found: String,
    },
    /// [`MAX_DETOURS`] are there.
    TooMany,
}

/// All of them: one for a registry at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detours(Vec<Detour>);

/// As it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    host: String,
    base: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    prefix: String,
    kind: DetourKind,
}

impl DetourKind {
    pub const ALL: [Self; 3] = [Self::Mirror, Self::MirrorByNs, Self::Relay];

    /// What it is called in a list to choose from.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Mirror => words::mirror(),
            Self::MirrorByNs => words::mirror_by_ns(),
            Self::Relay => words::relay(),
        }
    }
}

impl DetourError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Host { found } => words::no_registry_name(found),
            Self::Base(error) => words::no_base(error.message()),
            Self::Query => words::base_with_query(),
            Self::Open => words::open_relay(),
            Self::Prefix { found } => words::no_name_prefix(found),
            Self::TooMany => words::too_many(MAX_DETOURS),
        }
    }
}

impl Detour {
    /// What is to be asked in the place of `host` (`docker.io`), as a person types it.
    ///
    /// # Errors
    /// For what is none.
    pub fn new(
        host: &str,
        base: &str,
        prefix: &str,
        kind: DetourKind,
    ) -> Result<Self, DetourError> {
        let base: HttpUrl = base.trim().parse().map_err(DetourError::Base)?;
        // What is asked for is put behind it.
        if base.query().is_some() {
            return Err(DetourError::Query);
        }
        let host = domain(host.trim())?;
        let (there, here) = (host.origin(), base.origin());
        let is_open = here.scheme() == Scheme::Http && !here.is_loopback();
        if kind == DetourKind::Relay && there.scheme() == Scheme::Https && is_open {
            return Err(DetourError::Open);
        }
        let prefix = match kind {
            DetourKind::Relay => "",
            DetourKind::Mirror | DetourKind::MirrorByNs => prefix.trim().trim_matches('/'),
        };
        if !prefix.is_empty() && !is_beginning(prefix) {
            let found = prefix.to_owned();
            return Err(DetourError::Prefix { found });
        }
        Ok(Self {
            host,
            base: base.directory(),
            prefix: prefix.to_owned(),
            kind,
        })
    }

    /// The registry, as it is written.
    #[must_use]
    pub fn host(&self) -> &Domain {
        &self.host
    }

    #[must_use]
    pub fn base(&self) -> &HttpUrl {
        &self.base
    }

    /// What stands before names; may be empty.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    #[must_use]
    pub fn kind(&self) -> DetourKind {
        self.kind
    }

    /// Which way it is.
    #[must_use]
    pub fn way(&self) -> Way {
        let base = self.base.clone();
        match self.kind {
            DetourKind::Relay => Way::Relay { base },
            DetourKind::Mirror | DetourKind::MirrorByNs => Way::Mirror { base },
        }
    }

    /// Itself, where it hands on what the registry says.
    #[must_use]
    pub fn carrier(&self) -> Option<Carrier> {
        (self.kind == DetourKind::Relay).then(|| Carrier {
            base: self.base.clone(),
            way: self.way(),
        })
    }

    /// Where a mirror has what the registry has at `url`.
    ///
    /// # Errors
    /// For an address that is too long.
    pub(crate) fn mirrored(&self, url: &HttpUrl) -> Result<HttpUrl, UrlError> {
        let path = url.path().trim_start_matches('/');
        let path = match path.strip_prefix("v2/") {
            // `/v2/` itself and lists of the whole registry have no name.
            Some(named) if !named.is_empty() && !named.starts_with('_') => self.named(named),
            _ => path.to_owned(),
        };
        let there = self.base.below(&path)?;
        Ok(self.told(there.with_query(url.query())))
    }

    /// `url`, which is one of the mirror, with the registry where it wants to be told.
    pub(crate) fn told(&self, url: HttpUrl) -> HttpUrl {
        match self.kind {
            DetourKind::MirrorByNs if url.parameter("ns").is_none() => {
                url.with_parameter("ns", self.host.as_str())
            }
            _ => url,
        }
    }

    fn named(&self, name: &str) -> String {
        match self.prefix.is_empty() {
            true => format!("v2/{name}"),
            false => format!("v2/{}/{name}", self.prefix),
        }
    }
}

impl Detours {
    /// The one for the registry that is asked at `origin`.
    #[must_use]
    pub fn of(&self, origin: &Origin) -> Option<&Detour> {
        self.0.iter().find(|detour| detour.host.origin() == origin)
    }

    /// All, by the names of their registries.
    pub fn iter(&self) -> impl Iterator<Item = &Detour> {
        self.0.iter()
    }

    /// Adds one, in the place of another one for the same registry.
    ///
    /// # Errors
    /// Where there are too many.
    pub fn add(&mut self, detour: Detour) -> Result<(), DetourError> {
        let same = |one: &Detour| one.host.origin() == detour.host.origin();
        if self.0.len() >= MAX_DETOURS && !self.0.iter().any(same) {
            return Err(DetourError::TooMany);
        }
        self.0.retain(|one| !same(one));
        self.0.push(detour);
        self.0.sort_by(|a, b| a.host.as_str().cmp(b.host.as_str()));
        Ok(())
    }

    /// Removes the one for `host`.
    pub fn remove(&mut self, host: &Domain) {
        self.0.retain(|one| one.host.origin() != host.origin());
    }

    /// As one line of text, to be kept.
    #[must_use]
    pub fn to_text(&self) -> String {
        let kept = self.0.iter().map(|one| Kept {
            host: one.host.linked(),
            base: one.base.to_string(),
            prefix: one.prefix.clone(),
            kind: one.kind,
        });
        serde_json::to_string(&kept.collect::<Vec<_>>()).unwrap_or_default()
    }

    /// What was kept. An entry that is none any more is left out.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let kept: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        let read = |one| {
            let one: Kept = serde_json::from_value(one).ok()?;
            Detour::new(&one.host, &one.base, &one.prefix, one.kind).ok()
        };
        let mut all = Self::default();
        for detour in kept.into_iter().take(MAX_DETOURS).filter_map(read) {
            // There is room for all that were taken.
            let _ = all.add(detour);
        }
        all
    }
}

/// The registry of this name, or address. A word without a dot would be part of a
/// name of Docker Hub.
fn domain(host: &str) -> Result<Domain, DetourError> {
    let read = Domain::from_link(host.trim_end_matches('/')).ok();
    let is_domain =
        |domain: &Domain| domain.as_str().contains(['.', ':']) || domain.as_str() == "localhost";
    read.filter(is_domain).ok_or_else(|| DetourError::Host {
        found: host.to_owned(),
    })
}

fn is_beginning(prefix: &str) -> bool {
    let name: Result<Repository, _> = format!("x.example/{prefix}/x").parse();
    name.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detour(host: &str, base: &str, prefix: &str, kind: DetourKind) -> Detour {
        Detour::new(host, base, prefix, kind).expect(host)
    }

    fn there(detour: &Detour, url: &str) -> String {
        let url = url.parse().expect(url);
        detour.mirrored(&url).unwrap().to_string()
    }

    #[test]
    fn a_mirror_has_the_same_below_its_own_address() {
        let plain = detour("docker.io", "https://m.example", "", DetourKind::Mirror);
        let hub = plain.host().origin().to_string();
        assert_eq!(hub, "https://registry-1.docker.io");
        let manifest = format!("{hub}/v2/library/alpine/manifests/3");
        assert_eq!(
            there(&plain, &manifest),
            "https://m.example/v2/library/alpine/manifests/3"
        );
        let harbor = "https://harbor.example/path";
        let harbor = detour("docker.io", harbor, "/proxy-hub/", DetourKind::Mirror);
        assert_eq!(
            there(&harbor, &manifest),
            "https://harbor.example/path/v2/proxy-hub/library/alpine/manifests/3"
        );
        for whole in ["/v2/", "/v2/_catalog?n=1000"] {
            let asked = there(&harbor, &format!("{hub}{whole}"));
            assert_eq!(asked, format!("https://harbor.example/path{whole}"));
        }
    }

    #[test]
    fn a_mirror_of_many_is_told_which_registry() {
        let base = "http://localhost:5000/";
        let many = detour("docker.io", base, "", DetourKind::MirrorByNs);
        let hub = "https://registry-1.docker.io/v2/library/x/tags/list";
        assert_eq!(
            there(&many, hub),
            "http://localhost:5000/v2/library/x/tags/list?ns=docker.io"
        );
        // A page that it named itself may say so already, or not.
        for (named, asked) in [
            ("n=1&ns=docker.io&last=a", "n=1&ns=docker.io&last=a"),
            ("n=1&last=a", "n=1&last=a&ns=docker.io"),
        ] {
            let page = format!("{base}v2/library/x/tags/list?");
            let url = format!("{page}{named}").parse().unwrap();
            assert_eq!(many.told(url).to_string(), format!("{page}{asked}"));
        }
    }

    #[test]
    fn a_relay_is_no_mirror() {
        let base = "https://r.example/relay";
        let relay = detour("ghcr.io", base, "ignored", DetourKind::Relay);
        let url = "https://ghcr.io/v2/o/x/tags/list".parse().unwrap();
        let carrier = relay.carrier().unwrap();
        assert_eq!(
            carrier.address(&url).unwrap().to_string(),
            "https://r.example/relay/ghcr.io/v2/o/x/tags/list"
        );
        assert_eq!((relay.prefix(), carrier.way), ("", relay.way()));
    }

    #[test]
    fn what_is_typed_is_read_or_refused() {
        let new = |host, base, prefix| Detour::new(host, base, prefix, DetourKind::Mirror);
        for host in [
            "docker.io",
            " ghcr.io ",
            "localhost:5000",
            "http://10.0.0.1:5000",
        ] {
            assert!(new(host, "https://m.example", "").is_ok(), "{host}");
        }
        for host in ["", "ubuntu", "a b", "ghcr.io/x", "me@ghcr.io"] {
            let error = new(host, "https://m.example", "").expect_err(host);
            assert!(matches!(error, DetourError::Host { .. }), "{host}");
        }
        for base in [
            "",
            "m.example",
            "ftp://m.example",
            "https://me:pw@m.example",
        ] {
            let error = new("ghcr.io", base, "").expect_err(base);
            assert!(matches!(error, DetourError::Base(_)), "{base}");
        }
        let relay = |base| Detour::new("ghcr.io", base, "", DetourKind::Relay);
        assert_eq!(
            new("ghcr.io", "https://m.example/?url=", ""),
            Err(DetourError::Query)
        );
        assert_eq!(relay("http://w.example/"), Err(DetourError::Open));
        assert!(relay("http://127.0.0.1:8080/cr/").is_ok());
        assert!(new("ghcr.io", "http://m.example/", "").is_ok());
        for prefix in ["A", "a b", "a//b", "../x", "a?b", "a:1"] {
            let error = new("ghcr.io", "https://m.example", prefix).expect_err(prefix);
            assert!(matches!(error, DetourError::Prefix { .. }), "{prefix}");
        }
    }

    #[test]
    fn all_are_kept_as_they_were_and_one_for_each_registry() {
        let mut all = Detours::default();
        let mirror = detour(
            "docker.io",
            "https://m.example/a/",
            "p/q",
            DetourKind::Mirror,
        );
        let insecure = detour(
            "http://r.example",
            "https://m.example",
            "",
            DetourKind::Relay,
        );
        for one in [&insecure, &mirror] {
            all.add(one.clone()).unwrap();
        }
        assert_eq!(Detours::from_text(&all.to_text()), all);
        let other = detour("docker.io", "https://n.example", "", DetourKind::MirrorByNs);
        all.add(other.clone()).unwrap();
        assert_eq!(all.iter().collect::<Vec<_>>(), [&other, &insecure]);
        all.remove(other.host());
        assert_eq!(all.of(other.host().origin()), None);
        assert_eq!(all.of(insecure.host().origin()), Some(&insecure));
    }

    #[test]
    fn what_was_kept_and_is_none_is_left_out() {
        for text in ["", "{}", "null", "[1]", r#"[{"host":"x"}]"#] {
            assert_eq!(Detours::from_text(text), Detours::default(), "{text}");
        }
        let text = r#"[{"host":"ubuntu","base":"https://m.example","kind":"mirror"},1,{"host":"x"},{"host":"quay.io","base":"https://m.example","kind":"of tomorrow"},{"host":"ghcr.io","base":"https://m.example","kind":"relay"}]"#;
        assert_eq!(Detours::from_text(text).iter().count(), 1);
    }

    #[test]
    fn there_are_not_more_than_a_person_types() {
        let mut all = Detours::default();
        let one = |n: usize| {
            detour(
                &format!("r{n}.example"),
                "https://m.example",
                "",
                DetourKind::Mirror,
            )
        };
        for n in 0..MAX_DETOURS {
            all.add(one(n)).unwrap();
        }
        assert_eq!(all.add(one(MAX_DETOURS)), Err(DetourError::TooMany));
        assert_eq!(all.add(one(0)), Ok(()));
    }
}
