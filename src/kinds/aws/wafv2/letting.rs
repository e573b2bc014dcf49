//! What a web ACL lets through, compared with what it did before.

use std::collections::BTreeMap;

use super::statement::{
    Action, ByteMatch, DefaultAction, FieldToMatch, RateBased, RegexMatch, RegexSetMatch, Rule, Statement,
};
use super::web_acl::Input;
use super::{capacity_of_rules, rule_group};
use crate::kinds::Lets;
use crate::kinds::aws::condition::{Condition, UNREADABLE, free_name, kept, text_name};
use crate::value::{Text, Tree};

/// The name of the rule that lets through what the ACL let through before.
const AS_BEFORE: &str = "as-before";

/// [`crate::kinds::Kind::lets`] of a web ACL.
pub(super) fn lets(was: &Input, want: &Input) -> Lets<Input> {
    match (admission(was), admission(want)) {
        (Some(before), Some(after)) => after.since(&before, || {
            let in_place = |why| merged(&was.rules, &want.rules).map_err(|_| why);
            both(was, want).or_else(|why| Ok(Input { rules: in_place(why)?, ..want.clone() }))
        }),
        _ if Tree::of(&(&was.rules, &was.default_action)) == Tree::of(&(&want.rules, &want.default_action)) => {
            Lets::Same
        }
        _ => Lets::Otherwise(Err("it holds what this version of engine has no word for".to_owned())),
    }
}

/// [`crate::kinds::Kind::lets`] of a rule group: what its rules leave undecided is up to who uses it.
pub(super) fn of_group(was: &rule_group::Input, want: &rule_group::Input) -> Lets<rule_group::Input> {
    let rest = || Condition::Test("what comes after the group".to_owned());
    match (among(rest(), &was.rules), among(rest(), &want.rules)) {
        (Some(before), Some(after)) => after.since(&before, || {
            let rules = merged(&was.rules, &want.rules)?;
            if capacity_of_rules(rules.values()) > want.capacity {
                return Err("the capacity of the group is too small for the old and the new rules at once".to_owned());
            }
            Ok(rule_group::Input { rules, ..want.clone() })
        }),
        _ if Tree::of(&was.rules) == Tree::of(&want.rules) => Lets::Same,
        _ => Lets::Otherwise(Err("it holds what this version of engine has no word for".to_owned())),
    }
}

/// The rules in the order they are asked.
fn in_order(rules: &BTreeMap<String, Rule>) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = rules.values().collect();
    rules.sort_by_key(|rule| rule.priority);
    rules
}

/// Which requests an ACL lets through; `None` when something in it has no name here.
fn admission(acl: &Input) -> Option<Condition> {
    let rest = match acl.default_action {
        DefaultAction::Allow => Condition::Constant(true),
        DefaultAction::Block => Condition::Constant(false),
        DefaultAction::Other(_) => return None,
    };
    among(rest, &acl.rules)
}

/// Which requests rules let through, when `rest` is what goes through of those they do not decide.
fn among(rest: Condition, rules: &BTreeMap<String, Rule>) -> Option<Condition> {
    let mut passes = rest;
    for rule in in_order(rules).into_iter().rev() {
        passes = match rule.action {
            Action::Allow => Condition::Any(vec![condition(&rule.statement)?, passes]),
            Action::Block => Condition::All(vec![unless(condition(&rule.statement)?), passes]),
            Action::Count => passes,
            // Who solves the puzzle gets on; whether somebody does is a test of its own.
            Action::Captcha | Action::Challenge => {
                let solved = named("solved", &rule.action);
                Condition::All(vec![Condition::Any(vec![unless(condition(&rule.statement)?), solved]), passes])
            }
            // What its rules allow or block nobody can tell from here, but it is the same as long as the group is.
            Action::Group => {
                let allowed = named("allowed by", &rule.statement);
                let blocked = named("blocked by", &rule.statement);
                Condition::Any(vec![allowed, Condition::All(vec![unless(blocked), passes])])
            }
            Action::Other(_) => return None,
        };
    }
    Some(passes)
}

