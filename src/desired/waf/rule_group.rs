use super::super::Desired;
use super::super::lower::Lowering;
use super::action::bodies;
use super::home::Home;
use super::rule;
use crate::kinds::aws::wafv2::{Wafv2RuleGroup, rule_group};
use crate::names::BlockAddr;
use crate::spec::waf::RuleGroup;

/// A rule group, wherever a web ACL uses it. AWS never changes the capacity of one, so it is a part of its name: a group of
/// another capacity stands beside the old one until nobody uses that any more.
pub(super) fn lower(at: &mut Lowering<'_>, block: &RuleGroup) {
    let addr = BlockAddr::new("rule-group", &block.name.value);
    let capacity = block.capacity.value;
    let name = match &block.physical_name {
        Some(given) => at.plain(given),
        None => format!("{}-{capacity}", at.physical_name(&addr, None)),
    };
    let homes = Home::all(at.spec, &addr).into_iter().filter(|home| *home != Home::Classic);
    for (nth, home) in homes.enumerate() {
        let id = home.resource(&addr, "rule-group");
        let (scope, region) = home.scope(at.spec);
        let rules = rule::lower(at, (&addr, home, &name), &block.rules);
        if nth == 0 {
            rule::fits(at, &rules, capacity, block.capacity.span, &block.rules);
        }
        let input = rule_group::Input {
            region,
            scope,
            name: name.clone(),
            description: Some(at.marker(&id)),
            capacity,
            rules,
            response_bodies: bodies(at, &block.bodies),
            metric: Some(rule::metric(&name)),
            sampled: true,
            tags: at.tags(&id),
        };
        at.want(
            Desired::new::<Wafv2RuleGroup>(id, &input, block.span)
                .written("capacity", block.capacity.span)
                .written("rules", block.rules.first().map_or(block.span, |rule| rule.span)),
        );
    }
}
