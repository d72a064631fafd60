//! Reads the `Link` header of a page for the address of the next one.
//!
//! RFC 8288, section 3, as far as registries use it:
//!
//! ```text
//! Link       = #link-value
//! link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )
//! link-param = token BWS [ "=" BWS ( token / quoted-string ) ]
//! ```
//!
//! Only what a registry itself answers is ever asked: of an address on another
//! host or of another scheme, which a proxy names that does not know how it is
//! called outside, the path and the query are taken, and said to be. An address
//! of another list is not followed at all: a registry that sends its client
//! elsewhere wants something from that place (GHSA-298f-872v-2rcx,
//! go-containerregistry #2332).

use crate::url::{HttpUrl, Origin};

/// What a page says of the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Unsaid,
    /// It is here.
    Here(HttpUrl),
    /// It is said to be elsewhere; this is the same on the registry itself.
    Moved { here: HttpUrl, said: Elsewhere },
    /// It is said to be where no page of this list can be.
    Unusable(Elsewhere),
}

/// Where a registry says that its next page is, though that is not the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Another host, port or scheme.
    Origin(Origin),
    /// Another path, of what is no page of this list.
    Path,
    /// No address that a page could be at.
    NoAddress,
}

/// What `header` says of the page after `page`.
pub(super) fn next(header: Option<&str>, page: &HttpUrl) -> Next {
    let Some(target) = header.and_then(target) else {
        return Next::Unsaid;
    };
    let Some(url) = absolute(target, page) else {
        return Next::Unusable(Elsewhere::NoAddress);
    };
    if !url.path().ends_with(page.path()) {
        return Next::Unusable(Elsewhere::Path);
    }
    let Ok(here) = page.origin().at(page.path()) else {
        return Next::Unusable(Elsewhere::NoAddress);
    };
    let here = here.with_query(url.query());
    let said = match (url.origin() == page.origin(), url.path() == page.path()) {
        (true, true) => return Next::Here(here),
        (false, _) => Elsewhere::Origin(url.origin().clone()),
        // The path before a proxy that takes its beginning away.
        (true, false) => Elsewhere::Path,
    };
    Next::Moved { here, said }
}

fn absolute(target: &str, page: &HttpUrl) -> Option<HttpUrl> {
    let origin = page.origin();
    let text = if target.contains("://") {
        target.to_owned()
    } else if target.starts_with("//") {
        format!("{}:{target}", origin.scheme().as_str())
    } else if target.starts_with('/') {
        format!("{origin}{target}")
    } else if target.starts_with('?') {
        format!("{origin}{}{target}", page.path())
    } else {
        return None;
    };
    text.parse().ok()
}

/// What stands between the angle brackets of the link with `rel="next"`.
fn target(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        // The parameters end where the next link begins.
        let end = after.find('<').unwrap_or(after.len());
        let (parameters, after) = after.split_at(end);
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            let relations = value.trim().trim_matches('"').to_ascii_lowercase();
            name.trim().eq_ignore_ascii_case("rel")
                && relations.split_ascii_whitespace().any(|one| one == "next")
        });
        if is_next {
            return Some(target);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://r.example/v2/o/x/tags/list";

    fn of(header: &str) -> Next {
        next(Some(header), &format!("{PAGE}?n=2").parse().unwrap())
    }

    fn here(query: &str) -> HttpUrl {
        format!("{PAGE}?{query}").parse().unwrap()
    }

    #[test]
    fn the_next_page_is_found_in_every_spelling() {
        for header in [
            r#"</v2/o/x/tags/list?last=b&n=2>; rel="next""#,
            r#"<https://r.example/v2/o/x/tags/list?last=b&n=2>;rel=next"#,
            r#"<https://r.example:443/v2/o/x/tags/list?last=b&n=2>;rel=next"#,
            r#"<?last=b&n=2>; Rel = "prev NEXT""#,
            r#"</v2/>; rel="up", </v2/o/x/tags/list?last=b&n=2>; title="a"; rel="next""#,
        ] {
            assert_eq!(of(header), Next::Here(here("last=b&n=2")), "{header}");
        }
        for header in ["", "x", "<", "</v2/>; rel=prev", "</v2/>"] {
            assert_eq!(of(header), Next::Unsaid, "{header}");
        }
        assert_eq!(next(None, &here("n=2")), Next::Unsaid);
    }

    #[test]
    fn of_another_host_or_scheme_the_path_and_the_query_are_asked_of_the_registry() {
        for (target, origin) in [
            (
                "http://r.example/v2/o/x/tags/list?last=b",
                "http://r.example",
            ),
            (
                "//evil.example/v2/o/x/tags/list?last=b",
                "https://evil.example",
            ),
            (
                "http://127.0.0.1:9/v2/o/x/tags/list?last=b",
                "http://127.0.0.1:9",
            ),
            (
                "https://r.example:8443/v2/o/x/tags/list?last=b",
                "https://r.example:8443",
            ),
            (
                "https://in.example/hub/v2/o/x/tags/list?last=b",
                "https://in.example",
            ),
        ] {
            let origin: HttpUrl = origin.parse().unwrap();
            let moved = Next::Moved {
                here: here("last=b"),
                said: Elsewhere::Origin(origin.origin().clone()),
            };
            assert_eq!(of(&format!("<{target}>; rel=next")), moved, "{target}");
        }
        let moved = Next::Moved {
            here: here("last=b"),
            said: Elsewhere::Path,
        };
        assert_eq!(of("</hub/v2/o/x/tags/list?last=b>; rel=next"), moved);
    }

    #[test]
    fn another_list_and_what_is_no_address_are_not_followed() {
        for (target, why) in [
            ("/v2/other/tags/list", Elsewhere::Path),
            ("https://evil.example/steal", Elsewhere::Path),
            ("/v2/o/x/tags/list/../../../y", Elsewhere::NoAddress),
            ("javascript:alert(1)", Elsewhere::NoAddress),
            ("tags/list", Elsewhere::NoAddress),
            (
                "https://u:p@r.example/v2/o/x/tags/list",
                Elsewhere::NoAddress,
            ),
        ] {
            let found = of(&format!("<{target}>; rel=\"next\""));
            assert_eq!(found, Next::Unusable(why), "{target}");
        }
    }
}
