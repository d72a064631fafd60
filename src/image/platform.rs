//! Platforms: `os/architecture[/variant]`, and the Windows build beside it; when
//! two are the same, and which of several Docker would take.
//!
//! A document's platform is kept and shown as it is written. It is compared as
//! containerd's package `platforms` does it (`database.go`, `compare.go`).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::image::json::Node;

/// What an image runs on (image-spec, `image-index.md`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Platform {
    pub os: String,
    pub architecture: String,
    pub variant: Option<String>,
    pub os_version: Option<String>,
    pub os_features: Vec<String>,
}

impl Platform {
    /// Reads a `platform` object, or the same members of a config. `None`
    /// where neither `os` nor `architecture` is there.
    #[must_use]
    pub fn read(node: &Node) -> Option<Self> {
        let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let (os, architecture) = (text("os"), text("architecture"));
        if os.is_none() && architecture.is_none() {
            return None;
        }
        let nonempty = |value: Option<String>| value.filter(|text| !text.is_empty());
        Some(Self {
            os: os.unwrap_or_default(),
            architecture: architecture.unwrap_or_default(),
            variant: nonempty(text("variant")),
            os_version: nonempty(text("os.version")),
            os_features: node
                .get("os.features")
                .map(|list| {
                    list.items()
                        .iter()
                        .filter_map(Node::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default(),
        })
    }

    /// What is shown where nobody asks for one: most people run it.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            os: "linux".to_owned(),
            architecture: "amd64".to_owned(),
            ..Self::default()
        }
    }

    /// `unknown/unknown`, which BuildKit writes for what is no image.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// As containerd's `platforms.Normalize` spells it: `linux/x86_64` is
    /// `linux/amd64`, `linux/arm` is `linux/arm/v7`, `linux/arm64/v8` is
    /// `linux/arm64`. What is left out of a document stays left out: containerd
    /// puts its own machine in its place.
    #[must_use]
    pub fn normalized(&self) -> Self {
        let os = match self.os.to_ascii_lowercase() {
            os if os == "macos" => "darwin".to_owned(),
            os => os,
        };
        let variant = self.variant.as_deref().unwrap_or_default();
        let (architecture, variant) = normalize(
            &self.architecture.to_ascii_lowercase(),
            &variant.to_ascii_lowercase(),
        );
        Self {
            os,
            architecture,
            variant: Some(variant).filter(|variant| !variant.is_empty()),
            ..self.clone()
        }
    }

    /// Whether the same machine is meant, however it is spelled.
    #[must_use]
    pub fn same_machine(&self, other: &Self) -> bool {
        let (one, other) = (self.normalized(), other.normalized());
        one.os == other.os && one.architecture == other.architecture && one.variant == other.variant
    }

    /// The same machine, and the same build of its system.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.same_machine(other) && self.os_version == other.os_version
    }

    /// What a machine of this platform runs as well, the best first
    /// (`platforms.Only`): `linux/arm/v7` runs v6 and v5, any 64-bit one also
    /// the 32-bit ones. Normalised.
    #[must_use]
    pub fn compatible(&self) -> Vec<Self> {
        let own = self.normalized();
        let like = |architecture: &str, variant: String| Self {
            architecture: architecture.to_owned(),
            variant: Some(variant),
            ..own.clone()
        };
        let variant = own.variant.as_deref().unwrap_or_default();
        let arm = |from: u8| (5..=from).rev().map(|v| like("arm", format!("v{v}")));
        let others: Vec<Self> = match own.architecture.as_str() {
            "amd64" => {
                let lower = level(variant).unwrap_or(1);
                let lower = (1..lower).rev().map(|v| like("amd64", format!("v{v}")));
                lower.chain([like("386", String::new())]).collect()
            }
            "arm" => arm(level(variant).map_or(0, |own| own - 1)).collect(),
            "arm64" => {
                let lower = lower_arm64(variant).into_iter();
                let lower = lower.map(|variant| like("arm64", variant));
                lower.chain(arm(8)).collect()
            }
            _ => Vec::new(),
        };
        others.iter().map(Self::normalized).collect()
    }

