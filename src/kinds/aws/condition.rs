//! What a gate looks for, as a condition over single tests, so that two of them can be compared whatever they are made of.

use std::collections::BTreeSet;

use crate::kinds::Lets;
use crate::value::{SecretRef, Text};

/// A condition on requests.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// Holds always, or never.
    Constant(bool),
    /// A single test, by a name that is the same for the same test and for no other.
    Test(String),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// With more tests than this two conditions are taken for different without looking: there are two to that power cases.
const MOST_TESTS: usize = 12;

impl Condition {
    fn holds(&self, test: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Test(name) => test(name),
            Self::Not(inner) => !inner.holds(test),
            Self::All(inner) => inner.iter().all(|inner| inner.holds(test)),
            Self::Any(inner) => inner.iter().any(|inner| inner.holds(test)),
        }
    }

    fn tests<'a>(&'a self, found: &mut BTreeSet<&'a str>) {
        match self {
            Self::Constant(_) => {}
            Self::Test(name) => {
                found.insert(name);
            }
            Self::Not(inner) => inner.tests(found),
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|inner| inner.tests(found)),
        }
    }

    /// How `self` compares with what was before, in every case the tests can come out in; `both` makes what holds when either
    /// does. Tests are taken to be independent, so it may say `Otherwise` too often, never too rarely.
    pub(super) fn since<I>(&self, was: &Self, both: impl FnOnce() -> Result<I, String>) -> Lets<I> {
        if self == was {
            return Lets::Same;
        }
        let mut tests = BTreeSet::new();
        self.tests(&mut tests);
        was.tests(&mut tests);
        let tests: Vec<&str> = tests.into_iter().collect();
        if tests.len() > MOST_TESTS {
            return Lets::Otherwise(both());
        }
        let (mut more, mut less) = (false, false);
        for case in 0..1_u32 << tests.len() {
            let outcome = |name: &str| tests.iter().position(|one| *one == name).is_some_and(|at| case >> at & 1 == 1);
            match (was.holds(&outcome), self.holds(&outcome)) {
                (false, true) => more = true,
                (true, false) => less = true,
                (false, false) | (true, true) => {}
            }
        }
        match (more, less) {
            (false, false) => Lets::Same,
            (true, false) => Lets::More,
            (false, true) => Lets::Less,
            (true, true) => Lets::Otherwise(both()),
        }
    }
}

/// A name for a text that tells it from others: a secret by its digest, whether it is read from the config or from the cloud.
/// Where this machine cannot decrypt, all secrets have the same name, as everywhere: nobody can tell.
pub(super) fn text_name(text: &Text) -> String {
    match text {
        Text::Secret(SecretRef { digest, .. }) => format!("secret {}", digest.as_deref().unwrap_or_default()),
        Text::Sealed(digest) => format!("secret {digest}"),
        Text::Known(_) | Text::Ref(_) | Text::Join(_) | Text::Digest(_) => text.label(),
    }
}

/// A text of an earlier input as it can be wanted again: a secret by its seal. `None` when it has none, or several at once.
pub(super) fn kept(text: &Text) -> Option<Text> {
    match text {
        Text::Known(_) => Some(text.clone()),
        Text::Sealed(digest) => (!digest.is_empty()).then(|| text.clone()),
        Text::Secret(secret) => secret.digest.clone().map(Text::Sealed),
        Text::Join(_) | Text::Ref(_) | Text::Digest(_) => None,
    }
}

/// [`crate::kinds::Kind::lets`] of a set of regular expressions, of which a set holds `most`.
pub(super) fn lets_patterns(was: &[Text], want: &[Text], most: usize) -> Lets<Vec<Text>> {
    let any = |texts: &[Text]| Condition::Any(texts.iter().map(|text| Condition::Test(text_name(text))).collect());
    any(want).since(&any(was), || {
        let gone = was.iter().filter(|old| want.iter().all(|new| text_name(new) != text_name(old)));
        let gone: Option<Vec<Text>> = gone.map(kept).collect();
        let both = [want, &gone.ok_or(UNREADABLE)?].concat();
        if both.len() > most {
            return Err(format!("a set holds {most} patterns and the old and the new ones are {}", both.len()));
        }
        Ok(both)
    })
}

/// Why an old secret cannot be kept beside a new one.
pub(super) const UNREADABLE: &str = "a secret in it cannot be told from others on this machine";

/// `name`, or a longer one, when that is taken.
pub(super) fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    while taken(&free) {
        free.push('-');
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str) -> Condition {
        Condition::Test(name.to_owned())
    }

    fn since(was: &Condition, want: &Condition) -> Lets<()> {
        want.since(was, || Ok(()))
    }

    #[test]
    fn conditions_compare_by_what_they_let_through() {
        let either = Condition::Any(vec![test("a"), test("b")]);
        let both = Condition::All(vec![test("b"), test("a")]);
        assert_eq!(since(&test("a"), &either), Lets::More);
        assert_eq!(since(&either, &test("b")), Lets::Less);
        assert_eq!(since(&both, &Condition::All(vec![test("a"), test("b")])), Lets::Same);
        assert_eq!(since(&test("a"), &test("b")), Lets::Otherwise(Ok(())));
        assert_eq!(since(&Condition::Constant(true), &test("a")), Lets::Less);
        let not = Condition::Not(Box::new(Condition::Not(Box::new(test("a")))));
        assert_eq!(since(&test("a"), &not), Lets::Same);
    }

    #[test]
    fn too_many_tests_are_taken_for_different() {
        let many = |names: &[usize]| Condition::Any(names.iter().map(|name| test(&name.to_string())).collect());
        let numbers: Vec<usize> = (0..=MOST_TESTS).collect();
        assert_eq!(since(&many(&numbers), &many(&numbers[1..])), Lets::Otherwise(Ok(())));
        assert_eq!(since(&many(&numbers[1..]), &many(&numbers[2..])), Lets::Less);
    }
}
