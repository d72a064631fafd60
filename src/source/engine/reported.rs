//! What an engine said of one image, to be held against its bytes.

use super::address::ImageName;
use super::answers::{Inspection, Step};

/// All that an engine said of one image, asked for together.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// By which name or ID it was asked for.
    pub name: ImageName,
    pub inspection: Inspection,
    /// The newest step first; `None` where the engine did not tell.
    pub history: Option<Vec<Step>>,
}
