use std::collections::BTreeMap;

use aws_sdk_wafv2::types;

use super::action::{Did, immunity};
use super::{action, statement};
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::wafv2::statement::{Rule, Statement};

/// Shield Advanced puts its own rule into ACLs it protects; it is not ours to see or to remove.
const SHIELD_RULE: &str = "ShieldMitigationRuleGroup_";

/// What reading of rules needs to know besides them.
pub(in super::super) struct Reader<'a> {
    /// Decides where secrets stand.
    pub(in super::super) texts: LiveTexts<'a>,
    /// The capacity of rule groups, by ARN.
    pub(in super::super) groups: BTreeMap<String, u32>,
}

/// Whether AWS put this rule there by itself.
pub(in super::super) fn injected(rule: &types::Rule) -> bool {
    rule.name.starts_with(SHIELD_RULE)
}

/// ARNs of the rule groups that rules stand for.
pub(in super::super) fn groups(live: &[types::Rule]) -> Vec<String> {
    let statements = live.iter().filter_map(|rule| rule.statement.as_ref());
    statements.filter_map(|one| one.rule_group_reference_statement.as_ref()).map(|group| group.arn.clone()).collect()
}

/// The rules of an ACL or a rule group by name, without those AWS put there; `recorded` decides where secrets stand.
pub(in super::super) fn rules(
    reader: &Reader<'_>,
    live: &[types::Rule],
    recorded: &BTreeMap<String, Rule>,
) -> BTreeMap<String, Rule> {
    let ours = live.iter().filter(|rule| !injected(rule));
    ours.map(|rule| (rule.name.clone(), self::rule(reader, rule, recorded.get(&rule.name)))).collect()
}

fn rule(reader: &Reader<'_>, live: &types::Rule, recorded: Option<&Rule>) -> Rule {
    let statement = match &live.statement {
        Some(statement) => statement::read(reader, statement, recorded.map(|rule| &rule.statement)),
        None => Statement::Other("none".into()),
    };
    let (metric, sampled) = visibility(live.visibility_config.as_ref());
    let Did { action, insert_headers, response } = action::of_rule(live);
    let captcha = live.captcha_config.as_ref().and_then(|config| config.immunity_time_property.as_ref());
    let challenge = live.challenge_config.as_ref().and_then(|config| config.immunity_time_property.as_ref());
    Rule {
        metric,
        sampled,
        labels: live.rule_labels().iter().map(|label| label.name.clone()).collect(),
        insert_headers,
        response,
        captcha_immunity: immunity(captcha),
        challenge_immunity: immunity(challenge),
        ..Rule::new(live.priority, action, statement)
    }
}

/// Metric name, if metrics are on, and whether requests are sampled.
pub(in super::super) fn visibility(live: Option<&types::VisibilityConfig>) -> (Option<String>, bool) {
    let metric = live.filter(|live| live.cloud_watch_metrics_enabled).map(|live| live.metric_name.clone());
    (metric, live.is_some_and(|live| live.sampled_requests_enabled))
}
