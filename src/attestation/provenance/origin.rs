//! From which sources an image was built, and where those can be looked at.

use super::hidden::without_secrets;
use crate::attestation::bounded::member;
use crate::image::json::Node;
use crate::url::{HttpUrl, Scheme};

/// The sources of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// As it is written: `git+https://…@refs/heads/main`, `https://….git#main`.
    pub uri: String,
    /// The commit, or another digest of the sources, in hexadecimal digits.
    pub commit: Option<String>,
    /// The file that says how to build it: a Dockerfile, a workflow.
    pub path: Option<String>,
    pub told_by: ToldBy,
}

/// Who says which sources those were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldBy {
    /// The builder, which fetched them.
    Builder,
    /// Whoever asked for the build: BuildKit does not look whether that is true.
    Client,
}

impl Origin {
    /// What `configSource` says (SLSA v0.2, and BuildKit in v1).
    pub(super) fn configured(source: Option<&Node>) -> Option<Self> {
        let source = source?;
        Some(Self {
            uri: without_secrets(&member(source, "uri")?),
            commit: commit(source.get("digest")),
            path: path(source),
            told_by: ToldBy::Builder,
        })
    }

    /// What `externalParameters.workflow` says (GitHub Actions' build type), with the
    /// commit that the dependency of this repository has.
    pub(super) fn workflow(external: Option<&Node>, dependencies: &[Node]) -> Option<Self> {
        let workflow = external?.get("workflow")?;
        let repository = member(workflow, "repository")?;
        let is_it = |node: &&Node| {
            let uri = member(node, "uri").unwrap_or_default();
            let uri = uri.strip_prefix("git+").unwrap_or(&uri);
            let rest = uri.strip_prefix(repository.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
        };
        let found = dependencies.iter().find(is_it);
        let reference = member(workflow, "ref").map(|name| format!("@{name}"));
        Some(Self {
            uri: without_secrets(&format!(
                "git+{repository}{}",
                reference.unwrap_or_default()
            )),
            commit: commit(found.and_then(|node| node.get("digest"))),
            path: member(workflow, "path"),
            told_by: ToldBy::Builder,
        })
    }

    /// What whoever asked for the build said of it (`vcs` of BuildKit's metadata).
    pub(super) fn told(vcs: Option<&Node>, path: Option<String>) -> Option<Self> {
        let vcs = vcs?;
        Some(Self {
            uri: without_secrets(&member(vcs, "source")?),
            commit: member(vcs, "revision"),
            path,
            told_by: ToldBy::Client,
        })
    }

    /// Where a person looks at the repository; `None` where that is no `https` address.
    #[must_use]
    pub fn repository_link(&self) -> Option<String> {
        repository_link(&self.uri)
    }

    /// Where a person looks at the commit, on services whose addresses are known.
    #[must_use]
    pub fn commit_link(&self) -> Option<String> {
        let commit = self.commit.as_deref()?;
        let is_hex = commit.len() >= 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        let repository = is_hex.then(|| self.repository_link()).flatten()?;
        let url: HttpUrl = repository.parse().ok()?;
        match url.origin().host() {
            "github.com" => Some(format!("{repository}/commit/{commit}")),
            "gitlab.com" => Some(format!("{repository}/-/commit/{commit}")),
            _ => None,
        }
    }
}

/// Where the file is said that describes the build: `path` in v1, `entryPoint` in v0.2.
pub(super) fn path(source: &Node) -> Option<String> {
    member(source, "path").or_else(|| member(source, "entryPoint"))
}

/// The address of a repository or a file, without what names a state of it.
pub(super) fn repository_link(uri: &str) -> Option<String> {
    let uri = uri.strip_prefix("git+").unwrap_or(uri);
    let url: HttpUrl = uri.split('#').next()?.parse().ok()?;
    if url.origin().scheme() != Scheme::Https || url.query().is_some() {
        return None;
    }
    let whole = url.to_string();
    let start = whole.find("://")? + 3;
    let end = whole.get(start..)?.find('@').map(|at| start + at);
    let whole = whole
        .get(..end.unwrap_or(whole.len()))?
        .trim_end_matches('/');
    Some(whole.strip_suffix(".git").unwrap_or(whole).to_owned())
}

/// The digest of sources under the names that Git's have, or what else there is.
fn commit(digests: Option<&Node>) -> Option<String> {
    let digests = digests?;
    let known = ["gitCommit", "sha1", "sha256"];
    known.iter().find_map(|key| member(digests, key))
}
