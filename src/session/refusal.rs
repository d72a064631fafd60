//! What became of a registry that did not give what it was asked for.

use crate::input::Fragment;
use crate::source::registry::doctor::Diagnosis;
use crate::source::registry::error::PullError;
use crate::source::registry::image::FetchTarget;
use crate::words::Message;

/// A registry that gave no image.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub wanted: Fragment,
    pub ask: FetchTarget,
    /// `None` where nobody asked, because the answer is known.
    pub error: Option<PullError>,
    /// What the doctor says, where the error does not say all.
    pub diagnosis: Option<Diagnosis>,
}

/// Why something of what is shown did not come.
#[derive(Clone, Debug)]
pub struct Lacked {
    pub why: Message,
    /// `None` where the registry gave all that it was asked for.
    pub error: Option<PullError>,
    /// What the doctor says, where the error does not say all.
    pub diagnosis: Option<Diagnosis>,
}
