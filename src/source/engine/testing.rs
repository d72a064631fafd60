//! Engines for tests, by the shapes in `tests/fixtures/engine`.

use serde_json::Value;

use super::{Engine, EngineAddress, Reported};
use crate::input::EnginePlace;
use crate::source::registry::fake::{Answer, Fake, block_on, ok, status};
use crate::source::registry::http::Request;

/// The name of the image in all shapes.
pub(crate) const HELLO: &str = "example.test/hello:1";

/// How an engine answers.
#[derive(Clone)]
pub(crate) struct Shape {
    pub(crate) answers: Value,
}

/// The digests of the image, as the placeholders of the shapes name them.
pub(crate) struct Digests<'a> {
    pub(crate) config: &'a str,
    pub(crate) manifest: &'a str,
    pub(crate) index: &'a str,
    pub(crate) diff_id: &'a str,
    pub(crate) pulled: &'a str,
}

impl Shape {
    pub(crate) fn read(name: &str, digests: &Digests<'_>) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/engine");
        let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        let text = text
            .replace("$CONFIG_HEX", digests.config.trim_start_matches("sha256:"))
            .replace("$CONFIG", digests.config)
            .replace("$MANIFEST", digests.manifest)
            .replace("$INDEX", digests.index)
            .replace("$DIFF_ID", digests.diff_id)
            .replace("$PULLED", digests.pulled);
        assert!(!text.contains('$'), "{name} has a placeholder of its own");
        Self {
            answers: serde_json::from_str(&text).unwrap(),
        }
    }

    fn answer(&self, request: &Request) -> Option<Answer> {
        let json = |key: &str| ok(self.answers[key].to_string());
        let of_image = format!("/engine/images/{HELLO}/");
        match request.url.path() {
            "/engine/_ping" => ok("OK"),
            "/engine/version" => json("version"),
            "/engine/images/json" => json("images"),
            path => match path.strip_prefix(&of_image) {
                Some("json") => json("inspect"),
                Some("history") => json("history"),
                _ => status(404, r#"{"message":"No such image: \u202ex"}"#),
            },
        }
    }

    /// The engine, behind the page's server.
    pub(crate) fn network(&self) -> Fake {
        let own = self.clone();
        Fake::new(move |request| own.answer(request))
    }

    /// What it says of its image.
    pub(crate) fn report(&self) -> Reported {
        let network = self.network();
        let engine = Engine::new(&network, beside());
        block_on(engine.report(&HELLO.parse().unwrap())).unwrap()
    }
}

/// The address of an engine beside a page.
pub(crate) fn beside() -> EngineAddress {
    let page = "http://127.0.0.1:8080/index.html".parse().unwrap();
    EngineAddress::of(&EnginePlace::Beside, &page).unwrap()
}
