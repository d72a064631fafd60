//! What is found in contents, held against a search that is slow and plain.

use regex_lite::Regex;

use super::*;
use crate::bytes::tar::tests::link;
use crate::file_system::EntryAt;

/// What is found, whatever the slices are.
#[track_caller]
fn search(layers: &[Vec<u8>], needle: &Needle, hidden: bool) -> (Vec<ContentHit>, u64) {
    let files = merge(layers);
    // Of large ones by the byte would take long.
    let is_large = layers[0].len() > 100_000;
    let found = CHUNKS.map(|chunk| {
        let chunk = if is_large { chunk + 1_000 } else { chunk };
        let mut job = ContentSearch::of(&files, needle.clone(), hidden);
        let (_, _, end) = run(&mut job, &files, &all(layers), chunk);
        assert_eq!(end, Next::Done);
        assert_eq!(job.unread(&files), Unread::default());
        let (searched, of) = job.searched();
        assert_eq!(searched, of);
        (job.hits(&files, 0), job.left_out())
    });
    for other in &found {
        assert_eq!(other, &found[0]);
    }
    let [found, ..] = found;
    found
}

fn text(text: &str) -> Needle {
    Needle::text(text, false).unwrap()
}

fn expression(text: &str) -> Needle {
    Needle::expression(text, false).unwrap()
}

/// Path, line or offset, and what stands there.
fn brief(hits: &[ContentHit]) -> Vec<String> {
    let brief = hits.iter().map(|hit| {
        let place = match hit.line {
            Some(line) => format!("line {line}"),
            None => format!("byte {}", hit.offset),
        };
        let Snippet {
            before,
            found,
            after,
        } = &hit.snippet;
        format!("{} {place}: {before}[{found}]{after}", hit.path)
    });
    brief.collect()
}

fn image() -> Vec<Vec<u8>> {
    vec![
        layer(&[
            file("etc/conf", "user=me\nKEY=one key\r\n\nlast key"),
            file("etc/gone", "key of old"),
            file("bin/tool", "\0\x01key\nkey\u{202e}"),
            file("none", "nothing"),
            link("hard", b'1', "etc/gone"),
        ]),
        layer(&[file("etc/.wh.gone", ""), file("etc/conf", "no more key")]),
        layer(&[file(".wh.hard", "")]),
    ]
}

#[test]
fn lines_of_texts_and_bytes_of_others_are_found() {
    let (hits, left_out) = search(&image()[..2], &text("key"), true);
    let expected = [
        "/etc/conf line 2: KEY=one [key]",
        "/etc/conf line 4: last [key]",
        "/hard line 1: [key] of old",
        "/bin/tool byte 2: \\u{0}\\u{1}[key]",
        "/bin/tool byte 6: [key]\\u{202e}",
        "/etc/conf line 1: no more [key]",
    ];
    assert_eq!(
        (brief(&hits), left_out),
        (expected.map(str::to_owned).to_vec(), 0)
    );
    let visible: Vec<_> = hits.iter().map(|hit| hit.visible.unwrap()).collect();
    assert_eq!(visible, [false, false, true, true, true, true]);
    let entry = EntryAt {
        layer: 1,
        number: 1,
    };
    assert_eq!(hits[5].entry, entry);
}

#[test]
fn what_is_deleted_or_replaced_is_searched_only_where_that_is_wanted() {
    let layers = image();
    let (hits, _) = search(&layers, &text("key"), false);
    let paths: Vec<_> = hits.iter().map(|hit| hit.path.as_str()).collect();
    assert_eq!(paths, ["/bin/tool", "/bin/tool", "/etc/conf"]);
    let (hits, _) = search(&layers, &text("old"), true);
    assert_eq!(brief(&hits), ["/etc/gone line 1: key of [old]"]);
    let files = merge(&layers);
    let mut job = ContentSearch::of(&files, text("more"), false);
    let (_, asked, _) = run(&mut job, &files, &all(&layers), 512);
    assert_eq!(asked, [0, 1], "the last one has no files");
}

#[test]
fn the_case_may_not_count() {
    let any_case = Needle::text("kEy", true).unwrap();
    let (hits, _) = search(&image()[..1], &any_case, false);
    assert_eq!(brief(&hits)[0], "/etc/conf line 2: [KEY]=one key");
    let any_case = Needle::expression("^kEy=O", true).unwrap();
    let (hits, _) = search(&image()[..1], &any_case, false);
    assert_eq!(brief(&hits), ["/etc/conf line 2: [KEY=o]ne key"]);
}

#[test]
fn an_expression_sees_a_line_without_its_end() {
    let (hits, _) = search(&image()[..1], &expression("e.*y$"), false);
    let expected = [
        "/etc/conf line 2: KEY=on[e key]",
        "/etc/conf line 4: last k[ey]",
        "/bin/tool byte 3: \\u{0}\\u{1}k[ey]",
    ];
    assert_eq!(brief(&hits), expected);
    let (hits, _) = search(&image()[..1], &expression("^$"), false);
    assert_eq!(brief(&hits), ["/etc/conf line 3: []"]);
}

