//! The graph: what stands where, what is folded, and how keys lead through it.

use std::collections::BTreeSet;

use assay::image::digest::Digest;
use assay::image::media_type::{OCI_EMPTY, OCI_MANIFEST};
use assay::inspect::graph::{NodeId, NodeKind};
use assay::session::Showing;
use assay::views::Tone;
use assay::views::graph::faces::{face, faces, failing, failing_first};
use assay::views::graph::folds::{lines, page, shared, tally};
use assay::views::graph::{
    COLUMNS_AT_ONCE, Cursor, Line, Part, Place, Sheet, Stop, Table, related, walk,
};
use assay::views::node_verdicts::NodeVerdicts;
use assay::words::verdicts;
use serde_json::json;

use crate::drive::{archive, give};
use crate::images::{self, Layout, files_to_tar, gzip, layer, linux};

fn numbered(count: usize, salt: &str) -> Vec<Vec<u8>> {
    let text = |number: usize| layer(&[("number", &format!("{number} {salt}"))]);
    (0..count).map(text).collect()
}

/// One image of so many layers.
fn many_layers(count: usize) -> Layout {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &numbered(count, ""));
    layout.tag(image, "many");
    layout
}

/// An index of platforms, each with its own layers over the same base.
fn many_platforms(count: usize, base: usize, own: usize) -> Layout {
    let mut layout = Layout::default();
    let base = numbered(base, "base");
    let manifests: Vec<_> = (0..count)
        .map(|number| {
            let platform = linux("arm", Some(&format!("v{number}")));
            let layers = [base.clone(), numbered(own, &number.to_string())].concat();
            layout.image(&platform, &layers)
        })
        .collect();
    let index = layout.index(&manifests);
    layout.tag(index, "many");
    layout
}

fn sheet(showing: &Showing) -> Sheet {
    Sheet::of(showing, 0, COLUMNS_AT_ONCE)
}

/// A table as text, a row a line: what it is, and in each cell its columns and what
/// stands there.
fn drawn(showing: &Showing, table: &Table) -> Vec<String> {
    let faces = faces(table, &NodeVerdicts::of(&showing.opened));
    let rows = table.rows.iter().zip(&faces);
    rows.map(|(row, faces)| {
        let mut faces = faces.iter();
        let cells = row.cells.iter().map(|cell| {
            let stops = cell.stops.iter().map(|stop| {
                let written = stop.written(cell, 4);
                let written = written.map_or_else(String::new, |text| text.to_string());
                format!("{}{written}", faces.next().unwrap().icon())
            });
            let stops: Vec<String> = stops.collect();
            format!("{}x[{}]", cell.span, stops.join(" "))
        });
        let cells: Vec<String> = cells.collect();
        format!("{}: {}", row.kind.name(), cells.join(" "))
    })
    .collect()
}

/// The beginning of digests in a text, made alike.
fn without_digits(lines: &[String]) -> Vec<String> {
    let word = |word: &str| {
        let digits = word.trim_end_matches(']');
        let is_digest = digits.chars().rev().take(4).all(|c| c.is_ascii_hexdigit());
        match digits.chars().count() > 4 && is_digest {
            true => {
                let kept = digits.chars().count() - 4;
                let head: String = digits.chars().take(kept).collect();
                format!("{head}#{}", &word[digits.len()..])
            }
            false => word.to_owned(),
        }
    };
    let line = |line: &String| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    lines.iter().map(line).collect()
}

fn matrix(showing: &Showing) -> Table {
    (*sheet(showing).matrix.expect("a matrix")).clone()
}

fn ladder(showing: &Showing) -> Table {
    (*sheet(showing).ladder.expect("a ladder").1.table).clone()
}

fn titles(table: &Table) -> Vec<String> {
    let columns = table.columns.iter();
    columns.map(|column| column.title.to_string()).collect()
}