fn unless(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn condition(statement: &Statement) -> Option<Condition> {
    let all = |inner: &[Statement]| inner.iter().map(condition).collect::<Option<Vec<_>>>();
    Some(match statement {
        Statement::ByteMatch(ByteMatch { field, search, position, transforms }) => {
            named("byte-match", &(part(field)?, text_name(search), position, transforms))
        }
        Statement::RegexMatch(RegexMatch { field, pattern, transforms }) => {
            named("regex-match", &(part(field)?, text_name(pattern), transforms))
        }
        Statement::RegexSet(RegexSetMatch { field, set, transforms }) => {
            named("regex-set", &(part(field)?, text_name(set), transforms))
        }
        Statement::And(inner) => Condition::All(all(inner)?),
        Statement::Or(inner) => Condition::Any(all(inner)?),
        Statement::Not(inner) => unless(condition(inner)?),
        // They hold no secrets, so that they are what they are written as.
        Statement::SizeConstraint(_)
        | Statement::SqliMatch(_)
        | Statement::XssMatch(_)
        | Statement::GeoMatch(_)
        | Statement::IpSet(_)
        | Statement::AsnMatch(_)
        | Statement::LabelMatch(_)
        | Statement::ManagedGroup(_)
        | Statement::RuleGroup(_) => named("as written", statement),
        Statement::RateBased(RateBased { limit, window, per, forwarded, scope_down }) => {
            let counted = match scope_down {
                Some(inner) => format!("{:?}", condition(inner)?),
                None => String::new(),
            };
            named("too many", &(limit, window, per, forwarded, counted))
        }
        Statement::Other(_) => return None,
    })
}

fn named<T: serde::Serialize>(what: &str, which: &T) -> Condition {
    Condition::Test(format!("{what} {}", Tree::of(which).as_value()))
}

fn part(field: &FieldToMatch) -> Option<String> {
    match field {
        FieldToMatch::Header(name) => Some(name.to_ascii_lowercase()),
        FieldToMatch::Other(_) => None,
        other => Some(Tree::of(other).as_value().to_string()),
    }
}

/// What is wanted, with a rule in front that lets through exactly what went through before.
fn both(was: &Input, want: &Input) -> Result<Input, String> {
    let before = match before(was)? {
        Some(statement) => statement,
        // It let nothing through, or everything, and then one of the two is what lets through what either does.
        None => return Err("it treated all requests alike".to_owned()),
    };
    let first = want.rules.values().map(|rule| rule.priority).min().unwrap_or(1);
    let mut both = want.clone();
    if first == 0 {
        both.rules.values_mut().for_each(|rule| rule.priority += 1);
    }
    // Neither measured nor sampled: samples would show the old secret.
    let rule = Rule::new((first - 1).max(0), Action::Allow, before);
    both.rules.insert(free_name(AS_BEFORE, |name| want.rules.contains_key(name)), rule);
    Ok(both)
}

/// The rules that are wanted, each of which lets through what it or the one before it did.
fn merged(was: &BTreeMap<String, Rule>, want: &BTreeMap<String, Rule>) -> Result<BTreeMap<String, Rule>, String> {
    let other = || "rules were added, removed or moved at once".to_owned();
    if !was.keys().eq(want.keys()) {
        return Err(other());
    }
    let one = |(name, rule): (&String, &Rule)| {
        let old = was.get(name).filter(|old| old.priority == rule.priority && old.action == rule.action);
        let old = old.ok_or_else(other)?;
        if condition(&old.statement) == condition(&rule.statement) {
            return Ok((name.clone(), rule.clone()));
        }
        if rule.statement.stands_alone() {
            return Err(GROUP.to_owned());
        }
        let before = kept_statement(&old.statement, Place::Same)?;
        let statement = match rule.action {
            Action::Allow => Statement::Or(vec![rule.statement.clone(), before]),
            Action::Block | Action::Captcha | Action::Challenge => Statement::And(vec![rule.statement.clone(), before]),
            Action::Count => rule.statement.clone(),
            Action::Group | Action::Other(_) => return Err(GROUP.to_owned()),
        };
        Ok((name.clone(), Rule { statement, ..rule.clone() }))
    };
    want.iter().map(one).collect()
}

/// The requests an ACL lets through; `None` when that is all of them or none.
fn before(was: &Input) -> Result<Option<Statement>, String> {
    let mut passes = Passing::Constant(was.default_action == DefaultAction::Allow);
    for rule in in_order(&was.rules).into_iter().rev() {
        passes = match rule.action {
            Action::Allow => passes.or(kept_statement(&rule.statement, Place::Front)?),
            Action::Block => passes.unless(kept_statement(&rule.statement, Place::Front)?),
            Action::Count => passes,
            Action::Captcha | Action::Challenge | Action::Group | Action::Other(_) => {
                return Err("it asks for puzzles or uses rule groups, which have to stand for themselves".to_owned());
            }
        };
    }
    Ok(match passes {
        Passing::Constant(_) => None,
        Passing::When(statement) => Some(statement),
    })
}

/// Which requests go through, as far as it depends on them.
enum Passing {
    Constant(bool),
    When(Statement),
}

impl Passing {
    fn or(self, first: Statement) -> Self {
        match self {
            Self::Constant(true) => self,
            Self::Constant(false) => Self::When(first),
            Self::When(Statement::Or(rest)) => Self::When(Statement::Or([vec![first], rest].concat())),
            Self::When(rest) => Self::When(Statement::Or(vec![first, rest])),
        }
    }

    fn unless(self, first: Statement) -> Self {
        let first = match first {
            Statement::Not(inner) => *inner,
            other => Statement::Not(Box::new(other)),
        };
        match self {
            Self::Constant(true) => Self::When(first),
            Self::Constant(false) => self,
            Self::When(Statement::And(rest)) => Self::When(Statement::And([vec![first], rest].concat())),
            Self::When(rest) => Self::When(Statement::And(vec![first, rest])),
        }
    }
}

/// Where an old statement is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In front of all rules, where no label is there yet.
    Front,
    /// Where it stood.
    Same,
}

