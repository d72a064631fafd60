//! What the person typed, and for whom.
//!
//! A credential lives in memory, belongs to one exact origin, is never
//! serialised, and prints as `****`. It is sent to that origin, and to a token
//! server only by the rule in `realm`, or if the person said so by name.

use std::collections::{HashMap, HashSet};
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::http::Authorization;
use crate::url::Origin;

/// A user name and a password or access token.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    username: String,
    password: String,
}

/// Credentials by the registry that they were typed for.
#[derive(Default)]
pub struct CredentialStore {
    by_registry: HashMap<Origin, Credential>,
    confirmed: HashSet<(Origin, Origin)>,
}

impl Credential {
    #[must_use]
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }

    /// The header by RFC 7617, with the text as UTF-8.
    #[must_use]
    pub fn authorization(&self) -> Authorization {
        let text = format!("{}:{}", self.username, self.password);
        Authorization::new(format!("Basic {}", STANDARD.encode(text)), true)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl CredentialStore {
    /// Keeps `credential` for exactly `registry`, in place of an older one.
    pub fn insert(&mut self, registry: Origin, credential: Credential) {
        self.by_registry.insert(registry, credential);
    }

    /// Forgets what was kept for `registry`, and whom it was to be sent to.
    pub fn remove(&mut self, registry: &Origin) {
        self.by_registry.remove(registry);
        self.confirmed.retain(|(from, _)| from != registry);
    }

    /// The credential of exactly this origin.
    #[must_use]
    pub fn get(&self, registry: &Origin) -> Option<&Credential> {
        self.by_registry.get(registry)
    }

    /// The person agreed that the credential of `registry` be sent to the token
    /// server at `realm`.
    pub fn confirm(&mut self, registry: Origin, realm: Origin) {
        self.confirmed.insert((registry, realm));
    }

    #[must_use]
    pub fn is_confirmed(&self, registry: &Origin, realm: &Origin) -> bool {
        self.confirmed.contains(&(registry.clone(), realm.clone()))
    }
}

/// Says how many, and nothing else.
impl fmt::Debug for CredentialStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} credentials", self.by_registry.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(url: &str) -> Origin {
        url.parse::<crate::url::HttpUrl>().unwrap().origin().clone()
    }

    #[test]
    fn a_credential_belongs_to_one_exact_origin() {
        let mut store = CredentialStore::default();
        let home = origin("https://123456789012.dkr.ecr.us-east-1.amazonaws.com");
        store.insert(home.clone(), Credential::new("me", "secret"));
        assert!(store.get(&home).is_some());
        for other in [
            "https://123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example",
            "http://123456789012.dkr.ecr.us-east-1.amazonaws.com",
            "https://123456789012.dkr.ecr.us-east-1.amazonaws.com:8443",
            "https://evil.example",
        ] {
            assert!(store.get(&origin(other)).is_none(), "{other}");
        }
        store.remove(&home);
        assert!(store.get(&home).is_none());
    }

    #[test]
    fn consent_to_a_token_server_ends_with_the_credential() {
        let mut store = CredentialStore::default();
        let (registry, realm) = (origin("https://a.example"), origin("https://b.example"));
        store.confirm(registry.clone(), realm.clone());
        assert!(store.is_confirmed(&registry, &realm));
        assert!(!store.is_confirmed(&realm, &registry));
        store.remove(&registry);
        assert!(!store.is_confirmed(&registry, &realm));
    }

    #[test]
    fn nothing_prints_a_secret() {
        let credential = Credential::new("me", "secret");
        let mut store = CredentialStore::default();
        store.insert(origin("https://a.example"), credential.clone());
        let printed = format!(
            "{credential} {credential:?} {store:?} {:?}",
            credential.authorization()
        );
        assert_eq!(printed, "**** **** 1 credentials ****");
        assert_eq!(credential.authorization().reveal(), "Basic bWU6c2VjcmV0");
    }
}
