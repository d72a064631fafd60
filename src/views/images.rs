//! What was given, and the images in it.

use crate::inspect::graph::Image;
use crate::session::Showing;
use crate::source::{Contents, Form, Trust};
use crate::words::{Arg, Message, joined, overview};

/// What was given, in a line: `OCI layout and docker-archive, 12 MB, gzip`.
#[must_use]
pub fn input_line(contents: &Contents) -> Option<Message> {
    let forms: Vec<Arg> = contents
        .forms
        .iter()
        .map(|form| form.name().into())
        .collect();
    let forms = (!forms.is_empty()).then(|| joined::verbatim(forms));
    let compression = contents.input.compression.as_ref().map(joined::verbatim);
    let trust = match contents.roots.first().map(|root| root.trust) {
        Some(Trust::Pinned) => Some(overview::pinned_by_digest()),
        Some(Trust::AsServed) if contents.forms.contains(&Form::OciLayout) => {
            Some(overview::as_served())
        }
        Some(Trust::AsServed) => Some(overview::as_tag_was_served()),
        Some(Trust::Archive) | None => None,
    };
    let size = Some(contents.input.size.message());
    joined::all_facts([forms, size, compression, trust].into_iter().flatten())
}

/// How many there are, or why nobody knows.
pub(super) fn layers(showing: &Showing, image: &Image) -> Message {
    let manifest = image.manifest.and_then(|id| showing.opened.graph.node(id));
    let absent = manifest.and_then(|node| match node.content {
        Some(_) => None,
        None => node.missing.clone(),
    });
    if let Some(why) = absent {
        return why.message();
    }
    overview::layers(image.layers.len())
}

/// What an image is called in a list: its names, or its place.
#[must_use]
pub fn image_title(image: &Image, place: usize) -> Message {
    match image.names.as_slice() {
        [] => overview::image_number(place + 1),
        [name] => joined::verbatim(name),
        [name, more @ ..] => overview::name_and_more(name, more.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_called_by_its_names_or_by_its_place() {
        let image = |names: &[&str]| Image {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Image::default()
        };
        let title = |names: &[&str], place| image_title(&image(names), place).to_string();
        assert_eq!(title(&[], 1), "image 2");
        assert_eq!(title(&["a:1"], 0), "a:1");
        assert_eq!(title(&["a:1", "b"], 0), "a:1 and 1 more name");
        assert_eq!(title(&["a", "b", "c"], 0), "a and 2 more names");
    }
}
