//! Links: the web pages of registries, and registries' own addresses.
//!
//! | address | what it shows |
//! |---|---|
//! | `hub.docker.com/_/x`, `/r/o/x`, `…/tags`, `/layers/o/x/tag/…` | image or repository |
//! | `quay.io/repository/o/x`, `…/manifest/sha256:…`, `?tag=`, `?tab=tags` | image or repository |
//! | `github.com/o/r/pkgs/container/x`, `github.com/orgs/o/packages/container/x` | image on ghcr.io |
//! | `gallery.ecr.aws/o/x` | image on public.ecr.aws |
//! | any host, `/v2/<name>/manifests/<reference>`, `/blobs/<digest>`, `/tags/list` | what the API would answer |
//! | a known registry, or a last segment with `:` or `@` | reference |
//! | any host without a path | registry |
//! | anything else | an OCI image layout on a static host |

use super::super::{Input, InputError};
use crate::image::reference::{Domain, Reference, Repository};
use crate::url::{HttpUrl, UrlError, percent_decode};

/// Sites whose pages are also pasted without `https://`.
const SITES_WITHOUT_SCHEME: [&str; 5] = [
    "hub.docker.com/",
    "www.hub.docker.com/",
    "github.com/",
    "quay.io/repository/",
    "gallery.ecr.aws/",
];

/// Registries that people open in a browser. A host ending in one that begins
/// with a dot counts too.
const REGISTRIES: [&str; 22] = [
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "ghcr.io",
    "quay.io",
    "gcr.io",
    ".gcr.io",
    ".pkg.dev",
    "registry.k8s.io",
    "k8s.gcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "registry.gitlab.com",
    "cgr.dev",
    "lscr.io",
    "nvcr.io",
    "icr.io",
    "docker.elastic.co",
    "registry.access.redhat.com",
    "registry.redhat.io",
    ".azurecr.io",
    ".amazonaws.com",
];

/// The URL that `line` is, or `None` where it is none.
pub(super) fn as_url(line: &str) -> Option<Result<HttpUrl, InputError>> {
    let lower = line.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return Some(line.parse::<HttpUrl>().map_err(InputError::from));
    }
    SITES_WITHOUT_SCHEME
        .iter()
        .any(|site| lower.starts_with(site))
        .then(|| {
            format!("https://{line}")
                .parse::<HttpUrl>()
                .map_err(InputError::from)
        })
}

/// What the page at `url` shows.
pub(super) fn parse(url: &HttpUrl) -> Result<Input, InputError> {
    let path = percent_decode(url.path()).ok_or(InputError::Encoding {
        key: "path".to_owned(),
    })?;
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let site = url.origin().host();
    let unknown = || InputError::Page {
        site: site.to_owned(),
        path: path.clone(),
    };
    match site.strip_prefix("www.").unwrap_or(site) {
        "hub.docker.com" => docker_hub(url, &segments).unwrap_or_else(|| Err(unknown())),
        "github.com" => github(url, &segments).unwrap_or_else(|| Err(unknown())),
        "gallery.ecr.aws" => match segments.as_slice() {
            [_, _, ..] => image(&format!("public.ecr.aws/{}", segments.join("/")), None),
            _ => Err(unknown()),
        },
        "quay.io" if segments.first() == Some(&"repository") => {
            quay(url, &segments).unwrap_or_else(|| Err(unknown()))
        }
        _ => elsewhere(url, &segments),
    }
}

type Found = Option<Result<Input, InputError>>;

fn docker_hub(url: &HttpUrl, segments: &[&str]) -> Found {
    let tag = url.parameter("tag");
    let (name, rest) = match segments {
        ["_" | "r", name] | ["_", name, "tags"] => (format!("library/{name}"), segments.get(2..)),
        ["r", "_", name, ..] => (format!("library/{name}"), segments.get(3..)),
        ["r", owner, name, ..] => (format!("{owner}/{name}"), segments.get(3..)),
        ["repository", "docker", owner, name, ..] => (format!("{owner}/{name}"), segments.get(4..)),
        ["layers", owner, name, tag, rest @ ..] => {
            return Some(docker_hub_layers(owner, name, tag, rest));
        }
        _ => return None,
    };
    let name = format!("docker.io/{name}");
    Some(if rest == Some(&["tags"]) && tag.is_none() {
        repository(&name)
    } else {
        image(&name, tag)
    })
}

/// `/layers/o/x/3.20/images/sha256-<hex>`.
fn docker_hub_layers(
    owner: &str,
    name: &str,
    tag: &str,
    rest: &[&str],
) -> Result<Input, InputError> {
    let name = format!("docker.io/{owner}/{name}:{tag}");
    let pinned = match rest {
        ["images", digest, ..] => digest.strip_prefix("sha256-"),
        _ => None,
    };
    match pinned {
        Some(hex) => image(&format!("{name}@sha256:{hex}"), None),
        None => image(&name, None),
    }
}

