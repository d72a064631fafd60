//! SLSA provenance: how an image was built, as its builder says (SLSA "Provenance" v0.2
//! and v1), with what BuildKit adds to it.

mod build;
mod hidden;
mod origin;
mod parameters;
#[cfg(test)]
mod tests;

pub use build::{BuildFile, BuildStep, Place, Work};
pub use origin::{Origin, ToldBy};
pub use parameters::{Given, Parameter};

use self::hidden::without_secrets;
use super::bounded::{Listed, cut, member};
use crate::image::json::Node;
use crate::image::provenance::UsedImage;
use crate::words::{Message, attestations as words};

/// How many things that a build used are kept: builds with packages as dependencies name
/// some hundred.
pub const MAX_DEPENDENCIES: usize = 2_000;

/// How an image was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub origin: Option<Origin>,
    /// URIs.
    pub builder: Option<String>,
    pub build_type: Option<String>,
    /// Which run of the builder it was.
    pub invocation: Option<String>,
    /// What whoever asked for it chose.
    pub external: Listed<Parameter>,
    /// What the builder chose, or the environment that it ran in.
    pub internal: Listed<Parameter>,
    /// As they are written, RFC 3339.
    pub started: Option<String>,
    pub finished: Option<String>,
    pub reproducible: Claim,
    pub hermetic: Claim,
    pub completeness: Completeness,
    pub dependencies: Listed<Dependency>,
    pub files: Listed<BuildFile>,
    pub steps: Listed<BuildStep>,
}

/// What a builder says of a build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claim {
    Yes,
    No,
    #[default]
    NotSaid,
}

/// Whether all is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    pub parameters: Claim,
    pub environment: Claim,
    pub dependencies: Claim,
}

/// Something that a build used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    pub uri: String,
    /// Algorithm and digits, as they are written.
    pub digests: Vec<(String, String)>,
    /// Where it is an image: a base, or a tool of the build.
    pub image: Option<UsedImage>,
}

/// How many digests of one are kept.
const MAX_DIGESTS: usize = 8;

impl Claim {
    fn of(node: Option<&Node>) -> Self {
        match node.and_then(Node::as_bool) {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::NotSaid,
        }
    }

    /// What is claimed, as one word.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Yes => words::claimed(),
            Self::No => words::not_claimed(),
            Self::NotSaid => words::not_said(),
        }
    }
}

impl Provenance {
    /// Reads the predicate of a statement; `None` where it is of another type, or has
    /// neither a builder nor a type of build.
    #[must_use]
    pub fn read(predicate_type: &str, predicate: &Node) -> Option<Self> {
        let read = match predicate_type {
            "https://slsa.dev/provenance/v0.2" => Self::second(predicate),
            "https://slsa.dev/provenance/v1" => Self::first(predicate),
            _ => return None,
        };
        (read.builder.is_some() || read.build_type.is_some()).then_some(read)
    }

    /// v0.2.
    fn second(predicate: &Node) -> Self {
        let metadata = predicate.get("metadata");
        let extended =
            metadata.and_then(|it| it.get("https://mobyproject.org/buildkit@v1#metadata"));
        let source = predicate.at("/invocation/configSource");
        let path = source.and_then(origin::path);
        let told = || Origin::told(extended.and_then(|it| it.get("vcs")), path);
        let said = |key| metadata.and_then(|it| member(it, key));
        let claim = |key| Claim::of(metadata.and_then(|it| it.get(key)));
        let completeness = predicate.at("/metadata/completeness");
        let complete = |key| Claim::of(completeness.and_then(|it| it.get(key)));
        let definition = predicate.at("/buildConfig/llbDefinition");
        let id = said("buildInvocationId").or_else(|| said("buildInvocationID"));
        Self {
            origin: Origin::configured(source).or_else(told),
            builder: predicate.get("builder").and_then(|it| member(it, "id")),
            build_type: member(predicate, "buildType"),
            invocation: id,
            external: parameters::parameters(predicate.at("/invocation/parameters"), ""),
            internal: parameters::parameters(predicate.at("/invocation/environment"), ""),
            started: said("buildStartedOn"),
            finished: said("buildFinishedOn"),
            reproducible: claim("reproducible"),
            hermetic: claim("https://mobyproject.org/buildkit@v1#hermetic"),
            completeness: Completeness {
                parameters: complete("parameters"),
                environment: complete("environment"),
                dependencies: complete("materials"),
            },
            dependencies: dependencies(predicate.get("materials")),
            files: build::files(extended),
            steps: build::steps(definition, extended),
        }
    }

