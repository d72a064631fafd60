//! Which of several images is shown first, and why that one.

use crate::image::platform::{Found, Platform};
use crate::input::PlatformName;
use crate::inspect::graph::Image;
use crate::session::Showing;

/// The image of what is open that a link's platform means; the first that is
/// here where it means none.
#[must_use]
pub fn image_of(showing: &Showing, platform: Option<&PlatformName>) -> usize {
    pick(showing, platform).0
}

/// Why one of several images is shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Its platform was asked for.
    AsAsked,
    /// Its platform is the one that most people mean.
    Usual,
    /// It is the first that is here.
    First,
}

/// The image that is shown first, and why that one.
#[must_use]
pub fn pick(showing: &Showing, platform: Option<&PlatformName>) -> (usize, Picked) {
    let images = &showing.opened.graph.images;
    let place = |fits: &dyn Fn(&Image) -> bool| images.iter().position(fits);
    let asked = platform.map(|name| {
        let platforms = images.iter().map(|image| image.platform.as_ref());
        name.platform().find(platforms)
    });
    let here = |image: &Image| {
        let node = image.manifest.and_then(|id| showing.opened.graph.node(id));
        node.is_none_or(|node| node.content.is_some())
    };
    let usual = || {
        let platforms = images.iter().map(|image| image.platform.as_ref());
        match Platform::usual().find(platforms) {
            Found::Exact(image) if platform.is_none() => Some(image),
            _ => None,
        }
    };
    match asked {
        Some(Found::Exact(image)) => (image, Picked::AsAsked),
        // Where none came, the one that was asked for by itself.
        _ => match place(&here) {
            Some(first) => (first, is_usual(images, first)),
            None => match usual() {
                Some(image) => (image, Picked::Usual),
                None => (0, Picked::First),
            },
        },
    }
}

fn is_usual(images: &[Image], place: usize) -> Picked {
    let platform = images.get(place).map(|image| image.platform.as_ref());
    match Platform::usual().find(platform) {
        Found::Exact(_) => Picked::Usual,
        _ => Picked::First,
    }
}
