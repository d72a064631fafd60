//! Regular expressions of the `regex-lite` crate, and what each match of one contains:
//! that is looked for first, as it is found many times faster.

use memchr::memmem::Finder;
use regex_lite::{Error, Regex};

mod needs;

pub use needs::{Need, Needs, Set};

/// An expression to be held against many texts.
#[derive(Clone, Debug)]
pub struct Expression {
    regex: Regex,
    /// What stands in every match, one behind the other.
    required: Vec<Finder<'static>>,
}

impl Expression {
    /// # Errors
    /// Where it is none.
    pub fn of(text: &str) -> Result<Self, Error> {
        let finder = |text: &String| Finder::new(text).into_owned();
        let regex = Regex::new(text)?;
        // It changes what a dot is, and nothing here.
        let bare = text.strip_prefix("(?s)").unwrap_or(text);
        Ok(Self {
            regex,
            required: required(bare).iter().map(finder).collect(),
        })
    }

    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        for required in &self.required {
            let Some(at) = required.find(rest) else {
                return false;
            };
            rest = rest.get(at + required.needle().len()..).unwrap_or_default();
        }
        self.regex.is_match(text)
    }
}

/// The texts that stand in every match of an expression, one behind the other; none
/// where this does not see any.
#[must_use]
pub fn required(expression: &str) -> Vec<String> {
    let all = Needs::of(expression).all.into_iter();
    let texts = all.filter_map(|need| match need {
        Need::OneOf(texts) => <[String; 1]>::try_from(texts).ok(),
        Need::Run(..) => None,
    });
    texts.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_match_contains_is_seen() {
        for (expression, expected) in [
            (
                r"/p1[0-9]+.*file-[0-9]*7\.so$",
                &["/p1", "file-", "7.so"][..],
            ),
            ("ab*c", &["a", "c"]),
            ("a+b", &["a", "b"]),
            ("a{0}b", &["b"]),
            ("(a|b)c", &["c"]),
            ("a|b", &[]),
            ("(?i)a", &[]),
            ("(?:ab){2}c", &["ab", "c"]),
            ("a(b(c|d)+|e)", &["a"]),
            ("a+??b", &["b"]),
        ] {
            assert_eq!(required(expression), expected, "{expression}");
        }
    }

    #[test]
    fn alternatives_and_runs_are_seen() {
        let digits = Needs::of(r"\d").all;
        for (expression, expected, least) in [
            ("passwd|secret|key", "passwd secret key", 3),
            ("(AKIA|ASIA)[A-Z0-9]{16}", "AKIA ASIA", 20),
            ("(a|)b", "b", 1),
            ("ab|c*", "", 0),
            ("[A-Za-z0-9+/]{40}", "run of 40", 40),
            (r"[0-9]{2}-[0-9]{3,}", "-", 6),
            ("[^a]{9}.", "", 10),
            ("[a-]{3}[é]", "", 4),
        ] {
            let needs = Needs::of(expression);
            assert_eq!(needs.least, least, "{expression}");
            let best = needs.best().map(|need| match need {
                Need::OneOf(texts) => texts.join(" "),
                Need::Run(_, count) => format!("run of {count}"),
            });
            assert_eq!(best.unwrap_or_default(), expected, "{expression}");
        }
        assert_eq!(Needs::of("[0-9]").all, digits);
    }

    #[test]
    fn what_is_looked_for_first_changes_no_answer() {
        let texts = [
            "/usr/lib/p12/file-37.so",
            "/file-7.so/p1",
            "abc",
            "ac",
            "abbbc",
            "",
            "c",
        ];
        let expressions = [
            r"p1[0-9].*file-[0-9]*7\.so$",
            "ab*c",
            "(?s)^a.*c$",
            "a|b",
            "aa",
            "(b|c)+",
            "b{0}c",
        ];
        for expression in expressions {
            let (own, bare) = (
                Expression::of(expression).unwrap(),
                Regex::new(expression).unwrap(),
            );
            for text in texts {
                assert_eq!(
                    own.is_match(text),
                    bare.is_match(text),
                    "{expression} {text}"
                );
            }
        }
        // What has to come first does, and no byte counts twice.
        assert!(!Expression::of("aa.*aa").unwrap().is_match("aaa"));
    }
}
