//! Documents that were changed at random, always the same ones: nothing may panic.

use std::time::{Duration, Instant};

use super::provenance::Provenance;
use super::sbom::{Sbom, held};
use super::statement::Statement;
use super::vex::Vex;
use super::vulnerabilities::Vulnerabilities;
use crate::image::json::Json;

const SEEDS: [&str; 4] = [
    r#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1","subject":[{"name":"a","digest":{"sha256":"ff"}}],
      "predicate":{"buildDefinition":{"buildType":"b","externalParameters":{"configSource":{"uri":"https://github.com/a/b.git#main","digest":{"sha1":"ff"},"path":"D"},"request":{"args":{"build-arg:A":"x"}}},
      "internalParameters":{"buildConfig":{"llbDefinition":[{"id":"step0","op":{"Op":{"exec":{"meta":{"args":["sh","-c","X_TOKEN=ü"]}}}}}]}},
      "resolvedDependencies":[{"uri":"pkg:docker/alpine@3?digest=sha256:aa","digest":{"sha256":"aa"}}]},
      "runDetails":{"builder":{"id":"i"},"metadata":{"buildkit_metadata":{"source":{"infos":[{"filename":"D","data":"RlJPTSBhCg=="}],"locations":{"step0":{"locations":[{"sourceIndex":0,"ranges":[{"start":{"line":1},"end":{"line":2}}]}]}}},"layers":{"step0:0":[[{"digest":"sha256:aa"}]]}}}}}}"#,
    r#"{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","subject":[{"digest":{}}],"predicate":{"spdxVersion":"SPDX-2.3","creationInfo":{"creators":["Tool: s"]},"packages":[{"name":"a","versionInfo":"1","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/%40s/a@1?epoch=1#x"}]}]}}"#,
    r#"{"predicate":{"bomFormat":"CycloneDX","metadata":{"tools":{"components":[{"name":"t"}]}},"components":[{"name":"a","purl":"pkg:golang/a/b@v1","licenses":[{"license":{"id":"MIT"}}],"components":[{"name":"b"}]}]}}"#,
    r#"{"predicate":{"scanner":{"uri":"u","db":{},"result":{"Results":[{"Vulnerabilities":[{"VulnerabilityID":"C"}]}]}},"metadata":{},"statements":[{"vulnerability":{"name":"C"},"products":[{"@id":"p","subcomponents":["q"]}],"status":"fixed"}]}}"#,
];

/// A xorshift generator: the same numbers in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}

fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    const PIECES: [&[u8]; 14] = [
        b"{", b"}", b"[", b"]", b"\"", b",", b":", b"null", b"1e999", b"-1", b"%4", b"@", b"/",
        b"\xc3",
    ];
    let at = random.below(bytes.len());
    match random.below(4) {
        0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
        1 => {
            let end = (at + random.below(40)).min(bytes.len());
            bytes.drain(at..end);
        }
        2 => {
            let end = (at + random.below(200)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = random.below(bytes.len());
            bytes.splice(to..to, piece);
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

fn read_all(bytes: &[u8]) {
    if let Ok(sbom) = Sbom::read(bytes) {
        let _ = held(&sbom, &[]);
        let _ = sbom.with("ä");
    }
    let statement = Statement::read(bytes).ok().map(|it| it.predicate);
    let alone = Json::parse(bytes).root;
    let predicate = statement.or_else(|| alone?.get("predicate").cloned());
    let Some(predicate) = predicate else { return };
    let _ = Vex::read(&predicate);
    let _ = Vulnerabilities::read(&predicate);
    for version in ["v0.2", "v1"] {
        let kind = format!("https://slsa.dev/provenance/{version}");
        let provenance = Provenance::read(&kind, &predicate);
        let origin = provenance.and_then(|it| it.origin);
        origin.map(|origin| (origin.repository_link(), origin.commit_link()));
    }
}

#[test]
fn no_document_makes_anything_panic() {
    let mut random = Random(0x5eed_1234_abcd_ef01);
    let start = Instant::now();
    let mut rounds = 0_u32;
    while rounds < 500 || start.elapsed() < Duration::from_secs(1) {
        let mut bytes = SEEDS[random.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..=random.below(6) {
            change(&mut bytes, &mut random);
            if bytes.is_empty() {
                break;
            }
        }
        read_all(&bytes);
        rounds += 1;
    }
    for seed in SEEDS {
        read_all(seed.as_bytes());
    }
}
