//! Whom a person expects to have signed, and whether it was them.

use super::certificate::AlternativeName;
use super::key::PublicKey;
use super::proof::{Conclusion, Proof, Signer};

/// A user name, as Fulcio writes it (fulcio, `docs/oid-info.md`).
const USER_NAME: &str = "1.3.6.1.4.1.57264.1.7";

/// Whom a person expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Whom a certificate names, and who told its authority so. Both are needed: anybody
    /// can get a certificate of some issuer for some name.
    Identity { name: String, issuer: String },
    /// Only one of both is said: nobody is as expected.
    Half,
    /// Who has one of the keys that the person gave.
    GivenKey,
}

/// What a signature is to somebody who expects a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Met {
    /// By whom is expected, and all of it holds.
    AsExpected,
    /// It may hold, and is by somebody else.
    NotByWhomYouExpect,
    /// By whom is expected, as it says, but it does not hold.
    DoesNotHold,
}

impl Expectation {
    /// Holds a proof against it.
    #[must_use]
    pub fn met(&self, proof: &Proof, keys: &[PublicKey]) -> Met {
        let is_theirs = match (self, &proof.signer) {
            (Self::Identity { name, issuer }, Some(Signer::Certified(identity))) => {
                let is_name =
                    |own: &AlternativeName| is_of_a_signer(own) && own.text() == Some(name);
                let names = identity.names.iter();
                let has_name =
                    names.clone().any(is_name) || names.len() == 0 && identity.subject == *name;
                has_name && identity.issuer.as_ref() == Some(issuer)
            }
            (Self::GivenKey, Some(Signer::Key(key))) => keys.contains(key),
            _ => false,
        };
        match (is_theirs, proof.conclusion()) {
            (false, _) => Met::NotByWhomYouExpect,
            (true, Conclusion::Holds) => Met::AsExpected,
            (true, _) => Met::DoesNotHold,
        }
    }
}

/// Whether it is of a kind by which signers are called. Other names, such as those of
/// hosts, may be had by anybody of the same authority.
fn is_of_a_signer(name: &AlternativeName) -> bool {
    match name {
        AlternativeName::Email(_) | AlternativeName::Uri(_) => true,
        AlternativeName::Other { oid, .. } => oid == USER_NAME,
        AlternativeName::Dns(_) | AlternativeName::Unread(_) => false,
    }
}
