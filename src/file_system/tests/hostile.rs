//! Layers that were made to do harm: all end, and soon.

use std::time::Instant;

use super::*;
use crate::bytes::tar::tests::header;

/// A member with a name of any length.
fn long(path: &str, typeflag: u8, target: &str) -> Vec<u8> {
    let name = |kind, text: &str| member("././@LongLink", kind, text.as_bytes());
    let entry = header("cut", typeflag, 0, "");
    [name(b'L', path), name(b'K', target), entry.to_vec()].concat()
}

#[test]
fn circles_of_links_end() {
    let base = [
        symlink("a", "b"),
        symlink("b", "a"),
        symlink("self", "self/self"),
        symlink("grow", "./grow/y"),
    ];
    let top = [
        sized("a/x", 1),
        sized("self/x", 1),
        sized("grow/x", 1),
        sized("a/.wh.x", 0),
        hard_link("h", "a/x"),
    ];
    let files = check(
        &[&base, &top],
        &["l /a", "l /b", "l /grow", "h /h", "l /self"],
    );
    let circle = |odd: &&Oddity| odd.kind == OddityKind::LinkCircle;
    assert_eq!(files.oddities().iter().filter(circle).count(), 4);
    for path in ["a", "b", "self", "a/x/y"] {
        assert_eq!(files.leads(path, 1), Leads::Circle);
    }
}

#[test]
fn a_path_ten_thousand_deep_is_a_path() {
    let depth = 10_000;
    let path = "d/".repeat(depth);
    let base = [long(&format!("{path}x"), b'0', "")];
    let files = merge(&[&base, &[sized(".wh.d", 0)], &base, &[sized("d", 1)]]);
    let rows = |layer| {
        files.rows(&TreeQuery {
            expanded: Expanded::all(),
            ..TreeQuery::new(View::After(layer))
        })
    };
    let lengths = [0, 1, 2, 3].map(|layer| rows(layer).len());
    assert_eq!(lengths, [depth + 1, 0, depth + 1, 1]);
    let last = rows(2).window(&files, depth, 1).remove(0);
    assert_eq!((last.level as usize, last.name.as_str()), (depth + 1, "x"));
    assert_eq!(last.path, format!("/{path}x"));
    assert_eq!(files.history(&path).len(), 4);
}

#[test]
fn deleting_over_and_over_ends() {
    let count = if cfg!(debug_assertions) {
        2_000
    } else {
        20_000
    };
    let mut base: Vec<_> = (0..count).map(|n| sized(&format!("d/{n}"), 0)).collect();
    let opaque: Vec<_> = (0..count).map(|_| sized("d/.wh..wh..opq", 0)).collect();
    for n in 0..count {
        base.push(sized("d", 0));
        base.push(sized(&format!("d/{n}"), 0));
    }
    let start = Instant::now();
    let files = merge(&[&base, &opaque]);
    // Beyond a bound it is said that not all was done.
    let is_whole = [0, 1].map(|layer| files.reading(layer) == Some(Reading::Whole));
    assert!(is_whole != [true; 2] || after(&files, 1) == ["d /d"]);
    assert_eq!(is_whole[0], count < 10_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_path_over_and_over_in_one_layer_has_a_short_history() {
    let again: Vec<_> = (0..20_000).map(|_| sized("a", 0)).collect();
    let files = merge(&[&[sized("a", 1)], &again, &[sized("a", 2), sized("a", 3)]]);
    let versions = files.history("a");
    assert_eq!(versions.len(), MAX_VERSIONS);
    assert_eq!(files.history_left_out("a"), 20_003 - MAX_VERSIONS);
    assert_eq!(files.history_left_out("b"), 0);
    // What each layer leaves is all there, and of the rest the newest in order.
    let entries = versions.iter().map(|version| match &version.done {
        Done::Written { entry, .. } => (true, entry.layer, entry.number),
        Done::Superseded { entry, .. } => (false, entry.layer, entry.number),
        other => panic!("{other:?}"),
    });
    let superseded = (19_003..19_999).map(|number| (false, 1, number));
    let expected = [(true, 0, 0)].into_iter().chain(superseded).chain([
        (true, 1, 19_999),
        (false, 2, 0),
        (true, 2, 1),
    ]);
    assert!(entries.eq(expected));
}

/// A distribution's: `count` entries of every kind.
fn large(count: u32) -> Listing {
    let mut scan = TarScan::new();
    for entry in 0..count {
        let path = format!(
            "usr/share/package-{}/folder/{}/file-{entry}.txt",
            entry / 1000,
            entry / 50
        );
        scan.update(&match entry % 50 {
            0 => dir(&path),
            1 => symlink(&path, "../../target"),
            _ => header(&path, b'0', 0, "").to_vec(),
        });
    }
    scan.update(&END);
    scan.finish().1
}

#[test]
fn two_hundred_thousand_entries_are_merged_fast() {
    // The figures are for a release build; here it is enough that it is linear.
    let count = if cfg!(debug_assertions) {
        20_000
    } else {
        100_000
    };
    let listing = large(count);
    let layers = vec![Some(listing.clone()), Some(listing)];
    let start = Instant::now();
    let files = FileSystem::merge(layers);
    let merged = start.elapsed();
    let start = Instant::now();
    let rows = files.rows(&TreeQuery::new(View::After(1)));
    let shown = start.elapsed();
    assert_eq!(rows.total().entries, count - count / 50);
    eprintln!("2 x {count} entries: merged in {merged:?}, shown in {shown:?}");
    assert!(merged.as_secs() < 5, "{merged:?}");
}

#[test]
fn as_many_entries_as_a_layer_lists_are_merged_and_asked_for() {
    // In a release build as many as there is room for with such paths.
    let count = if cfg!(debug_assertions) {
        20_000
    } else {
        1_000_000
    };
    let layers = vec![Some(large(count)), listing(&[sized(".wh.usr", 0)])];
    let mut last = Instant::now();
    let mut spent = Vec::new();
    let mut lap = |what| {
        spent.push((what, last.elapsed()));
        last = Instant::now();
    };
    let files = FileSystem::merge(layers);
    lap("merged");
    let rows = files.rows(&TreeQuery {
        expanded: Expanded::all(),
        ..TreeQuery::new(View::After(0))
    });
    assert!(rows.len() > count as usize);
    lap("rows");
    assert_eq!(files.hidden().len(), (count - count / 50) as usize);
    lap("hidden");
    assert_eq!(files.sizes().reclaimable(), Some(0));
    lap("sizes");
    let hits = files.search(&Query::parse("ile-19").unwrap());
    assert!(hits.len() >= 2 && hits.is_complete());
    lap("part");
    let hits = files.search(&Query::parse("/file-19+\\.txt$/").unwrap());
    assert!(hits.len() >= 2 && hits.is_complete());
    lap("expression");
    let mut lines = 0;
    files.export_json_lines(&[], &mut |_| lines += 1);
    assert_eq!(lines, count + 1);
    lap("exported");
    eprintln!("{count} entries: {spent:?}");
    let total: std::time::Duration = spent.iter().map(|(_, spent)| *spent).sum();
    assert!(total.as_secs() < 60, "{spent:?}");
}
