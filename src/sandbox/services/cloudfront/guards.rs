use std::collections::BTreeSet;
use std::time::Duration;

use crate::sandbox::services::acm;
use crate::sandbox::{Element, World};

use super::fault::Fault;
use super::policy;

/// What CloudFront checks before it takes a `DistributionConfig`; `id` is that of the distribution being updated.
pub(super) fn check(config: &Element, world: &mut World, id: Option<&str>, now: Duration) -> Result<(), Fault> {
    check_form(config)?;
    check_origins(config, world)?;
    check_behaviors(config, world)?;
    check_aliases(config, world, id)?;
    check_certificate(config, world, now)?;
    check_error_responses(config)?;
    check_geo(config)?;
    check_web_acl(config.text_of("WebACLId"), world)
}

fn check_form(config: &Element) -> Result<(), Fault> {
    if config.text_of("CallerReference").is_empty() {
        return Err(Fault::argument("The parameter CallerReference is required."));
    }
    if config.child("Origins").is_none() || config.child("DefaultCacheBehavior").is_none() {
        return Err(Fault::malformed());
    }
    if !["true", "false"].contains(&config.text_of("Enabled")) {
        return Err(Fault::malformed());
    }
    if config.text_of("Comment").chars().count() > 128 {
        return Err(Fault::argument("The parameter Comment is too long."));
    }
    if config.text_of("DefaultRootObject").starts_with('/') {
        let message = "The default root object file name is too big or contains an invalid character.";
        return Err(Fault::new(400, "InvalidDefaultRootObject", message));
    }
    check_quantities(config)
}

/// Every list says how many items it has.
fn check_quantities(element: &Element) -> Result<(), Fault> {
    if let Some(quantity) = element.child("Quantity") {
        let items = element.child("Items").map_or(0, |items| items.children.len());
        if quantity.text.parse() != Ok(items) {
            let message = format!("The value of Quantity and the size of Items don't match in {}.", element.name);
            return Err(Fault::new(400, "InconsistentQuantities", message));
        }
    }
    element.children.iter().try_for_each(check_quantities)
}

fn check_origins(config: &Element, world: &World) -> Result<(), Fault> {
    let origins = config.items("Origins");
    if origins.is_empty() {
        return Err(Fault::argument("At least one origin is required."));
    }
    if origins.len() > 100 {
        return Err(Fault::new(400, "TooManyOrigins", "You cannot create more origins for the distribution."));
    }
    let ids: BTreeSet<&str> = origins.iter().map(|origin| origin.text_of("Id")).collect();
    if ids.len() != origins.len() {
        return Err(Fault::argument("The origin ids must be unique within a distribution."));
    }
    origins.iter().try_for_each(|origin| check_origin(origin, world))
}

fn check_origin(origin: &Element, world: &World) -> Result<(), Fault> {
    let invalid = |message: &str| Fault::new(400, "InvalidOrigin", message);
    let domain = origin.text_of("DomainName");
    let bad_domain = domain.is_empty() || domain.contains([':', '/', ' ']);
    if bad_domain {
        return Err(Fault::argument(format!(
            "The parameter Origin DomainName does not refer to a valid host: {domain}"
        )));
    }
    let path = origin.text_of("OriginPath");
    if !path.is_empty() && (!path.starts_with('/') || path.ends_with('/')) {
        return Err(Fault::argument("The parameter Origin Path must start with a '/' and must not end with one."));
    }
    match (origin.child("S3OriginConfig"), origin.child("CustomOriginConfig"), origin.child("VpcOriginConfig")) {
        (Some(_), None, None) => {
            if !(domain.contains(".s3.") || domain.contains(".s3-")) || !domain.ends_with(".amazonaws.com") {
                return Err(Fault::argument("The parameter Origin DomainName does not refer to a valid S3 bucket."));
            }
        }
        (None, Some(custom), None) => check_custom(custom)?,
        (None, None, Some(_)) => {}
        _ => {
            return Err(invalid(
                "An origin has exactly one of S3OriginConfig, CustomOriginConfig and VpcOriginConfig.",
            ));
        }
    }
    let control = origin.text_of("OriginAccessControlId");
    if !control.is_empty() {
        if !world.cloudfront.access_controls.contains_key(control) {
            return Err(Fault::new(400, "InvalidOriginAccessControl", "The origin access control is not valid."));
        }
        let identity = origin.child("S3OriginConfig").map_or("", |s3| s3.text_of("OriginAccessIdentity"));
        if !identity.is_empty() {
            let message =
                "An origin cannot contain both an origin access control (OAC) and an origin access identity (OAI).";
            return Err(Fault::new(400, "IllegalOriginAccessConfiguration", message));
        }
    }
    check_headers(origin)
}

