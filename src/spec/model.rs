use std::collections::BTreeMap;

use super::waf::{IpSet, RegexSet, RuleBody, RuleGroup, WafRule};
use super::{
    Bucket, Cdn, Expectation, ForeignArn, Function, Gateway, Keeping, Output, Param, Secret, Stack, Template, Waf, Zone,
};
use crate::diag::Span;
use crate::names::BlockAddr;

/// Everything a spec says, typed, with its defaults filled in and every reference known to lead somewhere.
///
/// Maps are by block name: nothing depends on the order of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// What everything belongs to.
    pub stack: Stack,
    /// Plain values that differ by environment.
    pub params: BTreeMap<String, Param>,
    /// Sealed values that differ by environment.
    pub secrets: BTreeMap<String, Secret>,
    /// Lambda functions.
    pub functions: BTreeMap<String, Function>,
    /// REST APIs.
    pub gateways: BTreeMap<String, Gateway>,
    /// Web ACLs.
    pub wafs: BTreeMap<String, Waf>,
    /// Rules that web ACLs share.
    pub rule_groups: BTreeMap<String, RuleGroup>,
    /// Addresses that rules share.
    pub ip_sets: BTreeMap<String, IpSet>,
    /// Regular expressions that rules share.
    pub regex_sets: BTreeMap<String, RegexSet>,
    /// S3 buckets.
    pub buckets: BTreeMap<String, Bucket>,
    /// Hosted zones of this stack; their names are domains.
    pub zones: BTreeMap<String, Zone>,
    /// CloudFront distributions.
    pub cdns: BTreeMap<String, Cdn>,
    /// Tags of single blocks and what belongs to them, by key; they go before those of the stack.
    pub tags: BTreeMap<BlockAddr, BTreeMap<String, Template>>,
    /// What single blocks say of how plans treat what stands of them.
    pub keepings: BTreeMap<BlockAddr, Keeping>,
    /// ARNs of what exists already.
    pub foreign: Vec<ForeignArn>,
    /// What `engine output` prints.
    pub outputs: BTreeMap<String, Output>,
    /// In the order of writing.
    pub expectations: Vec<Expectation>,
    /// The header of each named block, for complaints that come later.
    pub spans: BTreeMap<BlockAddr, Span>,
    /// Every place where a block refers to another, in the order of reading.
    pub mentions: Vec<Mention>,
    /// Whether some block needs an attribute of another one, other than to show it.
    pub attributes: bool,
    /// Texts that are spelt like a reference to something there is, and are none.
    pub lookalikes: Vec<Lookalike>,
}

impl Spec {
    /// The rules a web ACL asks: its own, and those of the rule groups it uses.
    pub fn rules_asked_by<'s>(&'s self, waf: &'s Waf) -> Vec<&'s WafRule> {
        let grouped = waf.rules.iter().filter_map(|rule| match &rule.body {
            RuleBody::Group(used) => self.rule_groups.get(used.group.value.name()),
            RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Managed(_) => None,
        });
        waf.rules.iter().chain(grouped.flat_map(|group| &group.rules)).collect()
    }
}

/// A text that somebody may take for a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    /// The whole text, with its quotes.
    pub span: Span,
    /// What stands there.
    pub written: String,
    /// The reference that may be meant.
    pub meant: String,
}

/// One block referring to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name is empty for `stack` and `expect`, which have none.
    pub from: BlockAddr,
    /// The block that is referred to.
    pub to: BlockAddr,
    /// Where it is written.
    pub span: Span,
}
