//! A hash of one worker goes on in another one. Here both are this worker, and the
//! test stands in between.

use std::cell::Cell;
use std::rc::Rc;

use assay::bytes::layer;
use assay::bytes::layer::Options;
use assay::bytes::store::Extent;
use assay::protocol::MeasureJob;
use assay::web::blob_store::BlobStore;
use assay::web::helping::{GET, GIVE, hear};
use assay::web::loan::Answering;
use assay::web::measure::measure;
use assay::web::message;
use assay::web::port::Port;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageChannel;

use crate::measure::{gzip, tar};
use crate::{blob, pause};

/// What the page says to one of the two; the other end of its channel.
fn introduce(what: &str) -> Port {
    let channel = MessageChannel::new().unwrap();
    let message = message::single("help", what).unwrap();
    Reflect::set(&message, &"port".into(), &channel.port2()).unwrap();
    assert!(hear(&message));
    Port::new(channel.port1()).unwrap()
}

/// A job for these bytes, where a call is to be answered.
fn job(stored: &[u8]) -> (BlobStore, MeasureJob) {
    let store = BlobStore::new(vec![blob(stored)]).unwrap();
    let extent = Extent {
        handle: 0,
        offset: 0,
        length: stored.len() as u64,
    };
    let job = MeasureJob {
        blob: 0,
        extent,
        options: Options {
            sha512: true,
            unpack: true,
        },
    };
    (store, job)
}

#[wasm_bindgen_test]
async fn a_layer_has_its_facts_where_another_worker_helps() {
    let tar = tar().repeat(9);
    let (head, tail) = tar.split_at(tar.len() / 2);
    let cut_off = gzip(&tar, 0)[..9_000_000].to_vec();
    for (what, stored, lends) in [
        ("gzip", gzip(&tar, 0), 1),
        ("members", [gzip(head, 0), gzip(tail, 0)].concat(), 1),
        ("cut off", cut_off, 1),
        ("plain", tar.clone(), 0),
        ("too small to be worth it", gzip(&tar[..3_000_000], 0), 0),
    ] {
        let (store, job) = job(&stored);
        let expected = layer::measure(
            &store,
            job.extent,
            Options {
                sha512: true,
                unpack: true,
            },
            &mut |_| {},
        )
        .unwrap();
        let answering = Answering::begin();
        let (helped, helper) = (introduce(GET), introduce(GIVE));
        let lent = Rc::new(Cell::new(0));
        let count = Rc::clone(&lent);
        spawn_local(async move {
            while let Some(message) = helped.next().await {
                count.set(count.get() + 1);
                helper.send(&message, &message).unwrap();
            }
            count.set(count.get() + 100);
        });
        let found = measure(&job, &store, &mut |_, _| {}).await.unwrap();
        assert!(found == expected, "{what}");
        assert_eq!(lent.get(), lends, "{what}");
        drop(answering);
        pause(20).await;
        assert_eq!(lent.get(), 100 + lends, "help did not end with the call");
    }
}

#[wasm_bindgen_test]
async fn a_helper_that_is_gone_is_said() {
    let (store, job) = job(&gzip(&tar().repeat(5), 0));
    let _answering = Answering::begin();
    let helped = introduce(GET);
    spawn_local(async move {
        let lent = helped.next().await.unwrap();
        drop(Port::new(lent.unchecked_into()));
    });
    let error = measure(&job, &store, &mut |_, _| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "a worker that hashes for another one is gone"
    );
}

#[wasm_bindgen_test]
async fn help_that_comes_too_late_is_let_go() {
    let helped = introduce(GET);
    assert!(helped.next().await.is_none());
}
