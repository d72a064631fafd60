use super::*;

messages! { joined;
    layers(n) "{n} {n|layer is|layers are} missing";
    of(what, size) "{what} has {size} {{sic}}";
}

#[test]
fn a_message_says_its_arguments() {
    assert_eq!(layers(1_usize).to_string(), "1 layer is missing");
    assert_eq!(layers(1_200_u64).to_string(), "1,200 layers are missing");
    let size = Arg::Size { bytes: 1_200_000 };
    assert_eq!(of("`a`", size).to_string(), "`a` has 1.2 MB {sic}");
    let list = vec!["a", "b", "c"];
    assert_eq!(of(list, 3_u64).to_string(), "a, b and c has 3 {sic}");
}

#[test]
fn messages_join_to_one() {
    assert_eq!(ALL.len(), 2);
    let parts = ["a", "b", "c"].map(joined::verbatim);
    let sentences = joined::all_sentences(parts.clone()).unwrap();
    assert_eq!(sentences.to_string(), "a. b. c");
    assert_eq!(joined::all_clauses(parts).unwrap().to_string(), "a; b; c");
    assert_eq!(joined::all_clauses([]), None);
}

#[test]
fn a_message_crosses_as_json() {
    let message = joined::because(
        joined::verbatim("a"),
        vec![
            Arg::Number(3),
            Arg::Size { bytes: 4 },
            Arg::Time {
                unix_milliseconds: -5,
            },
        ],
    );
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(
        json,
        r#"{"id":"joined.because","args":{"what":{"id":"joined.verbatim","args":{"text":"a"}},"why":[3,{"bytes":4},{"unixMilliseconds":-5}]}}"#
    );
    assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
    for unknown in [
        r#"{"id":"joined.x","args":{}}"#,
        r#"{"id":"joined.verbatim","args":{}}"#,
    ] {
        assert!(serde_json::from_str::<Message>(unknown).is_err());
    }
}

/// Each language's catalogue, by area.
fn catalogue(language: &str, area: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/words");
    std::fs::read_to_string(format!("{folder}/{language}/{area}.txt")).unwrap_or_default()
}

/// The arguments that a template uses, each once.
fn used(template: &str) -> Vec<&str> {
    let (mut rest, mut used) = (template, Vec::new());
    while let Some((piece, after)) = template::next(rest) {
        match piece {
            template::Piece::Argument(name) | template::Piece::Choice(name, ..) => used.push(name),
            template::Piece::Text(_) => {}
        }
        rest = after;
    }
    assert!(rest.is_empty(), "a brace is not closed in `{template}`");
    used.sort_unstable();
    used.dedup();
    used
}

#[test]
fn every_language_has_every_message_and_no_other_with_the_same_arguments() {
    let mut faults = Vec::new();
    for (area, entries) in AREAS {
        let text = catalogue("zh-Hans", area);
        let parsed = Catalogue::parse(&text);
        if let Err(error) = parsed {
            faults.push(format!("{area}: {error}"));
            continue;
        }
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        let lines: Vec<_> = lines.filter(|(id, _)| !id.starts_with('#')).collect();
        for entry in *entries {
            let mut names = entry.names.to_vec();
            names.sort_unstable();
            match lines
                .iter()
                .filter(|(id, _)| *id == entry.id)
                .collect::<Vec<_>>()[..]
            {
                [] => faults.push(format!("{} is missing", entry.id)),
                [(_, template)] if used(template) != names => {
                    faults.push(format!("{} has other arguments", entry.id));
                }
                [_] => {}
                _ => faults.push(format!("{} stands twice", entry.id)),
            }
        }
        let surplus = lines
            .iter()
            .filter(|(id, _)| !entries.iter().any(|entry| entry.id == *id));
        faults.extend(surplus.map(|(id, _)| format!("{id} is no message of {area}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
