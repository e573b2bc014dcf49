use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Look;
use super::boxes::{Arrow, Box, LANE, ROW_HEIGHT, ROWS_PADDING, TITLE_HEIGHT, boxes};
use super::layout::{Edge, Placed, Size, place};
use crate::graph::Graph;

const MARGIN: f64 = 24.0;
const ISLAND_GAP: f64 = 40.0;
const ROUND: f64 = 7.0;

/// Title colours; white text on each has a contrast of at least 4.5.
const COLOURS: [&str; 10] =
    ["#3366cc", "#0f7b72", "#7a4fc9", "#b5520f", "#2f7d46", "#b83280", "#7f5a2f", "#4d5d73", "#c0392b", "#10708f"];

const STYLE: &str = "\
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}\
.t{font-size:13px;font-weight:600;fill:#fff}\
.r{font-size:12px;fill:#1f2733}\
.b{fill:#fff;stroke:#aab4c3}\
.e{fill:none;stroke:#8592a6;stroke-width:1.4}\
.i{fill:none;stroke:#a9b4c4;stroke-width:1.2}\
.d{stroke-dasharray:5 4}\
.h{fill:#8592a6}\
.k{fill:#a9b4c4}\
@media(prefers-color-scheme:dark){.r{fill:#e3e8ef}.b{fill:#1d232d;stroke:#4a5668}.i{stroke:#5d6a7e}.k{fill:#5d6a7e}}";

impl<N: Ord + Clone, E> Graph<N, E> {
    /// The graph as a picture that stands by itself: one box a group with its nodes as rows, arrows from dependents to
    /// dependencies, left to right. It is readable on light and dark pages. Above 300 nodes a group is drawn without its rows.
    pub fn to_svg(&self, look: &Look<'_, N, E>) -> String {
        let (boxes, arrows) = boxes(self, look);
        let islands = islands(&boxes, &arrows);
        let mut drawn = Drawing { colours: colours(&boxes), ..Drawing::default() };
        let mut y = MARGIN;
        for (members, arrows) in islands.iter().filter(|(members, _)| members.len() > 1) {
            y += drawn.island(&boxes, members, arrows, y) + ISLAND_GAP;
        }
        let lonely: Vec<usize> =
            islands.iter().filter(|(members, _)| members.len() == 1).flat_map(|(members, _)| members.clone()).collect();
        y += drawn.shelf(&boxes, &lonely, y);
        if lonely.is_empty() && !boxes.is_empty() {
            y -= ISLAND_GAP;
        }
        let (width, height) = ((drawn.width + 2.0 * MARGIN).ceil(), (y + MARGIN).ceil());
        let Drawing { edges, boxes, .. } = drawn;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<style>{STYLE}</style>\n{edges}{boxes}</svg>\n"
        )
    }
}

/// Boxes that hang together, with their arrows; the largest first.
fn islands(boxes: &[Box], arrows: &[Arrow]) -> Vec<(Vec<usize>, Vec<Arrow>)> {
    let mut near = vec![Vec::new(); boxes.len()];
    for arrow in arrows {
        near[arrow.from].push(arrow.to);
        near[arrow.to].push(arrow.from);
    }
    let mut island = vec![usize::MAX; boxes.len()];
    let mut found: Vec<(Vec<usize>, Vec<Arrow>)> = Vec::new();
    for start in 0..boxes.len() {
        if island[start] != usize::MAX {
            continue;
        }
        island[start] = found.len();
        let mut members = vec![start];
        let mut done = 0;
        while let Some(&at) = members.get(done) {
            done += 1;
            for &other in &near[at] {
                if island[other] == usize::MAX {
                    island[other] = found.len();
                    members.push(other);
                }
            }
        }
        members.sort_unstable();
        found.push((members, Vec::new()));
    }
    for arrow in arrows {
        found[island[arrow.from]].1.push(*arrow);
    }
    found.sort_by_key(|(members, _)| std::cmp::Reverse(members.len()));
    found
}

fn colours(boxes: &[Box]) -> BTreeMap<String, &'static str> {
    let mut families: Vec<&str> = boxes.iter().map(|each| each.family.as_str()).collect();
    families.sort_unstable();
    families.dedup();
    families.into_iter().zip(COLOURS.iter().cycle()).map(|(family, colour)| (family.to_owned(), *colour)).collect()
}

#[derive(Default)]
struct Drawing {
    colours: BTreeMap<String, &'static str>,
    edges: String,
    boxes: String,
    /// The rightmost edge of anything so far, without margins.
    width: f64,
}

impl Drawing {
    /// Draws an island with its top at `top`; gives its height.
    fn island(&mut self, boxes: &[Box], members: &[usize], arrows: &[Arrow], top: f64) -> f64 {
        let number: BTreeMap<usize, usize> = members.iter().enumerate().map(|(at, member)| (*member, at)).collect();
        let sizes: Vec<Size> =
            members.iter().map(|member| Size { width: boxes[*member].width, height: boxes[*member].height }).collect();
        let edges: Vec<Edge> = arrows
            .iter()
            .map(|arrow| Edge {
                from: number[&arrow.from],
                from_port: boxes[arrow.from].port(arrow.from_row),
                to: number[&arrow.to],
                to_port: boxes[arrow.to].port(arrow.to_row),
            })
            .collect();
        let placed = place(&sizes, &edges);
        for (at, arrow) in arrows.iter().enumerate() {
            self.arrow(&sizes, &edges[at], &placed, at, arrow.dashed, top);
        }
        for (member, (x, middle)) in members.iter().zip(&placed.boxes) {
            self.single(&boxes[*member], MARGIN + x, top + middle - boxes[*member].height / 2.0);
        }
        self.width = self.width.max(placed.width);
        placed.height
    }

