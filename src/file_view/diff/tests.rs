use std::fmt::Write as _;

use super::*;

fn text(text: &str) -> Text {
    Text::of(text.as_bytes(), text.len() as u64).expect("text")
}

/// As `diff -u` writes it, without its head.
fn unified(left: &Text, right: &Text) -> String {
    let mut out = String::new();
    for hunk in TextDiff::of(left, right).hunks {
        writeln!(out, "{}", hunk.place).unwrap();
        for line in hunk.lines {
            let sign = match line {
                DiffLine::Same { .. } => ' ',
                DiffLine::Removed { .. } => '-',
                DiffLine::Added { .. } => '+',
            };
            writeln!(out, "{sign}{}", line.text(left, right)).unwrap();
        }
    }
    out
}

fn numbers(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

fn joined(lines: &[String]) -> Text {
    text(&(lines.join("\n") + "\n"))
}

#[test]
fn hunks_are_those_of_diff() {
    let left = numbers(1..31);
    let mut right = left.clone();
    right[9] = "ten".to_owned();
    right.remove(15);
    right.insert(0, "zero".to_owned());
    let expected = "\
@@ -1,3 +1,4 @@
+zero
 1
 2
 3
@@ -7,13 +8,12 @@
 7
 8
 9
-10
+ten
 11
 12
 13
 14
 15
-16
 17
 18
 19
";
    assert_eq!(unified(&joined(&left), &joined(&right)), expected);
}

#[test]
fn changes_with_more_than_twice_the_context_between_are_apart() {
    let left = numbers(1..31);
    for (second, hunks) in [(16, 1), (17, 2)] {
        let mut right = left.clone();
        right[9] = "x".to_owned();
        right[second] = "y".to_owned();
        let diff = TextDiff::of(&joined(&left), &joined(&right));
        assert_eq!(diff.hunks.len(), hunks);
        assert_eq!((diff.removed, diff.added), (2, 2));
        assert!(diff.is_shortest && !diff.is_cut && !diff.only_line_ends);
    }
}

#[test]
fn what_is_there_on_one_side_only_is_all_added_or_removed() {
    let (none, two) = (text(""), text("a\nb\n"));
    assert_eq!(unified(&none, &two), "@@ -0,0 +1,2 @@\n+a\n+b\n");
    assert_eq!(unified(&two, &none), "@@ -1,2 +0,0 @@\n-a\n-b\n");
    assert_eq!(unified(&text("a\n"), &text("b\n")), "@@ -1 +1 @@\n-a\n+b\n");
    assert_eq!(TextDiff::of(&two, &two).hunks, []);
}

#[test]
fn lines_that_end_otherwise_are_said() {
    for (left, right) in [("a\nb\n", "a\r\nb\r\n"), ("a\nb", "a\nb\n")] {
        let diff = TextDiff::of(&text(left), &text(right));
        assert_eq!((diff.hunks.len(), diff.only_line_ends), (0, true));
    }
    assert!(!TextDiff::of(&text("a"), &text("a")).only_line_ends);
}

/// What the lines are that a diff leads to.
fn applied(diff: &[(DiffLine, String)]) -> (Vec<&str>, Vec<&str>) {
    let of = |wanted: fn(&DiffLine) -> bool| {
        let lines = diff.iter().filter(move |(line, _)| wanted(line));
        lines.map(|(_, text)| text.as_str()).collect()
    };
    (
        of(|line| !matches!(line, DiffLine::Added { .. })),
        of(|line| !matches!(line, DiffLine::Removed { .. })),
    )
}

#[test]
fn long_texts_are_held_together_by_what_is_there_once() {
    let left: Vec<String> = (0..6_000)
        .map(|n| {
            if n % 3 == 0 {
                String::new()
            } else {
                format!("line {n}")
            }
        })
        .collect();
    let mut right = left.clone();
    for at in (1..6_000).step_by(10) {
        right[at] = format!("changed {at}");
    }
    right.drain(2_000..2_020);
    let (left_text, right_text) = (joined(&left), joined(&right));
    let diff = TextDiff::of(&left_text, &right_text);
    assert!(!diff.is_shortest && !diff.is_cut);
    // Each changed line, and those that are gone; among these are two changed ones.
    let changed = (1..6_000).step_by(10).filter(|at| at % 3 != 0).count();
    let blank = (1..6_000).step_by(10).count() - changed;
    assert!(diff.added <= changed + blank, "{}", diff.added);
    assert!(diff.removed <= changed + blank + 20, "{}", diff.removed);
    let lines = pairs(
        &left.iter().map(String::as_str).collect::<Vec<_>>(),
        &right.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let lines = lines.0.into_iter().map(DiffLine::from);
    let lines: Vec<(DiffLine, String)> = lines
        .map(|line| (line, line.text(&left_text, &right_text).to_owned()))
        .collect();
    let (from, to) = applied(&lines);
    assert_eq!(from, left);
    assert_eq!(to, right);
}

#[test]
fn what_is_not_compared_or_shown_is_said() {
    let long = joined(&numbers(0..MAX_LINES as u32 + 1));
    assert!(TextDiff::of(&long, &text("0\n")).is_cut);
    let diff = TextDiff::of(&joined(&numbers(0..MAX_SHOWN as u32 + 1)), &text(""));
    assert!(diff.is_cut);
    let shown: usize = diff.hunks.iter().map(|hunk| hunk.lines.len()).sum();
    assert_eq!(shown, MAX_SHOWN);
    let cut = Text::of(b"a\n", 9).unwrap();
    assert!(TextDiff::of(&cut, &text("a\n")).is_cut);
}
