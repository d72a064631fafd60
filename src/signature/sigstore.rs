//! Verifies what was signed with Sigstore's clients: each step on its own, so that one
//! that fails hides no other (facts of the order: sigstore/protobuf-specs, Sigstore
//! client specification §"Verification"; RFC 6962; RFC 3161).
//!
//! Not here: reading what carries a signature (`bundle`, `carried`).

mod logged;
mod stamped;

use time::OffsetDateTime;

use self::logged::Logs;
use super::bundle::Entry;
use super::certificate::Certificate;
use super::chain::{self, ChainFault, Path};
use super::cryptography::{Cryptography, Hash, Scheme};
use super::fault::Fault;
use super::hex;
use super::key::{KeyKind, PublicKey};
use super::log_body::Bound;
use super::oid;
use super::proof::{
    About, Carrier, Detail, Identity, Open, Proof, Recorded, Signed, Signer, Step, TrustedTime,
    Verdict,
};
use super::sct;
use super::trusted_root::TrustedRoot;

/// A signature with all that came along, whatever carried it.
#[derive(Clone, Debug)]
pub struct Material {
    pub carrier: Carrier,
    pub signature: Vec<u8>,
    /// What was signed, byte by byte; `None` where it is not here.
    pub message: Option<Vec<u8>>,
    /// The payload of an envelope.
    pub payload: Option<Vec<u8>>,
    /// The text of an envelope, where it was kept: what is logged and stamped.
    pub envelope: Option<Vec<u8>>,
    pub certificates: Option<Certificates>,
    /// What it says of its key, where it has no certificate.
    pub hint: Option<String>,
    pub entries: Vec<Entry>,
    pub proofs: Proofs,
    /// TimeStampResp in DER.
    pub timestamps: Vec<Vec<u8>>,
    pub signed: Option<Signed>,
    /// What came of reading it: its form, and what it is of.
    pub steps: Vec<Step>,
}

/// The certificate of a signature, and those that came with it.
#[derive(Clone, Debug)]
pub struct Certificates {
    pub leaf: Certificate,
    pub between: Vec<Certificate>,
}

/// What an entry has to bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proofs {
    /// A promise; a proof counts where it has a checkpoint.
    Promise,
    /// A proof with a checkpoint.
    Inclusion,
}

/// What a signature is held against.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Keys that a person gave.
    pub keys: &'a [PublicKey],
    pub roots: &'a [TrustedRoot],
    /// Certificates that a person gave as roots of their own.
    pub own_roots: &'a [Certificate],
    pub now: OffsetDateTime,
}

/// Verifies a signature against what fits it best of what was given.
#[must_use]
pub fn verify(material: &Material, given: Given<'_>, crypto: &dyn Cryptography) -> Proof {
    let keys = candidates(material, given.keys);
    let mut roots: Vec<Option<&TrustedRoot>> = given.roots.iter().map(Some).collect();
    if roots.is_empty() {
        roots.push(None);
    }
    let proofs = roots.iter().flat_map(|root| {
        keys.iter().map(|key| {
            let against = Against {
                material,
                key: *key,
                root: *root,
                own_roots: given.own_roots,
                now: given.now,
                crypto,
            };
            against.proof()
        })
    });
    let mut best: Option<Proof> = None;
    for proof in proofs {
        let is_better = |best: &Proof| proof.weight() < best.weight();
        if best.as_ref().is_none_or(is_better) {
            best = Some(proof);
        }
        // None is better than one of which all holds.
        if best.as_ref().is_some_and(|best| best.weight() == (0, 0)) {
            break;
        }
    }
    best.unwrap_or_else(|| empty(material))
}

/// The keys that may have signed: for a certificate its own, else those that were given,
/// first the one that the hint names.
fn candidates<'a>(material: &Material, keys: &'a [PublicKey]) -> Vec<Option<&'a PublicKey>> {
    if material.certificates.is_some() || keys.is_empty() {
        return vec![None];
    }
    let named = |key: &&PublicKey| {
        let id = super::base64::encode(&super::cryptography::Hash::Sha256.of(key.spki()));
        material.hint.as_deref() == Some(id.as_str())
    };
    // The hint is free text, which nobody signed: another key may be the right one.
    let (mut first, others): (Vec<_>, Vec<_>) = keys.iter().partition(named);
    let is_named = !first.is_empty();
    first.extend(others);
    let several = first.len() > 1 && !is_named;
    let keys = first.into_iter().map(Some);
    // Of several none may be the one that is meant: then it is one that nobody gave.
    keys.chain(several.then_some(None)).collect()
}

