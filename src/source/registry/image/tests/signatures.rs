//! Signatures and attestations: where they are looked for, and what is said of that.

use serde_json::{Value, json};

use super::*;
use crate::image::media_type::{IN_TOTO, OCI_EMPTY, SIMPLE_SIGNING};
use crate::inspect::signed::{Form as Evidence, Found, found, subjects};
use crate::inspect::{Opened, causes::Looks, judgement, ledger};
use crate::source::registry::client::referrers_tag;
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::{Answer as Said, Place};
use crate::verify::{Unchecked, Verdict};

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// A registry with an image under `latest`, and what signs it.
struct Signed {
    stored: Stored,
    index: Digest,
    manifest: Digest,
    attestation: Digest,
    /// Lists of referrers, by what they are of.
    lists: Vec<(Digest, Vec<Value>)>,
    has_api: bool,
    /// What is answered to addresses that end so.
    instead: Vec<(String, Option<u16>)>,
}

impl Signed {
    /// An index of one platform and a BuildKit attestation of it.
    fn new() -> Self {
        let mut stored = Stored::default();
        let (manifest, size) = stored.image("amd64");
        let statement = stored.blob(r#"{"_type":"https://in-toto.io/Statement/v0.1"}"#);
        let config = stored.blob("{}");
        let attestation = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
            "config": {"mediaType": OCI_CONFIG, "digest": config, "size": 2},
            "layers": [{"mediaType": IN_TOTO, "digest": statement, "size": 45,
                "annotations": {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v1"}}]});
        let attestation = attestation.to_string();
        let length = attestation.len();
        let attestation = stored.manifest(OCI_MANIFEST, attestation);
        let index = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [
            {"mediaType": OCI_MANIFEST, "digest": manifest, "size": size,
                "platform": {"os": "linux", "architecture": "amd64"}},
            {"mediaType": OCI_MANIFEST, "digest": attestation, "size": length,
                "platform": {"os": "unknown", "architecture": "unknown"},
                "annotations": {"vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": manifest}}]});
        let index = stored.manifest(OCI_INDEX, index.to_string());
        stored.tag("latest", &index);
        Self {
            stored,
            index,
            manifest,
            attestation,
            lists: Vec::new(),
            has_api: true,
            instead: Vec::new(),
        }
    }

    /// A manifest of one layer, and its descriptor as a list has it.
    fn carrier(&mut self, media_type: &str, layer: &str, subject: Option<&Digest>) -> Value {
        let digest = self.stored.blob(layer);
        let config = self.stored.blob("{}");
        let mut manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
            "config": {"mediaType": OCI_EMPTY, "digest": config, "size": 2},
            "layers": [{"mediaType": media_type, "digest": digest, "size": layer.len()}]});
        if let Some(subject) = subject {
            manifest["subject"] = json!({"mediaType": OCI_MANIFEST, "digest": subject, "size": 1});
        }
        let manifest = manifest.to_string();
        let size = manifest.len();
        let digest = self.stored.manifest(OCI_MANIFEST, manifest);
        json!({"mediaType": OCI_MANIFEST, "digest": digest, "size": size})
    }

    /// A manifest that refers to `subject`, in its list.
    fn refers(&mut self, media_type: &str, layer: &str, subject: &Digest) -> Digest {
        let entry = self.carrier(media_type, layer, Some(subject));
        let digest = entry["digest"].as_str().unwrap().parse().unwrap();
        self.list(subject, entry);
        digest
    }

    fn list(&mut self, subject: &Digest, entry: Value) {
        match self.lists.iter_mut().find(|(of, _)| of == subject) {
            Some((_, entries)) => entries.push(entry),
            None => self.lists.push((subject.clone(), vec![entry])),
        }
    }

    /// A manifest under cosign's tag of this end.
    fn tagged(&mut self, about: &Digest, end: &str, media_type: &str, layer: &str) {
        let entry = self.carrier(media_type, layer, None);
        let digest = entry["digest"].as_str().unwrap().parse().unwrap();
        let tag = format!("{}.{end}", referrers_tag(about).unwrap().as_str());
        self.stored.tag(&tag, &digest);
    }

    fn asked(&self) -> Vec<Digest> {
        [&self.index, &self.manifest, &self.attestation]
            .map(Clone::clone)
            .to_vec()
    }

