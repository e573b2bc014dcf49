//! What the SVG draws: boxes with rows, and arrows between rows; text measured so that it fits.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::stable_graph::NodeIndex;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::Look;
use crate::graph::Graph;

/// Above this many nodes a group is one box that says how many it holds.
const ROWS_UP_TO: usize = 300;

/// Longer labels end in an ellipsis; the whole text is in the tooltip.
const COLUMNS: usize = 44;

/// Advance of one column of the monospace fonts asked for, in px: at most 0.61 em.
const TITLE_COLUMN: f64 = 13.0 * 0.61;
const ROW_COLUMN: f64 = 12.0 * 0.61;

pub(super) const TITLE_HEIGHT: f64 = 30.0;
pub(super) const ROW_HEIGHT: f64 = 22.0;
pub(super) const ROWS_PADDING: f64 = 5.0;
const SIDE: f64 = 14.0;

/// Between two lanes of arrows inside a box, and how many lanes there are at most.
pub(super) const LANE: f64 = 6.0;
pub(super) const LANES: usize = 5;

/// A text and what of it is shown.
pub(super) struct Line {
    pub(super) shown: String,
    pub(super) whole: String,
}

/// A group, or a node that stands alone.
pub(super) struct Box {
    pub(super) title: Line,
    /// What chooses the colour.
    pub(super) family: String,
    pub(super) rows: Vec<Line>,
    /// Arrows between rows of this box: from, to, lane, dashed.
    pub(super) inner: Vec<(usize, usize, usize, bool)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An arrow from a box to another, with the rows it joins (`None`: the title).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) from_row: Option<usize>,
    pub(super) to: usize,
    pub(super) to_row: Option<usize>,
    pub(super) dashed: bool,
}

impl Box {
    /// Height of the middle of a row over the middle of the box (downwards positive).
    pub(super) fn port(&self, row: Option<usize>) -> f64 {
        let from_top = match row {
            None => TITLE_HEIGHT / 2.0,
            Some(row) => TITLE_HEIGHT + ROWS_PADDING + (row as f64 + 0.5) * ROW_HEIGHT,
        };
        from_top - self.height / 2.0
    }

    /// Width of the strip at the right where the arrows between rows run.
    pub(super) fn gutter(&self) -> f64 {
        match self.inner.iter().map(|(_, _, lane, _)| lane + 1).max() {
            None => 0.0,
            Some(lanes) => 8.0 + lanes as f64 * LANE,
        }
    }
}

/// The boxes of a graph and the arrows between them.
pub(super) fn boxes<N: Ord + Clone, E>(graph: &Graph<N, E>, look: &Look<'_, N, E>) -> (Vec<Box>, Vec<Arrow>) {
    let mut groups: BTreeMap<(String, Option<&N>), Vec<&N>> = BTreeMap::new();
    for node in reading_order(graph) {
        let group = (look.group)(node);
        let alone = group.is_empty().then_some(node);
        groups.entry((group, alone)).or_default().push(node);
    }
    let with_rows = graph.len() <= ROWS_UP_TO;
    let mut place: BTreeMap<&N, (usize, Option<usize>)> = BTreeMap::new();
    let mut boxes = Vec::new();
    for ((group, alone), nodes) in &groups {
        let (title, rows) = match alone {
            Some(node) => ((look.label)(node), Vec::new()),
            None if with_rows => (group.clone(), nodes.iter().map(|node| line(&(look.label)(node))).collect()),
            None => (group.clone(), vec![line(&count(nodes.len()))]),
        };
        for (row, node) in nodes.iter().enumerate() {
            place.insert(node, (boxes.len(), (with_rows && alone.is_none()).then_some(row)));
        }
        let family = title.split('.').next().unwrap_or("").to_owned();
        boxes.push(Box { title: line(&title), family, rows, inner: Vec::new(), width: 0.0, height: 0.0 });
    }
    let mut arrows = BTreeSet::new();
    let mut inner: Vec<BTreeSet<(usize, usize, bool)>> = vec![BTreeSet::new(); boxes.len()];
    for (dependent, dependency, kind) in graph.edges() {
        let ((from, from_row), (to, to_row)) = (place[dependent], place[dependency]);
        let dashed = (look.dashed)(kind);
        match (from == to, from_row, to_row) {
            (false, ..) => {
                arrows.insert(Arrow { from, from_row, to, to_row, dashed });
            }
            (true, Some(one), Some(other)) if one != other => {
                inner[from].insert((one, other, dashed));
            }
            // A collapsed group's own arrows, and a node that depends on itself: a picture is never asked to show these.
            (true, ..) => {}
        }
    }
    for (each, inner) in boxes.iter_mut().zip(inner) {
        each.inner = lanes(inner);
        measure(each);
    }
    (boxes, arrows.into_iter().collect())
}

/// Dependents first, so that the arrows inside a box point down; the nodes' own order where there are cycles.
fn reading_order<N: Ord + Clone, E>(graph: &Graph<N, E>) -> Vec<&N> {
    let order: Result<Vec<NodeIndex>, _> = graph.indices_in_order();
    match order {
        Ok(order) => order.into_iter().rev().map(|index| &graph.inner[index]).collect(),
        Err(_) => graph.nodes().collect(),
    }
}

fn count(nodes: usize) -> String {
    if nodes == 1 { "1 resource".into() } else { format!("{nodes} resources") }
}

/// Puts arrows that overlap side by side, short ones innermost.
fn lanes(arrows: BTreeSet<(usize, usize, bool)>) -> Vec<(usize, usize, usize, bool)> {
    let mut arrows: Vec<_> = arrows.into_iter().collect();
    arrows.sort_by_key(|(from, to, dashed)| (from.abs_diff(*to), *from, *to, *dashed));
    let mut used: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut placed = Vec::new();
    for (from, to, dashed) in arrows {
        let (low, high) = (from.min(to), from.max(to));
        let free = used.iter().position(|lane| lane.iter().all(|(start, end)| high <= *start || *end <= low));
        let lane = free.unwrap_or(used.len()).min(LANES - 1);
        if lane == used.len() {
            used.push(Vec::new());
        }
        used[lane].push((low, high));
        placed.push((from, to, lane, dashed));
    }
    placed
}

fn measure(each: &mut Box) {
    let title = each.title.shown.width() as f64 * TITLE_COLUMN;
    let rows = each.rows.iter().map(|row| row.shown.width() as f64 * ROW_COLUMN).fold(0.0, f64::max);
    each.width = (title.max(rows + each.gutter()) + 2.0 * SIDE).max(96.0).ceil();
    each.height = TITLE_HEIGHT;
    if !each.rows.is_empty() {
        each.height += each.rows.len() as f64 * ROW_HEIGHT + 2.0 * ROWS_PADDING;
    }
}

fn line(text: &str) -> Line {
    let whole: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if whole.width() <= COLUMNS {
        return Line { shown: whole.clone(), whole };
    }
    let mut shown = String::new();
    let mut columns = 1;
    for letter in whole.chars() {
        columns += letter.width().unwrap_or(0);
        if columns > COLUMNS {
            break;
        }
        shown.push(letter);
    }
    shown.push('…');
    Line { shown, whole }
}
