use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::{BlockAddr, ResourceId};
use crate::state::{Edge, Upkeep};
use crate::value::{FieldChange, Text, Tree};

/// Everything apply will do, and what it was decided on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this shape.
    pub format: u32,
    /// Whose resources these are: the name in the spec's `stack` node.
    pub stack: String,
    /// The environment it was made for, `--env`.
    pub env: String,
    /// What it was decided on; apply compares this before it starts.
    pub basis: Basis,
    /// For people and scripts: what happens to each resource, unchanged ones included.
    pub changes: Vec<ResourceChange>,
    /// How many changes of each sort [`Plan::changes`] holds.
    pub summary: Summary,
    /// For apply.
    pub operations: Vec<Operation>,
    /// The outputs of the stack, as far as known.
    pub outputs: BTreeMap<String, Text>,
    /// What changes in the record itself, before anything is done.
    #[serde(default, skip_serializing_if = "Upkeep::is_empty")]
    pub upkeep: Upkeep,
    /// What keeps requests from being refused meanwhile.
    #[serde(default, skip_serializing_if = "Passage::is_empty")]
    pub passage: Passage,
}

/// How requests that are allowed before and after get through while gates and those who send to them change.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The operations whose order sees to that, by id, in an order in which they may happen.
    pub steps: Vec<usize>,
    /// Where nothing can be done about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interruptions: Vec<Interruption>,
}

impl Passage {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.interruptions.is_empty()
    }
}

/// Requests that may be refused for a while although they are allowed before and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interruption {
    /// Who sends the requests: a distribution.
    pub sender: ResourceId,
    /// What may refuse them: a web ACL, a part of one, or an association.
    pub gate: ResourceId,
    /// In words.
    pub why: String,
}

/// What the plan was made from; apply refuses when it is no longer so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Basis {
    /// The spec file, as given.
    pub spec: String,
    /// [`crate::state::State::lineage`] of the state it was made from.
    pub lineage: String,
    /// [`crate::state::State::serial`] of the state it was made from.
    pub serial: u64,
    /// Id of the AWS account the credentials belong to, twelve digits.
    pub account: String,
    /// The stack's default region, `us-east-2`; a resource may stand in another one.
    pub region: String,
    /// Whether it was made against the embedded cloud.
    pub local: bool,
    /// Which data key the secret digests were made with.
    pub secrets_key: Option<String>,
}

/// What happens to a resource as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Asked for and not there: it will be made.
    Create,
    /// There, and its changed fields can change in place.
    Update,
    /// A new generation is made and the old one removed, in the order [`Replacing`] says.
    Replace,
    /// There and no longer asked for: it will be removed.
    Delete,
    /// There as asked for.
    None,
    /// There without being recorded: taken into the record as it stands.
    Adopt,
    /// Recorded and no longer there: taken out of the record, with no call to the cloud.
    Forget,
}

/// Why a resource changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Cause {
    /// The spec asks for it and it is not recorded.
    New,
    /// It is recorded and the spec no longer asks for it.
    Unwanted,
    /// `--destroy`, or the destroy command.
    Destroy,
    /// It was removed outside engine.
    Vanished,
    /// These fields differ from what is recorded, because the spec or something it depends on changed.
    Edited {
        /// Paths as [`FieldChange::path`] writes them.
        fields: Vec<String>,
    },
    /// These fields differ from what is recorded, because somebody changed the cloud.
    Drifted {
        /// Paths as [`FieldChange::path`] writes them.
        fields: Vec<String>,
    },
    /// These fields differ from what is recorded, because a run that was changing them was cut short.
    Interrupted {
        /// Paths as [`FieldChange::path`] writes them.
        fields: Vec<String>,
    },
    /// These fields cannot change in place.
    Immutable {
        /// Paths as [`FieldChange::path`] writes them; each is among the edited or drifted ones too.
        fields: Vec<String>,
    },
    /// It needs this one, which must go before its successor can be made and cannot go while it is needed.
    Displaced {
        /// What has to go first.
        by: ResourceId,
    },
    /// It was a resource of another kind before.
    OtherKind {
        /// Name of the recorded kind.
        was: String,
    },
    /// `--replace`.
    Asked,
    /// What stands stays beside the new one: something goes on using it.
    Held,
    /// The generation a replacement left behind.
    Superseded,
}

