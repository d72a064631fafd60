//! What stands above the page, beside what it is about, while a person wants it
//! (HTML, the `popover` attribute): the browser closes it by Escape and by a click
//! elsewhere.

use wasm_bindgen::JsCast;
pub use web_sys::Element;
use web_sys::{EventTarget, HtmlElement, Node, window};

/// The popover after the word `by`, which it is about.
fn of(by: &Element) -> Option<HtmlElement> {
    by.next_element_sibling()?.dyn_into().ok()
}

/// Shows what stands after `by`, unless it is shown.
pub fn show(by: &Element) {
    place(by);
    if let Some(popover) = of(by) {
        // It is shown already where this fails.
        let _ = popover.show_popover();
    }
}

/// Takes it away.
pub fn hide(by: &Element) {
    if let Some(popover) = of(by) {
        // It is gone already where this fails.
        let _ = popover.hide_popover();
    }
}

/// Says to the style where the word is: below it there is room in the upper half
/// of the window, and above it in the lower half.
pub fn place(by: &Element) {
    let (Some(popover), Some(window)) = (of(by), window()) else {
        return;
    };
    let pixels = |value: Result<wasm_bindgen::JsValue, _>| {
        value
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or_default()
    };
    let height = pixels(window.inner_height());
    let (x, y) = (
        window.page_x_offset().unwrap_or_default(),
        window.page_y_offset().unwrap_or_default(),
    );
    let word = by.get_bounding_client_rect();
    let is_low = word.top() > height / 2.0;
    let style = popover.style();
    let set = |name: &str, pixels: f64| {
        // It cannot fail: both are well formed.
        let _ = style.set_property(name, &format!("{pixels:.0}px"));
    };
    set("--left", word.left() + x);
    set("--top", word.bottom() + y);
    set("--bottom", height - word.top() - y);
    let _ = popover.class_list().toggle_with_force("above", is_low);
}

/// Whether anything is shown so.
#[must_use]
pub fn is_any_shown() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|document| {
        let shown = document.query_selector("[popover]:popover-open");
        shown.is_ok_and(|shown| shown.is_some())
    })
}

/// Whether a person reached the word by keys.
#[must_use]
pub fn is_reached_by_keys(by: &Element) -> bool {
    by.matches(":focus-visible").unwrap_or_default()
}

/// Takes the explanation away, unless the focus is on the word or in what is shown.
pub fn hide_unless_in_use(by: &Element) {
    let around = by.parent_element();
    let in_use = around.is_some_and(|around| around.matches(":focus-within").unwrap_or_default());
    if !in_use {
        hide(by);
    }
}

/// Whether the focus that goes to `target` goes to another part of the page: not
/// within what belongs to the word, nor out of the window.
#[must_use]
pub fn leaves(by: &Element, target: Option<EventTarget>) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    let around = by.parent_element();
    target.is_some_and(|target| around.is_some_and(|around| !around.contains(Some(&target))))
}
