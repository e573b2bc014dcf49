use super::super::declare::{Child, Need, Node as Declared, Slot, Times};
use super::fields::{Fields, Held};
use super::value::{default_value, value};
use super::{Context, did_you_mean};
use crate::diag::{Diagnostic, Span};
use crate::syntax::Node;

/// Reads `node` as its declaration says and complains about everything that does not fit.
pub fn decode(node: &Node, decl: &'static Declared, cx: &mut Context) -> Fields {
    let header = node.header();
    let mut fields = Fields {
        decl,
        header,
        broken: node.broken,
        tried: Vec::new(),
        slots: Vec::new(),
        rest: Vec::new(),
        any: Vec::new(),
        children: Vec::new(),
    };
    if let Some(ty) = &node.ty {
        let problem = Diagnostic::error("E0215", format!("`{}` takes no annotation", decl.name))
            .at(ty.span, "not known here")
            .help("annotations stand before values: `(secret)\"name\"`");
        cx.push(problem);
    }
    arguments(node, &mut fields, cx);
    properties(node, &mut fields, cx);
    children(node, &mut fields, cx);
    fields
}

fn arguments(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    for (at, slot) in decl.args.iter().enumerate() {
        match node.args.get(at) {
            Some(entry) => {
                // `memory "1GB"`: to a reader the value is that of the line.
                let subject = if decl.args.len() == 1 && decl.props.is_empty() { decl.name } else { slot.name };
                fields.slots.extend(value(entry, slot, subject, cx).map(|held| (slot.name, held)));
            }
            None => absent(slot, fields, cx),
        }
    }
    let further = node.args.get(decl.args.len()..).unwrap_or(&[]);
    match &decl.rest {
        Some(slot) => {
            if further.is_empty() && slot.need == Need::Required && !node.broken {
                missing(&format!("at least one {}", slot.name), slot.doc, fields, cx);
            }
            fields.rest = further.iter().filter_map(|entry| value(entry, slot, decl.name, cx)).collect();
        }
        None => {
            if let Some(first) = further.first() {
                let takes = match decl.args {
                    [] => "no values".to_owned(),
                    [one] => format!("one value, the {}", one.name),
                    many => format!("{} values: {}", many.len(), list(many)),
                };
                let problem = Diagnostic::error("E0205", format!("`{}` takes {takes}", decl.name))
                    .at(first.span(), if further.len() == 1 { "one too many" } else { "too many from here on" })
                    .help(match decl.props {
                        [] => "remove it".to_owned(),
                        props => format!("remove it, or name it: {}", list(props)),
                    });
                cx.push(problem);
            }
        }
    }
}

fn properties(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    for (at, prop) in node.props.iter().enumerate() {
        let earlier = node.props[..at].iter().find(|other| other.key.value == prop.key.value);
        if let Some(earlier) = earlier {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", prop.key.value))
                .at(prop.key.span, "given again")
                .at(earlier.key.span, "given here first")
                .help("keep one of them");
            cx.push(problem);
            continue;
        }
        match decl.props.iter().find(|slot| slot.name == prop.key.value) {
            Some(slot) => {
                fields.tried.push(slot.name);
                fields.slots.extend(value(&prop.entry, slot, slot.name, cx).map(|held| (slot.name, held)));
            }
            None => match &decl.any_prop {
                Some(slot) => {
                    if let Some(form) = slot.form.filter(|form| !(form.holds)(&prop.key.value)) {
                        let problem =
                            Diagnostic::error("E0213", format!("`{}` is not {}", prop.key.value, form.wanted))
                                .at(prop.key.span, format!("expected {}", form.wanted))
                                .help(form.help);
                        cx.push(problem);
                    }
                    let bare = Slot { form: None, ..*slot };
                    fields
                        .any
                        .extend(value(&prop.entry, &bare, &prop.key.value, cx).map(|held| (prop.key.clone(), held)));
                }
                None => {
                    let known: Vec<&str> = decl.props.iter().map(|slot| slot.name).collect();
                    let help = match decl.children.iter().find(|child| child.node.name == prop.key.value) {
                        Some(child) => format!("`{}` goes inside of the block, on a line of its own", child.node.name),
                        None if known.is_empty() => format!("`{}` takes no properties", decl.name),
                        None => did_you_mean(&prop.key.value, &known),
                    };
                    let problem =
                        Diagnostic::error("E0203", format!("`{}` has no property `{}`", decl.name, prop.key.value))
                            .at(prop.key.span, "not known here")
                            .help(help);
                    cx.push(problem);
                }
            },
        }
    }
    for slot in decl.props {
        if !node.props.iter().any(|prop| prop.key.value == slot.name) {
            absent(slot, fields, cx);
        }
    }
}

