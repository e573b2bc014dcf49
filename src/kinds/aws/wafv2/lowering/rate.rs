use aws_sdk_wafv2::types;

use super::Opener;
use super::part::transforms;
use super::rule::incomplete;
use super::statement::{self, forwarded};
use crate::kinds::aws::wafv2::statement::{RateBased, RateKey, RateKeys, Words};
use crate::providers::Refusal;

/// A rate limit as AWS takes it.
pub(super) fn lower(opener: &Opener<'_>, one: &RateBased) -> Result<types::RateBasedStatement, Refusal> {
    let scope_down = one.scope_down.as_deref().map(|inner| statement::lower(opener, inner)).transpose()?;
    let (kind, keys) = match &one.per {
        RateKeys::Ip => (types::RateBasedStatementAggregateKeyType::Ip, None),
        RateKeys::ForwardedIp => (types::RateBasedStatementAggregateKeyType::ForwardedIp, None),
        RateKeys::Constant => (types::RateBasedStatementAggregateKeyType::Constant, None),
        RateKeys::Custom(keys) => {
            let keys: Vec<_> = keys.iter().map(key).collect::<Result<_, _>>()?;
            (types::RateBasedStatementAggregateKeyType::CustomKeys, Some(keys))
        }
    };
    types::RateBasedStatement::builder()
        .limit(one.limit)
        .evaluation_window_sec(one.window)
        .aggregate_key_type(kind)
        .set_custom_keys(keys)
        .set_forwarded_ip_config(forwarded(one.forwarded.as_ref())?)
        .set_scope_down_statement(scope_down.map(Box::new))
        .build()
        .map_err(incomplete)
}

fn key(key: &RateKey) -> Result<types::RateBasedStatementCustomKey, Refusal> {
    let builder = types::RateBasedStatementCustomKey::builder();
    let builder = match key {
        RateKey::Ip => builder.ip(types::RateLimitIp::builder().build()),
        RateKey::ForwardedIp => builder.forwarded_ip(types::RateLimitForwardedIp::builder().build()),
        RateKey::Method => builder.http_method(types::RateLimitHttpMethod::builder().build()),
        RateKey::Path(names) => {
            let path = types::RateLimitUriPath::builder().set_text_transformations(transforms(names)?);
            builder.uri_path(path.build().map_err(incomplete)?)
        }
        RateKey::QueryString(names) => {
            let query = types::RateLimitQueryString::builder().set_text_transformations(transforms(names)?);
            builder.query_string(query.build().map_err(incomplete)?)
        }
        RateKey::Header(named) => {
            let header = types::RateLimitHeader::builder().name(&named.name);
            let header = header.set_text_transformations(transforms(&named.transforms)?);
            builder.header(header.build().map_err(incomplete)?)
        }
        RateKey::Cookie(named) => {
            let cookie = types::RateLimitCookie::builder().name(&named.name);
            let cookie = cookie.set_text_transformations(transforms(&named.transforms)?);
            builder.cookie(cookie.build().map_err(incomplete)?)
        }
        RateKey::QueryArgument(named) => {
            let argument = types::RateLimitQueryArgument::builder().name(&named.name);
            let argument = argument.set_text_transformations(transforms(&named.transforms)?);
            builder.query_argument(argument.build().map_err(incomplete)?)
        }
        RateKey::LabelNamespace(namespace) => {
            let label = types::RateLimitLabelNamespace::builder().namespace(namespace).build();
            builder.label_namespace(label.map_err(incomplete)?)
        }
        RateKey::Ja3(fallback) => {
            let fallback = types::FallbackBehavior::from(fallback.aws());
            let ja3 = types::RateLimitJa3Fingerprint::builder().fallback_behavior(fallback).build();
            builder.ja3_fingerprint(ja3.map_err(incomplete)?)
        }
        RateKey::Ja4(fallback) => {
            let fallback = types::FallbackBehavior::from(fallback.aws());
            let ja4 = types::RateLimitJa4Fingerprint::builder().fallback_behavior(fallback).build();
            builder.ja4_fingerprint(ja4.map_err(incomplete)?)
        }
        RateKey::Asn => builder.asn(types::RateLimitAsn::builder().build()),
    };
    Ok(builder.build())
}
