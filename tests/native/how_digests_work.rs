//! How digests work, told with an image.

use std::process::Command;

use assay::image::digest::Digest;
use assay::session::Showing;
use assay::views::{Hashing, HowDigestsWork, Term, Tone};

use crate::drive::archive;
use crate::images::{Layout, layer, linux};

fn layout(layers: &[Vec<u8>]) -> Layout {
    let mut layout = Layout::default();
    let manifests =
        ["amd64", "arm64"].map(|architecture| layout.image(&linux(architecture, None), layers));
    let index = layout.index(&manifests);
    layout.tag(index, "one:1");
    layout
}

fn told(showing: &Showing) -> HowDigestsWork {
    HowDigestsWork::of(showing, 0).expect("an image with digests")
}

fn digest(hashing: &Hashing) -> &str {
    hashing.digest.digest.as_deref().unwrap()
}

#[test]
fn it_goes_from_the_config_out_to_the_name_with_the_real_digests() {
    let tars = [layer(&[("a", "1")]), layer(&[("b", "2")])];
    let showing = archive(layout(&tars).to_tar());
    let told = told(&showing);
    let terms: Vec<Term> = told.documents.iter().map(|one| one.digest.term).collect();
    assert_eq!(
        terms,
        [Term::ImageId, Term::ManifestDigest, Term::IndexDigest]
    );
    let claims: Vec<String> = told.documents[..2]
        .iter()
        .map(|one| one.claim.clone().unwrap().to_string())
        .collect();
    assert_eq!(
        claims,
        [
            "The manifest names it by this digest, at /config.",
            "The index names it by this digest, at /manifests/0.",
        ]
    );
    let config = showing.opened.graph.images[0].config.unwrap();
    let bytes = showing.opened.graph.bytes(config, &showing.opened.contents);
    let computed = Digest::sha256(bytes.unwrap());
    assert_eq!(digest(&told.documents[0]), computed.as_str());
    let pinned = format!("example.com/one@{}", digest(&told.documents[2]));
    assert_eq!(told.name, Some(pinned));
}

#[test]
fn each_layer_goes_from_its_bytes_to_its_chain_id() {
    let tars: Vec<Vec<u8>> = (0..5)
        .map(|number| layer(&[("a", &number.to_string())]))
        .collect();
    let showing = archive(layout(&tars).to_tar());
    let told = told(&showing);
    assert_eq!((told.layers.len(), told.more_layers), (3, 2));
    let digests = told.layers.iter().map(|layer| {
        let digests: Vec<&str> = layer.iter().map(digest).collect();
        <[&str; 3]>::try_from(digests).unwrap()
    });
    let digests: Vec<[&str; 3]> = digests.collect();
    for (tar, [stored, diff_id, _]) in tars.iter().zip(&digests) {
        assert_eq!(*diff_id, Digest::sha256(tar).as_str());
        assert_ne!(stored, diff_id);
    }
    assert_eq!(digests[0][2], digests[0][1], "the base");
    let chained = format!("{} {}", digests[0][2], digests[1][1]);
    assert_eq!(digests[1][2], Digest::sha256(chained.as_bytes()).as_str());
    let commands: Vec<Option<&str>> = told
        .layers
        .iter()
        .map(|layer| layer[2].command.as_deref())
        .collect();
    assert_eq!(commands[0], None);
    let run = Command::new("sh")
        .args(["-c", commands[1].unwrap()])
        .output();
    let printed = String::from_utf8(run.unwrap().stdout).unwrap();
    let hex = digests[1][2].trim_start_matches("sha256:");
    assert!(printed.starts_with(hex), "{printed}");
}

#[test]
fn what_is_not_what_it_is_called_is_said_where_it_stands() {
    let mut layout = layout(&[layer(&[("a", "1")])]);
    let showing = archive(layout.to_tar());
    let config = digest(&told(&showing).documents[0]).to_owned();
    let bytes = layout.blobs.get_mut(&config).unwrap();
    let greeting = bytes.windows(5).position(|five| five == b"GREET").unwrap();
    bytes[greeting] = b'g';
    let showing = archive(layout.to_tar());
    let told = told(&showing);
    let first = &told.documents[0];
    assert_eq!(first.digest.tone, Tone::Bad);
    assert!(first.digest.found.is_some());
    let claim = first.claim.clone().unwrap().to_string();
    assert!(
        claim.starts_with("The manifest names other bytes, at /config: "),
        "{claim}"
    );
}
