use super::declare::{Node as Declared, Slot, Type};
use super::decode::{Context, decode};
use super::forms;
use crate::diag::{Span, Spanned};
use crate::syntax::{Node, Value};

/// `allow "W0508" reason="…"`: a finding that is all right in the node it stands inside of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// What is found there.
    pub code: Spanned<String>,
    /// Why that is all right.
    pub reason: String,
    /// The node it stands inside of, from its name to its closing brace.
    pub within: Span,
    /// All of it.
    pub span: Span,
}

/// What may stand inside of every node, whatever its declaration says.
pub static NODE: Declared = Declared::new("allow", "A finding that is all right here")
    .args(&[Slot::new("code", Type::Text, "the code of a warning, such as `W0508`").form(forms::CODE)])
    .props(&[Slot::new("reason", Type::Text, "why it is all right here").form(forms::NOT_EMPTY)]);

/// Whether a child is meant for a finding. In a `function` the same word gives the role a right, and actions look otherwise.
pub(super) fn is_meant(child: &Node, parent: &Declared) -> bool {
    let taken = parent.children.iter().any(|declared| declared.node.name == NODE.name);
    let has_code = matches!(child.args.first().map(|entry| &entry.value.value),
        Some(Value::String(code)) if (forms::CODE.holds)(code));
    child.name.value == NODE.name && (has_code || !taken)
}

/// Takes note of an `allow` inside of the node at `within`.
pub(super) fn read(child: &Node, within: Span, cx: &mut Context) {
    let fields = decode(child, &NODE, cx);
    let Some((code, reason)) = fields.text("code").zip(fields.text("reason")) else { return };
    // One without a code has been complained about.
    if !cx.gaps.value(code.span) {
        cx.allows.push(Allow { code, reason: reason.value, within, span: child.span });
    }
}