fn empty(material: &Material) -> Proof {
    Proof {
        carrier: material.carrier,
        steps: material.steps.clone(),
        signer: None,
        times: Vec::new(),
        recorded: Vec::new(),
        signed: material.signed.clone(),
        root: None,
    }
}

/// One signature, one key, one root.
struct Against<'a> {
    material: &'a Material,
    key: Option<&'a PublicKey>,
    root: Option<&'a TrustedRoot>,
    own_roots: &'a [Certificate],
    now: OffsetDateTime,
    crypto: &'a dyn Cryptography,
}

impl<'a> Against<'a> {
    fn proof(&self) -> Proof {
        let material = self.material;
        let mut proof = empty(material);
        proof.signer = Some(self.signer());
        proof.root = self.root.map(|root| root.name.clone());
        proof.steps.push(self.signature());
        self.stamps(&mut proof);
        self.logs().entries(&mut proof);
        let recorded = material.entries.iter().map(|entry| Recorded {
            log: self.log_name(entry),
            index: logged::proven_index(entry),
        });
        proof.recorded = recorded.collect();
        if let Some(certificates) = &material.certificates {
            self.certificate(certificates, &mut proof);
        }
        proof
    }

    fn signer(&self) -> Signer {
        match (&self.material.certificates, self.key) {
            (Some(certificates), _) => Signer::Certified(Identity::of(&certificates.leaf)),
            (None, Some(key)) => Signer::Key(key.clone()),
            (None, None) => Signer::UnknownKey {
                hint: self.material.hint.clone(),
            },
        }
    }

    /// The key that counts: the certificate's own, else the given one.
    fn public_key(&self) -> Result<&PublicKey, Verdict> {
        match (&self.material.certificates, self.key) {
            (Some(certificates), _) => {
                let key = certificates.leaf.key();
                key.map_err(|error| Verdict::Fails(Fault::Key(error.clone())))
            }
            (None, Some(key)) => Ok(key),
            (None, None) => Err(Verdict::Open(Open::NoKey)),
        }
    }

    fn signature(&self) -> Step {
        let material = self.material;
        let verdict = match (self.public_key(), &material.message) {
            (Err(verdict), _) => verdict,
            (Ok(_), None) => Verdict::Open(Open::NoBytes),
            (Ok(key), Some(message)) => self.verifies(key, message).into(),
        };
        let step = Step::new(About::Signature, verdict);
        match &material.message {
            Some(message) => step.over(message.clone()),
            None => step,
        }
    }

    fn verifies(&self, key: &PublicKey, message: &[u8]) -> Result<(), Fault> {
        let by = |scheme| {
            self.crypto
                .verify(scheme, key, message, &self.material.signature)
        };
        let found = by(key.scheme());
        // Older clients signed with SHA-256 by any key.
        let found = match key.kind() {
            KeyKind::P384 | KeyKind::P521 => {
                found.or_else(|first| by(Scheme::EcdsaDer(Hash::Sha256)).map_err(|_| first))
            }
            _ => found,
        };
        found.map_err(Fault::Signature)
    }

