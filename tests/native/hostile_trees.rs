//! Layers that were made to do harm, as who looks into an image meets them: whatever is
//! asked, an answer comes and comes soon, and what was cut by a limit is said.

use std::time::{Duration, Instant};

use assay::bytes::tar_scan::{Listing, MAX_LISTED, MAX_TEXT, TarScan};
use assay::file_system::{
    Ask, Desk, Dive, Expanded, Export, Leads, MAX_ODDITIES, MAX_VERSIONS, OddityKind, Reading,
    RowsTold, Told, TreeQuery, View,
};
use tar::EntryType;

const DIR: EntryType = EntryType::Directory;
const FILE: EntryType = EntryType::Regular;
const SYMLINK: EntryType = EntryType::Symlink;
const LINK: EntryType = EntryType::Link;

/// Large or, where nothing is optimised, as large as can be waited for.
const fn many(optimised: u32, debug: u32) -> u32 {
    if cfg!(debug_assertions) {
        debug
    } else {
        optimised
    }
}

/// The bytes of an entry without contents; its names have any length.
fn entry(path: &str, kind: EntryType, target: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (long, name) in [(b'L', path), (b'K', target)] {
        if name.len() > 100 {
            let kind = EntryType::new(long);
            bytes.extend(header("././@LongLink", kind, "", name.len() as u64));
            bytes.extend(name.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
    }
    let [path, target] = [path, target].map(|name| match name.len() > 100 {
        true => "cut",
        false => name,
    });
    bytes.extend(header(path, kind, target, 0));
    bytes
}

fn header(path: &str, kind: EntryType, target: &str, size: u64) -> [u8; 512] {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
    header.as_old_mut().linkname[..target.len()].copy_from_slice(target.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    *header.as_bytes()
}

fn listing(entries: impl IntoIterator<Item = Vec<u8>>) -> Option<Listing> {
    let mut scan = TarScan::new();
    for entry in entries {
        scan.update(&entry);
    }
    scan.update(&[0; 1024]);
    Some(scan.finish().1)
}

/// Fails where more time was spent than ten times what it takes, about.
struct Limit(Instant, Duration);

impl Limit {
    fn of(seconds: u64) -> Self {
        Self(Instant::now(), Duration::from_secs(seconds))
    }

    #[track_caller]
    fn check(&self, what: &str) {
        let spent = self.0.elapsed();
        eprintln!("{what}: {spent:?}");
        assert!(spent < self.1, "{what}: {spent:?}");
    }
}

fn all(view: View) -> TreeQuery {
    TreeQuery {
        expanded: Expanded::all(),
        show_deleted: true,
        ..TreeQuery::new(view)
    }
}

/// Some rows of the file system after a layer, all directories open.
fn some_rows(desk: &mut Desk, layer: u32, first: usize) -> RowsTold {
    let ask = Ask::Rows {
        query: all(View::After(layer)),
        first,
        count: 50,
        around: None,
    };
    let Told::Rows(rows) = desk.answer(ask) else {
        panic!("another answer");
    };
    rows
}

/// Searches without expressions, which take seconds for more text than any image has.
const PLAIN: &[&str] = &["d", "state:deleted layer:1"];

/// Searches, some of them by expressions.
const SEARCHES: [&str; 4] = ["d", "state:deleted layer:1", "*.txt", "/d+x$/"];

/// Asks for everything there is to ask for.
fn ask_all(desk: &mut Desk, layers: u32, path: &str, searches: &[&str], limit: &Limit) {
    let (first, count) = (0, 50);
    for layer in [0, layers / 2, layers - 1] {
        some_rows(desk, layer, 0);
        limit.check("rows");
        desk.answer(Ask::Rows {
            query: all(View::Layer(layer)),
            first,
            count,
            around: Some(path.to_owned()),
        });
        limit.check("rows of a layer");
    }
    let query = all(View::After(layers - 1));
    let name = "zz".to_owned();
    desk.answer(Ask::Named {
        query,
        after: 0,
        name,
    });
    desk.answer(Ask::History(path.to_owned()));
    limit.check("history");
    desk.answer(Ask::Hidden { first, count });
    limit.check("hidden");
    desk.answer(Ask::Secrets { first, count });
    limit.check("secrets");
    desk.answer(Ask::Sizes);
    limit.check("sizes");
    for text in searches {
        let text = (*text).to_owned();
        desk.answer(Ask::Search { text, first, count });
        limit.check("search");
    }
    let mut bytes = 0;
    let json = Export::JsonLines {
        diff_ids: Vec::new(),
    };
    for export in [json, Export::Tar { layer: layers - 1 }] {
        desk.export(&export, &mut |text| bytes += text.len());
        limit.check("export");
    }
    eprintln!("{bytes} bytes exported");
}

#[test]
fn links_that_grow_as_they_are_followed_end() {
    // Each leads twice through the next one: 2^40 steps, were they all followed.
    let mut base: Vec<_> = (0..40)
        .map(|n| {
            let next = format!("l{}/../l{}", n + 1, n + 1);
            entry(&format!("l{n}"), SYMLINK, &next)
        })
        .collect();
    base.push(entry("l40", DIR, ""));
    // A chain of more links than are followed, and a circle through `..`.
    let chain = (0..300).map(|n| entry(&format!("c{n}"), SYMLINK, &format!("c{}", n + 1)));
    base.extend(chain);
    base.push(entry("round", SYMLINK, "../round/../round"));
    let top = (0..1_000).flat_map(|n| {
        let through = |link: &str| format!("{link}/f{n}");
        [
            entry(&through("l0"), FILE, ""),
            entry(&through("c0"), FILE, ""),
            entry(&through("round"), FILE, ""),
            entry(&format!("h{n}"), LINK, &through("l0")),
            entry(&through("l0/.wh.x"), FILE, ""),
        ]
    });
    let layers = vec![listing(base), listing(top)];
    let limit = Limit::of(60);
    let mut desk = Desk::of(layers);
    limit.check("merged");
    for path in ["l0", "c0", "round"] {
        assert_eq!(desk.files().leads(path, 1), Leads::Circle, "{path}");
    }
    let files = desk.files();
    assert_eq!(files.oddities().len(), MAX_ODDITIES);
    assert_eq!(files.oddity_count(), 5_000);
    let kinds = [OddityKind::LinkCircle, OddityKind::BrokenHardLink];
    assert!(files.oddities().iter().all(|odd| kinds.contains(&odd.kind)));
    ask_all(&mut desk, 2, "/l0/f1", &SEARCHES, &limit);
}

#[test]
fn whatever_is_asked_of_paths_ten_thousand_deep() {
    let deep = |name: &str| format!("{}x", format!("{name}/").repeat(10_000));
    let base = ["d", "e"].map(|name| entry(&deep(name), FILE, ""));
    let top = [
        entry(".wh.d", FILE, ""),
        entry("s", SYMLINK, &deep("e")),
        entry("s/within", FILE, ""),
        entry("h", LINK, &deep("e")),
    ];
    let layers = vec![listing(base.clone()), listing(top), listing(base)];
    let limit = Limit::of(60);
    let mut desk = Desk::of(layers);
    limit.check("merged");
    let rows = some_rows(&mut desk, 2, 9_990);
    // Two paths with all above them, two links, and what was deleted below a file.
    assert_eq!((rows.all, rows.rows.len()), (2 * 10_001 + 3, 50));
    assert_eq!(rows.rows[0].level, 9_991);
    ask_all(&mut desk, 3, &deep("e"), PLAIN, &limit);
}

#[test]
fn whiteouts_of_nothing_are_counted() {
    let count = many(500_000, 50_000);
    let base = (0..1_000).map(|n| entry(&format!("d/{n}"), FILE, ""));
    let top = (0..count).flat_map(|n| {
        let nothing = entry(&format!("n/{}/.wh.{n}", n % 100), FILE, "");
        let below_nothing = entry(&format!("d/{}/.wh.{n}", n % 1_000), FILE, "");
        [nothing, below_nothing]
    });
    let layers = vec![listing(base), listing(top)];
    let limit = Limit::of(60);
    let mut desk = Desk::of(layers);
    limit.check("merged");
    let files = desk.files();
    assert_eq!(files.oddities().len(), MAX_ODDITIES);
    assert_eq!(files.oddity_count(), 2 * u64::from(count));
    assert_eq!(files.reading(1), Some(Reading::Whole));
    let rows = some_rows(&mut desk, 1, 0);
    assert_eq!((rows.all, rows.partial), (1_001, vec![]));
    ask_all(&mut desk, 2, "/d/1", &SEARCHES, &limit);
}

/// So many files of one name each, a thousand in a directory.
fn files(count: u64, below: &str) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(move |n| entry(&format!("{below}{}/{n}", n / 1_000), FILE, ""))
}

#[track_caller]
fn check_partial(desk: &mut Desk, layers: &[u32]) {
    assert_eq!(some_rows(desk, 0, 0).partial, layers);
    let (first, count) = (0, 1);
    let text = "name".to_owned();
    match desk.answer(Ask::Search { text, first, count }) {
        Told::Found { partial, .. } => assert_eq!(partial, layers),
        other => panic!("{other:?}"),
    }
    match desk.answer(Ask::Secrets { first, count }) {
        Told::Secrets { partial, .. } => assert_eq!(partial, layers),
        other => panic!("{other:?}"),
    }
    match desk.answer(Ask::Sizes) {
        Told::Sizes(sizes) => assert_eq!((sizes.stored, sizes.visible), (None, None)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn more_text_than_is_kept_is_said() {
    let name = "name".repeat(1_000);
    let count = (MAX_TEXT / name.len() + 1_000) as u64;
    let long = (0..count).map(|n| entry(&format!("{name}{n}"), FILE, ""));
    let long = listing(long).unwrap();
    let kept = long.len() as u64;
    assert!(kept > 16_000 && long.left_out() == count - kept);
    let limit = Limit::of(60);
    let mut desk = Desk::of(vec![Some(long), listing([entry("a", FILE, "")])]);
    limit.check("merged");
    check_partial(&mut desk, &[0]);
    assert_eq!(some_rows(&mut desk, 1, 0).all as u64, kept + 1);
    ask_all(&mut desk, 2, "/a", PLAIN, &limit);
}

#[test]
fn two_million_entries_are_listed_and_the_next_one_is_said_to_be_missing() {
    // Where nothing is optimised, as many as can be waited for.
    let count = u64::from(many(MAX_LISTED as u32 + 1, 50_000));
    let is_cut = count > MAX_LISTED;
    let limit = Limit::of(300);
    let layer = listing(files(count, "d"));
    limit.check("scanned");
    let mut desk = Desk::of(vec![layer]);
    limit.check("merged");
    let rows = some_rows(&mut desk, 0, 0);
    assert_eq!(rows.total.entries as u64, count.min(MAX_LISTED));
    assert_eq!(desk.files().reading(0) == Some(Reading::Partial), is_cut);
    if is_cut {
        check_partial(&mut desk, &[0]);
    }
    ask_all(&mut desk, 1, "/d1/1001", &SEARCHES, &limit);
}

#[test]
fn two_million_entries_in_each_of_two_layers_are_merged_as_far_as_there_is_room() {
    let count = u64::from(many(MAX_LISTED as u32, 25_000));
    let limit = Limit::of(450);
    let layers = vec![listing(files(count, "d")), listing(files(count, "e"))];
    limit.check("scanned");
    let mut desk = Desk::of(layers);
    limit.check("merged");
    let all = some_rows(&mut desk, 1, 0).total.entries as u64;
    // With their directories they are more than there is room for.
    let is_cut = count == MAX_LISTED;
    assert!(if is_cut {
        all > 3_900_000 && all < 2 * count
    } else {
        all == 2 * count
    });
    if is_cut {
        check_partial(&mut desk, &[1]);
    }
    ask_all(&mut desk, 2, "/e1/1001", &SEARCHES, &limit);
}

#[test]
fn a_thousand_layers_are_laid_over_each_other() {
    let layer = |layer: u32| {
        let path = |n: u32| match n % 4 {
            // The same in all layers, one of its own, and one that the next deletes.
            0 => format!("same/{n}"),
            1 => format!("own/{layer}/{n}"),
            2 => format!("gone/{layer}-{n}"),
            _ => format!("gone/.wh.{}-{}", layer.wrapping_sub(1), n - 1),
        };
        listing((0..100).map(|n| entry(&path(n), FILE, "")))
    };
    let layers: Vec<_> = (0..1_000).map(layer).collect();
    let limit = Limit::of(60);
    let read: Vec<&Listing> = layers.iter().flatten().collect();
    let dive = Dive::of(&read);
    limit.check("dive");
    // For dive the base ends with its first whiteout of nothing.
    assert_eq!(dive.inefficient.len(), 25 + 998 * 25);
    let mut desk = Desk::of(layers);
    limit.check("merged");
    let files = desk.files();
    assert_eq!(files.layer_count(), 1_000);
    assert_eq!(files.history("same/0").len(), MAX_VERSIONS.min(1_000));
    for (at, entries) in [(0, 75), (500, 75 + 500 * 25), (999, 75 + 999 * 25)] {
        let rows = desk.files().rows(&TreeQuery::new(View::After(at)));
        assert_eq!(rows.total().entries, entries, "{at}");
    }
    // Of the base the whiteouts find nothing.
    assert_eq!(desk.files().oddity_count(), 25);
    ask_all(&mut desk, 1_000, "/same/0", &SEARCHES, &limit);
}
