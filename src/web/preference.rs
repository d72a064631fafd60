//! What a person has set and would set again, in the browser's store.
//! Nothing that says what was looked at is kept there, unless a person wants a list of
//! that (`ui::recent`).

use web_sys::{Storage, window};

/// The number that was kept under `name`.
#[must_use]
pub fn number(name: &str) -> Option<u64> {
    word(name)?.parse().ok()
}

/// Keeps it, where the browser allows it.
pub fn keep_number(name: &str, number: u64) {
    keep_word(name, &number.to_string());
}

/// The word that was kept under `name`.
#[must_use]
pub fn word(name: &str) -> Option<String> {
    store()?.get_item(name).ok()?
}

/// Keeps it, where the browser allows it.
pub fn keep_word(name: &str, word: &str) {
    if let Some(store) = store() {
        // It is only asked for again.
        let _ = store.set_item(name, word);
    }
}

/// Keeps it no more.
pub fn forget(name: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(name);
    }
}

fn store() -> Option<Storage> {
    window()?.local_storage().ok()?
}
