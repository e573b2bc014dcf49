use super::declare::{Attr, Block, Child, Node, Slot, Type};
use super::decode::Fields;
use super::{Template, forms, keeping, stack};
use crate::diag::{Span, Spanned};

/// `zone "example.com"`: a public hosted zone this stack owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// The domain, which is also the block's name.
    pub name: Spanned<String>,
    /// Shown in consoles, at most 256 characters; empty unless given.
    pub comment: Template,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("zone", "A public hosted zone this stack owns")
        .args(&[Slot::new("domain", Type::Text, "the domain, which is also its name in the spec").form(forms::DOMAIN)])
        .children(&[Child::implied(&COMMENT), Child::many(&stack::TAGS), keeping::PROTECT, keeping::IGNORE_CHANGES]),
    named: true,
    attrs: &[
        Attr::new("id", "the id of the hosted zone"),
        Attr::new("name-servers", "its name servers, separated by commas: what the registrar must be told"),
    ],
};

static COMMENT: Node =
    Node::new("comment", "Shown in consoles")
        .args(&[Slot::new("text", Type::Template, "at most 256 characters").default("")]);

pub(super) fn build(fields: &Fields) -> Option<Zone> {
    Some(Zone {
        name: fields.text("domain")?,
        comment: fields.child("comment")?.template("text")?,
        span: fields.header,
    })
}
