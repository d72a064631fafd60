//! Search in Docker Hub.

use super::*;
use crate::image::reference::Domain;
use crate::source::registry::route::Detours;

const FILE: &str = "https://assay.example/relay.json";
const FOUND: &str = r#"{"num_results":2,"query":"nginx","results":[
    {"name":"nginx","description":"Official build","star_count":20000,"is_official":true,"is_automated":false},
    {"name":"o/nginx","star_count":-1},{"no":"name"}]}"#;

fn ask(answer: impl Fn(&Request) -> Option<Answer> + 'static) -> (Fake, Result<Search, PullError>) {
    let fake = Fake::new(move |request| match request.url.to_string().as_str() {
        FILE => ok(r#"{"prefix":"/relay/","hosts":["index.docker.io"]}"#),
        _ => answer(request),
    });
    let page = "https://assay.example/".parse().unwrap();
    let registry = Registry::beside(fake.clone(), Some(page), Detours::default());
    let hub = Domain::from_link("docker.io").unwrap();
    let found = block_on(registry.search(&hub, "nginx & more"));
    (fake, found)
}

#[test]
fn docker_hub_is_searched_through_the_relay() {
    let (fake, found) = ask(|_| ok(FOUND));
    let found = found.unwrap();
    assert!(matches!(found.way, Way::SiteRelay { .. }));
    let [official, other] = found.hits.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (official.name.as_str(), official.stars, official.is_official),
        ("nginx", Some(20_000), true)
    );
    assert_eq!(
        (other.name.as_str(), other.stars, other.is_official),
        ("o/nginx", None, false)
    );
    assert_eq!(
        fake.sent()[1],
        "GET https://assay.example/relay/index.docker.io/v1/search?q=nginx%20%26%20more&n=100"
    );
}

#[test]
fn an_answer_that_is_no_search_is_said() {
    let (_, found) = ask(|_| ok("<html>"));
    assert!(matches!(found, Err(PullError::Form { .. })));
    let (_, found) = ask(|_| status(429, ""));
    assert!(matches!(found, Err(PullError::RateLimited { .. })));
    let (_, found) = ask(|_| None);
    assert!(found.unwrap_err().is_transport());
}
