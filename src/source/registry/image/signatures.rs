//! Looking for signatures and attestations where a registry or a layout may have them:
//! what refers to a manifest, cosign's tags, and what refers to an attestation in turn.
//! Nothing is left out by what a list says of it: each small manifest is fetched, and
//! its layers say what it is.
//!
//! Which places were looked at, and which of them gave no answer, is kept: only where
//! all answered may anybody say that nothing is signed.
//!
//! Not here: what was found (`inspect::signed`), and whether it holds (`signature`).

use std::collections::HashSet;

use super::super::at_once::{REQUESTS_AT_ONCE, all};
use super::arrival::{Arrival, Listed};
use super::{Endpoint, Extended, FetchProgress, FetchTarget, Wanted, follow, kept};
use crate::image::digest::Digest;
use crate::image::media_type::Kind;
use crate::image::reference::{Repository, Tag};
use crate::source::registry::client::referrers_tag;
use crate::source::registry::client::{End, MAX_CHECKED, Referrer, Referrers, Registry};
use crate::source::registry::error::PullError;
use crate::source::registry::http::Http;
use crate::source::registry::served::Served;
use crate::source::{Answer, Contents, Place};
use crate::words::signed as words;

/// How many digests are looked at: an index, its platforms and their attestations.
pub const MAX_ASKED: usize = 64;

/// Of how many attestations that refer to an image it is asked what refers to them.
pub const MAX_SIGNED_REFERRERS: usize = 32;

/// cosign's tags (cosign, `specs/SIGNATURE_SPEC.md`, "Tag-based Discovery").
const TAGS: [(Place, &str); 3] = [
    (Place::SigTag, "sig"),
    (Place::AttTag, "att"),
    (Place::SbomTag, "sbom"),
];

/// Fetches the signatures and attestations of `digests`, which `contents` has or names,
/// and those of the attestations that come. What places answer is in
/// [`Contents::looked`].
pub async fn find_signatures<H: Http + Clone>(
    registry: &Registry<H>,
    ask: &FetchTarget,
    contents: Contents,
    digests: &[Digest],
    told: FetchProgress<'_>,
) -> Extended {
    let place = Endpoint::of(registry, ask);
    let mut search = Search {
        place: &place,
        arrival: Arrival::of_signatures(contents, ask, digests),
        ask,
        told,
    };
    let (asked, beyond) = digests.split_at(digests.len().min(MAX_ASKED));
    search.subjects(asked).await;
    match &place {
        Endpoint::Repository(registry, repository) => {
            search.in_repository(registry, repository, asked).await;
            search.not_looked(beyond);
        }
        Endpoint::Layout(_) => search.in_layout(digests).await,
    }
    let (contents, lacks) = search.arrival.finish();
    Extended { contents, lacks }
}

struct Search<'a, 'h, H> {
    place: &'a Endpoint<'h, H>,
    arrival: Arrival,
    ask: &'a FetchTarget,
    told: FetchProgress<'a>,
}

impl<H: Http + Clone> Search<'_, '_, H> {
    /// What is asked about, where it is not here: BuildKit's attestations, which a first
    /// view leaves out, with their statements.
    async fn subjects(&mut self, digests: &[Digest]) {
        let wanted = self.arrival.wanted(digests);
        self.follow(wanted).await;
        let rest = digests.iter();
        let rest = rest
            .flat_map(|digest| self.arrival.rest_of(digest))
            .collect();
        self.follow(rest).await;
    }

    async fn in_repository(
        &mut self,
        registry: &Registry<H>,
        repository: &Repository,
        digests: &[Digest],
    ) {
        let mut unsigned: Vec<Digest> = Vec::new();
        for digest in digests {
            for found in self.referrers(registry, repository, digest).await {
                if !unsigned.contains(&found) && !digests.contains(&found) {
                    unsigned.push(found);
                }
            }
            self.tags(registry, repository, digest).await;
        }
        for (place, digest) in unsigned.iter().enumerate() {
            match place < MAX_SIGNED_REFERRERS {
                true => {
                    self.referrers(registry, repository, digest).await;
                }
                false => self
                    .arrival
                    .looked(digest, Place::Referrer, Answer::NotLooked),
            }
        }
    }

    /// Takes what refers to `about`, and names the attestations among it that something
    /// else may sign.
    async fn referrers(
        &mut self,
        registry: &Registry<H>,
        repository: &Repository,
        about: &Digest,
    ) -> Vec<Digest> {
        (self.told)(words::asking_for_referrers(about));
        let found = match registry.referrers(repository, about, None).await {
            Ok(found) => found,
            Err(error) => {
                let answer = Answer::Failed(error.message());
                self.arrival.looked(about, Place::Referrer, answer);
                return Vec::new();
            }
        };
        let place = self.list(about, &found);
        let listed = found.referrers.iter().take(MAX_CHECKED);
        let listed: Vec<&Referrer> = listed
            .filter(|one| Kind::of(&one.media_type).is_manifest())
            .collect();
        let mut unsigned = Vec::new();
        for batch in listed.chunks(REQUESTS_AT_ONCE) {
            let answers = all(batch.iter().map(|one| self.listed(one))).await;
            let mut wanted = Vec::new();
            for (one, answer) in batch.iter().zip(answers) {
                let served = match answer {
                    Ok(served) => served,
                    Err(error) => {
                        let why = words::referrer_did_not_come(&one.digest, error.message());
                        self.arrival.looked(about, place, Answer::Failed(why));
                        continue;
                    }
                };
                let listed = Listed {
                    place,
                    about: about.clone(),
                    size: Some(one.size),
                };
                if let Some(signed) = self.arrival.attach(&one.digest, served, listed) {
                    wanted.extend(signed.wanted);
                    unsigned.extend(signed.is_unsigned.then(|| one.digest.clone()));
                }
            }
            self.follow(wanted).await;
        }
        unsigned
    }

