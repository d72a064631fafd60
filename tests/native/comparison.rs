//! Two images side by side.

use assay::comparison::Comparison;
use assay::comparison::base::{BASE_DIGEST, BASE_NAME, BaseCandidate, Holds, base_of};
use assay::comparison::document::{Part, Spelling};
use assay::comparison::files::{FilesDiff, Ignore};
use assay::comparison::history::StepState;
use assay::comparison::layers::{Counts, LayerState};
use assay::comparison::side::{Both, Side};
use assay::comparison::verdict::{Reason, Verdict};
use assay::image::digest::Digest;
use assay::image::media_type::{OCI_CONFIG, OCI_LAYER, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::Opened;
use assay::views::comparison::{ComparisonView, RowClass, bases, file_rows};
use serde_json::{Value, json};

use crate::images::{self, Layout};
use crate::{corpus, drive};

/// What is open of archives.
fn opened(archives: &[(&str, Vec<u8>)]) -> Opened {
    drive::give(archives, 60_000).unwrap().opened
}

fn compared(opened: &Opened, left: usize, right: usize) -> Comparison {
    let images = &opened.graph.images;
    Comparison::of(opened, &images[left], &images[right])
}

/// An image as a test wants it.
struct Wanted {
    layers: Vec<Vec<u8>>,
    config: Value,
    annotations: Value,
    is_plain: bool,
    /// How its config is written.
    write: fn(&Value) -> Vec<u8>,
}

impl Wanted {
    fn new(names: &[&str]) -> Self {
        let layers: Vec<Vec<u8>> = names
            .iter()
            .map(|name| images::layer(&[(name, name)]))
            .collect();
        let diff_ids: Vec<String> = layers
            .iter()
            .map(|layer| Digest::sha256(layer).to_string())
            .collect();
        let steps = names.iter().map(|name| {
            json!({"created": "2024-01-01T00:00:00Z", "created_by": format!("COPY {name} / # buildkit")})
        });
        let steps: Vec<Value> = steps.collect();
        Self {
            layers,
            config: json!({"architecture": "amd64", "os": "linux", "created": "2024-01-01T00:00:00Z",
                "config": {"Env": ["PATH=/bin"], "Cmd": ["/a"]},
                "rootfs": {"type": "layers", "diff_ids": diff_ids}, "history": steps}),
            annotations: json!({}),
            is_plain: false,
            write: |config| serde_json::to_vec(config).unwrap(),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn add(&self, layout: &mut Layout, name: &str) -> Value {
        let config = layout.describe(OCI_CONFIG, (self.write)(&self.config));
        let layers: Vec<Value> = self
            .layers
            .iter()
            .map(|layer| match self.is_plain {
                true => layout.describe(OCI_LAYER, layer.clone()),
                false => layout.describe(OCI_LAYER_GZIP, images::gzip(layer)),
            })
            .collect();
        let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config,
            "layers": layers, "annotations": self.annotations});
        let descriptor = layout.describe(OCI_MANIFEST, serde_json::to_vec(&manifest).unwrap());
        layout.tag(descriptor.clone(), name);
        descriptor
    }
}

/// Two images of one layout.
fn pair(left: &Wanted, right: &Wanted) -> Opened {
    let mut layout = Layout::default();
    left.add(&mut layout, "left:1");
    right.add(&mut layout, "right:1");
    opened(&[("two.tar", layout.to_tar())])
}

fn verdict(left: &Wanted, right: &Wanted) -> (Verdict, String) {
    let verdict = compared(&pair(left, right), 0, 1).verdict;
    let said = verdict.message().to_string();
    (verdict, said)
}

#[test]
fn the_same_bytes_compressed_differently_are_one_image_with_two_manifests() {
    let plain = Wanted::new(&["a", "b"]).with(|image| image.is_plain = true);
    let opened = pair(&Wanted::new(&["a", "b"]), &plain);
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::Recompressed { layers: 2 });
    assert_eq!(
        found.verdict.message().to_string(),
        "The same image ID and DiffIDs, but 2 layers are compressed differently, so the manifest digests differ"
    );
    assert_eq!(found.reasons, [Reason::Compression { layers: 2 }]);
    assert!(!found.is_by_claims());
    let first = &found.layers.pairs[0];
    assert_eq!(first.state, LayerState::Recompressed);
    // The descriptors differ in their types, too.
    assert_eq!(first.changes[0].part, Part::MediaType);
}

#[test]
fn configs_that_differ_only_in_times_are_told_from_others() {
    let image = || Wanted::new(&["a"]);
    let later = image().with(|image| {
        image.config["created"] = json!("2025-01-01T00:00:00Z");
        image.config["history"][0]["created"] = json!("2025-01-01T00:00:00Z");
    });
    let opened = pair(&image(), &later);
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::OnlyTimes);
    assert_eq!(found.reasons, [Reason::Times]);
    let history = found.history.unwrap();
    assert_eq!(history.pairs[0].state, StepState::OtherTime);
    assert_eq!(history.common_from_start, 1);
    let other = later.with(|image| image.config["config"]["User"] = json!("1000"));
    let (found, said) = verdict(&image(), &other);
    assert_eq!(
        found,
        Verdict::Config {
            parts: vec![Part::User],
            history: false
        }
    );
    assert_eq!(said, "The same DiffIDs; the configs differ in: User");
}

