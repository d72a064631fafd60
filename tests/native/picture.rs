//! The picture: where things stand, and what hangs together.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use assay::inspect::graph::{Graph, NodeId, NodeKind};
use assay::session::Showing;
use assay::views::picture::node_verdicts::{NodeVerdicts, rows_about};
use assay::views::picture::{
    Direction, MAX_DRAWN, Picture, PlacedEdge, PlacedNode, Subject, related, shortened,
};
use assay::words::{Message, verdicts};

use crate::drive::archive;
use crate::images::{self, Layout, files_to_tar, layer, linux};

/// Every form that the samples have, drawn; once, because hashing is slow in a
/// test build.
static DRAWN: LazyLock<Vec<(&str, Box<Showing>, Picture)>> = LazyLock::new(|| {
    [
        ("multi-platform", images::multi_platform().to_tar()),
        ("docker save", images::docker_save()),
        ("tampered", images::tampered().to_tar()),
        ("docker 25", files_to_tar(&images::docker_25())),
        ("90 layers", many_layers(90).to_tar()),
        ("50 platforms", many_platforms(50).to_tar()),
    ]
    .into_iter()
    .map(|(name, bytes)| {
        let showing = archive(bytes);
        let picture = Picture::draw(&showing.opened.graph, 0);
        (name, showing, picture)
    })
    .collect()
});

fn many_layers(count: usize) -> Layout {
    let layers: Vec<Vec<u8>> = (0..count)
        .map(|number| layer(&[("number", &number.to_string())]))
        .collect();
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &layers);
    layout.tag(image, "many");
    layout
}

fn many_platforms(count: usize) -> Layout {
    let mut layout = Layout::default();
    let manifests: Vec<_> = (0..count)
        .map(|number| {
            let platform = linux("arm", Some(&format!("v{number}")));
            layout.image(&platform, &[layer(&[("number", &number.to_string())])])
        })
        .collect();
    let index = layout.index(&manifests);
    layout.tag(index, "many");
    layout
}

/// Two images with the same first two layers.
fn shared() -> Layout {
    let (base, middle) = (layer(&[("base", "")]), layer(&[("middle", "")]));
    let mut layout = Layout::default();
    for (name, top) in [("one", "1"), ("two", "2")] {
        let layers = [base.clone(), middle.clone(), layer(&[("top", top)])];
        let image = layout.image(&linux("amd64", None), &layers);
        layout.tag(image, name);
    }
    layout
}

fn overlap(one: &PlacedNode, other: &PlacedNode) -> bool {
    one.x < other.x + other.width
        && other.x < one.x + one.width
        && one.y < other.y + other.height
        && other.y < one.y + one.height
}

