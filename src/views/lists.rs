//! What stands on the page of a repository: its rows of tags, and how far they
//! are looked at; and the repositories of a registry.
//!
//! Not here: which rows there are and in which order (`repository`), the layers
//! that they share (`layers`), and why there is no list (`list_help`).

use crate::format::{Sum, visible};
use crate::image::digest::Digest;
use crate::image::reference::{Repository, Tag};
use crate::input::{Fragment, Input};
use crate::repository::facts::ImageFacts;
use crate::repository::rows::Why;
use crate::repository::{Listing, Query, Relation, State, TagGroup, Untagged};
use crate::session::Showing;
use crate::source::registry::client::{Names, Pages};
use crate::views::Shown;
use crate::views::moment::moment;
use crate::views::pages::{Things, how_many, on_the_way};
use crate::words::{Message, lists as words};

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
    pub about: Option<Message>,
    pub created: Option<Message>,
    pub platforms: Vec<String>,
    pub size: Option<Sum>,
    /// Of which platform an index's time and size are.
    pub stands_for: Option<String>,
    /// What is said instead of facts, or beside those that are missing.
    pub note: Option<Message>,
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
        about: about(row),
        created: image.and_then(|image| image.created.as_deref()).map(moment),
        size: row
            .size()
            .filter(|_| image.is_some_and(|image| !image.layers.is_empty())),
        stands_for: stands_for
            .and_then(|image| image.platform.as_ref())
            .map(|platform| visible(&platform.to_string())),
        note: note(row, image),
        failed: matches!(row.state, State::Failed(_)),
        platforms,
    }
}

fn about(row: &TagGroup) -> Option<Message> {
    let (digest, relation) = row.about.as_ref()?;
    let digest = digest.short();
    Some(match relation {
        Relation::Referrers => words::referrers_of(digest),
        Relation::Signature => words::signature_of(digest),
        Relation::Attestation => words::attestation_of(digest),
        Relation::Sbom => words::sbom_of(digest),
        Relation::Subject => words::refers_to(row.facts.as_ref()?.what(), digest),
    })
}

fn note(row: &TagGroup, image: Option<&ImageFacts>) -> Option<Message> {
    match &row.state {
        State::Unasked => Some(words::not_loaded()),
        State::Asking => Some(words::loading()),
        State::Failed(why) => Some(why.clone()),
        State::Known(_) => {
            let trouble = image.and_then(|image| image.trouble.clone());
            let other = row.facts.as_ref().filter(|facts| !facts.is_image());
            trouble.or_else(|| Some(other?.what()))
        }
    }
}

/// The link from what is open to all tags of its repository, where it is of one.
#[must_use]
pub fn link_to_tags(showing: &Showing) -> Option<String> {
    let repository = showing.asked.as_ref()?.reference()?.repository;
    Some(to(Input::Repository(repository)))
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
    pub progress: Option<Message>,
    /// What the list lacks, or why the looking stopped.
    pub warnings: Vec<Message>,
    /// Tags that a person can ask to be looked at.
    pub rest: usize,
    pub failed: usize,
    pub running: bool,
    pub stopped: bool,
    /// Some tags of one image do not share a row yet.
    pub folds: bool,
}

/// How far the tags are looked at, where `query` is asked for.
#[must_use]
pub fn looked_at(listing: &Listing, query: &Query) -> LookedAt {
    let count = listing.count();
    let rest = count
        .all
        .saturating_sub(count.known + count.failed + count.asking);
    let tags = how_many(count.all, Things::Tags, &listing.pages);
    let progress = match count.failed {
        0 => words::loaded(tags, count.known),
        failed => words::loaded_and_failed(tags, count.known, failed),
    };
    let some_open = count.known + count.failed < count.all;
    let mut warnings = warnings(&listing.pages, listing.malformed, Things::Tags);
    warnings.extend(listing.trouble().cloned());
    LookedAt {
        progress: Some(match query.asks_for_facts() && some_open {
            true => words::unknown_last(progress),
            false => progress,
        }),
        warnings,
        rest,
        failed: count.failed,
        running: count.asking > 0,
        stopped: listing.is_stopped(),
        folds: listing.folds(),
    }
}