/// The nodes that can be chosen.
fn reached(sheet: &Sheet) -> BTreeSet<NodeId> {
    let tables = sheet.matrix.iter().map(|table| &**table);
    let tables = tables.chain(sheet.ladder.iter().map(|(_, ladder)| &*ladder.table));
    let cells = tables.flat_map(|table| table.rows.iter().flat_map(|row| &row.cells));
    let mut stops: Vec<&Stop> = cells.flat_map(|cell| &cell.stops).collect();
    if let Some((_, ladder)) = &sheet.ladder {
        stops.extend(ladder.leading.iter().chain(&ladder.manifest));
        stops.extend(ladder.attached.iter().chain(&ladder.config));
    }
    for line in &sheet.beside {
        stops.extend([&line.head].into_iter().chain(&line.parts));
    }
    stops.iter().flat_map(|stop| stop.nodes.clone()).collect()
}

#[test]
fn an_index_is_a_matrix_in_which_a_shared_layer_stands_once() {
    let showing = archive(images::multi_platform().to_tar());
    let table = matrix(&showing);
    assert_eq!(
        titles(&table),
        ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"]
    );
    assert_eq!(
        without_digits(&drawn(&showing, &table)),
        [
            "read from: 3x[·index.json]",
            "index: 3x[✓#]",
            "manifest: 1x[✓#] 1x[✓#] 1x[✓#]",
            "attached: 1x[✓provenance attestation] 1x[✓provenance attestation] 1x[]",
            "config: 1x[✓#] 1x[✓#] 1x[✓#]",
            "layer 1: 3x[✓# ✓]",
            "layer 2: 1x[✓# ✓] 1x[✓# ✓] 1x[✓# ✓]",
            "layer 3: 3x[✓# ✓]",
        ]
    );
    let step = table.rows[6].step.as_ref().unwrap();
    assert_eq!((step.keyword.as_str(), &step.only_of), ("RUN", &None));
    assert!(table.rows.iter().skip(5).all(|row| row.sizes.is_some()));
}

#[test]
fn what_neighbours_compress_differently_is_one_layer_with_both_digests() {
    let mut layout = Layout::default();
    let layers = numbered(1, "");
    let one = layout.image(&linux("amd64", None), &layers);
    let two = layout.image(&linux("arm64", None), &layers);
    // The same bytes inside, stored otherwise.
    let manifest = two["digest"].as_str().unwrap().to_owned();
    let mut text: serde_json::Value = serde_json::from_slice(&layout.blobs[&manifest]).unwrap();
    let stored = [gzip(&layers[0]), gzip(b"")].concat();
    text["layers"][0] = layout.describe("application/vnd.oci.image.layer.v1.tar+gzip", stored);
    let mut two = layout.describe(OCI_MANIFEST, text.to_string().into_bytes());
    two["platform"] = linux("arm64", None);
    let index = layout.index(&[one, two]);
    layout.tag(index, "both");
    let showing = archive(layout.to_tar());
    let rows = without_digits(&drawn(&showing, &matrix(&showing)));
    assert_eq!(rows.last().unwrap(), "layer 1: 2x[✓# ✓# ✓]");
}

#[test]
fn one_image_is_a_ladder_between_manifest_and_config() {
    let showing = archive(images::tampered().to_tar());
    let sheet = sheet(&showing);
    assert_eq!(sheet.matrix, None);
    let (name, around) = sheet.ladder.unwrap();
    assert_eq!(name.to_string(), "example.com/tampered:1.0, linux/amd64");
    let kind = |stop: &Stop| showing.opened.graph.kind_of(stop.node().unwrap()).unwrap();
    let leading: Vec<NodeKind> = around.leading.iter().map(kind).collect();
    assert_eq!(leading, [NodeKind::Entry]);
    assert_eq!(kind(&around.manifest.unwrap()), NodeKind::Manifest);
    assert_eq!(kind(&around.config.unwrap()), NodeKind::Config);
    assert_eq!(titles(&around.table), ["layer digest", "DiffID", "ChainID"]);
    assert_eq!(
        without_digits(&drawn(&showing, &around.table)),
        [
            "layer 1: 1x[✗#] 1x[✓#] 1x[✓#]",
            "layer 2: 1x[✓#] 1x[✗#] 1x[?#]",
            "layer 3: 1x[✓#] 1x[✗#] 1x[?#]",
        ],
        "a ChainID is as good as all DiffIDs up to it"
    );
}

