//! The messages between a page and its workers. They are plain objects,
//! because handles cannot be in JSON:
//!
//! ```text
//! page -> worker   {module: WebAssembly.Module}          to one of the name GIVEN
//! worker -> page   {alive: name of a lock}               see `client::watch`
//! worker -> page   {ready: build, module}                once, before any answer
//! page -> worker   {call: JSON of Call, blobs: [Blob]}
//! page -> worker   {help: GET | GIVE, port}              see `helping`
//! worker -> page   {answer: JSON of Answer, blobs: [Blob]}
//! worker -> page   {panic: text}                         the worker is of no more use
//! page -> worker   {ping: ""}                            does it live?
//! worker -> page   {pong: ""}                            it does
//! ```
//!
//! A call that came before `ready` could be lost: a module's messages are let
//! in while its top-level `await` still loads the wasm.

use js_sys::WebAssembly::Module;
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::failure::{Failure, FailureKind};
use crate::web::error::Thrown;
use crate::words::Message;
use crate::words::failures;

/// What a worker is called that is sent its module, as `start_worker.js` has it.
pub const GIVEN: &str = "given";

/// `{field: JSON of value, blobs: […]}`
///
/// # Errors
/// Where the value has no JSON, which would be a defect of this program.
pub fn encode(field: &str, value: &impl Serialize, blobs: &[Blob]) -> Result<JsValue, Thrown> {
    let json = serde_json::to_string(value)
        .map_err(|error| Thrown::saying(failures::not_passed_on(error.to_string())))?;
    let message = single(field, &json)?;
    let blobs = blobs.iter().collect::<Array>();
    Reflect::set(&message, &JsValue::from_str("blobs"), &blobs)?;
    Ok(message)
}

/// `{field: text}`
///
/// # Errors
/// Never, but that the browser could throw.
pub fn single(field: &str, text: &str) -> Result<JsValue, Thrown> {
    let message = JsValue::from(Object::new());
    Reflect::set(
        &message,
        &JsValue::from_str(field),
        &JsValue::from_str(text),
    )?;
    Ok(message)
}

/// `message` with what the code of a worker was compiled to beside it.
///
/// # Errors
/// Never, but that the browser could throw.
pub fn with_module(message: JsValue, module: &Module) -> Result<JsValue, Thrown> {
    Reflect::set(&message, &JsValue::from_str("module"), module)?;
    Ok(message)
}

/// What is beside a message by [`with_module`].
#[must_use]
pub fn module(message: &JsValue) -> Option<Module> {
    property(message, "module").dyn_into().ok()
}

/// The value in a field of a message, and the handles beside it.
///
/// # Errors
/// A sentence of what was expected: neither side ever sends such a thing, so
/// it is a defect of this program.
pub fn decode<T: DeserializeOwned>(
    message: &JsValue,
    field: &str,
) -> Result<(T, Vec<Blob>), Failure> {
    let json = text(message, field).ok_or_else(|| defect(failures::no_field(field)))?;
    let value = serde_json::from_str(&json)
        .map_err(|error| defect(failures::not_the_json(field, error.to_string())))?;
    Ok((value, blobs(message)?))
}

/// The text in a field of a message; `None` where there is no such field.
#[must_use]
pub fn text(message: &JsValue, field: &str) -> Option<String> {
    property(message, field).as_string()
}

fn blobs(message: &JsValue) -> Result<Vec<Blob>, Failure> {
    property(message, "blobs")
        .dyn_into::<Array>()
        .map_err(|other| defect(failures::no_blobs(format!("{other:?}"))))?
        .iter()
        .map(|value| {
            value
                .dyn_into()
                .map_err(|other| defect(failures::no_blobs(format!("{other:?}"))))
        })
        .collect()
}

fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A failure that only a defect of this program explains.
#[must_use]
pub fn defect(what: Message) -> Failure {
    Failure::new(FailureKind::Internal, what, failures::defect())
}
