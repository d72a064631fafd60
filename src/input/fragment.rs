//! The fragment of the page's address: the whole state of a view as text that
//! can be shared, and never reaches the server of the page.
//!
//! Not here: the browser's history (`web/address`).
//!
//! ```text
//! fragment ::= [ "#" | "?" ] [ part ( "&" part )* ]
//! part     ::= subject | key "=" value
//! subject  ::= digest | reference                        ; alone, for typing
//! key      ::= "image" | "repo" | "registry" | "blob" | "layout" | "engine" | "digest"
//!            | "platform" | "nth" | "artifact" | "view" | "node" | "path" | "tab"
//!            | "with" | "search" | "signer" | "issuer" | "expect"
//!            | anything else, which is kept
//! value    ::= percent-encoded UTF-8; `+` is a plus
//! ```
//!
//! A registry may stand behind a scheme, `https://127.0.0.1:5000`, where it is
//! not to be asked by its usual one.
//!
//! At most one of the first seven keys says what to look at. `expect` may come
//! several times; of any other key the last one counts. The old query form
//! `?image=…` is the same grammar.

use std::fmt;
use std::str::FromStr;

use super::has_userinfo;
use super::{EnginePlace, Input, InputError, PlatformName};
use crate::image::digest::Digest;
use crate::image::reference::{Domain, Reference, Repository};
use crate::url::{percent_decode, percent_encode};

/// The longest fragment that is read, in bytes. Links are shared through
/// programs that cut off sooner.
pub const MAX_FRAGMENT_LENGTH: usize = 16_384;

/// The state of a view. `Display` writes it without the `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// What to look at. `None` where the link asks for a file: it then says
    /// only what to [`expect`](Self::expect).
    pub input: Option<Input>,
    /// The platform that was chosen.
    pub platform: Option<PlatformName>,
    /// Which of several images of that platform, counted from 1.
    pub nth: Option<usize>,
    /// What is shown in an image's place, where that is no image.
    pub artifact: Option<String>,
    /// The kind of view: `tree`, `ledger`, `compare`, ….
    pub view: Option<String>,
    /// The selected node.
    pub node: Option<String>,
    /// The open path inside the image's file system.
    pub path: Option<String>,
    /// The open tab of the selected node.
    pub tab: Option<String>,
    /// The image that the chosen one is compared with.
    pub with: Option<String>,
    /// What is looked for in a registry.
    pub search: Option<String>,
    /// Whom the person who shared the link expects to have signed, and who told the
    /// authority of their certificate.
    pub signer: Option<String>,
    pub issuer: Option<String>,
    /// The digests that the person who shared the link saw.
    pub expect: Vec<Digest>,
    /// Keys of a newer version of the page, kept in order.
    pub other: Vec<(String, String)>,
}

impl Fragment {
    /// The view of `input`, with nothing chosen.
    #[must_use]
    pub fn of(input: Input) -> Self {
        Self {
            input: Some(input),
            ..Self::default()
        }
    }

    /// Whether it says only what is chosen, and not of what: the address of a file
    /// that a person gave, of which no other page knows.
    #[must_use]
    pub fn is_of_a_file(&self) -> bool {
        let chosen = [
            &self.artifact,
            &self.view,
            &self.node,
            &self.path,
            &self.tab,
            &self.with,
        ];
        let is_chosen = chosen.into_iter().any(Option::is_some);
        let is_some = is_chosen || self.platform.is_some() || self.nth.is_some();
        self.input.is_none() && self.expect.is_empty() && is_some
    }

    fn look_at(&mut self, input: Input) -> Result<(), InputError> {
        match &self.input {
            Some(first) => Err(InputError::Two {
                first: key_of(first),
                second: key_of(&input),
            }),
            None => {
                self.input = Some(input);
                Ok(())
            }
        }
    }

