use std::collections::BTreeMap;

use crate::diag::Span;
use crate::names::{BlockAddr, ResourceId};
use crate::state::{Edge, EdgeKind};
use crate::value::{Text, Tree};

/// One resource the spec asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Desired {
    /// The block's address and the resource's part in it, `function.api/alias`.
    pub id: ResourceId,
    /// The kind's name.
    pub kind: &'static str,
    /// In the shape of the kind's `Input`, every default written out; references and secrets still unresolved.
    pub inputs: Tree,
    /// Dependencies beyond the references in `inputs`; an edge here overrides the plain one a reference makes.
    pub order: Vec<Edge>,
    /// The block that asked for it.
    pub span: Span,
    /// Where single fields were written, by top-level field name.
    pub fields: BTreeMap<String, Span>,
    /// Another address it is recorded under, because something beside its own block was renamed.
    pub was: Option<ResourceId>,
    /// Old generations of other resources that it goes on using: they are not removed.
    pub holds: Vec<Held>,
    /// Paths of fields that stay as they are in the cloud, as [`crate::value::FieldChange::path`] writes them.
    pub left_alone: Vec<String>,
}

impl Desired {
    /// A resource of `kind` wanted by the block at `span`.
    pub fn new<K: crate::kinds::Kind>(id: ResourceId, input: &K::Input, span: Span) -> Self {
        Self {
            id,
            kind: K::NAME,
            inputs: Tree::of(input),
            order: Vec::new(),
            span,
            fields: BTreeMap::new(),
            was: None,
            holds: Vec::new(),
            left_alone: Vec::new(),
        }
    }

    /// Notes where a field was written.
    pub fn written(mut self, field: &str, span: Span) -> Self {
        self.fields.insert(field.to_owned(), span);
        self
    }

    /// Adds a dependency.
    pub fn after(mut self, to: ResourceId, kind: EdgeKind) -> Self {
        self.order.push(Edge { to, kind });
        self
    }

    /// Every dependency: one edge per resource it refers to or names in `order`.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges: BTreeMap<ResourceId, EdgeKind> =
            self.inputs.references().into_iter().map(|reference| (reference.to, EdgeKind::Needs)).collect();
        edges.extend(self.order.iter().map(|edge| (edge.to.clone(), edge.kind)));
        edges.remove(&self.id);
        edges.into_iter().map(|(to, kind)| Edge { to, kind }).collect()
    }
}

/// A generation of a resource that is used by something although there is a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The resource.
    pub of: ResourceId,
    /// The output that tells its generations apart, `version`.
    pub output: &'static str,
    /// What that output is of the generation that is held.
    pub value: String,
}

/// Everything the spec asks for in one environment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// In the order they were lowered; the plan finds its own.
    pub resources: Vec<Desired>,
    /// What `engine output` prints, by name.
    pub outputs: BTreeMap<String, Text>,
    /// What exists already and is named by its ARN.
    pub foreign: Vec<Foreign>,
    /// Every block that makes something.
    pub blocks: BTreeMap<BlockAddr, WishedBlock>,
    /// Blocks that are recorded under another name: recorded address to present one.
    pub renamed: BTreeMap<BlockAddr, BlockAddr>,
}

/// What exists already and is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// Its ARN.
    pub arn: String,
    /// Where it is written.
    pub span: Span,
    /// With its article: `a web ACL for gateways`.
    pub what: &'static str,
}

/// What the spec says of a block as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WishedBlock {
    /// Its header.
    pub span: Span,
    /// Where it says `protect`.
    pub protect: Option<Span>,
}
