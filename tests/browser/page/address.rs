//! The fragment is the page's state, and the history works with it.

use std::cell::RefCell;
use std::rc::Rc;

use assay::web::address;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::window;

use crate::{pause, until};

#[wasm_bindgen_test]
async fn back_returns_to_the_fragment_before_and_tells_the_listener() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let ear = Rc::clone(&heard);
    let listener = address::listen(move |fragment| ear.borrow_mut().push(fragment)).unwrap();

    address::replace("image=one", 1).unwrap();
    address::push("image=two", 2).unwrap();
    assert_eq!(address::fragment(), "image=two");
    pause(50).await;
    assert!(heard.borrow().is_empty(), "told of its own change");

    window().unwrap().history().unwrap().back().unwrap();
    until("the address before", || !heard.borrow().is_empty()).await;
    assert_eq!(*heard.borrow(), ["image=one"]);
    assert_eq!(address::opening(), Some(1));

    drop(listener);
    window().unwrap().history().unwrap().forward().unwrap();
    until("the address after", || address::fragment() == "image=two").await;
    pause(50).await;
    assert_eq!(heard.borrow().len(), 1, "told after the listener ended");
}

#[wasm_bindgen_test]
fn an_empty_fragment_replaces_the_old_one() {
    address::replace("image=one", 1).unwrap();
    assert!(address::link("a=b").unwrap().ends_with("/#a=b"));
    address::replace("", 1).unwrap();
    assert_eq!(address::fragment(), "");
}