    fn read_part(&mut self, part: &str) -> Result<(), InputError> {
        let Some((key, value)) = part.split_once('=') else {
            return self.look_at(read_alone(&decode("#", part)?)?);
        };
        let value = decode(key, value)?;
        let named = ["image", "repo", "registry", "blob", "engine"].contains(&key);
        let after_scheme = value.split_once("://").map_or(&*value, |(_, rest)| rest);
        if named && has_userinfo(after_scheme.split('/').next().unwrap_or_default()) {
            return Err(InputError::Credentials);
        }
        match key {
            "image" => self.look_at(Input::Image(Reference::from_link(&value)?))?,
            "repo" => self.look_at(Input::Repository(Repository::from_link(&value)?))?,
            "registry" => self.look_at(Input::Registry(Domain::from_link(&value)?))?,
            "blob" => self.look_at(read_blob(&value)?)?,
            "digest" => self.look_at(Input::Digest(value.parse()?))?,
            "layout" => {
                let url: crate::url::HttpUrl = value.parse().map_err(InputError::from)?;
                self.look_at(Input::Layout(url.directory()))?;
            }
            "engine" => {
                let place: EnginePlace = value.parse().map_err(InputError::from)?;
                self.look_at(Input::Engine(place))?;
            }
            "platform" => self.platform = Some(value.parse()?),
            // A number that is none chooses nothing.
            "nth" => self.nth = value.parse().ok(),
            "artifact" => self.artifact = Some(value),
            "view" => self.view = Some(value),
            "node" => self.node = Some(value),
            "path" => self.path = Some(value),
            "tab" => self.tab = Some(value),
            "with" => self.with = Some(value),
            "search" => self.search = Some(value),
            "signer" => self.signer = Some(value),
            "issuer" => self.issuer = Some(value),
            "expect" => self.expect.push(value.parse()?),
            _ => self.other.push((decode("#", key)?, value)),
        }
        Ok(())
    }
}

impl FromStr for Fragment {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, InputError> {
        if text.len() > MAX_FRAGMENT_LENGTH {
            return Err(InputError::TooLong { found: text.len() });
        }
        let text = text.strip_prefix(['#', '?']).unwrap_or(text);
        let mut fragment = Self::default();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            fragment.read_part(part)?;
        }
        Ok(fragment)
    }
}

impl fmt::Display for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(input) = &self.input {
            parts.push(write_input(input));
        }
        let mut put = |key: &str, value: &str| {
            parts.push(format!("{}={}", percent_encode(key), percent_encode(value)));
        };
        let nth = self.nth.map(|nth| nth.to_string());
        let single = [
            ("platform", self.platform.as_ref().map(PlatformName::as_str)),
            ("nth", nth.as_deref()),
            ("artifact", self.artifact.as_deref()),
            ("view", self.view.as_deref()),
            ("node", self.node.as_deref()),
            ("path", self.path.as_deref()),
            ("tab", self.tab.as_deref()),
            ("with", self.with.as_deref()),
            ("search", self.search.as_deref()),
            ("signer", self.signer.as_deref()),
            ("issuer", self.issuer.as_deref()),
        ];
        for (key, value) in single {
            if let Some(value) = value {
                put(key, value);
            }
        }
        for digest in &self.expect {
            put("expect", digest.as_str());
        }
        for (key, value) in &self.other {
            put(key, value);
        }
        f.write_str(&parts.join("&"))
    }
}

fn key_of(input: &Input) -> &'static str {
    match input {
        Input::Image(_) => "image",
        Input::Repository(_) => "repo",
        Input::Registry(_) => "registry",
        Input::Blob { .. } => "blob",
        Input::Digest(_) => "digest",
        Input::Layout(_) => "layout",
        Input::Engine(_) => "engine",
    }
}

fn write_input(input: &Input) -> String {
    let value = match input {
        Input::Image(reference) => reference.linked(),
        Input::Repository(repository) => repository.linked(),
        Input::Registry(domain) => domain.linked(),
        Input::Blob { repository, digest } => repository.pinned(digest.clone()).linked(),
        // A digest needs no key: nothing else looks like it.
        Input::Digest(digest) => return percent_encode(digest.as_str()),
        Input::Layout(base) => base.to_string(),
        Input::Engine(place) => place.to_string(),
    };
    format!("{}={}", key_of(input), percent_encode(&value))
}

fn decode(key: &str, value: &str) -> Result<String, InputError> {
    percent_decode(value).ok_or_else(|| InputError::Encoding {
        key: key.to_owned(),
    })
}

fn read_alone(text: &str) -> Result<Input, InputError> {
    match text.parse::<Digest>() {
        Ok(digest) => Ok(Input::Digest(digest)),
        // `sha256:…` that is cut short is a digest, and no image named sha256.
        Err(error) if text.starts_with("sha256:") || text.starts_with("sha512:") => {
            Err(error.into())
        }
        Err(_) => Ok(Input::Image(text.parse()?)),
    }
}