fn check_custom(custom: &Element) -> Result<(), Fault> {
    if !["http-only", "https-only", "match-viewer"].contains(&custom.text_of("OriginProtocolPolicy")) {
        return Err(Fault::malformed());
    }
    let port = |name: &str| custom.text_of(name).parse::<u16>().unwrap_or(0);
    if [port("HTTPPort"), port("HTTPSPort")].iter().any(|port| !matches!(port, 80 | 443 | 1024..)) {
        return Err(Fault::argument("The parameter Origin port must be 80, 443 or between 1024 and 65535."));
    }
    let seconds = |name: &str| custom.child(name).map_or(Some(30), |seconds| seconds.text.parse::<u32>().ok());
    if !seconds("OriginReadTimeout").is_some_and(|seconds| (1..=120).contains(&seconds)) {
        return Err(Fault::new(
            400,
            "InvalidOriginReadTimeout",
            "The read timeout specified for the origin is not valid.",
        ));
    }
    if !seconds("OriginKeepaliveTimeout").is_some_and(|seconds| (1..=120).contains(&seconds)) {
        let message = "The keep alive timeout specified for the origin is not valid.";
        return Err(Fault::new(400, "InvalidOriginKeepaliveTimeout", message));
    }
    Ok(())
}

/// Header names an origin may not be sent (documentation, "Custom headers that CloudFront can't add to origin requests").
const FORBIDDEN_HEADERS: [&str; 23] = [
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "request-range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-real-ip",
];

fn check_headers(origin: &Element) -> Result<(), Fault> {
    let headers = origin.items("CustomHeaders");
    if headers.len() > 30 {
        let message = "Your request contains too many origin custom headers.";
        return Err(Fault::new(400, "TooManyOriginCustomHeaders", message));
    }
    let mut total = 0;
    let mut names = BTreeSet::new();
    for header in headers {
        let (name, value) = (header.text_of("HeaderName"), header.text_of("HeaderValue"));
        let lower = name.to_ascii_lowercase();
        let forbidden =
            FORBIDDEN_HEADERS.contains(&lower.as_str()) || lower.starts_with("x-amz-") || lower.starts_with("x-edge-");
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if forbidden || name.is_empty() || !name.bytes().all(is_token) {
            return Err(Fault::argument(format!(
                "The parameter HeaderName contains a name that is not allowed: {name}"
            )));
        }
        if name.len() > 256 || value.len() > 1783 || value.is_empty() {
            return Err(Fault::argument(format!("The origin custom header {name} is empty or too long.")));
        }
        if !names.insert(lower) {
            return Err(Fault::argument(format!("The origin custom header {name} is there twice.")));
        }
        total += name.len() + value.len();
    }
    if total > 10_240 {
        return Err(Fault::argument("The origin custom headers are too long in all."));
    }
    Ok(())
}

fn check_behaviors(config: &Element, world: &World) -> Result<(), Fault> {
    let others = config.items("CacheBehaviors");
    if others.len() > 75 {
        let message = "You cannot create more cache behaviors for the distribution.";
        return Err(Fault::new(400, "TooManyCacheBehaviors", message));
    }
    let patterns: BTreeSet<&str> = others.iter().map(|behavior| behavior.text_of("PathPattern")).collect();
    if patterns.len() != others.len() || patterns.contains("") {
        return Err(Fault::argument("The parameter PathPattern must be there and unique among the cache behaviors."));
    }
    if patterns.iter().any(|pattern| pattern.len() > 255) {
        return Err(Fault::argument("The parameter PathPattern is too long."));
    }
    config
        .child("DefaultCacheBehavior")
        .into_iter()
        .chain(others)
        .try_for_each(|behavior| check_behavior(config, behavior, world))
}

