use std::collections::BTreeMap;

use super::super::lower::Lowering;
use super::action::{action, inserted, response};
use super::home::Home;
use super::statement::Lines;
use super::{group_settings, rate};
use crate::diag::{Diagnostic, Span};
use crate::kinds::aws::wafv2::statement::{Action, ManagedGroup, Rule, RuleGroupMatch, Statement};
use crate::kinds::aws::wafv2::{capacity, capacity_of_rules};
use crate::names::BlockAddr;
use crate::spec::declare::Choices as _;
use crate::spec::waf::{GroupUse, Managed, Override, RuleBody, Test};
use crate::spec::{RuleAction, Spec, Template, WafRule};
use crate::value::{SecretForm, SecretRef, Text};

/// The rules of a web ACL or rule group called `name`, by name.
pub(super) fn lower(
    at: &mut Lowering<'_>,
    (block, home, name): (&BlockAddr, Home, &str),
    rules: &[WafRule],
) -> BTreeMap<String, Rule> {
    let mut lowered = BTreeMap::new();
    for rule in rules {
        let Some(statement) = statement(at, (block, home, name), rule) else { continue };
        let priority = i32::try_from(rule.priority.value).unwrap_or(i32::MAX);
        let what = rule.action.as_ref().map_or(Action::Group, |word| action(word.value));
        let puzzles = |word| rule.action.is_some_and(|action| action.value == word);
        let immunity = rule.immunity.map(|immunity| i64::from(immunity.value));
        // Samples show whole requests to everybody who may look at the console, the secret header included.
        let sampled = rule.sampled.map_or(!holds_secret(at.spec, rule), |sampled| sampled.value);
        let value = Rule {
            metric: rule.metrics.value.then(|| metric(&format!("{name}-{}", rule.name.value))),
            sampled,
            labels: rule.labels.iter().map(|label| label.value.clone()).collect(),
            insert_headers: inserted(at, &rule.does),
            response: response(at, &rule.does),
            captcha_immunity: immunity.filter(|_| puzzles(RuleAction::Captcha)),
            challenge_immunity: immunity.filter(|_| puzzles(RuleAction::Challenge)),
            ..Rule::new(priority, what, statement)
        };
        lowered.insert(rule.name.value.clone(), value);
    }
    lowered
}

/// `None` when nothing of it could be understood, which has been complained about.
fn statement(
    at: &mut Lowering<'_>,
    (block, home, name): (&BlockAddr, Home, &str),
    rule: &WafRule,
) -> Option<Statement> {
    let mut lines = Lines { at, block, home, name, rule: &rule.name.value, count: 0 };
    match &rule.body {
        RuleBody::Statements(statements) => lines.all(statements),
        RuleBody::Rate(limit) => {
            let only = lines.all(&limit.only);
            Some(Statement::RateBased(rate::lower(limit, only)))
        }
        RuleBody::Managed(managed) => {
            let only = lines.all(&managed.only);
            Some(Statement::ManagedGroup(self::managed(managed, only)))
        }
        RuleBody::Group(used) => Some(Statement::RuleGroup(group(at.spec, home, used))),
    }
}

fn managed(managed: &Managed, only: Option<Statement>) -> ManagedGroup {
    ManagedGroup {
        vendor: managed.vendor.value.clone(),
        name: managed.name.value.clone(),
        version: managed.version.as_ref().map(|version| version.value.clone()),
        overrides: overrides(&managed.overrides),
        inspection: managed.inspection.map(|inspection| inspection.value.word().to_ascii_uppercase()),
        settings: managed.settings.as_deref().map(|settings| Box::new(group_settings::lower(settings))),
        scope_down: only.map(Box::new),
    }
}

fn group(spec: &Spec, home: Home, used: &GroupUse) -> RuleGroupMatch {
    let ours = spec.rule_groups.get(used.group.value.name()).map(|group| group.capacity.value);
    RuleGroupMatch {
        group: home.arn(&used.group.value, "rule-group"),
        capacity: ours.or(used.capacity.map(|capacity| capacity.value)).unwrap_or_default(),
        overrides: overrides(&used.overrides),
    }
}

fn overrides(overrides: &BTreeMap<String, Override>) -> BTreeMap<String, Action> {
    overrides.iter().map(|(rule, other)| (rule.clone(), action(other.action.value))).collect()
}

/// Whether a request that the rule matches carries a secret.
fn holds_secret(spec: &Spec, rule: &WafRule) -> bool {
    let secret = |value: &Template| value.secrets().next().is_some();
    let shared = rule.tests().filter_map(|test| match &test.test {
        Test::MatchesSet(set) => spec.regex_sets.get(set.value.name()),
        _ => None,
    });
    rule.values().any(secret) || shared.flat_map(|set| &set.patterns).any(secret)
}

/// A pattern as written; a secret becomes the expression that matches exactly its value.
pub(super) fn pattern(at: &mut Lowering<'_>, value: &Template) -> Text {
    match at.text(value) {
        Text::Secret(secret) => Text::Secret(SecretRef { form: SecretForm::ExactRegex, ..secret }),
        other => other,
    }
}

/// A CloudWatch metric name: letters, digits, `-` and `_`, at most 128.
pub(super) fn metric(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).take(128).collect()
}

/// E0840: rules that need more capacity than there is at `span`.
pub(super) fn fits(at: &mut Lowering<'_>, rules: &BTreeMap<String, Rule>, most: u32, span: Span, written: &[WafRule]) {
    let used = capacity_of_rules(rules.values());
    if used <= most {
        return;
    }
    let mut problem = Diagnostic::error("E0840", format!("the rules need {used} WCU, and there are {most}"))
        .at(span, "too little capacity")
        .help("leave something out: a managed group costs most, then transformations, then regular expressions");
    let dearest = written.iter().filter_map(|rule| Some((capacity(&rules.get(&rule.name.value)?.statement), rule)));
    if let Some((cost, rule)) = dearest.max_by_key(|(cost, _)| *cost) {
        problem = problem.at(rule.span, format!("{cost} of them"));
    }
    at.problems.push(problem);
}
