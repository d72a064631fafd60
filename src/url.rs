//! Web addresses: a strict reader of `http` and `https` URLs, their origins,
//! and percent-encoding.
//!
//! Not a URL library: what this accepts is a small subset that every browser
//! reads in the same way, because the answer decides where a password may go.
//! A parser that is more lenient or merely different from the browser's is how
//! such checks are passed by (`https:\\evil`, `http://0x7f.1/`, a tab inside
//! the host name). What is not accepted is refused, never repaired.
//!
//! ```text
//! url       ::= scheme "://" host [ ":" port ] path [ "?" query ] [ "#" … ]
//! scheme    ::= "http" | "https"                          ; any case
//! host      ::= label ( "." label )* | IPv4 | "[" IPv6 "]"
//! label     ::= [A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?
//! IPv4      ::= four decimal numbers; a last label that is a number in any
//!               other notation is refused (browsers would convert it)
//! path      ::= "" | "/" …                ; no "." or ".." segment, also not
//!                                         ; as "%2e"
//! ```
//!
//! All of it is printable ASCII without space or backslash, and there is no
//! userinfo: an address that holds a password is refused before it is stored.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::{Arg, Message, input};

/// The longest URL that is looked at, in bytes. Browsers and servers agree on
/// about 8,000; nothing that this page builds has more than 2,000.
pub const MAX_URL_LENGTH: usize = 8_192;

/// The protocol of a URL. There is no third one on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    Http,
    Https,
}

/// Scheme, host and port: the unit to which a browser, and this program's
/// credentials, are bound (RFC 6454).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    scheme: Scheme,
    /// Lower-case; IPv6 in brackets.
    host: String,
    /// The port that is used, also when it is the scheme's own.
    port: u16,
}

/// An absolute `http` or `https` URL without userinfo and fragment.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpUrl {
    origin: Origin,
    /// Begins with `/`.
    path: String,
    /// Without the `?`.
    query: Option<String>,
}

/// Why a string is no address that this program would ask.
///
/// None of them repeats the text: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UrlError {
    /// Longer than [`MAX_URL_LENGTH`].
    TooLong { found: usize },
    /// Not `http://` or `https://`: relative, `javascript:`, `file:`, ….
    Scheme,
    /// A name or password before the host.
    Userinfo,
    /// White space, a control character, a backslash or anything not ASCII.
    Character { found: char },
    /// No host, or one that is neither a name nor an address.
    Host { found: String },
    /// Not a number from 1 to 65535.
    Port { found: String },
    /// `/../` or `/./`, plain or percent-encoded.
    DotSegment,
}

impl UrlError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLong { found } => input::long_address(MAX_URL_LENGTH, *found),
            Self::Scheme => input::no_scheme(),
            Self::Userinfo => input::credentials_before_the_host(),
            Self::Character { found } => {
                input::strange_character(found.escape_default().to_string())
            }
            Self::Host { found } => input::no_host(found),
            Self::Port { found } => input::no_port(found),
            Self::DotSegment => input::dot_segment(),
        }
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Scheme {
    /// `http` or `https`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Origin {
    /// An origin from `host` (IPv6 in brackets) and `port`, where `None` is the
    /// scheme's own.
    pub fn new(scheme: Scheme, host: &str, port: Option<u16>) -> Result<Self, UrlError> {
        Ok(Self {
            scheme,
            host: checked_host(host)?,
            port: port.unwrap_or_else(|| scheme.default_port()),
        })
    }

    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host name or address in lower case, IPv6 in brackets, without port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The IP address, where the host is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        host_ip(&self.host)
    }

    /// Is this the machine of the person itself? Browsers trust such origins
    /// over plain `http` (Secure Contexts, "potentially trustworthy origin").
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.host)
    }

    /// The URL at `path` of this origin.
    ///
    /// `path` is made by this program from parts that were checked; it begins
    /// with `/` and holds no dot segments.
    pub fn at(&self, path: &str) -> Result<HttpUrl, UrlError> {
        format!("{self}{path}").parse()
    }
}

/// `host` or `host:port`, the port only where it is not the scheme's own.
impl Origin {
    #[must_use]
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority())
    }
}

impl TryFrom<String> for Origin {
    type Error = UrlError;

