//! What stands on the page of a repository: its rows of tags, and how far they
//! are looked at; and the repositories of a registry.
//!
//! Not here: which rows there are and in which order (`repository`), the layers
//! that they share (`layers`), and why there is no list (`list_help`).

use crate::format::{Grouped, visible};
use crate::image::digest::Digest;
use crate::image::reference::{Repository, Tag};
use crate::input::{Fragment, Input};
use crate::repository::facts::ImageFacts;
use crate::repository::rows::Why;
use crate::repository::{Listing, Query, State, TagGroup, Untagged};
use crate::session::Showing;
use crate::source::registry::client::{End, Names, Pages};
use crate::views::moment::moment;
use crate::views::pages::{how_many, on_the_way};
use crate::views::{Shown, sentence, sentence_case};

/// The most tags of one image that stand in its row.
const TAGS_IN_ROW: usize = 20;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TagRow {
    /// To be looked at once it is seen.
    pub unasked: Option<Tag>,
    pub tags: Vec<TagLink>,
    /// How many more tags of the same image there are.
    pub more: usize,
    /// The digest and the link to exactly that.
    pub digest: Option<TagLink>,
    /// `signature of sha256:8ddc19f16526`
    pub about: Option<String>,
    pub created: Option<String>,
    pub platforms: Vec<String>,
    /// Rounded and in full.
    pub size: Option<(String, String)>,
    /// Of which platform an index's time and size are.
    pub stands_for: Option<String>,
    /// What is said instead of facts, or beside those that are missing.
    pub note: Option<String>,
    pub failed: bool,
}

/// A name and the fragment that it links to, with its `#`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TagLink {
    pub name: String,
    pub link: String,
}

/// The rows that a person looks for, at most `limit`.
#[must_use]
pub fn tag_rows(
    listing: &Listing,
    repository: &Repository,
    query: &Query,
    limit: usize,
) -> Shown<TagRow> {
    let rows = listing.rows(query);
    let shown = rows.iter().take(limit);
    Shown {
        items: shown.map(|row| tag_row(row, repository)).collect(),
        more: rows.len().saturating_sub(limit),
    }
}

fn tag_row(row: &TagGroup, repository: &Repository) -> TagRow {
    let image = row.facts.as_ref().and_then(|facts| facts.image.as_ref());
    let is_index = row
        .facts
        .as_ref()
        .is_some_and(|facts| !facts.children.is_empty());
    let platforms = row.facts.iter().flat_map(|facts| facts.platforms());
    let platforms: Vec<String> = platforms
        .map(|platform| visible(&platform.to_string()))
        .collect();
    let link = |tag: &Tag| TagLink {
        name: tag.to_string(),
        link: to(Input::Image(repository.tagged(tag.clone()))),
    };
    let stands_for = image.filter(|_| is_index && platforms.len() > 1);
    TagRow {
        unasked: match row.state {
            State::Unasked => row.tags.first().cloned(),
            _ => None,
        },
        tags: row.tags.iter().take(TAGS_IN_ROW).map(link).collect(),
        more: row.tags.len().saturating_sub(TAGS_IN_ROW),
        digest: match &row.state {
            State::Known(digest) => Some(pinned(repository, digest)),
            _ => None,
        },
        about: row
            .about
            .as_ref()
            .map(|(digest, what)| format!("{what} of {}", digest.short())),
        created: image.and_then(|image| image.created.as_deref()).map(moment),
        size: row
            .size()
            .filter(|_| image.is_some_and(|image| !image.layers.is_empty()))
            .map(|size| (size.to_string(), size.in_full())),
        stands_for: stands_for
            .and_then(|image| image.platform.as_ref())
            .map(|platform| visible(&platform.to_string())),
        note: note(row, image),
        failed: matches!(row.state, State::Failed(_)),
        platforms,
    }
}

fn note(row: &TagGroup, image: Option<&ImageFacts>) -> Option<String> {
    match &row.state {
        State::Unasked => Some("Not looked at yet".to_owned()),
        State::Asking => Some("Looking…".to_owned()),
        State::Failed(why) => Some(visible(&sentence(why))),
        State::Known(_) => {
            let trouble = image.and_then(|image| image.trouble.as_deref());
            let kind = row
                .facts
                .as_ref()
                .filter(|facts| !facts.is_image())
                .map(|facts| facts.what);
            trouble
                .map(|trouble| visible(&sentence(trouble)))
                .or_else(|| kind.map(sentence))
        }
    }
}

/// The way from what is open to all tags of its repository, where it is of one.
#[must_use]
pub fn link_to_tags(showing: &Showing) -> Option<TagLink> {
    let repository = showing.asked.as_ref()?.reference()?.repository;
    Some(TagLink {
        name: "All tags of this repository".to_owned(),
        link: to(Input::Repository(repository)),
    })
}

