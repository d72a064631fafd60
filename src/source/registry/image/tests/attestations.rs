//! What comes with an attestation.

use super::*;
use crate::image::media_type::IN_TOTO;

#[test]
fn the_statements_of_an_attestation_come_with_it_but_no_large_ones() {
    let mut stored = Stored::default();
    let (image, size) = stored.image("amd64");
    let statement = stored.blob(r#"{"_type":"https://in-toto.io/Statement/v0.1"}"#);
    let large = Digest::sha256(b"large");
    let layer = |digest: &Digest, size: u64| {
        format!(r#"{{"mediaType":"{IN_TOTO}","digest":"{digest}","size":{size}}}"#)
    };
    let config = stored.blob("{}");
    let attestation = stored.manifest(
        OCI_MANIFEST,
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"{OCI_CONFIG}","digest":"{config}","size":2}},"layers":[{},{}]}}"#,
            layer(&statement, 45),
            layer(&large, (1 << 20) + 1),
        ),
    );
    let entry = |digest: &Digest, size: usize, rest: &str| {
        format!(r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{digest}","size":{size},{rest}}}"#)
    };
    let index = stored.manifest(
        OCI_INDEX,
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{},{}]}}"#,
            entry(&image, size, r#""platform":{"os":"linux","architecture":"amd64"}"#),
            entry(
                &attestation,
                1,
                r#""platform":{"os":"unknown","architecture":"unknown"},"annotations":{"vnd.docker.reference.type":"attestation-manifest"}"#
            ),
        ),
    );
    stored.tag("latest", &index);
    let fake = stored.serve();
    let ask = ask("r.example/o/x");
    let contents = view(&fake, &ask);
    let has = |contents: &Contents, digest: &Digest| {
        let mut documents = contents.documents.iter();
        documents.any(|document| document.claimed_digest.as_ref() == Some(digest))
    };
    assert!(!has(&contents, &attestation));
    let registry = Registry::new(fake.clone());
    let grown = block_on(grow(
        &registry,
        &ask,
        contents,
        std::slice::from_ref(&attestation),
        &mut |_| {},
    ));
    assert_eq!(grown.lacks, []);
    let here = [&attestation, &statement, &config].map(|digest| has(&grown.contents, digest));
    assert_eq!(here, [true; 3]);
    let named = grown.contents.blobs.iter();
    assert!(
        named
            .map(|blob| &blob.claimed_digest)
            .any(|digest| digest.as_ref() == Some(&large))
    );
    assert!(!has(&grown.contents, &large));
}
