use std::collections::BTreeMap;

use super::super::judge::Judge;
use super::super::live::Live;
use super::super::phrase::Phrase;
use super::super::request::{Client, Request};
use super::super::transform;
use super::super::truth::{Assumption, Truth};
use super::field::{self, Found};
use super::{geo, rate};
use crate::names::ResourceId;
use crate::reqpath::model::{AddressSet, Condition, LabelScope, Matcher, Rate, SizeTest, Test};

/// A request as a web ACL sees it.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) request: &'v Request,
    /// What the path may be taken to be: one reading, or two where AWS does not say.
    pub(super) paths: &'v [&'v str],
    /// How many bytes of a body are looked at.
    pub(super) body_limit: usize,
    /// The web ACL that looks.
    pub(super) acl: &'v ResourceId,
    /// What counts the request, when it really flows.
    pub(super) live: Option<&'v dyn Live>,
}

/// What earlier rules left behind for later ones.
#[derive(Default)]
pub(super) struct Labels {
    /// Each as sure as the rule that added it.
    pub(super) known: BTreeMap<String, Truth>,
    /// Beginnings of labels that rules nobody here knows may have added, with whose they are.
    pub(super) unknown: Vec<(String, String)>,
}

/// Whether a condition holds for a request; `labels` are those of earlier rules.
pub(super) fn holds(judge: &Judge, view: &View<'_>, labels: &Labels, rule: &str, condition: &Condition) -> Truth {
    let inner = |condition: &Condition| holds(judge, view, labels, rule, condition);
    match condition {
        Condition::All(conditions) => Truth::all(conditions.iter().map(inner)),
        Condition::Any(conditions) => Truth::any(conditions.iter().map(inner)),
        Condition::Not(condition) => inner(condition).turned(),
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
        Condition::System { numbers, forwarded } => {
            let listed: Vec<String> = numbers.iter().map(|number| format!("AS{number}")).collect();
            match (view.request.client, forwarded) {
                (Client::Somewhere, None) => Truth::no_given(Assumption::OrdinaryAddress { set: listed.join(" ") }),
                _ => Truth::unsure(format!("whether the client is in {} is not known here", listed.join(" "))),
            }
        }
        Condition::Label { key, scope, context } => label(labels, key, *scope, context),
        Condition::Rate(rate) => {
            let counted = rate.narrowed.as_deref().map_or(Truth::YES, inner);
            let Rate { limit, window, .. } = *rate;
            match (counted, view.live) {
                (Truth::No(given), _) => Truth::No(given),
                (Truth::Yes(_), Some(live)) => rate::exceeded(live, view, labels, rule, rate),
                // Whoever counts does not count what nobody can tell.
                (Truth::Unsure(_), Some(_)) => Truth::NO,
                (Truth::Yes(_) | Truth::Unsure(_), None) => {
                    Truth::no_given(Assumption::BelowRate { rule: rule.to_owned(), limit, window })
                }
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

/// Whether an earlier rule added a label that is looked for.
fn label(labels: &Labels, key: &str, scope: LabelScope, context: &str) -> Truth {
    let known = labels.known.iter().filter(|(label, _)| labelled(label, key, scope, context));
    let unknown = labels.unknown.iter().filter(|(beginning, _)| key.starts_with(beginning.as_str()));
    let unsure = unknown.map(|(_, whose)| Truth::unsure(format!("which labels {whose} adds is not known here")));
    Truth::any(known.map(|(_, sure)| sure.clone()).chain(unsure))
}

/// Whether a label is the one: the whole of it, or the last parts of one of the rule's own context; for a namespace, whole
/// parts before its name. Case counts.
fn labelled(label: &str, key: &str, scope: LabelScope, context: &str) -> bool {
    let own = label.strip_prefix(context);
    let bare = key.trim_end_matches(':');
    match (scope, key.starts_with("awswaf:")) {
        (LabelScope::Label, true) => label == key,
        (LabelScope::Label, false) => own.is_some_and(|own| own == key || own.ends_with(&format!(":{key}"))),
        (LabelScope::Namespace, true) => label.starts_with(&format!("{bare}:")),
        (LabelScope::Namespace, false) => own
            .and_then(|own| own.rsplit_once(':'))
            .is_some_and(|(namespaces, _)| format!(":{namespaces}:").contains(&format!(":{bare}:"))),
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

/// Whether a part, once transformed, is as a test wants it.
fn compared(judge: &Judge, part: &Phrase, test: &Test) -> Truth {
    let one = |plus| match transform::apply(part, &test.transforms, plus) {
        Ok(part) => matched(judge, &part, &test.matcher),
        Err(why) => Truth::Unsure(why),
    };
    let first = one(true);
    if !transform::minds_plus(part, &test.transforms) || one(false) == first {
        return first;
    }
    Truth::unsure("whether `+` is decoded to a space is not known here")
}

fn matched(judge: &Judge, part: &Phrase, matcher: &Matcher) -> Truth {
    match matcher {
        Matcher::Text(position, text) => part.holds(*position, text, judge.oracle()),
        Matcher::Patterns(patterns) => {
            Truth::any(patterns.iter().map(|pattern| judge.patterns().found(pattern, part, judge.oracle())))
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
