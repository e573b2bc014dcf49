use super::node::Node;
use crate::spec::cdn::AliasZone;
use crate::spec::declare::Choices as _;
use crate::spec::{
    Authorizer, Cors, Domain, Gateway, GatewayResponse, Pair, Route, Target, Template, Throttle, UsagePlan,
};

/// A gateway with its defaults.
pub(super) fn gateway(block: &Gateway) -> Node {
    let node = Node::new("gateway")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .line("description", &block.description)
        .line("endpoint", block.endpoint.value.word())
        .children(block.routes.iter().map(route))
        .children(block.cors.iter().map(cors))
        .children(block.responses.iter().map(response))
        .children(block.authorizers.iter().map(authorizer))
        .children(block.usage_plans.iter().map(usage_plan))
        .children(block.domain.iter().map(domain))
        .maybe_line("policy", block.policy.as_ref().map(|file| &file.value))
        .line("stage", &block.stage)
        .children(
            block.variables.iter().map(|variable| Node::new("variables").prop(&variable.name.value, &variable.value)),
        )
        .children(block.throttle.iter().map(throttle))
        .children(block.access_log.iter().map(|log| {
            let days = || log.retention.value.map_or("never".to_owned(), |days| format!("{days}d"));
            Node::new("access-log")
                .maybe_prop("group", log.group.as_ref())
                .maybe_line("retention", log.group.is_none().then(days))
                .line("format", &log.format)
        }))
        .maybe_line("disable-execute-api-endpoint", block.no_endpoint.map(|_| true))
        .maybe_line("waf", block.waf.as_ref().map(|waf| waf.value.name()));
    if block.binary_types.is_empty() {
        return node;
    }
    node.child(Node::new("binary-types").args(block.binary_types.iter().map(|kind| &kind.value)))
}

fn route(route: &Route) -> Node {
    let node = Node::new("route").arg(route.method.value.word()).arg(&route.path.value);
    let node = match &route.target {
        Target::Function(function) => node.prop("function", function.value.name()),
        Target::Url(url) => node.prop("url", url),
        Target::Mock(answer) => node
            .prop("mock", answer.status.value)
            .children(answer.headers.iter().map(|pair| self::pair("header", pair)))
            .children(answer.bodies.iter().map(|pair| self::pair("body", pair))),
    };
    node.prop("timeout", milliseconds(route.timeout.value))
        .maybe_prop("auth", route.auth.as_ref().map(|auth| auth.value.word()))
        .prop("key", route.key.value)
        .children(route.cors.iter().map(cors))
        .children(route.throttle.iter().map(throttle))
}

fn authorizer(authorizer: &Authorizer) -> Node {
    let queries = authorizer.queries.iter().map(|query| Node::new("query").arg(&query.value));
    Node::new("authorizer")
        .arg(&authorizer.name.value)
        .prop("function", authorizer.function.value.name())
        .prop("type", authorizer.kind.value.word())
        .maybe_prop("validation", authorizer.validation.as_ref().map(|validation| &validation.value))
        .prop("ttl", milliseconds(authorizer.ttl.value))
        .children(authorizer.identity_headers().into_iter().map(|header| Node::new("header").arg(header)))
        .children(queries)
}

fn usage_plan(plan: &UsagePlan) -> Node {
    let quota =
        plan.quota.iter().map(|quota| Node::new("quota").arg(quota.requests.value).prop("per", quota.per.value.word()));
    let keys = plan.keys.iter().map(|key| Node::new("key").arg(&key.name.value).arg(&key.value));
    Node::new("usage-plan")
        .arg(&plan.name.value)
        .children(plan.throttle.iter().map(throttle))
        .children(quota)
        .children(keys)
}

fn domain(domain: &Domain) -> Node {
    let zone = domain.zone.as_ref().map(|zone| match zone {
        AliasZone::Owned(block) => Template::literal(block.value.name(), block.span),
        AliasZone::Existing(name) => name.clone(),
        AliasZone::Id(id) => Template::literal(id.value.clone(), id.span),
    });
    Node::new("domain")
        .arg(&domain.domain)
        .maybe_prop("zone", zone.as_ref())
        .maybe_prop("certificate", domain.certificate.as_ref())
        .prop("tls", domain.tls.value.word())
}

fn throttle(throttle: &Throttle) -> Node {
    Node::new("throttle").prop("rate", throttle.rate.value).prop("burst", throttle.burst.value)
}

fn cors(cors: &Cors) -> Node {
    Node::new("cors")
        .args(&cors.origins)
        .prop("credentials", cors.credentials.value)
        .maybe_prop("max-age", cors.max_age.as_ref().map(|age| milliseconds(age.value)))
        .child(Node::new("headers").args(cors.allowed_headers()))
}

fn response(response: &GatewayResponse) -> Node {
    Node::new("response")
        .arg(response.kind.value.word())
        .maybe_prop("status", response.status.as_ref().map(|status| status.value).or(response.kind.value.status()))
        .children(response.headers.iter().map(|pair| self::pair("header", pair)))
        .children(response.bodies.iter().map(|pair| self::pair("body", pair)))
}

fn pair(name: &'static str, pair: &Pair) -> Node {
    Node::new(name).arg(&pair.name.value).arg(&pair.value)
}

pub(super) fn milliseconds(time: u32) -> String {
    if time.is_multiple_of(1_000) { format!("{}s", time / 1_000) } else { format!("{time}ms") }
}
