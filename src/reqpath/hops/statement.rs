use std::collections::BTreeMap;

use super::super::judge::Judge;
use super::super::phrase::Phrase;
use super::super::request::{Client, Request};
use super::super::transform;
use super::super::truth::{Assumption, Truth};
use super::field::{self, Found};
use super::geo;
use crate::reqpath::model::{AddressSet, Condition, LabelScope, Matcher, Rate, SizeTest, Test};

/// A request as a web ACL sees it.
pub(super) struct View<'v> {
    pub(super) request: &'v Request,
    /// What the path may be taken to be: one reading, or two where AWS does not say.
    pub(super) paths: &'v [&'v str],
}

impl<'v> View<'v> {
    pub(super) fn new(request: &'v Request, paths: &'v [&'v str]) -> Self {
        Self { request, paths }
    }
}

/// Whether a condition holds for a request; `labels` are those of earlier rules.
pub(super) fn holds(
    judge: &Judge,
    view: &View<'_>,
    labels: &BTreeMap<String, Truth>,
    rule: &str,
    condition: &Condition,
) -> Truth {
    let inner = |condition: &Condition| holds(judge, view, labels, rule, condition);
    match condition {
        Condition::All(conditions) => Truth::all(conditions.iter().map(inner)),
        Condition::Any(conditions) => Truth::any(conditions.iter().map(inner)),
        Condition::Not(condition) => inner(condition).not(),
        Condition::Part(test) => part(judge, view, test),
        Condition::Country { countries, forwarded: None } => geo::is_in(countries, view.request),
        Condition::Country { forwarded: Some((header, fallback)), .. } => match view.request.header(header) {
            None => Truth::NO,
            Some(value) => match field::address(&value, "FIRST") {
                Ok(address) => Truth::unsure(format!("the country of {address} is not known here")),
                Err(field::NoAddress::Broken) => Truth::of(*fallback),
                Err(field::NoAddress::Closed) => Truth::unsure(format!("`{header}` holds a secret")),
            },
        },
        Condition::Address { set, forwarded: None } => match view.request.client {
            Client::Address(address) => listed(set, |ranges| field::in_ranges(ranges, address)),
            Client::Somewhere => Truth::no_given(Assumption::OrdinaryAddress { set: set.name.clone() }),
            Client::Cloudfront => match &set.ranges {
                Some(ranges) if ranges.is_empty() => Truth::NO,
                _ => Truth::unsure(format!(
                    "the rule sees an address of CloudFront's, and whether that is in {} is not known here",
                    set.name
                )),
            },
        },
        Condition::Address { set, forwarded: Some((header, fallback, position)) } => {
            let Some(value) = view.request.header(header) else { return Truth::NO };
            match field::addresses(&value, position) {
                Ok(addresses) => Truth::any(
                    addresses.into_iter().map(|address| listed(set, |ranges| field::in_ranges(ranges, address))),
                ),
                Err(field::NoAddress::Broken) => Truth::of(*fallback),
                Err(field::NoAddress::Closed) => Truth::unsure(format!("`{header}` holds what is not known here")),
            }
        }
        Condition::Label { key, scope } => {
            Truth::any(labels.iter().filter(|(label, _)| labelled(label, key, *scope)).map(|(_, sure)| sure.clone()))
        }
        Condition::Rate(Rate { limit, window, narrowed, .. }) => {
            let counted = narrowed.as_deref().map_or(Truth::YES, inner);
            let below = Assumption::BelowRate { rule: rule.to_owned(), limit: *limit, window: *window };
            match counted {
                Truth::No(given) => Truth::No(given),
                Truth::Yes(_) => Truth::no_given(below),
                Truth::Unsure(_) => Truth::no_given(below),
            }
        }
        Condition::Opaque(what) => Truth::unsure(format!("{what} is not understood here")),
    }
}

fn listed(set: &AddressSet, inside: impl FnOnce(&[String]) -> Truth) -> Truth {
    match &set.ranges {
        Some(ranges) => inside(ranges),
        None => Truth::unsure(format!("what is in {} is not known here", set.name)),
    }
}

/// Whether a label is what is looked for: its last parts, or whole namespaces before its name. Case counts.
fn labelled(label: &str, key: &str, scope: LabelScope) -> bool {
    match scope {
        LabelScope::Label => label == key || label.ends_with(&format!(":{key}")),
        LabelScope::Namespace => {
            let key = key.trim_end_matches(':');
            let namespace = label.rsplit_once(':').map_or("", |(namespace, _)| namespace);
            format!(":{namespace}:").contains(&format!(":{key}:"))
        }
    }
}

/// Whether a part of the request is as a test wants it; a missing part matches nothing.
fn part(judge: &Judge, view: &View<'_>, test: &Test) -> Truth {
    match field::find(view, &test.field) {
        Found::Missing => Truth::NO,
        Found::Matches => Truth::YES,
        Found::Unknown(why) => Truth::Unsure(why),
        Found::Any(parts) => Truth::any(parts.iter().map(|part| compared(judge, part, test))),
        Found::Readings(parts) => {
            let mut verdicts = parts.iter().map(|part| compared(judge, part, test));
            let first = verdicts.next().unwrap_or(Truth::NO);
            match verdicts.all(|verdict| verdict == first) {
                true => first,
                false => Truth::unsure("whether a web ACL sees the stage in the path was never measured"),
            }
        }
    }
}

fn compared(judge: &Judge, part: &Phrase, test: &Test) -> Truth {
    let part = match transform::apply(part, &test.transforms) {
        Ok(part) => part,
        Err(why) => return Truth::Unsure(why),
    };
    match &test.matcher {
        Matcher::Text(position, text) => part.holds(*position, text, judge.oracle()),
        Matcher::Patterns(patterns) => {
            Truth::any(patterns.iter().map(|pattern| judge.patterns().found(pattern, &part, judge.oracle())))
        }
        Matcher::Size(how, than) => match part.as_plain() {
            Some(part) => sized(*how, part.len() as u64, *than),
            None => Truth::unsure(format!("the length of {} is not known here", part.shown())),
        },
        Matcher::Sql => Truth::unsure("what AWS takes for SQL is not known here"),
        Matcher::Script => Truth::unsure("what AWS takes for a script is not known here"),
    }
}

fn sized(how: SizeTest, bytes: u64, than: u64) -> Truth {
    Truth::of(match how {
        SizeTest::Eq => bytes == than,
        SizeTest::Ne => bytes != than,
        SizeTest::Le => bytes <= than,
        SizeTest::Lt => bytes < than,
        SizeTest::Ge => bytes >= than,
        SizeTest::Gt => bytes > than,
    })
}
