//! What signatures and attestations say of the image that is shown: a right one of
//! something else says nothing of it.

use super::elsewhere::commands;
use super::{
    SignatureShown, carrier, claims, identity, met, notary, sentence, stated_by, steps, what,
};
use crate::inspect::Opened;
use crate::inspect::signed::{Answer, Looked, SignedSubject, subjects};
use crate::signature::proof::{Conclusion, Proof};
use crate::source::InputKind;
use crate::trust::{Checked, Outcome, Relation, Relations};
use crate::views::Tone;
use crate::words::{Message, trust as words};

/// What is open, as the image that is shown sees it.
pub(super) struct OfImage<'a> {
    pub(super) opened: &'a Opened,
    pub(super) image: usize,
    pub(super) relations: Relations,
}

impl OfImage<'_> {
    pub(super) fn summary(&self, all: &[Checked]) -> Message {
        let is_own = |one: &&Checked| self.relation(one) != Relation::Other;
        let own: Vec<&Checked> = all.iter().filter(is_own).collect();
        let is_unreadable = |one: &&&Checked| matches!(one.outcome, Outcome::Unreadable(_));
        let unreadable = own.iter().filter(is_unreadable).count();
        let signed = own.iter().filter(|one| one.proof().is_some()).count() + unreadable;
        if signed == 0 {
            return self.nothing(all);
        }
        let count = |wanted| {
            let concluded = own.iter().filter_map(|one| self.conclusion(one));
            concluded.filter(|one| *one == wanted).count()
        };
        let (holds, open) = (count(Conclusion::Holds), count(Conclusion::Incomplete));
        match holds == signed {
            true => words::all_hold(signed),
            false => words::summary(signed, holds, count(Conclusion::Fails) + unreadable, open),
        }
    }

    fn relation(&self, checked: &Checked) -> Relation {
        self.relations.relation(checked.about.as_ref())
    }

    /// What follows for the image: a signature holds of it only where its bytes are those
    /// of what was signed.
    fn conclusion(&self, checked: &Checked) -> Option<Conclusion> {
        let own = checked.proof()?.conclusion();
        let relation = self.relation(checked);
        let is_proven = matches!(relation, Relation::Covers | Relation::Attestation);
        Some(match own {
            Conclusion::Holds if !is_proven => Conclusion::Incomplete,
            own => own,
        })
    }

    /// How many are of something else.
    pub(super) fn others(&self, all: &[Checked]) -> Option<Message> {
        let is_other =
            |one: &&Checked| one.proof().is_some() && self.relation(one) == Relation::Other;
        let count = all.iter().filter(is_other).count();
        (count > 0).then(|| words::of_others(count))
    }

    /// That there is no signature is said of a registry only after all places answered for
    /// all that can be signed of the image.
    fn nothing(&self, all: &[Checked]) -> Message {
        let is_unclear =
            |one: &Checked| matches!(one.outcome, Outcome::NotHere(_) | Outcome::OfNothing);
        if all.iter().any(is_unclear) {
            return words::none_readable();
        }
        let looked = &self.opened.contents.looked;
        let is_answered = |one: &Looked| matches!(one.answer, Answer::Found(_) | Answer::Nothing);
        let is_looked_for =
            |subject: &SignedSubject| looked.iter().any(|one| one.about == subject.digest);
        let of_all = subjects(self.opened, Some(self.image));
        let is_sure = of_all.iter().all(is_looked_for) && looked.iter().all(is_answered);
        match (self.opened.contents.input.kind, is_sure) {
            (InputKind::Registry, true) => words::none_found(),
            (InputKind::Registry, false) => words::none_found_yet(),
            _ => words::none_found_here(),
        }
    }

    pub(super) fn shown(&self, number: usize, checked: &Checked) -> SignatureShown {
        let proof = checked.proof();
        let relation = self.relation(checked);
        let (tone, verdict) = self.verdict(checked);
        let subject = self.relations.subject(checked.about.as_ref());
        let identity = proof.and_then(identity);
        let about = checked.about.clone();
        SignatureShown {
            number,
            tone,
            verdict,
            sentence: sentence::of(&checked.outcome),
            // Who signed something else is not asked.
            met: checked.met.filter(|_| relation != Relation::Other).map(met),
            about: about.map(|about| (what(subject.map(|(subject, _)| subject)), about)),
            notes: notes(checked),
            relation: relation_shown(relation, proof),
            node: checked.found.layer.or(checked.found.manifest),
            identity: identity.and_then(|identity| {
                let name = identity.shown_names().into_iter().next()?;
                Some((name, identity.issuer.clone()?))
            }),
            claims: identity.map(claims).unwrap_or_default(),
            steps: proof.map(steps).unwrap_or_default(),
            stated: stated_by(checked),
            said_by: proof.map(|proof| match proof.conclusion() {
                Conclusion::Holds => words::said_by(sentence::of(&checked.outcome)),
                _ => words::said_unproven(),
            }),
            checks: checked.checks.clone(),
            commands: commands(checked, self.opened),
        }
    }

    fn verdict(&self, checked: &Checked) -> (Tone, Message) {
        match (&checked.outcome, self.conclusion(checked)) {
            (_, Some(Conclusion::Holds)) => (Tone::Good, words::holds()),
            (_, Some(Conclusion::Incomplete)) => (Tone::Unknown, words::incomplete()),
            (_, Some(Conclusion::Fails)) => (Tone::Bad, words::fails()),
            (Outcome::Unreadable(_) | Outcome::Stated(Err(_)), None) => (Tone::Bad, words::fails()),
            (Outcome::Stated(Ok(_)) | Outcome::Sbom, None) => (Tone::Unknown, words::unsigned()),
            (_, None) => (Tone::Unknown, words::incomplete()),
        }
    }
}

fn notes(checked: &Checked) -> Vec<Message> {
    let proof = checked.proof();
    let carrier = proof.map(|proof| carrier(proof.carrier));
    let root = proof.and_then(|proof| proof.root.as_deref());
    let place = words::found_in(checked.found.place.name());
    let notary = match &checked.outcome {
        Outcome::Notary(verified) => notary(verified),
        _ => Vec::new(),
    };
    let notes = carrier.into_iter().chain([place]);
    notes
        .chain(root.map(words::held_by))
        .chain(notary)
        .collect()
}

/// What a right signature says of the image that is shown.
fn relation_shown(relation: Relation, proof: Option<&Proof>) -> Option<(Tone, Message)> {
    let holds = proof?.conclusion() == Conclusion::Holds;
    match relation {
        Relation::Covers if holds => Some((Tone::Good, words::covers_image())),
        Relation::Attestation if holds => Some((Tone::Good, words::covers_attestation())),
        Relation::Unproven => Some((Tone::Unknown, words::covers_not())),
        Relation::Other => Some((Tone::Unknown, words::of_what_is_not_shown())),
        _ => None,
    }
}
