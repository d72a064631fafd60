//! Layers that a registry sent, kept by the browser within a budget: a file of one is
//! opened without fetching it again.

use std::collections::VecDeque;

use web_sys::Blob;

use crate::image::digest::Computed;

/// How much is kept, in bytes. What is unpacked of it has a budget of its own, in
/// `kept_layers`.
const BUDGET: f64 = (1_u64 << 30) as f64;

/// The bytes as stored, by their digest; those that were used last at the end.
#[derive(Default)]
pub struct FetchedLayers(VecDeque<(Computed, Blob)>);

impl FetchedLayers {
    /// Keeps one, in place of those that were not used for longest.
    pub fn keep(&mut self, stored: Computed, bytes: Blob) {
        if bytes.size() > BUDGET {
            return;
        }
        self.0.retain(|(kept, _)| *kept != stored);
        self.0.push_back((stored, bytes));
        while self.size() > BUDGET && self.0.pop_front().is_some() {}
    }

    /// The bytes of one, if they are here.
    pub fn get(&mut self, stored: &Computed) -> Option<Blob> {
        let at = self.0.iter().position(|(kept, _)| kept == stored)?;
        let found = self.0.remove(at)?;
        let bytes = found.1.clone();
        self.0.push_back(found);
        Some(bytes)
    }

    fn size(&self) -> f64 {
        self.0.iter().map(|(_, bytes)| bytes.size()).sum()
    }
}
