use super::Sort;
use crate::sandbox::Element;

/// A cache policy that CloudFront brings with it.
struct CachePolicy {
    name: &'static str,
    id: &'static str,
    /// Minimum, default and maximum, in seconds.
    ttl: [u32; 3],
    /// Whether the cache keeps a compressed form of its own.
    compressed: bool,
    /// `none` or `all`.
    queries: &'static str,
}

const fn cache(
    name: &'static str,
    id: &'static str,
    ttl: [u32; 3],
    compressed: bool,
    queries: &'static str,
) -> CachePolicy {
    CachePolicy { name, id, ttl, compressed, queries }
}

const A_DAY: [u32; 3] = [1, 86_400, 31_536_000];
const AS_ORIGIN_SAYS: [u32; 3] = [0, 0, 31_536_000];

const CACHE: [CachePolicy; 7] = [
    cache("CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6", A_DAY, true, "none"),
    cache("CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", [0, 0, 0], false, "none"),
    cache("CachingOptimizedForUncompressedObjects", "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", A_DAY, false, "none"),
    cache("UseOriginCacheControlHeaders", "83da9c7e-98b4-4e11-a168-04f0df8e2c65", AS_ORIGIN_SAYS, true, "none"),
    cache(
        "UseOriginCacheControlHeaders-QueryStrings",
        "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
        AS_ORIGIN_SAYS,
        true,
        "all",
    ),
    cache("Amplify", "2e54312d-136d-493c-8eb9-b001f22f67d2", [2, 2, 600], true, "all"),
    cache("Elemental-MediaPackage", "08627262-05a9-4f76-9ded-b50ca2e3a84f", [0, 86_400, 31_536_000], true, "all"),
];

/// An origin request policy that CloudFront brings with it.
struct RequestPolicy {
    name: &'static str,
    id: &'static str,
    /// What of the viewer's headers is sent on.
    headers: &'static str,
    /// What of the viewer's cookies and query: `none` or `all`.
    rest: &'static str,
}

const fn request(name: &'static str, id: &'static str, headers: &'static str, rest: &'static str) -> RequestPolicy {
    RequestPolicy { name, id, headers, rest }
}

const REQUEST: [RequestPolicy; 8] = [
    request("AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3", "allViewer", "all"),
    request("AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac", "allExcept", "all"),
    request(
        "AllViewerAndCloudFrontHeaders-2022-06",
        "33f36d7e-f396-46d9-90e0-52428a34d9dc",
        "allViewerAndWhitelistCloudFront",
        "all",
    ),
    request("CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1", "whitelist", "none"),
    request("CORS-S3Origin", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "whitelist", "none"),
    request("UserAgentRefererHeaders", "acba4595-bd28-49b8-b9fe-13317c0390fa", "whitelist", "none"),
    request("Elemental-MediaTailor-PersonalizedManifests", "775133bc-15f2-49f9-abea-afb2e0bf67d2", "whitelist", "all"),
    request("HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae", "whitelist", "none"),
];

/// A response headers policy that CloudFront brings with it.
struct ResponsePolicy {
    name: &'static str,
    id: &'static str,
    cors: Cors,
    /// Whether it adds the security headers.
    security: bool,
}

/// What the managed policies let pages of other sites do.
#[derive(Clone, Copy)]
enum Cors {
    None,
    Simple,
    Preflight,
}

const fn response(name: &'static str, id: &'static str, cors: Cors, security: bool) -> ResponsePolicy {
    ResponsePolicy { name, id, cors, security }
}

const RESPONSE: [ResponsePolicy; 5] = [
    response("SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03", Cors::None, true),
    response("SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c", Cors::Simple, false),
    response("CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", Cors::Preflight, false),
    response("CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c", Cors::Simple, true),
    response(
        "CORS-with-preflight-and-SecurityHeadersPolicy",
        "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
        Cors::Preflight,
        true,
    ),
];