fn pinned(repository: &Repository, digest: &Digest) -> TagLink {
    TagLink {
        name: digest.to_string(),
        link: to(Input::Image(repository.pinned(digest.clone()))),
    }
}

fn to(input: Input) -> String {
    format!("#{}", Fragment::of(input))
}

/// How far the tags are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookedAt {
    pub sentence: String,
    /// What the list lacks, or why the looking stopped.
    pub warnings: Vec<String>,
    /// Tags that a person can ask to be looked at.
    pub rest: usize,
    pub failed: usize,
    pub running: bool,
    pub stopped: bool,
}

/// How far the tags are looked at, where `query` is asked for.
#[must_use]
pub fn looked_at(listing: &Listing, query: &Query) -> LookedAt {
    let count = listing.count();
    let rest = count
        .all
        .saturating_sub(count.known + count.failed + count.asking);
    let mut parts = vec![
        sentence_case(&how_many(count.all, ("tag", "tags"), &listing.pages)),
        format!("{} looked at", Grouped(count.known as u64)),
    ];
    if count.failed > 0 {
        parts.push(format!("{} failed", count.failed));
    }
    let mut text = parts.join(", ");
    if query.asks_for_facts() && count.known + count.failed < count.all {
        text.push_str("; those that are not looked at yet stand at the end");
    }
    let mut warnings = warnings(&listing.pages, listing.malformed, "tags");
    warnings.extend(listing.trouble().map(|why| visible(&sentence(why))));
    LookedAt {
        sentence: text,
        warnings,
        rest,
        failed: count.failed,
        running: count.asking > 0,
        stopped: listing.is_stopped(),
    }
}

/// A digest that no tag points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntaggedLine {
    pub digest: TagLink,
    /// `linux/arm64`
    pub platform: Option<String>,
    /// `child of 1.2, latest`
    pub why: String,
}

/// The digests that no known tag points to.
#[must_use]
pub fn untagged_lines(listing: &Listing, repository: &Repository) -> Vec<UntaggedLine> {
    let line = |untagged: Untagged| UntaggedLine {
        digest: pinned(repository, &untagged.digest),
        platform: untagged
            .platform
            .filter(|platform| !platform.is_unknown())
            .map(|platform| visible(&platform.to_string())),
        why: match &untagged.why {
            Why::Referrer { of } => format!("referrer of {}", of.short()),
            Why::Child { of } => {
                let first = of.iter().take(3).map(Tag::as_str).collect::<Vec<_>>();
                match of.len().saturating_sub(3) {
                    0 => format!("child of {}", first.join(", ")),
                    more => format!("child of {} and {more} more", first.join(", ")),
                }
            }
        },
    };
    listing.untagged().into_iter().map(line).collect()
}

/// The repositories of a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogView {
    pub sentence: String,
    pub warnings: Vec<String>,
    names: Vec<TagLink>,
}

impl CatalogView {
    #[must_use]
    pub fn of(names: &Names) -> Self {
        let link = |repository: &Repository| TagLink {
            name: repository.path().to_owned(),
            link: to(Input::Repository(repository.clone())),
        };
        Self {
            sentence: match (names.repositories.len(), &names.pages.end) {
                (0, End::Whole) => "The registry names no repositories.".to_owned(),
                (count, _) => {
                    let things = ("repository", "repositories");
                    sentence(&how_many(count, things, &names.pages))
                }
            },
            warnings: warnings(&names.pages, names.malformed, "repositories"),
            names: names.repositories.iter().map(link).collect(),
        }
    }

    /// The names that contain `part`, in any case.
    #[must_use]
    pub fn containing(&self, part: &str) -> Vec<TagLink> {
        let part = part.trim().to_lowercase();
        let names = self.names.iter();
        names
            .filter(|link| link.name.contains(&part))
            .cloned()
            .collect()
    }
}

