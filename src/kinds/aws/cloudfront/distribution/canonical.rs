use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudfront::types::{
    AllowedMethods, CustomErrorResponse, CustomErrorResponses, DistributionConfig, FunctionAssociations,
    Origin as SdkOrigin, ViewerCertificate,
};

use super::{Behavior, Certificate, ErrorResponse, GeoRestriction, Input, Logging, Origin, OriginKind};
use crate::kinds::aws::live_text::LiveTexts;
use crate::providers::Hands;
use crate::value::Text;

/// The input that would describe a live configuration.
pub(super) fn input_of(hands: &Hands, live: &DistributionConfig, tags: BTreeMap<String, String>, was: &Input) -> Input {
    let header_values = was.origins.values().flat_map(|origin| origin.headers.values());
    let texts = LiveTexts::new(hands, header_values);
    let origins = live.origins.as_ref().map_or(&[][..], |origins| &origins.items);
    let behaviors = live.cache_behaviors.as_ref().map_or(&[][..], |behaviors| behaviors.items());
    let geo = live.restrictions.as_ref().and_then(|restrictions| restrictions.geo_restriction.as_ref());
    // Logs that somebody else asked for are none of our business.
    let ours = was.logging.as_ref().and(live.logging.as_ref());
    Input {
        token: was.token.clone(),
        comment: live.comment.clone(),
        enabled: live.enabled,
        aliases: live.aliases.as_ref().map(|aliases| aliases.items().iter().cloned().collect()).unwrap_or_default(),
        default_root_object: some(live.default_root_object.as_deref()),
        origins: origins
            .iter()
            .map(|origin| (origin.id.clone(), origin_of(&texts, origin, was.origins.get(&origin.id))))
            .collect(),
        default_behavior: live.default_cache_behavior.as_ref().map_or_else(
            || was.default_behavior.clone(),
            |behavior| {
                behavior_of(Parts {
                    path_pattern: "*",
                    target_origin: &behavior.target_origin_id,
                    viewer_protocol: behavior.viewer_protocol_policy.as_str(),
                    allowed_methods: behavior.allowed_methods.as_ref(),
                    compress: behavior.compress,
                    cache_policy: behavior.cache_policy_id.as_deref(),
                    origin_request_policy: behavior.origin_request_policy_id.as_deref(),
                    response_headers_policy: behavior.response_headers_policy_id.as_deref(),
                    functions: behavior.function_associations.as_ref(),
                })
            },
        ),
        behaviors: behaviors
            .iter()
            .map(|behavior| {
                behavior_of(Parts {
                    path_pattern: &behavior.path_pattern,
                    target_origin: &behavior.target_origin_id,
                    viewer_protocol: behavior.viewer_protocol_policy.as_str(),
                    allowed_methods: behavior.allowed_methods.as_ref(),
                    compress: behavior.compress,
                    cache_policy: behavior.cache_policy_id.as_deref(),
                    origin_request_policy: behavior.origin_request_policy_id.as_deref(),
                    response_headers_policy: behavior.response_headers_policy_id.as_deref(),
                    functions: behavior.function_associations.as_ref(),
                })
            })
            .collect(),
        geo_restriction: GeoRestriction {
            restriction: geo.map_or("none", |geo| geo.restriction_type.as_str()).to_owned(),
            countries: geo.map(|geo| geo.items().iter().cloned().collect()).unwrap_or_default(),
        },
        certificate: live.viewer_certificate.as_ref().and_then(certificate_of),
        custom_error_responses: error_responses_of(live.custom_error_responses.as_ref()),
        logging: ours.filter(|logging| logging.enabled).map(|logging| Logging {
            bucket: logging.bucket.clone().into(),
            prefix: logging.prefix.clone(),
            include_cookies: logging.include_cookies,
        }),
        price_class: live.price_class.as_ref().map_or("PriceClass_All", |class| class.as_str()).to_owned(),
        http_version: live.http_version.as_ref().map_or("http2", |version| version.as_str()).to_ascii_lowercase(),
        ipv6: live.is_ipv6_enabled.unwrap_or(false),
        web_acl: some(live.web_acl_id.as_deref()).map(Text::Known),
        tags,
    }
}

