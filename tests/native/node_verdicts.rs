//! What is known of nodes and edges, from the rows of the ledger.

use assay::inspect::graph::NodeKind;
use assay::views::node_verdicts::{NodeVerdicts, rows_about};
use assay::words::{Message, verdicts};

use crate::drive::archive;
use crate::images;

#[test]
fn each_claim_has_its_own_verdict() {
    let showing = archive(images::tampered().to_tar());
    let marks = NodeVerdicts::of(&showing.opened);
    let edges = showing.opened.graph.edges.iter().enumerate();
    let said: Vec<(String, String)> = edges
        .map(|(place, edge)| {
            let verdict = marks.edges(&[place]);
            let word = verdict.map_or_else(String::new, |verdict| verdict.label().to_string());
            (edge.label.message().to_string(), word)
        })
        .collect();
    for (label, word) in [("config", "wrong size"), ("layer 1", "wrong digest")] {
        assert!(
            said.contains(&(label.to_owned(), word.to_owned())),
            "{said:?}"
        );
    }
}

#[test]
fn a_plain_layer_that_only_its_diff_id_names_has_that_verdict() {
    let showing = archive(images::docker_save());
    let marks = NodeVerdicts::of(&showing.opened);
    let words = |kind| -> Vec<Option<Message>> {
        let nodes = showing.opened.graph.nodes.iter();
        let nodes = nodes.filter(|node| node.kind == kind);
        nodes
            .map(|node| marks.node(node.id).map(|verdict| verdict.label()))
            .collect()
    };
    let verified = |word: &Option<Message>| *word == Some(verdicts::verified());
    assert!(words(NodeKind::Layer).iter().all(verified));
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
    assert_eq!(rows_about(&showing.opened, image.config.unwrap()).len(), 1);
    assert_eq!(
        rows_about(&showing.opened, showing.opened.graph.roots[0]),
        []
    );
}