/// A field that changes, as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldNote {
    /// Dotted, as [`FieldChange::path`] writes it.
    pub path: String,
    /// Absent when the field was not set; secrets are a marker with their digest at most.
    pub before: Option<serde_json::Value>,
    /// Absent when the field will not be set; a marker where the value is a secret or known only after apply.
    pub after: Option<serde_json::Value>,
    /// Whether either side is a secret, so that only a marker may be shown.
    pub secret: bool,
    /// What stood in the record, when somebody changed the cloud since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<serde_json::Value>,
}

impl From<FieldChange> for FieldNote {
    fn from(change: FieldChange) -> Self {
        let FieldChange { path, before, after, secret } = change;
        Self { path, before, after, secret, recorded: None }
    }
}

/// What happens to one resource and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceChange {
    /// Which resource.
    pub address: ResourceId,
    /// Name of its kind; for a removal, of the recorded one.
    pub kind: String,
    /// What happens to it as a whole.
    pub action: ChangeKind,
    /// All the reasons found, at least one unless nothing happens.
    pub because: Vec<Cause>,
    /// Which generation stays until the other stands, for a replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacing: Option<Replacing>,
    /// The fields that differ; every field of something new; none for a removal.
    pub fields: Vec<FieldNote>,
    /// What follows from them and is worth saying, such as what it costs: what it is about, and in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<(String, String)>,
    /// Fields that differ from what the spec says and stay as they are, because the spec says that, too: live before, the spec's
    /// after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_alone: Vec<FieldNote>,
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Resources to be made.
    pub create: usize,
    /// Resources to be changed in place.
    pub update: usize,
    /// Resources with a new generation.
    pub replace: usize,
    /// Resources to be removed, old generations among them.
    pub delete: usize,
    /// Resources that stay as they are.
    pub none: usize,
    /// Resources to be taken into the record.
    pub adopt: usize,
    /// Resources to be taken out of the record.
    pub forget: usize,
}

impl Summary {
    /// Counts changes.
    pub fn of(changes: &[ResourceChange]) -> Self {
        let count = |kind| changes.iter().filter(|change| change.action == kind).count();
        Self {
            create: count(ChangeKind::Create),
            update: count(ChangeKind::Update),
            replace: count(ChangeKind::Replace),
            delete: count(ChangeKind::Delete),
            none: count(ChangeKind::None),
            adopt: count(ChangeKind::Adopt),
            forget: count(ChangeKind::Forget),
        }
    }
}

/// A place in a source file, kept in saved plans so that a refusal can point at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Path of the file, as it was opened.
    pub file: String,
    /// Byte offsets.
    pub start: u32,
    /// Byte offset of the first byte after it.
    pub end: u32,
    /// From 1, column in characters.
    pub line: usize,
    /// Column of its first character, from 1.
    pub column: usize,
}

/// Which generation stays until the other stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replacing {
    /// The new one is made first: names allow both.
    CreateFirst,
    /// The old one must go first: both would have the same unique name.
    DeleteFirst,
}

/// One thing apply does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Position in [`Plan::operations`].
    pub id: usize,
    /// The resource it works on; a replacement has two operations on the same one.
    pub resource: ResourceId,
    /// Name of the kind whose verb is called.
    pub kind: String,
    /// What is done, with all that is needed to do it.
    pub action: Action,
    /// Operations that must be done before.
    pub after: Vec<usize>,
    /// The block that asked for it; absent for what the spec no longer has.
    pub place: Option<Place>,
}

