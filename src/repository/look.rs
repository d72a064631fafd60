//! Looks at a tag: fetches the documents that say what it is, one after the
//! other, and no more of them than that takes.
//!
//! Requests for a tag: manifest, config; of an index one more. None but the
//! first where the document is known from another tag already.

use super::facts::{Child, Facts, ImageFacts, config_of};
use crate::image::digest::Digest;
use crate::image::reference::{Repository, Tag};
use crate::source::registry::client::Registry;
use crate::source::registry::error::PullError;
use crate::source::registry::http::Http;
use crate::source::registry::route::Way;

/// What is known of a tag, and by which way it was said which digest it has.
#[derive(Clone, Debug)]
pub struct Looked {
    pub facts: Facts,
    pub way: Way,
}

/// What `tag` is. `known` gives what other tags have taught.
pub async fn look<H: Http>(
    registry: &Registry<H>,
    repository: &Repository,
    tag: &Tag,
    known: impl Fn(&Digest) -> Option<Facts>,
) -> Result<Looked, PullError> {
    let reference = repository.tagged(tag.clone());
    let served = registry.manifest(&reference, None).await?;
    let (digest, way) = (served.manifest_digest()?, served.way.clone());
    if let Some(facts) = known(&digest) {
        return Ok(Looked { facts, way });
    }
    let said = served.claimed_type();
    let mut facts = Facts::read(digest, &served.bytes, said.as_deref());
    if let Some(child) = facts.representative().cloned() {
        facts.image = Some(image_of(registry, repository, child).await);
    } else if let Some(image) = facts.image.take() {
        facts.image = Some(with_config(registry, repository, image, &served.bytes).await);
    }
    Ok(Looked { facts, way })
}

/// The image of one entry. The index is known without it: a child that is missing
/// is no reason to show nothing.
async fn image_of<H: Http>(
    registry: &Registry<H>,
    repository: &Repository,
    child: Child,
) -> ImageFacts {
    let pinned = repository.pinned(child.digest);
    let platform = child.platform;
    match registry
        .manifest(&pinned, child.media_type.as_deref())
        .await
    {
        Ok(manifest) => {
            let read = Facts::read(manifest.digest, &manifest.bytes, None);
            let image = ImageFacts {
                platform,
                ..read.image.unwrap_or_default()
            };
            with_config(registry, repository, image, &manifest.bytes).await
        }
        Err(error) => ImageFacts {
            platform,
            trouble: Some(error.message()),
            ..ImageFacts::default()
        },
    }
}

async fn with_config<H: Http>(
    registry: &Registry<H>,
    repository: &Repository,
    image: ImageFacts,
    manifest: &[u8],
) -> ImageFacts {
    let Some(digest) = config_of(manifest) else {
        return image;
    };
    match registry.document(repository, &digest).await {
        Ok(config) => image.with_config(&config.bytes),
        Err(error) => ImageFacts {
            trouble: Some(error.message()),
            ..image
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::media_type::{
        BUILDKIT_CACHE, OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST,
    };
    use crate::source::registry::fake::{Fake, block_on, ok, status};

    const CONFIG: &str = r#"{"os":"linux","architecture":"arm64","created":"2024-03-01T00:00:00Z","config":{"Labels":{"team":"a"}}}"#;

    fn manifest() -> String {
        let config = Digest::sha256(CONFIG.as_bytes());
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"{OCI_CONFIG}","digest":"{config}","size":1}},"layers":[{{"digest":"sha256:a","size":7}}]}}"#
        )
    }

    fn index() -> String {
        let manifest = Digest::sha256(manifest().as_bytes());
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{{"mediaType":"{OCI_MANIFEST}","digest":"{manifest}","size":1,"platform":{{"os":"linux","architecture":"arm64"}}}}]}}"#
        )
    }

    fn registry(config: bool) -> Fake {
        Fake::new(move |request| {
            let path = request.url.path();
            if path.ends_with("/manifests/index") {
                ok(index())
            } else if path.contains("/manifests/") && !path.ends_with("/none") {
                ok(manifest())
            } else if path.contains("/blobs/") && config {
                ok(CONFIG)
            } else {
                status(404, "")
            }
        })
    }

    fn look_at(fake: &Fake, tag: &str, known: Option<Facts>) -> Result<Looked, PullError> {
        let registry = Registry::new(fake.clone());
        let repository = "r.example/o/x".parse().unwrap();
        let tag = tag.parse().unwrap();
        block_on(look(&registry, &repository, &tag, |_| known.clone()))
    }

    #[test]
    fn an_image_takes_two_requests_and_an_index_three() {
        for (tag, requests) in [("image", 2), ("index", 3)] {
            let fake = registry(true);
            let facts = look_at(&fake, tag, None).unwrap().facts;
            assert_eq!(fake.sent().len(), requests);
            let image = facts.image.clone().unwrap();
            assert_eq!(image.created.as_deref(), Some("2024-03-01T00:00:00Z"));
            assert_eq!(image.labels, [("team".to_owned(), "a".to_owned())]);
            assert_eq!((image.size().whole(), &image.trouble), (Some(7), &None));
            assert_eq!(facts.platforms().len(), 1);
            // Again, by another tag: the document itself is all it takes.
            let fake = registry(true);
            let again = look_at(&fake, tag, Some(facts.clone())).unwrap();
            assert_eq!((again.facts, again.way), (facts, Way::Direct));
            assert_eq!(fake.sent().len(), 1);
        }
    }

    #[test]
    fn a_cache_takes_one_request_and_its_layers_none() {
        let layer = Digest::sha256(b"layer");
        let body = format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_INDEX}","manifests":[{{"mediaType":"{OCI_LAYER_GZIP}","digest":"{layer}","size":1,"platform":{{"os":"linux","architecture":"amd64"}}}},{{"mediaType":"{BUILDKIT_CACHE}","digest":"{layer}","size":1}}]}}"#
        );
        let fake = Fake::new(move |_| ok(body.as_str()));
        let facts = look_at(&fake, "buildcache", None).unwrap().facts;
        assert_eq!(facts.what().to_string(), "BuildKit cache");
        assert_eq!(fake.sent().len(), 1);
    }

    #[test]
    fn a_schema_1_manifest_without_a_payload_has_no_digest() {
        let fake = Fake::new(|_| {
            ok(r#"{"schemaVersion":1,"fsLayers":[],"signatures":[{"protected":"!"}]}"#)
        });
        let error = look_at(&fake, "old", None).unwrap_err();
        assert!(matches!(error, PullError::NoDigest(_)), "{error}");
    }

    #[test]
    fn a_config_that_is_missing_takes_nothing_else_away() {
        let facts = look_at(&registry(false), "image", None).unwrap().facts;
        let image = facts.image.unwrap();
        assert_eq!(image.size().whole(), Some(7));
        assert_eq!(
            image.trouble.map(|why| why.to_string()).as_deref(),
            Some("the server answered with status 404")
        );
        let error = look_at(&registry(true), "none", None).unwrap_err();
        assert!(error.is_not_found());
    }
}
