//! The browser's `fetch` as the port to registries.

use assay::source::registry::http::{Http, Mode, Request, TransportError};
use assay::url::HttpUrl;
use assay::web::fetch::Fetch;
use assay::web::task::Task;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::window;

use crate::{pause, until};

/// A file of the server that serves this test.
fn own(path: &str) -> HttpUrl {
    let origin = window().unwrap().location().origin().unwrap();
    format!("{origin}{path}").parse().unwrap()
}

#[wasm_bindgen_test]
async fn a_body_is_read_to_its_end_and_not_beyond_its_limit() {
    let mut response = Fetch.send(Request::get(own("/"))).await.unwrap();
    assert_eq!((response.status, response.redirected), (200, false));
    assert_eq!(response.origin.as_ref(), Some(own("/").origin()));
    assert!(response.media_type().unwrap().starts_with("text/html"));
    let whole = response.read(1 << 20).await.unwrap();
    assert!(whole.len() > 10);
    let mut response = Fetch.send(Request::get(own("/"))).await.unwrap();
    assert!(response.read(9).await.is_err());
}

#[wasm_bindgen_test]
async fn what_is_not_there_has_a_status_and_who_is_not_there_has_none() {
    let absent = Fetch.send(Request::get(own("/no/such/file"))).await;
    assert_eq!(absent.unwrap().status, 404);
    // Nobody listens at the port of `discard`, and browsers ask none there.
    let nobody: HttpUrl = "http://127.0.0.1:9/".parse().unwrap();
    for mode in [Mode::Cors, Mode::NoCors, Mode::CorsUnfollowed] {
        let request = Request {
            mode,
            ..Request::get(nobody.clone())
        };
        let Err(TransportError::NoAnswer { origin }) = Fetch.send(request).await else {
            panic!("expected no answer");
        };
        assert_eq!(&origin, nobody.origin());
    }
}

#[wasm_bindgen_test]
async fn dropped_work_goes_no_further() {
    let reached = Rc::new(Cell::new(0));
    let count = |upto: i32| {
        let reached = Rc::clone(&reached);
        async move {
            for _ in 0..upto {
                reached.set(reached.get() + 1);
                pause(10).await;
            }
        }
    };
    let task = Task::start(count(1_000));
    until("its beginning", || reached.get() > 2).await;
    drop(task);
    let at = reached.get();
    pause(100).await;
    assert_eq!(reached.get(), at);
    // What is kept goes on to its end.
    let task = Task::start(count(3));
    until("its end", || reached.get() == at + 3).await;
    drop(task);
}
