//! Which documents a request for a manifest asks for: the `Accept` header.
//!
//! Why this is not one long header. A browser sends a header whose value is
//! longer than 128 bytes only after a preflight (Fetch Standard, "CORS-
//! safelisted request-header"), which many registries refuse, and which costs a
//! request where they do not. The four types of today are 193 bytes. Two fit.
//!
//! Why the pairs are by family, and not "both indexes" or "both manifests".
//! `distribution` answers a request by tag for a type that was not asked for in
//! three ways (registry/handlers/manifests.go): OCI documents with 404
//! MANIFEST_UNKNOWN, Docker lists by **another document**, the linux/amd64
//! manifest, and (2.x) Docker manifests by a converted schema 1 one. So
//!
//! * the OCI pair brings OCI images and OCI indexes in one request, without a
//!   preflight; whatever else comes is of a type that was not asked for, which
//!   the reply says, and is asked for again with the Docker pair;
//! * the Docker pair holds the list, so what it brings was not rewritten.
//!
//! "Both manifests" would be rewritten from a list without a trace. A request
//! by digest is never rewritten, and the digest is checked anyway.
//!
//! A request that carries `Authorization` has its preflight already, and sends
//! the full list; where that is refused, the pairs follow.

use crate::image::media_type::{
    DOCKER_LIST, DOCKER_MANIFEST, DOCKER_SCHEMA1, DOCKER_SCHEMA1_SIGNED, OCI_ARTIFACT_MANIFEST,
    OCI_INDEX, OCI_MANIFEST,
};

const OCI_PAIR: [&str; 2] = [OCI_INDEX, OCI_MANIFEST];
const DOCKER_PAIR: [&str; 2] = [DOCKER_LIST, DOCKER_MANIFEST];
const ALL: [&str; 7] = [
    OCI_INDEX,
    OCI_MANIFEST,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    DOCKER_SCHEMA1_SIGNED,
    DOCKER_SCHEMA1,
    OCI_ARTIFACT_MANIFEST,
];

/// The longest value of a safelisted header, in bytes (Fetch Standard).
pub const SAFELISTED_LENGTH: usize = 128;

/// Whose formats a registry stored last; asked for first the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Oci,
    Docker,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Index and manifest of one family; no preflight.
    Pair(Family),
    /// One known type, for a document whose descriptor names it; no preflight.
    Exactly(&'static str),
    /// Every type that is understood; needs a preflight.
    Full,
}

impl Accept {
    /// Exactly `media_type`, where that is a type that this program knows. The
    /// type of an untrusted descriptor never becomes a header otherwise.
    #[must_use]
    pub fn exactly(media_type: &str) -> Option<Self> {
        ALL.iter()
            .find(|known| **known == media_type)
            .map(|known| Self::Exactly(known))
    }

    /// The value of the header.
    #[must_use]
    pub fn header(self) -> String {
        self.types().join(", ")
    }

    /// Was `media_type` asked for?
    #[must_use]
    pub fn names(self, media_type: &str) -> bool {
        self.types().contains(&media_type)
    }

    fn types(&self) -> &[&'static str] {
        match self {
            Self::Pair(Family::Oci) => &OCI_PAIR,
            Self::Pair(Family::Docker) => &DOCKER_PAIR,
            Self::Exactly(one) => std::slice::from_ref(one),
            Self::Full => &ALL,
        }
    }

    /// What to ask for next, given what was `tried`, or `None` at the end.
    #[must_use]
    pub fn next(tried: &[Self], authorized: bool, first: Family) -> Option<Self> {
        let second = match first {
            Family::Oci => Family::Docker,
            Family::Docker => Family::Oci,
        };
        let order = [Self::Full, Self::Pair(first), Self::Pair(second)];
        order
            .into_iter()
            .skip(usize::from(!authorized))
            .find(|accept| !tried.contains(accept))
    }
}

impl Family {
    /// The family of a known media type.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Self> {
        match media_type {
            OCI_INDEX | OCI_MANIFEST | OCI_ARTIFACT_MANIFEST => Some(Self::Oci),
            _ if ALL.contains(&media_type) => Some(Self::Docker),
            _ => None,
        }
    }
}

/// Is this a type of manifest or index that this program knows?
#[must_use]
pub fn is_known(media_type: &str) -> bool {
    ALL.contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_for_without_authorization_needs_no_preflight() {
        let mut asked = vec![Accept::Pair(Family::Oci), Accept::Pair(Family::Docker)];
        asked.extend(ALL.iter().filter_map(|one| Accept::exactly(one)));
        assert_eq!(asked.len(), 9);
        for accept in asked {
            let value = accept.header();
            assert!(value.len() <= SAFELISTED_LENGTH, "{value}");
            assert!(!value.contains(['"', '(', ')', ':', '<', '>', '?', '@', '[', ']', '{', '}']));
        }
        assert!(Accept::Full.header().len() > SAFELISTED_LENGTH);
        assert_eq!(Accept::exactly("application/json\r\nX: y"), None);
    }

    #[test]
    fn a_list_is_never_left_out_of_a_request_that_names_its_manifest() {
        for accept in [Accept::Pair(Family::Docker), Accept::Full] {
            assert!(accept.names(DOCKER_MANIFEST) && accept.names(DOCKER_LIST));
        }
        assert!(!Accept::Pair(Family::Oci).names(DOCKER_MANIFEST));
    }

    #[test]
    fn the_order_saves_preflights() {
        let order = |authorized, first| {
            let mut tried = Vec::new();
            while let Some(next) = Accept::next(&tried, authorized, first) {
                tried.push(next);
            }
            tried
        };
        let (oci, docker) = (Accept::Pair(Family::Oci), Accept::Pair(Family::Docker));
        assert_eq!(order(false, Family::Oci), [oci, docker]);
        assert_eq!(order(false, Family::Docker), [docker, oci]);
        assert_eq!(order(true, Family::Oci), [Accept::Full, oci, docker]);
        assert_eq!(Family::of(DOCKER_SCHEMA1), Some(Family::Docker));
        assert_eq!(Family::of("text/html"), None);
    }
}
