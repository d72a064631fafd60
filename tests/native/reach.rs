//! What the box finds in what is open, and what the palette offers.

use std::time::Instant;

use assay::image::digest::Digest;
use assay::session::Showing;
use assay::views::reach::{
    Deed, Found, LINES_SHOWN, Line, elsewhere, everything, found, matching, palette,
};
use assay::views::{Choice, View};
use assay::words::{English, Language};

use crate::drive::{Driven, archive};
use crate::images::{self, Layout, layer, linux};

fn sought(showing: &Showing, text: &str) -> Found {
    let lines = everything(showing, 0, &English);
    found(showing, &lines, text, &English)
}

/// What each line is, says, and stands for beside it.
fn read(lines: &[Line]) -> Vec<String> {
    let read = |line: &Line| format!("{}: {} | {}", line.kind, line.text, line.beside);
    lines.iter().map(read).collect()
}

fn kind_of(showing: &Showing, deed: &Deed) -> &'static str {
    match deed {
        Deed::Select(id) => showing.opened.graph.kind_of(*id).unwrap().word(),
        _ => "no object",
    }
}

#[test]
fn what_a_config_says_is_found_by_name_and_by_value() {
    let showing = archive(images::multi_platform().to_tar());
    for (text, first, kind) in [
        ("greeting", "Environment: GREETING | hello", "config"),
        (
            "image.licenses",
            "Labels: org.opencontainers.image.licenses | MIT",
            "config",
        ),
        ("working dir", "Working directory: /srv | ", "config"),
        ("srv", "Working directory: /srv | ", "config"),
        ("step 2", "Step: RUN step 2 | ", "layer"),
        ("cmd", "Step: CMD [\"/hello\"] | ", "config"),
    ] {
        let found = sought(&showing, text);
        assert_eq!(read(&found.lines).first().unwrap(), first, "{text}");
        assert_eq!(kind_of(&showing, &found.lines[0].deed), kind, "{text}");
    }
}

#[test]
fn names_platforms_and_media_types_are_found() {
    let showing = archive(images::multi_platform().to_tar());
    let found = sought(&showing, "arm64");
    assert_eq!(found.lines[0].deed, Deed::Choose(Choice::Image(1)));
    let found = sought(&showing, "config.v1+json");
    assert_eq!(found.lines[0].kind, "Media type");
    assert_eq!(kind_of(&showing, &found.lines[0].deed), "config");
    assert_eq!(
        sought(&showing, "x"),
        Found::default(),
        "one letter is none"
    );
    assert_eq!(sought(&showing, "alpine:3.20"), Found::default());
}

#[test]
fn a_digest_is_looked_for_in_what_is_open_and_can_be_looked_for_elsewhere() {
    let showing = archive(images::multi_platform().to_tar());
    let image = &showing.opened.graph.images[0];
    let config = showing.opened.graph.node(image.config.unwrap()).unwrap();
    let digest = config.digest.as_ref().unwrap().text.clone();
    for text in [digest.as_str(), &digest[7..15], &digest[7..].to_uppercase()] {
        let found = sought(&showing, text);
        assert_eq!(found.lines[0].deed, Deed::Select(config.id), "{text}");
        assert!(found.said.unwrap().to_string().contains("role"), "{text}");
        let last = found.lines.last().unwrap();
        assert!(matches!(&last.deed, Deed::Ask(_)), "{text}");
    }
    let nothing = Digest::sha256(b"nothing of it").to_string();
    let found = sought(&showing, &nothing);
    assert_eq!(
        found.said.unwrap().to_string(),
        "Nothing that is open has this digest"
    );
    let [only] = found.lines.as_slice() else {
        panic!("{:?}", found.lines);
    };
    let asked = format!("example.com/hello@{nothing}");
    assert_eq!(only.text, "Look for it in example.com/hello");
    assert_eq!(only.deed, Deed::Ask(asked));
}

#[test]
fn where_no_repository_is_known_a_digest_is_looked_for_as_it_was_typed() {
    let mut layout = Layout::default();
    let image = layout.image(&linux("amd64", None), &[layer(&[("a", "b")])]);
    let name = image["digest"].as_str().unwrap().to_owned();
    layout.tag(image, "");
    let showing = archive(layout.to_tar());
    assert_eq!(elsewhere(&showing, &format!(" {name} ")).1, name);
    assert_eq!(elsewhere(&showing, "decade").1, "decade");
}

#[test]
fn the_palette_has_views_images_findings_and_every_object() {
    let showing = archive(images::tampered().to_tar());
    let lines = palette(Some(&showing), Language::English, &English);
    let first = |text: &str| matching(&lines, text, LINES_SHOWN).items[0].clone();
    assert_eq!(first("ledger").deed, Deed::Show(View::Ledger));
    assert_eq!(first("share").text, "Share");
    assert!(matches!(first("tampered").deed, Deed::Choose(_)));
    let layer = first("layer 1");
    assert_eq!(kind_of(&showing, &layer.deed), "layer");
    assert!(layer.beside.contains("ADD file:rootfs"), "{layer:?}");
    let finding = &showing.findings[0];
    assert!(matches!(first(finding.rule.id).deed, Deed::Finding(_)));
    for node in &showing.opened.graph.nodes {
        if let Some(digest) = &node.digest {
            let found = matching(&lines, &digest.text, LINES_SHOWN).items;
            let leads = |line: &Line| line.deed == Deed::Select(node.id);
            assert!(found.iter().any(leads), "{}", digest.text);
        }
    }
}

#[test]
fn twenty_platforms_of_127_layers_are_a_list_of_which_the_first_are_shown() {
    let mut layout = Layout::default();
    let manifests: Vec<_> = (0..20)
        .map(|platform| {
            let layers: Vec<Vec<u8>> = (0..127)
                .map(|place| layer(&[("which", &format!("{platform} {place}"))]))
                .collect();
            layout.image(&linux("arm", Some(&format!("v{platform}"))), &layers)
        })
        .collect();
    let index = layout.index(&manifests);
    layout.tag(index, "many");
    // Its bytes need not be hashed for that.
    let mut driven = Driven::given(&[("image.tar", layout.to_tar())], usize::MAX);
    driven.answer(1);
    let begun = Instant::now();
    let lines = palette(Some(driven.showing()), Language::English, &English);
    assert!(lines.len() > 20 * 127 * 2, "{}", lines.len());
    let shown = matching(&lines, "layer v7", LINES_SHOWN);
    println!("{:?} without optimisation", begun.elapsed());
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    assert_eq!(shown.items.len(), LINES_SHOWN);
    assert!(shown.more >= 127 - LINES_SHOWN, "{}", shown.more);
}