/// A digest that no tag points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntaggedLine {
    pub digest: TagLink,
    /// `linux/arm64, child of 1.2, latest`
    pub why: Message,
}

/// The digests that no known tag points to.
#[must_use]
pub fn untagged_lines(listing: &Listing, repository: &Repository) -> Vec<UntaggedLine> {
    let line = |untagged: Untagged| UntaggedLine {
        digest: pinned(repository, &untagged.digest),
        why: seen(&untagged),
    };
    listing.untagged().into_iter().map(line).collect()
}

/// Where an untagged digest was seen.
fn seen(untagged: &Untagged) -> Message {
    let why = match &untagged.why {
        Why::Referrer { of } => words::referrer_of(of.short()),
        Why::Child { of } => {
            let first: Vec<&str> = of.iter().take(3).map(Tag::as_str).collect();
            match of.len().saturating_sub(3) {
                0 => words::child_of(first),
                more => words::child_of_and_more(first.join(", "), more),
            }
        }
    };
    match &untagged.platform {
        Some(platform) if !platform.is_unknown() => {
            words::of_platform(visible(&platform.to_string()), why)
        }
        _ => why,
    }
}

/// The repositories of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogView {
    pub count: Message,
    pub warnings: Vec<Message>,
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
            count: how_many(names.repositories.len(), Things::Repositories, &names.pages),
            warnings: warnings(&names.pages, names.malformed, Things::Repositories),
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
fn warnings(pages: &Pages, malformed: usize, things: Things) -> Vec<Message> {
    let mut warnings = on_the_way(pages);
    if malformed > 0 {
        warnings.push(match things {
            Things::Tags => words::no_tag_names(malformed),
            Things::Repositories => words::no_repository_names(malformed),
        });
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::manifest::DocumentKind;
    use crate::repository::Facts;
    use crate::repository::facts::{Child, Layer};
    use crate::source::registry::client::{End, Tags};
    use crate::words::joined::verbatim;

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
        assert!(looked_at(&listing, &Query::default()).folds);
        listing.fold();
        assert!(!looked_at(&listing, &Query::default()).folds);
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
        assert_eq!(row.created, Some(moment("2024-03-01T00:00:00Z")));
        assert_eq!(row.size.and_then(Sum::whole), Some(1_234_567));
        assert_eq!((&row.note, &row.unasked), (&None, &None));
        assert_eq!(rows[1].note, Some(words::not_loaded()));
        assert_eq!(rows[1].unasked, "new".parse().ok());
    }

    #[test]
    fn how_far_it_is_and_what_is_missing_is_said() {
        let mut listing = listing(&["a", "b", "c"]);
        let _ = listing.answered(&"a".parse().unwrap(), Ok(index()));
        let _ = listing.answered(&"b".parse().unwrap(), Err(verbatim("no")));
        let by_name = looked_at(&listing, &Query::default());
        assert_eq!(
            by_name.progress.unwrap().to_string(),
            "At least 3 tags (the registry returns no more), 1 loaded, 1 failed"
        );
        assert_eq!(by_name.rest, 1);
        assert_eq!(
            by_name.warnings[0].to_string(),
            "2 names were left out because they are not valid tags"
        );
        let by_label = Query {
            label: "x".to_owned(),
            ..Query::default()
        };
        assert_eq!(
            looked_at(&listing, &by_label).progress.unwrap().to_string(),
            "At least 3 tags (the registry returns no more), 1 loaded, 1 failed; tags that are not loaded yet come last"
        );
    }

    #[test]
    fn untagged_digests_say_whose_children_they_are() {
        let mut listing = listing(&["a", "b", "c", "d"]);
        for tag in ["a", "b", "c", "d"] {
            let _ = listing.answered(&tag.parse().unwrap(), Ok(index()));
        }
        let lines = untagged_lines(&listing, &repository());
        let mut said: Vec<String> = lines.iter().map(|line| line.why.to_string()).collect();
        said.sort();
        assert_eq!(
            said,
            [
                "linux/amd64, child of a, b, c and 1 more",
                "linux/arm64, child of a, b, c and 1 more"
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
        assert_eq!(view.count.to_string(), "3 repositories");
        assert_eq!(
            view.warnings[0].to_string(),
            "1 name was left out because it is not a valid repository name"
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
