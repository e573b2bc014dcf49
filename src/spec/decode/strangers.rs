use super::super::declare::Node as Declared;
use super::fields::Fields;
use super::node::{NO_VALUE, enumerated, is_value_of_secret};
use super::value::value;
use super::{Context, did_you_mean, near};
use crate::diag::{Diagnostic, Edit, Span, Spanned};
use crate::spec::blocks;
use crate::syntax::{Node, Value};

/// Lines of a block that stand there by mistake and are no slip of the keyboard: told together, with where they belong.
#[derive(Default)]
pub(super) struct Strangers {
    /// Properties of the block itself, or what it takes under any name.
    on_line: Vec<Spanned<String>>,
    on_line_edits: Vec<Edit>,
    /// Whole blocks.
    blocks: Vec<Spanned<String>>,
    /// Anything else.
    others: Vec<Spanned<String>>,
}

impl Strangers {
    /// Takes a line for one of them, if it is.
    pub(super) fn takes(&mut self, child: &Node, node: &Node, fields: &mut Fields, cx: &mut Context) -> bool {
        let decl = fields.decl;
        let name = child.name.value.as_str();
        let is_known = |name: &str| decl.children.iter().any(|declared| declared.node.name == name);
        if is_known(name) {
            return false;
        }
        if let Some(slot) = decl.props.iter().find(|slot| slot.name == name) {
            self.on_line.push(child.name.clone());
            let written = node.props.iter().any(|prop| prop.key.value == name);
            if let ([entry], [], None, false) =
                (child.args.as_slice(), child.props.as_slice(), &child.children, written)
            {
                self.on_line_edits.extend(moved(child, fields.header).into_iter().flatten());
                let held = value(entry, slot, slot.name, cx);
                fields.missing.retain(|(what, _)| *what != format!("`{name}=`"));
                fields.slots.retain(|(slot, _)| *slot != name);
                fields.slots.push((slot.name, held));
            } else {
                cx.gaps.add_node(fields.header);
            }
            return true;
        }
        if decl.any_prop.is_some() && child.args.len() == 1 {
            self.on_line.push(child.name.clone());
            self.on_line_edits.extend(moved(child, fields.header).into_iter().flatten());
            cx.gaps.add_node(fields.header);
            return true;
        }
        let known: Vec<&str> = decl.children.iter().map(|declared| declared.node.name).collect();
        let is_block = blocks::of(name).is_some_and(|block| block.named) && child.children.is_some();
        let meant = name.strip_suffix(':').is_some_and(is_known) || near(name, &known).iter().any(|(far, ..)| !far);
        if is_block {
            self.blocks.push(Spanned::new(name.to_owned(), child.header()));
            cx.gaps.blocks = true;
        } else if !meant && (near(name, &known).is_empty() || !blocks::homes(name, decl.name).is_empty()) {
            self.others.push(child.name.clone());
        } else {
            return false;
        }
        cx.gaps.add_node(fields.header);
        true
    }

    /// Complains, once for each sort.
    pub(super) fn complain(self, decl: &'static Declared, cx: &mut Context) {
        let said = |strangers: &[Spanned<String>], help: String| {
            let named = format!("`{}` has no {}", decl.name, enumerated(&quoted(strangers), "or"));
            let problem = Diagnostic::error("E0202", named).help(help);
            strangers.iter().fold(problem, |problem, stranger| problem.at(stranger.span, "not known here"))
        };
        if !self.on_line.is_empty() {
            let verb = if self.on_line.len() == 1 { "goes" } else { "go" };
            let props: Vec<String> =
                self.on_line.iter().map(|key| format!("{}=…", key.value.trim_end_matches(':'))).collect();
            let dots = if decl.args.is_empty() { "" } else { " …" };
            let help = format!(
                "{} {verb} on the line of `{1}`: `{1}{dots} {2}`",
                enumerated(&quoted(&self.on_line), "and"),
                decl.name,
                props.join(" ")
            );
            let problem = said(&self.on_line, help);
            let whole = self.on_line_edits.len() == 2 * self.on_line.len();
            cx.push(if whole { problem.fix("put them there", self.on_line_edits) } else { problem });
        }
        for block in &self.blocks {
            cx.push(inner_block(block, decl.name));
        }
        if self.others.is_empty() {
            return;
        }
        let known: Vec<&str> = decl.children.iter().map(|declared| declared.node.name).collect();
        let mut homes = blocks::homes(&self.others[0].value, decl.name);
        for other in &self.others[1..] {
            let there = blocks::homes(&other.value, decl.name);
            homes.retain(|home| there.contains(home));
        }
        let names = quoted(&self.others);
        let help = match homes.as_slice() {
            _ if self.others.iter().all(|other| is_value_of_secret(&other.value, decl)) => NO_VALUE.to_owned(),
            [] if known.is_empty() => format!("nothing stands inside of `{}`", decl.name),
            [] => did_you_mean(&self.others[0].value, &known),
            homes => {
                let homes: Vec<String> = homes.iter().map(|home| format!("`{home}`")).collect();
                let verb = if names.len() == 1 { "stands" } else { "stand" };
                format!("{} {verb} inside of {}", enumerated(&names, "and"), enumerated(&homes, "or"))
            }
        };
        cx.push(said(&self.others, help));
    }
}

fn inner_block(block: &Spanned<String>, inside: &str) -> Diagnostic {
    Diagnostic::error("E0202", format!("a `{}` does not stand inside of a `{inside}`", block.value))
        .at(block.span, "a block of its own")
        .help("move it out: blocks stand at the top of a spec, and name each other")
}

/// A line that names a block and was given the block's inside, `waf "w" { … }` in a gateway: the line without it. Complains.
pub(super) fn with_bare_reference(
    child: &Node,
    declared: &'static Declared,
    parent: &Declared,
    cx: &mut Context,
) -> Option<Node> {
    let whole = blocks::of(declared.name).is_some_and(|block| block.named) && declared.children.is_empty();
    if !whole || child.children.as_ref().is_none_or(Vec::is_empty) {
        return None;
    }
    let name = child.args.first().map_or("NAME", |entry| match &entry.value.value {
        Value::String(name) => name.as_str(),
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Null => "NAME",
    });
    let problem = inner_block(&Spanned::new(declared.name.to_owned(), child.header()), parent.name)
        .help(format!("move the block to the top of the spec, and leave `{} \"{name}\"` here", declared.name));
    cx.push(problem);
    cx.gaps.blocks = true;
    Some(Node { children: None, ..child.clone() })
}

/// The edits that put a line of a block onto the line of the block itself.
fn moved(child: &Node, header: Span) -> Option<[Edit; 2]> {
    let written = match &child.args.first()?.value.value {
        Value::String(text) if !text.contains(['"', '\\', '\n', '\r']) && !text.contains(char::is_control) => {
            format!("\"{text}\"")
        }
        Value::Bool(flag) => format!("#{flag}"),
        Value::Integer(number) => number.to_string(),
        Value::String(_) | Value::Float(_) | Value::Null => return None,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let bare = child.args.first()?.ty.is_none() && child.name.value.chars().all(plain);
    let end = Span { start: header.end, ..header };
    bare.then(|| [Edit::new(end, format!(" {}={written}", child.name.value)), Edit::new(child.span, "")])
}

fn quoted(words: &[Spanned<String>]) -> Vec<String> {
    words.iter().map(|word| format!("`{}`", word.value.trim_end_matches(':'))).collect()
}
