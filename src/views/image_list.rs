//! Images as lines of `docker image ls`: those of a repository, and those that are open.
//!
//! Not here: filters and formats (`image_ls`).

use crate::format::Sum;
use crate::image::digest::Digest;
use crate::image::reference::{Reference, Repository};
use crate::image_ls::Line;
use crate::inspect::family::digest_of;
use crate::inspect::graph::{Image, NodeId};
use crate::repository::order::seconds;
use crate::repository::{Listing, State};
use crate::session::Showing;
use crate::source::InputKind;
use crate::views::steps::Steps;

/// A list, and what is to be known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageList {
    pub lines: Vec<Line>,
    /// Sizes are those of what is stored.
    pub stored_sizes: bool,
    /// How many tags nobody has looked at yet.
    pub unasked: usize,
}

impl ImageList {
    /// The tags of `repository`, and what has none.
    #[must_use]
    pub fn of_repository(listing: &Listing, repository: &Repository) -> Self {
        let name = Some(repository.familiar());
        let tagged = listing.entries().iter().map(|entry| {
            let facts = listing.facts_of(entry);
            let image = facts.and_then(|facts| facts.image.as_ref());
            Line {
                repository: name.clone(),
                tag: Some(entry.tag.to_string()),
                digest: facts.map(|facts| facts.digest.clone()),
                id: image.and_then(|image| image.config.clone()),
                created: image.and_then(|image| seconds(image.created.as_deref()?)),
                size: image.and_then(|image| image.size().whole()),
                // Those of a config that came.
                labels: image
                    .filter(|image| image.config.is_some())
                    .map(|image| image.labels.clone()),
            }
        });
        let untagged = listing.untagged().into_iter().map(|one| Line {
            repository: name.clone(),
            digest: Some(one.digest),
            ..Line::default()
        });
        let open = |state: &State| matches!(state, State::Unasked | State::Asking);
        Self {
            lines: tagged.chain(untagged).collect(),
            stored_sizes: true,
            unasked: listing
                .entries()
                .iter()
                .filter(|one| open(&one.state))
                .count(),
        }
    }

    /// What is open: a line for each name of each image.
    #[must_use]
    pub fn of_open(showing: &Showing) -> Self {
        let images = showing.opened.graph.images.iter();
        Self {
            lines: images.flat_map(|image| lines_of(showing, image)).collect(),
            ..Self::default()
        }
    }
}

fn lines_of(showing: &Showing, image: &Image) -> Vec<Line> {
    let opened = &showing.opened;
    let config = opened.graph.config_of(image, &opened.contents);
    let layers = Steps::without_history(opened, image).layers;
    let unpacked: Sum = layers.iter().map(|layer| layer.uncompressed).collect();
    let digest =
        |node: Option<NodeId>| -> Option<Digest> { digest_of(opened, node?)?.parse().ok() };
    let one = Line {
        repository: None,
        tag: None,
        digest: digest(image.index.or(image.manifest)),
        id: digest(image.config),
        created: config
            .as_ref()
            .and_then(|config| seconds(config.created.as_deref()?)),
        size: unpacked.whole().filter(|_| !layers.is_empty()),
        labels: config.map(|config| config.run.labels),
    };
    let names = named(showing, image);
    match names.is_empty() {
        true => vec![one],
        false => names
            .into_iter()
            .map(|(repository, tag)| Line {
                repository: Some(repository),
                tag,
                ..one.clone()
            })
            .collect(),
    }
}

/// The names of an image, each with its tag.
fn named(showing: &Showing, image: &Image) -> Vec<(String, Option<String>)> {
    // A name in a layout is often a tag alone, and Docker knows no such image.
    let is_whole = |name: &&String| {
        showing.opened.contents.input.kind == InputKind::Registry || name.contains([':', '/'])
    };
    let own = image.names.iter().filter(is_whole);
    let own = own.filter_map(|name| name.parse::<Reference>().ok());
    let mut references: Vec<Reference> = own.collect();
    if references.is_empty() {
        let asked = showing.asked.as_ref().and_then(|ask| ask.reference());
        references.extend(asked);
    }
    let name = |reference: Reference| {
        let tag = reference.tag.map(|tag| tag.to_string());
        (reference.repository.familiar(), tag)
    };
    references.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::reference::Tag;
    use crate::image_ls::Command;
    use crate::inspect::testing::{Input, config, docker_archive};
    use crate::protocol::Reply;
    use crate::repository::Facts;
    use crate::session::{Event, Session};
    use crate::source::InputFile;
    use crate::source::registry::client::{Pages, Tags};

    const MANIFEST: &[u8] = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:a","size":1},"layers":[{"digest":"sha256:b","size":1500}]}"#;
    const CONFIG: &[u8] =
        br#"{"os":"linux","created":"2024-03-01T00:00:00Z","config":{"Labels":{"team":"a"}}}"#;

    #[test]
    fn the_tags_of_a_repository_are_lines_as_far_as_they_are_known() {
        let tags: Vec<Tag> = ["1", "2"].map(|tag| tag.parse().unwrap()).to_vec();
        let mut listing = Listing::new(Tags {
            tags: tags.clone(),
            malformed: 0,
            pages: Pages::default(),
        });
        let repository: Repository = "docker.io/library/alpine".parse().unwrap();
        let _ = listing.enter(&tags);
        let mut facts = Facts::read(Digest::sha256(MANIFEST), MANIFEST, None);
        facts.image = facts.image.map(|image| image.with_config(CONFIG));
        let _ = listing.answered(&tags[0], Ok(facts));
        let list = ImageList::of_repository(&listing, &repository);
        assert_eq!(
            (list.lines.len(), list.unasked, list.stored_sizes),
            (2, 1, true)
        );
        let print = |options: &str| {
            let command = Command::read(options).unwrap();
            command.print(&list.lines, 0).unwrap()
        };
        let known = print(
            "--filter label=team=a --format '{{.Repository}}: {{.Tag}}: {{.Size}} {{.CreatedAt}}'",
        );
        assert_eq!(
            known.text,
            "alpine: 1: 1.5kB 2024-03-01 00:00:00 +0000 UTC\n"
        );
        assert_eq!(known.unknown, 1);
        let id = Digest::sha256(CONFIG);
        assert_eq!(print("-q --no-trunc").text, format!("{id}\nN/A\n"));
    }

    /// Opens an input as the page does.
    fn showing(input: Input) -> Box<Showing> {
        let mut session = Session::default();
        let files = vec![InputFile {
            path: input.contents.input.name.clone(),
            size: input.contents.input.size.known,
        }];
        let _ = session.handle(Event::Given { files }, 0.0);
        let reply = Reply::Opened(Box::new(input.contents));
        let _ = session.handle(Event::Replied(vec![reply]), 0.0);
        match session {
            Session::Showing(showing) => showing,
            _ => panic!("showing"),
        }
    }

    #[test]
    fn what_is_open_is_a_line_for_each_name() {
        let config = Digest::sha256(&serde_json::to_vec(&config("amd64")).unwrap());
        let list = ImageList::of_open(&showing(docker_archive("a.tar")));
        let [line] = list.lines.as_slice() else {
            panic!("{list:?}")
        };
        assert_eq!(
            (line.id.as_ref(), line.digest.as_ref()),
            (Some(&config), None)
        );
        assert!(line.repository.is_some() && line.tag.is_some() && line.labels.is_some());
        // Nobody has unpacked its layers yet.
        assert_eq!((line.size, list.stored_sizes), (None, false));
    }
}