    fn try_from(text: String) -> Result<Self, UrlError> {
        Ok(text.parse::<HttpUrl>()?.origin)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

impl From<&Origin> for Arg {
    fn from(origin: &Origin) -> Self {
        Self::Text(origin.to_string())
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl HttpUrl {
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path, which begins with `/`, percent-encoded as it came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query without its `?`, percent-encoded as it came.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The first value of the parameter `key`, decoded.
    #[must_use]
    pub fn parameter(&self, key: &str) -> Option<String> {
        self.query
            .as_deref()?
            .split('&')
            .find_map(|pair| match pair.split_once('=') {
                Some((name, value)) if name == key => percent_decode(value),
                _ => None,
            })
    }

    /// The same address with one more parameter; what is there stays.
    #[must_use]
    pub fn with_parameter(mut self, key: &str, value: &str) -> Self {
        let pair = format!("{}={}", percent_encode(key), percent_encode(value));
        self.query = Some(match self.query {
            Some(query) if !query.is_empty() => format!("{query}&{pair}"),
            _ => pair,
        });
        self
    }

    /// The same address with another query, percent-encoded as it comes.
    #[must_use]
    pub fn with_query(self, query: Option<&str>) -> Self {
        Self {
            query: query.map(str::to_owned),
            ..self
        }
    }

    /// The directory of this address: without query, ending in `/`.
    #[must_use]
    pub fn directory(mut self) -> Self {
        self.query = None;
        if !self.path.ends_with('/') {
            self.path.push('/');
        }
        self
    }

    /// The file `relative` below a [`directory`](Self::directory).
    pub fn below(&self, relative: &str) -> Result<Self, UrlError> {
        format!("{}{}{relative}", self.origin, self.path).parse()
    }
}

impl FromStr for HttpUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        if text.len() > MAX_URL_LENGTH {
            return Err(UrlError::TooLong { found: text.len() });
        }
        if let Some(found) = text.chars().find(|&c| !c.is_ascii_graphic() || c == '\\') {
            return Err(UrlError::Character { found });
        }
        let (scheme, rest) = split_scheme(text).ok_or(UrlError::Scheme)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        if authority.contains('@') {
            return Err(UrlError::Userinfo);
        }
        let (host, port) = split_port(authority)?;
        let tail = tail.split_once('#').map_or(tail, |(before, _)| before);
        let (path, query) = match tail.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (tail, None),
        };
        if path.split('/').any(is_dot_segment) {
            return Err(UrlError::DotSegment);
        }
        Ok(Self {
            origin: Origin::new(scheme, host, port)?,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
            query,
        })
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)?;
        match &self.query {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

impl TryFrom<String> for HttpUrl {
    type Error = UrlError;

    fn try_from(text: String) -> Result<Self, UrlError> {
        text.parse()
    }
}

impl From<HttpUrl> for String {
    fn from(url: HttpUrl) -> Self {
        url.to_string()
    }
}

impl From<&HttpUrl> for Arg {
    fn from(url: &HttpUrl) -> Self {
        Self::Text(url.to_string())
    }
}

impl fmt::Debug for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `text` without its `scheme://`, and the scheme, where that is `http` or
/// `https` in any case.
pub(crate) fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    let (name, rest) = text.split_once("://")?;
    if name.eq_ignore_ascii_case("https") {
        Some((Scheme::Https, rest))
    } else if name.eq_ignore_ascii_case("http") {
        Some((Scheme::Http, rest))
    } else {
        None
    }
}

/// Splits `host[:port]`, where a host in brackets holds colons of its own.
pub(crate) fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlError> {
    let after_brackets = authority.rfind(']').map_or(0, |at| at + 1);
    if authority.starts_with('[') && after_brackets == 0 {
        return Err(UrlError::Host {
            found: authority.to_owned(),
        });
    }
    let tail = authority.get(after_brackets..).unwrap_or_default();
    let Some((before, port)) = tail.split_once(':') else {
        return Ok((authority, None));
    };
    let host = authority
        .get(..after_brackets + before.len())
        .unwrap_or_default();
    let digits = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(number) if digits && number != 0 => Ok((host, Some(number))),
        _ => Err(UrlError::Port {
            found: port.to_owned(),
        }),
    }
}

fn checked_host(host: &str) -> Result<String, UrlError> {
    let wrong = || UrlError::Host {
        found: host.to_owned(),
    };
    if host.len() > 255 {
        return Err(wrong());
    }
    if let Some(inside) = host.strip_prefix('[') {
        let inside = inside.strip_suffix(']').ok_or_else(wrong)?;
        let address: Ipv6Addr = inside.parse().map_err(|_| wrong())?;
        return Ok(format!("[{address}]"));
    }
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if !host.split('.').all(label) {
        return Err(wrong());
    }
    // Browsers read `0x7f.1`, `127.1` and `2130706433` as IPv4 addresses
    // (URL Standard, "ends in a number"). Only the plain notation is accepted,
    // so that this program and the browser mean the same machine.
    let last = host.rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|b| b.is_ascii_digit())
        || last
            .to_ascii_lowercase()
            .strip_prefix("0x")
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    if number && host.parse::<Ipv4Addr>().is_err() {
        return Err(wrong());
    }
    Ok(host.to_ascii_lowercase())
}

pub(crate) fn host_ip(host: &str) -> Option<IpAddr> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    bare.parse().ok()
}

pub(crate) fn is_loopback_host(host: &str) -> bool {
    match host_ip(host) {
        Some(ip) => ip.is_loopback(),
        None => {
            let host = host.to_ascii_lowercase();
            host == "localhost" || host.ends_with(".localhost")
        }
    }
}

fn is_dot_segment(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Percent-encodes all but RFC 3986's unreserved characters and `: @ / ,`,
/// which may stand in a query and in a fragment and are what references and
/// digests are made of. Addresses stay readable that way.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~:@/,".contains(&byte);
        if plain {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('0');
                out.push(digit.to_ascii_uppercase());
            }
        }
    }
    out
}

/// The text that `encoded` stands for, or `None` where a `%` is not followed by
/// two hex digits or the bytes are not UTF-8. A `+` stays a `+`.
#[must_use]
pub fn percent_decode(encoded: &str) -> Option<String> {
    let mut bytes = encoded.bytes();
    let mut out = Vec::with_capacity(encoded.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut nibble = || char::from(bytes.next()?).to_digit(16);
            let value = nibble()? * 16 + nibble()?;
            out.push(u8::try_from(value).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests;
