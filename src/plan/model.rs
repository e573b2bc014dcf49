use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::ResourceId;
use crate::state::Edge;
use crate::value::{FieldChange, Text, Tree};

/// Everything apply will do, and what it was decided on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this shape.
    pub format: u32,
    pub stack: String,
    pub env: String,
    pub basis: Basis,
    /// For people and scripts: what happens to each resource, unchanged ones included.
    pub changes: Vec<ResourceChange>,
    pub summary: Summary,
    /// For apply.
    pub operations: Vec<Operation>,
    /// The outputs of the stack, as far as known.
    pub outputs: BTreeMap<String, Text>,
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
    pub sender: ResourceId,
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
    pub lineage: String,
    pub serial: u64,
    pub account: String,
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
    Create,
    Update,
    Replace,
    Delete,
    None,
    Adopt,
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
    Edited { fields: Vec<String> },
    /// These fields differ from what is recorded, because somebody changed the cloud.
    Drifted { fields: Vec<String> },
    /// These fields cannot change in place.
    Immutable { fields: Vec<String> },
    /// It needs this one, which must go before its successor can be made and cannot go while it is needed.
    Displaced { by: ResourceId },
    /// It was a resource of another kind before.
    OtherKind { was: String },
    /// `--replace`.
    Asked,
    /// The generation a replacement left behind.
    Superseded,
}

/// A field that changes, as shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldNote {
    pub path: String,
    /// Absent when the field was not set; secrets are a marker with their digest at most.
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
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
    pub address: ResourceId,
    pub kind: String,
    pub action: ChangeKind,
    pub because: Vec<Cause>,
    /// Which generation stays until the other stands, for a replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacing: Option<Replacing>,
    pub fields: Vec<FieldNote>,
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub create: usize,
    pub update: usize,
    pub replace: usize,
    pub delete: usize,
    pub none: usize,
    pub adopt: usize,
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
    pub file: String,
    /// Byte offsets.
    pub start: u32,
    pub end: u32,
    /// From 1, column in characters.
    pub line: usize,
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
    pub resource: ResourceId,
    pub kind: String,
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
    Create { inputs: Tree, edges: Vec<Edge> },
    /// Change it in place.
    Update {
        id: String,
        was: Tree,
        inputs: Tree,
        edges: Vec<Edge>,
        #[serde(default, skip_serializing_if = "Reach::is_whole")]
        reach: Reach,
    },
    /// Remove it.
    Delete { id: String, was: Tree },
    /// Nothing to do in the cloud, but what is recorded of it changes (its dependencies, say).
    Record { id: String, inputs: Tree, edges: Vec<Edge> },
    /// It is gone from the cloud already; take it out of the record.
    Forget { id: String },
    /// Wait until what was last wanted of it counts everywhere.
    Settle { id: String },
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

/// Why no plan could be made: a bug in the lowering or a kind, never the user's doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// The desired resources depend on each other in a circle.
    Circle(Vec<String>),
    /// A resource refers to one that is not desired.
    Dangling { from: ResourceId, to: ResourceId },
    /// No kind of that name.
    UnknownKind(String),
    /// `--target` or `--replace` names something that is neither desired nor recorded.
    UnknownTarget { given: String, known: Vec<String> },
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
            Self::Shape(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for PlanError {}
