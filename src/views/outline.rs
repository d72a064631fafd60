//! The graph as a tree of rows: the same structure as in `views::graph`, for the
//! keyboard and for screen readers (ARIA Authoring Practices, Tree View
//! pattern). What two documents name stands below both.

use std::collections::BTreeSet;

use crate::inspect::graph::{EdgeKind, Graph, MAX_DEPTH, NodeId, NodeKind};

/// How many rows stand below one row; an index can name 20,000 objects.
pub const MAX_SIBLINGS: usize = 200;

/// How many rows the whole tree shows at once.
pub const MAX_ROWS: usize = 2_000;

/// A row's place: the nodes from the root to it. The same node below two
/// parents has two places.
pub type Path = Vec<NodeId>;

/// One row that can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutlineRow {
    pub path: Path,
    pub node: NodeId,
    /// From 1.
    pub level: usize,
    /// From 1, among its siblings, and how many those are in all.
    pub place: usize,
    pub siblings: usize,
    /// `None` for a leaf.
    pub open: Option<bool>,
}

/// Which rows are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfolded(BTreeSet<Path>);

/// What a key asks of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Focus on the row of this place.
    Focus(Path),
    Open(Path),
    Close(Path),
    /// Show this node.
    Select(NodeId),
}

impl Unfolded {
    /// All but manifests are open; of a single image, its manifest is too.
    #[must_use]
    pub fn at_first(graph: &Graph) -> Self {
        let few = graph.images.len() <= 1;
        let mut opened = Self::default();
        let below = Below::of(graph);
        let mut waiting: Vec<Path> = below.roots.iter().map(|id| vec![*id]).collect();
        while let Some(path) = waiting.pop() {
            let Some(node) = path.last().and_then(|id| graph.node(*id)) else {
                continue;
            };
            let open = match node.kind {
                NodeKind::Entry | NodeKind::Index => true,
                NodeKind::Manifest | NodeKind::Schema1 => few,
                _ => false,
            };
            if !open || opened.0.len() >= MAX_SIBLINGS {
                continue;
            }
            let children = below.children(&path).into_iter();
            waiting.extend(children.map(|id| [path.as_slice(), &[id]].concat()));
            opened.0.insert(path);
        }
        opened
    }

    pub fn open(&mut self, path: Path) {
        self.0.insert(path);
    }

    pub fn close(&mut self, path: &[NodeId]) {
        self.0.remove(path);
    }

    pub fn toggle(&mut self, path: &[NodeId]) {
        if !self.0.remove(path) {
            self.0.insert(path.to_vec());
        }
    }
}

/// What each node names, in the order of its document; and where the tree
/// begins.
struct Below {
    children: Vec<Vec<NodeId>>,
    roots: Vec<NodeId>,
}

impl Below {
    fn of(graph: &Graph) -> Self {
        let mut children: Vec<Vec<NodeId>> = vec![Vec::new(); graph.nodes.len()];
        let mut named = vec![false; graph.nodes.len()];
        for edge in &graph.edges {
            // Which manifest an attestation is about says its own row.
            if edge.kind == EdgeKind::Attests {
                continue;
            }
            if let Some(named) = named.get_mut(edge.to.0) {
                *named = true;
            }
            if let Some(children) = children.get_mut(edge.from.0) {
                children.push(edge.to);
            }
        }
        let is_named = |id: NodeId| named.get(id.0) == Some(&true);
        let loose = graph.nodes.iter().map(|node| node.id);
        let loose = loose.filter(|id| !is_named(*id) && !graph.roots.contains(id));
        let roots = graph.roots.iter().copied().chain(loose);
        let mut seen = BTreeSet::new();
        Self {
            children,
            roots: roots.filter(|id| seen.insert(*id)).collect(),
        }
    }

    /// What stands below a place; nothing where it would repeat the place
    /// itself, or too deep.
    fn children(&self, path: &[NodeId]) -> Vec<NodeId> {
        let Some(last) = path.last() else {
            return Vec::new();
        };
        if path.len() > MAX_DEPTH {
            return Vec::new();
        }
        let children = self.children.get(last.0).map(Vec::as_slice);
        let children = children.unwrap_or_default().iter();
        children.filter(|id| !path.contains(id)).copied().collect()
    }
}

/// The rows that can be seen, from top to bottom. Of more siblings than
/// [`MAX_SIBLINGS`] the first are there, and say how many there are.
#[must_use]
pub fn rows(graph: &Graph, opened: &Unfolded) -> Vec<OutlineRow> {
    let below = Below::of(graph);
    let mut rows = Vec::new();
    add(&below, opened, &[], &below.roots, &mut rows);
    rows
}

/// The recursion is as deep as a path is long: at most [`MAX_DEPTH`].
fn add(
    below: &Below,
    opened: &Unfolded,
    parent: &[NodeId],
    siblings: &[NodeId],
    rows: &mut Vec<OutlineRow>,
) {
    let count = siblings.len();
    for (index, node) in siblings.iter().take(MAX_SIBLINGS).enumerate() {
        if rows.len() >= MAX_ROWS {
            return;
        }
        let path = [parent, &[*node]].concat();
        let children = below.children(&path);
        let is_open = opened.0.contains(&path);
        rows.push(OutlineRow {
            path: path.clone(),
            node: *node,
            level: path.len(),
            place: index + 1,
            siblings: count,
            open: (!children.is_empty()).then_some(is_open),
        });
        if is_open {
            add(below, opened, &path, &children, rows);
        }
    }
}

/// What a key does from the row at `from`. `key` is as `KeyboardEvent.key`
/// names it; `None` for a key that is not the tree's.
#[must_use]
pub fn pressed(rows: &[OutlineRow], from: &[NodeId], key: &str) -> Option<Move> {
    let at = rows.iter().position(|row| row.path == from)?;
    let row = rows.get(at)?;
    let focus = |row: &OutlineRow| Move::Focus(row.path.clone());
    match (key, row.open) {
        ("ArrowDown", _) => rows.get(at + 1).map(focus),
        ("ArrowUp", _) => rows.get(at.checked_sub(1)?).map(focus),
        ("Home", _) => rows.first().map(focus),
        ("End", _) => rows.last().map(focus),
        ("ArrowRight", Some(false)) => Some(Move::Open(row.path.clone())),
        ("ArrowRight", Some(true)) => rows.get(at + 1).map(focus),
        ("ArrowLeft", Some(true)) => Some(Move::Close(row.path.clone())),
        ("ArrowLeft", _) => {
            let parent = from.split_last()?.1;
            (!parent.is_empty()).then(|| Move::Focus(parent.to_vec()))
        }
        ("Enter" | " ", _) => Some(Move::Select(row.node)),
        _ => None,
    }
}
