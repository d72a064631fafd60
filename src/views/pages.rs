//! How much of a list came, in words: a part is never called the whole.

use crate::format::Grouped;
use crate::source::registry::client::{Elsewhere, End, Pages};

/// `50 tags`, where these are all; `at least 50 tags: the registry gives no
/// more`, where that is not known. `things` is what one and what several are
/// called.
#[must_use]
pub(super) fn how_many(count: usize, things: (&str, &str), pages: &Pages) -> String {
    let (one, many) = things;
    let counted = match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        count => format!("{} {many}", Grouped(count as u64)),
    };
    let Some(why) = why_not_all(&pages.end) else {
        return counted;
    };
    match count {
        0 => format!("{counted} yet: {why}"),
        _ => format!("at least {counted}: {why}"),
    }
}

/// Why it is not known that these are all.
pub(super) fn why_not_all(end: &End) -> Option<&'static str> {
    match end {
        End::Whole => None,
        End::NoMore => Some("the registry gives no more"),
        End::Broken(_) => Some("the next page did not come"),
        End::Limit => Some("no more are read here"),
    }
}

/// What happened on the way, in sentences without a full stop.
pub(super) fn on_the_way(pages: &Pages) -> Vec<String> {
    let broken = match &pages.end {
        End::Broken(error) => Some(format!("Of the next page: {error}")),
        _ => None,
    };
    let excess = pages.excess.as_ref().map(|excess| {
        format!("The registry asks for more rights than reading takes, {excess}: only what reading takes was asked for")
    });
    let said = broken.into_iter().chain(elsewhere(pages));
    said.chain(excess).collect()
}

fn elsewhere(pages: &Pages) -> Option<String> {
    Some(match pages.elsewhere.as_ref()? {
        Elsewhere::Origin(origin) => format!(
            "The registry says that its next page is at {origin}, as behind a proxy that does not know how it is called: nobody was asked there, and the registry itself was asked for the same page"
        ),
        Elsewhere::Path => "The registry says that its next page is at a path where its other pages are not: only the registry's own list was asked for".to_owned(),
        Elsewhere::NoAddress => "The registry names a next page by what is no address: it was asked for by the last name instead".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::registry::error::PullError;
    use crate::source::registry::fake::origin;

    #[track_caller]
    fn check(count: usize, end: End, words: &str) {
        let pages = Pages {
            end,
            ..Pages::default()
        };
        assert_eq!(how_many(count, ("tag", "tags"), &pages), words);
    }

    #[test]
    fn only_what_is_known_to_be_whole_is_counted_without_at_least() {
        let broken = || End::Broken(Box::new(PullError::Form { what: "a page" }));
        check(0, End::Whole, "no tags");
        check(1, End::Whole, "1 tag");
        check(1_234, End::Whole, "1,234 tags");
        check(0, End::NoMore, "no tags yet: the registry gives no more");
        check(1, End::NoMore, "at least 1 tag: the registry gives no more");
        check(
            50,
            End::NoMore,
            "at least 50 tags: the registry gives no more",
        );
        check(50, broken(), "at least 50 tags: the next page did not come");
        check(50, End::Limit, "at least 50 tags: no more are read here");
    }

    #[test]
    fn what_happened_on_the_way_is_said() {
        let pages = Pages {
            end: End::Broken(Box::new(PullError::Form { what: "a page" })),
            elsewhere: Some(Elsewhere::Origin(origin("http://in.example:5000/"))),
            excess: Some("repository:o/x:push".to_owned()),
        };
        let said = on_the_way(&pages);
        assert_eq!(
            said[0],
            "Of the next page: expected a page, but found something else"
        );
        assert!(said[1].contains("http://in.example:5000"), "{}", said[1]);
        assert!(said[2].contains("repository:o/x:push"), "{}", said[2]);
        assert_eq!(on_the_way(&Pages::default()), Vec::<String>::new());
    }
}
