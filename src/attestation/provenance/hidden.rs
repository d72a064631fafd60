//! Texts of a statement without the secrets that builders were told.

use crate::secrets::by_command;

/// The text with what is likely a secret cut to its first characters, and an ellipsis.
pub(super) fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for found in by_command(text).matches {
        // Those that overlap are hidden together.
        let start = found.bytes.start.max(from);
        shown.push_str(text.get(from..start).unwrap_or_default());
        if found.bytes.start >= from {
            shown.push_str(&found.likely.start);
            shown.push('…');
        }
        from = from.max(found.bytes.end);
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}
