use std::collections::BTreeMap;

use super::{Bucket, Cdn, Expectation, Function, Gateway, Output, Param, Secret, Stack, Waf, Zone};
use crate::diag::Span;
use crate::names::BlockAddr;

/// Everything a spec says, typed, with its defaults filled in and every reference known to lead somewhere.
///
/// Maps are by block name: nothing depends on the order of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    pub stack: Stack,
    pub params: BTreeMap<String, Param>,
    pub secrets: BTreeMap<String, Secret>,
    pub functions: BTreeMap<String, Function>,
    pub gateways: BTreeMap<String, Gateway>,
    pub wafs: BTreeMap<String, Waf>,
    pub buckets: BTreeMap<String, Bucket>,
    pub zones: BTreeMap<String, Zone>,
    pub cdns: BTreeMap<String, Cdn>,
    pub outputs: BTreeMap<String, Output>,
    /// In the order of writing.
    pub expectations: Vec<Expectation>,
    /// The header of each named block, for complaints that come later.
    pub spans: BTreeMap<BlockAddr, Span>,
    /// Every place where a block refers to another, in the order of reading.
    pub mentions: Vec<Mention>,
}

/// One block referring to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name is empty for `stack` and `expect`, which have none.
    pub from: BlockAddr,
    pub to: BlockAddr,
    /// Where it is written.
    pub span: Span,
}
