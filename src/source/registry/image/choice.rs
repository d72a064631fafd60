//! Which of the manifests of an index a view begins with.

use crate::format::visible;
use crate::image::descriptor::Descriptor;
use crate::image::media_type::Kind;
use crate::image::platform::{Found, Platform};
use crate::input::PlatformName;

/// What an index has for a view.
pub(super) enum Choice<'a> {
    Entry(&'a Descriptor),
    /// Nothing for the platform that was asked for: another is shown only where
    /// a person chooses it. `close` is the one that Docker would take.
    Absent {
        close: Option<&'a Platform>,
    },
    /// No manifest at all.
    Nothing,
}

/// The entry for `platform`; without one the usual, else the first.
///
/// Entries that name no platform may hold any: a nested index, or all of an
/// index that names none.
pub(super) fn choose<'a>(
    candidates: &[&'a Descriptor],
    platform: Option<&PlatformName>,
) -> Choice<'a> {
    let platforms = || candidates.iter().map(|one| one.platform.as_ref());
    let entry = |found: Option<&&'a Descriptor>| {
        found.map_or(Choice::Nothing, |found| Choice::Entry(found))
    };
    let Some(asked) = platform else {
        let usual = match Platform::usual().find(platforms()) {
            Found::Exact(place) => candidates.get(place),
            _ => None,
        };
        return entry(usual.or_else(|| candidates.first()));
    };
    if platforms().all(|platform| platform.is_none()) {
        // Nothing says that it is another.
        return entry(candidates.first());
    }
    let found = asked.platform().find(platforms());
    if let Found::Exact(place) = found {
        return entry(candidates.get(place));
    }
    let nested = |one: &&&Descriptor| one.platform.is_none() && one.kind() == Kind::Index;
    if let Some(nested) = candidates.iter().find(nested) {
        return Choice::Entry(nested);
    }
    Choice::Absent {
        close: match found {
            Found::Close(place) => candidates.get(place).and_then(|one| one.platform.as_ref()),
            _ => None,
        },
    }
}

/// A platform as its index writes it, with the build of a Windows image.
pub(super) fn spelled(platform: &Platform) -> String {
    let text = match &platform.os_version {
        Some(version) => format!("{platform} {version}"),
        None => platform.to_string(),
    };
    visible(&text.chars().take(80).collect::<String>())
}