    fn serve(mut self) -> Fake {
        let listed = |entries: &[Value]| {
            json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}).to_string()
        };
        if !self.has_api {
            for (of, entries) in &self.lists {
                let digest = self.stored.manifest(OCI_INDEX, listed(entries));
                let tag = referrers_tag(of).unwrap();
                self.stored.tag(tag.as_str(), &digest);
            }
        }
        let rest = self.stored.serve();
        Fake::new(move |request| {
            let path = request.url.path();
            let instead = self
                .instead
                .iter()
                .find(|(end, _)| path.ends_with(end.as_str()));
            if let Some((_, instead)) = instead {
                return instead.and_then(|code| status(code, ""));
            }
            if !path.contains("/referrers/") {
                return rest.answer(request);
            }
            if !self.has_api {
                return status(404, "404 page not found");
            }
            let target = path.rsplit('/').next().unwrap_or_default();
            let list = self.lists.iter().find(|(of, _)| of.as_str() == target);
            ok(listed(list.map_or(&[], |(_, entries)| entries)))
        })
    }
}

/// What is open when the signatures of `digests` were looked for.
fn looked_for(fake: &Fake, digests: &[Digest]) -> Extended {
    let ask = ask("r.example/o/x");
    let registry = Registry::new(fake.clone());
    let opened = block_on(open(&registry, &ask, &mut |_| {})).unwrap();
    let none = &mut |_| {};
    block_on(find_signatures(
        &registry,
        &ask,
        opened.contents,
        digests,
        none,
    ))
}

#[track_caller]
fn contents(fake: &Fake, digests: &[Digest]) -> Contents {
    let extended = looked_for(fake, digests);
    assert_eq!(extended.lacks, []);
    extended.contents
}

fn opened(contents: Contents) -> Opened {
    let mut opened = Opened::new(contents);
    ledger::read(&mut opened, &mut Looks::default());
    opened
}

fn lacks(opened: &Opened) -> Vec<judgement::Lack> {
    let case = judgement::Case {
        opened,
        findings: &[],
    };
    case.judge(None).lacks
}

fn places(found: &[Found]) -> Vec<(Place, Option<Digest>)> {
    let places = found.iter().map(|one| (one.place, one.about.clone()));
    places.collect()
}

/// What a place said, of each that is not plain: the rest answered that nothing is there.
fn answers(contents: &Contents, about: &Digest) -> Vec<(Place, Said)> {
    let looked = contents.looked.iter().filter(|one| one.about == *about);
    let looked = looked.filter(|one| one.answer != Said::Nothing);
    looked.map(|one| (one.place, one.answer.clone())).collect()
}

#[test]
fn all_places_of_all_that_can_be_signed_are_asked_and_each_answers() {
    let signed = Signed::new();
    let asked = signed.asked();
    let (index, statement) = (signed.index.clone(), signed.manifest.clone());
    let fake = signed.serve();
    let contents = contents(&fake, &asked);
    let expected: Vec<_> = asked
        .iter()
        .flat_map(|digest| {
            [
                Place::Referrer,
                Place::SigTag,
                Place::AttTag,
                Place::SbomTag,
            ]
            .map(|place| (digest.clone(), place, Said::Nothing))
        })
        .collect();
    let looked = contents.looked.iter();
    let looked: Vec<_> = looked
        .map(|one| (one.about.clone(), one.place, one.answer.clone()))
        .collect();
    assert_eq!(looked, expected);
    // The attestation of the index came, and is no place that a registry was asked for.
    let opened = opened(contents);
    let subjects = subjects(&opened, Some(0));
    let digests: Vec<_> = subjects.into_iter().map(|one| one.digest).collect();
    assert_eq!(digests, asked);
    assert_eq!(digests[0], index);
    assert_eq!(places(&found(&opened)), [(Place::InIndex, Some(statement))]);
}

