//! Where the bytes of an image are: what is in one directory, as a list and as areas;
//! those of each layer; and those that are not visible in the end.

use crate::bytes::tar::EntryKind;
use crate::file_system::{CauseKind, Child, Children, DiveNumbers, How, Sizes, Weight};
use crate::format::{Bytes, Sum};
use crate::views::file_rows::shown;
use crate::views::file_tree::{Stacked, above};
use crate::views::treemap::{Part, Rect, Treemap, WIDTH};
use crate::words::{Message, file_sizes as words, file_system, joined};

/// How high the areas are together, in units of the treemap.
const HEIGHT: u32 = 600;

/// How wide and high what is pressed has to be, in units: 24 CSS pixels and the lines
/// around them where the map is as narrow as it gets, 40 rem in `style/file_sizes.css`.
const MIN_PRESSED: f64 = 42.0;

/// What is in one directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderSizes {
    /// The largest first.
    pub rows: Vec<SizeRow>,
    pub tiles: Vec<SizeTile>,
    /// The directory, and all that is in it.
    pub said: Option<Message>,
    /// What is in no row, and its bytes.
    pub more: Option<(Message, u64)>,
}

/// Something in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SizeRow {
    /// Absolute, as the file system has it.
    pub path: String,
    /// As it is shown; that of a directory ends with `/`.
    pub name: String,
    /// One can look into it.
    pub is_folder: bool,
    /// All that is in it, in bytes.
    pub size: u64,
    /// How much of the directory that is.
    pub part: Message,
}

/// An area, in percent of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct SizeTile {
    /// What it is of; `None` for all that have no area of their own.
    pub row: Option<SizeRow>,
    /// `lib/, 12 MB`
    pub label: Message,
    pub rect: Rect,
    /// It is large enough to be pressed.
    pub is_pressed: bool,
}

impl FolderSizes {
    /// Of the directory at an absolute path; `None` where it is not there.
    #[must_use]
    pub fn of(folder: &str, children: Option<&Children>) -> Option<Self> {
        let children = children?;
        let mut all = children.rest;
        let largest = children.largest.iter();
        largest.for_each(|child| all.add(child.weight));
        let rows = rows(folder, children, all);
        Some(Self {
            tiles: tiles(&rows, children),
            said: Some(words::here(
                shown(folder),
                file_system::count(all.entries, joined::verbatim(Bytes(all.bytes))),
            )),
            more: (children.others > 0)
                .then(|| (file_system::and_more(children.others), children.rest.bytes)),
            rows,
        })
    }

    /// That the directory is not there.
    #[must_use]
    pub fn gone(folder: &str) -> Self {
        Self {
            said: Some(words::here(shown(folder), words::gone())),
            ..Self::default()
        }
    }
}

fn rows(folder: &str, children: &Children, all: Weight) -> Vec<SizeRow> {
    let row = |child: &Child| {
        let is_folder = child.kind == EntryKind::Directory;
        let name = shown(&child.name);
        SizeRow {
            path: format!("{}/{}", folder.trim_end_matches('/'), child.name),
            name: if is_folder { format!("{name}/") } else { name },
            is_folder,
            size: child.weight.bytes,
            part: words::percent(percent(child.weight.bytes, all.bytes)),
        }
    };
    children.largest.iter().map(row).collect()
}

fn tiles(rows: &[SizeRow], children: &Children) -> Vec<SizeTile> {
    let sizes: Vec<u64> = rows.iter().map(|row| row.size).collect();
    let map = Treemap::of(&sizes, (children.others, children.rest.bytes), HEIGHT);
    let more = map.more_said();
    let tiles = map.tiles.into_iter().filter_map(|tile| {
        let row = match tile.part {
            Part::Size(at) => rows.get(at).cloned(),
            Part::More => None,
        };
        let label = match &row {
            Some(row) => joined::facts(
                joined::verbatim(row.name.clone()),
                joined::verbatim(Bytes(row.size)),
            ),
            None => more.clone()?,
        };
        let Rect { width, height, .. } = tile.rect;
        Some(SizeTile {
            is_pressed: row.is_some() && width.min(height) >= MIN_PRESSED,
            row,
            label,
            rect: in_percent(tile.rect),
        })
    });
    tiles.collect()
}

fn in_percent(rect: Rect) -> Rect {
    let (width, height) = (f64::from(WIDTH) / 100.0, f64::from(HEIGHT) / 100.0);
    Rect {
        x: rect.x / width,
        y: rect.y / height,
        width: rect.width / width,
        height: rect.height / height,
    }
}

/// One digit behind the point; nothing is all of nothing.
fn percent(part: u64, all: u64) -> String {
    match all {
        0 => "100".to_owned(),
        all => format!("{:.1}", part as f64 * 100.0 / all as f64),
    }
}

/// The directories from the root to one, each with its path and its name.
#[must_use]
pub fn way_to(folder: &str) -> Vec<(String, String)> {
    let root = ("/".to_owned(), "/".to_owned());
    let own = Some(folder.to_owned()).filter(|folder| folder != "/");
    let below = above(folder).chain(own).map(|path| {
        let name = shown(path.rsplit('/').next().unwrap_or_default());
        (path, name)
    });
    [root].into_iter().chain(below).collect()
}

