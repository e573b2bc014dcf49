use std::collections::BTreeMap;

use super::texts::{Sealed, Texts};
use super::{cdn, classic, functions, gateway, storage, waf};
use crate::names::ResourceId;
use crate::reqpath::Phrase;
use crate::reqpath::model::Perimeter;
use crate::value::{Outputs, Reference, Text, Tree};

/// One resource: what a spec wants of it, or what a cloud told about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The block that asked for it and its part in it.
    pub address: ResourceId,
    /// The kind's name.
    pub kind: String,
    /// In the shape of the kind's input; references to other resources may be open.
    pub input: Tree,
    /// What is known of it once it stands; `None` before, and readable names take their place.
    pub outputs: Option<Outputs>,
}

/// What every resource offers to others: as it is known, or under readable names that stand for what AWS will choose.
pub fn outputs(sources: &[Source], account: &str) -> BTreeMap<ResourceId, Outputs> {
    super::outputs::of(sources, account)
}

/// A text of the spec with references put in, to be sent or compared.
pub fn phrase(text: &Text, outputs: &BTreeMap<ResourceId, Outputs>, sealed: &Sealed) -> Phrase {
    let known = |reference: &Reference| outputs.get(&reference.to)?.get(&reference.output).cloned();
    let resolved = Tree::of(text).resolve(&known).to::<Text>();
    Texts { sealed }.phrase(resolved.as_ref().unwrap_or(text))
}

/// Everything the parts are made from.
pub(super) struct Reading<'s> {
    pub(super) account: &'s str,
    pub(super) sources: Vec<Source>,
    pub(super) texts: Texts<'s>,
    pub(super) outputs: BTreeMap<ResourceId, Outputs>,
    pub(super) unread: Vec<(ResourceId, String)>,
}

/// The perimeter that resources make up. `account` is twelve digits; `sealed` names what a cloud holds in secret fields.
///
/// What cannot be read as its kind is left out and noted in [`Perimeter::unread`].
pub fn build(sources: &[Source], account: &str, sealed: &Sealed) -> Perimeter {
    let known = outputs(sources, account);
    let resolved = sources.iter().map(|source| Source {
        input: source.input.resolve(&|reference| known.get(&reference.to)?.get(&reference.output).cloned()),
        ..source.clone()
    });
    let mut reading =
        Reading { account, sources: resolved.collect(), texts: Texts { sealed }, outputs: known, unread: Vec::new() };
    let mut web_acls = waf::acls(&mut reading);
    web_acls.extend(classic::acls(&mut reading));
    Perimeter {
        account: account.to_owned(),
        distributions: cdn::distributions(&mut reading),
        gateways: gateway::gateways(&mut reading),
        domains: gateway::domains(&mut reading),
        web_acls,
        functions: functions::functions(&mut reading),
        buckets: storage::buckets(&mut reading),
        unread: reading.unread,
    }
}

impl Reading<'_> {
    /// The inputs of every resource of a kind, by address.
    pub(super) fn all<I: serde::de::DeserializeOwned>(&mut self, kind: &str) -> Vec<(ResourceId, I)> {
        let mut found = Vec::new();
        for source in self.sources.iter().filter(|source| source.kind == kind) {
            match source.input.to::<I>() {
                Ok(input) => found.push((source.address.clone(), input)),
                Err(problem) => self.unread.push((source.address.clone(), problem.to_string())),
            }
        }
        found
    }

    /// An output of a resource; empty when it has none of that name.
    pub(super) fn output(&self, of: &ResourceId, name: &str) -> String {
        self.outputs.get(of).and_then(|outputs| outputs.get(name)).cloned().unwrap_or_default()
    }

    /// What cannot be read as it is.
    pub(super) fn unread(&mut self, at: &ResourceId, why: impl Into<String>) {
        self.unread.push((at.clone(), why.into()));
    }
}
