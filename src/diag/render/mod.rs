//! Problems as text. Nothing here prints; `cli` decides where the text goes.
//!
//! Whatever the spec holds, no control or bidirectional character of it reaches a terminal: they are written as `\u{…}`.

mod clean;
mod github;
mod human;
mod json;
mod page;
mod sarif;
mod short;

pub use clean::{clean, clean_json};
pub use github::github;
pub use human::{Look, human, summary};
pub use json::{json, json_value};
pub use sarif::sarif;
pub use short::short;

#[cfg(test)]
mod tests;
