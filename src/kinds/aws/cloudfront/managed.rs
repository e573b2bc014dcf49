//! Policies that CloudFront brings with it: the same id in every account (documentation, "Use managed cache policies", "Use
//! managed origin request policies" and "Use managed response headers policies").

/// A policy under a short name for specs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// As written in a spec: `disabled`.
    pub short: &'static str,
    /// As CloudFront names it: `CachingDisabled`.
    pub name: &'static str,
    /// What a distribution refers to it by, a UUID.
    pub id: &'static str,
}

const fn policy(short: &'static str, name: &'static str, id: &'static str) -> ManagedPolicy {
    ManagedPolicy { short, name, id }
}

/// Managed cache policies.
pub const CACHE: &[ManagedPolicy] = &[
    policy("optimized", "CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6"),
    policy("disabled", "CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
    policy("optimized-uncompressed", "CachingOptimizedForUncompressedObjects", "b2884449-e4de-46a7-ac36-70bc7f1ddd6d"),
    policy("origin-headers", "UseOriginCacheControlHeaders", "83da9c7e-98b4-4e11-a168-04f0df8e2c65"),
    policy("origin-headers-query", "UseOriginCacheControlHeaders-QueryStrings", "4cc15a8a-d715-48a4-82b8-cc0b614638fe"),
    policy("amplify", "Amplify", "2e54312d-136d-493c-8eb9-b001f22f67d2"),
    policy("media-package", "Elemental-MediaPackage", "08627262-05a9-4f76-9ded-b50ca2e3a84f"),
];

/// Managed origin request policies.
pub const ORIGIN_REQUEST: &[ManagedPolicy] = &[
    policy("all", "AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
    policy("all-except-host", "AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac"),
    policy("all-and-cloudfront", "AllViewerAndCloudFrontHeaders-2022-06", "33f36d7e-f396-46d9-90e0-52428a34d9dc"),
    policy("cors-custom", "CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1"),
    policy("cors-s3", "CORS-S3Origin", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"),
    policy("user-agent-referer", "UserAgentRefererHeaders", "acba4595-bd28-49b8-b9fe-13317c0390fa"),
    policy("media-tailor", "Elemental-MediaTailor-PersonalizedManifests", "775133bc-15f2-49f9-abea-afb2e0bf67d2"),
    policy("host-only", "HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae"),
];

/// Managed response headers policies.
pub const RESPONSE_HEADERS: &[ManagedPolicy] = &[
    policy("security", "SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03"),
    policy("cors", "SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c"),
    policy("cors-preflight", "CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd"),
    policy("cors-security", "CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c"),
    policy(
        "cors-preflight-security",
        "CORS-with-preflight-and-SecurityHeadersPolicy",
        "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    ),
];

/// The cache policy of a short name (`disabled`, `optimized`, …).
pub fn cache_policy(short: &str) -> Option<&'static ManagedPolicy> {
    CACHE.iter().find(|policy| policy.short == short)
}

/// The origin request policy of a short name (`all`, `all-except-host`, …).
pub fn origin_request_policy(short: &str) -> Option<&'static ManagedPolicy> {
    ORIGIN_REQUEST.iter().find(|policy| policy.short == short)
}

/// The response headers policy of a short name (`security`, `cors`, …).
pub fn response_headers_policy(short: &str) -> Option<&'static ManagedPolicy> {
    RESPONSE_HEADERS.iter().find(|policy| policy.short == short)
}

/// The managed policy of any sort with this id.
pub fn by_id(id: &str) -> Option<&'static ManagedPolicy> {
    CACHE.iter().chain(ORIGIN_REQUEST).chain(RESPONSE_HEADERS).find(|policy| policy.id == id)
}
