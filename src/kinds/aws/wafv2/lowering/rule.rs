use std::collections::BTreeMap;

use aws_sdk_wafv2::error::BuildError;
use aws_sdk_wafv2::types;

use super::{Opener, action, statement};
use crate::kinds::aws::wafv2::statement::Rule;
use crate::providers::Refusal;

/// A request that the SDK will not build because something AWS requires is missing.
pub(in super::super) fn incomplete(problem: BuildError) -> Refusal {
    Refusal::local("InvalidRequest", problem.to_string())
}

pub(super) fn unspeakable(what: &str, name: &str) -> Refusal {
    Refusal::local("Unsupported", format!("the {what} `{name}` was read from AWS and cannot be written back"))
}

/// Rules as AWS takes them, in the order they are asked.
///
/// # Errors
/// As [`rule`].
pub(in super::super) fn rules(
    opener: &Opener<'_>,
    rules: &BTreeMap<String, Rule>,
) -> Result<Vec<types::Rule>, Refusal> {
    let mut rules: Vec<(&String, &Rule)> = rules.iter().collect();
    rules.sort_by_key(|(_, rule)| rule.priority);
    rules.into_iter().map(|(name, one)| rule(opener, name, one)).collect()
}

/// A rule as AWS takes it.
///
/// # Errors
/// `Locked`, `Unresolved` and `Changed` from opening its texts; `Unsupported` for what can only be read.
fn rule(opener: &Opener<'_>, name: &str, rule: &Rule) -> Result<types::Rule, Refusal> {
    let labels: Result<Vec<_>, _> =
        rule.labels.iter().map(|label| types::Label::builder().name(label).build()).collect();
    let labels = labels.map_err(incomplete)?;
    let what = action::of_rule(rule)?;
    types::Rule::builder()
        .name(name)
        .priority(rule.priority)
        .set_action(what.action)
        .set_override_action(what.of_group)
        .statement(statement::lower(opener, &rule.statement)?)
        .set_rule_labels(Some(labels).filter(|labels| !labels.is_empty()))
        .set_captcha_config(action::captcha(rule.captcha_immunity)?)
        .set_challenge_config(action::challenge(rule.challenge_immunity)?)
        .visibility_config(visibility(name, rule.metric.as_deref(), rule.sampled)?)
        .build()
        .map_err(incomplete)
}

/// Metric and sampling of an ACL or a rule called `name`; AWS wants a metric's name even when it is off.
pub(in super::super) fn visibility(
    name: &str,
    metric: Option<&str>,
    sampled: bool,
) -> Result<types::VisibilityConfig, Refusal> {
    types::VisibilityConfig::builder()
        .cloud_watch_metrics_enabled(metric.is_some())
        .metric_name(metric.unwrap_or(name))
        .sampled_requests_enabled(sampled)
        .build()
        .map_err(incomplete)
}