/// The sizes of a layer, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LayerLine {
    pub name: Message,
    /// As stored, unpacked, and of its files those that are not visible in the end.
    pub sizes: [Message; 3],
}

/// The sizes of each layer, the base first, and all of them together.
#[must_use]
pub fn layer_lines(layers: &[Stacked], sizes: &Sizes) -> Vec<LayerLine> {
    let hidden = |at: usize| sizes.layers.get(at)?.reclaimable;
    let each = layers.iter().enumerate();
    let all: Vec<(Message, [Option<u64>; 3])> = each
        .map(|(at, layer)| (layer.name.clone(), [layer.size, layer.unpacked, hidden(at)]))
        .collect();
    let sum = |of: usize| -> Sum {
        let sizes = all
            .iter()
            .map(|(_, sizes)| sizes.get(of).copied().flatten());
        sizes.collect()
    };
    let together = LayerLine {
        name: words::together(),
        sizes: [0, 1, 2].map(|of| spelled(sum(of))),
    };
    let lines = all.iter().map(|(name, sizes)| LayerLine {
        name: name.clone(),
        sizes: sizes.map(|size| spelled(Sum::from(size))),
    });
    lines.chain((all.len() > 1).then_some(together)).collect()
}

fn spelled(sum: Sum) -> Message {
    match sum.is_unknown() {
        true => words::unknown(),
        false => sum.message(),
    }
}

/// Why bytes are not visible in the end, the most first.
#[must_use]
pub fn causes(sizes: &Sizes) -> Vec<(Message, u64)> {
    let mut causes = sizes.causes.clone();
    causes.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let causes = causes.into_iter();
    causes
        .map(|(cause, bytes)| (cause_said(cause), bytes))
        .collect()
}

fn cause_said(cause: CauseKind) -> Message {
    match cause {
        CauseKind::Replaced => words::replaced(),
        CauseKind::Copied => words::copied(),
        CauseKind::Deleted(How::File) => words::deleted(),
        CauseKind::Deleted(How::Directory) => words::deleted_with_folder(),
        CauseKind::Deleted(How::Opaque) => words::deleted_by_opaque(),
        CauseKind::Deleted(How::ReplacedByOther) => words::displaced(),
        CauseKind::Duplicate => words::duplicate(),
        CauseKind::Nowhere => words::nowhere(),
    }
}

/// What the layers hold, and how much of that is not visible in the end.
#[must_use]
pub fn sizes_said(sizes: &Sizes) -> Message {
    let (Some(stored), Some(visible)) = (sizes.stored, sizes.visible) else {
        return words::not_known();
    };
    let size = |bytes: u64| joined::verbatim(Bytes(bytes));
    let said = match sizes.reclaimable() {
        None | Some(0) => words::all_visible(size(stored)),
        Some(hidden) => words::reclaimable(size(hidden), percent(hidden, stored)),
    };
    joined::clauses(said, words::efficiency(percent(visible, stored)))
}