#[test]
fn what_refers_to_it_comes_with_its_bytes_and_is_in_the_ledger() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    let bundle = signed.refers(BUNDLE, r#"{"mediaType":"b"}"#, &index);
    // Another kind of artifact is listed, too, and carries nothing of use here.
    let other = signed.refers("text/plain", "notes", &index);
    let fake = signed.serve();
    let contents = contents(&fake, std::slice::from_ref(&index));
    assert_eq!(
        answers(&contents, &index),
        [(Place::Referrer, Said::Found(2))]
    );
    let opened = opened(contents);
    let all = found(&opened);
    assert_eq!(places(&all), [(Place::Referrer, Some(index.clone()))]);
    assert!(matches!(&all[0].form, Evidence::Bundle { bytes } if bytes == br#"{"mediaType":"b"}"#));
    let row = |node| {
        opened
            .rows
            .iter()
            .find(|row| Some(row.node) == node)
            .unwrap()
    };
    let (carrier, blob) = (row(all[0].manifest), row(all[0].layer));
    assert_eq!(carrier.claimed.as_deref(), Some(bundle.as_str()));
    assert_eq!(carrier.claimed_by[0].document, format!("referrers/{index}"));
    assert!(carrier.verdict.is_verified() && blob.verdict.is_verified());
    assert_eq!(opened.graph.by_digest(other.as_str()), None);
}

#[test]
fn a_registry_without_the_api_is_asked_by_tag_whatever_the_list_calls_it() {
    let mut signed = Signed::new();
    signed.has_api = false;
    let index = signed.index.clone();
    let mut entry = signed.carrier(BUNDLE, "{}", Some(&index));
    entry["artifactType"] = json!(OCI_EMPTY);
    signed.list(&index, entry);
    let fake = signed.serve();
    let contents = contents(&fake, std::slice::from_ref(&index));
    assert_eq!(
        answers(&contents, &index),
        [(Place::ReferrerTag, Said::Found(1))]
    );
    let all = found(&opened(contents));
    assert_eq!(places(&all), [(Place::ReferrerTag, Some(index))]);
    assert!(matches!(all[0].form, Evidence::Bundle { .. }));
}

#[test]
fn tags_of_cosign_lead_to_signatures_of_what_they_name() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    signed.tagged(&index, "sig", SIMPLE_SIGNING, r#"{"critical":{}}"#);
    signed.tagged(&index, "att", "application/vnd.dsse.envelope.v1+json", "{}");
    signed.tagged(&index, "sbom", "text/spdx", "SPDXVersion: SPDX-2.3");
    let fake = signed.serve();
    let contents = contents(&fake, std::slice::from_ref(&index));
    let one = |place| (place, Said::Found(1));
    assert_eq!(
        answers(&contents, &index),
        [one(Place::SigTag), one(Place::AttTag), one(Place::SbomTag)]
    );
    let opened = opened(contents);
    let all = found(&opened);
    let at = |place| (place, Some(index.clone()));
    assert_eq!(
        places(&all),
        [at(Place::SigTag), at(Place::AttTag), at(Place::SbomTag)]
    );
    // A tag says no digest: what it led to is as served, and a line leads to the index.
    let carrier = all[0].manifest.unwrap();
    let row = opened.rows.iter().find(|row| row.node == carrier).unwrap();
    let as_served = Verdict::NotChecked {
        why: Unchecked::AsServed,
    };
    assert_eq!((&row.claimed, &row.verdict), (&None, &as_served));
    let root = opened.graph.by_digest(index.as_str());
    let edges = &opened.graph.edges;
    assert!(
        edges
            .iter()
            .any(|edge| edge.from == carrier && Some(edge.to) == root)
    );
}

#[test]
fn attestations_that_refer_to_an_image_are_signed_by_what_refers_to_them() {
    let mut signed = Signed::new();
    let manifest = signed.manifest.clone();
    let statement = r#"{"_type":"https://in-toto.io/Statement/v1"}"#;
    let attestation = signed.refers(IN_TOTO, statement, &manifest);
    signed.refers(SIMPLE_SIGNING, "{}", &attestation);
    let of_the_index = signed.attestation.clone();
    signed.refers(BUNDLE, "{}", &of_the_index);
    let asked = signed.asked();
    let fake = signed.serve();
    let contents = contents(&fake, &asked);
    let all = found(&opened(contents.clone()));
    let mut expected = vec![
        (Place::InIndex, Some(manifest.clone())),
        (Place::Referrer, Some(manifest)),
        (Place::Referrer, Some(of_the_index)),
        (Place::Referrer, Some(attestation.clone())),
    ];
    let mut places = places(&all);
    places.sort();
    expected.sort();
    assert_eq!(places, expected);
    assert_eq!(
        answers(&contents, &attestation),
        [(Place::Referrer, Said::Found(1))]
    );
}

#[test]
fn a_place_that_gives_no_answer_is_no_place_without_signatures() {
    let index = Signed::new().index;
    let tag = referrers_tag(&index).unwrap();
    for (end, instead, expected) in [
        (format!("/referrers/{index}"), Some(500), Place::Referrer),
        // The browser says nothing of it: it may not be there, or not be readable.
        (format!("/referrers/{index}"), None, Place::Referrer),
        (format!("/{}.sig", tag.as_str()), Some(403), Place::SigTag),
        (format!("/{}.att", tag.as_str()), None, Place::AttTag),
    ] {
        let mut signed = Signed::new();
        signed.tagged(&index, "sbom", "text/spdx", "SPDX");
        signed.instead.push((end.clone(), instead));
        let fake = signed.serve();
        let contents = contents(&fake, std::slice::from_ref(&index));
        let said = answers(&contents, &index);
        let [(failed, Said::Failed(_)), (Place::SbomTag, Said::Found(1))] = said.as_slice() else {
            panic!("{end}: {said:?}");
        };
        assert_eq!(*failed, expected, "{end}");
    }
}

#[test]
fn what_is_listed_and_does_not_come_is_said_beside_what_came() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    let lost = signed.refers(BUNDLE, "1", &index);
    signed.refers(BUNDLE, "2", &index);
    signed.list(&index, json!({"digest": "no"}));
    signed
        .instead
        .push((format!("/manifests/{lost}"), Some(500)));
    let fake = signed.serve();
    let contents = contents(&fake, std::slice::from_ref(&index));
    let said: Vec<String> = answers(&contents, &index)
        .iter()
        .map(|(_, said)| match said {
            Said::Failed(why) => why.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            "Found(2)".to_owned(),
            "1 entry of the list cannot be read".to_owned(),
            format!("{lost} is listed and did not come: the server answered with status 500"),
        ]
    );
    assert_eq!(found(&opened(contents)).len(), 1);
}

#[test]
fn of_a_long_list_the_first_are_looked_at_and_the_rest_is_said() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    for number in 0..=client::MAX_CHECKED {
        signed.refers(BUNDLE, &format!("{{\"n\":{number}}}"), &index);
    }
    let fake = signed.serve();
    let contents = contents(&fake, std::slice::from_ref(&index));
    let said = answers(&contents, &index);
    assert_eq!(said[0], (Place::Referrer, Said::Found(101)));
    assert!(
        matches!(&said[1].1, Said::Failed(why) if why.to_string() == "101 are listed, of which only the first 100 were looked at"),
        "{said:?}"
    );
    assert_eq!(found(&opened(contents)).len(), client::MAX_CHECKED);
}