/// A closed set: apply has one arm for each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// Make it. `inputs` may hold references to what earlier operations make.
    Create {
        /// What to make it with, in its kind's shape.
        inputs: Tree,
        /// What the record will say it depends on.
        edges: Vec<Edge>,
    },
    /// Change it in place.
    Update {
        /// What the cloud knows it by.
        id: String,
        /// How it stands now: as observed, or as recorded where it was not read.
        was: Tree,
        /// How it shall stand; may hold references to what earlier operations make.
        inputs: Tree,
        /// What the record will say it depends on.
        edges: Vec<Edge>,
        /// How far it goes: a gate may be changed in two steps.
        #[serde(default, skip_serializing_if = "Reach::is_whole")]
        reach: Reach,
    },
    /// Remove it.
    Delete {
        /// What the cloud knows it by.
        id: String,
        /// The inputs it was recorded with; some kinds need them to find all its parts.
        was: Tree,
    },
    /// Nothing to do in the cloud, but what is recorded of it changes (its dependencies, say).
    Record {
        /// What the cloud knows it by.
        id: String,
        /// What the record will say it was made with.
        inputs: Tree,
        /// What the record will say it depends on.
        edges: Vec<Edge>,
    },
    /// It is gone from the cloud already; take it out of the record.
    Forget {
        /// What the cloud knew it by.
        id: String,
    },
    /// Wait until what was last wanted of it counts everywhere.
    Settle {
        /// What the cloud knows it by.
        id: String,
    },
}

/// How far an update in place goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// All the way.
    #[default]
    Whole,
    /// A gate, to what lets through what it did and what it is to let through.
    Widen,
    /// A gate that was widened, to what is wanted of it.
    Narrow,
}

impl Reach {
    /// Whether one update is all there is.
    pub fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

impl Action {
    /// The verb for progress lines.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Update { reach: Reach::Whole, .. } => "update",
            Self::Update { reach: Reach::Widen, .. } => "widen",
            Self::Update { reach: Reach::Narrow, .. } => "narrow",
            Self::Delete { .. } => "delete",
            Self::Record { .. } => "record",
            Self::Forget { .. } => "forget",
            Self::Settle { .. } => "settle",
        }
    }
}

/// A protected resource that a plan would have removed or made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The block that is protected.
    pub block: BlockAddr,
    /// Which of its resources.
    pub resource: ResourceId,
    /// [`ChangeKind::Delete`] or [`ChangeKind::Replace`].
    pub action: ChangeKind,
    /// Fields that cannot change in place, for a replacement.
    pub fields: Vec<String>,
    /// Whether the spec still has the block.
    pub in_spec: bool,
}

/// Why no plan could be made: what the user asked for cannot be, or a bug in the lowering or a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// The desired resources depend on each other in a circle.
    Circle(Vec<String>),
    /// A resource refers to one that is not desired.
    Dangling {
        /// The one that refers.
        from: ResourceId,
        /// The one that is missing.
        to: ResourceId,
    },
    /// No kind of that name.
    UnknownKind(String),
    /// `--target` or `--replace` names something that is neither desired nor recorded.
    UnknownTarget {
        /// What was asked for, as typed.
        given: String,
        /// Ids of all desired and recorded resources, for a suggestion.
        known: Vec<String>,
    },
    /// What would be removed or made anew is protected: the user's to decide.
    Protected(Vec<Kept>),
    /// An input is not of its kind's shape.
    Shape(String),
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Circle(path) => write!(f, "operations wait for each other: {}", path.join(" -> ")),
            Self::Dangling { from, to } => write!(f, "{from} refers to {to}, which nothing asks for"),
            Self::UnknownKind(kind) => write!(f, "there is no kind `{kind}`"),
            Self::UnknownTarget { given, .. } => write!(f, "`{given}` is neither in the spec nor recorded"),
            Self::Protected(kept) => {
                let names: Vec<_> = kept.iter().map(|kept| kept.resource.to_string()).collect();
                write!(f, "protected: {}", names.join(", "))
            }
            Self::Shape(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for PlanError {}