    /// Draws boxes nothing points at or from, side by side; gives the height.
    fn shelf(&mut self, boxes: &[Box], members: &[usize], top: f64) -> f64 {
        let limit = self.width.max(900.0);
        let (mut x, mut y, mut tallest) = (0.0, 0.0, 0.0_f64);
        for member in members {
            let each = &boxes[*member];
            if x > 0.0 && x + each.width > limit {
                y += tallest + ISLAND_GAP / 2.0;
                (x, tallest) = (0.0, 0.0);
            }
            self.single(each, MARGIN + x, top + y);
            self.width = self.width.max(x + each.width);
            x += each.width + ISLAND_GAP / 2.0;
            tallest = tallest.max(each.height);
        }
        y + tallest
    }

    fn arrow(&mut self, sizes: &[Size], edge: &Edge, placed: &Placed, at: usize, dashed: bool, top: f64) {
        let turned = placed.turned[at];
        let (left, right) = if turned {
            ((edge.to, edge.to_port), (edge.from, edge.from_port))
        } else {
            ((edge.from, edge.from_port), (edge.to, edge.to_port))
        };
        let (x, middle) = placed.boxes[left.0];
        let start = (MARGIN + x + sizes[left.0].width, top + middle + left.1);
        let (x, middle) = placed.boxes[right.0];
        let end = (MARGIN + x, top + middle + right.1);
        // Room for the head, which points left on an edge that was turned round.
        let (line_start, line_end) = if turned { (start.0 + 6.0, end.0) } else { (start.0, end.0 - 6.0) };
        let mut path = format!("M{line_start:.1} {:.1}", start.1);
        let mut from = (line_start, start.1);
        for (bend_left, bend_right, y) in &placed.bends[at] {
            curve(&mut path, from, (MARGIN + bend_left, top + y));
            let _ = write!(path, "H{:.1}", MARGIN + bend_right);
            from = (MARGIN + bend_right, top + y);
        }
        curve(&mut path, from, (line_end, end.1));
        let class = if dashed { "e d" } else { "e" };
        let _ = writeln!(self.edges, "<path class=\"{class}\" d=\"{path}\"/>");
        let (x, y, back) = if turned { (start.0, start.1, 8.0) } else { (end.0, end.1, -8.0) };
        let _ = writeln!(self.edges, "<path class=\"h\" d=\"M{x:.1} {y:.1}l{back} -3.6v7.2z\"/>");
    }

    fn single(&mut self, each: &Box, x: f64, y: f64) {
        let (width, height) = (each.width, each.height);
        let colour = self.colours.get(&each.family).copied().unwrap_or(COLOURS[0]);
        let out = &mut self.boxes;
        let _ = writeln!(out, "<g transform=\"translate({x:.1} {y:.1})\">");
        let _ = writeln!(out, "<rect class=\"b\" width=\"{width}\" height=\"{height}\" rx=\"{ROUND}\"/>");
        // The title's band has round corners only where the box has.
        let band = if each.rows.is_empty() {
            format!("<rect width=\"{width}\" height=\"{height}\" rx=\"{ROUND}\" fill=\"{colour}\">")
        } else {
            let straight = width - 2.0 * ROUND;
            format!(
                "<path d=\"M0 {TITLE_HEIGHT}V{ROUND}a{ROUND} {ROUND} 0 0 1 {ROUND} -{ROUND}h{straight}\
                 a{ROUND} {ROUND} 0 0 1 {ROUND} {ROUND}V{TITLE_HEIGHT}z\" fill=\"{colour}\">"
            )
        };
        let tag = if each.rows.is_empty() { "rect" } else { "path" };
        let _ = writeln!(out, "{band}<title>{}</title></{tag}>", escaped(&each.title.whole));
        let _ = writeln!(out, "<text class=\"t\" x=\"14\" y=\"19.5\">{}</text>", escaped(&each.title.shown));
        let middle = |row: usize| TITLE_HEIGHT + ROWS_PADDING + (row as f64 + 0.5) * ROW_HEIGHT;
        for (at, row) in each.rows.iter().enumerate() {
            let tip =
                if row.shown == row.whole { String::new() } else { format!("<title>{}</title>", escaped(&row.whole)) };
            let (y, shown) = (middle(at) + 4.0, escaped(&row.shown));
            let _ = writeln!(out, "<text class=\"r\" x=\"14\" y=\"{y}\">{shown}{tip}</text>");
        }
        let lane_start = width - each.gutter() - 4.0;
        for (from, to, lane, dashed) in &each.inner {
            let reach = 6.0 + (*lane as f64 + 1.0) * LANE;
            // Leaving and arriving arrows of one row do not lie on each other.
            let down = if to > from { 4.0 } else { -4.0 };
            let (start, end) = (middle(*from) + down, middle(*to) - down);
            let class = if *dashed { "i d" } else { "i" };
            let turn = if end > start { 5.0 } else { -5.0 };
            let straight = reach - 5.0;
            let back = lane_start + 5.0;
            let _ = writeln!(
                out,
                "<path class=\"{class}\" d=\"M{lane_start:.1} {start:.1}h{straight:.1}q5 0 5 {turn}V{:.1}q0 {turn} -5 {turn}H{back:.1}\"/>\
                 <path class=\"k\" d=\"M{lane_start:.1} {end:.1}l6 -3v6z\"/>",
                end - turn
            );
        }
        out.push_str("</g>\n");
    }
}

/// A curve that leaves and arrives level.
fn curve(path: &mut String, from: (f64, f64), to: (f64, f64)) {
    let half = (to.0 - from.0) / 2.0;
    let _ = write!(path, "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", from.0 + half, from.1, to.0 - half, to.1, to.0, to.1);
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Not allowed in XML in any spelling.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}
