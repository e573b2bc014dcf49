use super::declare::{Block, Node, Slot, Type};
use super::decode::Fields;
use super::forms;
use crate::diag::{Span, Spanned};

/// `param "image"`: a value from the config file of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name: `${param.NAME}` in templates, the key in the environment's config.
    pub name: Spanned<String>,
    /// Used where the environment's config has no value; `None` means one must be there.
    pub default: Option<Spanned<String>>,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("param", "A value from the config file of the environment; used as `${param.NAME}`")
        .args(&[Slot::new("name", Type::Text, "its name in the config file").form(forms::VALUE_NAME)])
        .props(&[Slot::new("default", Type::Text, "used where the config has no value").optional()]),
    named: true,
    attrs: &[],
};

pub(super) fn build(fields: &Fields) -> Option<Param> {
    Some(Param { name: fields.text("name")?, default: fields.text("default"), span: fields.header })
}
