//! Statements of real builds, out of the bundles of other projects' tests. Skipped, saying
//! so, where those are absent.

use std::path::Path;

use assay::attestation::provenance::{Provenance, ToldBy};
use assay::attestation::statement::Statement;
use assay::image::json::{Json, Node};
use assay::signature::base64;

fn statement(path: &str) -> Option<Statement> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../shared/vectors/signatures");
    let Ok(bytes) = std::fs::read(folder.join(path)) else {
        println!("skipped: no {path} in {}", folder.display());
        return None;
    };
    let bundle = Json::parse(&bytes).root?;
    let payload = bundle.at("/dsseEnvelope/payload").and_then(Node::as_str);
    Some(Statement::read(&base64::decode(payload?)?).unwrap())
}

/// Where the source, the commit and the file are said to be.
fn origin(path: &str) -> Option<[String; 4]> {
    let statement = statement(path)?;
    let read = Provenance::read(&statement.predicate_type, &statement.predicate);
    let provenance = read.unwrap();
    let origin = provenance.origin.unwrap();
    assert_eq!(origin.told_by, ToldBy::Builder);
    let links = [origin.repository_link(), origin.commit_link()];
    let [repository, commit] = links.map(Option::unwrap);
    Some([
        repository,
        commit,
        origin.path.unwrap(),
        provenance.builder.unwrap(),
    ])
}

#[test]
fn builds_of_github_say_their_sources() {
    for (path, repository, commit, file, builder) in [
        (
            "sigstore-go/dsse.sigstore.json",
            "https://github.com/github/slsa-provenance",
            "29cff3dd65f780c3601bd457acb6fe4e5931c825",
            "demo",
            "https://github.com/npm/slsa-provenance@0.0.1",
        ),
        (
            "sigstore-go/sigstore.js@2.0.0-provenance.sigstore.json",
            "https://github.com/sigstore/sigstore-js",
            "f0b49a04e5a62250e0f60fb128004a73110fe311",
            ".github/workflows/release.yml",
            "https://github.com/actions/runner/github-hosted",
        ),
        (
            "sigstore-conformance/happy-path-intoto-in-dsse-v3/bundle.sigstore.json",
            "https://github.com/loosebazooka/aa-test",
            "ebff8dfbd609b7b22237c7719ce07f2dc7934f5f",
            ".github/workflows/provenance.yaml",
            "https://github.com/loosebazooka/aa-test/.github/workflows/provenance.yaml@refs/heads/main",
        ),
    ] {
        let Some(found) = origin(path) else { continue };
        let commit = format!("{repository}/commit/{commit}");
        assert_eq!(found, [repository, &commit, file, builder], "{path}");
    }
}