/// The corners of a path, in order.
fn points(path: &str) -> Vec<(u32, u32)> {
    let numbers: Vec<u32> = path
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn nodes_stand_inside_and_none_covers_another() {
    for (name, _, picture) in DRAWN.iter() {
        assert!(picture.nodes.len() > 4, "{name}: {picture:#?}");
        for (index, node) in picture.nodes.iter().enumerate() {
            assert!(node.x + node.width <= picture.width, "{name}: {node:?}");
            assert!(node.y + node.height <= picture.height, "{name}: {node:?}");
            for other in &picture.nodes[index + 1..] {
                assert!(!overlap(node, other), "{name}: {node:?} {other:?}");
            }
        }
    }
}

#[test]
fn lines_stay_inside_begin_and_end_at_their_nodes_and_cross_none() {
    for (name, _, picture) in DRAWN.iter() {
        assert!(picture.edges.len() > 4, "{name}");
        for edge in &picture.edges {
            let points = points(&edge.path);
            let node = |id| {
                picture
                    .nodes
                    .iter()
                    .find(|node| node.first() == Some(id))
                    .unwrap()
            };
            let (from, to) = (node(edge.from), node(edge.to));
            let (first, last) = (points[0], points[points.len() - 1]);
            assert_eq!(first.0, from.x + from.width, "{name}: {edge:?}");
            assert!(
                (to.y..to.y + to.height).contains(&last.1),
                "{name}: {edge:?}"
            );
            for (x, y) in &points {
                assert!(
                    *x <= picture.width && *y <= picture.height,
                    "{name}: {edge:?}"
                );
                let inside = picture.nodes.iter().find(|node| {
                    (node.x + 1..node.x + node.width).contains(x)
                        && (node.y + 1..node.y + node.height).contains(y)
                });
                assert_eq!(inside, None, "{name}: {edge:?}");
            }
        }
    }
}

#[test]
fn every_object_of_a_small_input_is_drawn_once_and_every_line_once() {
    let showing = archive(shared().to_tar());
    let picture = Picture::draw(&showing.opened.graph, 0);
    let ids: Vec<NodeId> = picture.nodes.iter().filter_map(PlacedNode::id).collect();
    let unique: BTreeSet<NodeId> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    assert_eq!(unique.len(), showing.opened.graph.nodes.len());
    let mut edges: Vec<usize> = picture
        .edges
        .iter()
        .flat_map(|edge| edge.edges.clone())
        .collect();
    edges.sort_unstable();
    assert_eq!(
        edges,
        (0..showing.opened.graph.edges.len()).collect::<Vec<_>>()
    );
    let layers = |kind| {
        showing
            .opened
            .graph
            .nodes
            .iter()
            .filter(move |node| node.kind == kind)
            .count()
    };
    assert_eq!(
        (layers(NodeKind::Layer), layers(NodeKind::Manifest)),
        (4, 2)
    );
}

#[test]
fn columns_lead_from_what_names_to_what_is_named() {
    let showing = archive(images::multi_platform().to_tar());
    let picture = Picture::draw(&showing.opened.graph, 0);
    let column = |kind| {
        let nodes = picture.nodes.iter().filter(|node| {
            let id = node.id().unwrap();
            showing.opened.graph.node(id).unwrap().kind == kind
        });
        let x: BTreeSet<u32> = nodes.map(|node| node.x).collect();
        assert_eq!(x.len(), 1, "{kind:?}");
        x.into_iter().next().unwrap()
    };
    assert!(column(NodeKind::Entry) < column(NodeKind::Index));
    assert!(column(NodeKind::Index) < column(NodeKind::Manifest));
    assert_eq!(column(NodeKind::Manifest), column(NodeKind::Attestation));
    assert!(column(NodeKind::Manifest) < column(NodeKind::Layer));
    assert_eq!(column(NodeKind::Layer), column(NodeKind::Config));
    assert!(column(NodeKind::Layer) < column(NodeKind::Unpacked));
}

#[test]
fn a_layer_and_the_bytes_inside_it_stand_side_by_side() {
    let mut layout = Layout::default();
    let layers: Vec<_> = (0..5).map(|n| layer(&[("n", &n.to_string())])).collect();
    let image = layout.image(&linux("amd64", None), &layers);
    layout.tag(image, "five");
    let showing = archive(layout.to_tar());
    let picture = Picture::draw(&showing.opened.graph, 0);
    let at = |id| {
        picture
            .nodes
            .iter()
            .find(|node| node.id() == Some(id))
            .unwrap()
    };
    for place in &showing.opened.graph.images[0].layers {
        let (layer, inside) = (at(place.node.unwrap()), at(place.unpacked.unwrap()));
        assert_eq!(layer.y, inside.y);
        let line = picture
            .edges
            .iter()
            .find(|edge| edge.from == layer.id().unwrap())
            .unwrap();
        assert_eq!(points(&line.path).len(), 2, "{}", line.path);
    }
}

#[test]
fn the_same_graph_is_drawn_the_same() {
    for (name, showing, picture) in DRAWN.iter() {
        assert_eq!(Picture::draw(&showing.opened.graph, 0), *picture, "{name}");
    }
}

#[test]
fn too_many_are_folded_and_counted_and_the_chosen_image_is_drawn() {
    let (_, showing, _) = DRAWN
        .iter()
        .find(|(name, ..)| *name == "50 platforms")
        .unwrap();
    let chosen = 40;
    let picture = Picture::draw(&showing.opened.graph, chosen);
    let ids: BTreeSet<NodeId> = picture.nodes.iter().filter_map(PlacedNode::id).collect();
    let image = &showing.opened.graph.images[chosen];
    for part in [
        image.manifest,
        image.config,
        image.layers[0].node,
        image.layers[0].unpacked,
    ] {
        assert!(ids.contains(&part.unwrap()));
    }
    let titles: Vec<String> = picture
        .nodes
        .iter()
        .filter(|node| matches!(node.subject, Subject::More(_)))
        .map(|node| node.title.to_string())
        .collect();
    assert_eq!(titles, ["and 49 more manifests"]);

    let (_, _, picture) = DRAWN
        .iter()
        .find(|(name, ..)| *name == "90 layers")
        .unwrap();
    assert!(picture.nodes.len() <= MAX_DRAWN);
    let titles: Vec<String> = picture
        .nodes
        .iter()
        .filter(|node| matches!(node.subject, Subject::More(_)))
        .map(|node| node.title.to_string())
        .collect();
    assert_eq!(titles, ["and 59 more layers", "and 58 more DiffIDs"]);
}

/// What is named along a line.
fn labels(graph: &Graph, line: &PlacedEdge) -> String {
    let labels = line.edges.iter();
    let labels: Vec<String> = labels
        .map(|at| graph.edges[*at].label.message().to_string())
        .collect();
    labels.join(", ")
}

#[test]
fn each_line_has_the_verdict_of_its_own_claim() {
    let showing = archive(images::tampered().to_tar());
    let marks = NodeVerdicts::of(&showing.opened);
    let picture = Picture::draw(&showing.opened.graph, 0);
    let said: Vec<(String, String)> = picture
        .edges
        .iter()
        .map(|edge| {
            let verdict = marks.edges(&edge.edges);
            (
                labels(&showing.opened.graph, edge),
                verdict.map_or_else(String::new, |verdict| verdict.label().to_string()),
            )
        })
        .collect();
    let bad: Vec<&(String, String)> = said
        .iter()
        .filter(|(_, word)| word.starts_with("wrong"))
        .collect();
    let expected = [("config", "wrong size"), ("layer 1", "wrong digest")];
    for (label, word) in expected {
        assert!(
            bad.contains(&&(label.to_owned(), word.to_owned())),
            "{said:?}"
        );
    }
    let nodes: Vec<_> = showing
        .opened
        .graph
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Config)
        .map(|node| marks.node(node.id).unwrap().label())
        .collect();
    assert_eq!(nodes, [verdicts::wrong_size()]);
}