/// CloudFront says nothing by an empty string.
fn some(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn origin_of(texts: &LiveTexts<'_>, live: &SdkOrigin, was: Option<&Origin>) -> Origin {
    let number = |value: Option<i32>| value.and_then(|value| u16::try_from(value).ok()).unwrap_or(0);
    let kind = match &live.custom_origin_config {
        Some(custom) => {
            let protocols = custom.origin_ssl_protocols.iter().flat_map(|protocols| &protocols.items);
            OriginKind::Custom {
                protocol_policy: custom.origin_protocol_policy.as_str().to_owned(),
                http_port: number(Some(custom.http_port)),
                https_port: number(Some(custom.https_port)),
                ssl_protocols: protocols.map(|protocol| protocol.as_str().to_owned()).collect(),
                read_timeout: number(custom.origin_read_timeout),
                keepalive_timeout: number(custom.origin_keepalive_timeout),
            }
        }
        None => OriginKind::S3 { oac: live.origin_access_control_id.clone().unwrap_or_default().into() },
    };
    let live_headers = live.custom_headers.as_ref().map_or(&[][..], |headers| headers.items());
    let headers = live_headers
        .iter()
        .map(|header| {
            // Header names are the same in any case.
            let recorded =
                was.and_then(|was| was.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(&header.header_name)));
            let name = recorded.map_or(&header.header_name, |(name, _)| name);
            (name.clone(), texts.text(&header.header_value, recorded.map(|(_, value)| value)))
        })
        .collect();
    Origin {
        domain: live.domain_name.clone().into(),
        path: live.origin_path.clone().unwrap_or_default().into(),
        kind,
        connection_attempts: number(live.connection_attempts),
        connection_timeout: number(live.connection_timeout),
        shield: live
            .origin_shield
            .as_ref()
            .filter(|shield| shield.enabled)
            .and_then(|shield| some(shield.origin_shield_region.as_deref())),
        headers,
    }
}

/// What the SDK's two behaviour structs have in common.
struct Parts<'a> {
    path_pattern: &'a str,
    target_origin: &'a str,
    viewer_protocol: &'a str,
    allowed_methods: Option<&'a AllowedMethods>,
    compress: Option<bool>,
    cache_policy: Option<&'a str>,
    origin_request_policy: Option<&'a str>,
    response_headers_policy: Option<&'a str>,
    functions: Option<&'a FunctionAssociations>,
}

fn behavior_of(live: Parts<'_>) -> Behavior {
    let read_only = || BTreeSet::from(["GET".to_owned(), "HEAD".to_owned()]);
    let cached = live.allowed_methods.and_then(|methods| methods.cached_methods.as_ref());
    Behavior {
        path_pattern: live.path_pattern.to_owned(),
        target_origin: live.target_origin.to_owned(),
        viewer_protocol: live.viewer_protocol.to_owned(),
        allowed_methods: live.allowed_methods.map_or_else(read_only, |methods| names(&methods.items)),
        cached_methods: cached.map_or_else(read_only, |methods| names(&methods.items)),
        compress: live.compress.unwrap_or(false),
        cache_policy: live.cache_policy.unwrap_or_default().into(),
        origin_request_policy: some(live.origin_request_policy).map(Text::Known),
        response_headers_policy: some(live.response_headers_policy).map(Text::Known),
        functions: live
            .functions
            .map_or(&[][..], |functions| functions.items())
            .iter()
            .map(|function| (function.event_type.as_str().to_owned(), function.function_arn.clone().into()))
            .collect(),
    }
}

fn names(methods: &[aws_sdk_cloudfront::types::Method]) -> BTreeSet<String> {
    methods.iter().map(|method| method.as_str().to_owned()).collect()
}

fn certificate_of(live: &ViewerCertificate) -> Option<Certificate> {
    if live.cloud_front_default_certificate == Some(true) {
        return None;
    }
    let arn = live.acm_certificate_arn().or(live.iam_certificate_id())?;
    let minimum = live.minimum_protocol_version.as_ref().map_or("TLSv1", |version| version.as_str());
    Some(Certificate { arn: arn.into(), minimum_tls: minimum.to_owned() })
}

fn error_responses_of(live: Option<&CustomErrorResponses>) -> BTreeMap<u16, ErrorResponse> {
    let response = |response: &CustomErrorResponse| {
        let wanted = ErrorResponse {
            response_page: some(response.response_page_path.as_deref()),
            response_code: response.response_code.as_deref().and_then(|code| code.parse().ok()),
            error_caching_min_ttl: response
                .error_caching_min_ttl
                .and_then(|seconds| u32::try_from(seconds).ok())
                .unwrap_or(10),
        };
        Some((u16::try_from(response.error_code).ok()?, wanted))
    };
    live.map_or(&[][..], |responses| responses.items()).iter().filter_map(response).collect()
}
