use std::fmt::Write as _;

use super::homes::Homes;
use super::node::{family, inside, slots, synopsis, table};
use super::{head, introduction, row};
use crate::desired::makes;
use crate::kinds;
use crate::spec::declare::Block;

/// The page of a kind of block.
pub(super) fn page(block: &'static Block, homes: &Homes) -> String {
    let node = &block.node;
    let mut text = format!("# `{}`\n\n{}.\n", node.name, node.doc);
    if let Some(introduction) = introduction::of(node.name) {
        let _ = write!(text, "\n{}\n\n```kdl\n{}```\n", introduction.text, introduction.example);
    }
    let _ = write!(text, "\n## What it takes\n\n`{}`\n", synopsis(node));
    let slots = slots(node, node.name, homes);
    if !slots.is_empty() {
        let _ = write!(text, "\n{slots}");
    }
    if !node.children.is_empty() {
        text += "\n## What stands inside of it\n\n";
        text += &table(node.children.iter(), node.name, homes);
        for child in node.children {
            inside(&mut text, child, node.name, &[], homes);
        }
    }
    for common in homes.families(node.name) {
        family(&mut text, common, node.name, homes);
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