    /// Which of `there` answers, where this one is asked for. What has no
    /// platform answers nothing.
    ///
    /// Without a version any will do; `10.0.17763` also names its revisions.
    #[must_use]
    pub fn find<'a>(&self, there: impl IntoIterator<Item = Option<&'a Self>>) -> Found {
        let there: Vec<(usize, &Self)> = there
            .into_iter()
            .enumerate()
            .filter_map(|(place, one)| Some((place, one?)))
            .filter(|(_, one)| self.has_version(one))
            .collect();
        let place = |fits: &dyn Fn(&Self) -> bool| {
            let found = there.iter().find(|(_, one)| fits(one));
            found.map(|(place, _)| *place)
        };
        let same = |one: &Self| self.same_machine(one);
        // A link means the very one that was chosen, of two that are the same.
        let exact =
            place(&|one| same(one) && one.os_version == self.os_version && spelled(self, one))
                .or_else(|| place(&|one| same(one) && one.os_version == self.os_version))
                .or_else(|| place(&same));
        if let Some(place) = exact {
            return Found::Exact(place);
        }
        let mut close = self.compatible().into_iter();
        close
            .find_map(|close| place(&|one| close.same_machine(one)))
            .map_or(Found::Absent, Found::Close)
    }

    fn has_version(&self, other: &Self) -> bool {
        let Some(asked) = self.os_version.as_deref() else {
            return true;
        };
        let rest = other.os_version.as_deref();
        let rest = rest.and_then(|found| found.strip_prefix(asked));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// What is there for a platform that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The one that was asked for, at this place.
    Exact(usize),
    /// It is not there. This is the one that Docker would take in its place.
    Close(usize),
    /// Neither is there.
    Absent,
}

fn spelled(one: &Platform, other: &Platform) -> bool {
    (&one.os, &one.architecture, &one.variant) == (&other.os, &other.architecture, &other.variant)
}

/// Architecture and variant, both in lower case.
fn normalize(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = match (architecture, variant) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "8.0" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        as_it_is => as_it_is,
    };
    (architecture.to_owned(), variant.to_owned())
}

/// The number of `v7`; one digit, as all that exist have.
fn level(variant: &str) -> Option<u8> {
    let digits = variant.strip_prefix('v').unwrap_or(variant);
    let level = digits.parse::<u8>().ok();
    level.filter(|level| (1..10).contains(level))
}

