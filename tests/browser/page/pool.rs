//! A pool ends each call with one reply, whatever its workers do.
//!
//! The workers here are scripts that behave as each test wants; the real one is
//! tested in `tests/e2e`.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use assay::bytes::layer::Options;
use assay::bytes::store::Extent;
use assay::failure::{Failure, FailureKind};
use assay::protocol::{BUILD, MeasureJob, Reply, Request};
use assay::web::blob_store::BlobStore;
use assay::web::client::Pool;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, BlobPropertyBag, Url, window};

use crate::{pause, until};

/// The start of each script: says what it is, and has `answer(call, what)`.
const BASE: &str = r#"
const self_name = String(Math.random());
const send = (id, reply) => postMessage({answer: JSON.stringify({id, reply}), blobs: []});
const answer = (call, what) =>
    send(call.id, {Failed: {kind: "Input", what: said(what), next: null, commands: []}});
const said = text => ({id: "joined.verbatim", args: {text}});
onmessage = event => serve(JSON.parse(event.data.call), event.data.blobs);
postMessage({ready: BUILD});
"#;

/// A worker's script whose `serve(call, blobs)` has this body.
fn script(serve: &str) -> String {
    script_of_build(BUILD, serve)
}

fn script_of_build(build: &str, serve: &str) -> String {
    url_of(&format!(
        "const BUILD = {build:?};\nasync function serve(call, blobs) {{ \
         const number = call.request.Measure.blob; {serve} }}\n{BASE}"
    ))
}

fn url_of(text: &str) -> String {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}

type Replies = Rc<RefCell<Vec<(usize, Reply)>>>;

/// Asks for blob `number`; replies are kept under that number.
fn ask(pool: &Pool, number: usize, replies: &Replies) {
    ask_of(pool, number, 1, replies);
}

/// The same, where the blob has `length` bytes.
fn ask_of(pool: &Pool, number: usize, length: u64, replies: &Replies) {
    let request = Request::Measure(MeasureJob {
        blob: number,
        extent: Extent {
            handle: 0,
            offset: 0,
            length,
        },
        options: Options {
            sha512: false,
            unpack: false,
        },
    });
    let replies = Rc::clone(replies);
    let blob = Blob::new_with_str_sequence(&Array::of1(&"four".into())).unwrap();
    pool.call(request, vec![blob], move |reply, _| {
        replies.borrow_mut().push((number, reply));
    });
}

/// Asks for blobs `numbers` of a pool of two, and gives the sentences of the
/// failures that end the calls, by number.
async fn failures(script: &str, numbers: std::ops::Range<usize>) -> Vec<Failure> {
    let pool = Pool::new(script, 2);
    let replies = Replies::default();
    for number in numbers.clone() {
        ask(&pool, number, &replies);
    }
    assert_eq!(pool.unfinished(), numbers.len());
    until("the replies", || replies.borrow().len() >= numbers.len()).await;
    // One too many would come now.
    pause(30).await;
    assert_eq!(pool.unfinished(), 0);
    let mut replies = replies.take();
    replies.sort_by_key(|(number, _)| *number);
    let found = replies.iter().map(|(number, _)| *number);
    assert_eq!(found.collect::<Vec<_>>(), numbers.collect::<Vec<_>>());
    replies.into_iter().map(failure).collect()
}