#[test]
fn bytes_that_are_no_text_do_not_move_what_is_found() {
    let entry = member("a", b'0', b"\xff\xfe\xe2\x82 caf\xc3\xa9 key\n\xc3");
    let (hits, _) = search(&[layer(&[entry])], &expression("k.y"), false);
    assert_eq!((hits[0].offset, hits[0].line), (11, Some(1)));
    assert_eq!(hits[0].snippet.found, "key");
    assert_eq!(hits[0].snippet.before, "\u{fffd}\u{fffd}\u{fffd} café ");
}

#[test]
fn snippets_are_short_and_cut_between_characters() {
    let long = format!("{}key{}", "é".repeat(1_000), "é".repeat(1_000));
    let (hits, _) = search(&[layer(&[file("a", &long)])], &text("key"), false);
    let snippet = &hits[0].snippet;
    assert_eq!(snippet.before, "é".repeat(30));
    assert_eq!(snippet.after, "é".repeat(60));
    let long = format!("x{}", "é".repeat(1_000));
    let (hits, _) = search(&[layer(&[file("a", &long)])], &expression(".*"), false);
    assert_eq!(hits[0].snippet.found, format!("x{}", "é".repeat(99)));
}

#[test]
fn what_is_not_told_is_counted() {
    let many = "key\n".repeat(MAX_IN_FILE + 5);
    let entries: Vec<_> = (0..60).map(|n| file(&format!("f{n:02}"), &many)).collect();
    let (hits, left_out) = search(&[layer(&entries)], &text("key"), false);
    assert_eq!(hits.len(), MAX_HITS);
    assert_eq!(left_out, (60 * (MAX_IN_FILE + 5) - MAX_HITS) as u64);
    assert_eq!((hits[20].path.as_str(), hits[20].line), ("/f01", Some(1)));
    assert_eq!(hits[999].line, Some(20));
}

/// Numbers by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }
}

/// The numbers of the lines, from 1, of which something is true.
fn lines(text: &str, is_found: impl Fn(&str) -> bool) -> Vec<u64> {
    let lines = (1..).zip(text.split_terminator('\n'));
    let found = lines.filter(|(_, line)| is_found(line));
    found.map(|(number, _)| number).collect()
}

#[track_caller]
fn check_lines(content: &str, needle: &Needle, expected: &[u64]) {
    let (hits, left_out) = search(&[layer(&[file("a", content)])], needle, false);
    let found: Vec<_> = hits.iter().map(|hit| hit.line.unwrap()).collect();
    let told = expected.len().min(MAX_IN_FILE);
    assert_eq!(found, expected[..told]);
    assert_eq!(left_out, (expected.len() - told) as u64);
}

#[test]
fn all_is_found_wherever_blocks_end() {
    let mut chance = Chance(3);
    let mut content = String::new();
    while content.len() < 700_000 {
        let length = chance.below(90) * chance.below(90);
        content.extend((0..length).map(|_| ['a', 'b', 'c', ' '][chance.below(4)]));
        if chance.below(66) == 0 {
            content.push_str("needle");
        }
        content.push('\n');
    }
    let expected = lines(&content, |line| line.contains("needle"));
    check_lines(&content, &text("needle"), &expected);
    // With a part that every match has, and without one.
    for text in ["ne+dle[^x]", "(n|m)eedle"] {
        let regex = Regex::new(text).unwrap();
        let expected = lines(&content, |line| regex.is_match(line));
        check_lines(&content, &expression(text), &expected);
    }
}

#[test]
fn binary_files_have_all_places_wherever_blocks_end() {
    let mut chance = Chance(5);
    let mut content = vec![0];
    let mut expected = Vec::new();
    while content.len() < 1_000_000 {
        content.resize(content.len() + chance.below(120_000), b'.');
        expected.push(content.len() as u64);
        content.extend_from_slice(b"aaAa");
    }
    assert!(expected.len() <= MAX_IN_FILE);
    let entry = member("a", b'0', &content);
    for needle in [
        Needle::text("AAAA", true),
        Needle::text("aaAa", false),
        Needle::expression("aa.a", false),
        Needle::expression("a+aa", true),
    ] {
        let needle = needle.unwrap();
        let (hits, left_out) = search(&[layer(std::slice::from_ref(&entry))], &needle, false);
        let found: Vec<_> = hits.iter().map(|hit| hit.offset).collect();
        assert_eq!((found, left_out), (expected.clone(), 0), "{needle:?}");
        assert!(hits.iter().all(|hit| hit.line.is_none()));
    }
    let run = member("a", b'0', &[&[0; 9][..], &[b'a'; 600_000]].concat());
    let (_, left_out) = search(&[layer(&[run])], &text("aaaaaaa"), false);
    assert_eq!(left_out, 600_000 / 7 - MAX_IN_FILE as u64);
}