#[test]
fn a_plain_layer_that_only_its_diff_id_names_has_that_verdict() {
    let showing = archive(images::docker_save());
    let marks = NodeVerdicts::of(&showing.opened);
    let words = |kind| -> Vec<Option<Message>> {
        let nodes = showing
            .opened
            .graph
            .nodes
            .iter()
            .filter(|node| node.kind == kind);
        nodes
            .map(|node| marks.node(node.id).map(|verdict| verdict.label()))
            .collect()
    };
    assert!(
        words(NodeKind::Layer)
            .iter()
            .all(|word| *word == Some(verdicts::verified()))
    );
    assert!(words(NodeKind::Entry).iter().all(Option::is_none));
}

#[test]
fn the_rows_about_a_layer_without_a_digest_are_those_of_its_diff_ids() {
    let showing = archive(images::docker_save());
    let image = &showing.opened.graph.images[0];
    for place in &image.layers {
        let rows = rows_about(&showing.opened, place.node.unwrap());
        let claimed: Vec<_> = rows
            .iter()
            .map(|row| row.claimed.clone().unwrap())
            .collect();
        assert_eq!(claimed, [place.diff_id.clone().unwrap().text]);
    }
    let config = rows_about(&showing.opened, image.config.unwrap());
    assert_eq!(config.len(), 1);
    let entry = rows_about(&showing.opened, showing.opened.graph.roots[0]);
    assert_eq!(entry, []);
}

