//! What is said of the relays and mirrors that a person named.

use crate::source::registry::route::{Detour, DetourKind};
use crate::words::{Message, routes as words};

/// What is asked for a registry: `docker.io: from the mirror https://m.example/`.
#[must_use]
pub fn detour_line(detour: &Detour) -> Message {
    let way = detour.way().message();
    let way = match detour.prefix() {
        "" => way,
        prefix => words::names_begin(way, prefix),
    };
    let way = match detour.kind() {
        DetourKind::MirrorByNs => words::asked_by_ns(way),
        DetourKind::Mirror | DetourKind::Relay => way,
    };
    words::for_host(detour.host(), way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_asked_for_which_registry() {
        let line = |prefix, kind| {
            let detour = Detour::new("docker.io", "https://m.example/a", prefix, kind);
            detour_line(&detour.unwrap()).to_string()
        };
        for (prefix, kind, expected) in [
            (
                "",
                DetourKind::Mirror,
                "docker.io: from the mirror https://m.example/a/",
            ),
            (
                "hub",
                DetourKind::Mirror,
                "docker.io: from the mirror https://m.example/a/, where names begin with hub",
            ),
            (
                "",
                DetourKind::MirrorByNs,
                "docker.io: from the mirror https://m.example/a/, which is told the registry (`?ns=`)",
            ),
            (
                "",
                DetourKind::Relay,
                "docker.io: through the relay https://m.example/a/",
            ),
        ] {
            assert_eq!(line(prefix, kind), expected);
        }
    }
}
