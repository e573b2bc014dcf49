use super::declare::{Block, Node, Slot, Type};
use super::forms;

/// `include "other.kdl"`: the blocks of another file, as if they stood here.
pub(super) static BLOCK: Block = Block {
    node: Node::new("include", "Reads the blocks of another file, inside of the spec's folder").args(&[Slot::new(
        "file",
        Type::Text,
        "the file, relative to the one that includes it",
    )
    .form(forms::NOT_EMPTY)]),
    named: false,
    attrs: &[],
};
