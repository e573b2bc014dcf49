use std::collections::BTreeSet;

use super::super::Desired;
use super::super::lower::Lowering;
use super::home::Home;
use super::statement::joined;
use crate::diag::{Diagnostic, Spanned};
use crate::kinds::aws::logs::{LogGroup, log_group};
use crate::kinds::aws::wafregional::{ClassicLogging, FieldToMatch, logging as classic_logging};
use crate::kinds::aws::wafv2::Wafv2Logging;
use crate::kinds::aws::wafv2::logging::{self, Behavior, Condition, Filter, OneFilter, Redacted, Requirement};
use crate::names::BlockAddr;
use crate::spec::declare::Choices as _;
use crate::spec::waf::{
    self, Destination, LogBehavior, LogCondition, LogFilter, Logging, PartTest, RequestPart, RuleBody, Test,
};
use crate::spec::{Part, Spec, Template, Waf, WafRule};
use crate::value::Text;

/// What the names of destinations begin with (aws-facts 11.1).
const PREFIX: &str = "aws-waf-logs-";

/// Where what a web ACL called `name` does is written down.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Waf, wanted: &Logging, name: &str) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let home = Home::of(block);
    let (_, region) = home.scope(at.spec);
    let destination = match &wanted.destination {
        Destination::LogGroup(retention) => {
            let id = addr.resource("log-group");
            let input = log_group::Input {
                region: region.clone(),
                name: format!("{PREFIX}{name}"),
                retention_days: retention.value,
                tags: at.tags(&id),
            };
            at.want(
                Desired::new::<LogGroup>(id.clone(), &input, wanted.span).written("retention-days", retention.span),
            );
            Text::reference(&id, "arn")
        }
        Destination::Bucket(bucket) => {
            named_for_logs(at, bucket);
            Text::Join(vec!["arn:aws:s3:::".into(), Text::reference(&bucket.value.resource("bucket"), "name")])
        }
        Destination::Arn(arn) => destination(at, arn),
    };
    let input = logging::Input {
        region,
        web_acl: Text::reference(&addr.resource("web-acl"), "arn"),
        destination,
        redacted: redacted(at.spec, block, wanted),
        filter: (!wanted.filters.is_empty()).then(|| Filter {
            default: behavior(wanted.otherwise.value),
            filters: wanted.filters.iter().map(|one| filter(&addr, home, one)).collect(),
        }),
    };
    at.want(Desired::new::<Wafv2Logging>(addr.resource("logging"), &input, wanted.span));
}

/// Classic writes to Firehose streams, and everything; what it has no word for has been complained about.
pub(super) fn classic(at: &mut Lowering<'_>, block: &Waf, wanted: &Logging) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let Destination::Arn(arn) = &wanted.destination else { return };
    let part = |part: Redacted| match part {
        Redacted::Header(name) => FieldToMatch::Header(name),
        Redacted::Method => FieldToMatch::Method,
        Redacted::Path => FieldToMatch::Path,
        Redacted::QueryString => FieldToMatch::QueryString,
        Redacted::Other => FieldToMatch::Other("unknown".to_owned()),
    };
    let input = classic_logging::Input {
        region: at.region(),
        web_acl: Text::reference(&addr.resource("web-acl"), "arn"),
        destination: destination(at, arn),
        redacted: redacted(at.spec, block, wanted).into_iter().map(part).collect(),
    };
    at.want(Desired::new::<ClassicLogging>(addr.resource("logging"), &input, wanted.span));
}

/// A bucket whose name begins with a parameter is judged here, too.
fn named_for_logs(at: &mut Lowering<'_>, bucket: &Spanned<BlockAddr>) {
    let spec = at.spec;
    let given = spec.buckets.get(bucket.value.name()).and_then(|bucket| bucket.physical_name.as_ref());
    let Some(given) = given.filter(|given| matches!(given.parts.first().map(|part| &part.value), Some(Part::Param(_))))
    else {
        return;
    };
    let name = at.plain(given);
    if !name.is_empty() && !name.starts_with(PREFIX) {
        let problem = Diagnostic::error("E0445", format!("WAF writes no logs to `{}`", bucket.value))
            .at(bucket.span, "logs go here")
            .at(given.span, format!("`{name}` does not begin with `{PREFIX}`"))
            .help("AWS takes only buckets of such names");
        at.problems.push(problem);
    }
}

