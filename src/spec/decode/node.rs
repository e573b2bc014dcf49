use super::super::declare::{Child, Need, Node as Declared, Slot, Times, Type};
use super::fields::{Fields, Held};
use super::strangers::{Strangers, with_bare_reference};
use super::value::{self, default_value, stand_in, value};
use super::{Context, did_you_mean, nearest, respelt};
use crate::diag::{Diagnostic, Edit, Span, Spanned};
use crate::spec::{Gaps, allow, blocks};
use crate::syntax::{Entry, Node, Value};

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
        missing: Vec::new(),
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
    complain_of_missing(&fields, cx);
    fields
}

fn arguments(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    let swapped = swapped(&node.args, decl);
    if let Some(problem) = &swapped {
        cx.push(problem.clone());
    }
    for (at, slot) in decl.args.iter().enumerate() {
        let at = if swapped.is_some() { 1 - at } else { at };
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
                fields.missing.push((format!("at least one {}", slot.name), slot.doc.to_owned()));
            }
            fields.rest = further.iter().map(|entry| value(entry, slot, decl.name, cx)).collect();
        }
        None => {
            if let Some(first) = further.first().filter(|_| !value::opens_strangely(node)) {
                let takes = match decl.args {
                    [] => "no values".to_owned(),
                    [one] => format!("one value, the {}", one.name),
                    many => format!("{} values: {}", many.len(), list(many)),
                };
                let problem = Diagnostic::error("E0205", format!("`{}` takes {takes}", decl.name))
                    .at(first.span(), if further.len() == 1 { "one too many" } else { "too many from here on" })
                    .help(match decl.props {
                        _ if decl.name == "secret" => NO_VALUE.to_owned(),
                        [] if decl.any_prop.is_some() => {
                            format!("give each value its name: `{} NAME=\"…\"`", decl.name)
                        }
                        [] => "remove it".to_owned(),
                        props => format!("remove it, or name it: {}", list(props)),
                    });
                cx.push(problem);
            }
        }
    }
}

/// A complaint about a word and a free text that stand in each other's place: `route "/items" "GET"`.
fn swapped(args: &[Entry], decl: &Declared) -> Option<Diagnostic> {
    let ([first, second], [word, text]) = (args, decl.args) else { return None };
    let (Value::String(before), Value::String(after)) = (&first.value.value, &second.value.value) else { return None };
    let Type::OneOf(choices) = word.holds else { return None };
    let is_word = |text: &str| choices.iter().any(|choice| choice.word == text);
    let free = matches!(text.holds, Type::Text | Type::Template) && first.ty.is_none() && second.ty.is_none();
    let sure = free && is_word(after) && !is_word(before);
    // A slip in the word is likelier.
    if !sure || nearest(before, choices.iter().map(|choice| choice.word)).is_some() {
        return None;
    }
    let (word, text) = (word.name, text.name);
    let plain = !before.contains(['"', '\\']) && !before.contains(char::is_control);
    let edits = || {
        let put = |entry: &Entry, text: &str| Edit::new(entry.value.span, format!("\"{text}\""));
        vec![put(first, after), put(second, before)]
    };
    let problem = Diagnostic::error("E0207", format!("`{word}` cannot be `{before}`"))
        .at(first.value.span, format!("this is the {text}"))
        .at(second.value.span, format!("and this the {word}"))
        .help(format!("the {word} comes first: `{} \"{after}\" \"{before}\"`", decl.name));
    Some(if plain { problem.fix("swap them", edits()) } else { problem })
}

