//! What should exist: a flat list of resources with their dependencies.
//!
//! In: the typed spec. Out: [`Wish`]. One file per block kind; each writes out every default, so `show desired` and the plan
//! hide nothing.

mod resource;

pub use resource::{Desired, Wish};
