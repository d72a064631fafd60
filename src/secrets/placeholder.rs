//! What stands where a secret would, in manuals and before somebody fills it in.

/// Beginnings of placeholders, in small letters.
const STARTS: [&str; 22] = [
    "change",
    "replace",
    "your",
    "my-",
    "my_",
    "insert",
    "enter",
    "xxx",
    "***",
    "...",
    "todo",
    "none",
    "null",
    "nil",
    "undefined",
    "unset",
    "empty",
    "example",
    "placeholder",
    "dummy",
    "redacted",
    "hidden",
];

/// Values of switches, such as `ALLOW_EMPTY_PASSWORD=yes`.
const SWITCHES: [&str; 10] = [
    "yes", "no", "true", "false", "on", "off", "enabled", "disabled", "required", "optional",
];

/// Characters of what is put in later: `${X}`, `{{x}}`, `<token>`, `$(cat x)`.
const OF_TEMPLATES: [char; 6] = ['$', '{', '}', '<', '>', '`'];

/// Shorter values are switches, too.
const MIN_LENGTH: usize = 4;

/// Is this what stands in place of a secret, as far as it can be seen?
pub(super) fn is_placeholder(value: &str) -> bool {
    let small = value.to_ascii_lowercase();
    value.len() < MIN_LENGTH
        || value.contains(OF_TEMPLATES)
        || SWITCHES.contains(&&*small)
        || STARTS.iter().any(|start| small.starts_with(start))
        || small.contains("example")
        || has_directive(value)
        // `00000000`
        || distinct(value.as_bytes()) == 1
}

/// `%s`, `%(name)s`, `%NAME%`; not `%40`, which is a character of an address.
fn has_directive(value: &str) -> bool {
    let mut after = value.split('%').skip(1);
    after.any(|after| after.is_empty() || after.starts_with(['s', 'v', 'q', '(']))
}

/// How many different bytes there are.
pub(super) fn distinct(bytes: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    seen.into_iter().filter(|seen| *seen).count()
}
