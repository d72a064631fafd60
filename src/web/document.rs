//! The page's document: the few things that are not a component's.

use wasm_bindgen::JsCast;
pub use web_sys::Element;
use web_sys::{
    Event, EventTarget, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, window,
};

/// A field of text.
pub type Field = HtmlInputElement;

/// Writes the session's word where scripts look for it:
/// `document.documentElement.dataset.session`.
pub fn set_session(word: &str) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // It cannot fail: the attribute's name is well formed.
        let _ = root.set_attribute("data-session", word);
    }
}

/// Writes the verdict beside it, in `dataset.verdict`; takes it away where there
/// is none.
pub fn set_verdict(word: Option<&str>) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // It cannot fail: the attribute's name is well formed.
        let _ = match word {
            Some(word) => root.set_attribute("data-verdict", word),
            None => root.remove_attribute("data-verdict"),
        };
    }
}

/// Where a word for the scripts beside the page stands, on the root element.
const TOLD: &str = "data-told";

/// Tells the scripts beside the page of something, by an event of this name.
pub fn tell(event: &str) {
    if let (Some(window), Ok(event)) = (window(), Event::new(event)) {
        // Nobody who hears it throws.
        let _ = window.dispatch_event(&event);
    }
}

/// The same, with a word for them.
pub fn tell_of(event: &str, word: &str) {
    let document = window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        let _ = root.set_attribute(TOLD, word);
    }
    tell(event);
}

/// The last word that was told.
#[must_use]
pub fn told() -> String {
    let document = window().and_then(|window| window.document());
    let root = document.and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute(TOLD))
        .unwrap_or_default()
}

/// Puts the element of this id at the end of what `selector` finds; `false` where one of
/// them is not there.
pub fn move_into(id: &str, selector: &str) -> bool {
    let Some(document) = window().and_then(|window| window.document()) else {
        return false;
    };
    let place = document.query_selector(selector).ok().flatten();
    match (place, document.get_element_by_id(id)) {
        (Some(place), Some(element)) => place.append_child(&element).is_ok(),
        _ => false,
    }
}

/// Takes the element of this id away, if it is there.
pub fn remove(id: &str) {
    let document = window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

/// Names the window.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Says in which language the page is, for screen readers and fonts.
pub fn set_language(tag: &str) {
    let root = window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // It cannot fail: the attribute's name is well formed.
        let _ = root.set_attribute("lang", tag);
    }
}

/// What was typed into the input of this id.
#[must_use]
pub fn typed(id: &str) -> String {
    let document = window().and_then(|window| window.document());
    let input = document.and_then(|document| document.get_element_by_id(id));
    let input = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}

/// Whether a person types into what an event is about, so that a paste or a
/// drop belongs there.
#[must_use]
pub fn is_text_field(target: Option<&EventTarget>) -> bool {
    target.is_some_and(|target| {
        target.dyn_ref::<HtmlTextAreaElement>().is_some()
            || target.dyn_ref::<HtmlInputElement>().is_some_and(|input| {
                !matches!(input.type_().as_str(), "file" | "checkbox" | "radio")
            })
    })
}

/// Whether keys that are pressed in what an event is about mean something there.
#[must_use]
pub fn takes_keys(target: Option<&EventTarget>) -> bool {
    let is_list = target.is_some_and(|target| target.dyn_ref::<HtmlSelectElement>().is_some());
    is_list || is_text_field(target)
}

/// Brings an element into view where it is not: below the tables, on a phone.
pub fn reveal(element: &Element) {
    let height = window()
        .and_then(|window| window.inner_height().ok())
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    let top = element.get_bounding_client_rect().top();
    if top < 0.0 || top > height * 0.8 {
        element.scroll_into_view();
    }
}

/// The id of the element that an event is about, or of the nearest around it, that is
/// one of `inside`, a selector.
#[must_use]
pub fn closest_id(target: Option<&EventTarget>, inside: &str) -> Option<String> {
    let element = target?.dyn_ref::<Element>()?;
    Some(element.closest(inside).ok()??.id())
}

/// How wide the window is, in units of the text's size.
#[must_use]
pub fn width_in_rem() -> f64 {
    let width = window().and_then(|window| window.inner_width().ok());
    width.and_then(|width| width.as_f64()).unwrap_or_default() / 16.0
}

/// Shows the page from its beginning.
pub fn to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Gives an element the keyboard's focus.
pub fn focus(id: &str) {
    let element = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        give_focus(&element);
    }
}

/// What has the keyboard's focus, to give it back.
pub struct Focused(Element);

impl Focused {
    /// `None` where that is only the page itself.
    #[must_use]
    pub fn now() -> Option<Self> {
        let document = window()?.document()?;
        let body = document.body();
        let element = document.active_element()?;
        (body.as_deref() != Some(element.unchecked_ref())).then_some(Self(element))
    }

    /// Gives it back; `false` where what had it is gone.
    pub fn again(&self) -> bool {
        give_focus(&self.0);
        self.0.is_connected()
    }
}

/// Gives an element the keyboard's focus.
pub(super) fn give_focus(element: &Element) {
    let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() else {
        return;
    };
    // An element that went away needs no focus.
    let _ = element.focus();
}

/// The same, without scrolling there.
pub(super) fn give_focus_where_it_is(element: &Element) {
    let element: &web_sys::HtmlElement = element.unchecked_ref();
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that went away needs no focus.
    let _ = element.focus_with_options(&options);
}

/// Scrolls as little as is needed to show an element.
pub(super) fn show(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Scrolls as little as is needed to show the element of this id.
pub fn keep_in_view(id: &str) {
    let document = window().and_then(|window| window.document());
    if let Some(element) = document.and_then(|document| document.get_element_by_id(id)) {
        show(&element);
    }
}

/// Sets an attribute of an element that a component of another part has made; takes
/// it away where there is no value.
pub fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    // It cannot fail: the name is well formed.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Clicks the first element that a selector finds.
pub fn click(selector: &str) {
    let document = window().and_then(|window| window.document());
    let found = document.and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        element.click();
    }
}

/// Whether what is dragged is files, rather than text or a link.
#[must_use]
pub fn holds_files(held: &web_sys::DataTransfer) -> bool {
    held.types().includes(&"Files".into(), 0)
}

/// Lets an element hear of a pointer that was pressed on it wherever it goes.
pub fn capture(event: &web_sys::PointerEvent) {
    if let Some(element) = target(event) {
        // Without it the edge only follows slower.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// How much of the width around an element lies behind a pointer that holds it, in
/// percent; `None` where it holds nothing.
#[must_use]
pub fn percent_beside(event: &web_sys::PointerEvent) -> Option<u64> {
    let element = target(event)?;
    if !element.has_pointer_capture(event.pointer_id()) {
        return None;
    }
    let around = element.parent_element()?.get_bounding_client_rect();
    let beside = around.right() - f64::from(event.client_x());
    let percent = 100.0 * beside / around.width();
    // A cast of what is not finite, or negative, is 0.
    (around.width() > 0.0).then_some(percent as u64)
}

fn target(event: &web_sys::PointerEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
