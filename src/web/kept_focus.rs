//! The keyboard's focus where the element that has it goes away: it would fall to
//! the page itself, and Tab would begin anew.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, MutationObserver, MutationObserverInit, window};

use crate::web::document::give_focus_where_it_is;
use crate::web::error::Thrown;
use crate::web::listener::Listener;
use crate::words::failures;

/// The element that has the focus, and those around it that could.
type Last = Rc<RefCell<Vec<Element>>>;

/// Gives the focus that an element takes away with it to what stands in its place,
/// else to the nearest around it. For as long as the page lives.
///
/// # Errors
/// Where the browser refuses to tell.
pub fn keep_focus() -> Result<(), Thrown> {
    let document = window()
        .and_then(|window| window.document())
        .ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    let now = document.active_element();
    let last = Last::new(RefCell::new(now.map(with_those_around).unwrap_or_default()));
    let focused = Rc::clone(&last);
    let heard = Listener::new(&document, "focusin", move |event| {
        let element = event.target().and_then(|target| target.dyn_into().ok());
        focused.replace(element.map(with_those_around).unwrap_or_default());
    })?;
    let body = document.body();
    let changed = Closure::<dyn FnMut()>::new(move || hold(&document, &last));
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref())?;
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    if let Some(body) = body {
        observer.observe_with_options(&body, &what)?;
    }
    std::mem::forget((heard, changed));
    Ok(())
}

fn with_those_around(element: Element) -> Vec<Element> {
    let mut all = vec![element.clone()];
    let mut around = element.parent_element();
    while let Some(element) = around {
        around = element.parent_element();
        if element.has_attribute("tabindex") {
            all.push(element);
        }
    }
    all
}

fn hold(document: &Document, last: &Last) {
    let gone = {
        let last = last.borrow();
        last.first().is_some_and(|element| !element.is_connected())
    };
    if !gone {
        return;
    }
    let last = last.take();
    let body = document.body();
    let now = document.active_element();
    if now.is_some_and(|now| Some(&now) != body.as_deref().map(AsRef::as_ref)) {
        return;
    }
    let same = last.first().map(Element::id).filter(|id| !id.is_empty());
    let same = same.and_then(|id| document.get_element_by_id(&id));
    let around = || last.into_iter().find(|element| element.is_connected());
    let main = || document.get_element_by_id("main");
    if let Some(element) = same.or_else(around).or_else(main) {
        give_focus_where_it_is(&element);
    }
}