fn quay(url: &HttpUrl, segments: &[&str]) -> Found {
    let (owner, name, rest) = match segments {
        ["repository", owner, name, rest @ ..] => (owner, name, rest),
        _ => return None,
    };
    let full = format!("quay.io/{owner}/{name}");
    Some(match rest {
        ["manifest", digest] => image(&format!("{full}@{digest}"), None),
        ["tag", tag] => image(&full, Some((*tag).to_owned())),
        _ if url.parameter("tab").as_deref() == Some("tags") => repository(&full),
        _ => image(&full, url.parameter("tag")),
    })
}

fn github(url: &HttpUrl, segments: &[&str]) -> Found {
    // A package's name may hold a slash, which the address has as `%2F`;
    // decoding the path has made it several segments.
    let (owner, name) = match segments {
        [owner, _, "pkgs", "container", name @ ..] => (owner, name),
        ["orgs" | "users", owner, "packages", "container", name @ ..] => (owner, name),
        _ => return None,
    };
    // What follows the name may be the version's number (and its tag).
    let name: Vec<&str> = name
        .iter()
        .filter(|part| **part != "package")
        .take_while(|part| part.parse::<u64>().is_err() && **part != "versions")
        .copied()
        .collect();
    if name.is_empty() {
        return None;
    }
    let full = format!("ghcr.io/{owner}/{}", name.join("/")).to_ascii_lowercase();
    Some(image(&full, url.parameter("tag")))
}

fn elsewhere(url: &HttpUrl, segments: &[&str]) -> Result<Input, InputError> {
    let host = url.origin().host();
    let registry = REGISTRIES
        .iter()
        .any(|known| host == *known || (known.starts_with('.') && host.ends_with(known)));
    // Everybody's registries are there by https only; any other is asked by the
    // scheme that a person wrote.
    let authority = match registry {
        true => url.origin().authority(),
        false => url.origin().to_string(),
    };
    if segments.first() == Some(&"v2") {
        return api(&authority, segments.get(1..).unwrap_or_default());
    }
    let Some(last) = segments.last() else {
        return Ok(Input::Registry(Domain::from_link(&authority)?));
    };
    if let Some(prefix) = below(segments) {
        return Err(InputError::BelowPath {
            site: host.to_owned(),
            prefix,
        });
    }
    if registry || last.contains([':', '@']) {
        return image(
            &format!("{authority}/{}", segments.join("/")),
            url.parameter("tag"),
        );
    }
    Ok(Input::Layout(layout_base(url)?))
}

/// The path below which a registry seems to be, where this is an address of the
/// API that does not begin with `/v2/`.
fn below(segments: &[&str]) -> Option<String> {
    let at = segments.iter().position(|segment| *segment == "v2")?;
    let api = matches!(
        segments.get(at + 1..)?,
        ["_catalog"] | [_, .., "tags", "list"] | [_, .., "manifests" | "blobs", _]
    );
    (at > 0 && api).then(|| segments.get(..at).unwrap_or_default().join("/"))
}

/// An address of the registry API.
fn api(authority: &str, segments: &[&str]) -> Result<Input, InputError> {
    match segments {
        [] | ["_catalog"] => Ok(Input::Registry(Domain::from_link(authority)?)),
        [name @ .., "tags", "list"] => repository(&format!("{authority}/{}", name.join("/"))),
        [name @ .., "manifests", target] => {
            let mark = if target.contains(':') { '@' } else { ':' };
            image(
                &format!("{authority}/{}{mark}{target}", name.join("/")),
                None,
            )
        }
        [name @ .., "blobs", digest] => {
            let name = format!("{authority}/{}", name.join("/"));
            Ok(Input::Blob {
                repository: Repository::from_link(&name)?,
                digest: digest.parse()?,
            })
        }
        other => Err(InputError::Page {
            site: authority.to_owned(),
            path: format!("/v2/{}", other.join("/")),
        }),
    }
}

/// The directory that holds `oci-layout`, whichever of its files was named.
fn layout_base(url: &HttpUrl) -> Result<HttpUrl, UrlError> {
    let path = url.path();
    let base = path
        .find("/blobs/")
        .and_then(|at| path.get(..at))
        .or_else(|| path.strip_suffix("/index.json"))
        .or_else(|| path.strip_suffix("/oci-layout"))
        .unwrap_or(path);
    Ok(url.origin().at(base)?.directory())
}

fn image(name: &str, tag: Option<String>) -> Result<Input, InputError> {
    let mut reference = Reference::from_link(name)?;
    if let Some(tag) = tag {
        let tag = tag
            .parse()
            .map_err(crate::image::reference::ReferenceError::from)?;
        reference.tag = Some(tag);
    }
    Ok(Input::Image(reference))
}

fn repository(name: &str) -> Result<Input, InputError> {
    Ok(Input::Repository(Repository::from_link(name)?))
}
