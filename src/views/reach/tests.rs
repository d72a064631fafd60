use super::*;
use crate::words::{English, Language};

fn line(kind: &str, text: &str, beside: &str, more: &str) -> Line {
    let (kind, text) = (kind.to_owned(), text.to_owned());
    Line::new(
        kind,
        text,
        beside.to_owned(),
        more,
        Deed::Act(Action::Start),
    )
}

fn texts(lines: &[Line], text: &str, limit: usize) -> (Vec<String>, usize) {
    let shown = matching(lines, text, limit);
    let items = shown.items.into_iter();
    (items.map(|line| line.text).collect(), shown.more)
}

#[test]
fn a_line_is_found_by_all_its_words_and_by_what_is_not_shown() {
    let lines = [
        line("Layer", "Layer 1", "linux/amd64", "sha256:aaaa1111"),
        line("Layer", "Layer 11", "linux/arm64", "sha256:bbbb2222"),
        line("Config", "The config", "linux/arm64", "sha256:cccc3333"),
    ];
    for (text, found) in [
        ("", vec!["Layer 1", "Layer 11", "The config"]),
        ("LAYER arm64", vec!["Layer 11"]),
        ("arm64 layer", vec!["Layer 11"]),
        ("bbbb", vec!["Layer 11"]),
        ("layer nothing", vec![]),
    ] {
        assert_eq!(texts(&lines, text, 9).0, found, "{text}");
    }
    assert_eq!(texts(&lines, "layer", 1), (vec!["Layer 1".to_owned()], 1));
}

#[test]
fn what_begins_with_the_text_comes_first_and_then_what_has_a_word_that_does() {
    let lines = [
        line("Label", "org.relayer", "", ""),
        line("Step", "COPY layer /", "", ""),
        line("Label", "Layer", "", ""),
    ];
    let found = texts(&lines, "layer", 9).0;
    assert_eq!(found, ["Layer", "COPY layer /", "org.relayer"]);
}

#[test]
fn arrows_go_round_the_lines_and_leave_them_where_there_is_a_field_to_return_to() {
    for (here, key, leaves, to) in [
        (None, "ArrowDown", true, Some(Some(0))),
        (Some(1), "ArrowDown", true, Some(Some(2))),
        (Some(2), "ArrowDown", true, Some(None)),
        (Some(2), "ArrowDown", false, Some(Some(0))),
        (None, "ArrowUp", true, Some(Some(2))),
        (Some(0), "ArrowUp", true, Some(None)),
        (Some(0), "ArrowUp", false, Some(Some(2))),
        (Some(0), "x", false, None),
    ] {
        assert_eq!(line_after_key(3, here, key, leaves), to, "{here:?} {key}");
    }
    assert_eq!(line_after_key(0, None, "ArrowDown", true), Some(None));
}

#[test]
fn before_anything_is_open_the_palette_offers_what_can_be_done() {
    let lines = palette(None, Language::English, &English);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert!(texts.contains(&"Open image files"), "{texts:?}");
    assert!(texts.contains(&Language::Chinese.name()), "{texts:?}");
    assert!(!texts.contains(&"Share"), "{texts:?}");
}