/// Why what stands for itself cannot be combined with anything.
const GROUP: &str = "a rate limit or rule group cannot be a part of another rule";

/// The statement with its secrets as seals.
fn kept_statement(statement: &Statement, place: Place) -> Result<Statement, String> {
    let text = |text: &Text| kept(text).ok_or_else(|| UNREADABLE.to_owned());
    let all =
        |inner: &[Statement]| inner.iter().map(|inner| kept_statement(inner, place)).collect::<Result<Vec<_>, _>>();
    Ok(match statement {
        Statement::ByteMatch(inner) => {
            Statement::ByteMatch(ByteMatch { search: text(&inner.search)?, ..inner.clone() })
        }
        Statement::RegexMatch(inner) => {
            Statement::RegexMatch(RegexMatch { pattern: text(&inner.pattern)?, ..inner.clone() })
        }
        Statement::And(inner) => Statement::And(all(inner)?),
        Statement::Or(inner) => Statement::Or(all(inner)?),
        Statement::Not(inner) => Statement::Not(Box::new(kept_statement(inner, place)?)),
        Statement::RateBased(_) | Statement::ManagedGroup(_) | Statement::RuleGroup(_) => {
            return Err(GROUP.to_owned());
        }
        Statement::LabelMatch(_) if place == Place::Front => {
            return Err("labels are only there for rules that come later".to_owned());
        }
        Statement::RegexSet(_)
        | Statement::SizeConstraint(_)
        | Statement::SqliMatch(_)
        | Statement::XssMatch(_)
        | Statement::GeoMatch(_)
        | Statement::IpSet(_)
        | Statement::AsnMatch(_)
        | Statement::LabelMatch(_)
        | Statement::Other(_) => statement.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::super::statement::{Position, RateKeys};
    use super::*;

    fn equals(text: Text) -> Statement {
        let field = FieldToMatch::Header("x-word".into());
        Statement::ByteMatch(ByteMatch { field, search: text, position: Position::Exactly, transforms: Vec::new() })
    }

    fn acl(default_action: DefaultAction, rules: Vec<(i32, Action, Statement)>) -> Input {
        let rule = |(priority, action, statement): (i32, Action, Statement)| {
            (format!("rule-{priority}"), Rule::new(priority, action, statement))
        };
        let rules = rules.into_iter().map(rule).collect();
        Input { rules, ..Input::new("us-east-2".into(), Scope::Regional, "guard".into(), default_action) }
    }

    fn sealed(digest: &str) -> Text {
        Text::Sealed(digest.to_owned())
    }

    #[test]
    fn a_rule_in_front_lets_through_what_went_through_before() {
        let only = |text| acl(DefaultAction::Block, vec![(0, Action::Allow, equals(text))]);
        let Lets::Otherwise(Ok(both)) = lets(&only(sealed("old")), &only(sealed("new"))) else { panic!("both") };
        assert_eq!(both.rules["as-before"].statement, equals(sealed("old")));
        assert!(both.rules["as-before"].priority < both.rules["rule-0"].priority);
        assert_eq!(lets(&only(sealed("old")), &both), Lets::More);
        assert_eq!(lets(&both, &only(sealed("new"))), Lets::Less);
        let Lets::Otherwise(Ok(third)) = lets(&both, &only(sealed("newer"))) else { panic!("all three") };
        assert_eq!(
            third.rules["as-before"].statement,
            Statement::Or(vec![equals(sealed("old")), equals(sealed("new"))])
        );
    }

    #[test]
    fn what_is_blocked_unless_is_let_through_when() {
        let not = |text| Statement::Not(Box::new(equals(text)));
        let unless = |text| acl(DefaultAction::Allow, vec![(1, Action::Block, not(text))]);
        let only = acl(DefaultAction::Block, vec![(1, Action::Allow, equals(sealed("old")))]);
        assert_eq!(lets(&unless(sealed("old")), &only), Lets::Same);
        let Lets::Otherwise(Ok(both)) = lets(&unless(sealed("old")), &unless(sealed("new"))) else { panic!("both") };
        assert_eq!(both.rules["as-before"].statement, equals(sealed("old")));
        assert_eq!(both.rules["as-before"].action, Action::Allow);
    }

    #[test]
    fn beside_a_rate_limit_each_rule_keeps_what_it_was() {
        let limit = || {
            let (per, forwarded, scope_down) = (RateKeys::Ip, None, None);
            Statement::RateBased(RateBased { limit: 100, window: 300, per, forwarded, scope_down })
        };
        let limited =
            |text| acl(DefaultAction::Block, vec![(0, Action::Block, limit()), (1, Action::Allow, equals(text))]);
        let Lets::Otherwise(Ok(both)) = lets(&limited(sealed("old")), &limited(sealed("new"))) else { panic!("both") };
        assert_eq!(both.rules["rule-0"].statement, limit());
        assert_eq!(both.rules["rule-1"].statement, Statement::Or(vec![equals(sealed("new")), equals(sealed("old"))]));
        assert_eq!(lets(&limited(sealed("old")), &both), Lets::More);
        assert_eq!(lets(&both, &limited(sealed("new"))), Lets::Less);
    }

    #[test]
    fn rules_that_only_count_let_nobody_through() {
        let counting = |rules| acl(DefaultAction::Allow, rules);
        let count = (1, Action::Count, equals(sealed("a")));
        assert_eq!(lets(&counting(vec![]), &counting(vec![count])), Lets::Same);
        let block = (1, Action::Block, equals(sealed("a")));
        assert_eq!(lets(&counting(vec![]), &counting(vec![block.clone()])), Lets::Less);
        assert_eq!(lets(&counting(vec![block]), &counting(vec![])), Lets::More);
    }

    #[test]
    fn what_cannot_be_told_cannot_be_kept() {
        let only = |text| acl(DefaultAction::Block, vec![(1, Action::Allow, equals(text))]);
        let mixed = Text::Join(vec![Text::from("a-"), sealed("old")]);
        assert_eq!(lets(&only(mixed), &only(sealed("new"))), Lets::Otherwise(Err(UNREADABLE.to_owned())));
        let foreign = acl(DefaultAction::Block, vec![(1, Action::Allow, Statement::Other("geo-match".into()))]);
        assert!(matches!(lets(&foreign, &only(sealed("new"))), Lets::Otherwise(Err(_))));
        assert_eq!(lets(&foreign, &foreign), Lets::Same);
    }
}
