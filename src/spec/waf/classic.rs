//! What WAF Classic can say: a rule is several predicates that must all hold, a predicate is a set of like things one of which
//! is enough, or that set turned around.

use super::{
    CountryTest, IpSource, IpTest, PartTest, Rate, RatePer, RequestPart, RuleBody, Sensitivity, Statement, Test, What,
};
use super::{RuleAction, WafRule};
use crate::diag::{Span, Spanned};

/// One predicate of a Classic rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate<'s> {
    /// What is looked for.
    pub set: ClassicSet<'s>,
    /// Whether it holds when nothing of the set is found.
    pub negated: bool,
    /// The statement it comes from.
    pub span: Span,
}

/// Things of one kind, one of which is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClassicSet<'s> {
    /// Texts in parts of the request.
    Bytes(Vec<&'s PartTest>),
    /// Regular expressions in one part.
    Regex(&'s PartTest),
    /// Lengths of parts.
    Sizes(Vec<&'s PartTest>),
    /// SQL injection in parts.
    Sqli(Vec<&'s PartTest>),
    /// Cross-site scripting in parts.
    Xss(Vec<&'s PartTest>),
    /// Addresses.
    Ips(Vec<&'s IpTest>),
    /// Countries.
    Countries(Vec<&'s CountryTest>),
}

/// Something Classic has no word for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// Where it stands.
    pub span: Span,
    /// What it is, in the middle of a sentence.
    pub what: String,
}

type Said<T> = Result<T, Unsaid>;

fn unsaid<T>(span: Span, what: impl Into<String>) -> Said<T> {
    Err(Unsaid { span, what: what.into() })
}

/// The predicates of a rule, and what it has that Classic cannot say: all of it.
pub fn predicates(rule: &WafRule) -> (Vec<Predicate<'_>>, Vec<Unsaid>) {
    let mut unknown = beside(rule);
    let statements: &[Statement] = match &rule.body {
        RuleBody::Statements(statements) => statements,
        RuleBody::Rate(rate) => {
            unknown.extend(limit(rate).err());
            &rate.only
        }
        RuleBody::Managed(managed) => {
            unknown.push(Unsaid { span: managed.span, what: "managed rule groups".into() });
            &[]
        }
        RuleBody::Group(used) => {
            unknown.push(Unsaid { span: used.span, what: "these rule groups".into() });
            &[]
        }
    };
    let mut known = Vec::new();
    for statement in statements {
        match all(statement) {
            Ok(predicates) => known.extend(predicates),
            Err(one) => unknown.push(one),
        }
    }
    (known, unknown)
}

/// What stands beside the statements of a rule.
fn beside(rule: &WafRule) -> Vec<Unsaid> {
    let mut unknown = Vec::new();
    if let Some(action) =
        rule.action.filter(|action| matches!(action.value, RuleAction::Captcha | RuleAction::Challenge))
    {
        unknown.push(Unsaid { span: action.span, what: "this action".into() });
    }
    unknown.extend(rule.labels.first().map(|label| Unsaid { span: label.span, what: "labels".into() }));
    let added = rule.does.add_headers.values().next();
    unknown.extend(added.map(|value| Unsaid { span: value.span, what: "headers added to requests".into() }));
    unknown.extend(rule.does.response.as_ref().map(|one| Unsaid { span: one.span, what: "custom responses".into() }));
    unknown
}

fn limit(rate: &Rate) -> Said<()> {
    if let Some(forwarded) = &rate.forwarded {
        return unsaid(forwarded.header.span, "addresses in headers");
    }
    if rate.window.value != 300 {
        return unsaid(rate.window.span, "another window than five minutes");
    }
    if rate.limit.value < 100 {
        return unsaid(rate.limit.span, "a limit below 100");
    }
    match &rate.per {
        RatePer::Ip => Ok(()),
        RatePer::All => unsaid(rate.span, "counting all requests together"),
        RatePer::Keys(keys) => unsaid(keys.first().map_or(rate.span, |key| key.span), "keys of a rate"),
    }
}

/// A statement that stands beside others which must all hold.
fn all(statement: &Statement) -> Said<Vec<Predicate<'_>>> {
    let negated = statement.negated.value;
    let one = |set| Ok(vec![Predicate { set, negated, span: statement.span }]);
    match &statement.what {
        What::All(inner) if !negated => {
            Ok(inner.iter().map(all).collect::<Said<Vec<_>>>()?.into_iter().flatten().collect())
        }
        What::All(inner) => match inner.as_slice() {
            [only] => {
                let inner = all(only)?;
                match <[Predicate<'_>; 1]>::try_from(inner) {
                    Ok([only]) => Ok(vec![Predicate { negated: !only.negated, ..only }]),
                    Err(_) => unsaid(statement.span, "not all of several statements"),
                }
            }
            _ => unsaid(statement.span, "not all of several statements"),
        },
        What::Any(inner) => {
            let mut sets = Vec::new();
            for statement in inner {
                if statement.negated.value {
                    return unsaid(statement.span, "a negation among several of which one is enough");
                }
                sets.push(set(statement)?);
            }
            let mut sets = sets.into_iter();
            // One without a statement has been complained about.
            let Some(first) = sets.next() else { return Ok(Vec::new()) };
            one(sets.try_fold(first, |whole, next| join(whole, next, statement.span))?)
        }
        What::Part(_) | What::Ip(_) | What::Country(_) | What::Asn(_) | What::Label(_) => one(set(statement)?),
    }
}

/// A single statement as a set.
fn set(statement: &Statement) -> Said<ClassicSet<'_>> {
    let span = statement.span;
    match &statement.what {
        What::Part(test) => {
            part(test)?;
            match &test.test {
                Test::Text { .. } => Ok(ClassicSet::Bytes(vec![test])),
                Test::Matches { .. } | Test::MatchesSet(_) => Ok(ClassicSet::Regex(test)),
                Test::Size { .. } => Ok(ClassicSet::Sizes(vec![test])),
                Test::Sqli(Spanned { value: Sensitivity::High, span }) => unsaid(*span, "a sensitivity"),
                Test::Sqli(_) => Ok(ClassicSet::Sqli(vec![test])),
                Test::Xss => Ok(ClassicSet::Xss(vec![test])),
            }
        }
        What::Ip(test) => match &test.forwarded {
            Some(forwarded) => unsaid(forwarded.header.span, "addresses in headers"),
            None => Ok(ClassicSet::Ips(vec![test])),
        },
        What::Country(test) => match &test.forwarded {
            Some(forwarded) => unsaid(forwarded.header.span, "addresses in headers"),
            None => Ok(ClassicSet::Countries(vec![test])),
        },
        What::Asn(_) => unsaid(span, "autonomous systems"),
        What::Label(_) => unsaid(span, "labels"),
        What::All(_) | What::Any(_) => unsaid(span, "combinations within others"),
    }
}

/// The parts of a request Classic knows.
fn part(test: &PartTest) -> Said<()> {
    match &test.part {
        RequestPart::Header(_)
        | RequestPart::Argument(_)
        | RequestPart::Arguments
        | RequestPart::Path
        | RequestPart::QueryString
        | RequestPart::Method
        | RequestPart::Body(_) => {}
        RequestPart::Fragment(_)
        | RequestPart::JsonBody { .. }
        | RequestPart::Headers { .. }
        | RequestPart::Cookies { .. }
        | RequestPart::HeaderOrder(_)
        | RequestPart::Ja3(_)
        | RequestPart::Ja4(_) => return unsaid(test.span, "this part of a request"),
    }
    let known = |word: super::Transform| {
        use super::Transform as T;
        matches!(word, T::Lowercase | T::UrlDecode | T::HtmlEntityDecode | T::CompressWhiteSpace | T::CmdLine)
    };
    match test.transforms.iter().find(|transform| !known(transform.value)) {
        Some(transform) => unsaid(transform.span, "this transformation"),
        None => Ok(()),
    }
}

/// Two sets as one.
fn join<'s>(one: ClassicSet<'s>, other: ClassicSet<'s>, span: Span) -> Said<ClassicSet<'s>> {
    Ok(match (one, other) {
        (ClassicSet::Bytes(a), ClassicSet::Bytes(b)) => ClassicSet::Bytes([a, b].concat()),
        (ClassicSet::Sizes(a), ClassicSet::Sizes(b)) => ClassicSet::Sizes([a, b].concat()),
        (ClassicSet::Sqli(a), ClassicSet::Sqli(b)) => ClassicSet::Sqli([a, b].concat()),
        (ClassicSet::Xss(a), ClassicSet::Xss(b)) => ClassicSet::Xss([a, b].concat()),
        (ClassicSet::Countries(a), ClassicSet::Countries(b)) => ClassicSet::Countries([a, b].concat()),
        (ClassicSet::Ips(a), ClassicSet::Ips(b)) => {
            let shared = |tests: &[&IpTest]| tests.iter().any(|test| matches!(test.among, IpSource::Set(_)));
            if shared(&a) || shared(&b) {
                return unsaid(span, "one of several sets");
            }
            ClassicSet::Ips([a, b].concat())
        }
        _ => return unsaid(span, "one of several different things"),
    })
}