fn properties(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    let mut written: Vec<&str> = Vec::new();
    let mut inside: Vec<&Spanned<String>> = Vec::new();
    let mut positional: Vec<&Spanned<String>> = Vec::new();
    for (at, prop) in node.props.iter().enumerate() {
        let key = prop.key.value.as_str();
        if let Some(earlier) = node.props[..at].iter().find(|other| other.key.value == key) {
            let problem = Diagnostic::error("E0208", format!("`{key}` is given twice"))
                .at(prop.key.span, "given again")
                .at(earlier.key.span, "given here first")
                .help("keep one of them")
                .maybe_fix((prop.entry.value.value == earlier.entry.value.value).then(|| {
                    let whole = Span { end: prop.entry.value.span.end, ..prop.key.span };
                    ("remove one of them".to_owned(), Edit::new(whole, ""))
                }));
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
        } else if let Some(place) = decl.args.iter().position(|slot| slot.name == key && slot.name != "name") {
            positional.push(&prop.key);
            if node.args.len() <= place {
                let slot = &decl.args[place];
                let held = value(&prop.entry, slot, slot.name, cx);
                fields.missing.retain(|(what, _)| *what != format!("its {key}"));
                fields.slots.retain(|(filled, _)| *filled != slot.name);
                fields.slots.push((slot.name, held));
            }
        } else if decl.children.iter().any(|child| child.node.name == key) {
            inside.push(&prop.key);
            cx.gaps.add_node(fields.header);
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
    if !inside.is_empty() {
        cx.push(properties_of_the_inside(&inside, decl));
    }
    if !positional.is_empty() {
        cx.push(named_values(&positional, decl));
    }
    for slot in decl.props {
        if !written.contains(&slot.name) {
            absent(slot, fields, cx);
        }
    }
}

/// Properties that are lines of the block.
fn properties_of_the_inside(keys: &[&Spanned<String>], decl: &Declared) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.value)).collect();
    let (what, lines) = match names.len() {
        1 => ("property", "on a line of its own"),
        _ => ("properties", "each on a line of its own"),
    };
    let said = format!("`{}` has no {what} {}", decl.name, enumerated(&names, "or"));
    let problem =
        keys.iter().fold(Diagnostic::error("E0203", said), |problem, key| problem.at(key.span, "not known here"));
    let verb = if names.len() == 1 { "goes" } else { "go" };
    problem.help(format!("{} {verb} inside of the block, {lines}", enumerated(&names, "and")))
}

/// Properties that are values of the line: those have their places and no names.
fn named_values(keys: &[&Spanned<String>], decl: &Declared) -> Diagnostic {
    let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.value)).collect();
    let what = if names.len() == 1 { "property" } else { "properties" };
    let said = format!("`{}` has no {what} {}", decl.name, enumerated(&names, "or"));
    let problem =
        keys.iter().fold(Diagnostic::error("E0203", said), |problem, key| problem.at(key.span, "not known here"));
    let order: Vec<String> = decl.args.iter().map(|slot| format!("\"{}\"", slot.name.to_uppercase())).collect();
    problem.help(format!("this value stands without a name, at its place: `{} {}`", decl.name, order.join(" ")))
}

/// Why the value of a secret stands in no spec.
pub(super) const NO_VALUE: &str =
    "the value of a secret never stands in a spec: `engine config set NAME --secret` asks for it and seals it";

fn unknown_property(key: &Spanned<String>, decl: &'static Declared, cx: &mut Context) {
    let known: Vec<&str> = decl.props.iter().map(|slot| slot.name).collect();
    let help = match home(&key.value, decl, &known) {
        _ if is_value_of_secret(&key.value, decl) => NO_VALUE.to_owned(),
        Some(home) => home,
        None if known.is_empty() => format!("`{}` takes no properties", decl.name),
        None => did_you_mean(&key.value, &known),
    };
    let problem = Diagnostic::error("E0203", format!("`{}` has no property `{}`", decl.name, key.value))
        .at(key.span, "not known here")
        .help(help)
        .maybe_fix(respelt(&key.value, &known, key.span, false));
    cx.push(problem);
}

pub(super) fn is_value_of_secret(word: &str, decl: &Declared) -> bool {
    decl.name == "secret" && matches!(word, "default" | "value" | "text" | "secret")
}

