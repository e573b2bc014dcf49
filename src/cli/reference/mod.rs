//! The reference of the language, made from its declarations: one page for each kind of block, one for the resources they become,
//! and a first page that lists them. The files in `docs/reference` hold what this makes; a test says so.

mod block;
mod first;
mod introduction;
mod resources;
mod value;

pub use introduction::{Introduction, introductions};

use crate::spec::blocks;

/// Every page: its file's name and its text.
pub fn pages() -> Vec<(String, String)> {
    let mut pages = vec![("README.md".to_owned(), first::page()), ("resources.md".to_owned(), resources::page())];
    pages.extend(blocks::all().map(|block| (format!("{}.md", block.node.name), block::page(block))));
    pages
}

/// A row of a table; what would end a cell is written otherwise.
fn row<const N: usize>(cells: [&str; N]) -> String {
    let cells = cells.map(|cell| cell.replace('|', "\\|").replace('\n', " "));
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a table.
fn head<const N: usize>(cells: [&str; N]) -> String {
    format!("{}|{}\n", row(cells), "---|".repeat(N))
}