/// What dive says, where that is not what is right, and why.
#[must_use]
pub fn dive_said(dive: &DiveNumbers, sizes: &Sizes) -> Option<Message> {
    let (hidden, score) = (sizes.reclaimable()?, sizes.score()?);
    let differs = dive.wasted != hidden || (dive.efficiency - score).abs() > 0.000_5;
    let said = words::dive_says(
        joined::verbatim(Bytes(dive.wasted)),
        format!("{:.1}", dive.efficiency * 100.0),
    );
    Some(match differs {
        true => joined::sentences(said, words::why_dive_differs()),
        false => said,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_system::LayerSizes;

    fn child(name: &str, kind: EntryKind, bytes: u64) -> Child {
        Child {
            name: name.to_owned(),
            kind,
            weight: weight(1, bytes),
        }
    }

    fn weight(entries: u32, bytes: u64) -> Weight {
        Weight { entries, bytes }
    }

    fn sizes(stored: Option<u64>, visible: Option<u64>) -> Sizes {
        let layer = |stored, reclaimable| LayerSizes {
            stored,
            reclaimable,
        };
        Sizes {
            stored,
            visible,
            layers: vec![layer(Some(900), Some(300)), layer(Some(100), None)],
            causes: vec![
                (CauseKind::Replaced, 50),
                (CauseKind::Deleted(How::Directory), 250),
            ],
            paths: Vec::new(),
        }
    }

    #[test]
    fn a_directory_is_told_as_rows_and_areas_and_the_rest_in_sum() {
        let children = Children {
            largest: vec![
                child("lib", EntryKind::Directory, 700),
                child("a\u{202e}b", EntryKind::File, 200),
                child("tiny", EntryKind::File, 0),
            ],
            others: 3,
            rest: weight(3, 100),
        };
        let sizes = FolderSizes::of("/usr", Some(&children)).unwrap();
        let rows: Vec<String> = sizes
            .rows
            .iter()
            .map(|row| format!("{} {} {} {}", row.path, row.name, row.size, row.part))
            .collect();
        let expected = [
            "/usr/lib lib/ 700 70.0 %",
            "/usr/a\u{202e}b a\\u{202e}b 200 20.0 %",
            "/usr/tiny tiny 0 0.0 %",
        ];
        assert_eq!(rows, expected);
        assert_eq!(
            sizes.said.unwrap().to_string(),
            "/usr: 6 entries besides directories, 1.0 kB in files"
        );
        let more = sizes.more.unwrap();
        assert_eq!((more.0.to_string().as_str(), more.1), ("and 3 more", 100));
        let tiles: Vec<String> = sizes
            .tiles
            .iter()
            .map(|tile| format!("{} {}", tile.label, tile.is_pressed))
            .collect();
        let expected = [
            "lib/, 700 bytes true",
            "a\\u{202e}b, 200 bytes true",
            "and 4 more false",
        ];
        assert_eq!(tiles, expected);
        let covered: f64 = sizes
            .tiles
            .iter()
            .map(|tile| tile.rect.width * tile.rect.height)
            .sum();
        assert!((covered - 10_000.0).abs() < 1e-3, "{covered}");
        assert_eq!(sizes.rows[0].path, "/usr/lib");
        assert!(sizes.rows[0].is_folder && !sizes.rows[1].is_folder);
    }

    #[test]
    fn what_is_too_narrow_to_be_hit_is_no_button() {
        let children = Children {
            largest: vec![
                child("a", EntryKind::File, 970),
                child("b", EntryKind::File, 30),
            ],
            ..Children::default()
        };
        let sizes = FolderSizes::of("/", Some(&children)).unwrap();
        let pressed: Vec<bool> = sizes.tiles.iter().map(|tile| tile.is_pressed).collect();
        assert_eq!(pressed, [true, false]);
        assert_eq!(sizes.rows[1].path, "/b");
    }

    #[test]
    fn an_empty_directory_and_one_that_is_gone_are_told_apart() {
        let empty = FolderSizes::of("/", Some(&Children::default())).unwrap();
        assert!(empty.rows.is_empty() && empty.tiles.is_empty() && empty.more.is_none());
        assert_eq!(FolderSizes::of("/a", None), None);
        assert_eq!(
            FolderSizes::gone("/a").said.unwrap().to_string(),
            "/a: this directory is not there in the end"
        );
    }

    #[test]
    fn the_way_to_a_directory_begins_at_the_root() {
        let names = |folder: &str| {
            let way = way_to(folder).into_iter();
            way.map(|(path, name)| format!("{path} {name}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(names("/"), ["/ /"]);
        assert_eq!(names("/usr/lib"), ["/ /", "/usr usr", "/usr/lib lib"]);
    }

    #[test]
    fn what_is_not_known_of_layers_is_no_zero() {
        let layer = |number: u32, size, unpacked| Stacked {
            name: crate::words::overview::layer_number(number),
            node: None,
            stored: None,
            by_toc: None,
            diff_id: None,
            step: String::new(),
            size,
            unpacked,
            extent: None,
        };
        let layers = [layer(1, Some(400), Some(2_000)), layer(2, Some(50), None)];
        let lines: Vec<String> = layer_lines(&layers, &sizes(None, None))
            .iter()
            .map(|line| {
                let sizes = line.sizes.each_ref().map(Message::to_string);
                format!("{}: {}", line.name, sizes.join(", "))
            })
            .collect();
        let expected = [
            "layer 1: 400 bytes, 2.0 kB, 300 bytes",
            "layer 2: 50 bytes, not known, not known",
            "All layers: 450 bytes, at least 2.0 kB, at least 300 bytes",
        ];
        assert_eq!(lines, expected);
        assert_eq!(layer_lines(&layers[..1], &sizes(None, None)).len(), 1);
    }

    #[test]
    fn what_is_not_visible_is_told_by_cause() {
        let all: Vec<String> = causes(&sizes(Some(1_000), Some(700)))
            .iter()
            .map(|(cause, bytes)| format!("{cause}: {bytes}"))
            .collect();
        let expected = [
            "deleted by a layer above with its directory: 250",
            "replaced by a layer above: 50",
        ];
        assert_eq!(all, expected);
        for (stored, visible, said) in [
            (
                Some(1_000),
                Some(700),
                "300 bytes of what the layers hold is not visible in the end (30.0 %); efficiency 70.0 %",
            ),
            (
                Some(1_000),
                Some(1_000),
                "All of the 1.0 kB that the layers hold is visible in the end; efficiency 100.0 %",
            ),
            (
                Some(0),
                Some(0),
                "All of the 0 bytes that the layers hold is visible in the end; efficiency 100 %",
            ),
            (
                None,
                None,
                "How much of what the layers hold is not visible in the end is not known, as not all of them were read",
            ),
        ] {
            assert_eq!(sizes_said(&sizes(stored, visible)).to_string(), said);
        }
    }
}
