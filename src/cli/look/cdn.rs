use super::cdn_policy;
use super::node::Node;
use crate::spec::cdn::{Alias, AliasZone, Behavior, Cdn, GeoRule, Origin, OriginTarget};
use crate::spec::declare::Choices as _;

/// A cdn with every default written out.
pub fn cdn(block: &Cdn) -> Node {
    let mut node = Node::new("cdn")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .maybe_line("comment", block.comment.as_ref())
        .children(block.aliases.iter().map(alias))
        .children(block.origins.iter().map(origin))
        .child(behavior(Node::new("default-behavior"), &block.default_behavior));
    for wanted in &block.behaviors {
        node = node.child(behavior(Node::new("behavior").arg(&wanted.pattern.value), &wanted.behavior));
    }
    if let Some(geo) = &block.geo {
        let name = match geo.rule {
            GeoRule::Block => "geo-block",
            GeoRule::Allow => "geo-allow",
        };
        node = node.child(Node::new(name).args(geo.countries.iter().map(|country| &country.value)));
    }
    let tls = Node::new("tls")
        .prop("minimum", block.tls.minimum.value.word())
        .maybe_prop("certificate", block.tls.certificate.as_ref());
    let logs = block.logs.as_ref().map(|logs| {
        Node::new("logs")
            .prop("bucket", logs.bucket.value.name())
            .prop("prefix", &logs.prefix)
            .prop("cookies", logs.cookies.value)
    });
    node.child(tls)
        .children(logs)
        .maybe_line("waf", block.waf.as_ref().map(|waf| waf.value.name()))
        .line("price-class", block.price_class.value.word())
        .line("http", block.http_version.value.word())
        .line("ipv6", block.ipv6.value)
}

fn alias(alias: &Alias) -> Node {
    let node = Node::new("alias").arg(&alias.domain);
    match &alias.zone {
        None => node,
        Some(AliasZone::Owned(block)) => node.prop("zone", block.value.name()),
        Some(AliasZone::Existing(domain)) => node.prop("zone", domain),
        Some(AliasZone::Id(id)) => node.prop("zone", &id.value),
    }
}

fn origin(origin: &Origin) -> Node {
    let node = Node::new("origin").arg(&origin.id.value);
    let waits = |node: Node| {
        node.prop("read-timeout", format!("{}s", origin.read_timeout.value))
            .prop("keepalive-timeout", format!("{}s", origin.keepalive_timeout.value))
    };
    let node = match &origin.target {
        OriginTarget::Bucket(block) => node.prop("bucket", block.value.name()).maybe_prop("path", origin.path.as_ref()),
        OriginTarget::Gateway(block) => waits(node.prop("gateway", block.value.name())),
        OriginTarget::Host(custom) => waits(
            node.prop("host", &custom.host)
                .maybe_prop("path", origin.path.as_ref())
                .prop("protocol", custom.protocol.value.word())
                .prop("http-port", custom.http_port.value)
                .prop("https-port", custom.https_port.value)
                .prop("tls", custom.tls.value.word()),
        ),
    };
    let node = node
        .prop("connection-attempts", origin.connection_attempts.value)
        .prop("connection-timeout", format!("{}s", origin.connection_timeout.value))
        .maybe_prop("shield", origin.shield.as_ref().map(|region| &region.value));
    let headers = origin.send_headers.iter();
    node.children(headers.map(|header| Node::new("send-header").arg(&header.name.value).arg(&header.value)))
}

fn behavior(node: Node, behavior: &Behavior) -> Node {
    let node = node.prop("origin", &behavior.origin.value).prop("methods", behavior.methods.value.word());
    let existing = &behavior.existing;
    let node = match (&behavior.cache_policy, &existing.cache) {
        (Some(_), _) => node,
        (None, Some(id)) => node.prop("cache-policy-id", id),
        (None, None) => node.prop("cache", behavior.cache.value.word()),
    };
    let node = match (&behavior.origin_request_policy, &existing.origin_request) {
        (Some(_), _) => node,
        (None, Some(id)) => node.prop("origin-request-policy-id", id),
        (None, None) => node.prop("forward", behavior.forward.value.word()),
    };
    node.maybe_prop("response-headers", behavior.response_headers.as_ref().map(|short| short.value.word()))
        .maybe_prop("response-headers-policy-id", existing.response_headers.as_ref())
        .prop("viewer-protocol", behavior.viewer_protocol.value.word())
        .prop("compress", behavior.compress.value)
        .prop("spa", behavior.spa.value)
        .children(behavior.error_pages.iter().map(|page| {
            Node::new("error-page")
                .arg(page.code.value.word())
                .arg(&page.page.value)
                .prop("status", page.status.value.word())
                .prop("keep", format!("{}s", page.keep.value))
        }))
        .children(behavior.cache_policy.as_ref().map(cdn_policy::cache))
        .children(behavior.origin_request_policy.as_ref().map(cdn_policy::origin_request))
        .children(behavior.response_headers_policy.as_ref().map(cdn_policy::response_headers))
}