fn check_behavior(config: &Element, behavior: &Element, world: &World) -> Result<(), Fault> {
    let target = behavior.text_of("TargetOriginId");
    if !config.items("Origins").iter().any(|origin| origin.text_of("Id") == target) {
        let message = format!("One or more of your origins or origin groups do not exist: {target}");
        return Err(Fault::new(404, "NoSuchOrigin", message));
    }
    if !["allow-all", "redirect-to-https", "https-only"].contains(&behavior.text_of("ViewerProtocolPolicy")) {
        return Err(Fault::malformed());
    }
    check_methods(behavior)?;
    match behavior.text_of("CachePolicyId") {
        "" if behavior.child("ForwardedValues").is_none() => {
            return Err(Fault::argument("The parameter ForwardedValues is required."));
        }
        "" => {}
        _ if ["ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"].iter().any(|old| behavior.child(old).is_some()) => {
            return Err(Fault::argument(
                "The parameter ForwardedValues cannot be used when a cache policy is associated.",
            ));
        }
        id if !policy::is_cache(id) => {
            return Err(Fault::new(404, "NoSuchCachePolicy", "The cache policy does not exist."));
        }
        _ => {}
    }
    let forward = behavior.text_of("OriginRequestPolicyId");
    if !forward.is_empty() && !policy::is_request(forward) {
        return Err(Fault::new(404, "NoSuchOriginRequestPolicy", "The origin request policy does not exist."));
    }
    let mut events = BTreeSet::new();
    for association in behavior.items("FunctionAssociations") {
        let arn = association.text_of("FunctionARN");
        let live = world.cloudfront.functions.values().any(|function| function.arn == arn && function.live.is_some());
        let event = association.text_of("EventType");
        let known = ["viewer-request", "viewer-response"].contains(&event);
        if !live || !known || !events.insert(event) {
            let message = "The specified CloudFront function association is invalid: the function must be published, and an \
                           event takes one function.";
            return Err(Fault::new(400, "InvalidFunctionAssociation", message));
        }
    }
    Ok(())
}

fn check_methods(behavior: &Element) -> Result<(), Fault> {
    const READ: [&str; 2] = ["GET", "HEAD"];
    const READ_AND_ASK: [&str; 3] = ["GET", "HEAD", "OPTIONS"];
    const ALL: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
    let Some(allowed) = behavior.child("AllowedMethods") else { return Ok(()) };
    let set = |list: &Element| -> Vec<String> {
        let methods = list.child("Items").map_or(&[][..], |items| &items.children);
        methods.iter().map(|method| method.text.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let is_one_of = |methods: &[String], sets: &[&[&str]]| sets.iter().any(|set| methods == *set);
    if !is_one_of(&set(allowed), &[&READ, &READ_AND_ASK, &ALL]) {
        return Err(Fault::argument("The parameter AllowedMethods is not one of the sets that can be chosen."));
    }
    match allowed.child("CachedMethods") {
        Some(cached) if !is_one_of(&set(cached), &[&READ, &READ_AND_ASK]) => {
            Err(Fault::argument("The parameter CachedMethods is not one of the sets that can be chosen."))
        }
        _ => Ok(()),
    }
}

fn check_aliases(config: &Element, world: &World, id: Option<&str>) -> Result<(), Fault> {
    let aliases: Vec<&str> = config.items("Aliases").iter().map(|alias| alias.text.as_str()).collect();
    if aliases.len() > 100 {
        let message = "Your request contains more CNAMEs than are allowed per distribution.";
        return Err(Fault::new(400, "TooManyDistributionCNAMEs", message));
    }
    let others = world.cloudfront.distributions.iter().filter(|(other, _)| Some(other.as_str()) != id);
    for (_, other) in others {
        if other.aliases().any(|taken| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(taken))) {
            let message = "One or more of the CNAMEs you provided are already associated with a different resource.";
            return Err(Fault::new(409, "CNAMEAlreadyExists", message));
        }
    }
    Ok(())
}

fn check_certificate(config: &Element, world: &mut World, now: Duration) -> Result<(), Fault> {
    let invalid = |message: String| Fault::new(400, "InvalidViewerCertificate", message);
    let aliases = config.items("Aliases");
    let certificate = config.child("ViewerCertificate");
    let arn = certificate.map_or("", |certificate| certificate.text_of("ACMCertificateArn"));
    let own = certificate.is_none_or(|certificate| certificate.text_of("CloudFrontDefaultCertificate") == "true");
    if arn.is_empty() || own {
        return if aliases.is_empty() {
            Ok(())
        } else {
            Err(invalid(
                "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate \
                 that validates your authorization to use the domain name."
                    .into(),
            ))
        };
    }
    if !certificate.is_some_and(|certificate| ["sni-only", "vip"].contains(&certificate.text_of("SSLSupportMethod"))) {
        return Err(invalid("The parameter SSLSupportMethod is required with a certificate.".into()));
    }
    let names = certificate_names(world, arn, now).ok_or_else(|| {
        invalid(
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid \
             certificate chain."
                .into(),
        )
    })?;
    match aliases.iter().find(|alias| !names.iter().any(|name| covers(name, &alias.text))) {
        None => Ok(()),
        Some(alias) => Err(invalid(format!(
            "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) {}.",
            alias.text
        ))),
    }
}

/// The names of an issued ACM certificate in us-east-1; `None` when CloudFront could not use it.
fn certificate_names(world: &mut World, arn: &str, now: Duration) -> Option<BTreeSet<String>> {
    arn.strip_prefix("arn:aws:acm:us-east-1:")?;
    acm::settle(world, now);
    acm::issued_names(world, arn, now).cloned()
}

/// Whether a certificate's name is good for a host: a `*` stands for exactly one label.
fn covers(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.to_ascii_lowercase());
    name == host
        || name.strip_prefix("*.").is_some_and(|zone| host.split_once('.').is_some_and(|(_, rest)| rest == zone))
}

