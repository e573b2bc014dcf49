use std::fmt::Write as _;

use super::{head, row};
use crate::desired::makes;
use crate::kinds::{self, Change};
use crate::spec::blocks;

/// What blocks become: every kind of resource with its fields.
pub(super) fn page() -> String {
    let mut text = String::from(
        "# Resources\n\nWhat [blocks](README.md) become in AWS, with the fields that plans show and `ignore-changes` names. A field that \
         changes in place costs an update; any other makes the resource anew.\n",
    );
    let mut kinds: Vec<_> = kinds::all().to_vec();
    kinds.sort_by_key(|kind| kind.name());
    for kind in kinds {
        let _ = write!(text, "\n## {}\n\n{}", kind.name(), kind.title());
        let of: Vec<String> = blocks::all()
            .map(|block| block.node.name)
            .filter(|block| makes(block).iter().any(|made| made.kind == kind.name()))
            .map(|block| format!("[`{block}`]({block}.md)"))
            .collect();
        let _ = writeln!(text, ", of {}.", of.join(" and "));
        if kind.expendable() {
            text += "A block with `protect` may make it anew and let go of it.\n";
        }
        if let Some(word) = kind.passive() {
            let _ = writeln!(text, "Nothing is made or removed: it is {word}.");
        }
        text += "\n";
        text += &head(["field", "changes", ""]);
        for field in kind.fields().iter().filter(|field| field.name != "token") {
            let changes = match field.change {
                Change::InPlace => "in place",
                Change::Replace => "makes it anew",
            };
            let secret = if field.secret { "; a secret may stand in it" } else { "" };
            text += &row([&format!("`{}`", field.name), changes, &format!("{}{secret}", field.doc)]);
        }
        let actions: Vec<String> = kind.actions().iter().map(|action| format!("`{action}`")).collect();
        let _ = write!(text, "\nIAM actions: {}.\n", actions.join(", "));
    }
    text
}