    /// v1.
    fn first(predicate: &Node) -> Self {
        let definition = predicate.get("buildDefinition");
        let external = definition.and_then(|it| it.get("externalParameters"));
        let internal = definition.and_then(|it| it.get("internalParameters"));
        let resolved = definition.and_then(|it| it.get("resolvedDependencies"));
        let metadata = predicate.at("/runDetails/metadata");
        let extended = metadata.and_then(|it| it.get("buildkit_metadata"));
        let said = |key| metadata.and_then(|it| member(it, key));
        let claim = |key| Claim::of(metadata.and_then(|it| it.get(key)));
        let complete = |pointer| Claim::of(metadata.and_then(|it| it.at(pointer)));
        let builder = predicate.at("/runDetails/builder");
        let steps = internal.and_then(|it| it.at("/buildConfig/llbDefinition"));
        Self {
            origin: origin_of_first(external, resolved, extended),
            builder: builder.and_then(|it| member(it, "id")),
            build_type: definition.and_then(|it| member(it, "buildType")),
            invocation: said("invocationId").or_else(|| said("invocationID")),
            external: parameters::parameters(external, ""),
            internal: parameters::parameters(internal, "buildConfig"),
            started: said("startedOn"),
            finished: said("finishedOn"),
            reproducible: claim("buildkit_reproducible"),
            hermetic: claim("buildkit_hermetic"),
            completeness: Completeness {
                parameters: complete("/buildkit_completeness/request"),
                environment: Claim::NotSaid,
                dependencies: complete("/buildkit_completeness/resolvedDependencies"),
            },
            dependencies: dependencies(resolved),
            files: build::files(extended),
            steps: build::steps(steps, extended),
        }
    }

    /// The images that the build used: bases, and tools of the build.
    pub fn images(&self) -> impl Iterator<Item = &UsedImage> {
        self.dependencies
            .kept
            .iter()
            .filter_map(|it| it.image.as_ref())
    }
}

/// BuildKit's, GitHub's, or what other builders call `source`.
fn origin_of_first(
    external: Option<&Node>,
    resolved: Option<&Node>,
    extended: Option<&Node>,
) -> Option<Origin> {
    let at = |key| external.and_then(|it| it.get(key));
    let dependencies = resolved.map_or(&[][..], Node::items);
    let path = at("configSource").and_then(origin::path);
    Origin::configured(at("configSource"))
        .or_else(|| Origin::workflow(external, dependencies))
        .or_else(|| Origin::configured(at("source")))
        .or_else(|| Origin::told(extended.and_then(|it| it.get("vcs")), path))
}

impl Dependency {
    fn read(node: &Node) -> Option<Self> {
        let digests = node.get("digest").map_or(&[][..], Node::members).iter();
        let digests = digests.filter_map(|digest| {
            let digits = digest.value.as_str()?;
            Some((cut(&digest.key), cut(digits)))
        });
        Some(Self {
            uri: without_secrets(&member(node, "uri").or_else(|| member(node, "name"))?),
            digests: digests.take(MAX_DIGESTS).collect(),
            image: UsedImage::read(node),
        })
    }

    /// Where a person looks at it; `None` where that is no `https` address.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        origin::repository_link(&self.uri)
    }
}

fn dependencies(node: Option<&Node>) -> Listed<Dependency> {
    let all = node.map_or(&[][..], Node::items).iter();
    Listed::of(all.filter_map(Dependency::read), MAX_DEPENDENCIES)
}