/// What a list lacks.
fn warnings(pages: &Pages, malformed: usize, what: &str) -> Vec<String> {
    let said = on_the_way(pages).into_iter();
    let mut warnings: Vec<String> = said.map(|said| visible(&sentence(&said))).collect();
    match malformed {
        0 => {}
        1 => warnings.push(format!(
            "1 name was left out, because it names none of the {what}."
        )),
        more => warnings.push(format!(
            "{more} names were left out, because they are no {what}."
        )),
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::manifest::DocumentKind;
    use crate::repository::Facts;
    use crate::repository::facts::{Child, Layer};
    use crate::source::registry::client::Tags;

    fn repository() -> Repository {
        "r.example/o/x".parse().unwrap()
    }

    fn listing(names: &[&str]) -> Listing {
        Listing::new(Tags {
            tags: names.iter().map(|name| name.parse().unwrap()).collect(),
            malformed: 2,
            pages: Pages {
                end: End::NoMore,
                ..Pages::default()
            },
        })
    }

    fn platform(architecture: &str) -> crate::image::platform::Platform {
        crate::image::platform::Platform {
            os: "linux".to_owned(),
            architecture: architecture.to_owned(),
            ..Default::default()
        }
    }

    fn index() -> Facts {
        let child = |architecture: &str| Child {
            digest: Digest::sha256(architecture.as_bytes()),
            media_type: None,
            artifact_type: None,
            platform: Some(platform(architecture)),
            about: None,
        };
        Facts {
            digest: Digest::sha256(b"index"),
            kind: DocumentKind::Index,
            artifact: Some(crate::image::artifact::ArtifactKind::ImageIndex),
            what: "image index",
            children: vec![child("amd64"), child("arm64")],
            subject: None,
            image: Some(ImageFacts {
                platform: Some(platform("amd64")),
                created: Some("2024-03-01T00:00:00Z".to_owned()),
                layers: vec![Layer {
                    digest: "sha256:a".to_owned(),
                    size: Some(1_234_567),
                }],
                ..ImageFacts::default()
            }),
        }
    }

    #[test]
    fn a_row_says_what_is_known_and_links_to_it() {
        let mut listing = listing(&["b", "a", "new"]);
        for tag in ["a", "b"] {
            let _ = listing.answered(&tag.parse().unwrap(), Ok(index()));
        }
        let Shown { items: rows, more } = tag_rows(&listing, &repository(), &Query::default(), 2);
        assert_eq!((rows.len(), more), (2, 0));
        assert_eq!(
            tag_rows(&listing, &repository(), &Query::default(), 1).more,
            1
        );
        let row = &rows[0];
        assert_eq!(
            row.tags[0],
            TagLink {
                name: "a".to_owned(),
                link: "#image=r.example/o/x:a".to_owned()
            }
        );
        let digest = Digest::sha256(b"index");
        assert_eq!(
            row.digest.as_ref().unwrap().link,
            format!("#image=r.example/o/x@{digest}")
        );
        assert_eq!(row.platforms, ["linux/amd64", "linux/arm64"]);
        assert_eq!(row.stands_for.as_deref(), Some("linux/amd64"));
        assert_eq!(row.created.as_deref(), Some("2024-03-01 00:00:00 UTC"));
        assert_eq!(
            row.size,
            Some(("1.2 MB".to_owned(), "1,234,567 bytes".to_owned()))
        );
        assert_eq!((&row.note, &row.unasked), (&None, &None));
        assert_eq!(rows[1].note.as_deref(), Some("Not looked at yet"));
        assert_eq!(rows[1].unasked, "new".parse().ok());
    }

    #[test]
    fn how_far_it_is_and_what_is_missing_is_said() {
        let mut listing = listing(&["a", "b", "c"]);
        let _ = listing.answered(&"a".parse().unwrap(), Ok(index()));
        let _ = listing.answered(&"b".parse().unwrap(), Err("no".to_owned()));
        let by_name = looked_at(&listing, &Query::default());
        assert_eq!(
            by_name.sentence,
            "At least 3 tags: the registry gives no more, 1 looked at, 1 failed"
        );
        assert_eq!(by_name.rest, 1);
        assert_eq!(
            by_name.warnings,
            ["2 names were left out, because they are no tags."]
        );
        let by_label = Query {
            label: "x".to_owned(),
            ..Query::default()
        };
        assert_eq!(
            looked_at(&listing, &by_label).sentence,
            "At least 3 tags: the registry gives no more, 1 looked at, 1 failed; those that are not looked at yet stand at the end"
        );
    }

    #[test]
    fn untagged_digests_say_whose_children_they_are() {
        let mut listing = listing(&["a", "b", "c", "d"]);
        for tag in ["a", "b", "c", "d"] {
            let _ = listing.answered(&tag.parse().unwrap(), Ok(index()));
        }
        let lines = untagged_lines(&listing, &repository());
        let mut said: Vec<(String, &str)> = lines
            .iter()
            .map(|line| (line.platform.clone().unwrap_or_default(), line.why.as_str()))
            .collect();
        said.sort();
        assert_eq!(
            said,
            [
                ("linux/amd64".to_owned(), "child of a, b, c and 1 more"),
                ("linux/arm64".to_owned(), "child of a, b, c and 1 more")
            ]
        );
    }

    #[test]
    fn repositories_are_found_by_a_part_of_their_name() {
        let repositories = ["r.example/o/x", "r.example/o/y", "r.example/p"];
        let view = CatalogView::of(&Names {
            repositories: repositories.map(|name| name.parse().unwrap()).to_vec(),
            malformed: 1,
            pages: Pages::default(),
        });
        assert_eq!(view.sentence, "3 repositories.");
        assert_eq!(
            view.warnings,
            ["1 name was left out, because it names none of the repositories."]
        );
        assert_eq!(view.containing("").len(), 3);
        let found = view.containing(" O/X ");
        assert_eq!(
            found,
            [TagLink {
                name: "o/x".to_owned(),
                link: "#repo=r.example/o/x".to_owned()
            }]
        );
    }
}
