use std::fmt::Write as _;

use super::tree::{Bytes, Node};

/// The expression for the `regex` crate (bytes, Unicode off).
///
/// # Errors
/// When `$` stands where something may follow: it matches before a last newline without taking it, which that crate has no
/// word for.
pub(super) fn print(node: &Node) -> Result<String, String> {
    let mut text = String::new();
    write(node, true, &mut text)?;
    Ok(text)
}

/// `last`: nothing can follow behind this node.
fn write(node: &Node, last: bool, text: &mut String) -> Result<(), String> {
    match node {
        Node::Byte(set) => class(set, text),
        Node::Cat(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                write(node, last && index + 1 == nodes.len(), text)?;
            }
        }
        Node::Alt(nodes) => {
            text.push_str("(?:");
            for (index, node) in nodes.iter().enumerate() {
                if index > 0 {
                    text.push('|');
                }
                write(node, last, text)?;
            }
            text.push(')');
        }
        Node::Repeat(node, least, most) => {
            text.push_str("(?:");
            write(node, false, text)?;
            text.push(')');
            let _ = match most {
                Some(most) => write!(text, "{{{least},{most}}}"),
                None => write!(text, "{{{least},}}"),
            };
        }
        Node::Start => text.push_str("\\A"),
        Node::VeryEnd => text.push_str("\\z"),
        Node::End if last => text.push_str("(?:\\n?\\z)"),
        Node::End => return Err("`$` before something that follows".to_owned()),
        Node::LineEnd => text.push_str("(?m:$)"),
        Node::WordEdge(true) => text.push_str("\\b"),
        Node::WordEdge(false) => text.push_str("\\B"),
    }
    Ok(())
}

fn class(set: &Bytes, text: &mut String) {
    let ranges = set.ranges();
    // What no byte is in.
    if ranges.is_empty() {
        text.push_str("[a&&b]");
        return;
    }
    text.push('[');
    for (from, to) in ranges {
        let _ = match from == to {
            true => write!(text, "\\x{from:02X}"),
            false => write!(text, "\\x{from:02X}-\\x{to:02X}"),
        };
    }
    text.push(']');
}
