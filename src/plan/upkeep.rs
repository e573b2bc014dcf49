//! What changes in the record before anything is done: blocks that have another name, protection that begins or ends. And what
//! protection forbids.

use std::collections::BTreeMap;

use super::build::Situation;
use super::model::{Cause, ChangeKind, Kept, ResourceChange};
use crate::kinds::{self, LiveTree};
use crate::names::{BlockAddr, ResourceId};
use crate::state::{State, Upkeep};

/// What of the record moves to another address, because the spec calls its block otherwise.
pub(super) fn renames(at: &Situation<'_>) -> Upkeep {
    let renamed = at.wish.renamed.clone();
    if renamed.is_empty() || at.mode.destroy {
        return Upkeep::default();
    }
    let mut moved: BTreeMap<ResourceId, ResourceId> = BTreeMap::new();
    let recorded = at.state.resources.keys().chain(at.state.retired.iter().map(|old| &old.resource));
    for id in recorded.chain(&at.state.unfinished) {
        if let Some(to) = renamed.get(&id.block()) {
            moved.insert(id.clone(), to.resource(id.part()));
        }
    }
    // Where the address of one block's resource holds the name of another block.
    for desired in &at.wish.resources {
        if let Some(was) = desired.was.as_ref().filter(|was| at.state.resources.contains_key(*was)) {
            moved.insert(was.clone(), desired.id.clone());
        }
    }
    Upkeep { renamed, moved, protected: BTreeMap::new() }
}

/// The record and what was observed, under their new addresses.
pub(super) fn followed(at: &Situation<'_>, upkeep: &Upkeep) -> (State, BTreeMap<ResourceId, Option<LiveTree>>) {
    let mut state = at.state.clone();
    state.enter(upkeep);
    let to = |id: &ResourceId| upkeep.moved.get(id).unwrap_or(id).clone();
    let observed = at.observed.iter().map(|(id, live)| (to(id), live.clone())).collect();
    (state, observed)
}

/// Which blocks become protected or lose it: those the spec has are as it says. A block it no longer has stays as it is recorded.
pub(super) fn protections(at: &Situation<'_>) -> BTreeMap<BlockAddr, bool> {
    if at.mode.destroy {
        return BTreeMap::new();
    }
    let recorded = |block: &BlockAddr| at.state.blocks.get(block).is_some_and(|marks| marks.protected);
    let wanted = at.wish.blocks.iter().map(|(block, wished)| (block, wished.protect.is_some()));
    wanted
        .filter(|(block, protect)| *protect != recorded(block))
        .map(|(block, protect)| (block.clone(), protect))
        .collect()
}

/// Whether another one is as good. Of a block that has nothing else, such as a set of addresses, it is what is protected.
fn expendable(at: &Situation<'_>, change: &ResourceChange) -> bool {
    let is = |kind: &str| kinds::by_name(kind).is_some_and(|kind| kind.expendable());
    let block = change.address.block();
    let mut others = at.state.resources.iter().filter(|(id, _)| id.block() == block);
    is(&change.kind) && others.any(|(_, record)| !is(&record.kind))
}

fn immutable(because: &[Cause]) -> Vec<String> {
    let fields = because.iter().filter_map(|cause| match cause {
        Cause::Immutable { fields } => Some(fields.clone()),
        _ => None,
    });
    fields.flatten().collect()
}

/// What of the changes a protected block forbids.
pub(super) fn forbidden(at: &Situation<'_>, changes: &[ResourceChange]) -> Vec<Kept> {
    let mut kept = Vec::new();
    for change in changes {
        match change.action {
            ChangeKind::Delete | ChangeKind::Replace => {}
            ChangeKind::Create | ChangeKind::Update | ChangeKind::None | ChangeKind::Adopt | ChangeKind::Forget => {
                continue;
            }
        }
        let block = change.address.block();
        let wished = at.wish.blocks.get(&block);
        let protected = match wished {
            Some(wished) => wished.protect.is_some(),
            None => at.state.blocks.get(&block).is_some_and(|marks| marks.protected),
        };
        // What a replacement left behind goes in any case; only what stands is kept.
        let stands = at.state.resources.contains_key(&change.address) && !change.because.contains(&Cause::Superseded);
        if protected && stands && !expendable(at, change) {
            kept.push(Kept {
                block,
                resource: change.address.clone(),
                action: change.action,
                fields: immutable(&change.because),
                in_spec: wished.is_some(),
            });
        }
    }
    kept
}
