//! What a person has set and would set again: numbers in the browser's store.
//! Nothing that says what was looked at is ever kept there.

use web_sys::{Storage, window};

/// The number that was kept under `name`.
#[must_use]
pub fn number(name: &str) -> Option<u64> {
    store()?.get_item(name).ok()??.parse().ok()
}

/// Keeps it, where the browser allows it.
pub fn keep_number(name: &str, number: u64) {
    if let Some(store) = store() {
        // It is only asked for again.
        let _ = store.set_item(name, &number.to_string());
    }
}

fn store() -> Option<Storage> {
    window()?.local_storage().ok()?
}
