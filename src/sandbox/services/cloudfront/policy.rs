use crate::sandbox::{Answer, Call, Element};

use super::fault::Fault;
use super::route::{Outcome, tagged, xml};

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

/// Whether there is a cache policy of this id.
pub(super) fn is_cache(id: &str) -> bool {
    CACHE.iter().any(|policy| policy.id == id)
}

/// Whether there is an origin request policy of this id.
pub(super) fn is_request(id: &str) -> bool {
    REQUEST.iter().any(|policy| policy.id == id)
}

/// Which sort of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Cache,
    OriginRequest,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Cache => "CachePolicy",
            Self::OriginRequest => "OriginRequestPolicy",
        }
    }

    /// Every policy of the sort, by id.
    fn documents(self) -> Vec<(&'static str, Element)> {
        match self {
            Self::Cache => CACHE.iter().map(|policy| (policy.id, policy.document())).collect(),
            Self::OriginRequest => REQUEST.iter().map(|policy| (policy.id, policy.document())).collect(),
        }
    }

    fn absent(self) -> Fault {
        match self {
            Self::Cache => Fault::new(404, "NoSuchCachePolicy", "The cache policy does not exist."),
            Self::OriginRequest => {
                Fault::new(404, "NoSuchOriginRequestPolicy", "The origin request policy does not exist.")
            }
        }
    }
}

/// When CloudFront's own policies came out; no client looks at it.
const SINCE: &str = "2020-07-01T00:00:00.000Z";

fn document(sort: Sort, id: &str, config: Vec<Element>) -> Element {
    let name = sort.name();
    let head = [Element::leaf("Id", id), Element::leaf("LastModifiedTime", SINCE)];
    Element::node(name, head.into_iter().chain([Element::node(&format!("{name}Config"), config)]))
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

/// GetCachePolicy and GetOriginRequestPolicy.
pub(super) fn get(sort: Sort, id: &str) -> Outcome {
    let found = sort.documents().into_iter().find(|(other, _)| *other == id);
    let (_, document) = found.ok_or_else(|| sort.absent())?;
    Ok(tagged(200, &document, "E23ZP02F085DFQ"))
}

/// ListCachePolicies and ListOriginRequestPolicies: there are only managed ones.
pub(super) fn list(call: &Call, sort: Sort) -> Answer {
    let name = sort.name();
    let policies = if call.query("Type") == Some("custom") { Vec::new() } else { sort.documents() };
    let count = policies.len().to_string();
    let items = policies
        .into_iter()
        .map(|(_, document)| Element::node(&format!("{name}Summary"), [Element::leaf("Type", "managed"), document]));
    let list = [Element::leaf("MaxItems", "100"), Element::leaf("Quantity", count), Element::node("Items", items)];
    xml(200, &Element::node(&format!("{name}List"), list))
}
