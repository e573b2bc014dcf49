//! Where the boxes go: layers from left to right after Sugiyama, with edges as straight as they get.
//!
//! The steps: turn edges round until there is no cycle, put every box right of what points at it, give long edges a bend in
//! every layer they cross, sort the layers until few edges cross, and shift boxes up and down until edges are level.
//! `rust-sugiyama` 0.4 would do most of this, but it does not return (with two equal edges), says nothing about the bends, and
//! takes seconds for three hundred boxes.

/// A box to be placed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// An edge; ports are heights over the middle of the box (downwards positive).
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) from_port: f64,
    pub(super) to: usize,
    pub(super) to_port: f64,
}

/// The places found.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// Left edge and middle of every box.
    pub(super) boxes: Vec<(f64, f64)>,
    /// Per edge the bends between its ends: left and right end of a level stretch, and its height; from left to right.
    pub(super) bends: Vec<Vec<(f64, f64, f64)>>,
    /// Whether the edge was turned round: its `from` is right of its `to`.
    pub(super) turned: Vec<bool>,
    pub(super) width: f64,
    pub(super) height: f64,
}

const LAYER_GAP: f64 = 84.0;
const BOX_GAP: f64 = 26.0;
const BEND_GAP: f64 = 12.0;
/// Edges across more layers than there is room for bends are drawn without.
const MOST_BENDS: usize = 6_000;
const SWEEPS: usize = 16;
const SHIFTS: usize = 24;

/// A box or a bend, in its layer.
struct Spot {
    rank: usize,
    height: f64,
    bend: bool,
    /// Neighbours in the layer before and after: spot, own port, its port.
    left: Vec<(usize, f64, f64)>,
    right: Vec<(usize, f64, f64)>,
    y: f64,
}

/// Places boxes that all hang together.
pub(super) fn place(sizes: &[Size], edges: &[Edge]) -> Placed {
    let turned = turned(sizes.len(), edges);
    let ranks = ranks(sizes.len(), edges, &turned);
    let (mut spots, chains) = spots(sizes, edges, &turned, &ranks);
    let mut layers = vec![Vec::new(); ranks.iter().max().map_or(0, |rank| rank + 1)];
    for (at, spot) in spots.iter().enumerate() {
        layers[spot.rank].push(at);
    }
    sort_layers(&spots, &mut layers);
    level(&mut spots, &layers);

    let widths: Vec<f64> = layers
        .iter()
        .map(|layer| layer.iter().filter_map(|at| sizes.get(*at)).map(|size| size.width).fold(0.0, f64::max))
        .collect();
    let starts: Vec<f64> = widths
        .iter()
        .scan(0.0, |x, width| {
            let start = *x;
            *x += width + LAYER_GAP;
            Some(start)
        })
        .collect();
    let top = spots.iter().map(|spot| spot.y - spot.height / 2.0).fold(f64::INFINITY, f64::min);
    let bottom = spots.iter().map(|spot| spot.y + spot.height / 2.0).fold(f64::NEG_INFINITY, f64::max);
    let x = |at: usize| starts[spots[at].rank] + (widths[spots[at].rank] - sizes[at].width) / 2.0;
    let bend = |at: &usize| {
        let spot = &spots[*at];
        (starts[spot.rank], starts[spot.rank] + widths[spot.rank], spot.y - top)
    };
    Placed {
        boxes: (0..sizes.len()).map(|at| (x(at), spots[at].y - top)).collect(),
        bends: chains.iter().map(|chain| chain.iter().map(bend).collect()).collect(),
        turned,
        width: starts.last().zip(widths.last()).map_or(0.0, |(start, width)| start + width),
        height: if sizes.is_empty() { 0.0 } else { bottom - top },
    }
}

/// Which edges close a cycle, walking depth first from the first box on.
fn turned(boxes: usize, edges: &[Edge]) -> Vec<bool> {
    let mut out = vec![Vec::new(); boxes];
    let mut pointed_at = vec![false; boxes];
    for (at, edge) in edges.iter().enumerate() {
        out[edge.from].push(at);
        pointed_at[edge.to] = true;
    }
    let mut turned = vec![false; edges.len()];
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0_u8; boxes];
    let starts = (0..boxes).filter(|at| !pointed_at[*at]).chain((0..boxes).filter(|at| pointed_at[*at]));
    for start in starts {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, 0)];
        while let Some((at, next)) = way.last_mut() {
            let Some(edge) = out[*at].get(*next) else {
                state[*at] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            let to = edges[*edge].to;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => turned[*edge] = true,
                _ => {}
            }
        }
    }
    turned
}

