use aws_sdk_wafv2::types;

use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// What opens the secrets of rules.
pub(in super::super) struct Opener<'a> {
    pub(in super::super) hands: &'a Hands,
    /// The texts of the rules that are there: some may be wanted again.
    live: Vec<String>,
}

impl<'a> Opener<'a> {
    /// For rules where there are none yet.
    pub(in super::super) fn new(hands: &'a Hands) -> Self {
        Self { hands, live: Vec::new() }
    }

    /// For rules in the place of these.
    pub(in super::super) fn beside(hands: &'a Hands, live: &[types::Rule]) -> Self {
        let mut texts = Vec::new();
        live.iter().filter_map(|rule| rule.statement.as_ref()).for_each(|one| collect(one, &mut texts));
        Self { hands, live: texts }
    }

    pub(super) fn open<T>(&self, text: &Text, into: impl FnOnce(&str) -> T) -> Result<T, Refusal> {
        Ok(into(self.hands.open_again(text, &self.live)?.expose()))
    }
}

fn collect(statement: &types::Statement, texts: &mut Vec<String>) {
    if let Some(one) = &statement.byte_match_statement {
        texts.push(String::from_utf8_lossy(one.search_string.as_ref()).into_owned());
    }
    if let Some(one) = &statement.regex_match_statement {
        texts.push(one.regex_string.clone());
    }
    let and = statement.and_statement.iter().flat_map(|and| &and.statements);
    let or = statement.or_statement.iter().flat_map(|or| &or.statements);
    let not = statement.not_statement.iter().filter_map(|not| not.statement.as_deref());
    let rate = statement.rate_based_statement.iter().filter_map(|rate| rate.scope_down_statement.as_deref());
    let managed = statement.managed_rule_group_statement.iter();
    let managed = managed.filter_map(|managed| managed.scope_down_statement.as_deref());
    and.chain(or).chain(not).chain(rate).chain(managed).for_each(|inner| collect(inner, texts));
}
