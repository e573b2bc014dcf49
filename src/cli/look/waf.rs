use super::node::Node;
use super::waf_group::{regex_in_path, sensitivity_to_block, settings};
use super::waf_statement::{forwarded, statements, transforms};
use crate::spec::declare::Choices as _;
use crate::spec::waf::{
    Destination, Does, IpSet, LogBehavior, LogCondition, LogFilter, Logging, Override, Rate, RateKey, RatePer,
    Redacted, RegexSet, Response, ResponseBody, RuleBody, RuleGroup,
};
use crate::spec::{Waf, WafRule};

pub(super) fn acl(block: &Waf) -> Node {
    let default = Node::new("default").arg(block.default.value.word());
    Node::new("waf")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .prop("version", block.version.value.word())
        .prop("metrics", block.metrics.value)
        .prop("sampled-requests", block.sampled.value)
        .maybe_prop("captcha-immunity", block.captcha_immunity.map(|time| format!("{}s", time.value)).as_ref())
        .maybe_prop("challenge-immunity", block.challenge_immunity.map(|time| format!("{}s", time.value)).as_ref())
        .child(does(default, &block.default_does))
        .children(block.rules.iter().map(rule))
        .children(block.bodies.iter().map(body))
        .children(
            (!block.token_domains.is_empty())
                .then(|| Node::new("token-domain").args(block.token_domains.iter().map(|domain| &domain.value))),
        )
        .children(block.logging.as_ref().map(logging))
}

pub(super) fn rule_group(block: &RuleGroup) -> Node {
    Node::new("rule-group")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .prop("capacity", block.capacity.value)
        .children(block.rules.iter().map(rule))
        .children(block.bodies.iter().map(body))
}

pub(super) fn ip_set(block: &IpSet) -> Node {
    Node::new("ip-set")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .child(Node::new("address").args(&block.addresses))
}

pub(super) fn regex_set(block: &RegexSet) -> Node {
    Node::new("regex-set")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .child(Node::new("pattern").args(&block.patterns))
}

fn rule(rule: &WafRule) -> Node {
    let node = Node::new("rule")
        .arg(&rule.name.value)
        .prop("priority", rule.priority.value)
        .maybe_prop("action", rule.action.map(|action| action.value.word()))
        .prop("metrics", rule.metrics.value)
        .maybe_prop("sampled-requests", rule.sampled.map(|sampled| sampled.value))
        .maybe_prop("immunity", rule.immunity.map(|time| format!("{}s", time.value)).as_ref());
    let node = match &rule.body {
        RuleBody::Statements(inner) => node.children(statements(inner)),
        RuleBody::Rate(limit) => node.child(rate(limit)),
        RuleBody::Managed(managed) => node.child(
            Node::new("managed")
                .arg(&managed.name.value)
                .prop("vendor", &managed.vendor.value)
                .maybe_prop("version", managed.version.as_ref().map(|version| &version.value))
                .maybe_prop("inspection", managed.inspection.map(|inspection| inspection.value.word()))
                .maybe_prop("regex-in-path", regex_in_path(managed.settings.as_deref()))
                .maybe_prop("sensitivity-to-block", sensitivity_to_block(managed.settings.as_deref()))
                .children(managed.overrides.values().map(changed))
                .children(managed.settings.as_deref().into_iter().flat_map(settings))
                .children(statements(&managed.only)),
        ),
        RuleBody::Group(used) => node.child(
            Node::new("rule-group")
                .arg(used.group.value.name())
                .maybe_prop("capacity", used.capacity.map(|capacity| capacity.value))
                .children(used.overrides.values().map(changed)),
        ),
    };
    let labels = rule.labels.iter().map(|label| &label.value);
    does(node.children((!rule.labels.is_empty()).then(|| Node::new("add-label").args(labels))), &rule.does)
}

fn changed(one: &Override) -> Node {
    Node::new("rule").arg(&one.rule.value).prop("action", one.action.value.word())
}

fn does(node: Node, does: &Does) -> Node {
    let added = does.add_headers.iter().map(|(name, value)| Node::new("add-header").arg(name).arg(&value.value));
    node.children(added).children(does.response.as_ref().map(response))
}

fn response(response: &Response) -> Node {
    Node::new("response")
        .prop("status", response.status.value)
        .maybe_prop("body", response.body.as_ref().map(|key| &key.value))
        .children(response.headers.iter().map(|(name, value)| Node::new("header").arg(name).arg(value)))
}

fn body(body: &ResponseBody) -> Node {
    Node::new("response-body").arg(&body.key.value).arg(&body.content).prop("type", body.kind.value.word())
}

fn rate(limit: &Rate) -> Node {
    let node =
        Node::new("rate").prop("limit", limit.limit.value).prop("window", format!("{}m", limit.window.value / 60));
    let node = forwarded(node, limit.forwarded.as_ref());
    let node = match &limit.per {
        RatePer::Ip => node.prop("per", "ip"),
        RatePer::All => node.prop("per", "all"),
        RatePer::Keys(keys) => node.children(keys.iter().map(key)),
    };
    node.children(statements(&limit.only))
}

fn key(key: &RateKey) -> Node {
    let node = Node::new("key").arg(key.kind.value.word()).args(key.name.as_ref().map(|name| &name.value));
    node.prop("fallback", key.fallback.value.word()).children(transforms(&key.transforms))
}

fn logging(logging: &Logging) -> Node {
    let node = Node::new("logging");
    let node = match &logging.destination {
        Destination::LogGroup(days) => match days.value {
            Some(days) => node.prop("retention", format!("{days}d")),
            None => node.prop("retention", "never"),
        },
        Destination::Bucket(bucket) => node.prop("bucket", bucket.value.name()),
        Destination::Arn(arn) => node.prop("to", arn),
    };
    let redacted = logging.redacted.iter().map(|part| match &part.value {
        Redacted::Header(name) => Node::new("redact-header").arg(name),
        Redacted::Path => Node::new("redact").arg("path"),
        Redacted::QueryString => Node::new("redact").arg("query-string"),
        Redacted::Method => Node::new("redact").arg("method"),
    });
    node.children(redacted)
        .children(logging.filters.iter().map(filter))
        .line("otherwise", logging.otherwise.value.word())
}

fn filter(filter: &LogFilter) -> Node {
    let name = match filter.behavior {
        LogBehavior::Keep => "keep",
        LogBehavior::Drop => "drop",
    };
    let conditions = filter.conditions.iter().map(|condition| match condition {
        LogCondition::Action(action) => Node::new("action").arg(action.value.word()),
        LogCondition::Label(one) => {
            let group = one.rule_group.as_ref().map(|group| group.value.name());
            Node::new("label").arg(&one.label.value).maybe_prop("rule-group", group)
        }
    });
    Node::new(name).prop("any", filter.any.value).children(conditions)
}
