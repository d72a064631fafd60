//! The lines that let a web page read a registry, by kind of server.
//!
//! Sources: the configuration reference of `distribution` (`http.headers`), the
//! code of zot, and the Fetch Standard for what each header does. They allow
//! reading to everybody (`*`), which gives away nothing that `curl` would not
//! get: the browser adds no cookie and no stored password to these requests.

use super::Diagnosis;
use crate::words::{Message, doctor as words};

/// What runs the registry, or stands before or behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// `registry:2`, `registry:3`.
    Distribution,
    Zot,
    /// A proxy before any registry: also the way for Harbor, Gitea and GitLab,
    /// which have no setting of their own.
    Nginx,
    /// A bucket behind it, on S3 or anything compatible.
    S3,
    /// A bucket behind it, on Google Cloud Storage.
    Gcs,
}

impl Server {
    pub const ALL: [Self; 5] = [
        Self::Distribution,
        Self::Zot,
        Self::Nginx,
        Self::S3,
        Self::Gcs,
    ];

    /// As people call it, with the file that the lines belong to.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Distribution => words::distribution(),
            Self::Zot => words::zot(),
            Self::Nginx => words::nginx(),
            Self::S3 => words::s3(),
            Self::Gcs => words::gcs(),
        }
    }
}

pub(super) fn lines(diagnosis: &Diagnosis, server: Server) -> Option<&'static str> {
    use Diagnosis as D;
    match (diagnosis, server) {
        // With a login, distribution answers OPTIONS with 401 and will go on
        // to (distribution#4458): only a proxy can mend that.
        (D::PreflightRefused { .. }, Server::Distribution) => None,
        (
            D::NoCors { .. } | D::CorsOnlyOnSuccess { .. } | D::HeaderHidden { .. },
            Server::Distribution,
        ) => Some(DISTRIBUTION),
        (D::BlobStorageNoCors { .. }, Server::Distribution) => Some(DISTRIBUTION_NO_REDIRECT),
        (D::NoCors { .. }, Server::Zot) => Some(ZOT),
        (
            D::NoCors { .. }
            | D::CorsOnlyOnSuccess { .. }
            | D::PreflightRefused { .. }
            | D::HeaderHidden { .. }
            | D::BlobsNoCors { .. },
            Server::Nginx,
        ) => Some(NGINX),
        (D::TokenEndpointNoCors { .. }, Server::Nginx) => Some(NGINX_TOKEN),
        (D::BlobStorageNoCors { .. }, Server::S3) => Some(S3),
        (D::BlobStorageNoCors { .. }, Server::Gcs) => Some(GCS),
        _ => None,
    }
}

const DISTRIBUTION: &str = "\
http:
  headers:
    X-Content-Type-Options: [nosniff]
    Access-Control-Allow-Origin: ['*']
    Access-Control-Allow-Methods: ['GET, HEAD, OPTIONS']
    Access-Control-Allow-Headers: ['Authorization, Accept, Range, Cache-Control']
    Access-Control-Expose-Headers: ['Docker-Content-Digest, WWW-Authenticate, Link, OCI-Subject, OCI-Filters-Applied, Retry-After']
    Access-Control-Max-Age: ['3600']
";

const DISTRIBUTION_NO_REDIRECT: &str = "\
storage:
  redirect:
    disable: true
";

const ZOT: &str = "\
{
  \"http\": {
    \"allowOrigin\": \"*\"
  }
}
";

const NGINX: &str = "\
location /v2/ {
  if ($request_method = OPTIONS) {
    add_header Access-Control-Allow-Origin  \"*\" always;
    add_header Access-Control-Allow-Methods \"GET, HEAD, OPTIONS\" always;
    add_header Access-Control-Allow-Headers \"Authorization, Accept, Range, Cache-Control\" always;
    add_header Access-Control-Max-Age       3600 always;
    return 204;
  }
  add_header Access-Control-Allow-Origin   \"*\" always;
  add_header Access-Control-Expose-Headers \"Docker-Content-Digest, WWW-Authenticate, Link, OCI-Subject, OCI-Filters-Applied, Retry-After\" always;
  proxy_pass http://registry:5000;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-Proto $scheme;
}
";

const NGINX_TOKEN: &str = "\
# On the token server, for the path of its tokens.
location /token {
  if ($request_method = OPTIONS) {
    add_header Access-Control-Allow-Origin  \"*\" always;
    add_header Access-Control-Allow-Methods \"GET, OPTIONS\" always;
    add_header Access-Control-Allow-Headers \"Authorization\" always;
    add_header Access-Control-Max-Age       3600 always;
    return 204;
  }
  add_header Access-Control-Allow-Origin \"*\" always;
  proxy_pass http://token-server:5001;
  proxy_set_header Host $http_host;
}
";

const S3: &str = "\
[
  {
    \"AllowedOrigins\": [\"*\"],
    \"AllowedMethods\": [\"GET\", \"HEAD\"],
    \"AllowedHeaders\": [\"Range\"],
    \"MaxAgeSeconds\": 3600
  }
]
";

const GCS: &str = "\
[
  {
    \"origin\": [\"*\"],
    \"method\": [\"GET\", \"HEAD\"],
    \"responseHeader\": [\"Content-Type\", \"Range\"],
    \"maxAgeSeconds\": 3600
  }
]
";
