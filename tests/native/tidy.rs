//! Rules about the sources that the compiler cannot check. Each failure says
//! which file breaks which rule, and why the rule is there.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use assay::words::{AREAS, Entry, shell};

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

/// A literal of two lower-case words in a row is a sentence, unless it is what a
/// tool is told, or what the page's own style calls things.
#[test]
fn what_a_person_reads_is_worded_in_words_only() {
    let style: String = files(&["style"], &[".css"])
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let is_class = |word: &str| word == "{}" || style.contains(&format!(".{word}"));
    let is_lower = |word: &&str| {
        let letters = word.trim_end_matches([',', ':', ';']);
        letters.len() > 1 && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let is_sentence = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        let tools = [
            "docker", "skopeo", "crane", "oras", "regctl", "cosign", "notation", "gh", "noopener",
        ];
        let has_two = words.windows(2).any(|pair| pair.iter().all(is_lower));
        has_two && !tools.contains(&words[0]) && !words.iter().all(|word| is_class(word))
    };
    let broken = sources()
        .iter()
        .filter(|(name, _)| {
            ["src/ui/", "src/views/", "src/session"]
                .iter()
                .any(|place| name.starts_with(place))
        })
        .flat_map(|(name, text)| {
            let lines = text.lines().enumerate().filter(|(_, line)| {
                !line.trim_start().starts_with("//") && !line.contains("reason =")
            });
            lines
                .filter(|(_, line)| line.split('"').skip(1).step_by(2).any(is_sentence))
                .map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    none("sentences are messages of src/words", broken);
    let has_letters = |line: &str| {
        let text = line.split("content: \"").nth(1);
        text.is_some_and(|text| text.starts_with(|first: char| first.is_alphabetic()))
    };
    let in_style = style.lines().filter(|line| has_letters(line));
    none(
        "nor does a style say anything",
        in_style.map(str::to_owned).collect(),
    );
}

#[test]
fn what_stands_before_the_page_has_started_is_what_it_says() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html"));
    let page = page.unwrap();
    let said = [
        shell::question(),
        shell::pitch(),
        shell::stays_here(),
        shell::images(),
        shell::image_link_or_digest(),
        shell::inspect(),
        shell::drop_an_image(),
        shell::what_can_be_dropped(),
        shell::open_files(),
        shell::open_folder(),
        shell::or_paste(),
        shell::opening_link(),
        shell::while_it_opens(),
    ];
    for message in said {
        let text = message.to_string();
        // Every other one of the parts is code.
        let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
            0 => part.to_owned(),
            _ => format!("<code>{part}</code>"),
        });
        let text: String = parts.collect();
        assert!(page.contains(&text), "index.html does not say: {text}");
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    let said = |entry: &&Entry| {
        let name = entry.id.rsplit('.').next().unwrap();
        // Its definition is one place.
        code.match_indices(name)
            .filter(|(at, _)| {
                let is_part = |char: char| char.is_alphanumeric() || char == '_';
                !code[..*at].ends_with(is_part) && !code[at + name.len()..].starts_with(is_part)
            })
            .nth(1)
            .is_some()
    };
    let unsaid = AREAS
        .iter()
        .flat_map(|(_, entries)| *entries)
        .filter(|entry| !said(entry))
        .map(|entry| entry.id.to_owned());
    none("a message that nobody says goes", unsaid.collect());
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
const ORDER: [&str; 30] = [
    "words",
    "sorting",
    "align",
    "expression",
    "url",
    "rules",
    "failure",
    "format",
    "image",
    "input",
    "bytes",
    "file_view",
    "secrets",
    "file_system",
    "contents",
    "packages",
    "attestation",
    "signature",
    "source",
    "verify",
    "inspect",
    "trust",
    "comparison",
    "repository",
    "image_ls",
    "recent",
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

/// A path of modules, and perhaps of what is in the last one.
type Names = Vec<String>;

fn module(name: &str) -> Names {
    let path = name.trim_start_matches("src/").trim_end_matches(".rs");
    let parts = path
        .split('/')
        .filter(|part| !["mod", "lib"].contains(part));
    parts.map(str::to_owned).collect()
}

/// Words, `::`, and single characters. What stands in strings does no harm.
fn tokens(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line.split("//").next().unwrap().trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                ':' if rest.starts_with("::") => 2,
                _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let (token, after) = rest.split_at(length);
            found.push(token);
            rest = after.trim_start();
        }
    }
    found
}

