//! Registries that are known to send no CORS headers, so that a person is told
//! at once and not after a wait.
//!
//! Only what was said in public by the people who run them, or read in their
//! code; for all others the doctor asks.

use crate::image::reference::Domain;
use crate::url::Origin;

/// A registry of which it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownRegistry {
    /// As people call it.
    pub name: &'static str,
    /// Where that is said.
    pub evidence: &'static str,
}

/// Domain (one that begins with a dot stands for all below), name, evidence.
const KNOWN: [(&str, KnownRegistry); 4] = [
    (
        "docker.io",
        KnownRegistry {
            name: "Docker Hub",
            evidence: "https://github.com/docker/roadmap/issues/667",
        },
    ),
    (
        ".azurecr.io",
        KnownRegistry {
            name: "Azure Container Registry",
            evidence: "https://github.com/Azure/acr/issues/752",
        },
    ),
    (
        "registry.gitlab.com",
        KnownRegistry {
            name: "GitLab.com",
            evidence: "https://gitlab.com/gitlab-org/gitlab/-/issues/26933",
        },
    ),
    (
        "quay.io",
        KnownRegistry {
            name: "Quay.io",
            evidence: "https://github.com/quay/quay",
        },
    ),
];

/// What is known about the registry at `domain`.
#[must_use]
pub fn known(domain: &Domain) -> Option<KnownRegistry> {
    let name = domain.as_str().to_ascii_lowercase();
    KNOWN
        .iter()
        .find(|(entry, _)| name == *entry || (entry.starts_with('.') && name.ends_with(entry)))
        .map(|(_, known)| *known)
}

/// Is it known of whoever answers at `origin` (`https://registry-1.docker.io`)?
#[must_use]
pub fn is_known_closed(origin: &Origin) -> bool {
    let domain: Option<Domain> = origin.authority().parse().ok();
    domain.is_some_and(|domain| domain.origin() == origin && known(&domain).is_some())
}
