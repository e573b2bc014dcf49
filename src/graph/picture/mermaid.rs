use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Look;
use crate::graph::Graph;

impl<N: Ord + Clone, E> Graph<N, E> {
    /// The graph as a Mermaid flowchart, which GitHub and GitLab draw; arrows point from dependents to dependencies.
    pub fn to_mermaid(&self, look: &Look<'_, N, E>) -> String {
        // Ids are numbers behind a letter: words such as `end` and most punctuation break the parser.
        let number: BTreeMap<&N, usize> = self.nodes().enumerate().map(|(at, node)| (node, at)).collect();
        let mut groups: BTreeMap<String, Vec<&N>> = BTreeMap::new();
        for node in self.nodes() {
            groups.entry((look.group)(node)).or_default().push(node);
        }
        let mut text = String::from("flowchart LR\n");
        for (at, (group, nodes)) in groups.iter().enumerate() {
            let indent = if group.is_empty() { "  " } else { "    " };
            if !group.is_empty() {
                let _ = writeln!(text, "  subgraph g{at}[\"{}\"]", escaped(group));
            }
            for node in nodes {
                let _ = writeln!(text, "{indent}n{}[\"{}\"]", number[node], escaped(&(look.label)(node)));
            }
            if !group.is_empty() {
                text.push_str("  end\n");
            }
        }
        for (dependent, dependency, kind) in self.edges() {
            let arrow = if (look.dashed)(kind) { "-.->" } else { "-->" };
            let _ = writeln!(text, "  n{} {arrow} n{}", number[dependent], number[dependency]);
        }
        text
    }
}

/// Text for a quoted label; Mermaid's entities are written `#name;`. Backticks would start Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '#' | '&' | '<' | '>' | '"' | '`' | '\\' => {
                let _ = write!(escaped, "#{};", u32::from(letter));
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
