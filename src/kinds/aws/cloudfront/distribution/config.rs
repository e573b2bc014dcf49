use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    Aliases, AllowedMethods, CacheBehavior, CacheBehaviors, CachedMethods, CustomErrorResponse, CustomErrorResponses,
    CustomHeaders, CustomOriginConfig, DefaultCacheBehavior, DistributionConfig, EventType, FunctionAssociation,
    FunctionAssociations, GeoRestriction as SdkGeoRestriction, GeoRestrictionType, HttpVersion, LoggingConfig, Method,
    MinimumProtocolVersion, Origin as SdkOrigin, OriginCustomHeader, OriginProtocolPolicy, OriginShield,
    OriginSslProtocols, Origins, PriceClass, Restrictions, S3OriginConfig, SslProtocol, SslSupportMethod,
    ViewerCertificate, ViewerProtocolPolicy,
};

use super::super::incomplete;
use super::{Behavior, ErrorResponse, Input, Origin, OriginKind};
use crate::providers::{Hands, Refusal};
use crate::value::Text;

/// The configuration of a new distribution.
pub(super) fn fresh(hands: &Hands, want: &Input) -> Result<DistributionConfig, Refusal> {
    let empty = DistributionConfig::builder()
        .caller_reference(caller_reference(&want.token))
        .comment("")
        .enabled(want.enabled)
        .origins(Origins::builder().quantity(0).set_items(Some(Vec::new())).build().map_err(incomplete)?)
        .default_cache_behavior(default_behavior(None, &want.default_behavior, hands)?)
        .build()
        .map_err(incomplete)?;
    overlay(hands, empty, want, want)
}

/// What the caller reference is made of.
pub(super) fn caller_reference(token: &str) -> String {
    format!("engine-{token}")
}

/// `live` with every field of the input put over it. An update replaces the whole configuration, so what the input does not
/// describe must be sent back as it was read; unordered lists keep the order they were read in.
/// `was` is the input before this one: what it turned on and this one does not name is turned off.
pub(super) fn overlay(
    hands: &Hands,
    live: DistributionConfig,
    was: &Input,
    want: &Input,
) -> Result<DistributionConfig, Refusal> {
    let mut config = live;
    let aliases = in_live_order(config.aliases.as_ref().map_or(&[], |aliases| aliases.items()), &want.aliases);
    config.aliases =
        Some(Aliases::builder().quantity(count(aliases.len())).set_items(filled(aliases)).build().map_err(incomplete)?);
    config.comment.clone_from(&want.comment);
    config.enabled = want.enabled;
    config.default_root_object = Some(want.default_root_object.clone().unwrap_or_default());
    if want.logging.is_some() || was.logging.is_some() {
        config.logging = Some(logging(hands, want)?);
    }
    config.price_class = Some(PriceClass::from(want.price_class.as_str()));
    config.http_version = Some(HttpVersion::from(want.http_version.as_str()));
    config.is_ipv6_enabled = Some(want.ipv6);
    config.web_acl_id = Some(match &want.web_acl {
        Some(acl) => hands.known("web-acl", acl)?.to_owned(),
        None => String::new(),
    });
    config.origins = Some(origins(hands, config.origins.as_ref(), want)?);
    config.default_cache_behavior =
        Some(default_behavior(config.default_cache_behavior.take(), &want.default_behavior, hands)?);
    config.cache_behaviors = Some(behaviors(hands, config.cache_behaviors.as_ref(), &want.behaviors)?);
    config.restrictions = Some(restrictions(config.restrictions.as_ref(), want)?);
    config.viewer_certificate = Some(certificate(hands, config.viewer_certificate.take(), want)?);
    config.custom_error_responses = Some(error_responses(config.custom_error_responses.as_ref(), want)?);
    Ok(config)
}

