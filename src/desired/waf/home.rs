use std::collections::BTreeSet;

use crate::kinds::aws::wafv2::Scope;
use crate::names::{BlockAddr, ResourceId};
use crate::spec::waf::{IpSource, RuleBody, Test, What};
use crate::spec::{Arn, Spec, Waf, WafRule, WafScope, WafVersion};
use crate::value::Text;

/// Where something has to stand so that a web ACL can refer to it: AWS keeps the three apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// In the stack's region, for stages.
    Regional,
    /// In us-east-1, for distributions.
    Cloudfront,
    /// In the stack's region, for the older product.
    Classic,
}

impl Home {
    /// Where a web ACL stands.
    pub(super) fn of(waf: &Waf) -> Self {
        match (waf.version.value, waf.scope) {
            (WafVersion::Classic, _) => Self::Classic,
            (WafVersion::V2, WafScope::Regional) => Self::Regional,
            (WafVersion::V2, WafScope::Cloudfront) => Self::Cloudfront,
        }
    }

    /// The resource of a block that serves those who stand here.
    pub(super) fn resource(self, block: &BlockAddr, part: &str) -> ResourceId {
        match self {
            Self::Regional => block.resource(part),
            Self::Cloudfront => block.resource(&format!("cloudfront/{part}")),
            Self::Classic => block.resource(&format!("classic/{part}")),
        }
    }

    /// The ARN of what serves those who stand here: of a block's resource, or of what exists already.
    pub(super) fn arn(self, block: &BlockAddr, part: &str) -> Text {
        match block.foreign() {
            Some(arn) => Text::from(arn),
            None => Text::reference(&self.resource(block, part), "arn"),
        }
    }

    /// What AWS puts before the labels of a rule group: known of one that exists already, else once it is there.
    pub(super) fn label_namespace(self, group: &BlockAddr) -> Text {
        match group.foreign().and_then(Arn::parse) {
            Some(arn) => {
                let name = arn.resource.split('/').nth(2).unwrap_or_default();
                Text::Known(format!("awswaf:{}:rulegroup:{name}:", arn.account))
            }
            None => Text::reference(&self.resource(group, "rule-group"), "label-namespace"),
        }
    }

    /// Scope and region of WAFv2's objects here.
    pub(super) fn scope(self, spec: &Spec) -> (Scope, String) {
        match self {
            Self::Regional | Self::Classic => (Scope::Regional, spec.stack.region.value.clone()),
            Self::Cloudfront => (Scope::Cloudfront, "us-east-1".to_owned()),
        }
    }

    /// Where a shared block has to stand: wherever a web ACL refers to it, or a rule group that one uses. What nobody uses
    /// stands in the stack's region.
    pub(super) fn all(spec: &Spec, block: &BlockAddr) -> BTreeSet<Self> {
        let mut homes = BTreeSet::new();
        for waf in spec.wafs.values().filter(|waf| waf.rules.iter().any(|rule| refers(rule, block))) {
            homes.insert(Self::of(waf));
        }
        for group in spec.rule_groups.values().filter(|group| group.rules.iter().any(|rule| refers(rule, block))) {
            homes.extend(Self::all(spec, &BlockAddr::new("rule-group", &group.name.value)));
        }
        if homes.is_empty() {
            homes.insert(Self::Regional);
        }
        homes
    }
}

/// Whether a rule refers to a set or group.
fn refers(rule: &WafRule, block: &BlockAddr) -> bool {
    let group = matches!(&rule.body, RuleBody::Group(used) if used.group.value == *block);
    group
        || rule.statements().into_iter().any(|one| match &one.what {
            What::Ip(test) => matches!(&test.among, IpSource::Set(set) if set.value == *block),
            What::Part(test) => matches!(&test.test, Test::MatchesSet(set) if set.value == *block),
            What::Label(test) => test.rule_group.as_ref().is_some_and(|group| group.value == *block),
            What::Country(_) | What::Asn(_) | What::All(_) | What::Any(_) => false,
        })
}
