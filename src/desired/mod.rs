//! What should exist: a flat list of resources with their dependencies.
//!
//! In: the typed spec, the environment and its config values. Out: [`Wish`], or the problems that only show once an environment
//! is chosen (a parameter without a value, a missing file). One file per block kind; each writes out every default, so
//! `show desired` and the plan hide nothing. [`lower`] is the entry point.

mod blind;
mod bucket;
mod cdn;
mod cdn_error;
mod cdn_policy;
mod certificate;
/// What functions at the edge do, as code that can be recognised again.
pub mod edge_code;
mod function;
mod gateway;
mod keeping;
mod lower;
mod makes;
mod passage;
mod resource;
mod waf;
mod zone;

pub use blind::check;
pub use lower::{Setting, lower, nothing, texts};
pub use makes::{Makes, makes};
pub use resource::{Desired, Foreign, Held, Wish, WishedBlock};