    /// Notes what the list of referrers is, and of how much of it nothing is known.
    fn list(&mut self, about: &Digest, found: &Referrers) -> Place {
        let place = match found.by_tag {
            true => Place::ReferrerTag,
            false => Place::Referrer,
        };
        if found.by_tag {
            let answer = match found.silent {
                true => Answer::Failed(words::referrers_silent()),
                false => Answer::Nothing,
            };
            self.arrival.looked(about, Place::Referrer, answer);
        }
        let count = found.referrers.len();
        let answer = match count {
            0 => Answer::Nothing,
            count => Answer::Found(count),
        };
        self.arrival.looked(about, place, answer);
        let more = count > MAX_CHECKED || found.pages.end == End::Limit;
        let gaps = [
            more.then(|| words::more_referrers(count, MAX_CHECKED)),
            (found.malformed > 0).then(|| words::malformed_referrers(found.malformed)),
            match &found.pages.end {
                End::Broken(error) => Some(error.message()),
                _ => None,
            },
        ];
        for why in gaps.into_iter().flatten() {
            self.arrival.looked(about, place, Answer::Failed(why));
        }
        place
    }

    /// The document of a referrer; `None` where it is here already.
    async fn listed(&self, one: &Referrer) -> Result<Option<Served>, PullError> {
        if self.arrival.is_here(&one.digest) {
            return Ok(None);
        }
        let wanted = Wanted {
            digest: one.digest.clone(),
            media_type: Some(one.media_type.clone()),
            manifest: true,
            platform: None,
            others: Vec::new(),
            by: 0,
            pointer: String::new(),
        };
        self.place.fetch(&wanted).await.or_else(kept).map(Some)
    }

    async fn tags(&mut self, registry: &Registry<H>, repository: &Repository, about: &Digest) {
        (self.told)(words::asking_for_tags(about));
        let tags = TAGS.iter().filter_map(|(place, end)| {
            let tag: Tag = format!("{}.{end}", referrers_tag(about)?.as_str())
                .parse()
                .ok()?;
            Some((*place, repository.tagged(tag)))
        });
        let tags: Vec<_> = tags.collect();
        let answers = all(tags.iter().map(|(_, tag)| registry.manifest(tag, None))).await;
        let mut wanted = Vec::new();
        for ((place, _), answer) in tags.iter().zip(answers) {
            let answer = match answer {
                Ok(served) => {
                    let digest = served.digest.clone();
                    let listed = Listed {
                        place: *place,
                        about: about.clone(),
                        size: None,
                    };
                    let signed = self.arrival.attach(&digest, Some(served), listed);
                    wanted.extend(signed.into_iter().flat_map(|signed| signed.wanted));
                    Answer::Found(1)
                }
                Err(error) if error.is_not_found() => Answer::Nothing,
                Err(error) => Answer::Failed(error.message()),
            };
            self.arrival.looked(about, *place, answer);
        }
        self.follow(wanted).await;
    }

    /// A static host answers for no digest: only what its `index.json` names is there.
    async fn in_layout(&mut self, digests: &[Digest]) {
        let (mut asked, mut beyond): (Vec<Digest>, usize) = (Vec::new(), 0);
        // Indexes among them may list more.
        for _ in 0..2 {
            let mut wanted = self.arrival.loose_entries();
            wanted.retain(|one| !asked.contains(&one.digest));
            let room = MAX_CHECKED.saturating_sub(asked.len());
            beyond = wanted.len().saturating_sub(room);
            wanted.truncate(room);
            asked.extend(wanted.iter().map(|one| one.digest.clone()));
            self.follow(wanted).await;
        }
        let is_lost = |digest: &&Digest| !self.arrival.is_here(digest);
        let lost: Vec<&Digest> = asked.iter().filter(is_lost).collect();
        let lost = lost.first().map(|lost| words::entry_did_not_come(*lost));
        for digest in digests {
            let answer = match self.arrival.about(digest) {
                0 => Answer::Nothing,
                count => Answer::Found(count),
            };
            self.arrival.looked(digest, Place::Subject, answer);
            let more = (beyond > 0).then(|| words::more_entries(beyond, MAX_CHECKED));
            for why in lost.clone().into_iter().chain(more) {
                let answer = Answer::Failed(why);
                self.arrival.looked(digest, Place::Subject, answer);
            }
        }
    }

    fn not_looked(&mut self, digests: &[Digest]) {
        let tags = TAGS.map(|(place, _)| place);
        for digest in digests {
            for place in [Place::Referrer].into_iter().chain(tags) {
                self.arrival.looked(digest, place, Answer::NotLooked);
            }
        }
    }

    async fn follow(&mut self, mut wanted: Vec<Wanted>) {
        // Most have the same empty config.
        let mut seen = HashSet::new();
        wanted.retain(|one| seen.insert(one.digest.clone()));
        if !wanted.is_empty() {
            follow(self.place, &mut self.arrival, wanted, self.ask, self.told).await;
        }
    }
}