#[test]
fn every_object_can_be_chosen_somewhere() {
    for (name, bytes) in [
        ("multi-platform", images::multi_platform().to_tar()),
        ("docker save", images::docker_save()),
        ("tampered", images::tampered().to_tar()),
        ("docker 25", files_to_tar(&images::docker_25())),
        ("20 platforms", many_platforms(20, 2, 1).to_tar()),
    ] {
        let showing = archive(bytes);
        let graph = &showing.opened.graph;
        let mut reached = BTreeSet::new();
        for place in 0..graph.images.len() {
            reached.extend(self::reached(&Sheet::of(&showing, place, COLUMNS_AT_ONCE)));
        }
        let all: BTreeSet<NodeId> = graph.nodes.iter().map(|node| node.id).collect();
        let missed: Vec<_> = all
            .difference(&reached)
            .map(|id| &graph.nodes[id.0])
            .collect();
        assert!(missed.is_empty(), "{name}: {missed:#?}");
    }
}

#[test]
fn a_docker_archive_has_no_manifest_and_its_layers_no_digest() {
    let showing = archive(images::docker_save());
    let (_, around) = sheet(&showing).ladder.unwrap();
    assert_eq!(around.manifest, None);
    let leading: Vec<String> = around
        .leading
        .iter()
        .map(|stop| stop.title.to_string())
        .collect();
    assert_eq!(leading, ["manifest.json"]);
    assert_eq!(
        without_digits(&drawn(&showing, &around.table))[0],
        "layer 1: 1x[·no digest] 1x[✓#] 1x[✓#]"
    );
}

#[test]
fn both_files_that_lead_to_an_image_are_named() {
    let showing = archive(files_to_tar(&images::docker_25()));
    let (_, around) = sheet(&showing).ladder.unwrap();
    let mut leading: Vec<String> = around
        .leading
        .iter()
        .map(|stop| stop.title.to_string())
        .collect();
    leading.sort();
    assert_eq!(leading, ["index.json", "manifest.json"]);
}

#[test]
fn several_archives_stand_beside_each_other_under_their_files() {
    let bytes = |salt| {
        let mut layout = Layout::default();
        let layers = [numbered(1, "base"), numbered(1, salt)].concat();
        let image = layout.image(&linux("amd64", None), &layers);
        layout.tag(image, salt);
        layout.to_tar()
    };
    let showing = give(
        &[("a.tar", bytes("one")), ("b.tar", bytes("two"))],
        usize::MAX,
    )
    .unwrap();
    let table = matrix(&showing);
    assert_eq!(
        titles(&table),
        [
            "example.com/one, linux/amd64",
            "example.com/two, linux/amd64"
        ]
    );
    let rows = without_digits(&drawn(&showing, &table));
    assert_eq!(table.rows[0].cells.len(), 2, "{}", rows[0]);
    assert_eq!(rows[3], "layer 1: 2x[✓# ✓]", "the base is in both archives");
}

#[test]
fn indexes_that_nest_stand_above_each_other() {
    let mut layout = Layout::default();
    let of = |layout: &mut Layout, architecture| {
        layout.image(&linux(architecture, None), &numbered(1, architecture))
    };
    let (one, two, three) = (
        of(&mut layout, "amd64"),
        of(&mut layout, "arm64"),
        of(&mut layout, "s390x"),
    );
    let inner = layout.index(&[one, two]);
    let outer = layout.index(&[inner, three]);
    layout.tag(outer, "nested");
    let showing = archive(layout.to_tar());
    let rows = without_digits(&drawn(&showing, &matrix(&showing)));
    assert_eq!(rows[1], "index: 3x[✓#]");
    assert_eq!(rows[2], "index: 2x[✓#] 1x[]");
}

