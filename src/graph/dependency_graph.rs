use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::stable_graph::{NodeIndex, StableDiGraph};

/// Nodes, and which of them depend on which others.
///
/// `E` says why (a reference, an order that only matters at deletion, …); a graph that does not care leaves it out.
#[derive(Debug, Clone)]
pub struct Graph<N, E = ()> {
    /// Edges run from the dependent to the dependency.
    pub(super) inner: StableDiGraph<N, E>,
    pub(super) index: BTreeMap<N, NodeIndex>,
}

impl<N: Ord + Clone, E> Default for Graph<N, E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Ord + Clone> Graph<N> {
    /// `dependent` depends on `dependency`; nodes that are not there yet are added.
    pub fn add_edge(&mut self, dependent: N, dependency: N) {
        self.link(dependent, dependency, ());
    }
}

impl<N: Ord + Clone, E> Graph<N, E> {
    /// No nodes.
    pub fn new() -> Self {
        Self { inner: StableDiGraph::new(), index: BTreeMap::new() }
    }

    /// Adds a node; nothing happens when it is there already.
    pub fn add_node(&mut self, node: N) {
        self.place(node);
    }

    /// `dependent` depends on `dependency` for the reason `kind`; nodes that are not there yet are added.
    pub fn link(&mut self, dependent: N, dependency: N, kind: E) {
        let (from, to) = (self.place(dependent), self.place(dependency));
        self.inner.add_edge(from, to, kind);
    }

    fn place(&mut self, node: N) -> NodeIndex {
        match self.index.get(&node) {
            Some(&index) => index,
            None => {
                let index = self.inner.add_node(node.clone());
                self.index.insert(node, index);
                index
            }
        }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// All nodes, in their own order.
    pub fn nodes(&self) -> impl Iterator<Item = &N> {
        self.index.keys()
    }

    /// All edges: dependent, dependency, kind; in the order of the nodes.
    pub fn edges(&self) -> impl Iterator<Item = (&N, &N, &E)> {
        let mut edges: Vec<_> = self
            .inner
            .edge_indices()
            .filter_map(|edge| {
                let (from, to) = self.inner.edge_endpoints(edge)?;
                Some((&self.inner[from], &self.inner[to], &self.inner[edge]))
            })
            .collect();
        edges.sort_by(|one, two| (one.0, one.1).cmp(&(two.0, two.1)));
        edges.into_iter()
    }

    /// What `node` depends on directly; nothing for a node that is not in the graph.
    pub fn dependencies_of(&self, node: &N) -> BTreeSet<&N> {
        self.neighbours(node, Direction::Outgoing)
    }

    /// What depends on `node` directly; nothing for a node that is not in the graph.
    pub fn dependents_of(&self, node: &N) -> BTreeSet<&N> {
        self.neighbours(node, Direction::Incoming)
    }

    /// `nodes` and everything they depend on, directly or not.
    pub fn with_dependencies<'a>(&'a self, nodes: impl IntoIterator<Item = &'a N>) -> BTreeSet<&'a N> {
        self.closure(nodes, Direction::Outgoing)
    }

    /// `nodes` and everything that depends on them, directly or not.
    pub fn with_dependents<'a>(&'a self, nodes: impl IntoIterator<Item = &'a N>) -> BTreeSet<&'a N> {
        self.closure(nodes, Direction::Incoming)
    }

    fn neighbours(&self, node: &N, direction: Direction) -> BTreeSet<&N> {
        let Some(&index) = self.index.get(node) else { return BTreeSet::new() };
        self.inner.neighbors_directed(index, direction).map(|other| &self.inner[other]).collect()
    }

    fn closure<'a>(&'a self, nodes: impl IntoIterator<Item = &'a N>, direction: Direction) -> BTreeSet<&'a N> {
        let mut open: Vec<NodeIndex> = nodes.into_iter().filter_map(|node| self.index.get(node).copied()).collect();
        let mut seen = vec![false; self.inner.node_count()];
        let mut found = BTreeSet::new();
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut seen[index.index()], true) {
                found.insert(&self.inner[index]);
                open.extend(self.inner.neighbors_directed(index, direction));
            }
        }
        found
    }
}
