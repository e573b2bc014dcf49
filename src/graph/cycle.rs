use std::collections::VecDeque;
use std::fmt;

use petgraph::algo::kosaraju_scc;
use petgraph::stable_graph::NodeIndex;

use super::Graph;

/// Edges looked at while searching one knot for its shortest cycle; a knot of tens of thousands of nodes gets a cycle that is
/// short, not necessarily the shortest.
const BUDGET: usize = 2_000_000;

/// Nodes that depend on each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle<N>(Vec<N>);

impl<N> Cycle<N> {
    /// The way round: each node depends on the next one, and the last is the first again.
    pub fn path(&self) -> &[N] {
        &self.0
    }
}

impl<N: fmt::Display> fmt::Display for Cycle<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, node) in self.0.iter().enumerate() {
            write!(f, "{}{node}", if at == 0 { "" } else { " -> " })?;
        }
        Ok(())
    }
}

impl<N: Ord + Clone, E> Graph<N, E> {
    /// One shortest cycle of every knot, ordered by the knots' smallest nodes.
    pub(super) fn cycles(&self) -> Vec<Cycle<N>> {
        let mut search = Search::new(self.inner.node_count());
        let mut found: Vec<(N, Cycle<N>)> = Vec::new();
        for mut knot in kosaraju_scc(&self.inner) {
            knot.sort_by(|one, two| self.inner[*one].cmp(&self.inner[*two]));
            for index in &knot {
                search.knot[index.index()] = knot[0].index();
            }
            if let Some(cycle) = search.shortest(self, &knot) {
                let path = cycle.into_iter().map(|index| self.inner[index].clone()).collect();
                found.push((self.inner[knot[0]].clone(), Cycle(path)));
            }
        }
        found.sort_by(|one, two| one.0.cmp(&two.0));
        found.into_iter().map(|(_, cycle)| cycle).collect()
    }
}

/// Tables of the breadth-first searches, kept between them.
struct Search {
    /// The knot each node is in, by its smallest node.
    knot: Vec<usize>,
    /// In which search a node was last seen, from where, and how far from its start.
    seen: Vec<(usize, NodeIndex, usize)>,
    searches: usize,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self { knot: vec![usize::MAX; nodes], seen: vec![(0, NodeIndex::end(), 0); nodes], searches: 0 }
    }

    fn shortest<N: Ord, E>(&mut self, graph: &Graph<N, E>, knot: &[NodeIndex]) -> Option<Vec<NodeIndex>> {
        let mut best: Option<Vec<NodeIndex>> = None;
        let mut budget = BUDGET;
        for start in knot {
            let limit = best.as_ref().map_or(usize::MAX, |path| path.len() - 1);
            // Nothing is shorter than a node that depends on itself.
            if limit <= 1 || budget == 0 {
                break;
            }
            best = self.through(graph, *start, limit, &mut budget).or(best);
        }
        best
    }

    /// The shortest cycle through `start` with fewer than `limit` edges.
    fn through<N: Ord, E>(
        &mut self,
        graph: &Graph<N, E>,
        start: NodeIndex,
        limit: usize,
        budget: &mut usize,
    ) -> Option<Vec<NodeIndex>> {
        self.searches += 1;
        let home = self.knot[start.index()];
        self.seen[start.index()] = (self.searches, start, 0);
        let mut open = VecDeque::from([start]);
        while let Some(at) = open.pop_front() {
            let (_, _, far) = self.seen[at.index()];
            if far + 1 >= limit {
                return None;
            }
            let mut next: Vec<NodeIndex> = graph.inner.neighbors(at).collect();
            *budget = budget.saturating_sub(next.len());
            next.sort_by(|one, two| graph.inner[*one].cmp(&graph.inner[*two]));
            for other in next {
                if other == start {
                    return Some(self.walk_back(start, at));
                }
                if self.knot[other.index()] == home && self.seen[other.index()].0 != self.searches {
                    self.seen[other.index()] = (self.searches, at, far + 1);
                    open.push_back(other);
                }
            }
        }
        None
    }

    fn walk_back(&self, start: NodeIndex, end: NodeIndex) -> Vec<NodeIndex> {
        let mut path = vec![start];
        let mut at = end;
        while at != start {
            path.push(at);
            at = self.seen[at.index()].1;
        }
        path.push(start);
        path.reverse();
        path
    }
}