#[test]
fn documents_alone_name_what_is_not_here() {
    let layout = images::multi_platform();
    let with_type = |media_type: &str| {
        let mut blobs = layout.blobs.values();
        let blob = blobs.find(|blob| String::from_utf8_lossy(blob).contains(media_type));
        blob.unwrap().clone()
    };
    let index = with_type("image.index.v1+json");
    let showing = give(&[("index.json", index)], usize::MAX).unwrap();
    let rows = without_digits(&drawn(&showing, &matrix(&showing)));
    assert_eq!(
        rows[1], "manifest: 1x[–#] 1x[–#] 1x[–#]",
        "named, and not here"
    );

    let manifest = images::tampered();
    let manifest = manifest.blobs[manifest.manifests[0]["digest"].as_str().unwrap()].clone();
    let showing = give(&[("manifest.json", manifest)], usize::MAX).unwrap();
    let rows = without_digits(&drawn(&showing, &ladder(&showing)));
    assert_eq!(rows[0], "layer 1: 1x[–#] 1x[] 1x[]");

    let config = images::config(&linux("amd64", None), &numbered(2, ""), images::DIALECT_OCI);
    let showing = give(&[("config.json", config)], usize::MAX).unwrap();
    let (_, around) = sheet(&showing).ladder.unwrap();
    assert_eq!(around.manifest, None);
    assert!(around.config.is_some());
    let rows = without_digits(&drawn(&showing, &around.table));
    assert!(
        rows[1].starts_with("layer 2: 1x[] 1x[") && rows[1].ends_with("#]"),
        "{rows:?}"
    );
}

#[test]
fn signatures_hang_on_their_platform_and_artifacts_stand_beside() {
    let mut layout = images::multi_platform();
    let about = layout.manifests[0].clone();
    let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
        "artifactType": "application/vnd.dev.cosign.artifact.sig.v1+json",
        "config": layout.describe(OCI_EMPTY, b"{}".to_vec()),
        "layers": [layout.describe("application/vnd.dev.cosign.simplesigning.v1+json", b"{ }".to_vec())],
        "subject": {"mediaType": about["mediaType"], "digest": about["digest"], "size": about["size"]}});
    let signature = layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    layout.tag(signature, "signature");
    let showing = archive(layout.to_tar());
    let rows = drawn(&showing, &matrix(&showing));
    assert!(rows[1].contains("cosign signature"), "{rows:#?}");
    let beside = sheet(&showing).beside;
    let signature = beside
        .iter()
        .find(|line| line.head.title.to_string() == "cosign signature");
    let signature = signature.unwrap();
    assert_eq!(
        signature.about.as_ref().unwrap().to_string(),
        "example.com/hello:1.0"
    );
    assert_eq!(signature.parts.len(), 2);
    let titles: Vec<String> = beside
        .iter()
        .map(|line| line.head.title.to_string())
        .collect();
    assert_eq!(
        titles
            .iter()
            .filter(|it| *it == "provenance attestation")
            .count(),
        2
    );
}

#[test]
fn of_what_stands_beside_what_fails_comes_first() {
    let mut layout = images::multi_platform();
    let is_statement = |blob: &&mut Vec<u8>| blob.starts_with(b"{\n  \"_type\"");
    let statement = layout.blobs.values_mut().filter(is_statement).last();
    statement.unwrap().push(b' ');
    let showing = archive(layout.to_tar());
    let beside = sheet(&showing).beside;
    let known = NodeVerdicts::of(&showing.opened);
    let order = failing_first(&beside, &known);
    let parts = beside[order[0]].parts.iter();
    let tones: Vec<_> = parts.map(|stop| face(stop, &known).tone).collect();
    assert!(tones.contains(&Some(Tone::Bad)), "{tones:?}");
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..beside.len()).collect::<Vec<_>>());
}

