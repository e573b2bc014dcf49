use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Problems, Span};
use crate::names::BlockAddr;
use crate::spec::{Gateway, Spec, Throttle};

/// E0454: more of something than AWS ever takes. W0543: more than it takes unless asked to (aws-facts 20).
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        of_gateway(gateway, problems);
    }
    for cdn in spec.cdns.values() {
        let behaviors: Vec<Span> = cdn.behaviors.iter().map(|path| path.behavior.span).collect();
        raisable("behaviors of a distribution", 75, &behaviors, problems);
        let origins: Vec<Span> = cdn.origins.iter().map(|origin| origin.span).collect();
        raisable("origins of a distribution", 100, &origins, problems);
        let aliases: Vec<Span> = cdn.aliases.iter().map(|alias| alias.span).collect();
        raisable("aliases of a distribution", 100, &aliases, problems);
        if cdn.tls.certificate.is_none() && aliases.len() <= 100 {
            raisable("names of a certificate", 10, &aliases, problems);
        }
        for origin in &cdn.origins {
            let headers: Vec<Span> = origin.send_headers.iter().map(|header| header.span).collect();
            raisable("headers that CloudFront adds for an origin", 30, &headers, problems);
        }
    }
    tags(spec, problems);
}

fn of_gateway(gateway: &Gateway, problems: &mut Problems) {
    // Every beginning of a path is a resource of its own.
    let mut resources = BTreeSet::new();
    for route in &gateway.routes {
        let path = &route.path.value;
        resources.extend(path.match_indices('/').map(|(at, _)| &path[..at]).chain([path.as_str()]));
        if resources.len() > 300 {
            let problem = Diagnostic::warning("W0543", "an API has at most 300 resources unless AWS allows more")
                .at(route.path.span, "from here on there are more")
                .at(gateway.span, "every segment of a path is a resource")
                .help(
                    "ask AWS for more (Service Quotas, API Gateway), or let `/{proxy+}` take what one function answers",
                );
            problems.push(problem);
            break;
        }
    }
    let authorizers: Vec<Span> = gateway.authorizers.iter().map(|authorizer| authorizer.span).collect();
    raisable("authorizers of an API", 10, &authorizers, problems);
    let variables: Vec<Span> = gateway.variables.iter().map(|variable| variable.name.span).collect();
    fixed("variables of a stage", 100, &variables, problems);
    let plans = gateway.usage_plans.iter().filter_map(|plan| plan.throttle.as_ref());
    for throttle in
        gateway.throttle.iter().chain(gateway.routes.iter().filter_map(|route| route.throttle.as_ref())).chain(plans)
    {
        above_the_account(throttle, problems);
    }
}

/// What an account lets through in a region, all APIs together.
fn above_the_account(throttle: &Throttle, problems: &mut Problems) {
    let (what, limit, found) = if throttle.rate.value > 10_000 {
        ("requests a second", 10_000, &throttle.rate)
    } else if throttle.burst.value > 5_000 {
        ("requests at once", 5_000, &throttle.burst)
    } else {
        return;
    };
    let problem =
        Diagnostic::warning("W0543", format!("an account lets {limit} {what} through unless AWS allows more"))
            .at(found.span, "is never reached")
            .help(format!("write {limit} or less, or ask AWS for more (Service Quotas, API Gateway)"));
    problems.push(problem);
}

/// AWS keeps 50 tags; three of them say whose a resource is.
fn tags(spec: &Spec, problems: &mut Problems) {
    const OURS: usize = 3;
    const MOST: usize = 50 - OURS;
    let mut of = |tags: usize, others: usize, place: Option<Span>| {
        if tags + others > MOST && tags > 0 {
            let problem =
                Diagnostic::error("E0454", format!("AWS keeps at most 50 tags, and engine needs {OURS} of them"))
                    .at(place.unwrap_or(spec.stack.span), format!("{} tags here", tags + others))
                    .help(format!("keep {MOST}, those of the stack included"));
            problems.push(problem);
        }
    };
    of(spec.stack.tags.len(), 0, last(spec.stack.tags.values().map(|tag| tag.span)));
    for (_, tags) in by_block(spec) {
        let inherited = spec.stack.tags.keys().filter(|key| !tags.contains_key(*key)).count();
        if spec.stack.tags.len() <= MOST {
            of(tags.len(), inherited, last(tags.values().map(|tag| tag.span)));
        }
    }
}

fn by_block(spec: &Spec) -> impl Iterator<Item = (&BlockAddr, &BTreeMap<String, crate::spec::Template>)> {
    spec.tags.iter()
}

fn last(spans: impl Iterator<Item = Span>) -> Option<Span> {
    spans.max_by_key(|span| span.start)
}

fn raisable(what: &str, limit: usize, places: &[Span], problems: &mut Problems) {
    let Some(first) = places.get(limit) else { return };
    let problem = Diagnostic::warning("W0543", format!("there are at most {limit} {what} unless AWS allows more"))
        .at(*first, format!("one too many; {} in all", places.len()))
        .help("ask AWS for more (Service Quotas), or make do with fewer");
    problems.push(problem);
}

fn fixed(what: &str, limit: usize, places: &[Span], problems: &mut Problems) {
    let Some(first) = places.get(limit) else { return };
    let problem = Diagnostic::error("E0454", format!("there are at most {limit} {what}"))
        .at(*first, format!("one too many; {} in all", places.len()))
        .help("make do with fewer");
    problems.push(problem);
}