#[test]
fn other_bytes_than_are_listed_stay_and_are_bad() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    let other = signed.carrier(BUNDLE, "{}", Some(&index));
    let other = other["digest"].as_str().unwrap().to_owned();
    let body = signed.stored.manifests.last().unwrap().1.clone();
    let claimed = Digest::sha256(b"what was listed");
    let entry = json!({"mediaType": OCI_MANIFEST, "digest": claimed, "size": body.len()});
    signed.list(&index, entry);
    let rest = signed.serve();
    let fake = Fake::new(
        move |request| match request.url.path().ends_with(claimed.as_str()) {
            true => ok(body.as_str()).map(|answer| answer.with("Content-Type", OCI_MANIFEST)),
            false => rest.answer(request),
        },
    );
    let opened = opened(contents(&fake, std::slice::from_ref(&index)));
    let all = found(&opened);
    let row = opened
        .rows
        .iter()
        .find(|row| Some(row.node) == all[0].manifest);
    let row = row.unwrap();
    assert!(row.verdict.is_bad());
    assert_eq!(row.computed.as_deref().unwrap().as_str(), other);
}

#[test]
fn a_large_statement_comes_only_where_it_is_asked_for() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    let large = " ".repeat(usize::try_from(MAX_SERVED_DOCUMENT).unwrap() + 1);
    signed.refers(IN_TOTO, &large, &index);
    let fake = signed.serve();
    let first = block_on(open(
        &Registry::new(fake.clone()),
        &ask("r.example/o/x"),
        &mut |_| {},
    ));
    let grown = contents(&fake, std::slice::from_ref(&index));
    // The image lacks no more than it did.
    assert_eq!(
        lacks(&opened(grown.clone())),
        lacks(&opened(first.unwrap().contents))
    );
    let all = found(&opened(grown.clone()));
    let Evidence::NotHere { digest, why, .. } = &all[0].form else {
        panic!("{:?}", all[0].place);
    };
    assert_eq!(
        why.to_string(),
        "it has 4,194,305 bytes, and only up to 4,194,304 come without being asked for"
    );
    let registry = Registry::new(fake.clone());
    let wanted = digest.clone().unwrap();
    let grown = block_on(grow(
        &registry,
        &ask("r.example/o/x"),
        grown,
        &[wanted],
        &mut |_| {},
    ));
    assert_eq!(grown.lacks, []);
    let all = found(&opened(grown.contents));
    assert!(
        matches!(&all[0].form, Evidence::Statement { bytes, .. } if bytes.len() == large.len())
    );
}

