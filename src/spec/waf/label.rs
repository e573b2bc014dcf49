use super::super::declare::{Child, Node, Slot, Type};
use super::super::decode::Fields;
use super::super::{foreign, forms};
use crate::diag::{Span, Spanned};
use crate::names::BlockAddr;

/// `label "awswaf:managed:aws:bot-control:bot:verified"`: what an earlier rule put on the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelTest {
    /// Whole from `awswaf:` on, or its last parts within the web ACL; with `:` at the end, every label below that.
    pub label: Spanned<String>,
    /// The rule group whose labels are meant, when not those of the web ACL or group itself.
    pub rule_group: Option<Spanned<BlockAddr>>,
    /// The header of the node.
    pub span: Span,
}

static LABEL: Node = Node::new("label", "Looks for a label an earlier rule put on the request")
    .args(&[Slot::new("label", Type::Text, "its name; every label below it when it ends with `:`").form(forms::LABEL)])
    .props(&[
        Slot::new("rule-group", Type::Block(&["rule-group"]), "the rule group that put it there, when another one did")
            .foreign(&foreign::RULE_GROUP)
            .optional(),
        Slot::new("not", Type::Bool, "turns the test around").default("#false"),
    ]);

/// Labels, as a node of a rule.
pub(super) const LABELS: [Child; 1] = [Child::many(&LABEL)];

pub(super) fn build(node: &Fields) -> Option<LabelTest> {
    Some(LabelTest { label: node.text("label")?, rule_group: node.block("rule-group"), span: node.header })
}
