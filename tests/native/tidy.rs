//! Rules about the sources that the compiler cannot check. Each failure says
//! which file breaks which rule, and why the rule is there.

use std::path::{Path, PathBuf};

/// Every file below `folders` with one of these endings, with its text.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if entry.file_type().unwrap().is_dir() {
                if !["node_modules", "output", "made"]
                    .iter()
                    .any(|skipped| name.ends_with(skipped))
                {
                    pending.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 3, "no sources found below {folders:?}");
    found.sort();
    found
}

/// Source files, each up to its unit tests.
fn sources() -> Vec<(String, String)> {
    let mut sources = files(&["src"], &[".rs"]);
    sources.retain(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/"));
    for (_, text) in &mut sources {
        let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
        text.truncate(end);
    }
    sources
}

#[track_caller]
fn none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// The lines of code in `text` that contain one of `words`; comments may.
fn lines_with(name: &str, text: &str, words: &[&str]) -> Vec<String> {
    let code = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim()))
        .collect()
}

#[test]
fn a_file_is_one_idea_of_at_most_600_lines() {
    let files = files(&["src", "tests", "style"], &[".rs", ".mjs", ".js", ".css"]);
    let long = files
        .iter()
        .filter(|(_, text)| text.lines().count() > 600)
        .map(|(name, _)| name.clone());
    none("a file over 600 lines is two ideas", long.collect());
}

#[test]
fn a_file_opens_by_saying_what_it_is() {
    let silent = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| name);
    none("a file opens with a `//!` sentence", silent.collect());
}

#[test]
fn each_thing_has_one_place() {
    let rules: [(&str, &[&str], &[&str]); 4] = [
        (
            "media types are spelled in image/media_type.rs only",
            &["application/vnd"],
            &["src/image/media_type.rs"],
        ),
        (
            "only image/digest hashes",
            &["use sha2", "sha2::", ".subtle", "digest_with_str"],
            &["src/image/digest"],
        ),
        (
            "only verify.rs makes a proof",
            &["Proof("],
            &["src/verify.rs"],
        ),
        (
            "text from outside is never markup",
            &["inner_html", "insert_adjacent_html", "outer_html"],
            &[],
        ),
    ];
    for (rule, words, places) in rules {
        let broken = sources()
            .iter()
            .filter(|(name, _)| !places.iter().any(|place| name.starts_with(place)))
            .flat_map(|(name, text)| lines_with(name, text, words))
            .collect();
        none(rule, broken);
    }
}

#[test]
fn nothing_is_left_to_do() {
    let words = [
        "todo!(",
        "unimplemented!(",
        "TODO",
        "FIXME",
        "#[ignore",
        ".skip(\"",
        "test.only",
        "unsafe {",
    ];
    let files = files(&["src", "tests/e2e", "tests/browser"], &[".rs", ".mjs"]);
    none(
        "what is not done is not there",
        files
            .iter()
            .flat_map(|(name, text)| lines_with(name, text, &words))
            .collect(),
    );
    let utils = files
        .iter()
        .filter(|(name, _)| name.contains("util"))
        .map(|(name, _)| name.clone());
    none("a file is named for what it holds", utils.collect());
}

/// The parts of the tree, in the order of the map in `src/lib.rs`: each may import
/// those before it, and no other.
const ORDER: [&str; 17] = [
    "words",
    "sorting",
    "url",
    "rules",
    "failure",
    "format",
    "image",
    "input",
    "bytes",
    "source",
    "verify",
    "inspect",
    "repository",
    "protocol",
    "session",
    "views",
    "link",
];

/// The names that follow `crate::` in a line of code.
fn imported(line: &str) -> impl Iterator<Item = &str> {
    let paths = line.split("crate::").skip(1);
    paths.filter_map(|path| {
        path.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
    })
}

#[test]
fn imports_point_the_way_the_map_says() {
    let mut broken = Vec::new();
    for (name, text) in sources() {
        let path = name.trim_start_matches("src/");
        let part = path.split(['/', '.']).next().unwrap();
        let place = |part| ORDER.iter().position(|known| *known == part);
        let Some(own) = place(part) else {
            // What needs the browser may import all.
            assert!(["lib", "bin", "web", "ui"].contains(&part), "{part}");
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            let wrong = |used| used != part && place(used).is_none_or(|used| used > own);
            if !is_comment && imported(line).any(wrong) {
                broken.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    none("a part imports what stands before it in the map", broken);
}

#[test]
fn components_do_not_touch_the_browser_and_the_browser_knows_no_component() {
    let mut broken = Vec::new();
    for (name, text) in sources() {
        if name.starts_with("src/ui/") {
            broken.extend(lines_with(
                &name,
                &text,
                &["web_sys::", "js_sys::", "wasm_bindgen::"],
            ));
        } else if name.starts_with("src/web/") {
            broken.extend(lines_with(&name, &text, &["leptos"]));
        }
    }
    none(
        "only web/ names the browser, and only ui/ names Leptos",
        broken,
    );
}