/// Turned off, nothing else may be said.
fn logging(hands: &Hands, want: &Input) -> Result<LoggingConfig, Refusal> {
    let config = LoggingConfig::builder().enabled(want.logging.is_some());
    Ok(match &want.logging {
        None => config.bucket("").prefix("").include_cookies(false),
        Some(logging) => config
            .bucket(hands.known("logging", &logging.bucket)?)
            .prefix(&logging.prefix)
            .include_cookies(logging.include_cookies),
    }
    .build())
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

/// CloudFront leaves the items of an empty list out.
fn filled<T>(items: Vec<T>) -> Option<Vec<T>> {
    if items.is_empty() { None } else { Some(items) }
}

/// The wanted set: what is live already in the order it is live in, then the rest.
fn in_live_order(live: &[String], want: &BTreeSet<String>) -> Vec<String> {
    let kept = live.iter().filter(|item| want.contains(*item));
    let added = want.iter().filter(|item| !live.contains(item));
    kept.chain(added).cloned().collect()
}

fn origins(hands: &Hands, live: Option<&Origins>, want: &Input) -> Result<Origins, Refusal> {
    let live = live.map_or(&[][..], |origins| &origins.items);
    let ids = want.origins.keys().cloned().collect();
    let live_ids: Vec<String> = live.iter().map(|origin| origin.id.clone()).collect();
    let mut items = Vec::new();
    for id in in_live_order(&live_ids, &ids) {
        if let Some(wanted) = want.origins.get(&id) {
            items.push(origin(hands, live.iter().find(|origin| origin.id == id), &id, wanted)?);
        }
    }
    Origins::builder().quantity(count(items.len())).set_items(Some(items)).build().map_err(incomplete)
}

fn origin(hands: &Hands, live: Option<&SdkOrigin>, id: &str, want: &Origin) -> Result<SdkOrigin, Refusal> {
    let domain = hands.known("origins", &want.domain)?;
    let mut origin = match live {
        Some(live) => live.clone(),
        None => SdkOrigin::builder().id(id).domain_name(domain).build().map_err(incomplete)?,
    };
    origin.domain_name = domain.to_owned();
    origin.origin_path = Some(hands.known("origins", &want.path)?.to_owned());
    origin.custom_headers = Some(headers(hands, origin.custom_headers.as_ref(), want)?);
    origin.connection_attempts = Some(i32::from(want.connection_attempts));
    origin.connection_timeout = Some(i32::from(want.connection_timeout));
    let shield = OriginShield::builder().enabled(want.shield.is_some()).set_origin_shield_region(want.shield.clone());
    origin.origin_shield = Some(shield.build().map_err(incomplete)?);
    match &want.kind {
        OriginKind::S3 { oac } => {
            // With an access control, the older access identity is there but empty.
            let mut s3 = origin.s3_origin_config.take().unwrap_or_else(|| S3OriginConfig::builder().build());
            s3.origin_access_identity = String::new();
            origin.s3_origin_config = Some(s3);
            origin.custom_origin_config = None;
            origin.vpc_origin_config = None;
            origin.origin_access_control_id = Some(hands.known("origins", oac)?.to_owned());
        }
        OriginKind::Custom {
            protocol_policy,
            http_port,
            https_port,
            ssl_protocols,
            read_timeout,
            keepalive_timeout,
        } => {
            let policy = OriginProtocolPolicy::from(protocol_policy.as_str());
            let mut custom = match origin.custom_origin_config.take() {
                Some(live) => live,
                None => CustomOriginConfig::builder()
                    .http_port(i32::from(*http_port))
                    .https_port(i32::from(*https_port))
                    .origin_protocol_policy(policy.clone())
                    .build()
                    .map_err(incomplete)?,
            };
            custom.http_port = i32::from(*http_port);
            custom.https_port = i32::from(*https_port);
            custom.origin_protocol_policy = policy;
            let live: Vec<String> = custom
                .origin_ssl_protocols
                .iter()
                .flat_map(|protocols| &protocols.items)
                .map(|protocol| protocol.as_str().to_owned())
                .collect();
            let protocols: Vec<SslProtocol> =
                in_live_order(&live, ssl_protocols).iter().map(|name| SslProtocol::from(name.as_str())).collect();
            custom.origin_ssl_protocols = Some(
                OriginSslProtocols::builder()
                    .quantity(count(protocols.len()))
                    .set_items(Some(protocols))
                    .build()
                    .map_err(incomplete)?,
            );
            custom.origin_read_timeout = Some(i32::from(*read_timeout));
            custom.origin_keepalive_timeout = Some(i32::from(*keepalive_timeout));
            origin.custom_origin_config = Some(custom);
            origin.s3_origin_config = None;
            origin.vpc_origin_config = None;
            origin.origin_access_control_id = Some(String::new());
        }
    }
    Ok(origin)
}

fn headers(hands: &Hands, live: Option<&CustomHeaders>, want: &Origin) -> Result<CustomHeaders, Refusal> {
    let live: Vec<String> =
        live.map_or(&[][..], |headers| headers.items()).iter().map(|header| header.header_name.clone()).collect();
    let mut items = Vec::new();
    for name in in_live_order(&live, &want.headers.keys().cloned().collect()) {
        if let Some(value) = want.headers.get(&name) {
            let header = OriginCustomHeader::builder().header_name(&name).header_value(hands.open(value)?.expose());
            items.push(header.build().map_err(incomplete)?);
        }
    }
    CustomHeaders::builder().quantity(count(items.len())).set_items(filled(items)).build().map_err(incomplete)
}

fn methods(live: &[Method], want: &BTreeSet<String>) -> Vec<Method> {
    let live: Vec<String> = live.iter().map(|method| method.as_str().to_owned()).collect();
    in_live_order(&live, want).iter().map(|method| Method::from(method.as_str())).collect()
}

fn allowed_methods(live: Option<&AllowedMethods>, want: &Behavior) -> Result<AllowedMethods, Refusal> {
    let live_cached = live.and_then(|live| live.cached_methods.as_ref()).map_or(&[][..], |cached| &cached.items);
    let cached = methods(live_cached, &want.cached_methods);
    let cached =
        CachedMethods::builder().quantity(count(cached.len())).set_items(Some(cached)).build().map_err(incomplete)?;
    let allowed = methods(live.map_or(&[][..], |live| &live.items), &want.allowed_methods);
    AllowedMethods::builder()
        .quantity(count(allowed.len()))
        .set_items(Some(allowed))
        .cached_methods(cached)
        .build()
        .map_err(incomplete)
}

fn functions(
    hands: &Hands,
    live: Option<&FunctionAssociations>,
    want: &Behavior,
) -> Result<FunctionAssociations, Refusal> {
    let live: Vec<String> = live
        .map_or(&[][..], |functions| functions.items())
        .iter()
        .map(|association| association.event_type.as_str().to_owned())
        .collect();
    let mut items = Vec::new();
    for event in in_live_order(&live, &want.functions.keys().cloned().collect()) {
        if let Some(arn) = want.functions.get(&event) {
            let association = FunctionAssociation::builder()
                .event_type(EventType::from(event.as_str()))
                .function_arn(hands.known("functions", arn)?);
            items.push(association.build().map_err(incomplete)?);
        }
    }
    FunctionAssociations::builder().quantity(count(items.len())).set_items(filled(items)).build().map_err(incomplete)
}

/// The id of a policy, if there is to be one.
fn policy(hands: &Hands, id: Option<&Text>) -> Result<Option<String>, Refusal> {
    id.map(|id| hands.known("policy", id).map(str::to_owned)).transpose()
}

/// The two behaviour structs of the SDK have the same fields, but for the path pattern.
macro_rules! put_behavior {
    ($behavior:ident, $want:ident, $hands:ident) => {
        $behavior.target_origin_id.clone_from(&$want.target_origin);
        $behavior.viewer_protocol_policy = ViewerProtocolPolicy::from($want.viewer_protocol.as_str());
        $behavior.allowed_methods = Some(allowed_methods($behavior.allowed_methods.as_ref(), $want)?);
        $behavior.compress = Some($want.compress);
        $behavior.cache_policy_id = Some($hands.known("cache-policy", &$want.cache_policy)?.to_owned());
        $behavior.origin_request_policy_id = policy($hands, $want.origin_request_policy.as_ref())?;
        $behavior.response_headers_policy_id = policy($hands, $want.response_headers_policy.as_ref())?;
        $behavior.function_associations = Some(functions($hands, $behavior.function_associations.as_ref(), $want)?);
        legacy_off!($behavior);
    };
}

/// Next to a cache policy, the fields it replaced must be absent. They are deprecated, and this is the one place to name them.
macro_rules! legacy_off {
    ($behavior:ident) => {
        #[allow(deprecated)]
        {
            $behavior.forwarded_values = None;
            $behavior.min_ttl = None;
            $behavior.default_ttl = None;
            $behavior.max_ttl = None;
        }
    };
}

fn default_behavior(
    live: Option<DefaultCacheBehavior>,
    want: &Behavior,
    hands: &Hands,
) -> Result<DefaultCacheBehavior, Refusal> {
    let mut behavior = match live {
        Some(live) => live,
        None => DefaultCacheBehavior::builder()
            .target_origin_id(&want.target_origin)
            .viewer_protocol_policy(ViewerProtocolPolicy::from(want.viewer_protocol.as_str()))
            .build()
            .map_err(incomplete)?,
    };
    put_behavior!(behavior, want, hands);
    Ok(behavior)
}

fn behaviors(hands: &Hands, live: Option<&CacheBehaviors>, want: &[Behavior]) -> Result<CacheBehaviors, Refusal> {
    let live = live.map_or(&[][..], |behaviors| behaviors.items());
    let mut items = Vec::new();
    for want in want {
        let mut behavior = match live.iter().find(|behavior| behavior.path_pattern == want.path_pattern) {
            Some(live) => live.clone(),
            None => CacheBehavior::builder()
                .path_pattern(&want.path_pattern)
                .target_origin_id(&want.target_origin)
                .viewer_protocol_policy(ViewerProtocolPolicy::from(want.viewer_protocol.as_str()))
                .build()
                .map_err(incomplete)?,
        };
        put_behavior!(behavior, want, hands);
        items.push(behavior);
    }
    CacheBehaviors::builder().quantity(count(items.len())).set_items(filled(items)).build().map_err(incomplete)
}

fn restrictions(live: Option<&Restrictions>, want: &Input) -> Result<Restrictions, Refusal> {
    let live = live.and_then(|live| live.geo_restriction.as_ref()).map_or(&[][..], |geo| geo.items());
    let countries = in_live_order(live, &want.geo_restriction.countries);
    let geo = SdkGeoRestriction::builder()
        .restriction_type(GeoRestrictionType::from(want.geo_restriction.restriction.as_str()))
        .quantity(count(countries.len()))
        .set_items(filled(countries))
        .build()
        .map_err(incomplete)?;
    Ok(Restrictions::builder().geo_restriction(geo).build())
}

fn certificate(hands: &Hands, live: Option<ViewerCertificate>, want: &Input) -> Result<ViewerCertificate, Refusal> {
    let Some(wanted) = &want.certificate else {
        let default = live.filter(|live| live.cloud_front_default_certificate == Some(true));
        let fresh = || ViewerCertificate::builder().cloud_front_default_certificate(true).build();
        return Ok(default.unwrap_or_else(fresh));
    };
    let arn = hands.known("certificate", &wanted.arn)?;
    let same = |live: &ViewerCertificate| {
        live.acm_certificate_arn() == Some(arn)
            && live.minimum_protocol_version().map(MinimumProtocolVersion::as_str) == Some(&wanted.minimum_tls)
            && live.ssl_support_method() == Some(&SslSupportMethod::SniOnly)
    };
    match live {
        Some(live) if same(&live) => Ok(live),
        _ => Ok(ViewerCertificate::builder()
            .cloud_front_default_certificate(false)
            .acm_certificate_arn(arn)
            .ssl_support_method(SslSupportMethod::SniOnly)
            .minimum_protocol_version(MinimumProtocolVersion::from(wanted.minimum_tls.as_str()))
            .build()),
    }
}

fn error_responses(live: Option<&CustomErrorResponses>, want: &Input) -> Result<CustomErrorResponses, Refusal> {
    let live: Vec<u16> = live
        .map_or(&[][..], |responses| responses.items())
        .iter()
        .filter_map(|response| u16::try_from(response.error_code).ok())
        .collect();
    let kept = live.iter().filter(|code| want.custom_error_responses.contains_key(*code));
    let added = want.custom_error_responses.keys().filter(|code| !live.contains(code));
    let mut items = Vec::new();
    for code in kept.chain(added) {
        if let Some(response) = want.custom_error_responses.get(code) {
            items.push(error_response(*code, response)?);
        }
    }
    CustomErrorResponses::builder().quantity(count(items.len())).set_items(filled(items)).build().map_err(incomplete)
}

fn error_response(code: u16, want: &ErrorResponse) -> Result<CustomErrorResponse, Refusal> {
    CustomErrorResponse::builder()
        .error_code(i32::from(code))
        .response_page_path(want.response_page.clone().unwrap_or_default())
        .response_code(want.response_code.map(|code| code.to_string()).unwrap_or_default())
        .error_caching_min_ttl(i64::from(want.error_caching_min_ttl))
        .build()
        .map_err(incomplete)
}
