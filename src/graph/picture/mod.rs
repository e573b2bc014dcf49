//! Pictures of a graph: DOT, Mermaid and SVG, all with the nodes of a group together.

mod boxes;
mod dot;
mod layout;
mod look;
mod mermaid;
mod svg;

pub use look::Look;
