//! The platforms of one index, each held against one of them.

use assay::comparison::side::Both;
use assay::image::digest::Digest;
use assay::image::media_type::OCI_MANIFEST;
use assay::inspect::Opened;
use assay::views::comparison::{ComparisonView, MatrixRow, Outcome, PlatformMatrix};
use serde_json::{Value, json};

use super::{Wanted, compared, opened};
use crate::corpus;
use crate::images::{self, Layout};

/// What is open of one index over these manifests.
fn index(mut layout: Layout, manifests: &[Value]) -> Opened {
    layout.manifests.clear();
    let index = layout.index(manifests);
    layout.tag(index, "many:1");
    opened(&[("many.tar", layout.to_tar())])
}

/// An image for a platform.
fn add(layout: &mut Layout, architecture: &str, wanted: Wanted) -> Value {
    let wanted = wanted.with(|image| image.config["architecture"] = json!(architecture));
    let mut manifest = wanted.add(layout, architecture);
    manifest["platform"] = images::linux(architecture, None);
    manifest
}

fn matrix(opened: &Opened, left: usize) -> PlatformMatrix {
    PlatformMatrix::of(opened, left).unwrap()
}

/// Its name, layers, and what is said of config, history and all.
fn said(row: &MatrixRow) -> Vec<String> {
    let mut said = vec![row.name.to_string(), row.layers.to_string()];
    if let Some(against) = &row.against {
        let messages = [&against.config, &against.history, &against.verdict];
        said.extend(messages.map(ToString::to_string));
    }
    said
}

fn notes(matrix: &PlatformMatrix) -> Vec<String> {
    matrix.notes.iter().map(ToString::to_string).collect()
}

const NOT_COUNTED: &str =
    "Architecture, operating system and times are not counted as differences of the config";

#[test]
fn each_platform_has_a_row_and_attestations_have_none() {
    let open = opened(&[("hello.tar", images::multi_platform().to_tar())]);
    let matrix = matrix(&open, 0);
    assert_eq!(matrix.left.to_string(), "linux/amd64");
    let verdict = "2 layers shared; 1 only in the left image, 1 only in the right one";
    let like = |name: &str| {
        let shared = "2 of 3 shared; 1 only its own";
        [name, shared, "No difference", "4 steps, the same", verdict].map(str::to_owned)
    };
    assert_eq!(said(&matrix.rows[0]), ["linux/amd64", "3 layers"]);
    assert_eq!(said(&matrix.rows[1]), like("linux/arm64/v8"));
    assert_eq!(said(&matrix.rows[2]), like("linux/arm/v7"));
    assert_eq!(matrix.rows.len(), 3);
    assert_eq!(notes(&matrix), [NOT_COUNTED]);
    let stored: usize = images::hello_layers("arm64")
        .iter()
        .map(|layer| images::gzip(layer).len())
        .sum();
    assert_eq!(matrix.rows[1].size.whole(), Some(stored as u64));
}

#[test]
fn what_is_said_of_two_is_what_their_comparison_says() {
    let open = opened(&[("hello.tar", images::multi_platform().to_tar())]);
    for left in 0..3 {
        let matrix = matrix(&open, left);
        for row in &matrix.rows {
            assert_eq!(row.against.is_none(), row.image == left);
            let Some(against) = &row.against else {
                continue;
            };
            let comparison = compared(&open, left, row.image);
            let view = ComparisonView::of(&open, Both::of(left, row.image), &comparison);
            assert_eq!(against.verdict, view.verdict);
            assert_eq!(against.outcome, view.outcome);
        }
    }
}

#[test]
fn differences_of_configs_and_histories_are_named_and_counted() {
    let mut layout = Layout::default();
    let changed = Wanted::new(&["a", "c"]).with(|image| {
        let run = json!({"Env": ["PATH=/sbin", "GOARM=7"], "Cmd": ["/a"], "User": "1000"});
        image.config["config"] = run;
        image.config["created"] = json!("2025-01-01T00:00:00Z");
        image.config["os.features"] = json!(["win32k"]);
    });
    let manifests = [
        add(&mut layout, "amd64", Wanted::new(&["a", "b"])),
        add(&mut layout, "arm", changed),
        add(&mut layout, "s390x", Wanted::new(&["a", "b"])),
    ];
    let open = index(layout, &manifests);
    let matrix = matrix(&open, 0);
    assert_eq!(
        said(&matrix.rows[1])[1..4],
        [
            "1 of 2 shared; 1 only its own",
            "3 differences: User and Environment (2)",
            "1 of 2 steps differs"
        ]
    );
    // Nothing but the architecture tells them apart.
    assert_eq!(
        said(&matrix.rows[2])[1..],
        [
            "2 of 2 shared",
            "No difference",
            "2 steps, the same",
            "The same DiffIDs; the configs differ in: Architecture"
        ]
    );
    let outcomes = matrix.rows.iter().skip(1);
    let outcomes = outcomes.map(|row| row.against.as_ref().unwrap().outcome);
    assert!(outcomes.eq([Outcome::Differs, Outcome::Differs]));
}

