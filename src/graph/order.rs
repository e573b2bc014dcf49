use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::Direction;
use petgraph::stable_graph::NodeIndex;

use super::{Cycle, Graph};

impl<N: Ord + Clone, E> Graph<N, E> {
    /// All nodes, dependencies before dependents; among those that could come next, the smallest.
    ///
    /// # Errors
    /// One shortest cycle for every knot of nodes that depend on each other.
    pub fn order(&self) -> Result<Vec<N>, Vec<Cycle<N>>> {
        Ok(self.indices_in_order()?.into_iter().map(|index| self.inner[index].clone()).collect())
    }

    /// The nodes in waves: the first depends on nothing, every other only on earlier ones and on some node of the one before.
    ///
    /// # Errors
    /// As [`Graph::order`].
    pub fn levels(&self) -> Result<Vec<Vec<N>>, Vec<Cycle<N>>> {
        let mut level = vec![0; self.inner.node_count()];
        let mut levels: Vec<Vec<N>> = Vec::new();
        for index in self.indices_in_order()? {
            let below = self.inner.neighbors_directed(index, Direction::Outgoing).map(|other| level[other.index()] + 1);
            let at = below.max().unwrap_or(0);
            level[index.index()] = at;
            if levels.len() == at {
                levels.push(Vec::new());
            }
            levels[at].push(self.inner[index].clone());
        }
        levels.iter_mut().for_each(|nodes| nodes.sort());
        Ok(levels)
    }

    pub(super) fn indices_in_order(&self) -> Result<Vec<NodeIndex>, Vec<Cycle<N>>> {
        // Comparing positions is cheaper than comparing nodes.
        let sorted: Vec<NodeIndex> = self.index.values().copied().collect();
        let mut position = vec![0_usize; sorted.len()];
        for (at, index) in sorted.iter().enumerate() {
            position[index.index()] = at;
        }
        let mut waits_for: Vec<usize> = vec![0; sorted.len()];
        for index in &sorted {
            waits_for[index.index()] = self.inner.neighbors_directed(*index, Direction::Outgoing).count();
        }
        let free = sorted.iter().filter(|index| waits_for[index.index()] == 0);
        let mut ready: BinaryHeap<_> = free.map(|index| Reverse(position[index.index()])).collect();
        let mut order = Vec::with_capacity(sorted.len());
        while let Some(Reverse(at)) = ready.pop() {
            let index = sorted[at];
            order.push(index);
            for dependent in self.inner.neighbors_directed(index, Direction::Incoming) {
                waits_for[dependent.index()] -= 1;
                if waits_for[dependent.index()] == 0 {
                    ready.push(Reverse(position[dependent.index()]));
                }
            }
        }
        if order.len() == sorted.len() { Ok(order) } else { Err(self.cycles()) }
    }
}