    fn logs(&self) -> Logs<'_> {
        let key = self.public_key().ok();
        let verifier = match (&self.material.certificates, key) {
            (Some(certificates), _) => certificates.leaf.der(),
            (None, key) => key.map_or(&[][..], PublicKey::spki),
        };
        let material = self.material;
        let bound = key
            .zip(material.message.as_deref())
            .map(|(key, message)| Bound {
                message,
                payload: material.payload.as_deref(),
                envelope: material.envelope.as_deref(),
                signature: &material.signature,
                verifier,
                key,
            });
        let unbound = match material.message {
            Some(_) => Open::NoKey,
            None => Open::NoBytes,
        };
        Logs {
            entries: &material.entries,
            proofs: material.proofs,
            bound: bound.ok_or(unbound),
            root: self.root,
            crypto: self.crypto,
        }
    }

    fn log_name(&self, entry: &Entry) -> String {
        let log = self.root.and_then(|root| root.log(&entry.log_id));
        let host = log.map(|log| super::checkpoint::host(&log.base_url).to_owned());
        host.unwrap_or_else(|| hex::encode(&entry.log_id))
    }

    fn certificate(&self, certificates: &Certificates, proof: &mut Proof) {
        // With roots of one's own nobody else has to know of the signature.
        let own = self.own_path(certificates, proof);
        if let (None, Some(root)) = (&own, self.root) {
            logged::demand(&self.material.entries, root, proof);
        }
        let (chain, issuer) = match own {
            Some(path) => (Verdict::Holds, Some((path, false))),
            None => match self.path(certificates, proof) {
                Ok(path) => (Verdict::Holds, Some((path, true))),
                Err(verdict) => (verdict, None),
            },
        };
        let detail = match &issuer {
            Some((path, _)) => path.certificates.clone(),
            None => {
                let all = std::iter::once(&certificates.leaf).chain(&certificates.between);
                all.cloned().collect()
            }
        };
        let step = Step::new(About::Chain, chain);
        proof.steps.push(step.with(Detail::Certificates(detail)));
        let is_public = issuer.as_ref().is_none_or(|(_, is_public)| *is_public);
        if let (false, Some(Signer::Certified(identity))) = (is_public, &mut proof.signer) {
            identity.without_claims();
        }
        let purpose = purpose(&certificates.leaf, is_public);
        proof.steps.push(Step::new(About::Purpose, purpose));
        if is_public
            && self
                .root
                .is_some_and(|root| !root.certificate_logs.is_empty())
        {
            let path = issuer.as_ref().map(|(path, _)| path);
            proof
                .steps
                .push(Step::new(About::Sct, self.sct(certificates, path)));
        }
    }

    /// The path to a root that a person gave: at each time, or now where there is none.
    fn own_path(&self, certificates: &Certificates, proof: &Proof) -> Option<Path> {
        if self.own_roots.is_empty() {
            return None;
        }
        let times = proof.times.iter().map(|time| time.at);
        let times: Vec<OffsetDateTime> = match proof.times.is_empty() {
            true => vec![self.now],
            false => times.collect(),
        };
        let paths = times.iter().map(|at| {
            let (leaf, between) = (&certificates.leaf, &certificates.between);
            chain::path_to_roots(leaf, between, self.own_roots, *at, self.crypto)
        });
        let paths: Result<Vec<Path>, _> = paths.collect();
        paths.ok()?.into_iter().next()
    }

    /// The path to an authority of the trusted root, which must hold at each time.
    fn path(&self, certificates: &Certificates, proof: &Proof) -> Result<Path, Verdict> {
        let root = self.root.ok_or(Verdict::Open(Open::NoRoot))?;
        let mut found = None;
        for time in &proof.times {
            let authorities = &root.authorities;
            let path = chain::path(&certificates.leaf, &[], authorities, time.at, self.crypto);
            found = Some(path.map_err(|fault| Verdict::Fails(Fault::Chain(fault)))?);
        }
        found.ok_or(Verdict::Open(Open::NoTime))
    }

    fn sct(&self, certificates: &Certificates, path: Option<&Path>) -> Verdict {
        let issuer = path.and_then(Path::issuer);
        let (Some(issuer), Some(root)) = (issuer, self.root) else {
            return Verdict::Open(Open::NoChain);
        };
        let logs = &root.certificate_logs;
        let seen = sct::verify(&certificates.leaf, issuer, logs, self.crypto);
        seen.map(|_| ()).map_err(Fault::Sct).into()
    }
}

/// Authorities of Sigstore say what a certificate is for. Of one's own, many say nothing,
/// which is for anything (RFC 5280 §4.2.1.12).
fn purpose(leaf: &Certificate, is_public: bool) -> Verdict {
    if !is_public {
        let says_nothing = leaf.extensions().extended_key_usage.is_none();
        return match says_nothing || leaf.is_for(oid::CODE_SIGNING) {
            true => Verdict::Holds,
            false => Verdict::Fails(Fault::NotForSigning),
        };
    }
    match chain::signs_code(leaf) {
        Ok(()) => Verdict::Holds,
        Err(ChainFault::Purpose { .. }) => Verdict::Fails(Fault::NotForSigning),
        Err(fault) => Verdict::Fails(Fault::Chain(fault)),
    }
}

impl Identity {
    /// Leaves out what only Sigstore's authorities attest: whoever has a root of another
    /// kind may write anything there.
    pub(super) fn without_claims(&mut self) {
        self.issuer = None;
        self.claims.clear();
    }

    /// What a certificate says of who it was given to.
    #[must_use]
    pub fn of(leaf: &Certificate) -> Self {
        Self {
            names: leaf.extensions().alternative_names.clone(),
            subject: leaf.subject().to_string(),
            issuer: leaf.identity_issuer().map(str::to_owned),
            claims: leaf.fulcio(),
        }
    }
}

/// Adds a time that holds.
fn add_time(proof: &mut Proof, time: TrustedTime) {
    if !proof.times.contains(&time) {
        proof.times.push(time);
    }
}
