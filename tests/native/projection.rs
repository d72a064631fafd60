//! Links of a projected document: what it claims at a place, it links there.

use assay::inspect::graph::{NodeId, NodeKind};
use assay::session::Showing;
use assay::views::projection::{Links, Span, projection};

use crate::drive::archive;
use crate::images;

fn links(showing: &Showing, document: NodeId) -> Vec<(String, Option<NodeKind>)> {
    let bytes = showing
        .opened
        .graph
        .bytes(document, &showing.opened.contents)
        .unwrap();
    let projection = projection(bytes, &Links::of(&showing.opened.graph, document));
    let mut links = Vec::new();
    for line in projection.lines {
        for span in line.spans {
            if let Span::Digest { node, .. } = span {
                let kind = node
                    .and_then(|id| showing.opened.graph.node(id))
                    .map(|node| node.kind);
                links.push((line.pointer.clone(), kind));
            }
        }
    }
    links
}

#[test]
fn every_digest_of_a_manifest_and_its_config_is_a_link_to_what_it_names() {
    let showing = archive(images::docker_save());
    let config = showing.opened.graph.images[0].config.unwrap();
    let unpacked = |index: usize| {
        (
            format!("/rootfs/diff_ids/{index}"),
            Some(NodeKind::Unpacked),
        )
    };
    assert_eq!(
        links(&showing, config),
        [unpacked(0), unpacked(1), unpacked(2), unpacked(3)]
    );

    let showing = archive(images::tampered().to_tar());
    let manifest = showing.opened.graph.images[0].manifest.unwrap();
    let layer = |index: usize| (format!("/layers/{index}/digest"), Some(NodeKind::Layer));
    assert_eq!(
        links(&showing, manifest),
        [
            ("/config/digest".to_owned(), Some(NodeKind::Config)),
            layer(0),
            layer(1),
            layer(2)
        ]
    );
}
