use super::super::declare::{Block, Child, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{Template, forms, keeping, stack};
use super::response::{self, BODY, ResponseBody};
use super::rule::{GROUP_RULE, WafRule, build_all_rules};
use crate::diag::{Span, Spanned};

/// `rule-group "checks" capacity=100 { … }`: rules that several web ACLs share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleGroup {
    /// Its name in the spec.
    pub name: Spanned<String>,
    /// The physical name, when not `<env>-<stack>-<name>-<capacity>`.
    pub physical_name: Option<Template>,
    /// What is set aside for its rules, WCU.
    pub capacity: Spanned<u32>,
    /// In the order of writing; priorities are unique.
    pub rules: Vec<WafRule>,
    /// Bodies for the answers of its rules.
    pub bodies: Vec<ResponseBody>,
    /// The header of the block.
    pub span: Span,
}

pub(in super::super) static BLOCK: Block = Block {
    node: Node::new("rule-group", "Rules that several web ACLs share")
        .args(&[Slot::new("name", Type::Text, "its name in the spec").form(forms::BLOCK_NAME)])
        .props(&[
            Slot::new("name", Type::Template, "the physical name; `<env>-<stack>-<name>-<capacity>` unless given")
                .optional(),
            Slot::new(
                "capacity",
                Type::Integer { min: 1, max: 5_000 },
                "what is set aside for its rules (WCU); AWS never changes it",
            ),
        ])
        .children(&[
            Child::several(&GROUP_RULE),
            Child::many(&BODY),
            Child::many(&stack::TAGS),
            keeping::PROTECT,
            keeping::IGNORE_CHANGES,
            keeping::RENAME_FROM,
        ]),
    named: true,
    attrs: &[],
};

pub(in super::super) fn build(fields: &Fields, cx: &mut Context) -> Option<RuleGroup> {
    let rules = build_all_rules(fields, cx);
    let bodies = response::bodies(fields, cx);
    let whole = !cx.gaps.node(fields.header);
    response::no_dangling(rules.iter().filter_map(|rule| rule.does.response.as_ref()), &bodies, whole, cx);
    Some(RuleGroup {
        name: fields.text("name")?,
        physical_name: fields.template("name"),
        capacity: fields.number("capacity")?,
        rules,
        bodies,
        span: fields.header,
    })
}
