//! The shapes of tokens, of private keys and of addresses with a password: what is a
//! secret that begins at a place of some bytes.
//!
//! Sources: what GitHub, GitLab, Slack, AWS, Google, Stripe, npm and PyPI publish of
//! their tokens; RFC 7519 (JWT), RFC 7468 (PEM), RFC 3986 (addresses).

use std::ops::Range;

use super::kind::SecretKind;
use super::placeholder::{distinct, is_placeholder};
use SecretKind::{
    AwsKeyId, GithubToken, GitlabToken, GoogleKey, NpmToken, PypiToken, SlackToken, StripeKey,
};

/// What may stand in the body of a token.
#[derive(Clone, Copy, Debug)]
enum Alphabet {
    /// Letters and digits.
    Base62,
    /// Those with `-` and `_`.
    Base64Url,
    /// Those with `.`, too.
    Dotted,
    /// Letters and digits with `-`, the first a digit.
    Numbered,
    /// Capital letters and the digits from 2 to 7.
    Base32,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        let more: &[u8] = match self {
            Self::Base62 => b"",
            Self::Base64Url => b"-_",
            Self::Dotted => b"-_.",
            Self::Numbered => b"-",
            Self::Base32 => return matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
        };
        byte.is_ascii_alphanumeric() || more.contains(&byte)
    }
}

