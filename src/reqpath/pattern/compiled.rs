use std::collections::HashMap;

use regex::bytes::{Regex, RegexBuilder};

use super::{parse, print};
use crate::reqpath::model::{Condition, Gateway, Matcher, Perimeter, Rule, RuleBody};
use crate::reqpath::phrase::{Oracle, Phrase, Position};
use crate::reqpath::truth::Truth;

/// The largest automaton one pattern may become, in bytes; AWS's own limits on patterns are far below.
const LARGEST: usize = 8 << 20;

/// A pattern of AWS WAF in the syntax of the `regex` crate, to be compiled with Unicode off and searched for unanchored.
///
/// # Errors
/// What in it AWS refuses, or cannot be carried over exactly.
pub fn translate(pattern: &str) -> Result<String, String> {
    print::print(&parse::parse(pattern)?)
}

/// Regular expressions of a perimeter, compiled once.
pub(in crate::reqpath) struct Patterns(HashMap<String, Result<Regex, String>>);

impl Patterns {
    /// Those of a perimeter.
    pub(in crate::reqpath) fn of(perimeter: &Perimeter) -> Self {
        let mut known = HashMap::new();
        let mut add = |text: String| {
            known.entry(text).or_insert_with_key(|text| compile(text));
        };
        for acl in &perimeter.web_acls {
            of_rules(&acl.rules, &mut add);
        }
        for Gateway { authorizers, .. } in &perimeter.gateways {
            authorizers.values().filter_map(|one| one.validation.as_deref()).for_each(|text| add(whole(text)));
        }
        Self(known)
    }

    /// Whether a pattern is found anywhere in a part.
    pub(in crate::reqpath) fn found(&self, pattern: &Phrase, part: &Phrase, oracle: Option<&dyn Oracle>) -> Truth {
        // A secret among the patterns is written so that it matches exactly its value.
        if pattern.as_secret().is_some() {
            return part.holds(Position::Exactly, pattern, oracle);
        }
        let Some(text) = pattern.as_plain().and_then(|text| std::str::from_utf8(text).ok()) else {
            return Truth::unsure("a pattern has a secret in it");
        };
        match part.as_plain() {
            Some(bytes) => self.test(text, bytes),
            None => Truth::unsure(format!("whether `{text}` is found in {} is not known here", part.shown())),
        }
    }

    /// Whether a pattern matches a part as a whole.
    pub(in crate::reqpath) fn whole(&self, pattern: &str, part: &Phrase) -> Truth {
        match part.as_plain() {
            Some(bytes) => self.test(&whole(pattern), bytes),
            None => Truth::unsure(format!("whether {} has the form `{pattern}` is not known here", part.shown())),
        }
    }

    fn test(&self, pattern: &str, bytes: &[u8]) -> Truth {
        let made;
        let compiled = match self.0.get(pattern) {
            Some(compiled) => compiled,
            None => {
                made = compile(pattern);
                &made
            }
        };
        match compiled {
            Ok(regex) => Truth::of(regex.is_match(bytes)),
            Err(why) => Truth::unsure(format!("`{pattern}` has {why}")),
        }
    }
}

fn whole(pattern: &str) -> String {
    format!("\\A(?:{pattern})\\z")
}

fn compile(pattern: &str) -> Result<Regex, String> {
    let text = translate(pattern)?;
    let compiled = RegexBuilder::new(&text).unicode(false).size_limit(LARGEST).build();
    compiled.map_err(|_| "more states than are looked at here".to_owned())
}

fn of_rules(rules: &[Rule], add: &mut impl FnMut(String)) {
    for rule in rules {
        match &rule.body {
            RuleBody::When(condition, _) => of_condition(condition, add),
            RuleBody::Group(group) => {
                group.narrowed.iter().for_each(|condition| of_condition(condition, add));
                of_rules(group.rules.as_deref().unwrap_or_default(), add);
            }
        }
    }
}

fn of_condition(condition: &Condition, add: &mut impl FnMut(String)) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => inner.iter().for_each(|one| of_condition(one, add)),
        Condition::Not(inner) => of_condition(inner, add),
        Condition::Rate(rate) => rate.narrowed.iter().for_each(|one| of_condition(one, add)),
        Condition::Part(test) => match &test.matcher {
            Matcher::Patterns(patterns) => {
                let texts = patterns.iter().filter_map(|pattern| String::from_utf8(pattern.as_plain()?.to_vec()).ok());
                texts.for_each(add);
            }
            Matcher::Text(..) | Matcher::Size(..) | Matcher::Sql | Matcher::Script => {}
        },
        Condition::Country { .. }
        | Condition::Address { .. }
        | Condition::System { .. }
        | Condition::Label { .. }
        | Condition::Opaque(_) => {}
    }
}
