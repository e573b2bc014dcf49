use super::super::Desired;
use super::super::lower::Lowering;
use super::action::{bodies, inserted, response};
use super::home::Home;
use super::{logging, rule};
use crate::kinds::aws::wafv2::capacity::CAPACITY;
use crate::kinds::aws::wafv2::statement::DefaultAction as Lowered;
use crate::kinds::aws::wafv2::{Wafv2WebAcl, web_acl};
use crate::names::BlockAddr;
use crate::spec::{DefaultAction, Waf};
use crate::value::Text;

/// A web ACL of version 2 is one resource, its rules are part of it; what a rule looks for in a set is a set beside it.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Waf) {
    let addr = BlockAddr::new("waf", &block.name.value);
    let id = addr.resource("web-acl");
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let home = Home::of(block);
    let (scope, region) = home.scope(at.spec);
    let rules = rule::lower(at, (&addr, home, &name), &block.rules);
    let default_action = match block.default.value {
        DefaultAction::Allow => Lowered::Allow,
        DefaultAction::Block => Lowered::Block,
    };
    let input = web_acl::Input {
        description: Some(at.marker(&id)),
        rules,
        metric: block.metrics.value.then(|| rule::metric(&name)),
        sampled: block.sampled.value,
        insert_headers: inserted(at, &block.default_does),
        response: response(at, &block.default_does),
        response_bodies: bodies(at, &block.bodies),
        captcha_immunity: block.captcha_immunity.map(|time| i64::from(time.value)),
        challenge_immunity: block.challenge_immunity.map(|time| i64::from(time.value)),
        token_domains: block.token_domains.iter().map(|domain| domain.value.clone()).collect(),
        tags: at.tags(&id),
        ..web_acl::Input::new(region, scope, name.clone(), default_action)
    };
    rule::fits(at, &input.rules, CAPACITY, block.span, &block.rules);
    at.want(
        Desired::new::<Wafv2WebAcl>(id, &input, block.span)
            .written("default-action", block.default.span)
            .written("rules", block.rules.first().map_or(block.span, |rule| rule.span)),
    );
    if let Some(wanted) = &block.logging {
        logging::lower(at, block, wanted, &name);
    }
}

/// What a web ACL offers to `${waf.NAME.…}`.
pub(in super::super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    matches!(attr, "arn" | "id" | "name").then(|| Text::reference(&block.resource("web-acl"), attr))
}
