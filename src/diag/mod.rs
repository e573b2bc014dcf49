//! What is wrong, where, why and how to get out of it.
//!
//! A [`Diagnostic`] is a value: rooms collect them, only `cli` shows them: through a renderer of this room,
//! or to editors by its language server.

pub mod codes;
mod diagnostic;
mod edit;
mod render;
mod source_map;

pub use diagnostic::{Diagnostic, Fix, Label, Problems, Severity};
pub use edit::{Edit, edited};
pub use render::{Look, clean, clean_json, github, human, json, json_value, sarif, short, summary};
pub use source_map::{FileId, LineColumn, SourceMap, Span, Spanned};
