//! What was given, and the images in it.

use crate::inspect::graph::Image;
use crate::session::Showing;
use crate::source::{Contents, Form, Trust};

/// What was given, in a line: `OCI layout and docker-archive, 12 MB, gzip`.
#[must_use]
pub fn input_line(contents: &Contents) -> String {
    let forms: Vec<&str> = contents.forms.iter().map(|form| form.name()).collect();
    let mut parts = vec![forms.join(" and "), contents.input.size.to_string()];
    parts.extend(contents.input.compression.clone());
    let trust = contents.roots.first().map(|root| root.trust);
    parts.extend(match trust {
        Some(Trust::Pinned) => Some("pinned by its digest".to_owned()),
        Some(Trust::AsServed) if contents.forms.contains(&Form::OciLayout) => {
            Some("as it was served".to_owned())
        }
        Some(Trust::AsServed) => Some("as the tag was served".to_owned()),
        Some(Trust::Archive) | None => None,
    });
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// How many there are, or why nobody knows.
pub(super) fn layers(showing: &Showing, image: &Image) -> String {
    let manifest = image.manifest.and_then(|id| showing.opened.graph.node(id));
    let absent = manifest.and_then(|node| match node.content {
        Some(_) => None,
        None => node.missing.clone(),
    });
    if let Some(why) = absent {
        return why.to_string();
    }
    match image.layers.len() {
        1 => "1 layer".to_owned(),
        count => format!("{count} layers"),
    }
}

/// What an image is called in a list: its names, or its place.
#[must_use]
pub fn image_title(image: &Image, place: usize) -> String {
    match image.names.as_slice() {
        [] => format!("image {}", place + 1),
        [name] => name.clone(),
        [name, more @ ..] => format!("{name} and {} more", names(more.len())),
    }
}

fn names(count: usize) -> String {
    match count {
        1 => "1 name".to_owned(),
        _ => format!("{count} names"),
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
        assert_eq!(image_title(&image(&[]), 1), "image 2");
        assert_eq!(image_title(&image(&["a:1"]), 0), "a:1");
        assert_eq!(image_title(&image(&["a:1", "b"]), 0), "a:1 and 1 name more");
        assert_eq!(
            image_title(&image(&["a", "b", "c"]), 0),
            "a and 2 names more"
        );
    }
}
