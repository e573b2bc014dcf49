use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ptr;

use super::{head, introduction, row, value};
use crate::desired::makes;
use crate::kinds;
use crate::spec::declare::{Block, Child, Node, Slot, Times};

/// The page of a kind of block.
pub(super) fn page(block: &Block) -> String {
    let node = &block.node;
    let mut text = format!("# `{}`\n\n{}.\n", node.name, node.doc);
    if let Some(introduction) = introduction::of(node.name) {
        let _ = write!(text, "\n{}\n\n```kdl\n{}```\n", introduction.text, introduction.example);
    }
    let _ = write!(text, "\n## What it takes\n\n`{}`\n\n", synopsis(node));
    text += &slots(node);
    if !node.children.is_empty() {
        text += "\n## What stands inside of it\n\n";
        text += &head(["", "how often", ""]);
        let mut told = Told::new();
        node.children.iter().for_each(|child| note(child.node, &[], &mut told));
        for child in node.children {
            let often = times(child.times).split(';').next().unwrap_or_default();
            text += &row([&link(child.node, &told), often, child.node.doc]);
        }
        for child in node.children {
            inside(&mut text, child, &[], &told);
        }
    }
    if !block.attrs.is_empty() {
        text += "\n## What it offers to others\n\n";
        text += &head(["", ""]);
        for attr in block.attrs {
            let path = if block.named {
                format!("{}.NAME.{}", node.name, attr.name)
            } else {
                format!("{}.{}", node.name, attr.name)
            };
            text += &row([&format!("`${{{path}}}`"), attr.doc]);
        }
    }
    let made = makes(node.name);
    if !made.is_empty() {
        text += "\n## What it becomes in AWS\n\nTheir fields, as plans show them and `ignore-changes` names them, are in \
                 [resources](resources.md).\n\n";
        text += &head(["part", "resource", ""]);
        for one in made {
            let title = kinds::by_name(one.kind).map_or(one.kind, |kind| kind.title());
            let link = format!("[{title}](resources.md#{})", one.kind);
            text += &row([&format!("`{}`", one.part), &link, if one.when.is_empty() { "always" } else { one.when }]);
        }
    }
    text
}

/// Where each node is described: statements of web ACLs stand within each other, and in many places.
type Told = BTreeMap<*const Node, String>;

/// Notes where a node and those inside of it are described: where they stand first.
fn note(node: &'static Node, above: &[&str], told: &mut Told) {
    let mut path = above.to_vec();
    path.push(node.name);
    if told.contains_key(&ptr::from_ref(node)) {
        return;
    }
    told.insert(ptr::from_ref(node), path.join(BETWEEN));
    node.children.iter().for_each(|child| note(child.node, &path, told));
}

const BETWEEN: &str = " › ";

/// A link to where a node is described.
fn link(node: &'static Node, told: &Told) -> String {
    let heading = told.get(&ptr::from_ref(node)).map_or(node.name, String::as_str);
    format!("[`{}`](#{})", node.name, anchor(heading))
}

/// A node inside of others, and what stands inside of it, unless that is described elsewhere. `above` are the names on the way
/// to it, the block's own left out.
fn inside(text: &mut String, child: &Child, above: &[&str], told: &Told) {
    let node = child.node;
    let mut path = above.to_vec();
    path.push(node.name);
    let heading = path.join(BETWEEN);
    if told.get(&ptr::from_ref(node)) != Some(&heading) {
        return;
    }
    let level = "#".repeat((path.len() + 2).min(6));
    let _ = write!(text, "\n{level} {heading}\n\n{}. {}.\n\n`{}`\n", node.doc, times(child.times), synopsis(node));
    let slots = slots(node);
    if !slots.is_empty() {
        let _ = write!(text, "\n{slots}");
    }
    if !node.children.is_empty() {
        let links: Vec<String> = node.children.iter().map(|inner| link(inner.node, told)).collect();
        let _ = write!(text, "\nInside of it: {}.\n", links.join(", "));
    }
    for inner in node.children {
        inside(text, inner, &path, told);
    }
}

/// How often a node may stand.
fn times(times: Times) -> &'static str {
    match times {
        Times::Optional => "At most once",
        Times::Implied => "At most once; its defaults hold without it",
        Times::Required => "Once",
        Times::Many => "Any number of times",
        Times::Several => "At least once",
    }
}

/// A line that shows where its values go.
fn synopsis(node: &Node) -> String {
    let mut text = node.name.to_owned();
    let written =
        |slot: &Slot, text: String| if value::default(slot) == "must be given" { text } else { format!("[{text}]") };
    for slot in node.args {
        let _ = write!(text, " {}", written(slot, format!("<{}>", slot.name)));
    }
    if let Some(slot) = &node.rest {
        let _ = write!(text, " {} …", written(slot, format!("<{}>", slot.name)));
    }
    for slot in node.props {
        let _ = write!(text, " {}", written(slot, format!("{}=…", slot.name)));
    }
    if let Some(slot) = &node.any_prop {
        let _ = write!(text, " <{}>=… …", slot.name);
    }
    if !node.children.is_empty() {
        text += " { … }";
    }
    text
}

/// The values of a node, one a row; nothing when it has none.
fn slots(node: &Node) -> String {
    let mut rows = String::new();
    let mut add = |name: String, slot: &Slot| {
        rows.push_str(&row([&name, &value::holds(slot), &value::default(slot), slot.doc]));
    };
    for slot in node.args.iter().chain(&node.rest) {
        add(format!("`<{}>`", slot.name), slot);
    }
    for slot in node.props {
        add(format!("`{}=`", slot.name), slot);
    }
    if let Some(slot) = &node.any_prop {
        add(format!("`<{}>=`", slot.name), slot);
    }
    if rows.is_empty() { rows } else { format!("{}{rows}", head(["value", "may be", "unless given", ""])) }
}

/// As GitHub makes them of headings: letters, digits and `-` stay, blanks become `-`.
fn anchor(heading: &str) -> String {
    let said = heading.to_lowercase().replace(' ', "-");
    said.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}
