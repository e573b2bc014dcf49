use super::declare::{Block, Node, Slot, Type};
use super::decode::Fields;
use super::{Template, forms};
use crate::diag::{Span, Spanned};

/// `output "url" "${cdn.site.url}"`: a value shown after apply and by `engine output`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// What `engine output NAME` asks for.
    pub name: Spanned<String>,
    /// What is printed, once everything it refers to is known.
    pub value: Template,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("output", "A value shown after apply and by `engine output`").args(&[
        Slot::new("name", Type::Text, "its name").form(forms::VALUE_NAME),
        Slot::new("value", Type::Template, "usually a reference, `\"${cdn.NAME.url}\"`"),
    ]),
    named: true,
    attrs: &[],
};

pub(super) fn build(fields: &Fields) -> Option<Output> {
    Some(Output { name: fields.text("name")?, value: fields.template("value")?, span: fields.header })
}
