//! What an engine says, read by which fields are there: no version is asked for, and what
//! is absent or of another type is unknown, never zero.

use serde_json::Value;

use super::id::{IdNames, Store, Target};
use super::member::{self, count, digest, names, objects, seconds, text, texts, time};
use crate::image::digest::Digest;
use crate::image::platform::Platform;

/// The most images of one list that are shown. A machine that builds all day has some
/// thousands.
pub const MAX_IMAGES: usize = 20_000;

/// Who answers (`/version`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Greeting {
    /// Such as `Podman Engine`, or the product (`Docker Engine - Community`).
    pub name: Option<String>,
    pub version: Option<String>,
    pub api_version: Option<String>,
}

/// The images of an engine (`/images/json`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Images {
    /// In the engine's order.
    pub images: Vec<ListedImage>,
    /// How many entries were left out because they have no ID.
    pub malformed: usize,
    /// How many more there are than [`MAX_IMAGES`].
    pub left_out: usize,
}

/// One image of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedImage {
    pub id: Digest,
    /// `name:tag`; none of a dangling image.
    pub tags: Vec<String>,
    /// `name@digest`.
    pub repo_digests: Vec<String>,
    /// Seconds since 1970.
    pub created: Option<i64>,
    /// In bytes, as the engine counts.
    pub size: Option<u64>,
    /// In bytes; of layers that other images have, too.
    pub shared_size: Option<u64>,
    pub containers: Option<u64>,
    pub target: Option<Target>,
    pub manifests: Vec<Variant>,
}

/// One manifest of an image (`Manifests`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub digest: Digest,
    pub is_attestation: bool,
    pub platform: Option<Platform>,
    /// Whether all of it is on that machine; `None` where the engine does not say.
    pub is_here: Option<bool>,
    /// In bytes, of what is stored of it.
    pub size: Option<u64>,
}

/// One image (`/images/{name}/json`).
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    pub id: Digest,
    pub tags: Vec<String>,
    pub repo_digests: Vec<String>,
    /// RFC 3339, as spelled.
    pub created: Option<String>,
    pub author: Option<String>,
    pub comment: Option<String>,
    pub architecture: Option<String>,
    pub variant: Option<String>,
    pub os: Option<String>,
    pub os_version: Option<String>,
    /// In bytes, as the engine counts.
    pub size: Option<u64>,
    /// The DiffIDs, base first, as spelled; `None` where it does not say.
    pub layers: Option<Vec<String>>,
    /// What keeps the layers, such as `overlay2`.
    pub driver: Option<String>,
    /// RFC 3339, when a name was last given to it on that machine.
    pub last_tagged: Option<String>,
    pub target: Option<Target>,
    pub manifests: Vec<Variant>,
    /// From where the engine pulled it (`Identity.Pull`).
    pub pulled_from: Vec<String>,
    /// By whom it is signed, as the engine found (`Identity.Signature`).
    pub signed_by: Vec<String>,
}

/// One step (`/images/{name}/history`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Of the image that ended with this step; `None` where the engine has none.
    pub id: Option<String>,
    /// Seconds since 1970.
    pub created: Option<i64>,
    pub created_by: Option<String>,
    pub tags: Vec<String>,
    /// In bytes, of what the step added.
    pub size: Option<u64>,
    pub comment: Option<String>,
}

/// What a registry's tag leads to, as the engine found out (`/distribution/{name}/json`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    pub target: Target,
    pub platforms: Vec<Platform>,
}

impl Greeting {
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let product = answer.get("Platform").and_then(|of| text(of, "Name"));
        let component = objects(answer, "Components").next();
        let component = component.and_then(|first| text(first, "Name"));
        // Podman names its system as the platform.
        let is_system = product.as_ref().is_some_and(|name| name.contains('/'));
        let greeting = Self {
            name: if is_system {
                component
            } else {
                product.or(component)
            },
            version: text(answer, "Version"),
            api_version: text(answer, "ApiVersion"),
        };
        // Something else that answers with an object has neither.
        (greeting.version.is_some() && greeting.api_version.is_some()).then_some(greeting)
    }
}

impl Images {
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let all = answer.as_array()?;
        let some = all.iter().take(MAX_IMAGES);
        let images: Vec<ListedImage> = some.clone().filter_map(ListedImage::read).collect();
        Some(Self {
            malformed: some.len() - images.len(),
            left_out: all.len() - some.len(),
            images,
        })
    }
}

