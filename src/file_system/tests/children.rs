//! What is in one directory, by size.

use super::*;

fn spelled(files: &FileSystem, view: View, folder: &str, count: usize) -> Option<String> {
    let children = files.children(view, folder, count)?;
    let largest = children.largest.iter();
    let largest: Vec<String> = largest
        .map(|child| {
            format!(
                "{}{} {}",
                child.kind.letter(),
                child.name,
                child.weight.bytes
            )
        })
        .collect();
    let rest = (children.others, children.rest.bytes);
    Some(format!("{} | {} of {}", largest.join(", "), rest.0, rest.1))
}

#[test]
fn the_largest_come_first_and_the_others_are_summed_up() {
    let files = merge(&[
        &[
            sized("a/x", 5),
            sized("a/y", 6),
            sized("b", 7),
            sized("c", 0),
            sized("d", 7),
        ],
        &[sized(".wh.d", 0), sized("a/z", 1)],
    ]);
    let after = View::After(0);
    for (view, folder, count, expected) in [
        (after, "/", 9, Some("da 11, -b 7, -d 7, -c 0 | 0 of 0")),
        (after, "", 2, Some("da 11, -b 7 | 2 of 7")),
        (after, "/", 0, Some(" | 4 of 25")),
        (
            View::After(1),
            "/",
            usize::MAX,
            Some("da 12, -b 7, -c 0 | 0 of 0"),
        ),
        (View::Layer(1), "/", 9, Some("da 1 | 0 of 0")),
        (View::After(1), "a/", 9, Some("-y 6, -x 5, -z 1 | 0 of 0")),
        (after, "/b", 9, Some(" | 0 of 0")),
        (View::After(1), "/d", 9, None),
        (after, "/nowhere", 9, None),
    ] {
        let found = spelled(&files, view, folder, count);
        assert_eq!(found.as_deref(), expected, "{view:?} {folder}");
    }
    let mut desk = Desk::of(vec![listing(&[sized("b", 7)])]);
    let ask = Ask::Children {
        view: after,
        folder: "/".to_owned(),
        count: 1,
    };
    let told = desk.answer(ask);
    assert_eq!(told, Told::Children(desk.files().children(after, "/", 1)));
    assert_eq!(
        merge(&[]).children(after, "/", 9),
        Some(Children::default())
    );
}