/// The paths of a tree such as `a::{b, c::d as e}`, each with the name that it
/// gets there.
fn tree(
    tokens: &mut std::iter::Peekable<std::slice::Iter<'_, &str>>,
    before: &Names,
) -> Vec<(String, Names)> {
    let mut path = before.clone();
    while let Some(token) = tokens.next_if(|token| !matches!(**token, "," | "}" | ";")) {
        match *token {
            "{" => {
                let mut all = Vec::new();
                while tokens.next_if(|token| **token == "}").is_none() {
                    all.extend(tree(tokens, &path));
                    if tokens.next_if(|token| **token == ",").is_none() && tokens.peek().is_none() {
                        break;
                    }
                }
                return all;
            }
            "self" => {}
            name => path.push(name.to_owned()),
        }
        match tokens.next_if(|token| matches!(**token, "::" | "as")) {
            Some(&"as") => {
                let name = tokens.next().map_or("_", |name| *name);
                return vec![(name.to_owned(), path)];
            }
            Some(_) => {}
            None => break,
        }
    }
    let name = path.last().cloned().unwrap_or_default();
    vec![(name, path)]
}

/// The paths in a module: those that a `use` gives a name there, and others. One
/// begins with `crate`, `super` or `self`, in a `use` also with a child.
fn paths(own: &Names, text: &str, modules: &[Names]) -> (HashMap<String, Names>, Vec<Names>) {
    let tokens = tokens(text);
    let (mut named, mut others) = (HashMap::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| tokens[before]);
        if before == Some("::") {
            continue;
        }
        let child = || [own.clone(), vec![(*token).to_owned()]].concat();
        let (start, skipped) = match *token {
            "crate" => (Names::new(), 2),
            "self" => (own.clone(), 2),
            "super" => {
                let hops = tokens[at..]
                    .chunks(2)
                    .take_while(|pair| **pair == ["super", "::"]);
                let hops = hops.count();
                (own[..own.len().saturating_sub(hops)].to_vec(), 2 * hops)
            }
            _ if before == Some("use") && modules.contains(&child()) => (own.clone(), 0),
            _ => continue,
        };
        if skipped == 0 || tokens.get(at + 1) == Some(&"::") {
            let rest = tokens[at + skipped..].iter();
            let found = tree(&mut rest.peekable(), &start);
            match before {
                Some("use") => named.extend(found),
                _ => others.extend(found.into_iter().map(|(_, path)| path)),
            }
        }
    }
    (named, others)
}

/// The module that a path leads to, through what others re-export.
fn owner(path: &Names, modules: &[Names], names: &HashMap<Names, HashMap<String, Names>>) -> Names {
    let mut path = path.clone();
    for _ in 0..8 {
        let is_module = |length: &usize| modules.contains(&path[..*length].to_vec());
        let length = (1..=path.len()).take_while(is_module).count();
        let (module, rest) = path.split_at(length);
        let known = rest.first().and_then(|name| names.get(module)?.get(name));
        match known.filter(|known| **known != path[..=length]) {
            Some(known) => path = [known, &rest[1..]].concat(),
            None => return module.to_vec(),
        }
    }
    path
}

/// Whether `to` is reached from `from`.
fn reaches(from: &str, to: &str, edges: &BTreeMap<(String, String), String>) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(here) = seen.get(at).copied() {
        for (_, after) in edges.keys().filter(|(before, _)| before == here) {
            if after == to {
                return true;
            }
            if !seen.contains(&after.as_str()) {
                seen.push(after);
            }
        }
        at += 1;
    }
    false
}

/// Of two modules in a circle neither can be understood, tested or moved alone:
/// what both need belongs below both. A folder counts as all that is in it.
#[test]
fn modules_of_one_folder_do_not_import_each_other_in_circles() {
    let sources = sources();
    let modules: Vec<Names> = sources.iter().map(|(name, _)| module(name)).collect();
    let mut used = Vec::new();
    let mut names: HashMap<Names, HashMap<String, Names>> = HashMap::new();
    for ((file, text), own) in sources.iter().zip(&modules) {
        let (named, others) = paths(own, text, &modules);
        let all = named.values().cloned().chain(others);
        used.extend(all.map(|path| (file, own, path)));
        names.insert(own.clone(), named);
    }
    let mut folders: BTreeMap<Names, BTreeMap<(String, String), String>> = BTreeMap::new();
    for (file, own, path) in used {
        let owner = owner(&path, &modules, &names);
        let common = own.iter().zip(&owner).take_while(|(a, b)| a == b).count();
        if let (Some(from), Some(to)) = (own.get(common), owner.get(common)) {
            let edges = folders.entry(own[..common].to_vec()).or_default();
            let line = format!("{file}: {from} uses {}", path.join("::"));
            edges.entry((from.clone(), to.clone())).or_insert(line);
        }
    }
    let count = folders.values().map(BTreeMap::len).sum::<usize>();
    assert!(
        count > 300,
        "only {count} imports between siblings were found"
    );
    let circles = folders.values().flat_map(|edges| {
        let in_circle = |((from, to), _): &(&(String, String), &String)| reaches(to, from, edges);
        edges.iter().filter(in_circle).map(|(_, line)| line.clone())
    });
    none(
        "siblings do not import each other in circles",
        circles.collect(),
    );
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
