//! What was given, and the images in it.

use crate::inspect::graph::Image;
use crate::session::Showing;
use crate::source::registry::route::Way;
use crate::source::{Contents, Form, Trust};
use crate::words::{Arg, Message, joined, overview, routes};

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
    let ways = contents.ways.iter().map(Way::message);
    let facts = [forms, size, compression, trust].into_iter().flatten();
    let line = joined::all_facts(facts.chain(ways))?;
    Some(match doubt(contents) {
        Some(doubt) => joined::clauses(line, doubt),
        None => line,
    })
}

/// Who could have said that a tag is another digest, and is not the registry.
pub(super) fn doubt(contents: &Contents) -> Option<Message> {
    let named_by = contents.named_by.iter().map(ToString::to_string);
    let all = joined::all_facts(named_by.map(joined::verbatim))?;
    Some(routes::could_be_another(all))
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
    use crate::inspect::testing::Input;
    use crate::source::InputKind;

    /// What is said of an image by a tag of which bytes came by these ways.
    fn said(trust: Trust, ways: &[&str]) -> String {
        let mut input = Input::new(InputKind::Registry, "o/x:1");
        input.root(Form::Registry, "manifests/1", b"{}");
        input.contents.roots[0].trust = trust;
        let ways = ways.iter().map(|way| serde_json::from_str(way).unwrap());
        input.contents.ways = ways.collect();
        if trust == Trust::AsServed {
            let between = input.contents.ways.first().and_then(Way::between);
            input.contents.named_by.extend(between.cloned());
        }
        input_line(&input.contents).unwrap().to_string()
    }

    #[test]
    fn by_which_way_bytes_came_is_said() {
        let relay = r#"{"kind":"site-relay","origin":"https://a.example"}"#;
        let direct = r#"{"kind":"direct"}"#;
        let mirror = r#"{"kind":"mirror","base":"https://m.example/"}"#;
        let (tag, digest) = (Trust::AsServed, Trust::Pinned);
        for (line, end) in [
            (said(tag, &[]), "as the tag was served"),
            (
                said(tag, &[direct]),
                "as the tag was served, from the registry itself",
            ),
            // The tag is the word of the registry; the layers have digests.
            (
                said(tag, &[direct, relay]),
                "from the registry itself, through the relay of this site",
            ),
            (
                said(digest, &[relay]),
                "pinned by its digest, through the relay of this site",
            ),
            (
                said(digest, &[mirror]),
                "from the mirror https://m.example/",
            ),
        ] {
            assert!(line.ends_with(end), "{line}");
        }
    }

    #[test]
    fn who_could_have_named_another_digest_for_a_tag_is_named() {
        for way in [
            r#"{"kind":"site-relay","origin":"https://a.example"}"#,
            r#"{"kind":"relay","base":"https://a.example/cr/"}"#,
            r#"{"kind":"mirror","base":"https://a.example/m/"}"#,
        ] {
            let line = said(Trust::AsServed, &[way, r#"{"kind":"direct"}"#]);
            assert!(
                line.contains("; https://a.example could have named another digest"),
                "{line}"
            );
        }
    }

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
