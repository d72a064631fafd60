//! Where the symbolic links of a layer lead: outside its root, or in circles.
//!
//! Only what this layer holds is known here: a target may be in a layer below,
//! so one that is nowhere is nothing to complain about.

use std::collections::HashMap;

use super::{Listed, Listing};
use crate::bytes::tar::EntryKind;

/// How many parts of the paths of symbolic links are remembered: some 30 MB,
/// and ten times those of the largest images.
pub(super) const MAX_PARTS: usize = 500_000;

/// The parts of a path that lead anywhere.
pub(super) fn parts(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|byte| *byte == b'/')
        .filter(|part| !part.is_empty() && *part != b".")
}

/// Whether the target of a link climbs above the root on its way, read from the
/// link's own folder. A container's kernel and the tools that unpack in a
/// `chroot` stay at the root; others refuse the layer.
pub(super) fn leaves_root(path: &[u8], target: &[u8]) -> bool {
    if !parts(target).any(|part| part == b"..") {
        return false;
    }
    let up = |depth: &usize, part: &[u8]| match part {
        b".." => depth.checked_sub(1),
        _ => Some(depth + 1),
    };
    let folder = match target.first() {
        Some(b'/') => 0,
        // The path itself counts as one.
        _ => parts(path)
            .fold(0_usize, |depth, part| up(&depth, part).unwrap_or(0))
            .saturating_sub(1),
    };
    let end = parts(target).try_fold(folder, |depth, part| up(&depth, part));
    end.is_none()
}

/// What following the links found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Circles<'a> {
    /// The path of one link of each circle.
    pub(super) links: Vec<&'a str>,
    /// Links were left out: there are more than fit.
    pub(super) incomplete: bool,
}

/// Follows every symbolic link, each part of each target once.
pub(super) fn circles(listing: &Listing) -> Circles<'_> {
    let mut walk = Walk::new(listing);
    for link in 0..walk.links.len() {
        walk.follow(link);
    }
    Circles {
        links: walk.circles,
        incomplete: walk.incomplete || listing.left_out() > 0,
    }
}

/// The paths of links, part by part. What is not here is no link.
#[derive(Default)]
struct Walk<'a> {
    nodes: Vec<Node>,
    children: HashMap<(usize, &'a str), usize>,
    links: Vec<Link<'a>>,
    circles: Vec<&'a str>,
    incomplete: bool,
}

#[derive(Clone, Copy)]
struct Node {
    parent: usize,
    /// The link at this path.
    link: Option<usize>,
}

struct Link<'a> {
    path: &'a str,
    target: &'a str,
    node: usize,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Fresh,
    /// It is being followed.
    Open,
    Ends(Spot),
    /// It leads into a circle.
    Lost,
}

/// A path: the part of it that has a node, and how many parts below that.
#[derive(Clone, Copy)]
struct Spot {
    node: usize,
    below: usize,
}

/// A link that is being followed: how far, and what of its target is left.
struct Step<'a> {
    link: usize,
    place: Spot,
    rest: std::str::Split<'a, char>,
}

const ROOT: usize = 0;

impl<'a> Walk<'a> {
    fn new(listing: &'a Listing) -> Self {
        let root = Node {
            parent: ROOT,
            link: None,
        };
        let mut walk = Self {
            nodes: vec![root],
            ..Self::default()
        };
        // Names that are no UTF-8 were decoded, and may look alike.
        let whole =
            |link: &Listed<'_>| !link.path.contains('\u{fffd}') && !link.link.contains('\u{fffd}');
        let symlinks = listing
            .iter()
            .filter(|entry| entry.kind == EntryKind::Symlink);
        for link in symlinks.filter(whole) {
            if walk.nodes.len() >= MAX_PARTS {
                walk.incomplete = true;
                break;
            }
            walk.add(link);
        }
        walk
    }

    fn add(&mut self, link: Listed<'a>) {
        let mut node = ROOT;
        for part in link.path.split('/') {
            node = match part {
                "" | "." => node,
                ".." => self.parent(node),
                part => *self.children.entry((node, part)).or_insert_with(|| {
                    self.nodes.push(Node {
                        parent: node,
                        link: None,
                    });
                    self.nodes.len() - 1
                }),
            };
        }
        if let Some(here) = self.nodes.get_mut(node)
            && node != ROOT
        {
            here.link = Some(self.links.len());
            self.links.push(Link {
                path: link.path,
                target: link.link,
                node,
                state: State::Fresh,
            });
        }
    }

    fn parent(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(ROOT, |node| node.parent)
    }

    /// Follows a link to its end, and those on its way before it goes on.
    fn follow(&mut self, link: usize) {
        let mut steps: Vec<Step<'a>> = self.begin(link).into_iter().collect();
        while let Some(step) = steps.last_mut() {
            let Some(part) = step.rest.next() else {
                let (link, place) = (step.link, step.place);
                self.set(link, State::Ends(place));
                steps.pop();
                if let Some(before) = steps.last_mut() {
                    before.place = place;
                }
                continue;
            };
            step.place = self.enter(step.place, part);
            let next = self.link_at(step.place);
            let Some(next) = next.filter(|_| !matches!(part, "" | "." | "..")) else {
                continue;
            };
            match self.links.get(next).map(|link| link.state) {
                Some(State::Fresh) => steps.extend(self.begin(next)),
                Some(State::Ends(place)) => step.place = place,
                Some(State::Open | State::Lost) => return self.lose(next, &steps),
                None => {}
            }
        }
    }