/// Statuses a custom error response may be for.
const ERROR_CODES: [&str; 11] = ["400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504"];

fn check_error_responses(config: &Element) -> Result<(), Fault> {
    for response in config.items("CustomErrorResponses") {
        if !ERROR_CODES.contains(&response.text_of("ErrorCode")) {
            return Err(Fault::new(400, "InvalidErrorCode", "An invalid error code was specified."));
        }
        let (page, code) = (response.text_of("ResponsePagePath"), response.text_of("ResponseCode"));
        if code != "" && code != "200" && !ERROR_CODES.contains(&code) {
            return Err(Fault::new(400, "InvalidResponseCode", "A response code is not valid."));
        }
        if page.is_empty() != code.is_empty() || !(page.is_empty() || page.starts_with('/')) {
            return Err(Fault::argument("ResponsePagePath starts with a '/' and comes with a ResponseCode."));
        }
    }
    Ok(())
}

fn check_geo(config: &Element) -> Result<(), Fault> {
    let Some(geo) = config.child("Restrictions").and_then(|restrictions| restrictions.child("GeoRestriction")) else {
        return Ok(());
    };
    let countries = geo.child("Items").map_or(0, |items| items.children.len());
    let fits = match geo.text_of("RestrictionType") {
        "none" => countries == 0,
        "blacklist" | "whitelist" => countries > 0,
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Fault::new(400, "InvalidGeoRestrictionParameter", "The specified geo restriction parameter is not valid."))
    }
}

/// A WAFv2 ACL of scope CLOUDFRONT by ARN, a Classic one by id.
fn check_web_acl(id: &str, world: &World) -> Result<(), Fault> {
    let known = || world.wafv2.get("us-east-1").is_some_and(|waf| waf.web_acls.contains_key(id));
    let is_edge = id.starts_with("arn:aws:wafv2:us-east-1:") && id.contains(":global/webacl/") && known();
    if id.is_empty() || !id.starts_with("arn:") || is_edge {
        Ok(())
    } else {
        let message =
            "Web ACL is not accessible by the requester: it must be the ARN of an AWS WAF web ACL of scope CLOUDFRONT.";
        Err(Fault::new(400, "InvalidWebACLId", message))
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_wildcard_covers_one_label() {
        assert!(covers("*.shop.example", "WWW.shop.example"));
        assert!(!covers("*.shop.example", "a.b.shop.example"));
        assert!(!covers("*.shop.example", "shop.example"));
        assert!(covers("shop.example", "shop.example"));
    }
}
