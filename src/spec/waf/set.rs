use super::super::declare::{Block, Child, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, forms, keeping};
use super::{address, test};
use crate::diag::{Span, Spanned};

/// `ip-set "office" { … }`: addresses that several rules share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpSet {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`; the version of the addresses is put behind it.
    pub physical_name: Option<Template>,
    /// Blocks of addresses of both versions.
    pub addresses: Vec<Template>,
    /// The header of the block.
    pub span: Span,
}

/// `regex-set "bad-paths" { … }`: regular expressions that several rules share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexSet {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>`.
    pub physical_name: Option<Template>,
    /// One of these is enough.
    pub patterns: Vec<Template>,
    /// The header of the block.
    pub span: Span,
}

pub(in super::super) static IP_SET: Block = Block {
    node: Node::new("ip-set", "Addresses that several rules share")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[Slot::new(
            "name",
            Type::Template,
            "the physical name, before `-ipv4` or `-ipv6`; `<env>-<stack>-<name>` unless given",
        )
        .optional()])
        .children(&[
            Child::several(&ADDRESS),
            Child::many(&super::super::stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[],
};

static ADDRESS: Node = Node::new("address", "Blocks of addresses").rest(Slot::new(
    "address",
    Type::Template,
    "`203.0.113.0/24`, `2001:db8::/32`",
));

pub(in super::super) static REGEX_SET: Block = Block {
    node: Node::new("regex-set", "Regular expressions that several rules share; one of them is enough")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(
            &[Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>` unless given").optional()],
        )
        .children(&[
            Child::several(&PATTERN),
            Child::many(&super::super::stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[],
};

static PATTERN: Node = Node::new("pattern", "Regular expressions")
    .rest(Slot::new("pattern", Type::Template, "found anywhere unless anchored").secret().form(forms::NOT_EMPTY));

pub(in super::super) fn build_ip_set(fields: &Fields, cx: &mut Context) -> Option<IpSet> {
    let addresses: Vec<Template> = fields.children("address").flat_map(Fields::rest_templates).collect();
    address::judge(&addresses, cx);
    Some(IpSet { name: fields.text("name")?, physical_name: fields.template("name"), addresses, span: fields.header })
}

pub(in super::super) fn build_regex_set(fields: &Fields, cx: &mut Context) -> Option<RegexSet> {
    let patterns: Vec<Template> = fields.children("pattern").flat_map(Fields::rest_templates).collect();
    patterns.iter().for_each(|pattern| test::no_mixed_secret(pattern, cx));
    Some(RegexSet { name: fields.text("name")?, physical_name: fields.template("name"), patterns, span: fields.header })
}
