use aws_sdk_wafv2::types;

use crate::kinds::aws::wafv2::statement::{
    Fallback, FieldToMatch, InvalidJson, JsonBody, MatchScope, Oversize, Several, Which, Words,
};

/// A part of the request. A header keeps the spelling of the record when only its case differs, because AWS compares without
/// regard to it.
pub(super) fn field(live: Option<&types::FieldToMatch>, recorded: Option<&FieldToMatch>) -> FieldToMatch {
    let Some(live) = live else { return FieldToMatch::Other("none".into()) };
    known(live, recorded).unwrap_or_else(|| FieldToMatch::Other("one with settings that are not known".into()))
}

fn known(live: &types::FieldToMatch, recorded: Option<&FieldToMatch>) -> Option<FieldToMatch> {
    if let Some(header) = &live.single_header {
        return Some(match recorded {
            Some(FieldToMatch::Header(name)) if name.eq_ignore_ascii_case(&header.name) => {
                FieldToMatch::Header(name.clone())
            }
            _ => FieldToMatch::Header(header.name.to_ascii_lowercase()),
        });
    }
    if let Some(argument) = &live.single_query_argument {
        return Some(match recorded {
            Some(FieldToMatch::QueryArgument(name)) if name.eq_ignore_ascii_case(&argument.name) => {
                FieldToMatch::QueryArgument(name.clone())
            }
            _ => FieldToMatch::QueryArgument(argument.name.clone()),
        });
    }
    if let Some(fragment) = &live.uri_fragment {
        let fallback = fragment.fallback_behavior.as_ref();
        return Some(FieldToMatch::UriFragment(match fallback {
            Some(fallback) => Some(Fallback::of(fallback.as_str())?),
            None => None,
        }));
    }
    if let Some(body) = &live.body {
        return Some(FieldToMatch::Body(oversize(body.oversize_handling.as_ref())?));
    }
    if let Some(body) = &live.json_body {
        return json_body(body).map(FieldToMatch::JsonBody);
    }
    if let Some(headers) = &live.headers {
        let pattern = headers.match_pattern.as_ref()?;
        let lower = |names: &[String]| names.iter().map(|name| name.to_ascii_lowercase()).collect::<Vec<_>>();
        let which = match (&pattern.included_headers, &pattern.excluded_headers) {
            (Some(names), _) => Which::Included(sorted(lower(names))),
            (None, Some(names)) => Which::Excluded(sorted(lower(names))),
            (None, None) => Which::All,
        };
        return Some(FieldToMatch::Headers(Several {
            which,
            scope: MatchScope::of(headers.match_scope.as_str())?,
            oversize: oversize(Some(&headers.oversize_handling))?,
        }));
    }
    if let Some(cookies) = &live.cookies {
        let pattern = cookies.match_pattern.as_ref()?;
        let which = match (&pattern.included_cookies, &pattern.excluded_cookies) {
            (Some(names), _) => Which::Included(sorted(names.clone())),
            (None, Some(names)) => Which::Excluded(sorted(names.clone())),
            (None, None) => Which::All,
        };
        return Some(FieldToMatch::Cookies(Several {
            which,
            scope: MatchScope::of(cookies.match_scope.as_str())?,
            oversize: oversize(Some(&cookies.oversize_handling))?,
        }));
    }
    if let Some(order) = &live.header_order {
        return Some(FieldToMatch::HeaderOrder(oversize(Some(&order.oversize_handling))?));
    }
    if let Some(ja3) = &live.ja3_fingerprint {
        return Some(FieldToMatch::Ja3(Fallback::of(ja3.fallback_behavior.as_str())?));
    }
    if let Some(ja4) = &live.ja4_fingerprint {
        return Some(FieldToMatch::Ja4(Fallback::of(ja4.fallback_behavior.as_str())?));
    }
    let bare = [
        (FieldToMatch::AllQueryArguments, live.all_query_arguments.is_some()),
        (FieldToMatch::Path, live.uri_path.is_some()),
        (FieldToMatch::QueryString, live.query_string.is_some()),
        (FieldToMatch::Method, live.method.is_some()),
    ];
    bare.into_iter().find(|(_, there)| *there).map(|(field, _)| field)
}

fn json_body(live: &types::JsonBody) -> Option<JsonBody> {
    let paths = live.match_pattern.as_ref()?.included_paths.clone().unwrap_or_default();
    let invalid = match &live.invalid_fallback_behavior {
        Some(behavior) => Some(InvalidJson::of(behavior.as_str())?),
        None => None,
    };
    Some(JsonBody {
        paths: sorted(paths),
        scope: MatchScope::of(live.match_scope.as_str())?,
        invalid,
        oversize: oversize(live.oversize_handling.as_ref())?,
    })
}

/// AWS goes on with what it has where nothing is said.
fn oversize(live: Option<&types::OversizeHandling>) -> Option<Oversize> {
    live.map_or(Some(Oversize::Continue), |live| Oversize::of(live.as_str()))
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// In the order they run; `NONE` does nothing and is not written.
pub(super) fn transforms(live: &[types::TextTransformation]) -> Vec<String> {
    let mut live: Vec<_> = live.iter().filter(|live| live.r#type != types::TextTransformationType::None).collect();
    live.sort_by_key(|live| live.priority);
    live.into_iter().map(|live| live.r#type.as_str().to_ascii_lowercase().replace('_', "-")).collect()
}
