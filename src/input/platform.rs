//! The name of a platform, as `--platform` takes it.
//!
//! Not here: choosing among the platforms of an index.
//!
//! ```text
//! platform ::= system "/" architecture [ "/" variant ] [ ":" os-version ]
//!            | system | architecture
//! system   ::= os [ "(" os-version { "+" os-feature } ")" ]
//! each     ::= [A-Za-z0-9_.-]+
//! ```
//!
//! containerd's `platforms.Parse` has the same grammar; the version after a
//! colon is crane's way to tell Windows builds apart. To an architecture alone
//! containerd adds the system of its machine, and to a system the architecture;
//! here that is `linux` and `amd64`.

use std::fmt;
use std::str::FromStr;

use crate::image::platform::Platform;
use crate::words::{Arg, Message, input};

/// The longest name of a platform, in bytes. `windows/amd64:10.0.17763.5936`
/// has 29.
pub const MAX_PLATFORM_LENGTH: usize = 128;

/// What containerd knows as systems where one stands alone (`isKnownOS`).
const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// And as architectures (`isKnownArch`), and `loong64`, which came later.
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// A platform's name that fits the grammar, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlatformName {
    text: String,
    platform: Platform,
}

/// Why a string is no name of a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformError {
    pub found: String,
}

impl PlatformError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        let found = self.found.chars().take(80).flat_map(char::escape_default);
        input::no_platform(found.collect::<String>())
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl PlatformName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it means, with the spelling that was given.
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }
}

impl FromStr for PlatformName {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        match read(text) {
            Some(platform) if text.len() <= MAX_PLATFORM_LENGTH => Ok(Self {
                text: text.to_owned(),
                platform,
            }),
            _ => Err(PlatformError {
                found: text.to_owned(),
            }),
        }
    }
}

fn read(text: &str) -> Option<Platform> {
    let (names, after) = match text.split_once(':') {
        Some((names, version)) => (names, Some(version)),
        None => (text, None),
    };
    let mut names = names.split('/');
    let (os, inside) = system(names.next()?)?;
    let (architecture, variant) = (names.next(), names.next());
    if names.next().is_some() || (inside.is_some() && after.is_some()) {
        return None;
    }
    let words = [architecture, variant, inside, after];
    if !is_word(os) || !words.into_iter().flatten().all(is_word) {
        return None;
    }
    let named = Platform {
        os: os.to_owned(),
        architecture: architecture.unwrap_or_default().to_owned(),
        variant: variant.map(str::to_owned),
        os_version: inside.or(after).map(str::to_owned),
        ..Platform::default()
    };
    match architecture {
        Some(_) => Some(named),
        None => alone(named),
    }
}

/// `os` and its version of `os(version+feature)`.
fn system(text: &str) -> Option<(&str, Option<&str>)> {
    let Some((os, version)) = text.split_once('(') else {
        return Some((text, None));
    };
    let version = version.strip_suffix(')')?.split('+').next();
    Some((os, version.filter(|version| !version.is_empty())))
}

/// A system alone, or an architecture that stands in its place.
fn alone(named: Platform) -> Option<Platform> {
    let known = named.normalized();
    if SYSTEMS.contains(&known.os.as_str()) {
        return Some(Platform {
            architecture: "amd64".to_owned(),
            ..named
        });
    }
    let named = Platform {
        os: "linux".to_owned(),
        architecture: named.os,
        ..named
    };
    let known = ARCHITECTURES.contains(&named.normalized().architecture.as_str());
    (known && named.os_version.is_none()).then_some(named)
}

fn is_word(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

impl fmt::Display for PlatformName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<&PlatformName> for Arg {
    fn from(name: &PlatformName) -> Self {
        Self::Text(name.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_one_to_three_words_and_kept_as_it_is_written() {
        for (text, meant) in [
            ("linux/amd64", "linux/amd64"),
            ("linux/arm64/v8", "linux/arm64/v8"),
            ("Linux/AARCH64", "Linux/AARCH64"),
            ("unknown/unknown", "unknown/unknown"),
            ("windows/amd64:10.0.17763", "windows/amd64"),
            ("windows(10.0.17763)/amd64", "windows/amd64"),
            ("windows(10.0.17763+win32k)/amd64", "windows/amd64"),
            // One word alone.
            ("arm64", "linux/arm64"),
            ("x86_64", "linux/x86_64"),
            ("x86-64", "linux/x86-64"),
            ("aarch64", "linux/aarch64"),
            ("ARMHF", "linux/ARMHF"),
            ("armel", "linux/armel"),
            ("i386", "linux/i386"),
            ("linux", "linux/amd64"),
            ("macos", "macos/amd64"),
        ] {
            let read: PlatformName = text.parse().unwrap();
            assert_eq!(
                (read.as_str(), read.platform().to_string().as_str()),
                (text, meant)
            );
            let version = text.contains("17763").then_some("10.0.17763");
            assert_eq!(read.platform().os_version.as_deref(), version, "{text}");
        }
        for text in [
            "",
            "linus",
            "linux/",
            "/amd64",
            "a/b/c/d",
            "linux/arm 64",
            "l/a:",
            "l/$(x)",
            "arm64:1",
            "windows(1)/amd64:1",
            "windows(1/amd64",
            "windows(a b)/amd64",
            "all",
        ] {
            assert!(text.parse::<PlatformName>().is_err(), "{text}");
        }
        assert_eq!(
            "linux arm64"
                .parse::<PlatformName>()
                .unwrap_err()
                .to_string(),
            "expected a platform such as `linux/arm64/v8`, but found `linux arm64`"
        );
    }
}
