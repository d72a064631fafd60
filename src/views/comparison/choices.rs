//! Which two images are compared.

use crate::session::Showing;
use crate::views::images::image_title;
use crate::views::{Choice, choice_lines};
use crate::words::{Message, joined};

/// An image to choose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageOption {
    /// Its place in the graph's images.
    pub place: usize,
    /// What it is called, with what tells it apart from the others.
    pub name: Message,
}

/// The images that are open, as the cards have them.
#[must_use]
pub fn image_options(showing: &Showing) -> Vec<ImageOption> {
    let lines = choice_lines(showing).into_iter();
    let options = lines.filter_map(|line| {
        let Choice::Image(place) = line.choice else {
            return None;
        };
        let parts = [Some(line.title), Some(line.about), line.apart];
        let image = showing.opened.graph.images.get(place)?;
        let name = joined::all_facts(parts.into_iter().flatten());
        Some(ImageOption {
            place,
            name: name.unwrap_or_else(|| image_title(image, place)),
        })
    });
    options.collect()
}

/// The place of the image, of `count`, with which the one at `image` is compared: the
/// chosen one, or the next one, and after the last the first. `None` where there is no
/// other.
#[must_use]
pub fn compared_with(count: usize, image: usize, chosen: Option<usize>) -> Option<usize> {
    let next = match image + 1 {
        next if next < count => next,
        _ => 0,
    };
    let chosen = chosen.filter(|place| *place < count && *place != image);
    (count > 1).then(|| chosen.unwrap_or(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_compared_with_the_chosen_one_or_with_the_next() {
        assert_eq!(compared_with(3, 0, Some(2)), Some(2));
        assert_eq!(compared_with(3, 0, None), Some(1));
        assert_eq!(compared_with(3, 2, None), Some(0), "it goes round");
        assert_eq!(compared_with(3, 1, Some(1)), Some(2), "not with itself");
        assert_eq!(compared_with(3, 1, Some(3)), Some(2), "nor with none");
        assert_eq!(compared_with(1, 0, None), None);
        assert_eq!(compared_with(0, 0, Some(0)), None);
    }
}
