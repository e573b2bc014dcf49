//! A generic dependency graph: order, cycles with their path, critical path, pictures.
//!
//! In: nodes of any ordered type and edges "dependent depends on dependency". Out: the same answer for the same graph,
//! whatever order it was built in. Nothing here recurses, so a chain of a million nodes is a graph like any other; of petgraph's
//! algorithms only `kosaraju_scc` is used, because the others that could be do recurse.

mod critical_path;
mod cycle;
mod dependency_graph;
mod order;
mod picture;

#[cfg(test)]
mod tests;

pub use critical_path::CriticalPath;
pub use cycle::Cycle;
pub use dependency_graph::Graph;
pub use picture::Look;
