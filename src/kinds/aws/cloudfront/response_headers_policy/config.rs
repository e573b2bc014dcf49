use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    FrameOptionsList, ReferrerPolicyList, ResponseHeadersPolicyAccessControlAllowHeaders,
    ResponseHeadersPolicyAccessControlAllowMethods, ResponseHeadersPolicyAccessControlAllowMethodsValues,
    ResponseHeadersPolicyAccessControlAllowOrigins, ResponseHeadersPolicyAccessControlExposeHeaders,
    ResponseHeadersPolicyConfig, ResponseHeadersPolicyContentSecurityPolicy, ResponseHeadersPolicyContentTypeOptions,
    ResponseHeadersPolicyCorsConfig, ResponseHeadersPolicyCustomHeader, ResponseHeadersPolicyCustomHeadersConfig,
    ResponseHeadersPolicyFrameOptions, ResponseHeadersPolicyReferrerPolicy, ResponseHeadersPolicyRemoveHeader,
    ResponseHeadersPolicyRemoveHeadersConfig, ResponseHeadersPolicySecurityHeadersConfig,
    ResponseHeadersPolicyServerTimingHeadersConfig, ResponseHeadersPolicyStrictTransportSecurity,
    ResponseHeadersPolicyXssProtection,
};

use super::super::incomplete;
use super::{Cors, Header, Hsts, Input, Security, Word};
use crate::providers::{Hands, Refusal};

