use super::declare::{Block, Node, Slot, Type};
use super::decode::Fields;
use super::forms;
use crate::diag::{Span, Spanned};

/// `secret "origin-header" min-length=32`: a sealed value from the config file of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its name: `${secret.NAME}` in templates, the key in the environment's config.
    pub name: Spanned<String>,
    /// The fewest characters a value may have; 16 unless given.
    pub min_length: Spanned<u32>,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("secret", "An encrypted value from the config file of the environment; used as `(secret)\"NAME\"`")
        .args(&[Slot::new("name", Type::Text, "its name in the config file").form(forms::VALUE_NAME)])
        .props(&[Slot::new(
            "min-length",
            Type::Integer { min: 1, max: 1024 },
            "the fewest characters a value may have",
        )
        .default("16")]),
    named: true,
    attrs: &[],
};

pub(super) fn build(fields: &Fields) -> Option<Secret> {
    Some(Secret { name: fields.text("name")?, min_length: fields.number("min-length")?, span: fields.header })
}
