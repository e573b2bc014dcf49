//! The reference of the language, made from its declarations: one page for each kind of block, one for what most of them take, one
//! for the resources they become, and a first page that lists them. Everything is told once: `homes` says where. The files in `docs/reference` hold what this makes; a test says so.

mod block;
mod every_block;
mod first;
mod homes;
mod introduction;
mod node;
mod resources;
mod value;

pub use introduction::{Introduction, introductions};
pub(super) use node::{synopsis, times};
pub(super) use value::{default, holds_as};

use crate::spec::blocks;
use homes::{EVERY_BLOCK, Homes};

/// Every page: its file's name and its text.
pub fn pages() -> Vec<(String, String)> {
    let homes = Homes::new();
    let mut pages = vec![
        ("README.md".to_owned(), first::page()),
        ("resources.md".to_owned(), resources::page()),
        (format!("{EVERY_BLOCK}.md"), every_block::page(&homes)),
    ];
    pages.extend(blocks::all().map(|block| (format!("{}.md", block.node.name), block::page(block, &homes))));
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