#[test]
fn configs_that_say_the_same_in_other_bytes_are_told_how() {
    let image = || Wanted::new(&["a"]);
    let pretty =
        image().with(|image| image.write = |json| serde_json::to_vec_pretty(json).unwrap());
    let unset = image().with(|image| image.config["config"]["Volumes"] = json!(null));
    for (other, spelling) in [(pretty, Spelling::Formatting), (unset, Spelling::Unset)] {
        let opened = pair(&image(), &other);
        let found = compared(&opened, 0, 1);
        assert_eq!(found.verdict, Verdict::OnlySpelling { spelling });
        assert_eq!(found.reasons, [Reason::ConfigSpelling { spelling }]);
    }
}

#[test]
fn only_the_manifest_differs() {
    let image = || Wanted::new(&["a"]);
    let other = image().with(|image| image.annotations = json!({"k": "v"}));
    let opened = pair(&image(), &other);
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::OnlyManifest);
    let manifest = found.manifest.unwrap();
    assert_eq!(manifest.changes[0].part, Part::Annotations);
    assert_eq!(
        manifest.changes[0].values,
        Both::of(None, Some("v".to_owned()))
    );
}

#[test]
fn one_image_is_the_base_of_another() {
    let opened = pair(
        &Wanted::new(&["a", "b"]),
        &Wanted::new(&["a", "b", "c", "d"]),
    );
    let found = compared(&opened, 0, 1);
    let base = found.base.unwrap();
    assert_eq!((base.side, base.prefix.on_top), (Side::Left, 2));
    assert_eq!(
        found.verdict.message().to_string(),
        "The left image is the base of the right one, which has 2 more layers"
    );
    assert_eq!(found.layers.common_from_base, 2);
    let back = compared(&opened, 1, 0);
    assert_eq!(back.base.unwrap().side, Side::Right);
}

#[test]
fn layers_are_shared_in_the_order_of_both() {
    let (found, said) = verdict(
        &Wanted::new(&["a", "b", "c"]),
        &Wanted::new(&["a", "x", "c", "d"]),
    );
    assert_eq!(
        found,
        Verdict::Layers(Counts {
            shared: 2,
            only_left: 1,
            only_right: 2,
            ..Counts::default()
        })
    );
    assert_eq!(
        said,
        "2 layers shared; 1 only in the left image, 2 only in the right one"
    );
    let (found, _) = verdict(&Wanted::new(&["a"]), &Wanted::new(&["b"]));
    assert_eq!(found, Verdict::NothingInCommon);
}

#[test]
fn steps_are_aligned_and_say_which_layer_is_another_one() {
    let left = Wanted::new(&["a", "b", "c"]);
    let right = Wanted::new(&["a", "x", "c"]).with(|image| {
        // The same instruction, and another layer.
        image.config["history"][1]["created_by"] = json!("COPY b / # buildkit");
        let run = json!({"created_by": "RUN /bin/sh -c make # buildkit", "empty_layer": true});
        image.config["history"].as_array_mut().unwrap().push(run);
    });
    let found = compared(&pair(&left, &right), 0, 1);
    let history = found.history.unwrap();
    let states: Vec<StepState> = history.pairs.iter().map(|pair| pair.state).collect();
    assert_eq!(
        states,
        [
            StepState::Same,
            StepState::OtherLayer,
            StepState::Same,
            StepState::OnlyRight
        ]
    );
    assert_eq!(history.common_from_start, 1);
    let other = Wanted::new(&["a", "y", "c"]);
    let history = compared(&pair(&left, &other), 0, 1).history.unwrap();
    assert_eq!(history.pairs[1].state, StepState::Changed);
    let step = history.pairs[1].steps.right.as_ref().unwrap();
    assert_eq!(
        (step.instruction.as_str(), step.layer),
        ("COPY y /", Some(2))
    );
}

#[test]
fn what_no_bytes_prove_is_judged_by_claims_and_says_so() {
    let plain = Wanted::new(&["a", "b"]).with(|image| image.is_plain = true);
    let whole = pair(&Wanted::new(&["a", "b"]), &plain);
    // Nothing is hashed yet.
    let opened = Opened::new(whole.contents.clone());
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::Recompressed { layers: 2 });
    assert!(found.is_by_claims());
    let left = found.layers.pairs[0].layers.left.as_ref().unwrap();
    assert_eq!(left.uncompressed_size, None);
    assert!(left.size.is_some());
}

#[test]
fn bytes_that_are_not_what_is_claimed_are_not_what_they_are_compared_by() {
    let mut layout = Layout::default();
    Wanted::new(&["a"]).add(&mut layout, "left:1");
    let other = Wanted::new(&["a"]).with(|image| image.is_plain = true);
    other.add(&mut layout, "right:1");
    // The plain layer holds something else than its digest and the DiffID say.
    let digest = Digest::sha256(&images::layer(&[("a", "a")])).to_string();
    layout.blobs.insert(digest, images::layer(&[("a", "b")]));
    let found = compared(&opened(&[("two.tar", layout.to_tar())]), 0, 1);
    assert_eq!(found.verdict, Verdict::NothingInCommon);
    assert!(found.digests.config.sameness.is_same());
}