/// A prefix, and how many bytes follow it.
type Shape = (&'static str, Alphabet, usize, usize, SecretKind);

const SHAPES: [Shape; 29] = [
    ("ghp_", Alphabet::Base62, 36, 255, GithubToken),
    ("gho_", Alphabet::Base62, 36, 255, GithubToken),
    ("ghu_", Alphabet::Base62, 36, 255, GithubToken),
    ("ghs_", Alphabet::Base62, 36, 255, GithubToken),
    ("ghr_", Alphabet::Base62, 36, 255, GithubToken),
    ("github_pat_", Alphabet::Base64Url, 82, 255, GithubToken),
    ("glpat-", Alphabet::Dotted, 20, 400, GitlabToken),
    ("gldt-", Alphabet::Base64Url, 20, 400, GitlabToken),
    ("glrt-", Alphabet::Dotted, 20, 400, GitlabToken),
    ("glptt-", Alphabet::Base64Url, 40, 400, GitlabToken),
    ("glcbt-", Alphabet::Base64Url, 22, 400, GitlabToken),
    ("glsoat-", Alphabet::Base64Url, 20, 400, GitlabToken),
    ("glagent-", Alphabet::Base64Url, 50, 400, GitlabToken),
    ("xoxb-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xoxp-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xoxa-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xoxr-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xoxs-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xoxe-", Alphabet::Numbered, 20, 255, SlackToken),
    ("xapp-", Alphabet::Numbered, 20, 255, SlackToken),
    ("AKIA", Alphabet::Base32, 16, 16, AwsKeyId),
    ("ASIA", Alphabet::Base32, 16, 16, AwsKeyId),
    ("AIza", Alphabet::Base64Url, 35, 35, GoogleKey),
    ("GOCSPX-", Alphabet::Base64Url, 28, 28, GoogleKey),
    ("sk_live_", Alphabet::Base62, 24, 255, StripeKey),
    ("rk_live_", Alphabet::Base62, 24, 255, StripeKey),
    ("npm_", Alphabet::Base62, 36, 36, NpmToken),
    (
        "pypi-AgEIcHlwaS5vcmc",
        Alphabet::Base64Url,
        50,
        1_000,
        PypiToken,
    ),
    (
        "pypi-AgENdGVzdC5weXBpLm9yZ",
        Alphabet::Base64Url,
        50,
        1_000,
        PypiToken,
    ),
];

/// Bodies with fewer different bytes are drawn by hand: `ghp_xxxxxxxx…`.
const MIN_DISTINCT: usize = 6;

/// How the payload of the token begins that jwt.io and every manual shows: the
/// subject `1234567890`.
const WELL_KNOWN_JWT: &[u8] = b"eyJzdWIiOiIxMjM0NTY3ODkw";

/// Longest JWT: servers refuse longer headers.
const MAX_JWT: usize = 8 << 10;

/// Shortest parts of a JWT behind the head: `{"sub":"1"}`, and a MAC of 32 bytes.
const MIN_PAYLOAD: usize = 12;
const MIN_SIGNATURE: usize = 43;

/// The secret that begins at `at`, and where it stands. A token begins where no word
/// goes on.
pub(super) fn at(bytes: &[u8], at: usize) -> Option<(SecretKind, Range<usize>)> {
    let rest = bytes.get(at..)?;
    let (kind, range) = match rest.first()? {
        b'-' => (SecretKind::PrivateKey, 0..private_key(rest)?),
        b':' => (SecretKind::PasswordInUrl, password(bytes, at)?),
        first if !first.is_ascii_alphabetic() || goes_on(bytes, at) => return None,
        b'e' => (SecretKind::Jwt, 0..jwt(rest)?),
        _ => {
            let (kind, length) = token(rest)?;
            (kind, 0..length)
        }
    };
    Some((kind, at + range.start..at + range.end))
}

/// Whether the byte before is of the same word, or of a longer token: what is refused
/// once is not gone over again from each `-` and `.` in it.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_some_and(|byte| Alphabet::Dotted.has(*byte))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A token by its prefix, and how long it is.
fn token(rest: &[u8]) -> Option<(SecretKind, usize)> {
    SHAPES
        .iter()
        .find_map(|(prefix, alphabet, least, most, kind)| {
            let body = rest.strip_prefix(prefix.as_bytes())?;
            let length = run(body, *most, |byte| alphabet.has(byte));
            let (body, after) = body.split_at_checked(length)?;
            let goes_on = after.first().is_some_and(|byte| is_word(*byte));
            let is_numbered = !matches!(alphabet, Alphabet::Numbered)
                || body.first().is_some_and(u8::is_ascii_digit);
            let is_drawn = distinct(body) < MIN_DISTINCT || body.ends_with(b"EXAMPLE");
            let fits = length >= *least && !goes_on && is_numbered && !is_drawn;
            fits.then_some((*kind, prefix.len() + length))
        })
}

/// How many of the first bytes, at most `most`, are of a kind.
fn run(bytes: &[u8], most: usize, is_one: impl Fn(u8) -> bool) -> usize {
    let bytes = bytes.iter().take(most);
    bytes.take_while(|byte| is_one(**byte)).count()
}

/// A JWT in its compact form, signed: `eyJ….eyJ….…`. Its length.
fn jwt(rest: &[u8]) -> Option<usize> {
    let is_one = |byte| Alphabet::Dotted.has(byte);
    let all = rest.get(..run(rest, MAX_JWT, is_one))?;
    let mut parts = all.split(|byte| *byte == b'.');
    let (head, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    // `{"` in base64.
    let is_json = |part: &[u8]| part.starts_with(b"eyJ");
    let fits = is_json(head)
        && is_json(payload)
        && payload.len() >= MIN_PAYLOAD
        && signature.len() >= MIN_SIGNATURE
        && !payload.starts_with(WELL_KNOWN_JWT);
    fits.then_some(head.len() + payload.len() + signature.len() + 2)
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The longest label of PEM is `OPENSSH PRIVATE KEY`, and the longest of OpenPGP
/// `PGP PRIVATE KEY BLOCK`.
const MAX_LABEL: usize = 32;

/// RFC 1421 has three headers in a key, OpenPGP five.
const MAX_HEADERS: usize = 8;

/// How long a header is; `DEK-Info` has some 60 bytes.
const MAX_HEADER: usize = 128;

/// Longest key: one of RSA with 16,384 bits has 12 KiB.
const MAX_KEY: usize = 32 << 10;

/// The shortest private key, of Ed25519 in PKCS #8, has 64 characters. A program that
/// reads keys, and a manual, have the first line alone, or dots below it.
const MIN_KEY: usize = 64;

/// A private key in PEM, or in OpenPGP's armour, and how long it is. Line breaks may
/// be spelled `\n`, as in JSON, or have become spaces.
fn private_key(rest: &[u8]) -> Option<usize> {
    let label = rest.strip_prefix(BEGIN)?;
    let length = run(label, MAX_LABEL, |byte| byte != b'-');
    let (label, body) = label.split_at_checked(length)?;
    let is_private = label.ends_with(b"PRIVATE KEY") || label == b"PGP PRIVATE KEY BLOCK";
    let mut body = body.strip_prefix(DASHES).filter(|_| is_private)?;
    for _ in 0..MAX_HEADERS {
        body = after_space(body);
        let line = run(body, MAX_HEADER, |byte| !matches!(byte, b'\n' | b'\\'));
        match body.split_at_checked(line) {
            Some((header, after)) if header.contains(&b':') => body = after,
            _ => break,
        }
    }
    let start = rest.len() - body.len();
    let (end, count) = end_of_key(body);
    (count >= MIN_KEY).then_some(start + end)
}

fn after_space(bytes: &[u8]) -> &[u8] {
    let mut bytes = bytes;
    loop {
        bytes = match bytes {
            [b' ' | b'\t' | b'\r' | b'\n', after @ ..] | [b'\\', b'n' | b'r', after @ ..] => after,
            _ => return bytes,
        };
    }
}

/// Where the base64 of a key ends, with its last line if there is one, and how many
/// characters it has.
fn end_of_key(body: &[u8]) -> (usize, usize) {
    let mut rest = body.get(..MAX_KEY).unwrap_or(body);
    let (all, mut count) = (rest.len(), 0);
    loop {
        let line = run(rest, rest.len(), |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
        });
        let (_, after) = rest.split_at_checked(line).unwrap_or_default();
        (rest, count) = (after_space(after), count + line);
        if line == 0 {
            break;
        }
    }
    let last = rest.strip_prefix(END).map_or(0, |label| {
        let label = run(label, MAX_LABEL, |byte| byte != b'-');
        END.len() + label + DASHES.len()
    });
    ((all - rest.len() + last).min(all), count)
}

/// Longest part of an address before its host.
const MAX_AUTHORITY: usize = 256;

/// Longest name of a scheme, such as `mongodb+srv`.
const MAX_SCHEME: usize = 16;

/// Passwords of manuals.
const OF_MANUALS: [&str; 10] = [
    "pass",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
    "foobar",
    "hunter2",
    "mypassword",
    "mypass",
];

/// Where the password stands, counted from the colon of `scheme://user:password@host`
/// on.
fn password(bytes: &[u8], colon: usize) -> Option<Range<usize>> {
    let authority = bytes.get(colon..)?.strip_prefix(b"://")?;
    if !is_scheme(bytes.get(colon.saturating_sub(MAX_SCHEME)..colon)?) {
        return None;
    }
    let is_one = |byte: u8| byte.is_ascii_graphic() && !b"/?#\\\"'`<>,;|".contains(&byte);
    let authority = authority.get(..run(authority, MAX_AUTHORITY, is_one))?;
    let sign = authority.iter().rposition(|byte| *byte == b'@')?;
    let (user, host) = authority.split_at_checked(sign)?;
    let middle = user.iter().position(|byte| *byte == b':')?;
    let secret = user.get(middle + 1..)?;
    let (name, host) = (user.get(..middle)?, host.get(1..)?);
    let text = std::str::from_utf8(secret).ok()?;
    let is_manual = name == secret
        || OF_MANUALS.contains(&&*text.to_ascii_lowercase())
        || is_placeholder(text)
        || text.contains(['[', ']', '(', ')'])
        || is_of_manuals(host);
    // One that is a token is told as what it is.
    let is_token = token(secret).is_some();
    let start = 3 + middle + 1;
    (!is_manual && !is_token).then_some(start..start + secret.len())
}

fn is_scheme(before: &[u8]) -> bool {
    let is_one = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let length = before.iter().rev().take_while(|byte| is_one(byte)).count();
    length > 1
}

/// The names of hosts that are kept for manuals (RFC 2606), and none at all.
fn is_of_manuals(host: &[u8]) -> bool {
    let host = host.split(|byte| *byte == b':').next().unwrap_or_default();
    let host = host.to_ascii_lowercase();
    let names: [&[u8]; 3] = [b"", b"host", b"hostname"];
    let ends: [&[u8]; 6] = [
        b"example",
        b"example.com",
        b"example.net",
        b"example.org",
        b".test",
        b".invalid",
    ];
    names.contains(&&*host) || ends.iter().any(|end| host.ends_with(end))
}
