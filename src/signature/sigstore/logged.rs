//! What transparency logs stand for.

use time::OffsetDateTime;

use super::super::base64;
use super::super::bundle::{Entry, Inclusion};
use super::super::checkpoint::{Checkpoint, host};
use super::super::cryptography::Cryptography;
use super::super::fault::Fault;
use super::super::hex;
use super::super::log_body::{self, Bound};
use super::super::merkle::{Climb, leaf_hash};
use super::super::proof::{About, Detail, Open, Proof, Step, TimeSource, TrustedTime, Verdict};
use super::super::sct::TransparencyLog;
use super::super::trusted_root::TrustedRoot;
use super::{Proofs, add_time};

/// The entries of a signature, and what they are held against.
pub(super) struct Logs<'a> {
    pub(super) entries: &'a [Entry],
    pub(super) proofs: Proofs,
    /// What is lacking where the key or the message is not here.
    pub(super) bound: Result<Bound<'a>, Open>,
    pub(super) root: Option<&'a TrustedRoot>,
    pub(super) crypto: &'a dyn Cryptography,
}

impl Logs<'_> {
    pub(super) fn entries(&self, proof: &mut Proof) {
        for (number, entry) in self.entries.iter().enumerate() {
            let log = self.root.and_then(|root| root.log(&entry.log_id));
            match (self.root, log) {
                (None, _) => {
                    let open = Verdict::Open(Open::NoRoot);
                    proof.steps.push(Step::new(About::Promise(number), open));
                }
                (Some(_), None) => {
                    let fault = Verdict::Fails(Fault::UnknownLog);
                    proof.steps.push(Step::new(About::Promise(number), fault));
                }
                (Some(_), Some(log)) => self.entry(number, entry, log, proof),
            }
            proof
                .steps
                .push(Step::new(About::Entry(number), self.body(entry)).over(&*entry.body));
        }
    }

    fn entry(&self, number: usize, entry: &Entry, log: &TransparencyLog, proof: &mut Proof) {
        if let Some(step) = self.promise(number, entry, log, proof) {
            proof.steps.push(step);
        }
        match &entry.proof {
            Some(inclusion) => self.inclusion(number, entry, inclusion, log, proof),
            None if self.proofs == Proofs::Inclusion => {
                let fault = Verdict::Fails(Fault::NoInclusionProof);
                proof.steps.push(Step::new(About::Inclusion(number), fault));
            }
            None => {}
        }
    }

    /// The log's promise: its signature over the entry and the time at which it came.
    fn promise(
        &self,
        number: usize,
        entry: &Entry,
        log: &TransparencyLog,
        proof: &mut Proof,
    ) -> Option<Step> {
        let about = About::Promise(number);
        let Some(promise) = entry.promise.as_ref().filter(|_| !is_v2(entry)) else {
            let is_lacking = self.proofs == Proofs::Promise;
            return is_lacking.then(|| Step::new(about, Verdict::Fails(Fault::NoPromise)));
        };
        let seconds = entry.integrated.unwrap_or_default();
        let signed = promised(entry, seconds);
        let scheme = log.key.scheme();
        let verified = self
            .crypto
            .verify(scheme, &log.key, signed.as_bytes(), promise);
        let at = OffsetDateTime::from_unix_timestamp(seconds).ok();
        let verdict = match (verified, at) {
            (Err(refusal), _) => Verdict::Fails(Fault::Promise(refusal)),
            (Ok(()), Some(at)) if log.valid.holds(at) => {
                let by = TimeSource::Log(host(&log.base_url).to_owned());
                add_time(proof, TrustedTime { at, by });
                Verdict::Holds
            }
            (Ok(()), at) => {
                let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
                Verdict::Fails(Fault::OutsideLogWindow { at })
            }
        };
        let step = Step::new(about, verdict).over(signed);
        Some(match at {
            Some(at) => step.with(Detail::Time {
                by: host(&log.base_url).to_owned(),
                at,
            }),
            None => step,
        })
    }

    fn inclusion(
        &self,
        number: usize,
        entry: &Entry,
        inclusion: &Inclusion,
        log: &TransparencyLog,
        proof: &mut Proof,
    ) {
        let Some(text) = &inclusion.checkpoint else {
            // What says nothing of the tree proves nothing.
            if self.proofs == Proofs::Inclusion {
                let fault = Verdict::Fails(Fault::NoCheckpoint);
                proof
                    .steps
                    .push(Step::new(About::Checkpoint(number), fault));
            }
            return;
        };
        let head = Checkpoint::verify(text, log, self.crypto).map_err(Fault::Checkpoint);
        let head = head.and_then(|head| {
            let is_same = head.size == inclusion.size && head.root_hash[..] == inclusion.root_hash;
            is_same.then_some(head).ok_or(Fault::OtherTree)
        });
        let head = head.and_then(|_| is_in_time(entry, log, proof));
        let verdict = head.into();
        let step = Step::new(About::Checkpoint(number), verdict);
        proof.steps.push(step.over(text.as_bytes()));
        // In logs of the second generation there are no shards of another count.
        let index = match is_v2(entry) {
            true => entry.index,
            false => inclusion.index,
        };
        let climb = Climb::of(
            leaf_hash(&entry.body),
            index,
            inclusion.size,
            &inclusion.hashes,
        );
        let about = About::Inclusion(number);
        proof.steps.push(match climb {
            Err(none) => Step::new(about, Verdict::Fails(Fault::Path(none))),
            Ok(climb) => {
                let verdict = match climb.root[..] == inclusion.root_hash {
                    true => Verdict::Holds,
                    false => Verdict::Fails(Fault::OtherRoot),
                };
                let step = Step::new(about, verdict);
                let step = step.held(hex::encode(&inclusion.root_hash), hex::encode(&climb.root));
                step.with(Detail::Climb(climb))
            }
        });
    }

    fn body(&self, entry: &Entry) -> Verdict {
        match self.bound {
            Ok(bound) => log_body::check(&entry.body, &entry.kind, &entry.version, bound).into(),
            Err(open) => Verdict::Open(open),
        }
    }
}