/// Where a word that is not known here is at home, unless something known here is meant.
fn home(word: &str, decl: &Declared, known: &[&str]) -> Option<String> {
    if nearest(word, known.iter().copied()).is_some() {
        return None;
    }
    let homes = blocks::homes_beside(word, decl.name);
    (!homes.is_empty()).then(|| {
        let names: Vec<String> = homes.iter().map(|home| format!("`{home}`")).collect();
        format!("`{word}` stands inside of {}", enumerated(&names, "or"))
    })
}

fn children(node: &Node, fields: &mut Fields, cx: &mut Context) {
    let decl = fields.decl;
    let nodes = node.children.as_deref().unwrap_or(&[]);
    let mut first_of: Vec<(&str, Span)> = Vec::new();
    let mut strangers = Strangers::default();
    for child in nodes {
        if allow::is_meant(child, decl) {
            allow::read(child, node.span, cx);
            continue;
        }
        if strangers.takes(child, node, fields, cx) {
            continue;
        }
        let Some(declared) = declared_child(child, nodes, decl, fields.header, cx) else { continue };
        let name = declared.node.name;
        let decoded = match with_bare_reference(child, declared.node, decl, cx) {
            Some(bare) => decode(&bare, declared.node, cx),
            None => decode(child, declared.node, cx),
        };
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
    strangers.complain(decl, cx);
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
                missing_child(declared, article(declared.node.name), node, fields);
                let absent = absent_child(declared, fields.header, cx);
                fields.children.push(absent);
            }
            Times::Several => {
                missing_child(declared, "at least one", node, fields);
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
    let mut fields = Fields {
        decl,
        header,
        broken: false,
        slots: values,
        rest: Vec::new(),
        any: Vec::new(),
        children: Vec::new(),
        missing: Vec::new(),
    };
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
    Fields { decl, header, broken: true, slots, rest: Vec::new(), any: Vec::new(), children, missing: Vec::new() }
}

fn unknown_child(child: &Node, decl: &'static Declared, cx: &mut Context) {
    let known: Vec<&str> = decl.children.iter().map(|declared| declared.node.name).collect();
    let name = &child.name.value;
    let problem = Diagnostic::error("E0202", format!("`{}` has no `{name}`", decl.name))
        .at(child.name.span, "not known here")
        .help(did_you_mean(name, &known))
        .maybe_fix(respelt(name, &known, child.name.span, false));
    cx.push(problem);
}

fn missing_child(child: &Child, article: &str, node: &Node, fields: &mut Fields) {
    if !node.broken {
        fields.missing.push((format!("{article} `{}`", child.node.name), uncapitalised(child.node.doc)));
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// Fills a slot nothing is written for with its default; complains when it has none and needs a value.
fn absent(slot: &'static Slot, fields: &mut Fields, cx: &mut Context) {
    let nowhere = Gaps::after(fields.header);
    let held = match slot.need {
        Need::Required => {
            if !fields.broken {
                let is_arg = fields.decl.args.iter().any(|arg| arg.name == slot.name);
                let what = if is_arg { format!("its {}", slot.name) } else { format!("`{}=`", slot.name) };
                fields.missing.push((what, slot.doc.to_owned()));
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

/// Complains once about everything that must stand in a node and does not.
fn complain_of_missing(fields: &Fields, cx: &mut Context) {
    let names: Vec<&str> = fields.missing.iter().map(|(what, _)| what.as_str()).collect();
    let help = match fields.missing.as_slice() {
        [] => return,
        [(what, doc)] => format!("add {what}: {doc}"),
        several => {
            let lines: Vec<String> = several.iter().map(|(what, doc)| format!("{what} ({doc})")).collect();
            format!("add {}", enumerated(&lines, "and"))
        }
    };
    let problem = Diagnostic::error("E0204", format!("`{}` needs {}", fields.decl.name, enumerated(&names, "and")))
        .at(fields.header, "missing here")
        .help(help);
    cx.push(problem);
}

/// `a, b and c`.
pub fn enumerated(words: &[impl AsRef<str>], between: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {between} {}", first.join(", "), last.as_ref())
        }
    }
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
