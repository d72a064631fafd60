//! The head of what is open and its overview: names, platforms, what the verdict
//! means, and the layers with their steps.

use assay::inspect::graph::NodeKind;
use assay::session::Showing;
use assay::views::{
    AtAGlance, Chooser, Headline, LayerTable, Meaning, Problem, Way, layer_choices, layer_to_list,
};

use crate::drive::archive;
use crate::images::{Layout, docker_save, hello_layers, linux, multi_platform, tampered};

fn meaning(showing: &Showing) -> [String; 2] {
    let meaning = Meaning::of(showing).unwrap();
    let next = meaning.next.map(|next| next.to_string());
    [meaning.means.to_string(), next.unwrap_or_default()]
}

#[test]
fn an_image_is_called_what_docker_calls_it_and_says_where_it_is_from() {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    layout.tag(image, "hello:1");
    let showing = archive(layout.to_tar());
    let headline = Headline::of(&showing, 0, None);
    assert_eq!(headline.kind.unwrap().to_string(), "image for one platform");
    let source = headline.source.unwrap().to_string();
    assert!(source.starts_with("from "), "{source}");
    assert_eq!(headline.name, "example.com/hello:1");
    let facts: Vec<String> = headline
        .facts
        .iter()
        .map(|(term, _)| term.to_string())
        .collect();
    assert_eq!(facts, ["Size", "Layers", "Created"]);
    assert_eq!(headline.digests.len(), 2, "manifest and config");
}

#[test]
fn the_platform_that_is_shown_and_why_is_said() {
    let showing = archive(multi_platform().to_tar());
    let chooser = Chooser::of(&showing, 0, None);
    assert!(chooser.of_platforms);
    let titles: Vec<String> = chooser
        .lines
        .iter()
        .map(|line| line.title.to_string())
        .collect();
    assert_eq!(chooser.chosen, Some(0));
    assert!(titles[0].starts_with("linux/"), "{titles:?}");
    assert_eq!(
        chooser.place.unwrap().to_string(),
        format!("1 of {}", titles.len())
    );
    assert!(chooser.picked.is_some());
    // A person who chose needs not be told why.
    assert_eq!(Chooser::of(&showing, 1, None).picked, None);
    let alone = archive(docker_save());
    let chooser = Chooser::of(&alone, 0, None);
    assert_eq!(chooser.lines.len(), 1);
    assert!(chooser.lines[0].title.to_string().starts_with("linux/"));
    assert_eq!(chooser.place, None);
}

#[test]
fn the_verdict_means_something_and_leads_to_the_first_problem() {
    let verified = archive(multi_platform().to_tar());
    assert_eq!(
        meaning(&verified),
        [
            "The bytes are those that the digests name; who made them is another question",
            ""
        ]
    );
    assert_eq!(Problem::of(&verified), None);
    let failed = archive(tampered().to_tar());
    let [means, next] = meaning(&failed);
    assert!(means.starts_with("Some bytes are not those"), "{means}");
    assert!(next.starts_with("Do not run this copy"), "{next}");
    let first = Problem::of(&failed).unwrap();
    assert_eq!(first.name.to_string(), "See layer 1");
    let Way::Node(id) = first.to else {
        panic!("{first:?}");
    };
    let node = failed.opened.graph.node(id).unwrap();
    assert_eq!(node.kind, NodeKind::Layer);
}

#[test]
fn layers_and_steps_stand_in_one_table_with_the_way_to_their_files() {
    let showing = archive(tampered().to_tar());
    let table = LayerTable::of(&showing, 0);
    let numbers: Vec<Option<usize>> = table
        .rows
        .iter()
        .map(|row| row.layer.as_ref().map(|layer| layer.number))
        .collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3), None]);
    assert_eq!(table.columns.len(), 3, "layer digest, DiffID, ChainID");
    assert!(table.rows[0].files.is_some());
    assert_eq!(
        table.rows[0].verdict().unwrap().1.to_string(),
        "wrong digest"
    );
    assert!(table.rows[0].found(0).is_some());
    assert_eq!(table.rows[3].verdict(), None);
    let choices = layer_choices(&showing, 0, None);
    assert_eq!(choices.len(), 3);
    assert_eq!(
        choices[1].name.to_string(),
        format!("layer 2: {}", "RUN step 1")
    );
    assert_eq!(layer_to_list(&choices, None), Some(choices[0].id));
    assert_eq!(
        layer_to_list(&choices, Some(choices[2].id)),
        Some(choices[2].id)
    );
}

#[test]
fn an_image_at_a_glance_tells_the_last_steps_and_the_worst_findings() {
    let showing = archive(tampered().to_tar());
    let glance = AtAGlance::of(&showing, 0);
    assert_eq!((glance.built.len(), glance.steps), (4, 4));
    assert_eq!(glance.findings, showing.findings.len());
    assert_eq!(glance.odd.first(), showing.findings.first());
    let runs: Vec<String> = glance
        .runs
        .iter()
        .map(|card| card.title.to_string())
        .collect();
    assert!(runs.contains(&"Entrypoint".to_owned()), "{runs:?}");
    assert!(runs.contains(&"User".to_owned()), "{runs:?}");
    // Where no user is set, root runs it: silence would hide that.
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &hello_layers("amd64"));
    layout.tag(image, "a:1");
    let glance = AtAGlance::of(&archive(layout.to_tar()), 0);
    assert!(
        glance
            .runs
            .iter()
            .any(|card| card.title.to_string() == "User")
    );
}