impl ListedImage {
    fn read(entry: &Value) -> Option<Self> {
        Some(Self {
            id: digest(entry, "Id")?,
            tags: names(entry, "RepoTags"),
            repo_digests: names(entry, "RepoDigests"),
            created: seconds(entry, "Created"),
            size: count(entry, "Size"),
            shared_size: count(entry, "SharedSize"),
            containers: count(entry, "Containers"),
            target: Target::read(entry),
            manifests: Variant::read_all(entry),
        })
    }

    /// Whether no name leads to it.
    #[must_use]
    pub fn is_dangling(&self) -> bool {
        self.tags.is_empty()
    }

    /// Of what its ID is the digest.
    #[must_use]
    pub fn id_names(&self) -> IdNames {
        IdNames::of(self.target.as_ref())
    }
}

impl Variant {
    fn read_all(answer: &Value) -> Vec<Self> {
        objects(answer, "Manifests")
            .filter_map(Self::read)
            .collect()
    }

    fn read(entry: &Value) -> Option<Self> {
        let of_image = entry.get("ImageData");
        let platform = of_image.and_then(|data| data.get("Platform"));
        let size = entry.get("Size");
        let target = Target::read(entry).and_then(|target| target.digest);
        Some(Self {
            digest: digest(entry, "ID").or(target)?,
            is_attestation: text(entry, "Kind").as_deref() == Some("attestation"),
            platform: platform.and_then(platform_of),
            is_here: entry.get("Available").and_then(Value::as_bool),
            size: size.and_then(|size| count(size, "Content")),
        })
    }
}

impl Inspection {
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let of = |key: &str| answer.get(key);
        let listed = |key: &str, name: &str| {
            let all = of("Identity").into_iter().flat_map(|all| objects(all, key));
            all.filter_map(|one| text(one, name)).collect()
        };
        Some(Self {
            id: digest(answer, "Id")?,
            tags: names(answer, "RepoTags"),
            repo_digests: names(answer, "RepoDigests"),
            created: time(answer, "Created"),
            author: text(answer, "Author"),
            comment: text(answer, "Comment"),
            architecture: text(answer, "Architecture"),
            variant: text(answer, "Variant"),
            os: text(answer, "Os"),
            os_version: text(answer, "OsVersion"),
            size: count(answer, "Size"),
            layers: of("RootFS").and_then(|root| texts(root, "Layers")),
            driver: of("GraphDriver").and_then(|driver| text(driver, "Name")),
            last_tagged: of("Metadata").and_then(|all| time(all, "LastTagTime")),
            target: Target::read(answer),
            manifests: Variant::read_all(answer),
            pulled_from: listed("Pull", "Repository"),
            signed_by: listed("Signature", "Name"),
        })
    }

    /// Of what its ID is the digest.
    #[must_use]
    pub fn id_names(&self) -> IdNames {
        IdNames::of(self.target.as_ref())
    }

    /// Where the engine keeps it.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::of(self.target.as_ref())
    }
}

impl Step {
    pub(super) fn read_all(answer: &Value) -> Option<Vec<Self>> {
        let steps = answer.as_array()?.iter().filter(|step| step.is_object());
        Some(steps.map(Self::read).collect())
    }

    fn read(step: &Value) -> Self {
        Self {
            id: text(step, "Id").filter(|id| id != "<missing>"),
            created: seconds(step, "Created"),
            created_by: text(step, "CreatedBy"),
            tags: names(step, "Tags"),
            size: count(step, "Size"),
            comment: text(step, "Comment"),
        }
    }
}

impl Distribution {
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let target = Target::read(answer).filter(|target| target.digest.is_some())?;
        let platforms = objects(answer, "Platforms").filter_map(platform_of);
        Some(Self {
            target,
            platforms: platforms.collect(),
        })
    }
}

fn platform_of(object: &Value) -> Option<Platform> {
    let (os, architecture) = (text(object, "os"), text(object, "architecture"));
    if os.is_none() && architecture.is_none() {
        return None;
    }
    Some(Platform {
        os: os.unwrap_or_default(),
        architecture: architecture.unwrap_or_default(),
        variant: text(object, "variant"),
        os_version: text(object, "os.version"),
        os_features: member::texts(object, "os.features").unwrap_or_default(),
    })
}
