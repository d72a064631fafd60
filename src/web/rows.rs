//! From row to row of what is shown, whatever its tables and lists are.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, window};

use crate::web::document::{give_focus, show};

/// What is a row.
const ROWS: &str = "tbody > tr, li, [role=row], [role=treeitem]";

/// What in a row can have the focus.
const CONTROLS: &str = "a[href], button:not(:disabled), summary, input, [tabindex='0']";

/// Gives the focus to the first control of the row after the one that has it, or
/// before it where `back`. From outside of the rows it goes to the one that is
/// chosen, or to the first.
pub fn step(back: bool) {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    let Some(shown) = shown(&document) else {
        return;
    };
    let rows = rows(&shown);
    let here = document.active_element();
    let holds =
        |(row, _): &(Element, Element)| here.as_ref().is_some_and(|it| row.contains(Some(it)));
    let is_chosen = |(row, _): &(Element, Element)| row.class_list().contains("chosen");
    let place = rows.iter().position(holds);
    let to = match (place, back) {
        (Some(at), false) => Some(at + 1),
        (Some(at), true) => at.checked_sub(1),
        (None, _) => Some(rows.iter().position(is_chosen).unwrap_or_default()),
    };
    if let Some((row, control)) = to.and_then(|to| rows.get(to)) {
        give_focus(control);
        show(row);
    }
}

/// The chosen view of what is open, else all that is shown.
fn shown(document: &Document) -> Option<Element> {
    let panel = document.get_element_by_id("panel");
    panel.or_else(|| document.get_element_by_id("main"))
}

/// The rows that can be seen and have a control, none of them inside another one.
fn rows(shown: &Element) -> Vec<(Element, Element)> {
    let Ok(found) = shown.query_selector_all(ROWS) else {
        return Vec::new();
    };
    let found = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok());
    let is_outermost = |row: &Element| {
        let around = row.parent_element();
        let around = around.and_then(|parent| parent.closest(ROWS).ok().flatten());
        around.is_none_or(|around| !shown.contains(Some(&around)))
    };
    let with_control = |row: Element| Some((row.clone(), control(&row)?));
    found
        .filter(is_outermost)
        .filter_map(with_control)
        .collect()
}

/// The row itself where that can have the focus, else the first in it that can.
fn control(row: &Element) -> Option<Element> {
    let found = match row.has_attribute("tabindex") {
        true => Some(row.clone()),
        false => row.query_selector(CONTROLS).ok().flatten(),
    };
    found.filter(|control| {
        let control = control.dyn_ref::<HtmlElement>();
        control.is_some_and(|control| control.offset_width() > 0)
    })
}
