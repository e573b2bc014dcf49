use super::super::declare::{Child, Need, Node as Declared, Slot, Times};
use super::fields::{Fields, Held};
use super::value::{default_value, stand_in, value};
use super::{Context, did_you_mean, nearest, respelt};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::{Gaps, allow};
use crate::syntax::Node;

/// Reads `node` as its declaration says and complains about everything that does not fit.
pub fn decode(node: &Node, decl: &'static Declared, cx: &mut Context) -> Fields {
    let header = node.header();
    let mut fields = Fields {
        decl,
        header,
        broken: node.broken,
        slots: Vec::new(),
        rest: Vec::new(),
        any: Vec::new(),
        children: Vec::new(),
    };
    if node.broken {
        cx.gaps.add_node(header);
    }
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
                fields.slots.push((slot.name, value(entry, slot, subject, cx)));
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
            fields.rest = further.iter().map(|entry| value(entry, slot, decl.name, cx)).collect();
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
    let mut written: Vec<&str> = Vec::new();
    for (at, prop) in node.props.iter().enumerate() {
        let key = prop.key.value.as_str();
        if let Some(earlier) = node.props[..at].iter().find(|other| other.key.value == key) {
            let problem = Diagnostic::error("E0208", format!("`{key}` is given twice"))
                .at(prop.key.span, "given again")
                .at(earlier.key.span, "given here first")
                .help("keep one of them");
            cx.push(problem);
            cx.gaps.add_value(earlier.entry.value.span);
            cx.gaps.add_value(earlier.entry.span());
            continue;
        }
        if let Some(slot) = decl.props.iter().find(|slot| slot.name == key) {
            written.push(slot.name);
            fields.slots.push((slot.name, value(&prop.entry, slot, slot.name, cx)));
        } else if let Some(slot) = &decl.any_prop {
            if let Some(form) = slot.form.filter(|form| !(form.holds)(key)) {
                let problem = Diagnostic::error("E0213", format!("`{key}` is not {}", form.wanted))
                    .at(prop.key.span, format!("expected {}", form.wanted))
                    .help(form.help);
                cx.push(problem);
            }
            let bare = Slot { form: None, ..*slot };
            fields.any.push((prop.key.clone(), value(&prop.entry, &bare, key, cx)));
        } else {
            unknown_property(&prop.key, decl, cx);
            let free = decl.props.iter().map(|slot| slot.name);
            let free = free.filter(|name| node.props.iter().all(|other| other.key.value != *name));
            match nearest(key, free).and_then(|meant| decl.props.iter().find(|slot| slot.name == meant)) {
                Some(slot) if !written.contains(&slot.name) => {
                    written.push(slot.name);
                    fields.slots.push((slot.name, value(&prop.entry, slot, slot.name, cx)));
                }
                Some(_) | None => cx.gaps.add_node(fields.header),
            }
        }
    }
    for slot in decl.props {
        if !written.contains(&slot.name) {
            absent(slot, fields, cx);
        }
    }
}

fn unknown_property(key: &Spanned<String>, decl: &'static Declared, cx: &mut Context) {
    let known: Vec<&str> = decl.props.iter().map(|slot| slot.name).collect();
    let help = match decl.children.iter().find(|child| child.node.name == key.value) {
        Some(child) => format!("`{}` goes inside of the block, on a line of its own", child.node.name),
        None if known.is_empty() => format!("`{}` takes no properties", decl.name),
        None => did_you_mean(&key.value, &known),
    };
    let problem = Diagnostic::error("E0203", format!("`{}` has no property `{}`", decl.name, key.value))
        .at(key.span, "not known here")
        .help(help)
        .maybe_fix(respelt(&key.value, &known, key.span, false));
    cx.push(problem);
}

fn children(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    let nodes = node.children.as_deref().unwrap_or(&[]);
    let mut first_of: Vec<(&str, Span)> = Vec::new();
    for child in nodes {
        if allow::is_meant(child, decl) {
            allow::read(child, node.span, cx);
            continue;
        }
        let Some(declared) = declared_child(child, nodes, decl, fields.header, cx) else { continue };
        let name = declared.node.name;
        let decoded = decode(child, declared.node, cx);
        let earlier = first_of.iter().find(|(other, _)| *other == name).map(|(_, span)| *span);
        if let (Some(earlier), Times::Optional | Times::Implied | Times::Required) = (earlier, declared.times) {
            let problem = Diagnostic::error("E0209", format!("`{name}` stands twice in one `{}`", decl.name))
                .at(child.name.span, "stands here again")
                .at(earlier, "stands here first")
                .help("keep one of them");
            cx.push(problem);
            // Either may be the one that is meant.
            for (_, held) in
                fields.children.iter().filter(|other| other.decl.name == name).flat_map(|other| &other.slots)
            {
                cx.gaps.add_value(held.span);
            }
            continue;
        }
        first_of.push((name, child.name.span));
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
                let implied = implied(declared, fields, cx);
                fields.children.push(implied);
            }
            Times::Required => {
                missing_child(declared, "a", node, fields, cx);
                let absent = absent_child(declared, fields.header, cx);
                fields.children.push(absent);
            }
            Times::Several => {
                missing_child(declared, "at least one", node, fields, cx);
                cx.gaps.add_node(fields.header);
            }
        }
    }
}

