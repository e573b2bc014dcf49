use std::collections::BTreeMap;

use super::lower::Lowering;
use super::{Desired, waf};
use crate::kinds::aws::wafregional::byte_match_set::ByteMatchTuple;
use crate::kinds::aws::wafregional::regex_match_set::RegexMatchTuple;
use crate::kinds::aws::wafregional::rule::{Predicate, PredicateType};
use crate::kinds::aws::wafregional::web_acl::{Action, ActivatedRule, DefaultAction, RuleType};
use crate::kinds::aws::wafregional::{
    ClassicByteMatchSet, ClassicRegexMatchSet, ClassicRegexPatternSet, ClassicRule, ClassicWebAcl, FieldToMatch,
    Position, Transform, byte_match_set, regex_match_set, regex_pattern_set, rule, web_acl,
};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{self, HeaderTest, RuleAction, Test, Waf};
use crate::value::Text;

/// A Classic web ACL is itself, its rules, and a set for every test of a rule.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Waf) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let region = at.region();
    let mut activated = BTreeMap::new();
    for wanted in &block.rules {
        let rule_id = addr.resource(&format!("rule/{}", wanted.name.value));
        let rule_name = format!("{name}-{}", wanted.name.value);
        let mut predicates = BTreeMap::new();
        for (index, test) in wanted.headers.iter().enumerate() {
            let part = format!("{}-{}", wanted.name.value, index + 1);
            let (set, kind) = set(at, &addr, &region, &format!("{name}-{part}"), &part, test);
            let data = Text::reference(&set, "id");
            predicates.insert(
                format!("{} {}", test.header.value.to_ascii_lowercase(), index + 1),
                Predicate { data, kind, negated: test.negated.value },
            );
        }
        let input = rule::Input {
            region: region.clone(),
            metric_name: metric(&rule_name),
            name: rule_name,
            predicates,
            token: String::new(),
        };
        at.want(Desired::new::<ClassicRule>(rule_id.clone(), &input, wanted.span));
        let rule = ActivatedRule {
            priority: i32::try_from(wanted.priority.value).unwrap_or(i32::MAX),
            action: match wanted.action.value {
                RuleAction::Allow => Action::Allow,
                RuleAction::Block => Action::Block,
                RuleAction::Count => Action::Count,
            },
            rule_id: Text::reference(&rule_id, "id"),
            rule_type: RuleType::Regular,
        };
        activated.insert(wanted.name.value.clone(), rule);
    }
    let input = web_acl::Input {
        region,
        metric_name: metric(&name),
        name,
        default_action: match block.default.value {
            spec::DefaultAction::Allow => DefaultAction::Allow,
            spec::DefaultAction::Block => DefaultAction::Block,
        },
        rules: activated,
        token: String::new(),
    };
    at.want(
        Desired::new::<ClassicWebAcl>(addr.resource("web-acl"), &input, block.span)
            .written("default-action", block.default.span),
    );
}

/// What a web ACL offers to `${waf.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    matches!(attr, "id" | "arn").then(|| Text::reference(&block.resource("web-acl"), attr))
}

fn set(
    at: &mut Lowering<'_>,
    addr: &BlockAddr,
    region: &str,
    name: &str,
    part: &str,
    test: &HeaderTest,
) -> (ResourceId, PredicateType) {
    let field = FieldToMatch::Header(test.header.value.to_ascii_lowercase());
    let transform = test.transforms.first().map_or(Transform::None, |wanted| match wanted.value {
        spec::Transform::Lowercase => Transform::Lowercase,
        spec::Transform::UrlDecode => Transform::UrlDecode,
        spec::Transform::HtmlEntityDecode => Transform::HtmlEntityDecode,
        spec::Transform::CompressWhiteSpace => Transform::CompressWhiteSpace,
        spec::Transform::CmdLine => Transform::CmdLine,
    });
    let (region, name) = (region.to_owned(), name.to_owned());
    let position = match test.test {
        Test::Equals => Position::Exactly,
        Test::Contains => Position::Contains,
        Test::StartsWith => Position::StartsWith,
        Test::EndsWith => Position::EndsWith,
        Test::Matches => {
            let patterns_id = addr.resource(&format!("regex-pattern-set/{part}"));
            let input = regex_pattern_set::Input {
                region: region.clone(),
                name: name.clone(),
                patterns: test.values().map(|value| waf::pattern(at, value)).collect(),
                token: String::new(),
            };
            at.want(Desired::new::<ClassicRegexPatternSet>(patterns_id.clone(), &input, test.span));
            let set_id = addr.resource(&format!("regex-match-set/{part}"));
            let pattern_set = Text::reference(&patterns_id, "id");
            let tuple = Some(RegexMatchTuple { field, transform, pattern_set });
            let input = regex_match_set::Input { region, name, tuple, token: String::new() };
            at.want(Desired::new::<ClassicRegexMatchSet>(set_id.clone(), &input, test.span));
            return (set_id, PredicateType::RegexMatch);
        }
    };
    let set_id = addr.resource(&format!("byte-match-set/{part}"));
    let tuple = ByteMatchTuple { field, position, target: at.text(&test.value), transform };
    let tuples = BTreeMap::from([(test.header.value.to_ascii_lowercase(), tuple)]);
    let input = byte_match_set::Input { region, name, tuples, token: String::new() };
    at.want(Desired::new::<ClassicByteMatchSet>(set_id.clone(), &input, test.span));
    (set_id, PredicateType::ByteMatch)
}

/// Classic metric names: letters and digits only, at most 128.
fn metric(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).take(128).collect()
}