/// Whether it is of a log without promises and times (rekor-tiles).
fn is_v2(entry: &Entry) -> bool {
    (entry.kind.as_str(), entry.version.as_str()) == ("hashedrekord", "0.0.2")
}

/// Whether a log was trusted when it signed a head: without a promise nobody says when
/// that was, but it was not before the signature that it records was stamped.
fn is_in_time(entry: &Entry, log: &TransparencyLog, proof: &Proof) -> Result<(), Fault> {
    let is_promised = entry.promise.is_some() && !is_v2(entry);
    let mut times = proof.times.iter().map(|time| time.at);
    match times.next() {
        Some(at)
            if !is_promised && !log.valid.holds(at) && !times.any(|at| log.valid.holds(at)) =>
        {
            Err(Fault::OutsideLogWindow { at })
        }
        _ => Ok(()),
    }
}

/// Where an entry is: over all shards only where the log has promised that, else in the
/// tree. What merely stands in a bundle may be any number.
pub(super) fn proven_index(entry: &Entry) -> u64 {
    match (&entry.promise, &entry.proof) {
        (None, Some(inclusion)) if !is_v2(entry) => inclusion.index,
        _ => entry.index,
    }
}

/// What a log signs (RFC 8785 of the four members).
fn promised(entry: &Entry, seconds: i64) -> String {
    let (body, id, index) = (
        base64::encode(&entry.body),
        hex::encode(&entry.log_id),
        entry.index,
    );
    format!(r#"{{"body":"{body}","integratedTime":{seconds},"logID":"{id}","logIndex":{index}}}"#)
}

/// What must be there for a certificate of an authority that gives them out for minutes:
/// an entry where the root knows logs, and a time. Where a time failed, that is what is
/// said.
pub(super) fn demand(entries: &[Entry], root: &TrustedRoot, proof: &mut Proof) {
    if entries.is_empty() && !root.logs.is_empty() {
        proof
            .steps
            .push(Step::new(About::Entry(0), Verdict::Fails(Fault::NoEntry)));
    }
    if !proof.times.is_empty() {
        return;
    }
    let is_time = |step: &Step| matches!(step.about, About::Timestamp(_) | About::Promise(_));
    let failed = proof.steps.iter().any(|step| is_time(step) && step.fails());
    let verdict = match failed {
        true => Verdict::Open(Open::NoTime),
        false => Verdict::Fails(Fault::NoTrustedTime),
    };
    proof.steps.push(Step::new(About::Time, verdict));
}
