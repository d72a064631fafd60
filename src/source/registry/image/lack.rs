//! What a view should have and does not, and why.

use crate::image::digest::Digest;
use crate::image::platform::Platform;
use crate::input::PlatformName;
use crate::source::registry::doctor::Step;
use crate::source::registry::error::PullError;

/// Something that did not come. The rest is shown all the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// A document.
    Document { named: Named, error: Box<PullError> },
    /// The index has no manifest for the platform that was asked for. No other
    /// one is fetched in its place: only a person switches.
    Platform {
        asked: PlatformName,
        /// The one that Docker would take in its place.
        close: Option<Platform>,
        named: Vec<Platform>,
    },
    /// There is one image, and it is of another platform than was asked for.
    OtherPlatform {
        asked: PlatformName,
        found: Platform,
    },
    /// A view holds no more documents.
    Full,
}

/// A document as another one names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub digest: Digest,
    /// It is a manifest or an index; everything else is a blob.
    pub manifest: bool,
    pub platform: Option<Platform>,
    /// The platforms of the same index that can be asked for instead.
    pub others: Vec<Platform>,
}

impl Named {
    #[must_use]
    pub fn step(&self) -> Step {
        match self.manifest {
            true => Step::Manifest,
            false => Step::Blob(self.digest.clone()),
        }
    }
}
