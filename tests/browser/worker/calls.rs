//! A worker answers whatever it is sent.

use assay::bytes::layer::Options;
use assay::bytes::store::Extent;
use assay::failure::FailureKind;
use assay::image::digest::Digest;
use assay::protocol::{BUILD, Call, MeasureJob, Reply, Request, Unread};
use assay::web::listing;
use assay::web::message;
use assay::web::worker::{NO_CALL, receive};
use assay::words::failures;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Blob;

use crate::{blob, bytes};

fn measure(offset: u64, length: u64) -> Request {
    Request::Measure(MeasureJob {
        blob: 3,
        extent: Extent {
            handle: 0,
            offset,
            length,
        },
        options: Options {
            sha512: false,
            unpack: false,
        },
    })
}

async fn ask(build: &str, request: Request, blobs: &[Blob]) -> Reply {
    let call = Call {
        id: 7,
        build: build.to_owned(),
        request,
    };
    let message = message::encode("call", &call, blobs).unwrap();
    let (answer, _) = receive(&message).await;
    assert_eq!(answer.id, 7);
    answer.reply
}

#[wasm_bindgen_test]
async fn a_part_of_a_file_is_measured() {
    let bytes = bytes(200_000);
    let reply = ask(BUILD, measure(1000, 150_000), &[blob(&bytes)]).await;
    let Reply::Measured { blob, facts, .. } = reply else {
        panic!("{reply:?}")
    };
    assert_eq!((blob, facts.size), (3, 150_000));
    assert_eq!(facts.sha256, Digest::sha256(&bytes[1000..151_000]));
}

#[wasm_bindgen_test]
async fn the_files_of_a_layer_come_beside_its_facts() {
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["etc/motd", "usr/bin/true"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(5);
        tar.append_data(&mut header, name, &b"hello"[..]).unwrap();
    }
    let layer = tar.into_inner().unwrap();
    for (bytes, expected) in [
        (&layer[..], Some(vec!["etc/motd", "usr/bin/true"])),
        (b"no tar", None),
    ] {
        let Request::Measure(mut job) = measure(0, bytes.len() as u64) else {
            unreachable!()
        };
        job.options.unpack = true;
        let call = Call {
            id: 7,
            build: BUILD.to_owned(),
            request: Request::Measure(job),
        };
        let message = message::encode("call", &call, &[blob(bytes)]).unwrap();
        let (answer, beside) = receive(&message).await;
        assert!(matches!(answer.reply, Reply::Measured { .. }));
        assert_eq!(beside.len(), usize::from(expected.is_some()));
        for blob in beside {
            let listing = listing::unpack(&blob).await.unwrap();
            let paths: Vec<_> = listing.iter().map(|entry| entry.path).collect();
            assert_eq!(Some(paths), expected);
        }
    }
}

#[wasm_bindgen_test]
async fn a_blob_that_is_no_listing_is_an_error() {
    let error = listing::unpack(&blob(b"[]")).await.unwrap_err();
    assert_eq!(error.message().id(), "failures.not_passed_on");
}

#[wasm_bindgen_test]
async fn a_file_that_is_not_there_is_unreadable() {
    assert_eq!(
        ask(BUILD, measure(0, 10), &[]).await,
        Reply::Unreadable {
            blob: 3,
            why: Unread::Refused(failures::no_such_handle(0_u32, 0_usize))
        }
    );
}

#[wasm_bindgen_test]
async fn a_page_of_another_build_is_told_so() {
    assert_eq!(
        ask("an older one", measure(0, 10), &[]).await,
        Reply::OtherBuild {
            worker: BUILD.to_owned()
        }
    );
}

#[wasm_bindgen_test]
async fn a_message_that_is_no_call_is_answered_with_what_was_expected() {
    let blobs_of_text = message::single("call", "{}").unwrap();
    for (sent, what) in [
        (
            JsValue::UNDEFINED,
            "expected a message with `call`, but found none",
        ),
        (
            message::single("call", "{\"id\":").unwrap(),
            "expected the JSON of `call`, but found something else: \
             EOF while parsing a value at line 1 column 6",
        ),
        (
            blobs_of_text,
            "expected the JSON of `call`, but found something else: \
             missing field `id` at line 1 column 2",
        ),
    ] {
        let (answer, blobs) = receive(&sent).await;
        let Reply::Failed(failure) = answer.reply else {
            panic!("{:?}", answer.reply)
        };
        assert_eq!(
            (
                answer.id,
                failure.kind,
                failure.what.to_string().as_str(),
                blobs.len()
            ),
            (NO_CALL, FailureKind::Internal, what, 0)
        );
    }
}