#[test]
fn what_hangs_together_is_what_leads_here_and_what_it_leads_to() {
    let showing = archive(shared().to_tar());
    let graph = &showing.opened.graph;
    let [one, two] = [&graph.images[0], &graph.images[1]];
    let of_top = related(graph, one.layers[2].node.unwrap());
    assert!(of_top.contains(&one.manifest.unwrap()));
    assert!(of_top.contains(&graph.roots[0]));
    assert!(of_top.contains(&one.layers[2].unpacked.unwrap()));
    assert!(!of_top.contains(&two.manifest.unwrap()));
    assert!(!of_top.contains(&one.config.unwrap()));
    let of_base = related(graph, one.layers[0].node.unwrap());
    assert!(of_base.contains(&one.manifest.unwrap()) && of_base.contains(&two.manifest.unwrap()));
}

#[test]
fn arrow_keys_follow_lines_and_columns() {
    let showing = archive(shared().to_tar());
    let graph = &showing.opened.graph;
    let picture = Picture::draw(graph, 0);
    let image = &graph.images[1];
    let (manifest, top) = (image.manifest.unwrap(), image.layers[2].node.unwrap());
    assert_eq!(picture.neighbour(top, Direction::Left), Some(manifest));
    assert_eq!(
        picture.neighbour(top, Direction::Right),
        image.layers[2].unpacked
    );
    let root = graph.roots[0];
    assert_eq!(picture.neighbour(root, Direction::Left), None);
    assert_eq!(picture.neighbour(root, Direction::Up), None);
    let mut seen = vec![manifest];
    while let Some(next) = picture.neighbour(seen[seen.len() - 1], Direction::Up) {
        seen.push(next);
    }
    assert_eq!(seen, [manifest, graph.images[0].manifest.unwrap()]);
}

#[test]
fn a_manifest_that_names_a_layer_twice_has_one_line_with_both_names() {
    let mut layout = Layout::default();
    let twice = layer(&[("empty", "")]);
    let image = layout.image(
        &linux("amd64", None),
        &[twice.clone(), layer(&[("b", "")]), twice],
    );
    layout.tag(image, "twice");
    let showing = archive(layout.to_tar());
    let labels: Vec<String> = Picture::draw(&showing.opened.graph, 0)
        .edges
        .iter()
        .map(|edge| labels(&showing.opened.graph, edge))
        .filter(|label| label.starts_with("layer"))
        .collect();
    assert_eq!(labels, ["layer 1, layer 3", "layer 2"]);
}

#[test]
fn what_is_of_one_image_stands_together_config_first() {
    let mut layout = Layout::default();
    let manifests: Vec<_> = ["amd64", "arm64", "s390x", "riscv64"]
        .into_iter()
        .map(|architecture| {
            let layers: Vec<_> = (0..3)
                .map(|n| layer(&[(architecture, &n.to_string())]))
                .collect();
            layout.image(&linux(architecture, None), &layers)
        })
        .collect();
    let index = layout.index(&manifests);
    layout.tag(index, "four");
    let showing = archive(layout.to_tar());
    let picture = Picture::draw(&showing.opened.graph, 0);
    let y = |id| {
        picture
            .nodes
            .iter()
            .find(|node| node.id() == Some(id))
            .unwrap()
            .y
    };
    let mut below = 0;
    for image in &showing.opened.graph.images {
        let mut stack = vec![y(image.config.unwrap())];
        stack.extend(image.layers.iter().map(|place| y(place.node.unwrap())));
        assert!(stack.is_sorted(), "{stack:?}");
        assert!(stack[0] >= below, "{stack:?} {below}");
        below = stack[3];
    }
}

#[test]
fn titles_are_cut_with_an_ellipsis_and_not_within_a_character() {
    assert_eq!(shortened("linux/amd64", 11), "linux/amd64");
    assert_eq!(shortened("linux/amd64", 10), "linux/amd…");
    assert_eq!(shortened("éééé", 3), "éé…");
    assert_eq!(shortened("清单清单", 8), "清单清单");
    assert_eq!(shortened("清单清单", 6), "清单…");
}
