//! What a person gives to be trusted: keys, certificates and roots, and whom they expect.

use crate::signature::certificate::Certificate;
use crate::signature::expectation::Expectation;
use crate::signature::fault::Fault;
use crate::signature::key::PublicKey;
use crate::signature::notation::policy::{NoPolicy, TrustPolicy};
use crate::signature::notation::trust::Trust;
use crate::signature::pem;
use crate::signature::trusted_root::TrustedRoot;
use crate::words::{Message, signatures as words};

/// The most files that are taken, and the most bytes of one: real ones have some
/// kilobytes.
pub const MAX_GIVEN: usize = 64;
pub const MAX_GIVEN_BYTES: usize = 1 << 20;

/// All that is trusted. Nothing but Sigstore's public root is, until a person says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// In the order in which they came.
    pub files: Vec<GivenFile>,
    /// Whether Sigstore's public root is trusted.
    pub trusts_public: bool,
    public: Option<TrustedRoot>,
    roots: Vec<TrustedRoot>,
    /// As roots of one's own.
    pub certificates: Vec<Certificate>,
    pub expectation: Option<Expectation>,
    /// Whether who has one of the keys is expected.
    pub expects_key: bool,
    keys: Vec<PublicKey>,
    /// A `trustpolicy.json` of the Notary Project.
    policy: Option<TrustPolicy>,
}

/// What one file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenFile {
    pub name: String,
    pub kind: GivenKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GivenKind {
    Key,
    /// So many certificates.
    Certificates(usize),
    /// So many trusted roots.
    Roots(usize),
    /// A policy of the Notary Project.
    Policy,
}

/// Why a file gives nothing to trust.
#[derive(Clone, Debug, PartialEq)]
pub enum NothingGiven {
    TooLarge,
    TooMany,
    /// No PEM, and no JSON.
    Unknown,
    /// A private key: it is no business of a page.
    PrivateKey,
    Fault(Fault),
    Policy(NoPolicy),
}

impl NothingGiven {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge => words::given_too_large(MAX_GIVEN_BYTES),
            Self::TooMany => words::given_too_many(MAX_GIVEN),
            Self::Unknown => words::given_unknown(),
            Self::PrivateKey => words::given_private_key(),
            Self::Fault(fault) => fault.message(),
            Self::Policy(none) => none.message(),
        }
    }
}

impl GivenKind {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Key => words::given_key(),
            Self::Certificates(count) => words::given_certificates(count),
            Self::Roots(count) => words::given_roots(count),
            Self::Policy => words::given_policy(),
        }
    }
}

impl Default for Given {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            trusts_public: true,
            public: TrustedRoot::public_good(),
            roots: Vec::new(),
            certificates: Vec::new(),
            expectation: None,
            expects_key: false,
            keys: Vec::new(),
            policy: None,
        }
    }
}

impl Given {
    #[must_use]
    pub fn keys(&self) -> Vec<PublicKey> {
        self.keys.clone()
    }

    #[must_use]
    pub fn roots(&self) -> Vec<TrustedRoot> {
        let public = self.public.iter().filter(|_| self.trusts_public);
        public.chain(&self.roots).cloned().collect()
    }

    #[must_use]
    pub fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Notes whom a link or a person expects: both, as anybody gets a certificate of some
    /// issuer for some name, so that nobody is as expected where one of them is missing;
    /// else who has a given key, where that is wanted.
    pub fn expect(&mut self, signer: Option<&str>, issuer: Option<&str>) {
        self.expectation = match (signer, issuer) {
            (None, None) => (self.expects_key && self.has_keys()).then_some(Expectation::GivenKey),
            (Some(name), Some(issuer)) if !name.is_empty() && !issuer.is_empty() => {
                Some(Expectation::Identity {
                    name: name.to_owned(),
                    issuer: issuer.to_owned(),
                })
            }
            _ => Some(Expectation::Half),
        };
    }

    /// Takes a file, whatever it is of what can be trusted.
    ///
    /// # Errors
    /// Where it is nothing of that; then nothing changes.
    pub fn take(&mut self, name: &str, bytes: &[u8]) -> Result<GivenKind, NothingGiven> {
        if bytes.len() > MAX_GIVEN_BYTES {
            return Err(NothingGiven::TooLarge);
        }
        if self.files.len() >= MAX_GIVEN {
            return Err(NothingGiven::TooMany);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| NothingGiven::Unknown)?;
        let kind = match text.trim_start().starts_with('{') {
            true if text.contains("trustPolicies") => self.take_policy(bytes)?,
            true => self.take_roots(name, bytes)?,
            false => self.take_pem(text)?,
        };
        self.files.push(GivenFile {
            name: name.to_owned(),
            kind,
        });
        Ok(kind)
    }

    /// What the Notary Project's signatures are held against.
    #[must_use]
    pub fn notary(&self) -> Trust {
        Trust {
            policy: self.policy.clone(),
            ..Trust::of_roots(&self.certificates)
        }
    }

    fn take_policy(&mut self, bytes: &[u8]) -> Result<GivenKind, NothingGiven> {
        let policy = TrustPolicy::read(bytes).map_err(NothingGiven::Policy)?;
        self.policy = Some(policy);
        Ok(GivenKind::Policy)
    }

    fn take_roots(&mut self, name: &str, bytes: &[u8]) -> Result<GivenKind, NothingGiven> {
        let roots = TrustedRoot::read_all(bytes, name).map_err(NothingGiven::Fault)?;
        let count = roots.len();
        self.roots.extend(roots);
        Ok(GivenKind::Roots(count))
    }

    fn take_pem(&mut self, text: &str) -> Result<GivenKind, NothingGiven> {
        if text.contains("PRIVATE KEY-----") {
            return Err(NothingGiven::PrivateKey);
        }
        let parts = pem::decode(text).map_err(|_| NothingGiven::Unknown)?;
        let certificates = parts.iter().filter(|(label, _)| label == "CERTIFICATE");
        let certificates = certificates.map(|(_, der)| Certificate::parse(der));
        let certificates: Vec<Certificate> = certificates
            .collect::<Result<_, _>>()
            .map_err(|error| NothingGiven::Fault(Fault::Certificate(error)))?;
        if certificates.is_empty() {
            let key = PublicKey::from_pem(text);
            self.keys
                .push(key.map_err(|error| NothingGiven::Fault(Fault::Key(error)))?);
            return Ok(GivenKind::Key);
        }
        let count = certificates.len();
        // A certificate is a root of one's own; its key signs for whoever is no authority.
        let is_ca = |one: &&Certificate| {
            let basic = one.extensions().basic_constraints;
            basic.is_some_and(|basic| basic.is_ca)
        };
        let leaves = certificates.iter().filter(|one| !is_ca(one));
        self.keys
            .extend(leaves.filter_map(|one| one.key().ok().cloned()));
        self.certificates.extend(certificates);
        Ok(GivenKind::Certificates(count))
    }
}
