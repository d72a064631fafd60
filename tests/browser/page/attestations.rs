//! Statements as they are drawn, in a page that has nothing else open.

use assay::ui::driver::{Driver, Loads};
use assay::ui::page::Page;
use assay::ui::shell::Shell;
use assay::ui::trust::attestation::AttestationView;
use assay::words::{Message, joined};
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::until;

/// What is drawn, until it is dropped.
struct Drawn {
    place: HtmlElement,
    _handle: Box<dyn std::any::Any>,
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.place.remove();
    }
}

fn drawn(bytes: &str, said_by: Option<Message>) -> Drawn {
    let document = web_sys::window().unwrap().document().unwrap();
    let place: HtmlElement = document.create_element("div").unwrap().unchecked_into();
    document.body().unwrap().append_child(&place).unwrap();
    let bytes = bytes.as_bytes().to_vec();
    let handle = mount_to(place.clone(), move || {
        let load = Loads {
            files: || Box::pin(async { None }),
            sources: || Box::pin(async { None }),
            trust: || Box::pin(async { None }),
        };
        let driver = Driver::new(Page::new(), Shell::new(), load);
        view! { <AttestationView driver bytes said_by/> }
    });
    Drawn {
        place,
        _handle: Box::new(handle),
    }
}

impl Drawn {
    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.place.query_selector_all(selector).unwrap();
        let found = (0..found.length()).filter_map(|at| found.item(at));
        found.map(|node| node.unchecked_into()).collect()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.all(selector).into_iter();
        found
            .map(|element| element.text_content().unwrap_or_default())
            .collect()
    }

    fn look_for(&self, text: &str) {
        let input: HtmlInputElement = self.all("input[type=search]").remove(0).unchecked_into();
        input.set_value(text);
        input.dispatch_event(&Event::new("input").unwrap()).unwrap();
    }
}

fn statement(kind: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"a","digest":{{"sha256":"ff"}}}}],"predicateType":"{kind}","predicate":{predicate}}}"#
    )
}

#[wasm_bindgen_test]
fn provenance_has_links_that_only_lead_away() {
    let bytes = statement(
        "https://slsa.dev/provenance/v1",
        r#"{"buildDefinition":{"buildType":"javascript:alert(1)","externalParameters":{"workflow":{"repository":"https://github.com/a/b","path":"w.yml"},"API_TOKEN":"glXq93mmPqt2s8vK"}},
        "runDetails":{"builder":{"id":"<b>bold</b>"},"metadata":{"buildkit_metadata":{"source":{"infos":[{"filename":"Dockerfile","data":"RlJPTSBhClJVTiBiCg=="}]}}}}}"#,
    );
    let drawn = drawn(&bytes, Some(joined::verbatim("signed by somebody")));
    assert_eq!(drawn.texts(".said-by"), ["Signed by somebody."]);
    let links = drawn.all("a");
    let [link] = &links[..] else {
        panic!("{} links", links.len())
    };
    assert_eq!(
        link.get_attribute("href").as_deref(),
        Some("https://github.com/a/b")
    );
    let rel = link.get_attribute("rel").unwrap();
    assert_eq!(rel, "noopener noreferrer nofollow");
    assert!(drawn.all("b").is_empty());
    assert_eq!(drawn.texts(".build-file .line"), ["FROM a", "RUN b"]);
    let text = drawn.place.text_content().unwrap();
    assert!(
        text.contains("<b>bold</b>") && !text.contains("glXq93"),
        "{text}"
    );
}

#[wasm_bindgen_test]
async fn a_bill_of_materials_is_searched() {
    let packages = (0..2_000).map(|n| format!(r#"{{"name":"package-{n}","versionInfo":"{n}"}}"#));
    let packages: Vec<_> = packages.collect();
    let bill = format!(
        r#"{{"spdxVersion":"SPDX-2.3","packages":[{}]}}"#,
        packages.join(",")
    );
    let drawn = drawn(&statement("https://spdx.dev/Document", &bill), None);
    assert!(drawn.texts(".said-by")[0].starts_with("Nobody signed"));
    let rows = || drawn.texts("tbody th");
    assert!(rows().len() <= 300, "as many as a screen needs");
    drawn.look_for("PACKAGE-1999");
    until("one row", || rows() == ["package-1999"]).await;
    assert_eq!(
        drawn.texts("[role=status]").last().map(String::as_str),
        Some("1 of 2000")
    );
    drawn.look_for("nothing");
    until("none", || drawn.texts(".empty").len() == 1).await;
}

#[wasm_bindgen_test]
fn each_kind_is_drawn_and_others_say_what_they_are() {
    let vex = statement(
        "https://openvex.dev/ns/v0.2.0",
        r#"{"statements":[{"vulnerability":"CVE-1","status":"not_affected","products":["pkg:oci/a"]}]}"#,
    );
    assert_eq!(drawn(&vex, None).texts("tbody td")[0], "not affected");
    let scan = statement(
        "https://cosign.sigstore.dev/attestation/vuln/v1",
        r#"{"scanner":{"result":{"matches":[{"vulnerability":{"id":"CVE-2","severity":"Low"}}]}}}"#,
    );
    assert_eq!(drawn(&scan, None).texts("tbody th"), ["CVE-2"]);
    for (bytes, said) in [
        (
            statement("https://slsa.dev/provenance/v1", "{}"),
            "another structure",
        ),
        (
            statement("https://example.org/x", "{}"),
            "`https://example.org/x`",
        ),
        (
            statement("https://spdx.dev/Document", "{}"),
            "neither SPDX nor CycloneDX",
        ),
        ("{".to_owned(), "it is no JSON"),
    ] {
        let drawn = drawn(&bytes, None);
        let answer = drawn.texts(".answer").concat();
        assert!(answer.contains(said), "{answer}");
    }
}
