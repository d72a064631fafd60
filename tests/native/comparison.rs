//! Two images side by side.

use assay::comparison::Comparison;
use assay::comparison::base::{BASE_DIGEST, BASE_NAME, BaseCandidate, Holds, base_of};
use assay::comparison::document::{Part, Spelling};
use assay::comparison::history::StepState;
use assay::comparison::layers::{Counts, LayerState};
use assay::comparison::side::{Both, Side};
use assay::comparison::verdict::{Reason, Verdict};
use assay::image::digest::Digest;
use assay::image::media_type::{OCI_CONFIG, OCI_LAYER, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::Opened;
use assay::views::comparison::{ComparisonView, RowClass, bases};
use serde_json::{Value, json};

use crate::drive;
use crate::images::{self, Layout};

mod matrix;
mod mirrored;
mod shown;
mod stated;

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
    // The classic builder spells the same instruction otherwise.
    let classic = Wanted::new(&["a", "b", "c"]).with(|image| {
        image.config["history"][1]["created_by"] = json!("COPY b /");
    });
    let found = compared(&pair(&left, &classic), 0, 1);
    let state = found.history.unwrap().pairs[1].state;
    assert_eq!(state, StepState::OtherRecord);
    assert_eq!(
        found.verdict,
        Verdict::Config {
            parts: Vec::new(),
            history: true
        }
    );
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
    let unhashed = Opened::new(whole.contents.clone());
    let found = compared(&unhashed, 0, 1);
    assert_eq!(found.verdict, Verdict::Recompressed { layers: 2 });
    assert!(found.is_by_claims());
    let other = pair(&Wanted::new(&["a", "b"]), &Wanted::new(&["a", "c"]));
    assert!(!compared(&other, 0, 1).is_by_claims());
    let other = Opened::new(other.contents.clone());
    assert!(compared(&other, 0, 1).is_by_claims());
    let view = ComparisonView::of(&other, Both::of(0, 1), &compared(&other, 0, 1));
    assert_eq!(
        view.notes[0].to_string(),
        "As far as claimed digests tell: not everything compared was hashed here"
    );
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
    let claim = json!({BASE_DIGEST: base["digest"]});
    let relabelled = Wanted::new(&["a"]).with(|image| image.annotations = claim);
    relabelled.add(&mut layout, "relabelled:1");
    let opened = opened(&[("four.tar", layout.to_tar())]);
    let images = &opened.graph.images;
    let holds = |image: usize| match &base_of(&opened, &images[image])[..] {
        [BaseCandidate::Claimed { image, holds, .. }, rest @ ..] => (*image, *holds, rest.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(base_of(&opened, &images[0]), []);
    assert_eq!(holds(1), (Some(0), Holds::Agrees, 2));
    assert_eq!(holds(2), (Some(0), Holds::Contradicts, 0));
    // The base with other metadata only.
    assert_eq!(holds(3), (Some(0), Holds::Agrees, 0));
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
fn layers_that_no_common_digest_names_are_not_called_different() {
    let layers = images::hello_layers("amd64");
    let mut layout = Layout::default();
    let descriptor = layout.image(&images::linux("amd64", None), &layers);
    let manifest = layout.blobs[descriptor["digest"].as_str().unwrap()].clone();
    // A manifest alone names its layers by their stored bytes, an archive by what is
    // inside.
    let saved = opened(&[("saved.tar", images::docker_save())]).contents;
    let alone = opened(&[("manifest.json", manifest)]).contents;
    let opened = Opened::new(saved.beside(alone));
    let found = compared(&opened, 0, 1);
    assert_eq!(found.verdict, Verdict::NotKnown);
    assert_eq!(found.layers.counts.not_known, 7);
    assert!(found.config.is_none() && found.history.is_none());
    let view = ComparisonView::of(&opened, Both::of(0, 1), &found);
    assert_eq!(view.sections[0].rows[0].class, RowClass::NotKnown);
    let note = view.sections[3].note.as_ref().unwrap();
    assert_eq!(note.to_string(), "Not both are here to be compared");
}

#[test]
fn a_claimed_base_that_is_not_open_or_not_known_is_no_contradiction() {
    let mut layout = Layout::default();
    let missing = Digest::sha256(b"a manifest that is not here").to_string();
    let descriptor = json!({"mediaType": OCI_MANIFEST, "digest": missing, "size": 27});
    layout.tag(descriptor, "missing:1");
    for digest in [missing, Digest::sha256(b"of another place").to_string()] {
        let claim = json!({BASE_DIGEST: digest});
        let built = Wanted::new(&["a"]).with(|image| image.annotations = claim);
        built.add(&mut layout, "built:1");
    }
    let opened = opened(&[("layout.tar", layout.to_tar())]);
    let images = opened.graph.images.iter();
    let candidates = images.flat_map(|image| base_of(&opened, image));
    let held: Vec<(Option<usize>, Holds)> = candidates
        .map(|candidate| match candidate {
            BaseCandidate::Claimed { image, holds, .. } => (image, holds),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|(_, holds)| *holds == Holds::NotKnown));
    assert_eq!(held[1].0, None);
}
