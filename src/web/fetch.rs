//! Requests to registries and static hosts, by the browser's `fetch`: the port
//! of `source::registry::http`, in a page and in a worker alike.
//!
//! Not here: what is asked for, and what an answer means.
//!
//! A request ends with whoever waits for it: dropping the future, or the body
//! of the response, aborts it. One with a limit of time ends by that alone.

use std::time::Duration;

use gloo_net::http::{Method as GlooMethod, RequestBuilder, Response as GlooResponse};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStream, ReadableStreamDefaultReader, ReferrerPolicy,
    RequestCache, RequestCredentials, RequestMode, RequestRedirect, ResponseType,
};

use crate::source::registry::http::{Body, Http, Method, Mode, Request, Response, TransportError};
use crate::source::registry::route::Way;
use crate::url::{HttpUrl, Origin};
use crate::web::clock;

/// The network of the browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

/// The body of a response, as it arrives.
pub struct FetchBody {
    stream: Option<ReadableStream>,
    reader: Option<ReadableStreamDefaultReader>,
    bytes: u64,
    origin: Origin,
    abort: Abort,
}

/// Aborts its request when it is dropped. One that has ended does not mind.
pub struct Abort(Option<AbortController>);

impl Http for Fetch {
    type Body = FetchBody;

    async fn send(&self, request: Request) -> Result<Response<FetchBody>, TransportError> {
        let origin = request.url.origin().clone();
        let abort = Abort(AbortController::new().ok());
        // Of a request that ends by itself dropping the future ends nothing.
        let signal = match request.patience {
            Some(patience) => {
                let milliseconds = u32::try_from(patience.as_millis()).unwrap_or(u32::MAX);
                Some(AbortSignal::timeout_with_u32(milliseconds))
            }
            None => abort.0.as_ref().map(AbortController::signal),
        };
        // All that goes wrong is the same `TypeError`: `doctor` finds out why.
        let no_answer = |_| TransportError::NoAnswer {
            origin: origin.clone(),
        };
        let built = build(&request).abort_signal(signal.as_ref()).build();
        let response = built.map_err(no_answer)?.send().await.map_err(no_answer)?;
        Ok(answer(&response, origin, abort))
    }

    fn now(&self) -> Duration {
        Duration::try_from_secs_f64(clock::now() / 1_000.0).unwrap_or_default()
    }
}

fn build(request: &Request) -> RequestBuilder {
    let method = match request.method {
        Method::Get => GlooMethod::GET,
        Method::Head => GlooMethod::HEAD,
    };
    let (mode, redirect) = match request.mode {
        Mode::Cors => (RequestMode::Cors, RequestRedirect::Follow),
        Mode::NoCors => (RequestMode::NoCors, RequestRedirect::Follow),
        Mode::CorsUnfollowed => (RequestMode::Cors, RequestRedirect::Manual),
    };
    let mut builder = RequestBuilder::new(&request.url.to_string())
        .method(method)
        .mode(mode)
        .redirect(redirect)
        .credentials(match request.site_login {
            true => RequestCredentials::SameOrigin,
            false => RequestCredentials::Omit,
        })
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer);
    if let Some(accept) = &request.accept {
        builder = builder.header("accept", accept);
    }
    if let Some(range) = request.range_header() {
        builder = builder.header("range", &range);
    }
    if let Some(authorization) = &request.authorization {
        builder = builder.header("authorization", authorization.reveal());
    }
    builder
}

fn answer(response: &GlooResponse, origin: Origin, abort: Abort) -> Response<FetchBody> {
    let redirect = response.type_() == ResponseType::Opaqueredirect;
    let from: Option<HttpUrl> = without_fragment(&response.url()).parse().ok();
    Response {
        status: response.status(),
        redirected: redirect || response.redirected(),
        way: Way::Direct,
        origin: from.map(|url| url.origin().clone()),
        headers: response.headers().entries().collect(),
        body: FetchBody {
            stream: response.body(),
            reader: None,
            bytes: 0,
            origin,
            abort,
        },
    }
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

impl FetchBody {
    /// The stream itself, for who reads it in another way, and what ends the
    /// request. `None` where there is no body.
    #[must_use]
    pub fn into_stream(self) -> (Option<ReadableStream>, Abort) {
        (self.stream, self.abort)
    }
}

impl Body for FetchBody {
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportError> {
        let Some(stream) = &self.stream else {
            return Ok(None);
        };
        let reader = self
            .reader
            .get_or_insert_with(|| stream.get_reader().unchecked_into());
        let broken = |_: JsValue| TransportError::Broken {
            origin: self.origin.clone(),
            bytes: self.bytes,
        };
        let read = JsFuture::from(reader.read()).await.map_err(broken)?;
        let value = Reflect::get(&read, &JsValue::from_str("value")).map_err(broken)?;
        match value.dyn_into::<Uint8Array>() {
            Ok(chunk) => {
                self.bytes = self.bytes.saturating_add(u64::from(chunk.length()));
                Ok(Some(chunk.to_vec()))
            }
            Err(_) => Ok(None),
        }
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}
