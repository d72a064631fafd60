//! An OCI image layout on a static host: `oci-layout`, `index.json` and
//! `blobs/<algorithm>/<encoded>` below one address.
//!
//! Not here: what the documents say (`source::oci_layout`).
//!
//! image-spec, `image-layout.md`, allows a layout to be used "over networked
//! file fetching (e.g. http, ftp, rsync)". No authentication, no header of any
//! kind, hence no preflight: any host that allows reading its files will do.

use std::ops::Range;

use super::error::PullError;
use super::http::{Body, Http, MAX_SERVED_DOCUMENT, Request, Response};
use super::ranged::{Ranged, ranged};
use super::receive::receive;
use super::served::Served;
use crate::image::digest::Digest;
use crate::url::{HttpUrl, UrlError};
use crate::words::registry;

/// The largest `oci-layout` file, in bytes. The real one has 30.
const MAX_MARKER: u64 = 64 * 1024;

/// A layout at an address.
pub struct StaticLayout<H> {
    http: H,
    /// Ends in `/`.
    base: HttpUrl,
}

impl<H: Http> StaticLayout<H> {
    /// The layout whose files are below `base`.
    #[must_use]
    pub fn new(http: H, base: HttpUrl) -> Self {
        Self {
            http,
            base: base.directory(),
        }
    }

    /// Where it is; ends in `/`.
    #[must_use]
    pub fn base(&self) -> &HttpUrl {
        &self.base
    }

    /// The file that says that this is a layout.
    pub async fn marker(&self) -> Result<Served, PullError> {
        let response = self.get("oci-layout").await?;
        receive(response, None, MAX_MARKER, registry::an_oci_layout_file()).await
    }

    /// The entry point. It has no digest that anybody could ask for.
    pub async fn index(&self) -> Result<Served, PullError> {
        let response = self.get("index.json").await?;
        receive(response, None, MAX_SERVED_DOCUMENT, registry::an_index()).await
    }

    /// A small blob of at most `limit` bytes, whole, with the digest that was asked for.
    pub async fn document(&self, digest: &Digest, limit: u64) -> Result<Served, PullError> {
        let response = self.get(&blob_path(digest)).await?;
        receive(response, Some(digest), limit, registry::a_document()).await
    }

    /// A blob as it arrives, unchecked.
    pub async fn blob(&self, digest: &Digest) -> Result<Response<H::Body>, PullError> {
        self.get(&blob_path(digest)).await
    }

    /// Some bytes of a blob, which are at least one, unchecked.
    pub async fn blob_range(
        &self,
        digest: &Digest,
        range: Range<u64>,
    ) -> Result<Ranged, PullError> {
        let request = Request {
            range: Some(range.clone()),
            ..Request::get(self.base.below(&blob_path(digest))?)
        };
        ranged(self.send(request).await?, &range).await
    }

    async fn get(&self, path: &str) -> Result<Response<H::Body>, PullError> {
        self.send(Request::get(self.base.below(path)?)).await
    }

    async fn send(&self, request: Request) -> Result<Response<H::Body>, PullError> {
        let sent = self.http.send(request).await;
        let response = sent.map_err(|error| PullError::Transport {
            error,
            preflight: false,
        })?;
        success(self.base.origin(), response).await
    }
}

async fn success<B: Body>(
    origin: &crate::url::Origin,
    response: Response<B>,
) -> Result<Response<B>, PullError> {
    match response.status {
        200..=299 => Ok(response),
        _ => Err(super::client::failure(origin, response).await),
    }
}

/// Where the blob `digest` of the layout at `base` is.
pub(super) fn blob_address(base: &HttpUrl, digest: &Digest) -> Result<HttpUrl, UrlError> {
    base.clone().directory().below(&blob_path(digest))
}

/// Both parts of a digest are safe in a path: the grammar has no `/`, `.` only
/// between letters, and nothing that starts a query.
fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm_name(), digest.encoded())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::registry::fake::{Fake, block_on, ok, status};

    #[test]
    fn the_files_of_a_layout_are_asked_for_without_any_header() {
        let digest = Digest::sha256(b"{}");
        let fake = Fake::new(|request| match request.url.path() {
            "/a/b/oci-layout" => ok(r#"{"imageLayoutVersion":"1.0.0"}"#),
            "/a/b/index.json" => ok(r#"{"schemaVersion":2}"#),
            path if path.contains("/blobs/sha256/") => ok("{}"),
            _ => status(404, "no"),
        });
        let base = "https://h.example/a/b".parse().unwrap();
        let layout = StaticLayout::new(fake.clone(), base);
        block_on(async {
            assert!(layout.marker().await.is_ok());
            assert_eq!(
                layout.index().await.unwrap().bytes,
                br#"{"schemaVersion":2}"#
            );
            assert_eq!(layout.document(&digest, 2).await.unwrap().digest, digest);
            let wrong = layout.document(&Digest::sha256(b"x"), 2).await;
            assert!(matches!(wrong, Err(PullError::Mismatch(_))));
            assert!(layout.blob(&digest).await.is_ok());
        });
        assert_eq!(
            fake.sent()[..3],
            [
                "GET https://h.example/a/b/oci-layout".to_owned(),
                "GET https://h.example/a/b/index.json".to_owned(),
                format!(
                    "GET https://h.example/a/b/blobs/sha256/{}",
                    digest.encoded()
                ),
            ]
        );
        assert!(
            fake.log
                .borrow()
                .iter()
                .all(|request| request.accept.is_none())
        );
    }

    #[test]
    fn what_is_not_there_is_said_in_the_hosts_words() {
        let fake = Fake::new(|_| status(404, "File not found"));
        let layout = StaticLayout::new(fake, "https://h.example/".parse().unwrap());
        assert_eq!(
            block_on(layout.index()).unwrap_err().to_string(),
            "the server answered with status 404; File not found"
        );
    }
}
