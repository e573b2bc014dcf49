use crate::diag::Spanned;
use crate::syntax::{Entry, Node, Prop, Value};

/// Whether two texts say the same: their nodes are equal, wherever they stand.
pub(super) fn same(left: &[Node], right: &[Node]) -> bool {
    all(left, right, same_node)
}

fn all<T>(left: &[T], right: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
}

fn same_node(left: &Node, right: &Node) -> bool {
    let children = match (&left.children, &right.children) {
        (Some(left), Some(right)) => same(left, right),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    left.name.value == right.name.value
        && same_type(left.ty.as_ref(), right.ty.as_ref())
        && all(&left.args, &right.args, same_entry)
        && all(&left.props, &right.props, same_prop)
        && children
}

fn same_prop(left: &Prop, right: &Prop) -> bool {
    left.key.value == right.key.value && same_entry(&left.entry, &right.entry)
}

fn same_entry(left: &Entry, right: &Entry) -> bool {
    let value = match (&left.value.value, &right.value.value) {
        // `#nan` is spelt, not calculated with.
        (Value::Float(left), Value::Float(right)) => left.to_bits() == right.to_bits(),
        (left, right) => left == right,
    };
    value && same_type(left.ty.as_ref(), right.ty.as_ref())
}

fn same_type(left: Option<&Spanned<String>>, right: Option<&Spanned<String>>) -> bool {
    left.map(|ty| &ty.value) == right.map(|ty| &ty.value)
}