/// The wanted policy as CloudFront takes it.
pub(super) fn config(hands: &Hands, want: &Input) -> Result<ResponseHeadersPolicyConfig, Refusal> {
    let mut own = Vec::new();
    for (name, header) in &want.headers {
        let header = ResponseHeadersPolicyCustomHeader::builder()
            .header(name)
            .value(hands.known("headers", &header.value)?)
            .r#override(header.overrides);
        own.push(header.build().map_err(incomplete)?);
    }
    let own = ResponseHeadersPolicyCustomHeadersConfig::builder().quantity(count(own.len())).set_items(Some(own));
    let mut removed = Vec::new();
    for name in &want.removed {
        removed.push(ResponseHeadersPolicyRemoveHeader::builder().header(name).build().map_err(incomplete)?);
    }
    let removed =
        ResponseHeadersPolicyRemoveHeadersConfig::builder().quantity(count(removed.len())).set_items(Some(removed));
    let timing = want.server_timing.map(|percent| {
        ResponseHeadersPolicyServerTimingHeadersConfig::builder()
            .enabled(true)
            .sampling_rate(f64::from(percent))
            .build()
    });
    ResponseHeadersPolicyConfig::builder()
        .name(&want.name)
        .comment(&want.comment)
        .set_cors_config(want.cors.as_ref().map(cors).transpose()?)
        .set_security_headers_config(security(hands, &want.security)?)
        .set_custom_headers_config(Some(own.build().map_err(incomplete)?).filter(|own| own.quantity > 0))
        .set_remove_headers_config(Some(removed.build().map_err(incomplete)?).filter(|removed| removed.quantity > 0))
        .set_server_timing_headers_config(timing.transpose().map_err(incomplete)?)
        .build()
        .map_err(incomplete)
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

fn seconds(seconds: u32) -> i32 {
    i32::try_from(seconds).unwrap_or(i32::MAX)
}

fn listed(names: &BTreeSet<String>) -> (i32, Vec<String>) {
    (count(names.len()), names.iter().cloned().collect())
}

fn cors(want: &Cors) -> Result<ResponseHeadersPolicyCorsConfig, Refusal> {
    let (quantity, items) = listed(&want.origins);
    let origins = ResponseHeadersPolicyAccessControlAllowOrigins::builder().quantity(quantity).set_items(Some(items));
    let (quantity, items) = listed(&want.headers);
    let headers = ResponseHeadersPolicyAccessControlAllowHeaders::builder().quantity(quantity).set_items(Some(items));
    let methods: Vec<_> = want
        .methods
        .iter()
        .map(|method| ResponseHeadersPolicyAccessControlAllowMethodsValues::from(method.as_str()))
        .collect();
    let methods = ResponseHeadersPolicyAccessControlAllowMethods::builder()
        .quantity(count(methods.len()))
        .set_items(Some(methods));
    let (quantity, items) = listed(&want.expose);
    let expose = ResponseHeadersPolicyAccessControlExposeHeaders::builder().quantity(quantity).set_items(Some(items));
    ResponseHeadersPolicyCorsConfig::builder()
        .access_control_allow_origins(origins.build().map_err(incomplete)?)
        .access_control_allow_headers(headers.build().map_err(incomplete)?)
        .access_control_allow_methods(methods.build().map_err(incomplete)?)
        .access_control_allow_credentials(want.credentials)
        .set_access_control_expose_headers(Some(expose.build().map_err(incomplete)?).filter(|list| list.quantity > 0))
        .access_control_max_age_sec(seconds(want.max_age))
        .origin_override(want.overrides)
        .build()
        .map_err(incomplete)
}

fn security(hands: &Hands, want: &Security) -> Result<Option<ResponseHeadersPolicySecurityHeadersConfig>, Refusal> {
    let mut config = ResponseHeadersPolicySecurityHeadersConfig::builder();
    if let Some(hsts) = &want.hsts {
        let header = ResponseHeadersPolicyStrictTransportSecurity::builder()
            .access_control_max_age_sec(seconds(hsts.max_age))
            .include_subdomains(hsts.include_subdomains)
            .preload(hsts.preload)
            .r#override(hsts.overrides);
        config = config.strict_transport_security(header.build().map_err(incomplete)?);
    }
    if let Some(overrides) = want.content_type_options {
        let header = ResponseHeadersPolicyContentTypeOptions::builder().r#override(overrides);
        config = config.content_type_options(header.build().map_err(incomplete)?);
    }
    if let Some(word) = &want.frame_options {
        let header = ResponseHeadersPolicyFrameOptions::builder()
            .frame_option(FrameOptionsList::from(word.value.as_str()))
            .r#override(word.overrides);
        config = config.frame_options(header.build().map_err(incomplete)?);
    }
    if let Some(word) = &want.referrer_policy {
        let header = ResponseHeadersPolicyReferrerPolicy::builder()
            .referrer_policy(ReferrerPolicyList::from(word.value.as_str()))
            .r#override(word.overrides);
        config = config.referrer_policy(header.build().map_err(incomplete)?);
    }
    if let Some(policy) = &want.content_security_policy {
        let header = ResponseHeadersPolicyContentSecurityPolicy::builder()
            .content_security_policy(hands.known("security", &policy.value)?)
            .r#override(policy.overrides);
        config = config.content_security_policy(header.build().map_err(incomplete)?);
    }
    if let Some(word) = &want.xss_protection {
        let header = ResponseHeadersPolicyXssProtection::builder()
            .protection(true)
            .mode_block(word.value == BLOCK)
            .r#override(word.overrides);
        config = config.xss_protection(header.build().map_err(incomplete)?);
    }
    let config = config.build();
    Ok(Some(config).filter(|config| *config != ResponseHeadersPolicySecurityHeadersConfig::builder().build()))
}

/// `X-XSS-Protection: 1; mode=block`.
const BLOCK: &str = "block";

/// `X-XSS-Protection: 1`.
const FILTER: &str = "filter";

/// The input that would describe a live policy.
pub(super) fn input_of(live: &ResponseHeadersPolicyConfig) -> Input {
    let own = live.custom_headers_config.as_ref().map_or(&[][..], |config| config.items());
    let removed = live.remove_headers_config.as_ref().map_or(&[][..], |config| config.items());
    let timing = live.server_timing_headers_config.as_ref().filter(|timing| timing.enabled);
    Input {
        name: live.name.clone(),
        comment: live.comment.clone().unwrap_or_default(),
        cors: live.cors_config.as_ref().map(cors_of),
        security: live.security_headers_config.as_ref().map_or(
            Security {
                hsts: None,
                content_type_options: None,
                frame_options: None,
                referrer_policy: None,
                content_security_policy: None,
                xss_protection: None,
            },
            security_of,
        ),
        headers: own
            .iter()
            .map(|header| {
                let said = Header { value: header.value.clone().into(), overrides: header.r#override };
                (header.header.clone(), said)
            })
            .collect(),
        removed: removed.iter().map(|header| header.header.clone()).collect(),
        // Rates are told with fractions; the language asks for whole percents.
        server_timing: timing.map(|timing| timing.sampling_rate.unwrap_or(0.0).round().clamp(0.0, 100.0) as u32),
    }
}

fn cors_of(live: &ResponseHeadersPolicyCorsConfig) -> Cors {
    let set = |items: &[String]| items.iter().cloned().collect::<BTreeSet<String>>();
    let methods = live.access_control_allow_methods.iter().flat_map(|list| &list.items);
    Cors {
        origins: live.access_control_allow_origins.as_ref().map(|list| set(&list.items)).unwrap_or_default(),
        methods: methods.map(|method| method.as_str().to_owned()).collect(),
        headers: live.access_control_allow_headers.as_ref().map(|list| set(&list.items)).unwrap_or_default(),
        expose: live.access_control_expose_headers.as_ref().map(|list| set(list.items())).unwrap_or_default(),
        credentials: live.access_control_allow_credentials,
        max_age: live.access_control_max_age_sec.and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or(0),
        overrides: live.origin_override,
    }
}

fn security_of(live: &ResponseHeadersPolicySecurityHeadersConfig) -> Security {
    let word = |value: &str, overrides: bool| Word { value: value.to_owned(), overrides };
    Security {
        hsts: live.strict_transport_security.as_ref().map(|hsts| Hsts {
            max_age: u32::try_from(hsts.access_control_max_age_sec).unwrap_or(0),
            include_subdomains: hsts.include_subdomains.unwrap_or(false),
            preload: hsts.preload.unwrap_or(false),
            overrides: hsts.r#override,
        }),
        content_type_options: live.content_type_options.as_ref().map(|header| header.r#override),
        frame_options: live.frame_options.as_ref().map(|header| word(header.frame_option.as_str(), header.r#override)),
        referrer_policy: live
            .referrer_policy
            .as_ref()
            .map(|header| word(header.referrer_policy.as_str(), header.r#override)),
        content_security_policy: live.content_security_policy.as_ref().map(|header| Header {
            value: header.content_security_policy.clone().into(),
            overrides: header.r#override,
        }),
        xss_protection: live.xss_protection.as_ref().map(|header| {
            let value = match (header.protection, header.mode_block.unwrap_or(false)) {
                (true, true) => BLOCK,
                (true, false) => FILTER,
                (false, _) => "off",
            };
            word(value, header.r#override)
        }),
    }
}
