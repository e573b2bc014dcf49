//! `engine schema`: the language for other tools.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use clap::Args;

use super::args::Global;
use super::look::Node;
use super::{Exit, show};
use crate::spec::declare::{Block, Child, Need, Node as Declared, Slot, Times, Type};
use crate::spec::{ALLOW, blocks};

/// Print the language as a KDL Schema, for editors and other tools
#[derive(Debug, Args)]
pub struct Schema {}

impl Schema {
    /// Runs the command.
    pub fn run(&self, _global: &Global) -> Exit {
        show::data(&text());
        Exit::Done
    }
}

/// The schema of specs, in the KDL Schema Language.
pub fn text() -> String {
    let info = Node::new("info")
        .child(Node::new("title").arg("engine spec").prop("lang", "en"))
        .child(
            Node::new("description").arg("An API perimeter: what `engine` turns into AWS resources").prop("lang", "en"),
        )
        .child(Node::new("version").arg(env!("CARGO_PKG_VERSION")));
    let mut shared = Shared::default();
    blocks::all().for_each(|block| shared.count(&block.node, ""));
    let blocks: Vec<Node> = blocks::all().map(|block| self::block(block, &mut shared)).collect();
    Node::new("document").child(info).children(blocks).for_people()
}

/// Nodes that stand in several places, or within themselves: they are described once and referred to by an id.
#[derive(Default)]
struct Shared {
    /// Where each stands first, and how often it stands anywhere.
    places: BTreeMap<*const Declared, (String, usize)>,
    described: BTreeSet<*const Declared>,
}

impl Shared {
    fn count(&mut self, node: &'static Declared, above: &str) {
        let path = if above.is_empty() { node.name.to_owned() } else { format!("{above}/{}", node.name) };
        let (_, times) = self.places.entry(ptr::from_ref(node)).or_insert_with(|| (path.clone(), 0));
        *times += 1;
        if *times == 1 {
            children(node).for_each(|child| self.count(child.node, &path));
        }
    }

    /// Its id, if it stands in several places.
    fn id(&self, node: &'static Declared) -> Option<String> {
        self.places.get(&ptr::from_ref(node)).filter(|(_, times)| *times > 1).map(|(path, _)| path.clone())
    }
}

fn block(block: &'static Block, shared: &mut Shared) -> Node {
    // A spec has exactly one stack; of all others, any number.
    let bounds = if block.node.name == "stack" { (Some(1), Some(1)) } else { (None, None) };
    node(&block.node, bounds, shared)
}

fn child(child: &Child, shared: &mut Shared) -> Node {
    let bounds = match child.times {
        Times::Optional | Times::Implied => (None, Some(1)),
        Times::Required => (Some(1), Some(1)),
        Times::Many => (None, None),
        Times::Several => (Some(1), None),
    };
    node(child.node, bounds, shared)
}

fn node(declared: &'static Declared, (min, max): (Option<u32>, Option<u32>), shared: &mut Shared) -> Node {
    let id = shared.id(declared);
    let node = Node::new("node").arg(declared.name);
    if let (Some(id), false) = (&id, shared.described.insert(ptr::from_ref(declared))) {
        return node.prop("ref", format!("[id=\"{id}\"]")).maybe_line("min", min).maybe_line("max", max);
    }
    // In a `function` the same word gives the role a right: both are described as one node.
    let both = declared.name == ALLOW.name && !ptr::eq(declared, &ALLOW);
    let doc = if both { format!("{}; or {}", ALLOW.doc, uncapitalised(declared.doc)) } else { declared.doc.to_owned() };
    let mut node = node.prop("description", doc).maybe_prop("id", id).maybe_line("min", min).maybe_line("max", max);
    for slot in declared.args {
        let least = u32::from(slot.need == Need::Required);
        node = node.child(filled(Node::new("value").line("min", least).line("max", 1u32), slot));
    }
    if let Some(slot) = &declared.rest {
        node = node.child(filled(Node::new("value").line("min", u32::from(slot.need == Need::Required)), slot));
    }
    for slot in declared.props.iter().chain(both.then_some(ALLOW.props).into_iter().flatten()) {
        let prop = Node::new("prop").arg(slot.name);
        let required = slot.need == Need::Required && !both;
        node = node.child(filled(prop.maybe_line("required", required.then_some(true)), slot));
    }
    if let Some(slot) = &declared.any_prop {
        node = node.child(filled(Node::new("prop"), slot)).line("other-props-allowed", true);
    }
    let children: Vec<Node> = children(declared).map(|inner| child(inner, shared)).collect();
    if children.is_empty() { node } else { node.child(Node::new("children").children(children)) }
}

/// What may stand inside of a node: what it declares, and what is all right there.
fn children(declared: &'static Declared) -> impl Iterator<Item = &'static Child> {
    static EVERYWHERE: Child = Child::many(&ALLOW);
    let has_own = declared.children.iter().any(|child| child.node.name == ALLOW.name);
    let allows = !has_own && !ptr::eq(declared, &ALLOW);
    declared.children.iter().chain(allows.then_some(&EVERYWHERE))
}

/// A sentence as the rest of another.
fn uncapitalised(doc: &str) -> String {
    let mut letters = doc.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A value with what may stand there.
fn filled(node: Node, slot: &Slot) -> Node {
    let default = match slot.need {
        Need::Default(text) => format!("; {text} unless given"),
        Need::Depends(words) => format!("; {words} unless given"),
        Need::Required | Need::Optional => String::new(),
    };
    let node = node.prop("description", format!("{}{default}", slot.doc));
    let text = |node: Node| node.line("type", "string");
    match slot.holds {
        Type::Text | Type::Template | Type::Block(_) | Type::Path => text(node),
        Type::Integer { min, max } => {
            let bound = |name: &'static str, number: i64| Node::new(name).arg(number);
            node.line("type", "number").line("%", 1u32).child(bound("\">=\"", min)).child(bound("\"<=\"", max))
        }
        Type::Bool => node.line("type", "boolean"),
        Type::Megabytes { .. } => text(node).line("pattern", "^[0-9]+ ?(MB|MiB|GB|GiB)$"),
        Type::Duration { .. } => text(node).line("pattern", "^[0-9]+ ?(ms|s|m|min|h|d)$"),
        Type::OneOf(choices) => text(node).child(Node::new("enum").args(choices.iter().map(|choice| choice.word))),
        Type::Address(kinds) => text(node).line("pattern", format!("^({})\\..+$", kinds.join("|"))),
    }
}
