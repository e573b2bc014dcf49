use std::collections::BTreeMap;

use super::edge_code;
use super::policies::Policies;
use super::read::Reading;
use crate::kinds::aws::cloudfront::{
    Behavior as BehaviorInput, DistributionInput, ErrorResponse, FunctionInput, Origin as OriginInput,
    OriginAccessControlInput, OriginKind as KindInput,
};
use crate::names::ResourceId;
use crate::reqpath::model::{
    Behavior, Distribution, ErrorPage, Geo, Origin, OriginKind, ViewerFunction, ViewerProtocol,
};

/// What distributions refer to.
struct Around {
    policies: Policies,
    /// By ARN.
    functions: BTreeMap<String, (ResourceId, String)>,
    /// Whether requests are signed, by the id of the origin access control.
    signs: BTreeMap<String, bool>,
}

pub(super) fn distributions(reading: &mut Reading<'_>) -> Vec<Distribution> {
    let functions = reading.all::<FunctionInput>("cloudfront-function");
    let controls = reading.all::<OriginAccessControlInput>("cloudfront-origin-access-control");
    let around = Around {
        policies: Policies::read(reading),
        functions: functions.into_iter().map(|(at, input)| (reading.output(&at, "arn"), (at, input.code))).collect(),
        signs: controls
            .into_iter()
            .map(|(at, input)| (reading.output(&at, "id"), input.signing_behavior == "always"))
            .collect(),
    };
    let wanted = reading.all::<DistributionInput>("cloudfront-distribution");
    wanted.into_iter().map(|(at, input)| distribution(reading, &around, &at, &input)).collect()
}

fn distribution(reading: &Reading<'_>, around: &Around, at: &ResourceId, input: &DistributionInput) -> Distribution {
    let behaviors = input.behaviors.iter().chain([&input.default_behavior]);
    Distribution {
        at: at.clone(),
        arn: reading.output(at, "arn"),
        domain: reading.output(at, "domain").to_ascii_lowercase(),
        aliases: input.aliases.clone(),
        enabled: input.enabled,
        root_object: input.default_root_object.clone().filter(|name| !name.is_empty()),
        origins: input.origins.iter().map(|(id, one)| (id.clone(), origin(reading, around, one))).collect(),
        behaviors: behaviors.map(|one| behavior(reading, around, one)).collect(),
        geo: match input.geo_restriction.restriction.as_str() {
            "blacklist" => Geo::AllExcept(input.geo_restriction.countries.clone()),
            "whitelist" => Geo::Only(input.geo_restriction.countries.clone()),
            _ => Geo::Everywhere,
        },
        web_acl: input.web_acl.as_ref().map(|acl| reading.texts.plain(acl)).filter(|acl| !acl.is_empty()),
        error_pages: input.custom_error_responses.iter().map(|(code, page)| (*code, error_page(page))).collect(),
    }
}

fn error_page(input: &ErrorResponse) -> ErrorPage {
    ErrorPage { page: input.response_page.clone(), status: input.response_code, kept: input.error_caching_min_ttl }
}

fn origin(reading: &Reading<'_>, around: &Around, input: &OriginInput) -> Origin {
    Origin {
        host: reading.texts.plain(&input.domain).to_ascii_lowercase(),
        path: reading.texts.plain(&input.path),
        kind: match &input.kind {
            KindInput::S3 { oac } => {
                OriginKind::S3 { signed: around.signs.get(&reading.texts.plain(oac)).copied().unwrap_or(false) }
            }
            KindInput::Custom { protocol_policy, .. } => match protocol_policy.as_str() {
                "http-only" => OriginKind::Http,
                "match-viewer" => OriginKind::AsViewer,
                _ => OriginKind::Https,
            },
        },
        headers: input.headers.iter().map(|(name, value)| (name.clone(), reading.texts.phrase(value))).collect(),
    }
}

fn behavior(reading: &Reading<'_>, around: &Around, input: &BehaviorInput) -> Behavior {
    let cache = reading.texts.plain(&input.cache_policy);
    let request = input.origin_request_policy.as_ref().map(|policy| reading.texts.plain(policy));
    let function = |event: &str| {
        let arn = reading.texts.plain(input.functions.get(event)?);
        Some(match around.functions.get(&arn) {
            Some((at, code)) => edge_code::meaning(at, code).unwrap_or(ViewerFunction::Opaque { arn }),
            None => ViewerFunction::Opaque { arn },
        })
    };
    Behavior {
        pattern: input.path_pattern.clone(),
        origin: input.target_origin.clone(),
        viewer_protocol: match input.viewer_protocol.as_str() {
            "redirect-to-https" => ViewerProtocol::RedirectToHttps,
            "https-only" => ViewerProtocol::HttpsOnly,
            _ => ViewerProtocol::AllowAll,
        },
        methods: input.allowed_methods.clone(),
        forwarding: around.policies.forwarding(&cache, request.as_deref()),
        caching: around.policies.caching(&cache, &input.cached_methods),
        on_request: function("viewer-request"),
        on_response: function("viewer-response"),
    }
}
