use std::fmt::Write as _;

use super::homes::{BETWEEN, Homes};
use super::{head, row, value};
use crate::spec::declare::{Child, Family, Node, Slot, Times};

/// A node inside of others, and what stands inside of it, unless that is told elsewhere. `above` are the names on the way to it,
/// those of the page left out.
pub(super) fn inside(text: &mut String, child: &Child, page: &str, above: &[&str], homes: &Homes) {
    let node = child.node;
    let path = [above, &[node.name]].concat();
    let heading = path.join(BETWEEN);
    if !homes.is_told(node, page, &heading) {
        return;
    }
    let level = "#".repeat((path.len() + 2).min(6));
    let _ = write!(text, "\n{level} {heading}\n\n{}. {}.\n\n`{}`\n", node.doc, times(child.times), synopsis(node));
    let slots = slots(node, page, homes);
    if !slots.is_empty() {
        let _ = write!(text, "\n{slots}");
    }
    contents(text, node, page, homes);
    for inner in node.children {
        if node.family_of_child(inner).is_none() {
            inside(text, inner, page, &path, homes);
        }
    }
}

/// What many nodes have in common, with a heading of its own.
pub(super) fn family(text: &mut String, family: &'static Family, page: &str, homes: &Homes) {
    let _ = write!(text, "\n## {}\n\n{}\n\n", family.title, family.doc);
    if !family.props.is_empty() {
        *text += &head(["value", "may be", "unless given", ""]);
        for slot in family.props {
            *text += &value_row(&format!("`{}=`", slot.name), slot);
        }
    }
    if !family.children.is_empty() {
        if !family.props.is_empty() {
            *text += "\n";
        }
        *text += &table(family.children.iter(), page, homes);
    }
    for child in family.children {
        inside(text, child, page, &[], homes);
    }
}

/// What stands inside of a node; what it has in common with others is told where those are.
fn contents(text: &mut String, node: &'static Node, page: &str, homes: &Homes) {
    let mut own = node.children.iter().filter(|child| node.family_of_child(child).is_none()).peekable();
    if own.peek().is_some() {
        let _ = write!(text, "\n{}", table(own, page, homes));
    }
    let common: Vec<String> = node
        .families
        .iter()
        .filter(|family| family.props.is_empty() && !family.children.is_empty())
        .map(|family| homes.family_link(page, family))
        .collect();
    if !common.is_empty() {
        let also = if node.children.iter().any(|child| node.family_of_child(child).is_none()) {
            "Also"
        } else {
            "Inside of it stand"
        };
        let _ = write!(text, "\n{also} {}.\n", common.join(" and "));
    }
}

/// A table of what stands inside of another: a line with one value is told right there, all else where the link leads.
pub(super) fn table<'c>(children: impl Iterator<Item = &'c Child>, page: &str, homes: &Homes) -> String {
    let children: Vec<&Child> = children.collect();
    let slot = |child: &Child| child.node.args.iter().chain(&child.node.rest).next();
    // Without values there is nothing to say of them.
    let values = children.iter().any(|child| homes.is_short(child.node) && slot(child).is_some());
    let mut text = if values {
        head(["inside of it", "how often", "may be", "unless given", ""])
    } else {
        head(["inside of it", "how often", ""])
    };
    for child in children {
        let often = times(child.times).split(';').next().unwrap_or_default();
        let node = child.node;
        let (name, told, may_be, unless) = match slot(child) {
            Some(slot) if homes.is_short(node) => {
                // That a line holds its value goes without saying.
                let unless = Some(value::default(slot)).filter(|unless| unless != "must be given");
                let (may_be, unless) = (value::holds(slot), unless.unwrap_or_default());
                let what = if slot.doc == may_be { String::new() } else { format!(": {}", slot.doc) };
                (format!("`{}`", synopsis(node)), format!("{}{what}", node.doc), may_be, unless)
            }
            _ if homes.is_short(node) => {
                (format!("`{}`", synopsis(node)), node.doc.to_owned(), String::new(), String::new())
            }
            _ => (homes.link(page, node), node.doc.to_owned(), String::new(), String::new()),
        };
        let families = node.families.iter().filter(|_| homes.is_short(node));
        let common: String = families.map(|family| format!("; {}", homes.family_link(page, family))).collect();
        let told = told + &common;
        text += &if values { row([&name, often, &may_be, &unless, &told]) } else { row([&name, often, &told]) };
    }
    text
}

/// How often a node may stand.
pub(in crate::cli) fn times(times: Times) -> &'static str {
    match times {
        Times::Optional => "At most once",
        Times::Implied => "At most once; its defaults hold without it",
        Times::Required => "Once",
        Times::Many => "Any number of times",
        Times::Several => "At least once",
    }
}

/// A line that shows where its values go.
pub(in crate::cli) fn synopsis(node: &Node) -> String {
    let mut text = node.name.to_owned();
    let written =
        |slot: &Slot, text: String| if value::default(slot) == "must be given" { text } else { format!("[{text}]") };
    for slot in node.args {
        let _ = write!(text, " {}", written(slot, format!("<{}>", slot.name)));
    }
    if let Some(slot) = &node.rest {
        let _ = write!(text, " {} …", written(slot, format!("<{}>", slot.name)));
    }
    for family in families(node) {
        for slot in family.props.iter().filter(|slot| value::default(slot) == "must be given") {
            let _ = write!(text, " {}=…", slot.name);
        }
        let _ = write!(text, " <{}>=…", family.name);
    }
    for slot in own(node) {
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
pub(super) fn slots(node: &'static Node, page: &str, homes: &Homes) -> String {
    let mut rows = String::new();
    for slot in node.args.iter().chain(&node.rest) {
        rows += &value_row(&format!("`<{}>`", slot.name), slot);
    }
    for family in families(node) {
        let link = format!("{} {}", family.takes, homes.family_link(page, family));
        rows += &row([&format!("`<{}>=`", family.name), &link, "", ""]);
    }
    for slot in own(node) {
        rows += &value_row(&format!("`{}=`", slot.name), slot);
    }
    if let Some(slot) = &node.any_prop {
        rows += &value_row(&format!("`<{}>=`", slot.name), slot);
    }
    if rows.is_empty() { rows } else { format!("{}{rows}", head(["value", "may be", "unless given", ""])) }
}

fn value_row(name: &str, slot: &Slot) -> String {
    row([name, &value::holds(slot), &value::default(slot), slot.doc])
}

/// What of the properties of a node are those of others, too.
fn families(node: &Node) -> impl Iterator<Item = &'static Family> {
    node.families.iter().copied().filter(|family| !family.props.is_empty())
}

/// The properties that are a node's own.
fn own(node: &Node) -> impl Iterator<Item = &Slot> {
    node.props.iter().filter(|slot| node.family_of(slot).is_none())
}
