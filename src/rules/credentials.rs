use super::ways::Way;
use crate::spec::cdn::{CachePolicy, Forward, Selection, Which};
use crate::spec::{Auth, Gateway, Route};

/// The headers callers must send with requests for a route; lower case has no meaning.
pub(super) fn wanted<'s>(gateway: &'s Gateway, route: &'s Route) -> Vec<&'s str> {
    let mut headers = match route.auth.as_ref().map(|auth| &auth.value) {
        Some(Auth::Iam) => vec!["Authorization"],
        Some(Auth::Authorizer(name)) => {
            let authorizer = gateway.authorizers.iter().find(|authorizer| authorizer.name.value == *name);
            authorizer.map(|authorizer| authorizer.identity_headers()).unwrap_or_default()
        }
        None => Vec::new(),
    };
    if route.key.value {
        headers.push("x-api-key");
    }
    headers
}

/// Whether a header of the viewer may arrive at the gateway (aws-facts 16.3, 16.4): a policy that exists already may send it on.
pub(super) fn arrives(way: &Way, header: &str) -> bool {
    in_key(way, header)
        || match &way.behavior.origin_request_policy {
            Some(policy) => selects(&policy.headers, header),
            None if way.behavior.existing.origin_request.is_some() => true,
            None => match way.behavior.forward.value {
                Forward::All | Forward::AllExceptHost | Forward::AllAndCloudfront => true,
                Forward::None
                | Forward::CorsCustom
                | Forward::CorsS3
                | Forward::UserAgentReferer
                | Forward::HostOnly
                | Forward::MediaTailor => false,
            },
        }
}

/// Whether answers may be kept apart by a header.
pub(super) fn in_key(way: &Way, header: &str) -> bool {
    match &way.behavior.cache_policy {
        Some(policy) => selects(&policy.headers, header),
        None => way.behavior.existing.cache.is_some(),
    }
}

/// Whether answers are certainly kept even when the origin says nothing about it.
pub(super) fn keeps(way: &Way) -> bool {
    match &way.behavior.cache_policy {
        Some(policy) => policy.max.value > 0 && (policy.default.value > 0 || policy.min.value > 0),
        None if way.behavior.existing.cache.is_some() => false,
        None => match way.behavior.cache.value {
            CachePolicy::Optimized | CachePolicy::OptimizedUncompressed => true,
            // These have a key with credentials in it, or keep what the origin says.
            CachePolicy::Disabled
            | CachePolicy::OriginHeaders
            | CachePolicy::OriginHeadersQuery
            | CachePolicy::Amplify
            | CachePolicy::MediaPackage => false,
        },
    }
}

fn selects(selection: &Selection, header: &str) -> bool {
    let named = selection.names.iter().any(|name| name.value.eq_ignore_ascii_case(header));
    match selection.which.as_ref().map(|which| which.value) {
        None => false,
        Some(Which::Only) => named,
        Some(Which::AllExcept) => !named,
        Some(Which::All | Which::AllAndCloudfront) => true,
    }
}
