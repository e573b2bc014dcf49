//! A generic dependency graph. (interim)
use std::collections::BTreeMap;

use petgraph::stable_graph::{NodeIndex, StableDiGraph};

/// Nodes and who depends on whom.
pub struct Graph<N> {
    inner: StableDiGraph<N, ()>,
    index: BTreeMap<N, NodeIndex>,
}

/// A circle of dependencies.
pub struct Cycle<N>(Vec<N>);

impl<N> Cycle<N> {
    /// The nodes in order, the first one again at the end.
    pub fn path(&self) -> &[N] {
        &self.0
    }
}

impl<N: Ord + Clone> Default for Graph<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Ord + Clone> Graph<N> {
    /// Empty.
    pub fn new() -> Self {
        Self { inner: StableDiGraph::new(), index: BTreeMap::new() }
    }

    /// Adds a node.
    pub fn add_node(&mut self, node: N) -> NodeIndex {
        if let Some(&index) = self.index.get(&node) {
            return index;
        }
        let index = self.inner.add_node(node.clone());
        self.index.insert(node, index);
        index
    }

    /// `dependent` depends on `dependency`.
    pub fn add_edge(&mut self, dependent: N, dependency: N) {
        let (a, b) = (self.add_node(dependent), self.add_node(dependency));
        self.inner.update_edge(b, a, ());
    }

    /// Dependencies first.
    pub fn order(&self) -> Result<Vec<N>, Vec<Cycle<N>>> {
        petgraph::algo::toposort(&self.inner, None)
            .map(|order| order.into_iter().map(|index| self.inner[index].clone()).collect())
            .map_err(|cycle| vec![Cycle(vec![self.inner[cycle.node_id()].clone()])])
    }
}
