use serde_json::json;

use super::*;
use crate::image::digest::Digest;
use crate::image::media_type::{OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST};
use crate::inspect::measurements::Measurement;
use crate::inspect::testing::{Input, blob_path, docker_archive, layers, oci_archive, tar};
use crate::protocol::Reply;
use crate::rules::DIFF_ID_COUNT;
use crate::session::{Event, Session};
use crate::source::InputFile;
use crate::words::English;
use crate::words::joined::verbatim;

/// Opens an input as the page does, and measures its first blobs.
fn showing(input: Input, measured: usize) -> Box<Showing> {
    let mut session = Session::default();
    let files = vec![InputFile {
        path: input.contents.input.name.clone(),
        size: input.contents.input.size.known,
    }];
    let _ = session.handle(Event::Given { files }, 0.0);
    let reply = Reply::Opened(Box::new(input.contents));
    let _ = session.handle(Event::Replied(vec![reply]), 0.0);
    for (blob, facts) in input.facts.blobs.into_iter().enumerate().take(measured) {
        let Measurement::Done(facts) = facts else {
            panic!("measured");
        };
        let reply = Reply::Measured {
            blob,
            facts,
            kept: false,
        };
        let _ = session.handle(Event::Replied(vec![reply]), 1_000.0);
    }
    let Session::Showing(mut showing) = session else {
        panic!("showing");
    };
    // Which rules there are is not the report's business.
    showing.findings = Vec::new();
    showing
}

/// A layout with one image of one plain layer, whose config claims the DiffID
/// of another one.
fn tampered() -> Input {
    let mut input = Input::new(InputKind::Archive, "hello|1.tar");
    let layer = tar("hello", "hello\n");
    let digest = Digest::sha256(&layer);
    input.layer(&blob_path(&digest), Some(digest.clone()), &layer);
    let wrong = Digest::sha256(&layers()[0]);
    let config = json!({"architecture": "amd64", "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [wrong.as_str()]}});
    let config = serde_json::to_vec(&config).unwrap();
    let config_digest = Digest::sha256(&config);
    input.document(
        &blob_path(&config_digest),
        Some(config_digest.clone()),
        &config,
    );
    let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "config": {"mediaType": OCI_CONFIG, "digest": config_digest.as_str(), "size": config.len()},
        "layers": [{"mediaType": OCI_LAYER, "digest": digest.as_str(), "size": layer.len()}]});
    let manifest = serde_json::to_vec(&manifest).unwrap();
    let digest = Digest::sha256(&manifest);
    input.document(&blob_path(&digest), Some(digest.clone()), &manifest);
    let index = json!({"manifests": [{"mediaType": OCI_MANIFEST, "digest": digest.as_str(),
        "size": manifest.len(), "annotations": {"org.opencontainers.image.ref.name": "hello:1"}}]});
    input.root(
        Form::OciLayout,
        "index.json",
        &serde_json::to_vec(&index).unwrap(),
    );
    input
}

/// A report with its digests by name, to be read.
fn named(text: &str) -> String {
    let mut text = text
        .replace(OCI_MANIFEST, "OCI_MANIFEST")
        .replace(OCI_LAYER, "OCI_LAYER")
        .replace(env!("CARGO_PKG_VERSION"), "VERSION");
    for (hex, name) in [
        (
            "cb7b2110d07a4af4b8d6f3205e73976a1f24332ef873563fdb8ad40a5af7440f",
            "manifest",
        ),
        (
            "1cdd5c60472991ccbd1f7e2756cfe75203e1f6b05cad61bacc372d06d669fc62",
            "config",
        ),
        (
            "25d67fd58710922d5587c4df2d1d4d5b0a844d9c311384ac48cda07bd3aec7c4",
            "layer",
        ),
        (
            "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
            "empty",
        ),
    ] {
        text = text.replace(hex, name);
    }
    text
}

fn with_a_finding() -> Box<Showing> {
    let mut showing = showing(tampered(), 1);
    showing.findings = vec![DIFF_ID_COUNT.finding("sha256:00", "/rootfs", verbatim("one <two>"))];
    showing
}

#[test]
fn the_json_has_its_stable_form() {
    assert_eq!(named(&report(&with_a_finding()).to_json()), JSON);
}

#[test]
fn the_markdown_says_the_same() {
    let showing = with_a_finding();
    let markdown = report(&showing).to_markdown(&English);
    assert_eq!(named(&markdown), MARKDOWN);
}

#[test]
fn what_a_docker_archive_cannot_know_is_null() {
    let report = report(&showing(docker_archive("hello.tar"), 2));
    let value = serde_json::to_value(&report).unwrap();
    assert_eq!(
        value["root"],
        json!({"digest": null, "mediaType": null, "trust": "archive"})
    );
    let image = &value["images"][0];
    assert_eq!(image["manifest"], json!(null));
    assert_eq!(image["names"], json!(["hello:1"]));
    assert_eq!(
        image["layers"][0],
        json!({"digest": null, "size": 1024, "mediaType": null, "uncompressedSize": 1024,
            "diffId": Digest::sha256(&layers()[0]).as_str(),
            "chainId": Digest::sha256(&layers()[0]).as_str()})
    );
    let config = serde_json::to_vec(&crate::inspect::testing::config("amd64")).unwrap();
    assert_eq!(image["imageId"], json!(Digest::sha256(&config).as_str()));
}