/// Every managed policy of a sort: its id and its document.
pub(super) fn documents(sort: Sort) -> Vec<(&'static str, Element)> {
    match sort {
        Sort::Cache => CACHE.iter().map(|policy| (policy.id, policy.document())).collect(),
        Sort::OriginRequest => REQUEST.iter().map(|policy| (policy.id, policy.document())).collect(),
        Sort::ResponseHeaders => RESPONSE.iter().map(|policy| (policy.id, policy.document())).collect(),
    }
}

/// When CloudFront's own policies came out; no client looks at it.
const SINCE: &str = "2020-07-01T00:00:00.000Z";

fn document(sort: Sort, id: &str, config: Vec<Element>) -> Element {
    sort.document(id, SINCE, Element::node(&format!("{}Config", sort.name()), config))
}

/// `<{part}sConfig><{part}Behavior>…`.
fn behavior(part: &str, value: &str) -> Element {
    Element::node(&format!("{part}sConfig"), [Element::leaf(&format!("{part}Behavior"), value)])
}

impl CachePolicy {
    fn document(&self) -> Element {
        let [low, usual, high] = self.ttl.map(|seconds| seconds.to_string());
        let key = [
            Element::leaf("EnableAcceptEncodingGzip", self.compressed.to_string()),
            Element::leaf("EnableAcceptEncodingBrotli", self.compressed.to_string()),
            behavior("Header", "none"),
            behavior("Cookie", "none"),
            behavior("QueryString", self.queries),
        ];
        let config = vec![
            Element::leaf("Name", self.name),
            Element::leaf("MinTTL", low),
            Element::leaf("DefaultTTL", usual),
            Element::leaf("MaxTTL", high),
            Element::node("ParametersInCacheKeyAndForwardedToOrigin", key),
        ];
        document(Sort::Cache, self.id, config)
    }
}

impl RequestPolicy {
    fn document(&self) -> Element {
        let config = vec![
            Element::leaf("Name", self.name),
            behavior("Header", self.headers),
            behavior("Cookie", self.rest),
            behavior("QueryString", self.rest),
        ];
        document(Sort::OriginRequest, self.id, config)
    }
}

fn list(name: &str, item: &str, values: &[&str]) -> Element {
    let items = Element::node("Items", values.iter().map(|value| Element::leaf(item, *value)));
    Element::node(name, [Element::leaf("Quantity", values.len().to_string()), items])
}

impl ResponsePolicy {
    fn document(&self) -> Element {
        let mut config = vec![Element::leaf("Name", self.name)];
        config.extend(self.cors.config());
        if self.security {
            let header = |name: &str, rest: &[(&str, &str)], overrides: bool| {
                let rest = rest.iter().map(|(name, value)| Element::leaf(name, *value));
                Element::node(name, rest.chain([Element::leaf("Override", overrides.to_string())]))
            };
            config.push(Element::node(
                "SecurityHeadersConfig",
                [
                    header("XSSProtection", &[("Protection", "true"), ("ModeBlock", "true")], false),
                    header("FrameOptions", &[("FrameOption", "SAMEORIGIN")], false),
                    header("ReferrerPolicy", &[("ReferrerPolicy", "strict-origin-when-cross-origin")], false),
                    header("ContentTypeOptions", &[], true),
                    header("StrictTransportSecurity", &[("AccessControlMaxAgeSec", "31536000")], false),
                ],
            ));
        }
        document(Sort::ResponseHeaders, self.id, config)
    }
}

impl Cors {
    fn config(self) -> Option<Element> {
        let methods: &[&str] = match self {
            Self::None => return None,
            Self::Simple => &["GET", "HEAD"],
            Self::Preflight => &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        };
        let mut config = vec![
            list("AccessControlAllowOrigins", "Origin", &["*"]),
            list("AccessControlAllowHeaders", "Header", &["*"]),
            list("AccessControlAllowMethods", "Method", methods),
            Element::leaf("AccessControlAllowCredentials", "false"),
            Element::leaf("OriginOverride", "false"),
        ];
        if matches!(self, Self::Preflight) {
            config.push(list("AccessControlExposeHeaders", "Header", &["*"]));
        }
        Some(Element::node("CorsConfig", config))
    }
}
