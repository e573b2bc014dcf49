use crate::desired::Wish;
use crate::diag::Span;
use crate::names::ResourceId;
use crate::reqpath::Part;
use crate::spec::Cdn;
use crate::spec::waf::RuleBody;
use crate::spec::{Gateway, Spec, Waf};

/// Where the spec says what decided: a rule, a behavior, a route, or the block it all belongs to. `None` when the spec says
/// nothing of it.
pub fn line(spec: &Spec, wish: &Wish, at: &ResourceId, part: Option<&Part>) -> Option<Span> {
    let block = at.block();
    let inside = part.and_then(|part| match block.kind() {
        "waf" => of_waf(spec, spec.wafs.get(block.name())?, part),
        "cdn" => of_cdn(spec.cdns.get(block.name())?, part),
        "gateway" => of_gateway(spec.gateways.get(block.name())?, part),
        _ => None,
    });
    let wanted = || {
        let resource = wish.resources.iter().find(|resource| resource.id == *at)?;
        let field = match part {
            Some(Part::Field(name)) => resource.fields.get(name).copied(),
            _ => None,
        };
        Some(field.unwrap_or(resource.span))
    };
    inside.or_else(wanted).or_else(|| spec.spans.get(&block).copied())
}

fn of_waf(spec: &Spec, waf: &Waf, part: &Part) -> Option<Span> {
    match part {
        Part::Rule(name) => {
            let (own, inner) = name.split_once('/').map_or((name.as_str(), None), |(own, inner)| (own, Some(inner)));
            let rule = waf.rules.iter().find(|rule| rule.name.value == own)?;
            // A rule of a group stands in the group.
            let group = match &rule.body {
                RuleBody::Group(used) => spec.rule_groups.get(used.group.value.name()),
                RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Managed(_) => None,
            };
            let within = group.and_then(|group| group.rules.iter().find(|one| Some(one.name.value.as_str()) == inner));
            Some(within.map_or(rule.span, |one| one.span))
        }
        Part::Default => Some(waf.default.span),
        Part::Behavior(_) | Part::Origin(_) | Part::Route(_) | Part::Field(_) => None,
    }
}

fn of_cdn(cdn: &Cdn, part: &Part) -> Option<Span> {
    match part {
        Part::Behavior(pattern) => {
            let own = cdn.behaviors.iter().find(|one| one.pattern.value == *pattern).map(|one| one.behavior.span);
            Some(own.unwrap_or(cdn.default_behavior.span))
        }
        Part::Origin(id) => cdn.origins.iter().find(|origin| origin.id.value == *id).map(|origin| origin.span),
        Part::Field(name) if name == "geo-restriction" => cdn.geo.as_ref().map(|geo| geo.span),
        Part::Field(name) if name == "custom-error-responses" => {
            let behaviors = cdn.behaviors.iter().map(|one| &one.behavior).chain([&cdn.default_behavior]);
            behaviors.flat_map(|behavior| &behavior.error_pages).map(|page| page.span).next()
        }
        Part::Field(_) | Part::Rule(_) | Part::Default | Part::Route(_) => None,
    }
}

fn of_gateway(gateway: &Gateway, part: &Part) -> Option<Span> {
    match part {
        Part::Route(name) => {
            let (verb, path) = name.split_once(' ')?;
            let own = |route: &&crate::spec::Route| route.path.value == path;
            let exact = gateway.routes.iter().find(|route| own(route) && route.method.value.as_str() == verb);
            // What answers browsers' `OPTIONS` is not written out.
            let preflight = || {
                let cors = gateway.routes.iter().filter(own).find_map(|route| route.cors.as_ref());
                cors.or(gateway.cors.as_ref()).map(|cors| cors.span)
            };
            exact.map(|route| route.span).or_else(preflight)
        }
        Part::Field(name) if name == "policy" => gateway.policy.as_ref().map(|policy| policy.span),
        Part::Field(_) | Part::Rule(_) | Part::Default | Part::Behavior(_) | Part::Origin(_) => None,
    }
}
