//! What holds of any two images, made ones and real ones.

use assay::comparison::history::StepState;
use assay::comparison::layers::{Counts, LayerState};
use assay::comparison::verdict::Verdict;
use assay::inspect::Opened;
use serde_json::Value;

use super::{Wanted, compared, opened};
use crate::corpus;
use crate::images::{self, Layout};

/// The export with its sides exchanged, and without what is worded.
fn mirrored(value: &Value, exchange: bool) -> Value {
    let swapped = |text: &str| match text {
        _ if !exchange => text.to_owned(),
        "left" | "only-left" | "onlyLeft" => text.replace("left", "right").replace("Left", "Right"),
        "right" | "only-right" | "onlyRight" => {
            text.replace("right", "left").replace("Right", "Left")
        }
        other => other.to_owned(),
    };
    match value {
        Value::Object(members) => {
            let said = members
                .iter()
                .filter(|(key, _)| !["sentence", "words"].contains(&key.as_str()));
            let members = said.map(|(key, value)| (swapped(key), mirrored(value, exchange)));
            Value::Object(members.collect())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| mirrored(item, exchange)).collect();
            // What only one side has stands in the order of the sides.
            items.sort_by_key(ToString::to_string);
            Value::Array(items)
        }
        Value::String(text) => Value::String(swapped(text)),
        other => other.clone(),
    }
}

/// What holds of any two images that are open.
fn check_all(opened: &Opened) {
    for (at, image) in opened.graph.images.iter().enumerate() {
        let itself = compared(opened, at, at);
        let expected = match (image.manifest, image.config) {
            (Some(_), _) => [Verdict::Identical, Verdict::Identical],
            (None, Some(_)) => [Verdict::SameSaved, Verdict::SameSaved],
            (None, None) => [Verdict::SameDiffIds, Verdict::NotKnown],
        };
        assert!(expected.contains(&itself.verdict), "{:#?}", itself.verdict);
        assert_eq!(itself.reasons, []);
        let is_same = |state| matches!(state, LayerState::Same | LayerState::SameContent);
        assert!(itself.layers.pairs.iter().all(|pair| is_same(pair.state)));
        let documents = itself.manifest.iter().chain(&itself.config);
        assert!(documents.map(|one| one.changes.len()).all(|n| n == 0));
        for other in 0..at {
            let json = |left, right| -> Value {
                serde_json::from_str(&compared(opened, left, right).to_json()).unwrap()
            };
            let (there, back) = (json(at, other), json(other, at));
            assert_eq!(mirrored(&there, false), mirrored(&back, true));
        }
    }
}

#[test]
fn an_image_is_identical_to_itself_and_exchanged_sides_mirror() {
    let twisted = Wanted::new(&["b", "a", "c"]);
    let wanted = [
        Wanted::new(&["a", "b", "c"]),
        twisted,
        Wanted::new(&["a"]).with(|image| image.is_plain = true),
        Wanted::new(&["c", "a", "b", "a"]),
        Wanted::new(&[]),
    ];
    let mut layout = Layout::default();
    for (at, image) in wanted.iter().enumerate() {
        image.add(&mut layout, &format!("image{at}:1"));
    }
    let open = opened(&[
        ("some.tar", layout.to_tar()),
        ("saved.tar", images::docker_save()),
        ("many.tar", images::multi_platform().to_tar()),
    ]);
    assert_eq!(open.graph.images.len(), 9);
    check_all(&open);
    // The same before anything is hashed.
    check_all(&Opened::new(open.contents.clone()));
}

#[test]
fn real_images_in_other_compressions_are_one_image() {
    let twins = ["gzip", "uncompressed", "zstd"]
        .map(|name| format!("wagoodman+dive/.data/test-oci-{name}-image.tar"));
    let Some(open) = corpus::opened(&twins) else {
        return;
    };
    check_all(&open);
    for (left, right) in [(0, 1), (0, 2), (1, 2)] {
        let found = compared(&open, left, right);
        assert!(
            matches!(found.verdict, Verdict::Recompressed { .. }),
            "{:#?}",
            found.verdict
        );
        assert!(!found.is_by_claims());
        assert!(found.digests.diff_ids.is_same());
    }
}

#[test]
fn real_images_mirror_each_other() {
    let some = [
        "wagoodman+dive/.data/test-docker-image.tar",
        "wagoodman+dive/.data/test-kaniko-image.tar",
        "wagoodman+dive/.data/test-oci-estargz-image.tar",
        "google+go-containerregistry/pkg/v1/tarball/testdata/test_bundle.tar",
        "google+go-containerregistry/pkg/v1/tarball/testdata/no_manifest.tar",
        "google+go-containerregistry/pkg/v1/mutate/testdata/whiteout_image.tar",
    ]
    .map(str::to_owned);
    if let Some(open) = corpus::opened(&some) {
        check_all(&open);
    }
}

#[test]
fn archives_that_share_layers_say_so_with_all_sizes() {
    let cases = ["compare/one.tar", "compare/two.tar"].map(str::to_owned);
    let Some(open) = corpus::cases(&cases) else {
        return;
    };
    let found = compared(&open, 0, 1);
    assert_eq!(
        found.verdict,
        Verdict::Layers(Counts {
            shared: 1,
            only_left: 1,
            only_right: 1,
            ..Counts::default()
        })
    );
    let layers = found.layers.pairs.iter();
    let layers = layers.flat_map(|pair| [&pair.layers.left, &pair.layers.right]);
    assert!(layers.flatten().all(|layer| layer.size == Some(2_560)));
    let history = found.history.unwrap();
    let states = history.pairs.iter().map(|pair| pair.state);
    assert!(states.eq([StepState::Same, StepState::OtherLayer]));
}

#[test]
fn recompressed_cases_are_one_image() {
    let cases = ["recompressed/a-level9.tar", "recompressed/b-level1.tar"].map(str::to_owned);
    if let Some(open) = corpus::cases(&cases) {
        check_all(&open);
        let found = compared(&open, 0, 1).verdict;
        assert!(matches!(found, Verdict::Recompressed { .. }), "{found:?}");
    }
}
