use serde::{Deserialize, Serialize};

use crate::names::ResourceId;

/// How a resource depends on another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// Made or changed after the other one is; removed before it.
    Needs,
    /// Made after the other one is; a mere change of the other one is not waited for. A web ACL association needs its stage
    /// to exist, not to be up to date.
    Exists,
    /// *Changed* after the other one is made or changed, and the other one removed only after this one changed; says nothing
    /// about making or removing this one. A stage that moves to new routes does so after the permissions for them stand, and
    /// old permissions go after it moved; a new stage stands before any permission.
    OnUpdate,
    /// Made after the other one is made, changed *or removed*; the other one need not wait for anything. An invalidation
    /// comes after every object it is about, the deleted ones too.
    Follows,
    /// What it sends on gets through the other one, which is a gate; of a part of a gate, where that part matches. Says nothing
    /// about making or removing either. A distribution and the web ACL in front of its origin: while both change, the gate
    /// lets through what either of them sends.
    Passes,
    /// As [`EdgeKind::Passes`], but what it sends on is kept out where that part of the gate matches.
    Avoids,
}

impl EdgeKind {
    /// Whether it is about what gets through a gate, not about making and removing.
    pub fn is_passage(self) -> bool {
        matches!(self, Self::Passes | Self::Avoids)
    }
}

/// A dependency on another resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edge {
    /// The resource that is depended on.
    pub to: ResourceId,
    /// What the dependency orders.
    pub kind: EdgeKind,
}

impl Edge {
    /// A plain dependency.
    pub fn needs(to: ResourceId) -> Self {
        Self { to, kind: EdgeKind::Needs }
    }
}