fn children(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    let nodes = node.children.as_deref().unwrap_or(&[]);
    let mut first_of: Vec<(&str, Span)> = Vec::new();
    for child in nodes {
        let name = child.name.value.as_str();
        let Some(declared) = decl.children.iter().find(|declared| declared.node.name == name) else {
            unknown_child(child, decl, cx);
            continue;
        };
        let earlier = first_of.iter().find(|(other, _)| *other == name).map(|(_, span)| *span);
        if let (Some(earlier), Times::Optional | Times::Implied | Times::Required) = (earlier, declared.times) {
            let problem = Diagnostic::error("E0209", format!("`{name}` stands twice in one `{}`", decl.name))
                .at(child.name.span, "stands here again")
                .at(earlier, "stands here first")
                .help("keep one of them");
            cx.push(problem);
            continue;
        }
        first_of.push((name, child.name.span));
        let decoded = decode(child, declared.node, cx);
        fields.children.push(decoded);
    }
    for declared in decl.children {
        let name = declared.node.name;
        if first_of.iter().any(|(other, _)| *other == name) {
            continue;
        }
        match declared.times {
            Times::Optional | Times::Many => {}
            Times::Implied => {
                let implied = implied(declared, fields.header, cx);
                fields.children.push(implied);
            }
            Times::Required => missing_child(declared, "a", node, fields, cx),
            Times::Several => missing_child(declared, "at least one", node, fields, cx),
        }
    }
}

fn implied(child: &Child, header: Span, cx: &mut Context) -> Fields {
    let decl = child.node;
    let slots = decl.args.iter().chain(decl.props);
    let values = slots.filter_map(|slot| Some((slot.name, default_of(slot, header, cx)?))).collect();
    let children = decl
        .children
        .iter()
        .filter(|inner| inner.times == Times::Implied)
        .map(|inner| implied(inner, header, cx))
        .collect();
    Fields {
        decl,
        header,
        broken: false,
        tried: Vec::new(),
        slots: values,
        rest: Vec::new(),
        any: Vec::new(),
        children,
    }
}

fn unknown_child(child: &Node, decl: &'static Declared, cx: &mut Context) {
    let known: Vec<&str> = decl.children.iter().map(|declared| declared.node.name).collect();
    let name = &child.name.value;
    let help = if decl.props.iter().any(|slot| slot.name == name) {
        format!("`{name}` goes on the line of `{}`: `{} … {name}=…`", decl.name, decl.name)
    } else if known.is_empty() {
        format!("nothing stands inside of `{}`", decl.name)
    } else {
        did_you_mean(name, &known)
    };
    let problem = Diagnostic::error("E0202", format!("`{}` has no `{name}`", decl.name))
        .at(child.name.span, "not known here")
        .help(help);
    cx.push(problem);
}

fn missing_child(child: &Child, article: &str, node: &Node, fields: &Fields, cx: &mut Context) {
    if !node.broken {
        missing(&format!("{article} `{}`", child.node.name), &uncapitalised(child.node.doc), fields, cx);
    }
}

/// Fills a slot nothing is written for with its default; complains when it has none and needs a value.
fn absent(slot: &'static Slot, fields: &mut Fields, cx: &mut Context) {
    if slot.need == Need::Required {
        if !fields.broken {
            let is_arg = fields.decl.args.iter().any(|arg| arg.name == slot.name);
            let what = if is_arg { format!("its {}", slot.name) } else { format!("`{}=`", slot.name) };
            missing(&what, slot.doc, fields, cx);
        }
        return;
    }
    let default = default_of(slot, fields.header, cx);
    fields.slots.extend(default.map(|held| (slot.name, held)));
}

fn default_of(slot: &'static Slot, header: Span, cx: &mut Context) -> Option<Held> {
    match slot.need {
        Need::Default(text) => default_value(text, slot, header, cx),
        Need::Required | Need::Optional | Need::Depends(_) => None,
    }
}

fn missing(what: &str, doc: &str, fields: &Fields, cx: &mut Context) {
    let problem = Diagnostic::error("E0204", format!("`{}` needs {what}", fields.decl.name))
        .at(fields.header, "missing here")
        .help(format!("add {what}: {}", doc));
    cx.push(problem);
}

/// A doc line in the middle of a sentence; `IAM policy` stays as it is.
fn uncapitalised(doc: &str) -> String {
    let mut letters = doc.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(doc.chars().skip(1)).collect()
        }
        _ => doc.to_owned(),
    }
}

fn list(slots: &[Slot]) -> String {
    slots.iter().map(|slot| format!("`{}`", slot.name)).collect::<Vec<_>>().join(", ")
}
