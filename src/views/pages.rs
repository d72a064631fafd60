//! How much of a list came: a part is never called the whole.

use crate::source::registry::client::{Elsewhere, End, Pages};
use crate::words::{Message, lists as words, routes};

/// What a registry lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Things {
    Tags,
    Repositories,
}

/// `50 tags`, where these are all; `At least 50 tags (the registry returns no
/// more)`, where that is not known.
#[must_use]
pub(super) fn how_many(count: usize, things: Things, pages: &Pages) -> Message {
    use Things as T;
    match (things, count, why_not_all(&pages.end)) {
        (T::Tags, 0, None) => words::no_tags(),
        (T::Tags, 0, Some(why)) => words::no_tags_yet(why),
        (T::Tags, _, None) => words::tags(count),
        (T::Tags, _, Some(why)) => words::tags_at_least(count, why),
        (T::Repositories, 0, None) => words::no_repositories(),
        (T::Repositories, 0, Some(why)) => words::no_repositories_yet(why),
        (T::Repositories, _, None) => words::repositories(count),
        (T::Repositories, _, Some(why)) => words::repositories_at_least(count, why),
    }
}

/// Why it is not known that these are all.
pub(super) fn why_not_all(end: &End) -> Option<Message> {
    match end {
        End::Whole => None,
        End::NoMore => Some(words::no_more()),
        End::Broken(_) => Some(words::next_page_missing()),
        End::Limit => Some(words::limit()),
    }
}

/// What happened on the way.
pub(super) fn on_the_way(pages: &Pages) -> Vec<Message> {
    let broken = match &pages.end {
        End::Broken(error) => Some(words::next_page(error.message())),
        _ => None,
    };
    let excess = pages.excess.as_ref().map(words::excess);
    let by = pages.ways.iter().filter(|way| way.between().is_some());
    let by = by.map(|way| routes::listed_by(way.message()));
    let said = broken.into_iter().chain(elsewhere(pages));
    said.chain(excess).chain(by).collect()
}

fn elsewhere(pages: &Pages) -> Option<Message> {
    Some(match pages.elsewhere.as_ref()? {
        Elsewhere::Origin(origin) => words::elsewhere(origin.to_string()),
        Elsewhere::Path => words::elsewhere_path(),
        Elsewhere::NoAddress => words::no_address(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::registry::error::PullError;
    use crate::source::registry::fake::origin;
    use crate::source::registry::route::Way;
    use crate::words::joined::verbatim;

    #[track_caller]
    fn check(count: usize, end: End, said: &str) {
        let pages = Pages {
            end,
            ..Pages::default()
        };
        assert_eq!(how_many(count, Things::Tags, &pages).to_string(), said);
    }

    #[test]
    fn only_what_is_known_to_be_whole_is_counted_without_at_least() {
        let broken = || {
            End::Broken(Box::new(PullError::Form {
                what: verbatim("a page"),
            }))
        };
        check(0, End::Whole, "No tags");
        check(1, End::Whole, "1 tag");
        check(1_234, End::Whole, "1,234 tags");
        check(0, End::NoMore, "No tags yet (the registry returns no more)");
        check(
            1,
            End::NoMore,
            "At least 1 tag (the registry returns no more)",
        );
        check(
            50,
            End::NoMore,
            "At least 50 tags (the registry returns no more)",
        );
        check(
            50,
            broken(),
            "At least 50 tags (the next page did not come)",
        );
        check(50, End::Limit, "At least 50 tags (Assay reads no more)");
    }

    #[test]
    fn what_happened_on_the_way_is_said() {
        let pages = Pages {
            end: End::Broken(Box::new(PullError::Form {
                what: verbatim("a page"),
            })),
            elsewhere: Some(Elsewhere::Origin(origin("http://in.example:5000/"))),
            excess: Some("repository:o/x:push".to_owned()),
            ways: vec![
                Way::Direct,
                Way::Mirror {
                    base: "https://m.example/".parse().unwrap(),
                },
            ],
        };
        let said: Vec<String> = on_the_way(&pages).iter().map(ToString::to_string).collect();
        assert_eq!(
            said[0],
            "The next page did not come: expected a page, but found something else"
        );
        assert!(said[1].contains("http://in.example:5000"), "{}", said[1]);
        assert!(said[2].contains("repository:o/x:push"), "{}", said[2]);
        assert!(
            said[3].starts_with("The list came from the mirror https://m.example/, whose word"),
            "{}",
            said[3]
        );
        let direct = Pages {
            ways: vec![Way::Direct],
            ..Pages::default()
        };
        assert_eq!((said.len(), on_the_way(&direct)), (4, Vec::new()));
    }
}
