//! KDL 2 text to a spanned tree; the only room that names the KDL library.
//!
//! In: the text of one file. Out: a [`Node`] per top-level node, and every syntax problem of the file. A cheap splitter finds
//! where top-level nodes begin and end, and the library parses each by itself, so a broken block never hides the others. The
//! splitter decides nothing about validity, except for what the library must never be given: text that is too large, too deep,
//! or has a string, comment or block that does not end.

mod bracket;
mod complaint;
mod format;
mod notation;
mod outline;
mod parse;
mod scan;
mod split;
mod tree;
mod unseen;
mod word;

pub use format::{Unformatted, format};
pub use outline::{Outline, OutlineNode, OutlinePart, Token};
pub use parse::{MAX_BYTES, Parsed, parse};
pub use tree::{Entry, Node, Prop, Value};