/// The variants of `arm64` below one: of `v9.1` `v9`, and `v8.6` down to `v8`,
/// for v9.0 parted from v8.5.
fn lower_arm64(variant: &str) -> Vec<String> {
    let (major, minor) = variant.split_once('.').unwrap_or((variant, "0"));
    let minor = level(minor).unwrap_or(0);
    let spell = |major: u8, minor: u8| match minor {
        0 => format!("v{major}"),
        minor => format!("v{major}.{minor}"),
    };
    let down = |major: u8, below: u8| (0..below).rev().map(move |minor| spell(major, minor));
    match level(major) {
        Some(9) => down(9, minor).chain(down(8, (minor + 6).min(10))).collect(),
        _ => down(8, minor).collect(),
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_unknown = |text: &str| {
            if text.is_empty() {
                "unknown".to_owned()
            } else {
                text.to_owned()
            }
        };
        write!(
            f,
            "{}/{}",
            or_unknown(&self.os),
            or_unknown(&self.architecture)
        )?;
        if let Some(variant) = &self.variant {
            write!(f, "/{variant}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(text: &str) -> Platform {
        let (names, version) = text.split_once(':').unwrap_or((text, ""));
        let mut parts = names.split('/').map(str::to_owned);
        Platform {
            os: parts.next().unwrap(),
            architecture: parts.next().unwrap(),
            variant: parts.next(),
            os_version: Some(version.to_owned()).filter(|text| !text.is_empty()),
            ..Platform::default()
        }
    }

    #[test]
    fn platforms_are_normalised_as_containerd_does() {
        for (text, normal) in [
            ("linux/amd64", "linux/amd64"),
            ("Linux/AMD64", "linux/amd64"),
            ("linux/x86_64", "linux/amd64"),
            ("linux/x86-64", "linux/amd64"),
            ("linux/X86_64/V1", "linux/amd64"),
            ("linux/amd64/v1", "linux/amd64"),
            ("linux/amd64/v3", "linux/amd64/v3"),
            ("linux/i386", "linux/386"),
            ("linux/i386/v1", "linux/386"),
            ("linux/arm", "linux/arm/v7"),
            ("linux/arm/7", "linux/arm/v7"),
            ("linux/arm/V6", "linux/arm/v6"),
            ("linux/arm/6", "linux/arm/v6"),
            ("linux/arm/5", "linux/arm/v5"),
            ("linux/arm/8", "linux/arm/v8"),
            ("linux/armhf", "linux/arm/v7"),
            ("linux/armel", "linux/arm/v6"),
            ("linux/arm64", "linux/arm64"),
            ("linux/arm64/8", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("linux/arm64/v8.0", "linux/arm64"),
            ("linux/arm64/v8.2", "linux/arm64/v8.2"),
            ("linux/arm64/9", "linux/arm64/v9"),
            ("linux/aarch64", "linux/arm64"),
            ("linux/AArch64/v8", "linux/arm64"),
            ("macos/arm64", "darwin/arm64"),
            ("linux/riscv64", "linux/riscv64"),
            ("unknown/unknown", "unknown/unknown"),
        ] {
            assert_eq!(platform(text).normalized().to_string(), normal, "{text}");
            assert!(platform(text).same_machine(&platform(normal)), "{text}");
        }
        // What a document leaves out is not put in.
        assert_eq!(platform("/").normalized(), platform("/"));
    }

    #[test]
    fn a_machine_also_runs_what_docker_would_give_it_the_best_first() {
        for (text, others) in [
            ("linux/amd64", "linux/386"),
            ("linux/amd64/v3", "linux/amd64/v2 linux/amd64 linux/386"),
            ("linux/386", ""),
            ("linux/arm", "linux/arm/v6 linux/arm/v5"),
            ("linux/arm/v8", "linux/arm/v7 linux/arm/v6 linux/arm/v5"),
            ("linux/arm/v5", ""),
            ("linux/arm/odd", ""),
            (
                "linux/arm64",
                "linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5",
            ),
            (
                "linux/arm64/v8.2",
                "linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5",
            ),
            (
                "linux/arm64/v9.1",
                "linux/arm64/v9 linux/arm64/v8.6 linux/arm64/v8.5 linux/arm64/v8.4 linux/arm64/v8.3 linux/arm64/v8.2 linux/arm64/v8.1 linux/arm64 linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5",
            ),
            ("linux/s390x", ""),
        ] {
            let found: Vec<String> = platform(text)
                .compatible()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(found.join(" "), others, "{text}");
        }
    }

    #[test]
    fn one_of_what_is_there_is_found_or_a_close_one_is_named() {
        let find = |asked: &str, there: &str| {
            let there: Vec<Option<Platform>> = there
                .split(' ')
                .map(|text| (text != "-").then(|| platform(text)))
                .collect();
            platform(asked).find(there.iter().map(Option::as_ref))
        };
        use Found::{Absent, Close, Exact};
        let armv = "- linux/amd64 linux/arm/v5 linux/arm/v7 linux/arm64/v8";
        for (asked, there, found) in [
            ("linux/arm", armv, Exact(3)),
            ("linux/ARMHF", armv, Exact(3)),
            ("linux/aarch64", armv, Exact(4)),
            ("linux/x86_64", armv, Exact(1)),
            ("linux/arm/v8", armv, Close(3)),
            ("linux/arm/v6", armv, Close(2)),
            ("linux/amd64/v3", armv, Close(1)),
            ("linux/arm64", "linux/amd64 linux/arm/v7", Close(1)),
            ("linux/amd64", "linux/arm64 linux/386", Close(1)),
            ("linux/amd64", "linux/amd64/v2", Absent),
            ("linux/386", "linux/amd64", Absent),
            ("linux/s390x", armv, Absent),
            ("linux/amd64", "-", Absent),
            // Of two that are the same the one that is spelled so, else the first.
            ("linux/arm64", "linux/arm64/v8 linux/arm64", Exact(1)),
            ("linux/aarch64", "linux/arm64/v8 linux/arm64", Exact(0)),
            // Windows builds.
            (
                "windows/amd64",
                "windows/amd64:10.0.1 windows/amd64:10.0.2",
                Exact(0),
            ),
            (
                "windows/amd64:10.0.2",
                "windows/amd64:10.0.1 windows/amd64:10.0.2",
                Exact(1),
            ),
            (
                "windows/amd64:10.0.2",
                "windows/amd64:10.0.2.7 windows/amd64:10.0.2",
                Exact(1),
            ),
            (
                "windows/amd64:10.0.2",
                "windows/amd64:10.0.20 windows/amd64:10.0.2.7",
                Exact(1),
            ),
            (
                "windows/amd64:10.0.3",
                "windows/amd64:10.0.1 windows/amd64",
                Absent,
            ),
        ] {
            assert_eq!(find(asked, there), found, "{asked} in {there}");
        }
    }
}