fn folded(showing: &Showing, table: &Table, opened: &[usize]) -> Vec<Line> {
    let faces = faces(table, &NodeVerdicts::of(&showing.opened));
    lines(table, &faces, &opened.iter().copied().collect())
}

#[test]
fn long_runs_are_folded_and_what_fails_stands_between_them() {
    let mut layout = many_layers(127);
    let manifest = layout.manifests[0]["digest"].as_str().unwrap().to_owned();
    let text: serde_json::Value = serde_json::from_slice(&layout.blobs[&manifest]).unwrap();
    let digest = text["layers"][59]["digest"].as_str().unwrap().to_owned();
    layout.blobs.get_mut(&digest).unwrap()[4] ^= 1;
    let showing = archive(layout.to_tar());
    let table = ladder(&showing);
    let fold = |first, last| Line::Fold { first, last };
    assert_eq!(
        folded(&showing, &table, &[]),
        [
            Line::Head,
            Line::Row(0),
            fold(1, 58),
            Line::Row(59),
            fold(60, 125),
            Line::Row(126)
        ]
    );
    assert_eq!(page(&table, 60, 125), 60..126, "all of it");
    let open: Vec<usize> = (60..100).collect();
    let open = folded(&showing, &table, &open);
    assert_eq!(open[4], fold(60, 99));
    assert_eq!(open[5], Line::Row(60));
    assert_eq!(open[45], fold(100, 125), "what is left of it");
    assert_eq!(open.len(), 6 + 40 + 1);
    let faces = faces(&table, &NodeVerdicts::of(&showing.opened));
    let counts = tally(&faces, 1, 58);
    assert_eq!(counts.len(), 1);
    assert_eq!((counts[0].0.icon(), counts[0].1), ("✓", 58));
    let failing = failing(&table, &faces);
    assert_eq!(failing.len(), 1);
    assert_eq!(
        failing[0],
        Place {
            line: Line::Row(59),
            cell: 0,
            stop: 0
        }
    );
}

#[test]
fn a_few_layers_are_not_folded() {
    let showing = archive(many_layers(12).to_tar());
    assert_eq!(folded(&showing, &ladder(&showing), &[]).len(), 13);
}

#[test]
fn twenty_platforms_of_forty_layers_fold_into_a_few_lines() {
    let showing = archive(many_platforms(20, 30, 10).to_tar());
    let table = matrix(&showing);
    assert_eq!(table.columns.len(), 20);
    let lines = folded(&showing, &table, &[]);
    assert_eq!(lines.len(), 8, "{lines:?}");
    assert_eq!(shared(&table, 5, 42), 29);
    assert_eq!(page(&table, 5, 42), 5..25, "of many the first");
}

#[test]
fn too_many_images_have_no_column_but_the_chosen_and_the_failing_have() {
    let mut layout = many_platforms(50, 0, 1);
    let index = layout.manifests[0]["digest"].as_str().unwrap().to_owned();
    let text: serde_json::Value = serde_json::from_slice(&layout.blobs[&index]).unwrap();
    let manifest = text["manifests"][45]["digest"].as_str().unwrap();
    let text: serde_json::Value = serde_json::from_slice(&layout.blobs[manifest]).unwrap();
    let stored = text["layers"][0]["digest"].as_str().unwrap().to_owned();
    layout.blobs.get_mut(&stored).unwrap()[4] ^= 1;
    let showing = archive(layout.to_tar());
    let sheet = Sheet::of(&showing, 40, COLUMNS_AT_ONCE);
    let table = sheet.matrix.unwrap();
    let images: Vec<usize> = table.columns.iter().filter_map(|it| it.image).collect();
    assert_eq!(images.len(), COLUMNS_AT_ONCE);
    assert!(images.is_sorted() && images.contains(&40) && images.contains(&45));
    assert_eq!(sheet.left_out, 50 - COLUMNS_AT_ONCE);
}

