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
    let at = |place: usize| candidates.get(place).copied();
    let Some(asked) = platform else {
        let usual = match Platform::usual().find(platforms()) {
            Found::Exact(place) => at(place),
            _ => at(0),
        };
        return usual.map_or(Choice::Nothing, Choice::Entry);
    };
    if platforms().all(|platform| platform.is_none()) {
        // Nothing says that it is another.
        return at(0).map_or(Choice::Nothing, Choice::Entry);
    }
    let nested = |one: &&&Descriptor| one.platform.is_none() && one.kind() == Kind::Index;
    let nested = candidates.iter().find(nested).copied();
    let (exact, close) = match asked.platform().find(platforms()) {
        Found::Exact(place) => (at(place), None),
        Found::Close(place) => (None, at(place)),
        _ => (None, None),
    };
    let absent = Choice::Absent {
        close: close.and_then(|one| one.platform.as_ref()),
    };
    exact.or(nested).map_or(absent, Choice::Entry)
}

/// A platform as its index writes it, with the build of a Windows image.
pub(super) fn spelled(platform: &Platform) -> String {
    let text = match &platform.os_version {
        Some(version) => format!("{platform} {version}"),
        None => platform.to_string(),
    };
    visible(&text.chars().take(80).collect::<String>())
}
