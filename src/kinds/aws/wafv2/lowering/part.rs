use aws_sdk_wafv2::types;

use super::rule::{incomplete, unspeakable};
use crate::kinds::aws::wafv2::statement::{FieldToMatch, JsonBody, Several, Which, Words};
use crate::providers::Refusal;

/// A part of the request as AWS takes it.
///
/// # Errors
/// `Unsupported` for what can only be read.
pub(in super::super) fn field(field: &FieldToMatch) -> Result<types::FieldToMatch, Refusal> {
    let builder = types::FieldToMatch::builder();
    let builder = match field {
        FieldToMatch::Header(name) => {
            let header = types::SingleHeader::builder().name(name.to_ascii_lowercase()).build();
            builder.single_header(header.map_err(incomplete)?)
        }
        FieldToMatch::QueryArgument(name) => {
            let argument = types::SingleQueryArgument::builder().name(name).build();
            builder.single_query_argument(argument.map_err(incomplete)?)
        }
        FieldToMatch::AllQueryArguments => builder.all_query_arguments(types::AllQueryArguments::builder().build()),
        FieldToMatch::Path => builder.uri_path(types::UriPath::builder().build()),
        FieldToMatch::QueryString => builder.query_string(types::QueryString::builder().build()),
        FieldToMatch::UriFragment(fallback) => {
            let fallback = fallback.map(|fallback| types::FallbackBehavior::from(fallback.aws()));
            builder.uri_fragment(types::UriFragment::builder().set_fallback_behavior(fallback).build())
        }
        FieldToMatch::Method => builder.method(types::Method::builder().build()),
        FieldToMatch::Body(oversize) => {
            let oversize = types::OversizeHandling::from(oversize.aws());
            builder.body(types::Body::builder().oversize_handling(oversize).build())
        }
        FieldToMatch::JsonBody(body) => builder.json_body(json_body(body)?),
        FieldToMatch::Headers(several) => builder.headers(headers(several)?),
        FieldToMatch::Cookies(several) => builder.cookies(cookies(several)?),
        FieldToMatch::HeaderOrder(oversize) => {
            let oversize = types::OversizeHandling::from(oversize.aws());
            let order = types::HeaderOrder::builder().oversize_handling(oversize).build();
            builder.header_order(order.map_err(incomplete)?)
        }
        FieldToMatch::Ja3(fallback) => {
            let fallback = types::FallbackBehavior::from(fallback.aws());
            let ja3 = types::Ja3Fingerprint::builder().fallback_behavior(fallback).build();
            builder.ja3_fingerprint(ja3.map_err(incomplete)?)
        }
        FieldToMatch::Ja4(fallback) => {
            let fallback = types::FallbackBehavior::from(fallback.aws());
            let ja4 = types::Ja4Fingerprint::builder().fallback_behavior(fallback).build();
            builder.ja4_fingerprint(ja4.map_err(incomplete)?)
        }
        FieldToMatch::Other(name) => return Err(unspeakable("part of the request", name)),
    };
    Ok(builder.build())
}

fn json_body(body: &JsonBody) -> Result<types::JsonBody, Refusal> {
    let pattern = types::JsonMatchPattern::builder();
    let pattern = if body.paths.is_empty() {
        pattern.all(types::All::builder().build())
    } else {
        pattern.set_included_paths(Some(body.paths.clone()))
    };
    types::JsonBody::builder()
        .match_pattern(pattern.build())
        .match_scope(types::JsonMatchScope::from(body.scope.aws()))
        .set_invalid_fallback_behavior(
            body.invalid.map(|invalid| types::BodyParsingFallbackBehavior::from(invalid.aws())),
        )
        .oversize_handling(types::OversizeHandling::from(body.oversize.aws()))
        .build()
        .map_err(incomplete)
}

fn headers(several: &Several) -> Result<types::Headers, Refusal> {
    let pattern = types::HeaderMatchPattern::builder();
    let pattern = match &several.which {
        Which::All => pattern.all(types::All::builder().build()),
        Which::Included(names) => pattern.set_included_headers(Some(names.clone())),
        Which::Excluded(names) => pattern.set_excluded_headers(Some(names.clone())),
    };
    types::Headers::builder()
        .match_pattern(pattern.build())
        .match_scope(types::MapMatchScope::from(several.scope.aws()))
        .oversize_handling(types::OversizeHandling::from(several.oversize.aws()))
        .build()
        .map_err(incomplete)
}

fn cookies(several: &Several) -> Result<types::Cookies, Refusal> {
    let pattern = types::CookieMatchPattern::builder();
    let pattern = match &several.which {
        Which::All => pattern.all(types::All::builder().build()),
        Which::Included(names) => pattern.set_included_cookies(Some(names.clone())),
        Which::Excluded(names) => pattern.set_excluded_cookies(Some(names.clone())),
    };
    types::Cookies::builder()
        .match_pattern(pattern.build())
        .match_scope(types::MapMatchScope::from(several.scope.aws()))
        .oversize_handling(types::OversizeHandling::from(several.oversize.aws()))
        .build()
        .map_err(incomplete)
}

/// `url-decode` to `URL_DECODE`, in the order they run; AWS wants `NONE` spelt out.
pub(super) fn transforms(names: &[String]) -> Result<Option<Vec<types::TextTransformation>>, Refusal> {
    let none = ["none".to_owned()];
    let names = if names.is_empty() { &none[..] } else { names };
    let transforms = names.iter().zip(0..).map(|(name, priority)| {
        let kind = types::TextTransformationType::try_parse(&name.replace('-', "_").to_ascii_uppercase())
            .map_err(|_| Refusal::local("InvalidRequest", format!("there is no text transformation `{name}`")))?;
        types::TextTransformation::builder().priority(priority).r#type(kind).build().map_err(incomplete)
    });
    transforms.collect::<Result<_, _>>().map(Some)
}