/// What a node inside of another is, also when its name is a slip; complains about names that are not known.
fn declared_child(
    child: &Node,
    siblings: &[Node],
    decl: &'static Declared,
    parent: Span,
    cx: &mut Context,
) -> Option<&'static Child> {
    let find = |name: &str| decl.children.iter().find(|declared| declared.node.name == name);
    let name = child.name.value.as_str();
    if let Some(declared) = find(name) {
        return Some(declared);
    }
    unknown_child(child, decl, cx);
    let open = decl.children.iter().filter(|declared| match declared.times {
        Times::Many | Times::Several => true,
        Times::Optional | Times::Implied | Times::Required => {
            siblings.iter().all(|other| other.name.value != declared.node.name)
        }
    });
    let meant = nearest(name, open.map(|declared| declared.node.name)).and_then(find);
    if meant.is_none() {
        cx.gaps.add_node(parent);
    }
    meant
}

/// A child that need not be written, with its defaults; what was written may be among what could not be read.
fn implied(child: &Child, parent: &Fields, cx: &mut Context) -> Fields {
    let decl = child.node;
    let header = if parent.broken { Gaps::after(parent.header) } else { parent.header };
    if parent.broken {
        cx.gaps.add_value(header);
    }
    let slots = decl.args.iter().chain(decl.props);
    let values = slots.filter_map(|slot| Some((slot.name, default_of(slot, header, cx)?))).collect();
    let mut fields =
        Fields { decl, header, broken: false, slots: values, rest: Vec::new(), any: Vec::new(), children: Vec::new() };
    let inner = decl.children.iter().filter(|inner| inner.times == Times::Implied);
    let inner: Vec<Fields> = inner.map(|inner| implied(inner, &fields, cx)).collect();
    fields.children = inner;
    fields
}

/// What stands for a child that must be written and is not.
fn absent_child(child: &Child, parent: Span, cx: &mut Context) -> Fields {
    let decl = child.node;
    let header = Gaps::after(parent);
    cx.gaps.add_node(header);
    let required = decl.args.iter().chain(decl.props).filter(|slot| !matches!(slot.need, Need::Optional));
    let slots = required.map(|slot| (slot.name, stand_in(slot, None, header, cx))).collect();
    let children = decl.children.iter().filter(|inner| inner.times == Times::Required);
    let children = children.map(|inner| absent_child(inner, parent, cx)).collect();
    Fields { decl, header, broken: true, slots, rest: Vec::new(), any: Vec::new(), children }
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
        .help(help)
        .maybe_fix(respelt(name, &known, child.name.span, false));
    cx.push(problem);
}

fn missing_child(child: &Child, article: &str, node: &Node, fields: &Fields, cx: &mut Context) {
    if !node.broken {
        missing(&format!("{article} `{}`", child.node.name), &uncapitalised(child.node.doc), fields, cx);
    }
}

/// Fills a slot nothing is written for with its default; complains when it has none and needs a value.
fn absent(slot: &'static Slot, fields: &mut Fields, cx: &mut Context) {
    let nowhere = Gaps::after(fields.header);
    let held = match slot.need {
        Need::Required => {
            if !fields.broken {
                let is_arg = fields.decl.args.iter().any(|arg| arg.name == slot.name);
                let what = if is_arg { format!("its {}", slot.name) } else { format!("`{}=`", slot.name) };
                missing(&what, slot.doc, fields, cx);
            }
            Some(stand_in(slot, None, nowhere, cx))
        }
        // What was written may be among what could not be read.
        Need::Default(_) if fields.broken => Some(stand_in(slot, None, nowhere, cx)),
        Need::Default(_) | Need::Optional | Need::Depends(_) => default_of(slot, fields.header, cx),
    };
    fields.slots.extend(held.map(|held| (slot.name, held)));
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