#[test]
fn an_image_that_refers_to_another_is_no_image_of_it() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    let (image, size) = signed.stored.image("arm64");
    signed.list(
        &index,
        json!({"mediaType": OCI_MANIFEST, "digest": image, "size": size}),
    );
    let fake = signed.serve();
    let opened = opened(contents(&fake, std::slice::from_ref(&index)));
    assert_eq!(opened.graph.images.len(), 1);
    assert_eq!(found(&opened), []);
}

#[test]
fn asking_again_finds_the_same_and_keeps_it_once() {
    let mut signed = Signed::new();
    let index = signed.index.clone();
    signed.refers(BUNDLE, "{}", &index);
    let asked = signed.asked();
    let fake = signed.serve();
    let once = contents(&fake, &asked);
    let registry = Registry::new(fake.clone());
    let (ask, none) = (ask("r.example/o/x"), &mut |_| {});
    let again = block_on(find_signatures(&registry, &ask, once.clone(), &asked, none));
    let again = again.contents;
    assert_eq!(again.looked, once.looked);
    assert_eq!(again.attached, once.attached);
    assert_eq!(again.documents.len(), once.documents.len());
}

#[test]
fn a_layout_on_a_static_host_has_what_its_index_names() {
    let mut signed = Signed::new();
    let manifest = signed.manifest.clone();
    let entry = signed.carrier(BUNDLE, "{}", Some(&manifest));
    let mut tagged = signed.carrier(SIMPLE_SIGNING, r#"{"critical":1}"#, None);
    let tag = format!("{}.sig", referrers_tag(&manifest).unwrap().as_str());
    tagged["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
    let stand_in: Vec<Value> = ["1", "2"]
        .map(|layer| signed.carrier(BUNDLE, layer, Some(&manifest)))
        .to_vec();
    let stand_in = json!({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": stand_in});
    let stand_in = stand_in.to_string();
    let length = stand_in.len();
    let stand_in = signed.stored.manifest(OCI_INDEX, stand_in);
    let stand_in = json!({"mediaType": OCI_INDEX, "digest": stand_in, "size": length,
        "annotations": {"org.opencontainers.image.ref.name": referrers_tag(&manifest).unwrap().as_str()}});
    let image = json!({"mediaType": OCI_MANIFEST, "digest": manifest, "size": 1,
        "platform": {"os": "linux", "architecture": "amd64"}});
    let index = json!({"schemaVersion": 2, "manifests": [image, entry, tagged, stand_in]});
    let index = index.to_string();
    let Stored {
        manifests, blobs, ..
    } = signed.stored;
    let manifests = manifests.into_iter().map(|(_, body)| body);
    let files: Vec<String> = manifests.chain(blobs).collect();
    let fake = Fake::new(move |request| {
        let path = request.url.path();
        let digits = path.rsplit('/').next().unwrap_or_default();
        let file = files
            .iter()
            .find(|file| Digest::sha256(file.as_bytes()).encoded() == digits);
        match (file, digits) {
            (Some(file), _) => ok(file.as_str()),
            (None, "oci-layout") => ok(r#"{"imageLayoutVersion":"1.0.0"}"#),
            (None, "index.json") => ok(index.as_str()),
            _ => status(404, ""),
        }
    });
    let ask = ask("https://h.example/a/index.json");
    let registry = Registry::new(fake.clone());
    let first = block_on(open(&registry, &ask, &mut |_| {}))
        .unwrap()
        .contents;
    let digests = std::slice::from_ref(&manifest);
    let grown = block_on(find_signatures(
        &registry,
        &ask,
        first,
        digests,
        &mut |_| {},
    ));
    assert_eq!(grown.lacks, []);
    assert_eq!(
        answers(&grown.contents, &manifest),
        [(Place::Subject, Said::Found(4))]
    );
    let all = found(&opened(grown.contents));
    assert_eq!(
        places(&all),
        [
            (Place::Subject, Some(manifest.clone())),
            (Place::SigTag, Some(manifest.clone())),
            (Place::ReferrerTag, Some(manifest.clone())),
            (Place::ReferrerTag, Some(manifest)),
        ]
    );
}
