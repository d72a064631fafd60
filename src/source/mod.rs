//! Where bytes come from. Nothing in here is trusted.
pub mod files;
pub mod registry;
pub mod store;

use serde::{Deserialize, Serialize};

/// All that a source brought. (Being written.)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {}
