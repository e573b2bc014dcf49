use crate::diag::Spanned;
use crate::spec::waf::{PartTest, RequestPart, RuleBody, Statement, Test, TextTest, Transform, WafRule, What};
use crate::spec::{Gaps, Spec, Template};

/// Every rule of the spec: those of web ACLs and those of rule groups.
pub(super) fn all_rules(spec: &Spec) -> impl Iterator<Item = &WafRule> {
    spec.wafs.values().flat_map(|waf| &waf.rules).chain(spec.rule_groups.values().flat_map(|group| &group.rules))
}

/// The statements of a rule all of which must hold; `None` for a rule that is about something else, or not wholly known.
pub(super) fn conjunction<'s>(rule: &'s WafRule, gaps: &Gaps) -> Option<Vec<&'s Statement>> {
    let RuleBody::Statements(outer) = &rule.body else { return None };
    let known = !gaps.node(rule.span) && rule.statements().iter().all(|statement| is_known(statement, gaps));
    let mut flat = Vec::new();
    outer.iter().for_each(|statement| flatten(statement, &mut flat));
    (known && !flat.is_empty()).then_some(flat)
}

fn flatten<'s>(statement: &'s Statement, into: &mut Vec<&'s Statement>) {
    match &statement.what {
        What::All(inner) if !statement.negated.value => inner.iter().for_each(|one| flatten(one, into)),
        _ => into.push(statement),
    }
}

/// Whether nothing of a statement is a stand-in.
fn is_known(statement: &Statement, gaps: &Gaps) -> bool {
    let part = |test: &PartTest| {
        test.header().is_none_or(|header| !gaps.value(header.span))
            && test.transforms.iter().all(|transform| !gaps.value(transform.span))
            && test.values().iter().all(|value| !gaps.value(value.span))
    };
    !gaps.node(statement.span)
        && !gaps.value(statement.negated.span)
        && match &statement.what {
            What::Part(test) => part(test),
            What::Ip(_) | What::Country(_) | What::Asn(_) | What::Label(_) | What::All(_) | What::Any(_) => true,
        }
}

/// Whether every request for which `statement` holds is one for which `wanted` holds. Never wrong when it says so.
pub(super) fn implies(statement: &Statement, wanted: &Statement) -> bool {
    match (statement.negated.value, wanted.negated.value) {
        (false, false) => accepts_no_more(statement, wanted),
        (true, true) => accepts_no_more(wanted, statement),
        (false, true) | (true, false) => false,
    }
}

/// Whether two statements never hold together.
pub(super) fn exclude(one: &Statement, other: &Statement) -> bool {
    match (one.negated.value, other.negated.value) {
        (false, true) => accepts_no_more(one, other),
        (true, false) => accepts_no_more(other, one),
        (true, true) => false,
        (false, false) => match (&one.what, &other.what) {
            (What::Part(one), What::Part(other)) => same_part(one, other) && differ(one, other),
            (What::Country(one), What::Country(other)) => {
                one.forwarded.is_none()
                    && other.forwarded.is_none()
                    && one.countries.iter().all(|here| other.countries.iter().all(|there| here.value != there.value))
            }
            _ => false,
        },
    }
}

/// Whether what `narrow` finds `wide` finds too, without minding `not`.
fn accepts_no_more(narrow: &Statement, wide: &Statement) -> bool {
    match (&narrow.what, &wide.what) {
        (What::Part(narrow), What::Part(wide)) => same_part(narrow, wide) && compares_no_more(narrow, wide),
        (What::Country(narrow), What::Country(wide)) => {
            narrow.forwarded.is_none()
                && wide.forwarded.is_none()
                && narrow.countries.iter().all(|here| wide.countries.iter().any(|there| here.value == there.value))
        }
        (_, What::Any(among)) if !among.is_empty() => {
            among.iter().any(|one| !one.negated.value && accepts_no_more(narrow, one))
        }
        _ => false,
    }
}

/// Whether both look at the same text: the same part of a request, changed in the same way.
fn same_part(one: &PartTest, other: &PartTest) -> bool {
    let same = match (&one.part, &other.part) {
        (RequestPart::Header(one), RequestPart::Header(other))
        | (RequestPart::Argument(one), RequestPart::Argument(other)) => one.value.eq_ignore_ascii_case(&other.value),
        (RequestPart::Path, RequestPart::Path)
        | (RequestPart::QueryString, RequestPart::QueryString)
        | (RequestPart::Method, RequestPart::Method) => true,
        _ => false,
    };
    let alike = || one.transforms.iter().zip(&other.transforms).all(|(one, other)| one.value == other.value);
    same && one.transforms.len() == other.transforms.len() && alike()
}

