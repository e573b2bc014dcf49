use std::collections::BTreeMap;

use super::Template;
use crate::diag::{Span, Spanned};

/// `stack "name" { … }`: what everything belongs to. Exactly one in a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    pub name: Spanned<String>,
    /// Where regional resources go, `us-east-2`.
    pub region: Spanned<String>,
    /// The environments that exist, in the order of writing; at least one.
    pub envs: Vec<Spanned<String>>,
    /// Tags on everything that carries tags, by key.
    pub tags: BTreeMap<String, Template>,
    /// The header of the block.
    pub span: Span,
}
