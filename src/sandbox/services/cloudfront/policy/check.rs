use std::cmp::Reverse;

use super::super::fault::Fault;
use super::Sort;
use crate::sandbox::Element;

/// What CloudFront checks of a policy.
pub(super) fn check(sort: Sort, config: &Element) -> Result<(), Fault> {
    let name = config.text_of("Name");
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 128 || !name.chars().all(fits) {
        return Err(Fault::argument("The parameter Name is not valid."));
    }
    if config.text_of("Comment").chars().count() > 128 {
        return Err(Fault::argument("The parameter Comment is too long."));
    }
    match sort {
        Sort::Cache => check_cache(config),
        Sort::OriginRequest => check_request(config),
        Sort::ResponseHeaders => check_response(config),
    }
}

fn check_cache(config: &Element) -> Result<(), Fault> {
    let seconds = |name: &str, usual: u64| config.child(name).map_or(Some(usual), |ttl| ttl.text.parse::<u64>().ok());
    let least = seconds("MinTTL", 0);
    let usual = seconds("DefaultTTL", 86_400.max(least.unwrap_or(0)));
    let most = seconds("MaxTTL", 31_536_000.max(usual.unwrap_or(0)));
    if !(least.is_some() && least <= usual && usual <= most) {
        return Err(Fault::argument("The parameters MinTTL, DefaultTTL and MaxTTL must go up in this order."));
    }
    let key = config.child("ParametersInCacheKeyAndForwardedToOrigin").ok_or_else(Fault::malformed)?;
    check_selection(key, "Header", &["none", "whitelist"])?;
    check_selection(key, "Cookie", &["none", "whitelist", "allExcept", "all"])?;
    check_selection(key, "QueryString", &["none", "whitelist", "allExcept", "all"])?;
    let keyed = ["Header", "Cookie", "QueryString"].iter().find(|part| behavior(key, part) != "none");
    if let (Some(0), Some(part)) = (most, keyed) {
        let message = format!("The parameter {part}Behavior is invalid for policy with caching disabled.");
        return Err(Fault::argument(message));
    }
    let compressed = ["EnableAcceptEncodingGzip", "EnableAcceptEncodingBrotli"];
    match compressed.iter().find(|flag| key.text_of(flag) == "true") {
        Some(flag) if most == Some(0) => {
            Err(Fault::argument(format!("The parameter {flag} is invalid for policy with caching disabled.")))
        }
        _ => Ok(()),
    }
}

fn check_request(config: &Element) -> Result<(), Fault> {
    let headers = ["none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"];
    check_selection(config, "Header", &headers)?;
    check_selection(config, "Cookie", &["none", "whitelist", "all", "allExcept"])?;
    check_selection(config, "QueryString", &["none", "whitelist", "all", "allExcept"])?;
    let named = config.child("HeadersConfig").map_or(&[][..], |headers| headers.items("Headers"));
    let credentials = named.iter().any(|name| name.text.eq_ignore_ascii_case("authorization"));
    if credentials && behavior(config, "Header") == "whitelist" {
        return Err(Fault::argument("The parameter Headers contains Authorization that is not allowed."));
    }
    Ok(())
}

/// `<{part}sConfig><{part}Behavior>`.
fn behavior<'a>(of: &'a Element, part: &str) -> &'a str {
    of.child(&format!("{part}sConfig")).map_or("", |config| config.text_of(&format!("{part}Behavior")))
}

/// A behaviour that is allowed, with names exactly where it takes some.
fn check_selection(of: &Element, part: &str, allowed: &[&str]) -> Result<(), Fault> {
    let behavior = behavior(of, part);
    if !allowed.contains(&behavior) {
        return Err(Fault::argument(format!("The parameter {part}Behavior is not valid.")));
    }
    let list = of.child(&format!("{part}sConfig")).map_or(&[][..], |config| config.items(&format!("{part}s")));
    let takes = ["whitelist", "allExcept", "allViewerAndWhitelistCloudFront"].contains(&behavior);
    if takes == list.is_empty() {
        return Err(Fault::argument(format!("The parameter {part}s does not go with the {part}Behavior {behavior}.")));
    }
    Ok(())
}

/// Headers that have a part of the policy of their own.
const OWN_SETTING: [&str; 7] = [
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "content-security-policy",
    "x-xss-protection",
    "server-timing",
];

