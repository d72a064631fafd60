use super::{NAMES, RULES};

#[test]
fn every_rule_has_an_id_of_its_own_and_says_what_it_asks_for() {
    let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for rule in RULES {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(rule.id.chars().all(plain), "{}", rule.id);
        let about = rule.about();
        let named = format!(".rule_{}", rule.id.replace('-', "_"));
        assert!(
            about.id().ends_with(&named),
            "{} says {}",
            rule.id,
            about.id()
        );
        assert!(!about.to_string().ends_with('.'), "{}", rule.id);
        assert!(!rule.source.is_empty(), "{}", rule.id);
    }
}

/// The text of every source file below a folder.
fn sources(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &std::path::PathBuf| match path.is_dir() {
        true => sources(path),
        false => std::fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(text).collect()
}

#[test]
fn every_rule_is_used() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = ["inspect/findings", "inspect/reported", "source", "trust"];
    let text: String = folders.map(|folder| sources(&source.join(folder))).concat();
    for name in NAMES {
        let mut places = text.match_indices(name);
        let used = places.any(|(at, _)| {
            let after = text
                .get(at + name.len()..)
                .and_then(|rest| rest.chars().next());
            text.get(..at)
                .is_some_and(|before| before.ends_with(['&', ':']))
                && !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        assert!(used, "{name}");
    }
}
