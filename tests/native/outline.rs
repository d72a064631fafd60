//! The graph as a tree: rows, and what keys do.

use assay::session::Showing;
use assay::views::outline::{Move, OutlineRow, Unfolded, pressed, rows};

use crate::drive::archive;
use crate::images::{self, files_to_tar};

fn lines(showing: &Showing, opened: &Unfolded) -> Vec<String> {
    let line = |row: &OutlineRow| {
        let node = showing.opened.graph.node(row.node).unwrap();
        let mark = match row.open {
            None => "-",
            Some(true) => "v",
            Some(false) => ">",
        };
        let parent = row.path.iter().nth_back(1);
        let edges = showing.opened.graph.edges.iter();
        let edge = edges
            .filter(|edge| Some(&edge.from) == parent)
            .find(|edge| edge.to == row.node);
        let label = edge.map_or_else(String::new, |edge| edge.label.message().to_string());
        let indent = "  ".repeat(row.level - 1);
        format!(
            "{indent}{mark} {} {} {}/{}",
            node.kind.word(),
            label,
            row.place,
            row.siblings
        )
    };
    rows(&showing.opened.graph, opened)
        .iter()
        .map(line)
        .collect()
}

#[test]
fn a_single_image_is_open_down_to_its_layers() {
    let showing = archive(images::tampered().to_tar());
    assert_eq!(
        lines(&showing, &Unfolded::at_first(&showing.opened.graph)),
        [
            "v archive entry  1/1",
            "  v manifest example.com/tampered:1.0 1/1",
            "    > config config 1/4",
            "    > layer layer 1 2/4",
            "    > layer layer 2 3/4",
            "    > layer layer 3 4/4",
        ]
    );
}

#[test]
fn of_several_images_the_manifests_are_closed_and_attestations_stand_once() {
    let showing = archive(images::multi_platform().to_tar());
    assert_eq!(
        lines(&showing, &Unfolded::at_first(&showing.opened.graph)),
        [
            "v archive entry  1/1",
            "  v index example.com/hello:1.0 1/1",
            "    > manifest linux/amd64 1/5",
            "    > manifest linux/arm64/v8 2/5",
            "    > manifest linux/arm/v7 3/5",
            "    > attestation attestation 4/5",
            "    > attestation attestation 5/5",
        ]
    );
}

#[test]
fn what_two_documents_name_stands_below_both_and_opens_apart() {
    let showing = archive(files_to_tar(&images::docker_25()));
    let mut opened = Unfolded::at_first(&showing.opened.graph);
    let all = rows(&showing.opened.graph, &opened);
    let config = showing.opened.graph.images[0].config.unwrap();
    let places: Vec<&OutlineRow> = all.iter().filter(|row| row.node == config).collect();
    assert_eq!(places.len(), 2);
    opened.open(places[0].path.clone());
    let again = rows(&showing.opened.graph, &opened);
    let open: Vec<Option<bool>> = again
        .iter()
        .filter(|row| row.node == config)
        .map(|row| row.open)
        .collect();
    assert_eq!(open, [Some(true), Some(false)]);
}

#[test]
fn every_node_can_be_reached() {
    for bytes in [
        images::multi_platform().to_tar(),
        images::docker_save(),
        files_to_tar(&images::docker_25()),
    ] {
        let showing = archive(bytes);
        let mut opened = Unfolded::default();
        let mut seen = 0;
        loop {
            let all = rows(&showing.opened.graph, &opened);
            if all.len() == seen {
                let missing = showing
                    .opened
                    .graph
                    .nodes
                    .iter()
                    .find(|node| all.iter().all(|row| row.node != node.id));
                assert!(missing.is_none(), "{missing:?}");
                break;
            }
            seen = all.len();
            all.into_iter().for_each(|row| opened.open(row.path));
        }
    }
}

#[test]
fn keys_do_what_the_tree_pattern_says() {
    let showing = archive(images::tampered().to_tar());
    let opened = Unfolded::at_first(&showing.opened.graph);
    let all = rows(&showing.opened.graph, &opened);
    let path = |index: usize| all[index].path.clone();
    for (from, key, expected) in [
        (0, "ArrowDown", Some(Move::Focus(path(1)))),
        (0, "ArrowUp", None),
        (0, "ArrowLeft", Some(Move::Close(path(0)))),
        (0, "ArrowRight", Some(Move::Focus(path(1)))),
        (0, "End", Some(Move::Focus(path(5)))),
        (5, "Home", Some(Move::Focus(path(0)))),
        (5, "ArrowDown", None),
        (5, "ArrowRight", Some(Move::Open(path(5)))),
        (5, "ArrowLeft", Some(Move::Focus(path(1)))),
        (2, "Enter", Some(Move::Select(all[2].node))),
        (2, " ", Some(Move::Select(all[2].node))),
        (2, "x", None),
    ] {
        assert_eq!(pressed(&all, &path(from), key), expected, "{from} {key}");
    }
    let mut closed = opened.clone();
    closed.close(&path(0));
    assert_eq!(rows(&showing.opened.graph, &closed).len(), 1);
    closed.toggle(&path(0));
    assert_eq!(closed, opened);
}