/// The layer of every box: as far left as what points at it allows, but beside what it points at when that pulls harder.
fn ranks(boxes: usize, edges: &[Edge], turned: &[bool]) -> Vec<usize> {
    let mut after = vec![Vec::new(); boxes];
    let mut before = vec![0_usize; boxes];
    for (edge, turned) in edges.iter().zip(turned) {
        let (from, to) = if *turned { (edge.to, edge.from) } else { (edge.from, edge.to) };
        after[from].push(to);
        before[to] += 1;
    }
    let mut waits_for = before.clone();
    let mut order: Vec<usize> = (0..boxes).filter(|at| waits_for[*at] == 0).collect();
    let mut rank = vec![0; boxes];
    let mut done = 0;
    while let Some(&at) = order.get(done) {
        done += 1;
        for &to in &after[at] {
            rank[to] = rank[to].max(rank[at] + 1);
            waits_for[to] -= 1;
            if waits_for[to] == 0 {
                order.push(to);
            }
        }
    }
    for &at in order.iter().rev() {
        if let Some(nearest) = after[at].iter().map(|to| rank[*to]).min().filter(|_| before[at] < after[at].len()) {
            rank[at] = rank[at].max(nearest - 1);
        }
    }
    rank
}

/// Boxes, then bends; and per edge the bends it goes through.
fn spots(sizes: &[Size], edges: &[Edge], turned: &[bool], ranks: &[usize]) -> (Vec<Spot>, Vec<Vec<usize>>) {
    let spot = |rank, height, bend| Spot { rank, height, bend, left: Vec::new(), right: Vec::new(), y: 0.0 };
    let mut spots: Vec<Spot> = sizes.iter().zip(ranks).map(|(size, rank)| spot(*rank, size.height, false)).collect();
    let mut chains = Vec::new();
    let mut room = MOST_BENDS;
    for (edge, turned) in edges.iter().zip(turned) {
        let mut left = (edge.from, edge.from_port);
        let mut right = (edge.to, edge.to_port);
        if *turned {
            std::mem::swap(&mut left, &mut right);
        }
        let between = ranks[left.0] + 1..ranks[right.0];
        let mut chain = Vec::new();
        if between.len() <= room {
            room -= between.len();
            for rank in between {
                chain.push(spots.len());
                spots.push(spot(rank, 2.0, true));
            }
            let mut at = left;
            for next in chain.iter().map(|bend| (*bend, 0.0)).chain([right]) {
                spots[at.0].right.push((next.0, at.1, next.1));
                spots[next.0].left.push((at.0, next.1, at.1));
                at = (next.0, 0.0);
            }
        }
        chains.push(chain);
    }
    (spots, chains)
}

/// Sorts every layer by where its neighbours are, to and fro, and keeps the order with the fewest crossings.
fn sort_layers(spots: &[Spot], layers: &mut Vec<Vec<usize>>) {
    let mut position = vec![0.0; spots.len()];
    let note = |position: &mut [f64], layer: &[usize]| {
        for (at, spot) in layer.iter().enumerate() {
            position[*spot] = at as f64;
        }
    };
    layers.iter().for_each(|layer| note(&mut position, layer));
    let mut best = (crossings(spots, layers, &position), layers.clone());
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        for step in 0..layers.len() {
            let rank = if rightwards { step } else { layers.len() - 1 - step };
            let wanted = |at: usize| {
                let near = if rightwards { &spots[at].left } else { &spots[at].right };
                // Ports order the edges of one box; a box has fewer than a million pixels of them.
                let sum: f64 = near.iter().map(|(other, _, port)| position[*other] + port / 1e6).sum();
                if near.is_empty() { position[at] } else { sum / near.len() as f64 }
            };
            let mut keyed: Vec<(f64, usize)> = layers[rank].iter().map(|at| (wanted(*at), *at)).collect();
            keyed.sort_by(|one, two| one.0.total_cmp(&two.0));
            layers[rank] = keyed.into_iter().map(|(_, at)| at).collect();
            note(&mut position, &layers[rank]);
        }
        let crossed = crossings(spots, layers, &position);
        if crossed < best.0 {
            best = (crossed, layers.clone());
        }
    }
    *layers = best.1;
}