#[test]
fn what_is_not_here_is_not_known_from_either_side() {
    let mut layout = Layout::default();
    let here = add(&mut layout, "amd64", Wanted::new(&["a"]));
    let digest = Digest::sha256(b"a manifest that is not here").to_string();
    let missing = json!({"mediaType": OCI_MANIFEST, "digest": digest, "size": 27,
        "platform": images::linux("arm64", None)});
    let open = index(layout, &[here, missing]);
    let nothing = "Too little of the two images is known to compare them";
    let place = |name: &str| {
        let mut rows = matrix(&open, 0).rows.into_iter();
        rows.find(|row| row.name.to_string() == name).unwrap().image
    };
    let (here, missing) = (place("linux/amd64"), place("linux/arm64"));
    let row = |left, right| {
        let mut rows = matrix(&open, left).rows.into_iter();
        rows.find(|row| row.image == right).unwrap()
    };
    let found = row(here, missing);
    assert_eq!(
        said(&found)[1..],
        ["not known", "not known", "not known", nothing]
    );
    assert_eq!(found.against.unwrap().outcome, Outcome::NotKnown);
    assert!(found.size.is_unknown());
    let found = row(missing, here);
    let shared = "0 of 1 shared; 1 that cannot be compared";
    assert_eq!(
        said(&found)[1..],
        [shared, "not known", "not known", nothing]
    );
    assert_eq!(said(&row(missing, missing))[1..], ["not known"]);
}

#[test]
fn a_config_that_is_not_here_is_not_said_to_be_the_same() {
    let mut layout = Layout::default();
    let config = |layout: &Layout| layout.blobs.keys().cloned().collect::<Vec<_>>();
    let left = add(&mut layout, "amd64", Wanted::new(&["a"]));
    let before = config(&layout);
    let right = add(&mut layout, "arm64", Wanted::new(&["a"]));
    let is_config = |bytes: &[u8]| {
        let json: Value = serde_json::from_slice(bytes).unwrap_or_default();
        json.get("rootfs").is_some()
    };
    layout
        .blobs
        .retain(|digest, bytes| before.contains(digest) || !is_config(bytes));
    let open = index(layout, &[left, right]);
    let found = said(&matrix(&open, 0).rows[1]);
    assert_eq!(found[1..4], ["1 of 1 shared", "not known", "not known"]);
}

#[test]
fn digests_that_nobody_hashed_are_said_to_be_claims() {
    let open = opened(&[("hello.tar", images::multi_platform().to_tar())]);
    let unread = Opened::new(open.contents.clone());
    let found = matrix(&unread, 0);
    assert_eq!(
        notes(&found),
        [
            NOT_COUNTED,
            "As far as claimed digests tell: not everything compared was hashed here"
        ]
    );
    assert_eq!(found.rows, matrix(&open, 0).rows);
}

#[test]
fn there_is_a_matrix_only_where_an_index_has_two_platforms() {
    let mut layout = Layout::default();
    let one = layout.image(
        &images::linux("amd64", None),
        &images::hello_layers("amd64"),
    );
    let about = layout.attestation(&one);
    let open = index(layout, &[one, about]);
    assert_eq!(PlatformMatrix::of(&open, 0), None);
    assert_eq!(PlatformMatrix::of(&open, 7), None);
    let saved = opened(&[("saved.tar", images::docker_save())]);
    assert_eq!(PlatformMatrix::of(&saved, 0), None);
}

#[test]
fn a_hundred_platforms_are_shown_and_the_rest_is_counted() {
    let mut layout = Layout::default();
    let manifests = (0..103).map(|number| {
        let platform = images::linux("arm", Some(&format!("\u{202e}v{number}\n")));
        layout.image(&platform, &images::hello_layers("arm"))
    });
    let manifests: Vec<Value> = manifests.collect();
    let open = index(layout, &manifests);
    let found = matrix(&open, 102);
    assert_eq!(found.rows.len(), 100);
    let last = notes(&found).pop().unwrap();
    assert_eq!(last, "3 more platforms are not shown");
    let name = found.rows[0].name.to_string();
    assert!(!name.contains(['\u{202e}', '\n']), "{name:?}");
}

#[test]
fn a_real_index_has_a_row_for_each_platform() {
    let path = "anchore+stereoscope/pkg/image/oci/testdata/multiplatform_oci_dir";
    let Some(showing) = corpus::open(path) else {
        return;
    };
    let rows = matrix(&showing.opened, 0).rows;
    assert_eq!(said(&rows[0]), ["linux/amd64", "1 layer"]);
    // Both copy one file, each to a path of its own.
    assert_eq!(
        said(&rows[1]),
        [
            "linux/arm64",
            "0 of 1 shared; 1 only its own",
            "No difference",
            "2 of 2 steps differ",
            "The two images have no layer in common"
        ]
    );
    assert!(rows.iter().all(|row| row.size.whole() == Some(880)));
    assert_eq!(rows.len(), 2);
}
