use super::Desired;
use super::lower::Lowering;
use crate::kinds::aws::wafv2::statement::{
    self, Action, ByteMatch, FieldToMatch, Position, RegexMatch, RegexSetMatch, Rule, Statement,
};
use crate::kinds::aws::wafv2::{Scope, Wafv2RegexSet, Wafv2WebAcl, regex_set, web_acl};
use crate::names::BlockAddr;
use crate::spec::{DefaultAction, HeaderTest, RuleAction, Template, Test, Transform, Waf, WafScope};
use crate::value::{SecretForm, SecretRef, Text};

/// A web ACL of version 2 is one resource, its rules are part of it; a test of several patterns is a set beside it.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Waf) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let id = addr.resource("web-acl");
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let (scope, region) = match block.scope {
        WafScope::Regional => (Scope::Regional, at.region()),
        WafScope::Cloudfront => (Scope::Cloudfront, "us-east-1".to_owned()),
    };
    let rules = block
        .rules
        .iter()
        .map(|rule| {
            let mut tests: Vec<Statement> = Vec::new();
            for (index, test) in rule.headers.iter().enumerate() {
                let part = format!("{}-{}", rule.name.value, index + 1);
                tests.push(header_statement(at, &addr, (scope, &region), (&name, &part), test));
            }
            let matches = if tests.len() == 1 { tests.remove(0) } else { Statement::And(tests) };
            let secret = rule.headers.iter().flat_map(HeaderTest::values).any(|value| value.secrets().next().is_some());
            let priority = i32::try_from(rule.priority.value).unwrap_or(i32::MAX);
            let action = match rule.action.value {
                RuleAction::Allow => Action::Allow,
                RuleAction::Block => Action::Block,
                RuleAction::Count => Action::Count,
            };
            let rule_value = Rule {
                metric: Some(metric(&format!("{name}-{}", rule.name.value))),
                // Samples show whole requests to everybody who may look at the console, the secret header included.
                sampled: !secret,
                ..Rule::new(priority, action, matches)
            };
            (rule.name.value.clone(), rule_value)
        })
        .collect();
    let default_action = match block.default.value {
        DefaultAction::Allow => statement::DefaultAction::Allow,
        DefaultAction::Block => statement::DefaultAction::Block,
    };
    let input = web_acl::Input {
        description: Some(at.marker(&id)),
        rules,
        metric: Some(metric(&name)),
        sampled: true,
        tags: at.tags(&id),
        ..web_acl::Input::new(region, scope, name, default_action)
    };
    at.want(
        Desired::new::<Wafv2WebAcl>(id, &input, block.span)
            .written("default-action", block.default.span)
            .written("rules", block.rules.first().map_or(block.span, |rule| rule.span)),
    );
}

/// What a web ACL offers to `${waf.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    matches!(attr, "arn" | "id" | "name").then(|| Text::reference(&block.resource("web-acl"), attr))
}

/// The statement of one test; several patterns are a set of their own, named after the ACL (`place.0`) and the test (`place.1`).
fn header_statement(
    at: &mut Lowering<'_>,
    addr: &BlockAddr,
    (scope, region): (Scope, &str),
    place: (&str, &str),
    test: &HeaderTest,
) -> Statement {
    let field = FieldToMatch::Header(test.header.value.to_ascii_lowercase());
    let transforms = test.transforms.iter().map(|transform| transform_name(transform.value).to_owned()).collect();
    let byte_match = |at: &mut Lowering<'_>, position, field, transforms| {
        Statement::ByteMatch(ByteMatch { field, search: at.text(&test.value), position, transforms })
    };
    let matches = match test.test {
        Test::Equals => byte_match(at, Position::Exactly, field, transforms),
        Test::Contains => byte_match(at, Position::Contains, field, transforms),
        Test::StartsWith => byte_match(at, Position::StartsWith, field, transforms),
        Test::EndsWith => byte_match(at, Position::EndsWith, field, transforms),
        Test::Matches if test.alternatives.is_empty() => {
            Statement::RegexMatch(RegexMatch { field, pattern: pattern(at, &test.value), transforms })
        }
        Test::Matches => {
            let id = addr.resource(&format!("regex-set/{}", place.1));
            let input = regex_set::Input {
                region: region.to_owned(),
                scope,
                name: format!("{}-{}", place.0, place.1),
                description: Some(at.marker(&id)),
                patterns: test.values().map(|value| pattern(at, value)).collect(),
                tags: at.tags(&id),
            };
            at.want(Desired::new::<Wafv2RegexSet>(id.clone(), &input, test.span));
            Statement::RegexSet(RegexSetMatch { field, set: Text::reference(&id, "arn"), transforms })
        }
    };
    if test.negated.value { Statement::Not(Box::new(matches)) } else { matches }
}

/// A pattern as written; a secret becomes the expression that matches exactly its value.
pub(super) fn pattern(at: &mut Lowering<'_>, value: &Template) -> Text {
    match at.text(value) {
        Text::Secret(secret) => Text::Secret(SecretRef { form: SecretForm::ExactRegex, ..secret }),
        other => other,
    }
}

/// AWS's name of a transformation in kebab-case.
fn transform_name(transform: Transform) -> &'static str {
    match transform {
        Transform::Lowercase => "lowercase",
        Transform::UrlDecode => "url-decode",
        Transform::HtmlEntityDecode => "html-entity-decode",
        Transform::CompressWhiteSpace => "compress-white-space",
        Transform::CmdLine => "cmd-line",
    }
}

/// A CloudWatch metric name: letters, digits, `-` and `_`, at most 128.
fn metric(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).take(128).collect()
}