fn compares_no_more(narrow: &PartTest, wide: &PartTest) -> bool {
    let covered = |value: &&Template| wide.values().iter().any(|other| value.is_like(other));
    let alike = match (&narrow.test, &wide.test) {
        (Test::Text { how: one, .. }, Test::Text { how: other, .. }) => one == other,
        (Test::Matches { .. }, Test::Matches { .. }) => true,
        _ => false,
    };
    if alike && narrow.values().iter().all(covered) {
        return true;
    }
    let (Test::Text { how, value }, Test::Text { how: wide_how, value: wide_value }) = (&narrow.test, &wide.test)
    else {
        return false;
    };
    let (Some(text), Some(part)) = (value.as_literal(), wide_value.as_literal()) else { return false };
    match (how, wide_how) {
        (TextTest::Equals | TextTest::StartsWith, TextTest::StartsWith) => text.starts_with(part),
        (TextTest::Equals | TextTest::EndsWith, TextTest::EndsWith) => text.ends_with(part),
        (_, TextTest::Contains) => text.contains(part),
        (_, TextTest::Equals | TextTest::Word | TextTest::StartsWith | TextTest::EndsWith) => false,
    }
}

/// Whether no text compares equal in both, for tests whose values are plain.
fn differ(one: &PartTest, other: &PartTest) -> bool {
    let (Test::Text { how: one, value: a }, Test::Text { how: other, value: b }) = (&one.test, &other.test) else {
        return false;
    };
    let (Some(a), Some(b)) = (a.as_literal(), b.as_literal()) else { return false };
    let lacks = |whole: &str, how: &TextTest, part: &str| match how {
        TextTest::Equals => whole != part,
        TextTest::StartsWith => !whole.starts_with(part),
        TextTest::EndsWith => !whole.ends_with(part),
        TextTest::Contains | TextTest::Word => !whole.contains(part),
    };
    match (one, other) {
        (TextTest::Equals, other) => lacks(a, other, b),
        (one, TextTest::Equals) => lacks(b, one, a),
        (TextTest::StartsWith, TextTest::StartsWith) => !a.starts_with(b) && !b.starts_with(a),
        (TextTest::EndsWith, TextTest::EndsWith) => !a.ends_with(b) && !b.ends_with(a),
        (TextTest::Contains | TextTest::Word, _)
        | (_, TextTest::Contains | TextTest::Word)
        | (TextTest::StartsWith, TextTest::EndsWith)
        | (TextTest::EndsWith, TextTest::StartsWith) => false,
    }
}

/// The last transformation of a test, when it leaves no letters of the case the value is written in: the comparison then never
/// succeeds (aws-facts 17.2). And which letters those are.
pub(super) fn case_taken_away(test: &PartTest) -> Option<(&Template, Spanned<Transform>, &'static str)> {
    // What comes after may bring the letters back: `%41` is an `A`.
    let last = *test.transforms.last()?;
    let (gone, what): (fn(&char) -> bool, &str) = match last.value {
        Transform::Lowercase | Transform::CmdLine => (char::is_ascii_uppercase, "capital letters"),
        Transform::Uppercase => (char::is_ascii_lowercase, "small letters"),
        _ => return None,
    };
    let (value, plain) = match &test.test {
        Test::Text { value, .. } => (value, true),
        Test::Matches { value, alternatives } => (value, alternatives.is_empty()),
        Test::MatchesSet(_) | Test::Size { .. } | Test::Sqli(_) | Test::Xss => return None,
    };
    let text = value.as_literal()?;
    let as_written = matches!(test.test, Test::Text { .. }) || !text.contains(['|', '[', '\\', '(', '?', '*', '{']);
    (plain && as_written && text.chars().any(|letter| gone(&letter))).then_some((value, last, what))
}

/// A comparison of a header with a secret.
#[derive(Clone, Copy)]
pub(super) struct SecretTest<'s> {
    pub(super) statement: &'s Statement,
    pub(super) test: &'s PartTest,
    pub(super) header: &'s Spanned<String>,
    /// The first of the values with a secret in it.
    pub(super) value: &'s Template,
}

/// What a statement compares with a secret, when it is a test of a header.
pub(super) fn secret_test(statement: &Statement) -> Option<SecretTest<'_>> {
    let What::Part(test) = &statement.what else { return None };
    let value = test.values().into_iter().find(|value| value.secrets().next().is_some())?;
    Some(SecretTest { statement, test, header: test.header()?, value })
}

/// Every comparison of a header with a secret in a rule, at any depth.
pub(super) fn secret_tests(rule: &WafRule) -> impl Iterator<Item = SecretTest<'_>> {
    rule.statements().into_iter().filter_map(secret_test)
}

impl SecretTest<'_> {
    /// Whether one of the compared secrets is this one.
    pub(super) fn wants(&self, secret: &str) -> bool {
        self.test.values().into_iter().flat_map(|value| value.secrets()).any(|wanted| wanted.value == secret)
    }

    /// Whether it is a test of the header of this name.
    pub(super) fn is_of(&self, name: &str) -> bool {
        self.header.value.eq_ignore_ascii_case(name)
    }

    /// Whether a value, name or place of it is a stand-in.
    pub(super) fn is_unknown(&self, gaps: &Gaps) -> bool {
        !is_known(self.statement, gaps)
    }
}

/// Whether a rule matches only requests that carry a secret.
pub(super) fn needs_secret(rule: &WafRule, gaps: &Gaps) -> bool {
    let compares = |statement: &Statement| secret_test(statement).is_some() && !statement.negated.value;
    let holds = |statement: &&Statement| match &statement.what {
        What::Any(among) => !statement.negated.value && !among.is_empty() && among.iter().all(compares),
        _ => compares(statement),
    };
    conjunction(rule, gaps).is_some_and(|all| all.iter().any(holds))
}
