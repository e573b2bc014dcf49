use crate::spec::{Gaps, HeaderTest, Template, Test, Transform};

/// Whether every request that passes `test` passes `wanted`. Never wrong when it says so.
pub(super) fn implies(test: &HeaderTest, wanted: &HeaderTest, gaps: &Gaps) -> bool {
    is_known(test, gaps)
        && is_known(wanted, gaps)
        && same_part(test, wanted)
        && match (test.negated.value, wanted.negated.value) {
            (false, false) => accepts_no_more(test, wanted),
            (true, true) => accepts_no_more(wanted, test),
            (false, true) | (true, false) => false,
        }
}

/// Whether no request passes both tests.
pub(super) fn exclude(one: &HeaderTest, other: &HeaderTest, gaps: &Gaps) -> bool {
    if !is_known(one, gaps) || !is_known(other, gaps) || !same_part(one, other) {
        return false;
    }
    match (one.negated.value, other.negated.value) {
        (false, true) => accepts_no_more(one, other),
        (true, false) => accepts_no_more(other, one),
        (true, true) => false,
        (false, false) => differ(one, other),
    }
}

/// Whether both look at the same text: the same header, changed in the same way.
fn same_part(one: &HeaderTest, other: &HeaderTest) -> bool {
    let transforms = |test: &HeaderTest| test.transforms.iter().map(|transform| transform.value).collect::<Vec<_>>();
    one.header.value.eq_ignore_ascii_case(&other.header.value) && transforms(one) == transforms(other)
}

/// Whether nothing of a test is a stand-in.
pub(super) fn is_known(test: &HeaderTest, gaps: &Gaps) -> bool {
    let is_known = |value: &Template| !gaps.value(value.span);
    !gaps.node(test.span)
        && !gaps.value(test.header.span)
        && !gaps.value(test.negated.span)
        && test.transforms.iter().all(|transform| !gaps.value(transform.span))
        && test.values().all(is_known)
}

/// Whether whatever `narrow` compares equal `wide` does too, without minding `not`.
fn accepts_no_more(narrow: &HeaderTest, wide: &HeaderTest) -> bool {
    let covered = |value: &Template| wide.values().any(|other| value.is_like(other));
    if narrow.test == wide.test && narrow.values().all(covered) {
        return true;
    }
    let (Some(narrow_text), Some(text)) = (narrow.value.as_literal(), wide.value.as_literal()) else { return false };
    match (narrow.test, wide.test) {
        (Test::Equals, Test::StartsWith) | (Test::StartsWith, Test::StartsWith) => narrow_text.starts_with(text),
        (Test::Equals, Test::EndsWith) | (Test::EndsWith, Test::EndsWith) => narrow_text.ends_with(text),
        (Test::Equals | Test::StartsWith | Test::EndsWith | Test::Contains, Test::Contains) => {
            narrow_text.contains(text)
        }
        (Test::Matches, _)
        | (_, Test::Matches | Test::Equals)
        | (Test::Contains, Test::StartsWith | Test::EndsWith)
        | (Test::StartsWith, Test::EndsWith)
        | (Test::EndsWith, Test::StartsWith) => false,
    }
}

/// Whether no text compares equal in both, for tests whose values are plain.
fn differ(one: &HeaderTest, other: &HeaderTest) -> bool {
    let (Some(a), Some(b)) = (one.value.as_literal(), other.value.as_literal()) else { return false };
    match (one.test, other.test) {
        (Test::Equals, Test::Equals) => a != b,
        (Test::Equals, Test::StartsWith) => !a.starts_with(b),
        (Test::StartsWith, Test::Equals) => !b.starts_with(a),
        (Test::Equals, Test::EndsWith) => !a.ends_with(b),
        (Test::EndsWith, Test::Equals) => !b.ends_with(a),
        (Test::Equals, Test::Contains) => !a.contains(b),
        (Test::Contains, Test::Equals) => !b.contains(a),
        (Test::StartsWith, Test::StartsWith) => !a.starts_with(b) && !b.starts_with(a),
        (Test::EndsWith, Test::EndsWith) => !a.ends_with(b) && !b.ends_with(a),
        (Test::Matches, _)
        | (_, Test::Matches)
        | (Test::Contains, Test::Contains | Test::StartsWith | Test::EndsWith)
        | (Test::StartsWith | Test::EndsWith, Test::Contains)
        | (Test::StartsWith, Test::EndsWith)
        | (Test::EndsWith, Test::StartsWith) => false,
    }
}

/// The transformation that leaves no capital letter, when the value has one: the comparison then never succeeds
/// (aws-facts 17.2).
pub(super) fn lowered_away(test: &HeaderTest) -> Option<Transform> {
    let lowers = |transform: Transform| match transform {
        Transform::Lowercase | Transform::CmdLine => true,
        Transform::UrlDecode | Transform::HtmlEntityDecode | Transform::CompressWhiteSpace => false,
    };
    // What comes after may bring capital letters back: `%41` is an `A`.
    let last = test.transforms.last()?.value;
    let text = test.value.as_literal()?;
    let capital = match test.test {
        Test::Matches => test.alternatives.is_empty() && !text.contains(['|', '[', '\\', '(', '?', '*', '{']),
        Test::Equals | Test::Contains | Test::StartsWith | Test::EndsWith => true,
    } && text.contains(|letter: char| letter.is_ascii_uppercase());
    (lowers(last) && capital).then_some(last)
}
