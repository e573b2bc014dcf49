use std::collections::BTreeMap;

use super::declare::{Child, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Gaps, Spec, forms};
use crate::diag::{Diagnostic, Problems, Span, Spanned};
use crate::names::BlockAddr;

/// How plans treat what already stands of a block: what every block that makes something in AWS may say of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keeping {
    /// `protect`: no plan may remove what it made or make it anew. Where it is written.
    pub protect: Option<Span>,
    /// `ignore-changes "memory-size"`: fields of its resources, as plans write them, that stay as they are in the cloud.
    pub ignore_changes: Vec<Spanned<String>>,
    /// `rename-from "api"`: names it had before, newest first.
    pub rename_from: Vec<Spanned<String>>,
}

impl Keeping {
    /// Whether nothing is said.
    fn is_empty(&self) -> bool {
        self.protect.is_none() && self.ignore_changes.is_empty() && self.rename_from.is_empty()
    }
}

pub(super) const PROTECT: Child = Child::optional(&PROTECT_NODE);
pub(super) const IGNORE_CHANGES: Child = Child::many(&IGNORE_CHANGES_NODE);
pub(super) const RENAME_FROM: Child = Child::optional(&RENAME_FROM_NODE);

static PROTECT_NODE: Node = Node::new("protect", "No plan may remove what this block made, or make it anew")
    .args(&[Slot::new("on", Type::Bool, "`#true` or `#false`").default("#true")]);

static IGNORE_CHANGES_NODE: Node = Node::new(
    "ignore-changes",
    "Fields of its resources that stay as they are in the cloud, whatever the spec says and whoever changes them",
)
.rest(
    Slot::new(
        "field",
        Type::Text,
        "as plans write it: `memory-size`, `tags.owner`, or with its resource `log-group/tags`",
    )
    .form(forms::NOT_EMPTY),
);

static RENAME_FROM_NODE: Node =
    Node::new("rename-from", "What this block was called before: what stands goes on under the new name").rest(
        Slot::new("name", Type::Text, "the former name in the spec; the newest first when there are several")
            .form(forms::BLOCK_NAME),
    );

/// What a block says of how it is kept, if anything.
pub(super) fn keeping(fields: &Fields) -> Option<Keeping> {
    let protect = fields.child("protect").filter(|node| node.flag("on").is_some_and(|on| on.value));
    let keeping = Keeping {
        protect: protect.map(|node| node.header),
        ignore_changes: fields.children("ignore-changes").flat_map(Fields::rest_texts).collect(),
        rename_from: fields.child("rename-from").map(Fields::rest_texts).unwrap_or_default(),
    };
    (!keeping.is_empty()).then_some(keeping)
}

/// Complains about a block that has the name it had before.
pub(super) fn another_name(block: &BlockAddr, keeping: &Keeping, cx: &mut Context) {
    for former in keeping.rename_from.iter().filter(|former| former.value == block.name()) {
        let problem = Diagnostic::error("E0311", format!("`{block}` is called so still"))
            .at(former.span, "its own name")
            .help("give the block its new name, or remove this");
        cx.push(problem);
    }
}

/// Complains about former names that some block has now, or that two blocks had.
pub(super) fn renames(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    let mut taken: BTreeMap<BlockAddr, (&BlockAddr, Span)> = BTreeMap::new();
    for (block, keeping) in &spec.keepings {
        for former in keeping.rename_from.iter().filter(|former| !gaps.value(former.span)) {
            let was = BlockAddr::new(block.kind(), &former.value);
            if let Some((other, at)) = taken.get(&was)
                && *other != block
            {
                let problem = Diagnostic::error("E0312", format!("`{was}` cannot have become two blocks"))
                    .at(former.span, format!("`{block}` was called so"))
                    .at(*at, format!("and `{other}`"))
                    .help("only one of them goes on with what it made; remove the other `rename-from`");
                problems.push(problem);
            }
            taken.insert(was.clone(), (block, former.span));
            let Some(there) = spec.spans.get(&was).filter(|_| was != *block) else { continue };
            // What has that name now may have got it from yet another block.
            let passed_on = || leads_away(spec, &was, block);
            if gaps.twice(&was) || passed_on() {
                continue;
            }
            let problem = Diagnostic::error("E0311", format!("there is a `{was}` still"))
                .at(former.span, format!("`{block}` was called so"))
                .at(*there, "this block is called so")
                .help("a block is renamed by changing its name; remove `rename-from`, or the other block");
            problems.push(problem);
        }
    }
}

/// Whether a block that has another one's former name was renamed as well, and not in a circle with it.
fn leads_away(spec: &Spec, block: &BlockAddr, from: &BlockAddr) -> bool {
    let mut seen = vec![from.clone()];
    let mut at = block.clone();
    loop {
        let Some(former) = spec.keepings.get(&at).and_then(|keeping| keeping.rename_from.first()) else { return false };
        seen.push(at.clone());
        at = BlockAddr::new(at.kind(), &former.value);
        if seen.contains(&at) {
            return false;
        }
        if !spec.spans.contains_key(&at) {
            return true;
        }
    }
}