fn read_blob(text: &str) -> Result<Input, InputError> {
    let Reference {
        repository, digest, ..
    } = Reference::from_link(text)?;
    match digest {
        Some(digest) => Ok(Input::Blob { repository, digest }),
        None => Err(InputError::BlobDigest {
            repository: repository.familiar(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const D: &str = "sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c";

    #[track_caller]
    fn check(text: &str) -> Fragment {
        let read: Fragment = text.parse().expect(text);
        assert_eq!(read.to_string(), text);
        read
    }

    #[test]
    fn a_fragment_prints_as_it_was_read() {
        check("");
        check("image=alpine:3.20");
        check(&format!(
            "image=alpine@{D}&platform=linux/arm64&view=ledger&node={D}&path=/etc/os%20release&tab=bytes"
        ));
        check(&format!("image=alpine:3.20&view=compare&with={D}"));
        check("repo=localhost:5000/o/x");
        check("image=https://127.0.0.1:5000/o/x:1");
        check("repo=https://localhost/o/x");
        check("registry=http://registry.lan:5000");
        check(&format!("blob=https://%5B::1%5D:5000/o/x@{D}"));
        check("registry=ghcr.io");
        check("registry=docker.io&search=web%20server");
        check(&format!("blob=ghcr.io/o/x@{D}"));
        check("layout=https://h.example/a/b/");
        check("engine=beside");
        check("engine=http://127.0.0.1:8080/engine/");
        check(&format!(
            "platform=linux/amd64&nth=2&artifact={D}&view=files"
        ));
        check(&format!("expect={D}&expect={D}"));
        check("image=a/b&new=1%3D%262&new=3&%C3%A9=x");
        let digest = check(D);
        assert_eq!(digest.input, Some(Input::Digest(D.parse().unwrap())));
        check("b3+x:ab%3Dc".replace('+', "%2B").as_str());
    }

    #[test]
    fn other_spellings_become_the_usual_one() {
        for (text, usual) in [
            ("#image=docker.io/library/alpine", "image=alpine"),
            ("?image=alpine%3A3.20", "image=alpine:3.20"),
            ("#alpine:3.20", "image=alpine:3.20"),
            ("tab=a&tab=b&&image=x", "image=x&tab=b"),
            ("layout=https://h.example/a", "layout=https://h.example/a/"),
            ("engine=localhost:8080", "engine=http://localhost:8080/"),
        ] {
            assert_eq!(text.parse::<Fragment>().unwrap().to_string(), usual);
        }
        assert_eq!(
            format!("digest={D}")
                .parse::<Fragment>()
                .unwrap()
                .to_string(),
            D
        );
    }

    #[test]
    fn a_link_that_only_says_what_is_chosen_is_of_a_file() {
        let is_of_a_file = |text: &str| text.parse::<Fragment>().unwrap().is_of_a_file();
        for text in [
            "view=ledger",
            "nth=2",
            "platform=linux/arm64",
            "path=etc",
            "with=a",
            "view=x&lang=en",
        ] {
            assert!(is_of_a_file(text), "{text}");
        }
        for text in ["", "lang=en", "image=a&view=ledger"] {
            assert!(!is_of_a_file(text), "{text}");
        }
        assert!(!is_of_a_file(&format!("view=ledger&expect={D}")));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, message) in [
            (
                "image=a%",
                "expected percent-encoded text as the value of `image`, but found something else",
            ),
            (
                "image=a&repo=b",
                "expected one thing to look at, but found `image` and `repo`",
            ),
            (
                "sha256:abc",
                "expected 64 hex digits after `sha256:`, but found 3",
            ),
            (
                "expect=x",
                "expected a digest of the form `algorithm:hex`, but found `x`",
            ),
            (
                "blob=alpine",
                "expected the digest of a blob after `alpine`, but found none",
            ),
            (
                "platform=linus",
                "expected a platform such as `linux/arm64/v8`, but found `linus`",
            ),
            (
                "image=u:secret@h.example/x",
                "expected an address without a user name or password, but found one; it was not kept",
            ),
            (
                "layout=https://u:secret@h.example/",
                "expected an address without a user name or password, but found one; it was not kept",
            ),
            (
                "engine=http://u:secret@localhost/",
                "expected an address without a user name or password, but found one; it was not kept",
            ),
            (
                "layout=javascript:alert(1)",
                "expected an address that begins with `https://` or `http://`, but found another form",
            ),
        ] {
            let error = text.parse::<Fragment>().expect_err(text);
            assert_eq!(error.to_string(), message);
        }
        let long = format!("tab={}", "x".repeat(MAX_FRAGMENT_LENGTH));
        assert_eq!(
            long.parse::<Fragment>(),
            Err(InputError::TooLong { found: long.len() })
        );
    }
}
