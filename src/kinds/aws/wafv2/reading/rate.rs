use aws_sdk_wafv2::types;

use super::Reader;
use super::part::transforms;
use super::statement::{self, forwarded};
use crate::kinds::aws::wafv2::statement::{Fallback, NamedKey, RateBased, RateKey, RateKeys, Statement, Words};

/// AWS's window where none is said, seconds.
const WINDOW: i64 = 300;

/// A rate limit; `None` when something in it has no name here.
pub(super) fn read(
    reader: &Reader<'_>,
    live: &types::RateBasedStatement,
    recorded: Option<&Statement>,
) -> Option<RateBased> {
    let recorded = match recorded {
        Some(Statement::RateBased(one)) => one.scope_down.as_deref(),
        _ => None,
    };
    let per = match &live.aggregate_key_type {
        types::RateBasedStatementAggregateKeyType::Ip => RateKeys::Ip,
        types::RateBasedStatementAggregateKeyType::ForwardedIp => RateKeys::ForwardedIp,
        types::RateBasedStatementAggregateKeyType::Constant => RateKeys::Constant,
        types::RateBasedStatementAggregateKeyType::CustomKeys => {
            RateKeys::Custom(live.custom_keys().iter().map(key).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    Some(RateBased {
        limit: live.limit,
        window: if live.evaluation_window_sec == 0 { WINDOW } else { live.evaluation_window_sec },
        per,
        forwarded: forwarded(live.forwarded_ip_config.as_ref())?,
        scope_down: live
            .scope_down_statement
            .as_deref()
            .map(|inner| Box::new(statement::read(reader, inner, recorded))),
    })
}

fn named(name: &str, live: &[types::TextTransformation]) -> NamedKey {
    NamedKey { name: name.to_owned(), transforms: transforms(live) }
}

fn key(live: &types::RateBasedStatementCustomKey) -> Option<RateKey> {
    Some(if let Some(header) = &live.header {
        RateKey::Header(named(&header.name, &header.text_transformations))
    } else if let Some(cookie) = &live.cookie {
        RateKey::Cookie(named(&cookie.name, &cookie.text_transformations))
    } else if let Some(argument) = &live.query_argument {
        RateKey::QueryArgument(named(&argument.name, &argument.text_transformations))
    } else if let Some(query) = &live.query_string {
        RateKey::QueryString(transforms(&query.text_transformations))
    } else if let Some(path) = &live.uri_path {
        RateKey::Path(transforms(&path.text_transformations))
    } else if live.http_method.is_some() {
        RateKey::Method
    } else if live.forwarded_ip.is_some() {
        RateKey::ForwardedIp
    } else if live.ip.is_some() {
        RateKey::Ip
    } else if let Some(label) = &live.label_namespace {
        RateKey::LabelNamespace(label.namespace.clone())
    } else if let Some(ja3) = &live.ja3_fingerprint {
        RateKey::Ja3(Fallback::of(ja3.fallback_behavior.as_str())?)
    } else if let Some(ja4) = &live.ja4_fingerprint {
        RateKey::Ja4(Fallback::of(ja4.fallback_behavior.as_str())?)
    } else if live.asn.is_some() {
        RateKey::Asn
    } else {
        return None;
    })
}
