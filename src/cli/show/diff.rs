use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::{BAD, DIM, GOOD, HEAD};
use crate::diag::clean;

/// A unified diff between two texts of one file, nothing for equal ones. Tabs stay, other control characters are escaped.
pub fn diff(name: &str, before: &str, after: &str) -> String {
    let mut text = String::new();
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    for (at, hunk) in unified.context_radius(3).iter_hunks().enumerate() {
        if at == 0 {
            let name = clean(name);
            let _ = writeln!(text, "{HEAD}--- {name}{HEAD:#}\n{HEAD}+++ {name}{HEAD:#}");
        }
        let _ = writeln!(text, "{DIM}{}{DIM:#}", hunk.header());
        for change in hunk.iter_changes() {
            let line = shown(change.value());
            let _ = match change.tag() {
                ChangeTag::Delete => writeln!(text, "{BAD}-{line}{BAD:#}"),
                ChangeTag::Insert => writeln!(text, "{GOOD}+{line}{GOOD:#}"),
                ChangeTag::Equal => writeln!(text, " {line}"),
            };
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    line.split('\t').map(clean).collect::<Vec<_>>().join("\t")
}