#[test]
fn a_base_is_claimed_by_annotations_and_proved_by_layers() {
    let mut layout = Layout::default();
    let base = Wanted::new(&["a"]).add(&mut layout, "base:1");
    let claim = json!({BASE_NAME: "docker.io/library/base:1", BASE_DIGEST: base["digest"]});
    let built = Wanted::new(&["a", "b"]).with(|image| image.annotations = claim.clone());
    built.add(&mut layout, "built:1");
    let liar = Wanted::new(&["x", "b"]).with(|image| image.annotations = claim);
    liar.add(&mut layout, "liar:1");
    let opened = opened(&[("three.tar", layout.to_tar())]);
    let images = &opened.graph.images;
    let holds = |image: usize| match &base_of(&opened, &images[image])[..] {
        [BaseCandidate::Claimed { image, holds, .. }, rest @ ..] => (*image, *holds, rest.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(base_of(&opened, &images[0]), []);
    assert_eq!(holds(1), (Some(0), Holds::Agrees, 1));
    assert_eq!(holds(2), (Some(0), Holds::Contradicts, 0));
    let said: Vec<String> = bases(&opened, &images[1])
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        said[1],
        "Built on example.com/base:1, as its layers prove, with 1 layer on top"
    );
    // Before anything is hashed it is the configs that say so.
    let unhashed = Opened::new(opened.contents.clone());
    let said = bases(&unhashed, &unhashed.graph.images[1]);
    assert_eq!(
        said[1].to_string(),
        "Built on example.com/base:1, as the claimed DiffIDs say, with 1 layer on top"
    );
}

#[test]
fn files_that_were_compared_are_part_of_it() {
    let opened = pair(&Wanted::new(&["a"]), &Wanted::new(&["b"]));
    let files = FilesDiff::of_layers(&Default::default(), &Default::default(), Ignore::default());
    let section = file_rows(&files);
    assert_eq!(section.note.unwrap().to_string(), "All files are the same");
    let found = compared(&opened, 0, 1).with_files(files.clone());
    assert_eq!(found.files, Some(files));
}

#[test]
fn an_archive_and_a_layout_of_one_image_are_the_same_image() {
    let layers = images::hello_layers("amd64");
    let platform = images::linux("amd64", None);
    let mut layout = Layout::default();
    let descriptor = layout.image(&platform, &layers);
    layout.tag(descriptor, "hello:1.0");
    let config = images::config(&platform, &layers, images::DIALECT_OCI);
    let name = Digest::sha256(&config).encoded().to_owned();
    let paths: Vec<String> = (0..layers.len())
        .map(|at| format!("{at}/layer.tar"))
        .collect();
    let manifest = json!([{"Config": format!("{name}.json"), "RepoTags": null, "Layers": paths}]);
    let mut files = vec![
        (format!("{name}.json"), config),
        (
            "manifest.json".to_owned(),
            manifest.to_string().into_bytes(),
        ),
    ];
    files.extend(paths.into_iter().zip(layers));
    let opened = opened(&[
        ("saved.tar", images::files_to_tar(&files)),
        ("layout.tar", layout.to_tar()),
    ]);
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::SameImage, "{:#?}", found.digests);
    let states = found.layers.pairs.iter().map(|pair| pair.state);
    assert!(states.eq([LayerState::SameContent; 3]));
}

#[test]
fn the_view_has_a_row_for_all_that_differs() {
    let other = Wanted::new(&["a", "x"]).with(|image| {
        image.config["config"]["Env"] = json!(["PATH=/bin", "EVIL=\u{202e}x"]);
    });
    let opened = pair(&Wanted::new(&["a", "b"]), &other);
    let comparison = compared(&opened, 0, 1);
    let view = ComparisonView::of(&opened, Both::of(0, 1), &comparison);
    assert_eq!(
        view.names.left.to_string(),
        "example.com/left:1, linux/amd64"
    );
    let titles: Vec<String> = view
        .sections
        .iter()
        .map(|one| one.title.to_string())
        .collect();
    assert_eq!(
        titles,
        ["Digests", "Manifest", "Config", "History", "Layers"]
    );
    assert_eq!(
        view.sections[1].note.as_ref().unwrap().to_string(),
        "No difference"
    );
    let config = &view.sections[2].rows;
    assert_eq!(config[0].field.to_string(), "Environment: EVIL");
    assert_eq!(config[0].values.left, None);
    let shown = config[0].values.right.as_ref().unwrap();
    assert_eq!(shown.to_string(), "\\u{202e}x");
    let classes: Vec<RowClass> = view.sections[4].rows.iter().map(|row| row.class).collect();
    assert_eq!(
        classes,
        [RowClass::Same, RowClass::OnlyLeft, RowClass::OnlyRight]
    );
}

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
