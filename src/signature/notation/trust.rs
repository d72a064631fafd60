//! What a person gives to be trusted: roots, in stores of a kind and a name, and a policy
//! (notaryproject/specifications, `trust-store-trust-policy.md`).

use crate::signature::certificate::Certificate;

use super::policy::{StoreKind, TrustPolicy};

/// Roots of one kind and name.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// `None` for roots that are trusted for all.
    pub kind: Option<StoreKind>,
    pub name: String,
    pub certificates: Vec<Certificate>,
}

/// All that a person gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trust {
    pub stores: Vec<Store>,
    /// `None` where every root counts, for every repository and every signer.
    pub policy: Option<TrustPolicy>,
}

impl Trust {
    /// Roots without further ado: trusted for everything.
    #[must_use]
    pub fn of_roots(certificates: &[Certificate]) -> Self {
        let store = Store {
            kind: None,
            name: String::new(),
            certificates: certificates.to_vec(),
        };
        Self {
            stores: vec![store],
            policy: None,
        }
    }

    /// The kind and name of the store in which a file stands on a disk:
    /// `truststore/x509/KIND/NAME/FILE`.
    #[must_use]
    pub fn place(path: &str) -> Option<(StoreKind, String)> {
        let mut parts = path.rsplit(['/', '\\']);
        let (_file, name, kind) = (parts.next()?, parts.next()?, parts.next()?);
        let is_store = (parts.next()?, parts.next()?) == ("x509", "truststore");
        let kind = StoreKind::of(kind).filter(|_| is_store)?;
        Some((kind, name.to_owned()))
    }

    /// The roots of a kind. Where a policy names stores, only of those.
    pub(super) fn roots(
        &self,
        kind: StoreKind,
        named: Option<&[(StoreKind, String)]>,
    ) -> Vec<Certificate> {
        let counts = |store: &&Store| {
            let is_kind = store.kind.is_none_or(|own| own == kind);
            let is_named = |(of, name): &(StoreKind, String)| {
                *of == kind && (store.kind.is_none() || *name == store.name)
            };
            is_kind && named.is_none_or(|named| named.iter().any(is_named))
        };
        let stores = self.stores.iter().filter(counts);
        stores
            .flat_map(|store| store.certificates.iter().cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_are_known_by_their_folders() {
        let place = |path| Trust::place(path);
        let expected = (StoreKind::Tsa, "x".to_owned());
        assert_eq!(
            place("notation/truststore/x509/tsa/x/a.pem"),
            Some(expected)
        );
        let authority = (StoreKind::SigningAuthority, "y".to_owned());
        assert_eq!(
            place("truststore\\x509\\signingAuthority\\y\\b.crt"),
            Some(authority)
        );
        for other in ["a.pem", "x509/ca/x/a.pem", "truststore/x509/other/x/a.pem"] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}