/// A destination by its ARN. What depends on parameters is judged here: AWS takes no other names.
fn destination(at: &mut Lowering<'_>, arn: &Template) -> Text {
    let text = at.text(arn);
    if let Some(known) = text.known().filter(|known| arn.as_literal().is_none() && !known.is_empty()) {
        let problem = waf::judge(known, arn.span);
        at.problems.0.extend(problem);
    }
    text
}

/// What is kept out: what was asked for, and wherever a secret is looked for.
fn redacted(spec: &Spec, block: &Waf, wanted: &Logging) -> BTreeSet<Redacted> {
    let asked = wanted.redacted.iter().map(|part| match &part.value {
        waf::Redacted::Header(name) => Redacted::Header(name.clone()),
        waf::Redacted::Path => Redacted::Path,
        waf::Redacted::QueryString => Redacted::QueryString,
        waf::Redacted::Method => Redacted::Method,
    });
    let grouped = block.rules.iter().filter_map(|rule| match &rule.body {
        RuleBody::Group(used) => spec.rule_groups.get(used.group.value.name()),
        RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Managed(_) => None,
    });
    let rules = block.rules.iter().chain(grouped.flat_map(|group| &group.rules));
    let secret = rules.flat_map(WafRule::tests).filter(|test| is_secret(spec, test));
    asked.chain(secret.flat_map(parts)).collect()
}

fn is_secret(spec: &Spec, test: &PartTest) -> bool {
    let shared = match &test.test {
        Test::MatchesSet(set) => spec.regex_sets.get(set.value.name()),
        _ => None,
    };
    let mut values = test.values().into_iter().chain(shared.into_iter().flat_map(|set| &set.patterns));
    values.any(|value| value.secrets().next().is_some())
}

/// What of a request shows a part of it; bodies are never written down.
fn parts(test: &PartTest) -> Vec<Redacted> {
    match &test.part {
        RequestPart::Header(name) => vec![Redacted::Header(name.value.to_ascii_lowercase())],
        RequestPart::Argument(_) | RequestPart::Arguments | RequestPart::QueryString => vec![Redacted::QueryString],
        RequestPart::Path | RequestPart::Fragment(_) => vec![Redacted::Path],
        RequestPart::Method => vec![Redacted::Method],
        RequestPart::Cookies { .. } => vec![Redacted::Header("cookie".to_owned())],
        RequestPart::Headers { which, .. } => match which {
            waf::SomeOf::Only(names) => {
                names.iter().map(|name| Redacted::Header(name.value.to_ascii_lowercase())).collect()
            }
            waf::SomeOf::All | waf::SomeOf::Except(_) => Vec::new(),
        },
        RequestPart::Body(_)
        | RequestPart::JsonBody { .. }
        | RequestPart::HeaderOrder(_)
        | RequestPart::Ja3(_)
        | RequestPart::Ja4(_) => Vec::new(),
    }
}

fn behavior(word: LogBehavior) -> Behavior {
    match word {
        LogBehavior::Keep => Behavior::Keep,
        LogBehavior::Drop => Behavior::Drop,
    }
}

/// AWS compares whole labels; the namespace of an ACL's own ones, and of a group's, is known once it is there.
fn filter(acl: &BlockAddr, home: Home, filter: &LogFilter) -> OneFilter {
    let condition = |condition: &LogCondition| match condition {
        LogCondition::Action(action) => Condition::Action(action.value.word().replace('-', "_").to_ascii_uppercase()),
        LogCondition::Label(one) => {
            let label = one.label.value.as_str();
            let namespace = || match &one.rule_group {
                Some(group) => home.label_namespace(&group.value),
                None => Text::reference(&acl.resource("web-acl"), "label-namespace"),
            };
            let whole = label.starts_with("awswaf:");
            Condition::Label(if whole { Text::from(label) } else { joined(namespace(), label) })
        }
    };
    OneFilter {
        behavior: behavior(filter.behavior),
        requirement: if filter.any.value { Requirement::MeetsAny } else { Requirement::MeetsAll },
        conditions: filter.conditions.iter().map(condition).collect(),
    }
}
