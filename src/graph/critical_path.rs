use std::collections::BTreeMap;
use std::ops::Add;

use petgraph::Direction;

use super::{Cycle, Graph};

/// The chain of dependencies that takes longest: no schedule, with however many hands, is done sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriticalPath<N, W> {
    /// Dependencies first.
    pub nodes: Vec<N>,
    /// What they take together.
    pub weight: W,
}

impl<N: Ord + Clone, E> Graph<N, E> {
    /// The heaviest path, where `weight` says what each node takes by itself (seconds, calls, a `Duration`); it is not negative.
    /// Empty for an empty graph.
    ///
    /// # Errors
    /// As [`Graph::order`].
    pub fn critical_path<W>(&self, weight: impl Fn(&N) -> W) -> Result<CriticalPath<N, W>, Vec<Cycle<N>>>
    where
        W: Ord + Copy + Default + Add<Output = W>,
    {
        let remaining = self.remaining(&weight)?;
        let heaviest = |nodes: &mut dyn Iterator<Item = &N>| {
            // `max_by` takes the last of equals; the smallest node is the one wanted.
            nodes
                .map(|node| (remaining[node], node.clone()))
                .max_by(|one, two| one.0.cmp(&two.0).then(two.1.cmp(&one.1)))
        };
        let mut nodes = Vec::new();
        let mut next = heaviest(&mut self.nodes());
        let total = next.as_ref().map_or_else(W::default, |(weight, _)| *weight);
        while let Some((_, node)) = next {
            next = heaviest(&mut self.dependents_of(&node).into_iter());
            nodes.push(node);
        }
        Ok(CriticalPath { nodes, weight: total })
    }

    /// For every node the heaviest path from it (itself included) through its dependents to an end: who should go first when
    /// hands are few.
    ///
    /// # Errors
    /// As [`Graph::order`].
    pub fn remaining<W>(&self, weight: impl Fn(&N) -> W) -> Result<BTreeMap<N, W>, Vec<Cycle<N>>>
    where
        W: Ord + Copy + Default + Add<Output = W>,
    {
        let mut after = vec![W::default(); self.inner.node_count()];
        for index in self.indices_in_order()?.into_iter().rev() {
            let dependents = self.inner.neighbors_directed(index, Direction::Incoming);
            let longest = dependents.map(|other| after[other.index()]).max().unwrap_or_default();
            after[index.index()] = weight(&self.inner[index]) + longest;
        }
        Ok(self.index.iter().map(|(node, index)| (node.clone(), after[index.index()])).collect())
    }
}
