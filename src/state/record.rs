use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Edge, Holder};
use crate::names::{BlockAddr, ResourceId};
use crate::value::{Outputs, Tree};

/// A resource that exists because engine made or adopted it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// The kind's name.
    pub kind: String,
    /// What the cloud knows it by.
    pub id: String,
    /// What it was made or last changed with: references resolved, secrets as digests.
    pub inputs: Tree,
    /// What the cloud made up (ids, ARNs, host names), by output name; other resources refer to these.
    pub outputs: Outputs,
    /// What it depends on: the graph a later delete follows.
    pub edges: Vec<Edge>,
}

/// A replaced generation that still has to be removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Retired {
    /// The resource whose old generation it is.
    pub resource: ResourceId,
    /// What was recorded of that generation.
    pub record: Record,
}

/// Which run wrote a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Written {
    /// The command: `apply`.
    pub operation: String,
    /// The login name.
    pub user: String,
    /// The machine's name.
    pub host: String,
    /// When the run began, in seconds since 1970.
    pub since: u64,
    /// The version of engine.
    pub engine: String,
}

impl Written {
    /// By the run that holds the lock.
    pub(super) fn by(holder: &Holder) -> Self {
        Self {
            operation: holder.operation.clone(),
            user: holder.user.clone(),
            host: holder.host.clone(),
            since: holder.since,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What is remembered of a block as a whole, beside its resources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Marks {
    /// Whether no plan may remove what it made or make it anew, also when the spec no longer has the block.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// The name its resources are called after in the cloud, where the block has another one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_as: Option<String>,
}

impl Marks {
    /// Whether there is nothing to remember.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a plan changes in the record before it does anything in the cloud.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Upkeep {
    /// Blocks that have another name in the spec now: former address to present one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub renamed: BTreeMap<BlockAddr, BlockAddr>,
    /// What is recorded under another address from now on: former one to present one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moved: BTreeMap<ResourceId, ResourceId>,
    /// Blocks that are protected from now on, or no longer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub protected: BTreeMap<BlockAddr, bool>,
}

impl Upkeep {
    /// Whether the record stays as it is.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Everything recorded of one stack in one environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct State {
    /// Version of this file's shape.
    pub format: u32,
    /// Random, made with the first state of a stack and environment; two states with different lineages never mix.
    pub lineage: String,
    /// Goes up by one with every save that changes something.
    pub serial: u64,
    /// The run that saved it; `None` when an engine that did not say so did.
    pub written: Option<Written>,
    /// The stack's name: the folder the file lies in, and the `stack` node of the spec.
    pub stack: String,
    /// The environment, `--env`.
    pub env: String,
    /// The account the resources live in; empty until the first apply.
    pub account: String,
    /// The stack's region at the last apply.
    pub region: String,
    /// Keyed fingerprint of the data key secrets were last sealed with, so that a swapped config file is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets_key: Option<String>,
    /// The generation of each resource that stands.
    #[serde(default)]
    pub resources: BTreeMap<ResourceId, Record>,
    /// What is remembered of single blocks beside their resources.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub blocks: BTreeMap<BlockAddr, Marks>,
    /// Old generations not removed yet; the next apply removes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Retired>,
    /// The stack's outputs as of the last apply, by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
    /// What a run was changing or removing when it was cut short: the cloud may hold any part of it, so a difference is not held
    /// against anybody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unfinished: BTreeSet<ResourceId>,
    /// Makings whose end is still not known after a run that went on without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<super::Intent>,
}

impl State {
    /// The version this build writes.
    pub const FORMAT: u32 = 2;

    /// Nothing recorded yet.
    pub fn new(stack: &str, env: &str, lineage: String) -> Self {
        Self {
            format: Self::FORMAT,
            lineage,
            serial: 0,
            written: None,
            stack: stack.to_owned(),
            env: env.to_owned(),
            account: String::new(),
            region: String::new(),
            secrets_key: None,
            resources: BTreeMap::new(),
            blocks: BTreeMap::new(),
            retired: Vec::new(),
            outputs: BTreeMap::new(),
            unfinished: BTreeSet::new(),
            open: Vec::new(),
        }
    }

    /// Whether anything is recorded.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.retired.is_empty() && self.open.is_empty()
    }

    /// An output of a recorded resource.
    pub fn output(&self, resource: &ResourceId, output: &str) -> Option<&str> {
        self.resources.get(resource)?.outputs.get(output).map(String::as_str)
    }

    /// Puts a record in place; a generation that stood there and is another thing retires.
    pub fn put(&mut self, resource: &ResourceId, record: Record) {
        self.unfinished.remove(resource);
        // A new generation may turn out to be one that was to be removed.
        self.retired
            .retain(|old| !(old.resource == *resource && old.record.kind == record.kind && old.record.id == record.id));
        if let Some(old) = self.resources.insert(resource.clone(), record.clone())
            && (old.id != record.id || old.kind != record.kind)
        {
            self.retired.push(Retired { resource: resource.clone(), record: old });
        }
    }

    /// Takes out the generation with this id, current or retired.
    pub fn take(&mut self, resource: &ResourceId, kind: &str, id: &str) {
        self.unfinished.remove(resource);
        self.retired.retain(|old| !(old.resource == *resource && old.record.kind == kind && old.record.id == id));
        if self.resources.get(resource).is_some_and(|record| record.kind == kind && record.id == id) {
            self.resources.remove(resource);
        }
    }

    /// Whether anything of a block is recorded.
    pub fn knows(&self, block: &BlockAddr) -> bool {
        let first = block.resource("");
        self.resources.range(first..).next().is_some_and(|(id, _)| id.block() == *block)
    }

    /// The name the resources of a block are called after in the cloud; `None` when nothing of it is recorded.
    pub fn made_as(&self, block: &BlockAddr) -> Option<String> {
        let marked = self.blocks.get(block).and_then(|marks| marks.made_as.clone());
        self.knows(block).then(|| marked.unwrap_or_else(|| block.name().to_owned()))
    }

    /// Gives what is recorded under `moved` its new addresses, all at once, in whatever points at it, too.
    pub fn follow(&mut self, moved: &BTreeMap<ResourceId, ResourceId>) {
        let go = |id: &mut ResourceId| {
            if let Some(to) = moved.get(id) {
                *id = to.clone();
            }
        };
        let taken: Vec<(ResourceId, Record)> =
            moved.iter().filter_map(|(from, to)| Some((to.clone(), self.resources.remove(from)?))).collect();
        self.resources.extend(taken);
        self.unfinished = std::mem::take(&mut self.unfinished)
            .into_iter()
            .map(|mut id| {
                go(&mut id);
                id
            })
            .collect();
        self.retired.iter_mut().for_each(|old| go(&mut old.resource));
        self.open.iter_mut().for_each(|intent| go(&mut intent.resource));
        let records = self.resources.values_mut().chain(self.retired.iter_mut().map(|old| &mut old.record));
        let edges = records.flat_map(|record| &mut record.edges);
        edges.chain(self.open.iter_mut().flat_map(|intent| &mut intent.edges)).for_each(|edge| go(&mut edge.to));
    }

    /// Remembers that blocks have other names now, and after which name what they made is called.
    pub fn rename_blocks(&mut self, renamed: &BTreeMap<BlockAddr, BlockAddr>) {
        let marks: Vec<(BlockAddr, Marks)> = renamed
            .iter()
            .map(|(from, to)| {
                let marks = self.blocks.remove(from).unwrap_or_default();
                let called = marks.made_as.unwrap_or_else(|| from.name().to_owned());
                (to.clone(), Marks { made_as: Some(called).filter(|name| name != to.name()), ..marks })
            })
            .collect();
        self.blocks.extend(marks);
        self.blocks.retain(|_, marks| !marks.is_empty());
    }

    /// Enters what a plan changes in the record itself.
    pub fn enter(&mut self, upkeep: &Upkeep) {
        self.rename_blocks(&upkeep.renamed);
        self.follow(&upkeep.moved);
        for (block, protected) in &upkeep.protected {
            self.blocks.entry(block.clone()).or_default().protected = *protected;
        }
        self.blocks.retain(|_, marks| !marks.is_empty());
    }

    /// Forgets what was remembered of blocks of which nothing stands any more.
    pub(super) fn forget_blocks(&mut self) {
        let blocks = std::mem::take(&mut self.blocks);
        let stands = |block: &BlockAddr| {
            self.knows(block)
                || self.retired.iter().any(|old| old.resource.block() == *block)
                || self.open.iter().any(|intent| intent.resource.block() == *block)
        };
        self.blocks = blocks.into_iter().filter(|(block, _)| stands(block)).collect();
    }

    /// The laws a state keeps; what is broken, in words, or nothing.
    pub fn broken_laws(&self) -> Vec<String> {
        let mut broken = Vec::new();
        let mut seen: BTreeMap<(&str, &str), &ResourceId> = BTreeMap::new();
        for (resource, record) in &self.resources {
            if record.id.is_empty() {
                broken.push(format!("{resource} has no id"));
            }
            if let Some(other) = seen.insert((&record.kind, &record.id), resource) {
                broken.push(format!("{resource} and {other} are both {} {}", record.kind, record.id));
            }
        }
        for old in &self.retired {
            if let Some(other) = seen.get(&(old.record.kind.as_str(), old.record.id.as_str())) {
                broken
                    .push(format!("{} {} is what {other} is, and waits to be removed", old.record.kind, old.record.id));
            }
        }
        broken
    }
}