/// Headers of the connection and of CloudFront itself.
const NOT_REMOVED: [&str; 31] = [
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
    "x-accel-buffering",
    "x-accel-charset",
    "x-accel-limit-rate",
    "x-accel-redirect",
    "x-amzn-auth",
    "x-amzn-cf-billing",
    "x-amzn-cf-id",
    "x-amzn-cf-xff",
    "x-amzn-errortype",
    "x-amzn-fle-profile",
    "x-amzn-header-count",
    "x-amzn-header-order",
    "x-amzn-lambda-integration-tag",
    "x-amzn-requestid",
    "x-cache",
    "x-forwarded-proto",
    "x-real-ip",
];

fn check_response(config: &Element) -> Result<(), Fault> {
    let parts = [
        "CorsConfig",
        "SecurityHeadersConfig",
        "ServerTimingHeadersConfig",
        "CustomHeadersConfig",
        "RemoveHeadersConfig",
    ];
    if !parts.iter().any(|part| config.child(part).is_some_and(|part| !part.children.is_empty())) {
        return Err(Fault::argument("The response headers policy must contain at least one header."));
    }
    if let Some(cors) = config.child("CorsConfig") {
        let all = |list: &str, all: &str| cors.items(list).iter().any(|item| item.text == all);
        let lists = [
            ("AccessControlAllowOrigins", "*"),
            ("AccessControlAllowHeaders", "*"),
            ("AccessControlAllowMethods", "ALL"),
            ("AccessControlExposeHeaders", "*"),
        ];
        if lists[..3].iter().any(|(list, _)| cors.items(list).is_empty()) {
            return Err(Fault::argument("The CORS configuration names origins, headers and methods."));
        }
        let credentials = cors.text_of("AccessControlAllowCredentials") == "true";
        if credentials && lists.iter().any(|(list, wide)| all(list, wide)) {
            let message =
                "The parameter AccessControlAllowCredentials cannot be true when all of something is allowed.";
            return Err(Fault::argument(message));
        }
    }
    for header in config.items("RemoveHeadersConfig") {
        let name = header.text_of("Header").to_ascii_lowercase();
        if NOT_REMOVED.contains(&name.as_str()) || name.starts_with("x-amz-cf-") || name.starts_with("x-edge-") {
            return Err(Fault::argument(format!("The header {name} cannot be removed.")));
        }
    }
    let mut names: Vec<String> = Vec::new();
    for header in config.items("CustomHeadersConfig") {
        let name = header.text_of("Header").to_ascii_lowercase();
        let own = OWN_SETTING.contains(&name.as_str()) || name.starts_with("access-control-");
        if own || name.is_empty() || names.contains(&name) {
            return Err(Fault::argument(format!("The header {name} is not allowed among the custom headers.")));
        }
        names.push(name);
    }
    Ok(())
}

/// Fills a policy up with what CloudFront says about what was left out, and puts its lists into another order than they were
/// sent in.
pub(super) fn fill(sort: Sort, config: &mut Element) {
    config.default_child(Element::leaf("Comment", ""));
    match sort {
        Sort::Cache => {
            config.default_child(Element::leaf("DefaultTTL", "86400"));
            config.default_child(Element::leaf("MaxTTL", "31536000"));
            if let Some(key) = config.child_mut("ParametersInCacheKeyAndForwardedToOrigin") {
                key.default_child(Element::leaf("EnableAcceptEncodingBrotli", "false"));
            }
        }
        Sort::OriginRequest => {}
        Sort::ResponseHeaders => {
            config.default_child(Element::node(
                "ServerTimingHeadersConfig",
                [Element::leaf("Enabled", "false"), Element::leaf("SamplingRate", "0.0")],
            ));
            for list in ["CustomHeadersConfig", "RemoveHeadersConfig"] {
                config.default_child(Element::node(list, [Element::leaf("Quantity", "0")]));
            }
            if let Some(hsts) = config
                .child_mut("SecurityHeadersConfig")
                .and_then(|security| security.child_mut("StrictTransportSecurity"))
            {
                hsts.default_child(Element::leaf("IncludeSubdomains", "false"));
                hsts.default_child(Element::leaf("Preload", "false"));
            }
        }
    }
    reorder(config);
}

fn reorder(element: &mut Element) {
    if let Some(items) = element.child_mut("Items") {
        let key = |item: &Element| Reverse((item.text.clone(), item.text_of("Header").to_owned()));
        items.children.sort_by_key(key);
    }
    element.children.iter_mut().for_each(reorder);
}