/// How many pairs of edges cross between neighbouring layers.
fn crossings(spots: &[Spot], layers: &[Vec<usize>], position: &[f64]) -> usize {
    let mut crossed = 0;
    for (rank, layer) in layers.iter().enumerate() {
        let below = layers.get(rank + 1).map_or(0, Vec::len);
        // Counts edges by where they end, as a Fenwick tree.
        let mut ends = vec![0_usize; below + 1];
        let mut drawn = 0;
        for at in layer {
            let mut heads: Vec<(f64, usize)> =
                spots[*at].right.iter().map(|(to, port, _)| (*port, position[*to] as usize + 1)).collect();
            heads.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
            for (_, head) in heads {
                let mut before = 0;
                let mut node = head;
                while node > 0 {
                    before += ends[node];
                    node &= node - 1;
                }
                crossed += drawn - before;
                drawn += 1;
                let mut node = head;
                while node <= below {
                    ends[node] += 1;
                    node += node & node.wrapping_neg();
                }
            }
        }
    }
    crossed
}

/// Gives every spot its height: each layer in turn moves towards its neighbours as far as the gaps between its spots allow.
fn level(spots: &mut [Spot], layers: &[Vec<usize>]) {
    let gap = |spots: &[Spot], one: usize, two: usize| {
        let (one, two) = (&spots[one], &spots[two]);
        let between = if one.bend && two.bend { BEND_GAP } else { BOX_GAP };
        one.height / 2.0 + two.height / 2.0 + between
    };
    for layer in layers {
        let mut y = 0.0;
        for (at, spot) in layer.iter().enumerate() {
            if at > 0 {
                y += gap(spots, layer[at - 1], *spot);
            }
            spots[*spot].y = y;
        }
        // Layers start out around a common middle.
        layer.iter().for_each(|spot| spots[*spot].y -= y / 2.0);
    }
    for shift in 0..SHIFTS {
        for step in 0..layers.len() {
            let layer = &layers[if shift % 2 == 0 { step } else { layers.len() - 1 - step }];
            let mut offset = 0.0;
            let mut blocks: Vec<Block> = Vec::new();
            for (at, &spot) in layer.iter().enumerate() {
                if at > 0 {
                    offset += gap(spots, layer[at - 1], spot);
                }
                let near = spots[spot].left.iter().chain(&spots[spot].right);
                let (sum, count) = near.fold((0.0, 0.0), |(sum, count), (other, port, their)| {
                    (sum + spots[*other].y + their - port, count + 1.0)
                });
                let wanted = if count > 0.0 { sum / count } else { spots[spot].y };
                // Long edges look best straight.
                let weight = if spots[spot].bend { 3.0 } else { 1.0 };
                blocks.push(Block { mean: wanted - offset, weight, spots: 1 });
                // Blocks that would overlap become one, at their common mean: the least-squares places under the gaps.
                while let [.., one, two] = &blocks[..] {
                    if one.mean <= two.mean {
                        break;
                    }
                    let joined = one.with(two);
                    blocks.truncate(blocks.len() - 2);
                    blocks.push(joined);
                }
            }
            let mut places = blocks.iter().flat_map(|block| std::iter::repeat_n(block.mean, block.spots));
            let mut offset = 0.0;
            for (at, &spot) in layer.iter().enumerate() {
                if at > 0 {
                    offset += gap(spots, layer[at - 1], spot);
                }
                spots[spot].y = places.next().unwrap_or(0.0) + offset;
            }
        }
    }
}

/// Neighbouring spots that move together.
struct Block {
    mean: f64,
    weight: f64,
    spots: usize,
}

impl Block {
    fn with(&self, other: &Self) -> Self {
        let weight = self.weight + other.weight;
        Self {
            mean: (self.mean * self.weight + other.mean * other.weight) / weight,
            weight,
            spots: self.spots + other.spots,
        }
    }
}
