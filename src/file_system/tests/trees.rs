//! The rows of a tree.

use std::collections::HashSet;

use super::*;

fn image() -> FileSystem {
    merge(&[
        &[
            dir("etc/"),
            sized("etc/passwd", 10),
            sized("etc/shadow", 20),
            sized("usr/bin/tool", 300),
            hard_link("usr/bin/alias", "usr/bin/tool"),
            sized("var/cache/pkg", 1000),
        ],
        &[sized("etc/passwd", 11), sized("var/.wh.cache", 0)],
        &[sized("etc/.wh.shadow", 0), sized("opt/x", 5)],
    ])
}

fn paths(files: &FileSystem, query: &TreeQuery) -> Vec<String> {
    let rows = files.rows(query);
    let window = rows.window(files, 0, rows.len());
    window.into_iter().map(|row| row.path).collect()
}

#[test]
fn only_what_is_open_has_rows() {
    let files = image();
    let mut query = TreeQuery::new(View::After(2));
    assert_eq!(paths(&files, &query), ["/etc", "/opt", "/usr", "/var"]);
    let open = ["usr/bin/", "/usr", "/nowhere"].map(str::to_owned);
    query.expanded = Expanded::These(HashSet::from(open));
    let rows = files.rows(&query);
    assert_eq!(rows.len(), 7);
    let window = rows.window(&files, 3, 2);
    let [bin, alias] = window.as_slice() else {
        panic!("{window:?}");
    };
    assert_eq!((bin.path.as_str(), bin.name.as_str()), ("/usr/bin", "bin"));
    assert_eq!((bin.level, bin.position, bin.siblings), (2, 1, 1));
    assert!(bin.has_children && bin.expanded);
    // A file with two names weighs once.
    let weight = Weight {
        bytes: 300,
        entries: 2,
    };
    assert_eq!(bin.weight, Some(weight));
    assert_eq!((alias.path.as_str(), alias.level), ("/usr/bin/alias", 3));
    assert_eq!((alias.position, alias.siblings), (1, 2));
    assert_eq!(alias.facts.as_ref().map(|facts| facts.size), Some(300));
    let link = alias.facts.as_ref().map(|facts| facts.link.as_str());
    assert_eq!(link, Some("usr/bin/tool"));
    assert_eq!((alias.weight, alias.layer), (None, 0));
    assert_eq!(rows.total().bytes, 11 + 300 + 5);
    assert_eq!(rows.window(&files, 6, 10).len(), 1);
    assert_eq!(rows.window(&files, 7, 10).len(), 0);
    let etc = files.find("etc").unwrap();
    assert_eq!(rows.position(etc), Some(0));
    // What is empty since a layer has no children.
    let var = rows.window(&files, 6, 1).remove(0);
    assert!(!var.has_children && !var.expanded);
}

#[test]
fn what_was_deleted_stands_where_it_was() {
    let files = image();
    let query = TreeQuery {
        expanded: Expanded::all(),
        states: States::DELETED,
        show_deleted: true,
        ..TreeQuery::new(View::After(2))
    };
    let rows = files.rows(&query);
    let window = rows.window(&files, 0, rows.len());
    let found: Vec<_> = window
        .iter()
        .map(|row| (row.path.as_str(), row.layer, row.state))
        .collect();
    let deleted = |by, how| State::Deleted { by, how };
    let expected = [
        // A filter keeps the directories above what it finds.
        ("/etc", 0, State::Added),
        ("/etc/shadow", 0, deleted(2, How::File)),
        ("/var", 0, State::Added),
        ("/var/cache", 0, deleted(1, How::Directory)),
        ("/var/cache/pkg", 0, deleted(1, How::Directory)),
    ];
    assert_eq!(found, expected);
    let cache = Weight {
        bytes: 1000,
        entries: 1,
    };
    assert_eq!(window[3].weight, Some(cache));
    assert_eq!(window[2].weight, Some(Weight::default()));
    assert_eq!(window[4].facts.as_ref().map(|facts| facts.size), Some(1000));
}

#[test]
fn the_view_of_a_layer_is_what_it_does() {
    let files = image();
    let query = TreeQuery {
        expanded: Expanded::all(),
        show_deleted: true,
        ..TreeQuery::new(View::Layer(1))
    };
    let rows = files.rows(&query);
    let window = rows.window(&files, 0, rows.len());
    let found: Vec<_> = window
        .iter()
        .map(|row| (row.path.as_str(), row.state))
        .collect();
    let how = How::Directory;
    let expected = [
        ("/etc", State::Unchanged),
        ("/etc/passwd", State::Content),
        ("/var", State::Unchanged),
        ("/var/cache", State::Deleted { by: 1, how }),
        ("/var/cache/pkg", State::Deleted { by: 1, how }),
    ];
    assert_eq!(found, expected);
    assert_eq!(rows.total().bytes, 11);
    let query = TreeQuery {
        show_deleted: false,
        ..query
    };
    assert_eq!(paths(&files, &query), ["/etc", "/etc/passwd"]);
}

#[test]
fn the_largest_come_first_where_that_is_wanted() {
    let files = image();
    let query = TreeQuery {
        expanded: Expanded::all(),
        order: Order::Size,
        ..TreeQuery::new(View::After(0))
    };
    assert_eq!(
        paths(&files, &query),
        [
            "/var",
            "/var/cache",
            "/var/cache/pkg",
            "/usr",
            "/usr/bin",
            "/usr/bin/tool",
            "/usr/bin/alias",
            "/etc",
            "/etc/shadow",
            "/etc/passwd",
        ]
    );
}

#[test]
fn rows_and_hits_say_which_layers_are_known_in_part() {
    // More names of owners than a listing holds.
    let cut: Vec<_> = (0..5_u8)
        .flat_map(|number| {
            let name = number.to_string().repeat(900_000);
            [pax(b'x', &[("uname", &name)]), sized("b", 0)]
        })
        .collect();
    let layers = vec![listing(&[sized("a", 0)]), listing(&cut), None];
    let mut desk = Desk::of(layers);
    let Told::Rows(rows) = desk.answer(Ask::Rows {
        query: TreeQuery::new(View::After(1)),
        first: 0,
        count: 9,
        around: None,
    }) else {
        panic!("rows are asked for");
    };
    assert_eq!(rows.partial, [1]);
    let Told::Hidden { partial, .. } = desk.answer(Ask::Hidden { first: 0, count: 9 }) else {
        panic!("another answer");
    };
    assert_eq!(partial, [1]);
    let Told::Found { partial, .. } = desk.answer(Ask::Search {
        text: "a".to_owned(),
        first: 0,
        count: 9,
    }) else {
        panic!("hits are asked for");
    };
    assert_eq!(partial, [1]);
}

#[test]
fn the_next_row_of_a_name_is_found_round_the_end() {
    let files = merge(&[&[
        dir("etc/"),
        sized("etc/a", 1),
        sized("Apple", 1),
        sized("zoo", 1),
    ]]);
    let query = TreeQuery::new(View::After(0));
    let rows = files.rows(&query);
    let named = |after, name: &str| rows.named(&files, after, name);
    assert_eq!(rows.len(), 3, "Apple, etc, zoo");
    assert_eq!(named(0, "z"), Some(2));
    assert_eq!(named(2, "app"), Some(0), "whatever the case");
    assert_eq!(named(usize::MAX, "a"), Some(0), "before the first");
    assert_eq!(named(1, "etc"), Some(1), "the same one last");
    assert_eq!(named(0, "nothing"), None);
}