fn failure((_, reply): (usize, Reply)) -> Failure {
    match reply {
        Reply::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn progress_comes_before_the_one_reply_that_ends_a_call() {
    let script = script(
        "send(call.id, {Progress: {blob: null, done: 1, total: null}}); \
         send(call.id, {Progress: {blob: 0, done: 2, total: 4}}); \
         answer(call, `${await blobs[0].text()} bytes`);",
    );
    let pool = Pool::new(&script, 1);
    let replies = Replies::default();
    ask(&pool, 0, &replies);
    until("three replies", || replies.borrow().len() == 3).await;
    let replies = replies.take();
    let progress = |blob, done, total| (0, Reply::Progress { blob, done, total });
    assert_eq!(
        replies[..2],
        [progress(None, 1, None), progress(Some(0), 2, Some(4))]
    );
    let (_, Reply::Failed(last)) = &replies[2] else {
        panic!("{replies:?}")
    };
    assert_eq!(last.what.to_string(), "four bytes");
}

/// The second worker would get it from the host once more, and compile it again.
#[wasm_bindgen_test]
async fn a_worker_is_given_what_another_one_has_compiled() {
    let script = url_of(&format!(
        "const BUILD = {BUILD:?};
        const answer = (id, what) => postMessage({{
            answer: JSON.stringify({{id, reply: {{Failed: {{kind: 'Input', what: {{id: 'joined.verbatim', args: {{text: what}}}}, next: null, commands: []}}}}}}),
            blobs: []
        }});
        const serve = from => {{
            onmessage = ({{data}}) => setTimeout(() => answer(JSON.parse(data.call).id, from), 50);
        }};
        if (self.name === 'given') {{
            onmessage = ({{data}}) => {{
                serve(String(data.module));
                postMessage({{ready: BUILD}});
            }};
        }} else {{
            serve('itself');
            const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
            postMessage({{ready: BUILD, module: new WebAssembly.Module(empty)}});
        }}"
    ));
    let pool = Pool::new(&script, 2);
    let replies = Replies::default();
    ask(&pool, 0, &replies);
    until("a reply", || replies.borrow().len() == 1).await;
    ask(&pool, 1, &replies);
    ask(&pool, 2, &replies);
    until("three replies", || replies.borrow().len() == 3).await;
    let replies = replies.take().into_iter();
    let mut compiled: Vec<_> = replies
        .map(|reply| failure(reply).what.to_string())
        .collect();
    compiled.sort();
    assert_eq!(
        compiled,
        ["[object WebAssembly.Module]", "itself", "itself"]
    );
}

#[wasm_bindgen_test]
async fn a_worker_gets_calls_while_it_does_others() {
    // None is answered before there are four.
    let script = script(
        "self.held = [...(self.held ?? []), call]; \
         if (held.length === 4) held.forEach(call => answer(call, 'done'));",
    );
    let pool = Pool::new(&script, 1);
    let replies = Replies::default();
    for number in 0..4 {
        ask(&pool, number, &replies);
    }
    until("four replies", || replies.borrow().len() == 4).await;
}

#[wasm_bindgen_test]
async fn calls_share_as_many_workers_as_the_pool_may_have() {
    let script = script("setTimeout(() => answer(call, self_name), 20);");
    let names = failures(&script, 0..7).await.into_iter().map(|f| f.what);
    assert_eq!(names.collect::<HashSet<_>>().len(), 2);
}

#[wasm_bindgen_test]
async fn cancelling_ends_a_worker_that_hears_nothing() {
    let script = script("if (number < 2) for (;;); answer(call, 'done');");
    let pool = Pool::new(&script, 1);
    let replies = Replies::default();
    ask(&pool, 0, &replies);
    ask(&pool, 1, &replies);
    pause(200).await;
    assert_eq!(pool.unfinished(), 2);
    pool.cancel_all();
    assert_eq!(pool.unfinished(), 0);
    ask(&pool, 2, &replies);
    until("a reply after cancelling", || !replies.borrow().is_empty()).await;
    pause(30).await;
    let numbers = replies.borrow().iter().map(|r| r.0).collect::<Vec<_>>();
    assert_eq!(numbers, [2], "a cancelled call was replied to");
}

#[wasm_bindgen_test]
async fn a_worker_that_breaks_fails_the_call_that_breaks_it_and_no_other() {
    let script = script(
        "if (number === 1) setTimeout(() => { throw new RangeError('no memory'); }); \
         else if (number === 3) postMessage({panic: 'at src/x.rs:1'}); \
         else if (number === 5) postMessage({answer: '{'}); \
         else answer(call, 'done');",
    );
    let found = failures(&script, 0..8).await;
    let whats = found.iter().map(|f| f.what.to_string()).collect::<Vec<_>>();
    assert_eq!(
        whats,
        [
            "done",
            "a worker broke: Uncaught RangeError: no memory",
            "done",
            "a worker stopped: at src/x.rs:1",
            "done",
            "expected the JSON of `answer`, but found something else: \
             EOF while parsing an object at line 1 column 1",
            "done",
            "done",
        ]
    );
    assert_eq!(found[1].kind, FailureKind::Browser);
    assert_eq!(found[3].kind, FailureKind::Internal);
}

/// Says the lock that the worker holds as long as it lives, as `start_worker.js`
/// does: before it takes a call.
const ALIVE: &str = "const life = `test ${Math.random()}`;
    await new Promise(held => navigator.locks.request(life, () => {
        postMessage({alive: life}); held(); return new Promise(() => {});
    }));";

/// A worker's script that holds its lock, whose `serve` has this body.
fn living(serve: &str) -> String {
    url_of(&format!(
        "{ALIVE} const BUILD = {BUILD:?};\nasync function serve(call, blobs) {{ \
         const number = call.request.Measure.blob; {serve} }}\n{BASE}"
    ))
}

#[wasm_bindgen_test]
async fn a_worker_that_ends_without_a_word_fails_the_call_that_ends_it_and_no_other() {
    let script = living("if (number === 2) close(); else answer(call, 'done');");
    let found = failures(&script, 0..5).await;
    let whats = found.iter().map(|f| f.what.to_string()).collect::<Vec<_>>();
    let ended = "a worker ended without saying why, as happens where memory runs out";
    assert_eq!(whats, ["done", "done", ended, "done", "done"]);
    assert_eq!(
        found[2].next.as_ref().unwrap().to_string(),
        "Close other tabs and open it again"
    );
}

/// By which call a worker ended is not known.
#[wasm_bindgen_test]
async fn a_call_whose_worker_ended_without_a_word_is_tried_once_more() {
    let storage = "assay-test-ended-once";
    let script = living(&format!(
        "if (!(await caches.has({storage:?}))) {{ await caches.open({storage:?}); close(); }} \
         else {{ await caches.delete({storage:?}); answer(call, 'done'); }}"
    ));
    let found = failures(&script, 0..1).await;
    assert_eq!(found[0].what.to_string(), "done");
}

#[wasm_bindgen_test]
async fn a_worker_that_does_not_answer_is_given_up_and_one_that_does_is_not() {
    // The first hears nothing while it loops, the second works and answers.
    let script = script(
        "if (number === 0) for (;;); \
         else setTimeout(() => answer(call, 'done'), 3000);",
    );
    let answering = BASE.replace(
        "onmessage = event =>",
        "onmessage = event => event.data.ping === '' ? postMessage({pong: ''}) :",
    );
    let answering = url_of(&format!(
        "const BUILD = {BUILD:?}; async function serve(call) {{ \
         setTimeout(() => answer(call, 'done'), 3000); }} {answering}"
    ));
    let replies = Replies::default();
    let (silent, slow) = (
        Pool::asking_every(&script, 1, 100),
        Pool::asking_every(&answering, 1, 100),
    );
    ask(&silent, 0, &replies);
    ask(&slow, 1, &replies);
    until("both replies", || replies.borrow().len() == 2).await;
    let mut replies = replies.take();
    replies.sort_by_key(|(number, _)| *number);
    let whats: Vec<_> = replies
        .into_iter()
        .map(|reply| failure(reply).what.to_string())
        .collect();
    assert_eq!(whats, ["a worker has not answered for a minute", "done"]);
}

#[wasm_bindgen_test]
async fn workers_that_cannot_start_fail_each_call_once() {
    let found = failures("./no-such-script.js", 0..3).await;
    for failure in found {
        // The rest is the browser's.
        let what = failure.what.to_string();
        assert!(what.starts_with("a worker did not start: "), "{what}");
    }
}

#[wasm_bindgen_test]
async fn a_worker_of_another_build_is_named_once_reloading_has_not_helped() {
    let storage = window().unwrap().session_storage().unwrap().unwrap();
    storage.set_item("assay-reloaded", BUILD).unwrap();
    let pool = Pool::new(&script_of_build("0.0.9", "answer(call, 'done');"), 1);
    let replies = Replies::default();
    ask(&pool, 0, &replies);
    until("a reply", || !replies.borrow().is_empty()).await;
    let worker = "0.0.9".to_owned();
    assert_eq!(replies.take(), [(0, Reply::OtherBuild { worker })]);
}

#[wasm_bindgen_test]
async fn a_reply_may_lead_to_the_next_call() {
    let pool = Pool::new(&script("answer(call, 'done');"), 1);
    let replies = Replies::default();
    let (again, next) = (pool.clone(), Rc::clone(&replies));
    pool.call(
        Request::Measure(MeasureJob {
            blob: 0,
            extent: Extent {
                handle: 0,
                offset: 0,
                length: 1,
            },
            options: Options {
                sha512: false,
                unpack: false,
            },
        }),
        Vec::new(),
        move |_, _| ask(&again, 1, &next),
    );
    until("the second reply", || replies.borrow().len() == 1).await;
    assert_eq!(replies.borrow()[0].0, 1);
}

/// More than a worker should hash without help.
const LARGE: u64 = 100 << 20;

/// The script of workers that are told of help by `help(what, port)`, which has
/// this body, and of large blobs by `serve`; of small ones they say their number.
fn helping_script(help: &str, serve: &str) -> String {
    let base = BASE.replace(
        "onmessage = event =>",
        "onmessage = event => event.data.help ? help(event.data.help, event.data.port) :",
    );
    url_of(&format!(
        "const BUILD = {BUILD:?}; const me = Math.floor(Math.random() * 1e9);
        function help(what, port) {{ {help} }}
        async function serve(call) {{
            if (call.request.Measure.extent.length === 1) setTimeout(() => answer(call, `${{me}}`), 20);
            else {{ {serve} }}
        }}
        {base}"
    ))
}

/// Asks for a large blob, 0, and for a small one, for which a second worker starts.
fn ask_for_two(pool: &Pool, replies: &Replies) {
    ask_of(pool, 0, LARGE, replies);
    ask(pool, 1, replies);
}

/// What is replied to the large one, once there is something.
async fn large_one(replies: &Replies) -> Reply {
    let of_it = |replies: &Replies| {
        let replies = replies.borrow();
        let mut of_it = replies.iter().filter(|(number, _)| *number == 0);
        of_it.next().map(|(_, reply)| reply.clone())
    };
    until("a reply", || of_it(replies).is_some()).await;
    of_it(replies).unwrap()
}

#[wasm_bindgen_test]
async fn who_has_nothing_to_do_helps_with_a_large_blob() {
    let script = helping_script(
        "if (what === 'give') port.postMessage('helper here');
        else port.onmessage = ({data}) => answer(self.call, `${what}: ${data}`);",
        "self.call = call;",
    );
    let pool = Pool::new(&script, 2);
    let replies = Replies::default();
    ask_for_two(&pool, &replies);
    let reply = large_one(&replies).await;
    assert_eq!(failure((0, reply)).what.to_string(), "get: helper here");
}

#[wasm_bindgen_test]
async fn where_a_helper_breaks_the_call_is_tried_again_without_help() {
    let script = helping_script(
        "self.helped = true;
        if (what === 'give') setTimeout(() => { throw new Error('out of memory'); });",
        "setTimeout(() => self.helped || answer(call, 'alone'), 400);",
    );
    let pool = Pool::new(&script, 2);
    let replies = Replies::default();
    ask_for_two(&pool, &replies);
    let reply = large_one(&replies).await;
    assert_eq!(failure((0, reply)).what.to_string(), "alone");
    pause(30).await;
    assert_eq!(replies.borrow().len(), 2, "each is replied to once");
}

#[wasm_bindgen_test]
async fn cancelling_ends_who_helped_too() {
    let script = helping_script(
        "if (what === 'give') port.postMessage(me);
        else port.onmessage = ({data}) =>
            send(self.call.id, {Progress: {blob: null, done: data, total: null}});",
        "self.call = call;",
    );
    let pool = Pool::new(&script, 2);
    let replies = Replies::default();
    ask_for_two(&pool, &replies);
    let Reply::Progress { done: helper, .. } = large_one(&replies).await else {
        panic!("{replies:?}")
    };
    pool.cancel_all();
    replies.take();
    for number in 1..9 {
        ask(&pool, number, &replies);
    }
    until("the replies", || replies.borrow().len() == 8).await;
    for reply in replies.take() {
        assert_ne!(failure(reply).what.to_string(), helper.to_string());
    }
}

#[wasm_bindgen_test]
fn a_page_cannot_read_synchronously_and_says_so() {
    let error = BlobStore::new(Vec::new()).err().unwrap();
    assert_eq!(
        error.to_string(),
        "the browser reported ReferenceError: FileReaderSync is not defined"
    );
}