#[test]
fn what_is_not_hashed_yet_is_null() {
    let report = report(&showing(oci_archive("hello.tar", |_, bytes| bytes), 1));
    let sizes = |image: &ImageReport| {
        let layers = image.layers.iter();
        layers
            .map(|layer| layer.uncompressed_size)
            .collect::<Vec<_>>()
    };
    assert_eq!(report.images.len(), 2);
    assert_eq!(sizes(&report.images[1]), [Some(1024), None]);
    let mut pending = report.ledger.iter().filter(|e| e.verdict == "not-checked");
    assert_eq!(
        pending.next().unwrap().reason.as_deref(),
        Some("not hashed yet")
    );
}

#[test]
fn the_root_of_a_layout_is_the_one_thing_that_it_names() {
    let mut input = oci_archive("hello.tar", |_, bytes| bytes);
    let root = report(&showing(input, 0)).root;
    let index = root.digest.unwrap();
    assert_eq!(root.media_type.as_deref(), Some(OCI_INDEX));
    input = oci_archive("hello.tar", |_, bytes| bytes);
    assert!(
        input
            .files
            .iter()
            .any(|(path, _)| *path == index.replace("sha256:", "blobs/sha256/"))
    );
    let document = input.contents.roots[0].document;
    let two = json!({"manifests": [{"digest": index, "size": 1}, {"digest": index, "size": 1}]});
    input.contents.documents[document].bytes = serde_json::to_vec(&two).unwrap();
    assert_eq!(report(&showing(input, 0)).root.digest, None);
}

#[test]
fn the_root_of_a_registry_is_what_was_asked_for_or_what_came() {
    let asked = Digest::sha256(b"asked for");
    for (trust, expected, digest) in [
        (Trust::Pinned, Some(asked.clone()), asked.clone()),
        (Trust::AsServed, None, Digest::sha256(b"{}")),
        (Trust::Archive, Some(asked.clone()), Digest::sha256(b"{}")),
    ] {
        let mut input = Input::new(InputKind::Registry, "hello:1");
        input.root(Form::Registry, "manifests/1", b"{}");
        input.contents.roots[0].trust = trust;
        input.contents.roots[0].expected = expected;
        let root = report(&showing(input, 0)).root;
        assert_eq!((root.digest, root.trust), (Some(digest.to_string()), trust));
    }
}

#[test]
fn the_ways_by_which_bytes_came_are_reported_where_a_registry_was_asked() {
    let mut input = Input::new(InputKind::Registry, "hello:1");
    input.root(Form::Registry, "manifests/1", b"{}");
    input.contents.roots[0].trust = Trust::AsServed;
    let relay = json!([{"kind": "site-relay", "origin": "https://a.example"}]);
    input.contents.ways = serde_json::from_value(relay.clone()).unwrap();
    let between = input.contents.ways[0].between().cloned();
    input.contents.named_by.extend(between);
    let report = report(&showing(input, 0));
    assert_eq!(
        serde_json::to_value(&report).unwrap()["input"]["ways"],
        relay
    );
    let markdown = report.to_markdown(&English);
    assert!(
        markdown.contains("through the relay of this site"),
        "{markdown}"
    );
    assert!(
        markdown.contains("could have named another digest"),
        "{markdown}"
    );
}