    /// The first step from a link that was not followed yet.
    fn begin(&mut self, link: usize) -> Option<Step<'a>> {
        let found = self.links.get_mut(link)?;
        if !matches!(found.state, State::Fresh) {
            return None;
        }
        found.state = State::Open;
        let (node, target) = (found.node, found.target);
        let from = match target.starts_with('/') {
            true => ROOT,
            false => self.parent(node),
        };
        Some(Step {
            link,
            place: Spot {
                node: from,
                below: 0,
            },
            rest: target.split('/'),
        })
    }

    fn enter(&self, place: Spot, part: &str) -> Spot {
        let Spot { node, below } = place;
        match (part, below) {
            ("" | ".", _) => place,
            ("..", 0) => Spot {
                node: self.parent(node),
                below,
            },
            ("..", _) => Spot {
                node,
                below: below - 1,
            },
            (part, 0) => match self.children.get(&(node, part)) {
                Some(child) => Spot {
                    node: *child,
                    below,
                },
                None => Spot { node, below: 1 },
            },
            (_, _) => Spot {
                node,
                below: below + 1,
            },
        }
    }

    fn link_at(&self, place: Spot) -> Option<usize> {
        let node = self.nodes.get(place.node)?;
        node.link.filter(|_| place.below == 0)
    }

    /// The links on the way to `at` end nowhere. Of a circle it is told once.
    fn lose(&mut self, at: usize, steps: &[Step<'a>]) {
        if let Some(link) = self.links.get(at)
            && matches!(link.state, State::Open)
        {
            self.circles.push(link.path);
        }
        for step in steps {
            self.set(step.link, State::Lost);
        }
    }

    fn set(&mut self, link: usize, state: State) {
        if let Some(link) = self.links.get_mut(link) {
            link.state = state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::tar::tests::{END, link};
    use crate::bytes::tar_scan::TarScan;

    fn listing(links: &[(&str, &str)]) -> Listing {
        let mut scan = TarScan::new();
        for (path, target) in links {
            scan.update(&link(path, b'2', target));
        }
        scan.update(&END);
        scan.finish().1
    }

    #[track_caller]
    fn check(links: &[(&str, &str)], expected: &[&str]) {
        assert_eq!(circles(&listing(links)).links, expected, "{links:?}");
    }

    #[test]
    fn links_in_a_circle_are_told_once_for_each_circle() {
        check(&[("a", "a")], &["a"]);
        check(&[("a", "./x/../a")], &["a"]);
        check(&[("a", "/b"), ("b", "c/../../c"), ("c", "a")], &["a"]);
        check(
            &[("in", "a"), ("a", "b"), ("b", "a"), ("x/too", "../b")],
            &["a"],
        );
        check(&[("a", "a/b")], &["a"]);
        check(
            &[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")],
            &["a", "c"],
        );
        // Through a folder that is a link itself.
        check(&[("a", "d/x"), ("d", "real"), ("real/x", "../a")], &["a"]);
        // The root is above itself.
        check(&[("a", "../../../a")], &["a"]);
    }

    #[test]
    fn links_that_end_somewhere_are_no_circle() {
        check(
            &[("usr/bin/X11", "."), ("lib", "usr/lib"), ("bin", "usr/bin")],
            &[],
        );
        check(&[("a", "b"), ("b", "c")], &[]);
        check(&[("x/a", "../y/a"), ("y/a", "b/../../z")], &[]);
        check(&[("self/self", "."), ("b", "self/self/self/self")], &[]);
        check(&[("d/up", ".."), ("b", "d/up/d/up/c")], &[]);
        check(&[("a", ""), ("b", "/")], &[]);
    }

    #[test]
    fn a_long_chain_costs_as_much_as_it_is_long() {
        let count = 100_000;
        let mut scan = TarScan::new();
        for number in 0..count {
            let target = (number + 1) % count;
            scan.update(&link(&format!("d/{number}"), b'2', &format!("{target}")));
        }
        let (_, listing) = scan.finish();
        let start = std::time::Instant::now();
        assert_eq!(circles(&listing).links, ["d/0"]);
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }

    #[test]
    fn more_links_than_fit_are_said_to_be_left_out() {
        let mut scan = TarScan::new();
        let folders = "a/".repeat(40);
        for number in 0..=MAX_PARTS / 41 {
            let path = format!("{number}/{folders}a");
            scan.update(&link(&path, b'2', "x"));
        }
        let (_, listing) = scan.finish();
        assert!(circles(&listing).incomplete);
    }

    #[test]
    fn a_target_leaves_the_root_where_it_climbs_above_it() {
        for (path, target, leaves) in [
            ("a", "..", true),
            ("a/b", "..", false),
            ("a/b", "../..", true),
            ("./a//b", "../../x", true),
            ("a/b", "x/../../../a", true),
            ("a/b/", "../x", false),
            ("a/b", "/etc", false),
            ("a/b", "/../etc", true),
            ("a/b", "...", false),
            ("a/../b", "../x", true),
        ] {
            let found = leaves_root(path.as_bytes(), target.as_bytes());
            assert_eq!(found, leaves, "{path} -> {target}");
        }
    }
}
