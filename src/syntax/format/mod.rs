//! One way to lay out KDL text.
//!
//! In: the text of one file. Out: edits of what stands between its tokens: indentation, blanks, line ends, empty lines. No edit
//! touches a token: comments, names, strings, numbers, `;`, `/-` and `\` stay as they are and where they are in the order.
//! A text with a broken block is not laid out: what its author meant is not known.

mod comments;
mod layout;
mod meaning;
mod token;

pub use layout::{Unformatted, format};

#[cfg(test)]
mod tests;
