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
//! The address may be relative. It is followed on the registry's own origin and
//! below the same path only: a registry that sends its client elsewhere wants
//! something from that place (GHSA-298f-872v-2rcx, go-containerregistry #2332).

use super::super::error::PullError;
use crate::url::HttpUrl;

/// The address of the next page after `page`, if `header` names one.
pub(super) fn next(header: &str, page: &HttpUrl) -> Result<Option<HttpUrl>, PullError> {
    let Some(target) = target(header) else {
        return Ok(None);
    };
    let origin = page.origin();
    let elsewhere = || PullError::Page {
        registry: origin.clone(),
    };
    let absolute = if target.contains("://") {
        target.to_owned()
    } else if target.starts_with('/') && !target.starts_with("//") {
        format!("{origin}{target}")
    } else if target.starts_with('?') {
        format!("{origin}{}{target}", page.path())
    } else {
        return Err(elsewhere());
    };
    let url: HttpUrl = absolute.parse().map_err(|_| elsewhere())?;
    if url.origin() == origin && url.path() == page.path() {
        Ok(Some(url))
    } else {
        Err(elsewhere())
    }
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

    fn check(header: &str) -> Result<Option<String>, String> {
        let page = "https://r.example/v2/o/x/tags/list?n=2".parse().unwrap();
        match next(header, &page) {
            Ok(next) => Ok(next.map(|url| url.to_string())),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn the_next_page_is_found_in_every_spelling() {
        let expected = Ok(Some(
            "https://r.example/v2/o/x/tags/list?last=b&n=2".to_owned(),
        ));
        for header in [
            r#"</v2/o/x/tags/list?last=b&n=2>; rel="next""#,
            r#"<https://r.example/v2/o/x/tags/list?last=b&n=2>;rel=next"#,
            r#"<?last=b&n=2>; Rel = "prev NEXT""#,
            r#"</v2/>; rel="up", </v2/o/x/tags/list?last=b&n=2>; title="a"; rel="next""#,
        ] {
            assert_eq!(check(header), expected, "{header}");
        }
        for header in ["", "x", "<", "</v2/>; rel=prev", "</v2/>"] {
            assert_eq!(check(header), Ok(None), "{header}");
        }
    }

    #[test]
    fn a_page_elsewhere_is_refused() {
        for target in [
            "http://127.0.0.1:9/v2/o/x/tags/list",
            "//evil.example/v2/o/x/tags/list",
            "http://r.example/v2/o/x/tags/list",
            "https://r.example:8443/v2/o/x/tags/list",
            "/v2/other/tags/list",
            "/v2/o/x/tags/list/../../../y",
            "javascript:alert(1)",
            "tags/list",
            "https://u:p@r.example/v2/o/x/tags/list",
        ] {
            assert_eq!(
                check(&format!("<{target}>; rel=\"next\"")),
                Err(
                    "expected the next page on https://r.example, but found another address"
                        .to_owned()
                ),
                "{target}"
            );
        }
    }
}