#[test]
fn lines_that_are_longer_than_a_piece_are_searched_in_pieces() {
    for at in [0, MAX_LINE - 3, 5 * MAX_LINE - 2, 299_000, 600_000] {
        let mut content = "x".repeat(700_000);
        content.insert_str(at, "needle");
        content.push_str("\nneedle\n");
        check_lines(&content, &expression("n[e]+dle"), &[1, 2]);
        check_lines(&content, &text("needle"), &[1, 2]);
    }
}

#[test]
fn what_an_expression_requires_never_hides_a_match() {
    let expressions = [
        "key",
        "k.y",
        "ke?y",
        "ke*y",
        "ke+y",
        "ke{0}y",
        "ke{0,2}y",
        "[k]ey",
        "[^]k]ey",
        "[]k]ey",
        "[\\]k]ey",
        "[[:alpha:]]ey",
        "(key)?x",
        "key|x",
        "k\\x65y",
        "\\bkey",
        "k\\.y",
        "\\d+key",
        "k\\-y",
        "^key$",
        "a{2}b",
        "ab{2}c",
        "key{0}",
        "\\u{6b}ey",
        "\\ke",
        "k(?i)EY",
        "ключ?и",
        "x*",
        "\u{fffd}",
        "k\\\\y",
        "(k)ey",
        "k(e|x)+y",
        "(?:k|x)ey",
        "(k|[)])?ey",
        "(a\\)|k)ey",
        "\\<key",
        "key\\>",
        "k\\<?ey",
        "\\b{start}key",
        "\\B{0}y",
        "[^^]a|b]xyz",
        "[]^]x|b]xyz",
        "(?P<n>k)ey",
        "k(?:)ey",
        "x{1}key",
        "[a-",
        "k{",
        "\\",
        "\\Qkey",
        "key|b{2}",
        "(ke|x)y",
        "(ke|)y",
        "([a-e]{2}|kk)",
        "[a-e]{2}",
        "[A-E]+Y",
        "\\w{3}",
        "\\d\\w+?",
        "(?:ke(y|e)|x)+",
        "k(e(y))?",
        "(ab){1,2}c",
        "[k-]ey",
        "[--k]ey",
        "[a-c-e]c",
        "[\\w.]{4}",
        "[é-ю]+",
        "e+??y",
        "(k|e){3}",
        "[\\]e]{2}",
    ];
    let lines = [
        "key",
        "ky",
        "keey",
        "kEY",
        "k.y",
        "x",
        "1key",
        "k-y",
        "aab",
        "abbc",
        "ke",
        "]ey",
        "eey",
        "ключи",
        "клюи",
        "\u{fffd}",
        "k\\y",
        "",
        "k{",
        "b key b",
        "ac",
        "kEy",
        "qa",
        "^x",
        "b]xyz",
        "xkey",
    ];
    let content = lines.join("\n") + "\n";
    for text in expressions {
        for any_case in [false, true] {
            let regex = regex_lite::RegexBuilder::new(text)
                .case_insensitive(any_case)
                .build();
            let needle = Needle::expression(text, any_case);
            assert_eq!(regex.is_ok(), needle.is_ok(), "{text}");
            let (Ok(regex), Ok(needle)) = (regex, needle) else {
                continue;
            };
            let expected = self::lines(&content, |line| regex.is_match(line));
            check_lines(&content, &needle, &expected);
        }
    }
}

#[test]
fn what_cannot_be_looked_for_is_refused() {
    assert_eq!(Needle::text("", true).unwrap_err(), NeedleError::Empty);
    let long = "a".repeat(MAX_NEEDLE + 1);
    for error in [Needle::text(&long, true), Needle::expression(&long, true)] {
        assert_eq!(error.unwrap_err(), NeedleError::Long { found: 1_001 });
    }
    let error = Needle::expression("a(", false).unwrap_err();
    let said = error.message().to_string();
    assert_eq!(said, "expected a regular expression, but found `a(`");
    assert!(Needle::expression("((a{1000}){1000}){1000}", false).is_err());
}

#[test]
fn what_could_not_be_searched_is_told() {
    let layers = image();
    let files = merge(&layers);
    let mut job = ContentSearch::of(&files, text("key"), true);
    // It breaks off inside of the contents of the first file.
    let cut = &layers[0][..512 + 14];
    run(&mut job, &files, &[Some(cut), None, Some(&layers[2])], 7);
    let unread = job.unread(&files);
    assert_eq!((unread.files, job.searched()), (5, (0, 5)));
    assert_eq!(job.len(), 0);
    let cut = &layers[0][..512 + 19];
    let mut job = ContentSearch::of(&files, text("key"), true);
    run(&mut job, &files, &[Some(cut), None, None], 1 << 20);
    let hits = brief(&job.hits(&files, 0));
    assert_eq!(hits, ["/etc/conf line 2: KEY=one [key]"]);
    assert_eq!(job.unread(&files).files, 5);
}