const JSON: &str = r##"{
  "assay": "VERSION",
  "input": {
    "kind": "archive",
    "name": "hello|1.tar",
    "size": 2826
  },
  "root": {
    "digest": "sha256:manifest",
    "mediaType": "OCI_MANIFEST",
    "trust": "archive"
  },
  "verdict": {
    "state": "failed",
    "sentence": "Not what it claims to be: layer 1 does not unpack to its DiffID. The claimed digest is that of the well-known empty layer, but these bytes are not it: a layer with files is claimed as one without. 2 of 3 objects verified in this browser, 2.8 kB hashed in 1.0 s",
    "words": {
      "id": "joined.sentences",
      "args": {
        "first": {
          "id": "joined.sentences",
          "args": {
            "first": {
              "id": "verdicts.failed",
              "args": {
                "what": {
                  "id": "verdicts.not_its_diff_id",
                  "args": {
                    "name": {
                      "id": "images.layer_number",
                      "args": {
                        "n": 1
                      }
                    }
                  }
                }
              }
            },
            "second": {
              "id": "causes.digest_of_empty_layer",
              "args": {}
            }
          }
        },
        "second": {
          "id": "verdicts.counted_time",
          "args": {
            "present": 3,
            "size": {
              "bytes": 2826
            },
            "time": {
              "milliseconds": 1000
            },
            "verified": 2
          }
        }
      }
    }
  },
  "images": [
    {
      "names": [
        "hello:1"
      ],
      "platform": "linux/amd64",
      "manifest": "sha256:manifest",
      "imageId": "sha256:config",
      "layers": [
        {
          "digest": "sha256:layer",
          "size": 2048,
          "mediaType": "OCI_LAYER",
          "diffId": "sha256:empty",
          "uncompressedSize": 2048,
          "chainId": "sha256:empty"
        }
      ]
    }
  ],
  "artifacts": [],
  "ledger": [
    {
      "digest": "sha256:manifest",
      "role": "manifest",
      "claimedBy": [
        {
          "document": "index.json",
          "pointer": "/manifests/0"
        },
        {
          "document": "blobs/sha256/manifest",
          "pointer": ""
        }
      ],
      "claimedSize": 397,
      "computed": "sha256:manifest",
      "size": 397,
      "verdict": "verified",
      "reason": null,
      "reasonWords": null,
      "cause": null
    },
    {
      "digest": "sha256:config",
      "role": "config",
      "claimedBy": [
        {
          "document": "sha256:manifest",
          "pointer": "/config"
        },
        {
          "document": "blobs/sha256/config",
          "pointer": ""
        }
      ],
      "claimedSize": 151,
      "computed": "sha256:config",
      "size": 151,
      "verdict": "verified",
      "reason": null,
      "reasonWords": null,
      "cause": null
    },
    {
      "digest": "sha256:layer",
      "role": "layer",
      "claimedBy": [
        {
          "document": "sha256:manifest",
          "pointer": "/layers/0"
        },
        {
          "document": "blobs/sha256/layer",
          "pointer": ""
        }
      ],
      "claimedSize": 2048,
      "computed": "sha256:layer",
      "size": 2048,
      "verdict": "verified",
      "reason": null,
      "reasonWords": null,
      "cause": null
    },
    {
      "digest": "sha256:empty",
      "role": "diff-id",
      "claimedBy": [
        {
          "document": "sha256:config",
          "pointer": "/rootfs/diff_ids/0"
        }
      ],
      "claimedSize": null,
      "computed": "sha256:layer",
      "size": 2048,
      "verdict": "mismatch",
      "reason": "expected sha256:empty, but found sha256:layer",
      "reasonWords": {
        "id": "verdicts.expected_digest",
        "args": {
          "claimed": "sha256:empty",
          "computed": "sha256:layer"
        }
      },
      "cause": {
        "id": "digest-of-empty-layer",
        "sentence": "The claimed digest is that of the well-known empty layer, but these bytes are not it: a layer with files is claimed as one without",
        "words": {
          "id": "causes.digest_of_empty_layer",
          "args": {}
        }
      }
    }
  ],
  "findings": [
    {
      "rule": "diff-id-count",
      "severity": "error",
      "where": {
        "document": "sha256:00",
        "pointer": "/rootfs"
      },
      "message": "one <two>",
      "words": {
        "id": "joined.verbatim",
        "args": {
          "text": "one <two>"
        }
      }
    }
  ]
}
"##;

const MARKDOWN: &str = r##"# hello\|1.tar

Not what it claims to be: layer 1 does not unpack to its DiffID. The claimed digest is that of the well-known empty layer, but these bytes are not it: a layer with files is claimed as one without. 2 of 3 objects verified in this browser, 2.8 kB hashed in 1.0 s.

- Input: archive, 2.8 kB (2,826 bytes)
- Root: `sha256:manifest` (the bytes were given)

## hello:1 (linux/amd64)

- Manifest: `sha256:manifest`
- Image ID: `sha256:config`

| Layer | Digest | Size | DiffID | Uncompressed | ChainID |
|---:|---|---:|---|---:|---|
| 1 | `sha256:layer` | 2,048 | `sha256:empty` | 2,048 | `sha256:empty` |

## Ledger

| Verdict | Object | Claimed digest | Claimed by | Size | Why not verified |
|---|---|---|---|---:|---|
| verified | manifest | `sha256:manifest` | `index.json /manifests/0`<br>`blobs/sha256/manifest` | 397 |  |
| verified | config | `sha256:config` | `sha256:manifest /config`<br>`blobs/sha256/config` | 151 |  |
| verified | layer | `sha256:layer` | `sha256:manifest /layers/0`<br>`blobs/sha256/layer` | 2,048 |  |
| wrong digest | DiffID | `sha256:empty` | `sha256:config /rootfs/diff_ids/0` | 2,048 | expected sha256:empty, but found sha256:layer. The claimed digest is that of the well-known empty layer, but these bytes are not it: a layer with files is claimed as one without |

## Findings

- **error** `diff-id-count` in `sha256:00 /rootfs`: one \<two\>

Written by Assay VERSION.
"##;

#[test]
fn the_name_of_the_saved_report_hides_nothing_and_is_no_folder() {
    let long = format!("{}.tar", "é".repeat(300));
    for (input, name) in [
        ("a.tar", "a.tar.assay.md"),
        ("ghcr.io/o/r:1", "ghcr.io-o-r:1.assay.md"),
        ("a\u{202e}rat.exe", "a-u{202e}rat.exe.assay.md"),
        ("..\\..\\x\n", "..-..-x-n.assay.md"),
    ] {
        assert_eq!(file_name(input, "md"), name);
    }
    assert!(file_name(&long, "json").len() < 255);
}
