use super::super::Template;
use super::super::declare::{Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::forms;
use crate::diag::{Diagnostic, Spanned};

/// A name with its value, each on a line of its own: a header of an answer, or its body for a media type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The header's name or the media type.
    pub name: Spanned<String>,
    /// Its value or the body.
    pub value: Template,
}

pub(super) static HEADER: Node = Node::new("header", "A header of the answer").args(&[
    Slot::new("name", Type::Text, "the header's name").form(forms::HEADER_NAME),
    Slot::new("value", Type::Template, "its value").form(forms::STATIC_VALUE),
]);

pub(super) static BODY: Node =
    Node::new("body", "The body for callers who accept a media type; a template in API Gateway's language").args(&[
        Slot::new("media type", Type::Text, "such as `application/json`").form(forms::MEDIA_TYPE),
        Slot::new("text", Type::Template, "the body; `$context.…` is filled in by the gateway"),
    ]);

/// The children of one name, each named once.
pub(super) fn pairs(fields: &Fields, node: &'static Node, cx: &mut Context) -> Vec<Pair> {
    let [name, value] = node.args else { return Vec::new() };
    let mut pairs: Vec<Pair> = Vec::new();
    for child in fields.children(node.name) {
        let (Some(name), Some(value)) = (child.text(name.name), child.template(value.name)) else { continue };
        let mut same = pairs.iter().filter(|other| other.name.value.eq_ignore_ascii_case(&name.value));
        match same.find(|other| cx.are_sound(&[other.name.span, name.span])) {
            Some(earlier) => {
                let problem = Diagnostic::error("E0208", format!("`{}` is given twice", name.value))
                    .at(name.span, "given again")
                    .at(earlier.name.span, "given here first")
                    .help("keep one of them");
                cx.push(problem);
            }
            None => pairs.push(Pair { name, value }),
        }
    }
    pairs
}
