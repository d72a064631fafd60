//! The address bar's fragment, which holds the page's state: it works on any
//! static host, and it never reaches a server.
//!
//! Not here: what a fragment means; see `input`.

use wasm_bindgen::JsValue;
use web_sys::{Window, window};

use crate::url::{HttpUrl, Scheme};
use crate::web::error::Thrown;
use crate::web::listener::Listener;
use crate::words::failures;

/// What stands behind the `#`, as it stands there (percent-encoded); empty
/// where there is none.
#[must_use]
pub fn fragment() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .map(|hash| hash.strip_prefix('#').unwrap_or(&hash).to_owned())
        .unwrap_or_default()
}

/// What stands behind the `?`, in which other pages of this kind name an image.
#[must_use]
pub fn query() -> String {
    window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// Puts a fragment in the place of query and fragment, so that the next load
/// tells nobody.
///
/// # Errors
/// As [`push`].
pub fn replace_query(fragment: &str) -> Result<(), Thrown> {
    let window = page()?;
    let path = window.location().pathname()?;
    let url = format!("{path}#{fragment}");
    let history = window.history()?;
    Ok(history.replace_state_with_url(&JsValue::NULL, "", Some(&url))?)
}

/// The address of the page itself, where it is one that could be asked.
#[must_use]
pub fn of_page() -> Option<HttpUrl> {
    let location = window()?.location().href().ok()?;
    let page = location.split('#').next().unwrap_or_default();
    page.parse().ok()
}

/// How the page itself came.
#[must_use]
pub fn scheme() -> Scheme {
    let protocol = window().and_then(|window| window.location().protocol().ok());
    match protocol.as_deref() {
        Some("https:") => Scheme::Https,
        _ => Scheme::Http,
    }
}

/// Puts a new entry into the history, of what was opened under the number
/// `opening`: Back returns to the fragment before. Nobody who [`listen`]s is told:
/// the caller knows what it did.
///
/// # Errors
/// Where the browser refuses, as it does after some hundred changes within
/// seconds.
pub fn push(fragment: &str, opening: u64) -> Result<(), Thrown> {
    let window = page()?;
    let url = address(&window, fragment)?;
    let history = window.history()?;
    Ok(history.push_state_with_url(&state(opening), "", Some(&url))?)
}

/// Rewrites the current entry of the history. Nobody who [`listen`]s is told.
///
/// # Errors
/// As [`push`].
pub fn replace(fragment: &str, opening: u64) -> Result<(), Thrown> {
    let window = page()?;
    let url = address(&window, fragment)?;
    let history = window.history()?;
    Ok(history.replace_state_with_url(&state(opening), "", Some(&url))?)
}

/// What was opened where the history is now; `None` for an entry that the page did
/// not write.
#[must_use]
pub fn opening() -> Option<u64> {
    let state = window()?.history().ok()?.state().ok()?;
    state.as_f64().map(|number| number as u64)
}

/// Numbers are exact there up to 2^53, which is far beyond any moment.
fn state(opening: u64) -> JsValue {
    JsValue::from_f64(opening as f64)
}

/// Asks a person who leaves the page whether they mean to, until the listener is
/// dropped.
///
/// # Errors
/// Where the browser refuses to add a listener.
pub fn ask_before_leaving() -> Result<Listener, Thrown> {
    Listener::new(page()?.as_ref(), "beforeunload", |event| {
        event.prevent_default();
    })
}

/// Calls `changed` with the new fragment when a person edits the address,
/// follows a link within the page or goes back or forward, until the listener
/// is dropped.
///
/// # Errors
/// Where the browser refuses to add a listener.
pub fn listen(mut changed: impl FnMut(String) + 'static) -> Result<Listener, Thrown> {
    // `popstate` also comes for entries made by `push`, `hashchange` does not
    // come where only the state differs; every change of a fragment brings it.
    Listener::new(page()?.as_ref(), "popstate", move |_| changed(fragment()))
}

/// The whole address with that fragment, to be copied.
///
/// # Errors
/// Where there is no page: in a worker.
pub fn link(fragment: &str) -> Result<String, Thrown> {
    let window = page()?;
    let location = window.location();
    // Without the query of this page: it is nothing of what is shared.
    let (origin, path) = (location.origin()?, location.pathname()?);
    Ok(format!("{origin}{path}#{fragment}"))
}

/// The address of the page itself; `None` where it came from no server.
#[must_use]
pub fn page_url() -> Option<HttpUrl> {
    let location = window()?.location();
    let (origin, path) = (location.origin().ok()?, location.pathname().ok()?);
    format!("{origin}{path}").parse().ok()
}

/// The whole address of what lies at `path` beside the page; empty where there is no
/// page.
#[must_use]
pub fn beside(path: &str) -> String {
    let location = window().map(|window| window.location());
    let parts = location.and_then(|it| Some((it.origin().ok()?, it.pathname().ok()?)));
    let Some((origin, page)) = parts else {
        return String::new();
    };
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    [&origin, folder, "/", path].concat()
}

/// Path, query and fragment: an empty fragment must still replace the old one.
fn address(window: &Window, fragment: &str) -> Result<String, Thrown> {
    let location = window.location();
    let (path, query) = (location.pathname()?, location.search()?);
    Ok(match fragment {
        "" => format!("{path}{query}"),
        _ => format!("{path}{query}#{fragment}"),
    })
}

fn page() -> Result<Window, Thrown> {
    window().ok_or_else(|| Thrown::saying(failures::page_is_gone()))
}