#[test]
fn arrow_keys_keep_the_column_through_what_is_shared() {
    let showing = archive(images::multi_platform().to_tar());
    let table = matrix(&showing);
    let lines = folded(&showing, &table, &[]);
    let press = |from, key| walk(&table, &lines, from, key, false);
    let first = Cursor::first(&table, &lines).unwrap();
    assert_eq!(
        first.place,
        Place {
            line: Line::Head,
            cell: 0,
            stop: 0
        }
    );
    let third = press(press(first, "ArrowRight").unwrap(), "ArrowRight").unwrap();
    let mut at = third;
    for _ in 0..3 {
        at = press(at, "ArrowDown").unwrap();
    }
    assert_eq!(
        at.place,
        Place {
            line: Line::Row(2),
            cell: 2,
            stop: 0
        },
        "through the index"
    );
    let mut last = at;
    while let Some(next) = press(last, "ArrowDown") {
        last = next;
    }
    assert_eq!(last.place.line, Line::Row(7));
    assert_eq!(press(last, "ArrowRight").unwrap().place.stop, 1);
    assert_eq!(
        press(press(last, "ArrowUp").unwrap(), "Home")
            .unwrap()
            .place
            .cell,
        0
    );
    assert_eq!(walk(&table, &lines, last, "Home", true), Some(first));
    assert_eq!(press(first, "ArrowLeft"), None);
    assert_eq!(press(first, "x"), None);
}

#[test]
fn a_place_is_read_from_the_id_of_its_element() {
    for line in [Line::Head, Line::Row(12), Line::Fold { first: 3, last: 40 }] {
        let place = Place {
            line,
            cell: 2,
            stop: 1,
        };
        assert_eq!(place.to_string().parse(), Ok(place));
    }
    for wrong in ["", "r", "r1-0-2", "x1-0-0-0", "détail"] {
        assert_eq!(wrong.parse::<Place>(), Err(()), "{wrong}");
    }
}

#[test]
fn what_hangs_together_is_what_leads_here_and_what_it_leads_to() {
    let mut layout = Layout::default();
    for (name, top) in [("one", "1"), ("two", "2")] {
        let layers = [numbered(2, "base"), vec![layer(&[("top", top)])]].concat();
        let image = layout.image(&linux("amd64", None), &layers);
        layout.tag(image, name);
    }
    let showing = archive(layout.to_tar());
    let graph = &showing.opened.graph;
    let [one, two] = [&graph.images[0], &graph.images[1]];
    let of_top = related(graph, one.layers[2].node.unwrap());
    assert!(of_top.contains(&one.manifest.unwrap()) && of_top.contains(&graph.roots[0]));
    assert!(of_top.contains(&one.layers[2].unpacked.unwrap()));
    assert!(!of_top.contains(&two.manifest.unwrap()) && !of_top.contains(&one.config.unwrap()));
    let of_base = related(graph, one.layers[0].node.unwrap());
    assert!(of_base.contains(&one.manifest.unwrap()) && of_base.contains(&two.manifest.unwrap()));
}

#[test]
fn an_object_is_named_by_what_can_be_read_of_it_and_more() {
    let showing = archive(images::multi_platform().to_tar());
    let table = matrix(&showing);
    let cell = &table.rows[5].cells[0];
    let inside = cell
        .stops
        .iter()
        .find(|stop| stop.part == Part::Unpacked)
        .unwrap();
    assert_eq!(
        inside.written(cell, 8),
        None,
        "its mark stands beside the digest"
    );
    let label = inside.label("", table.whose(cell), Some(verdicts::verified()));
    assert_eq!(
        label.to_string(),
        "DiffID of layer 1, linux/amd64 and 2 more, verified"
    );
    let digits = Digest::sha256(b"").encoded()[..8].to_owned();
    let label = cell.stops[0].label(&digits, None, Some(verdicts::verified()));
    assert_eq!(label.to_string(), format!("{digits}, layer 1, verified"));
}
