//! The times that timestamp authorities stand for, and whether there is any time.

use super::super::certificate::Certificate;
use super::super::fault::Fault;
use super::super::hex;
use super::super::proof::{About, Detail, Open, Proof, Step, TimeSource, TrustedTime, Verdict};
use super::super::timestamp::Token;
use super::{Against, add_time};

impl Against<'_> {
    pub(super) fn stamps(&self, proof: &mut Proof) {
        for (number, stamp) in self.material.timestamps.iter().enumerate() {
            let step = self.stamp(number, stamp, proof);
            proof.steps.push(step);
        }
    }

    fn stamp(&self, number: usize, stamp: &[u8], proof: &mut Proof) -> Step {
        let about = About::Timestamp(number);
        let token = match Token::of_response(stamp) {
            Ok(token) => token,
            Err(fault) => return Step::new(about, Verdict::Fails(Fault::Timestamp(fault))),
        };
        let material = self.material;
        // An attestation of cosign's older form has no signature beside its envelope.
        let stamped = material.envelope.as_deref().unwrap_or(&material.signature);
        let imprint = token.imprint();
        let (claimed, computed) = (&imprint.claimed, imprint.computed(stamped));
        let Some(root) = self.root else {
            return Step::new(about, Verdict::Open(Open::NoRoot));
        };
        let found = token.prove(stamped, &root.timestamp_authorities, self.crypto);
        let step = match found {
            Err(fault) => Step::new(about, Verdict::Fails(Fault::Timestamp(fault))),
            Ok(seen) => {
                let signer = seen.path.certificates.first();
                let by = signer.map(Certificate::label);
                let (by, at) = (by.unwrap_or_default(), seen.at);
                let source = TimeSource::Authority(by.clone());
                add_time(proof, TrustedTime { at, by: source });
                let detail = Detail::Time { by, at };
                Step::new(about, Verdict::Holds).with(detail)
            }
        };
        step.held(hex::encode(claimed), hex::encode(&computed))
    }
}
