use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Look;
use crate::graph::Graph;

impl<N: Ord + Clone, E> Graph<N, E> {
    /// The graph in Graphviz's language; arrows point from dependents to dependencies.
    pub fn to_dot(&self, look: &Look<'_, N, E>) -> String {
        let number: BTreeMap<&N, usize> = self.nodes().enumerate().map(|(at, node)| (node, at)).collect();
        let mut groups: BTreeMap<String, Vec<&N>> = BTreeMap::new();
        for node in self.nodes() {
            groups.entry((look.group)(node)).or_default().push(node);
        }
        let mut text = String::from(
            "digraph {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"monospace\"];\n  \
             edge [color=\"#7a8699\"];\n",
        );
        for (at, (group, nodes)) in groups.iter().enumerate() {
            let indent = if group.is_empty() { "  " } else { "    " };
            if !group.is_empty() {
                let _ = writeln!(text, "  subgraph cluster_{at} {{\n    label={};", quoted(group));
            }
            for node in nodes {
                let _ = writeln!(text, "{indent}n{} [label={}];", number[node], quoted(&(look.label)(node)));
            }
            if !group.is_empty() {
                text.push_str("  }\n");
            }
        }
        for (dependent, dependency, kind) in self.edges() {
            let style = if (look.dashed)(kind) { " [style=dashed]" } else { "" };
            let _ = writeln!(text, "  n{} -> n{}{style};", number[dependent], number[dependency]);
        }
        text.push_str("}\n");
        text
    }
}

/// A quoted string of DOT. A backslash would start an escape of a label (`\N` is the node's name).
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
