use super::error_page::{self, ErrorPage};
use super::policy::{
    OwnCachePolicy, OwnOriginRequestPolicy, OwnResponseHeadersPolicy, cache, origin_request, response_headers,
};
use super::{Origin, OriginTarget};
use crate::diag::{Diagnostic, Span, Spanned};
use crate::spec::declare::{Child, Choice, Choices, Family, Node, Slot, Type};
use crate::spec::decode::{Context, Fields, did_you_mean, nearest};
use crate::spec::{Template, forms};

/// `behavior "/api/*" origin="api" …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathBehavior {
    /// `*` is any run of characters, `/` included; `?` is one character.
    pub pattern: Spanned<String>,
    /// What happens to requests whose path matches.
    pub behavior: Behavior,
}

/// How requests are served once a path pattern chose the behavior; also `default-behavior origin="static" …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behavior {
    /// An origin id of the same cdn.
    pub origin: Spanned<String>,
    /// `all` before a gateway or host, `read` before a bucket, unless given.
    pub methods: Spanned<Methods>,
    /// `disabled` before a gateway or host, `optimized` before a bucket, unless given.
    pub cache: Spanned<CachePolicy>,
    /// `all-except-host` before a gateway or host, `none` before a bucket, unless given.
    pub forward: Spanned<Forward>,
    /// Takes the place of `cache`.
    pub cache_policy: Option<OwnCachePolicy>,
    /// Takes the place of `forward`.
    pub origin_request_policy: Option<OwnOriginRequestPolicy>,
    /// A managed response headers policy; none unless given.
    pub response_headers: Option<Spanned<ResponseHeaders>>,
    /// Never beside `response_headers`.
    pub response_headers_policy: Option<OwnResponseHeadersPolicy>,
    /// Policies that exist already, in place of those above.
    pub existing: ExistingPolicies,
    /// What viewers see in place of errors; each error once.
    pub error_pages: Vec<ErrorPage>,
    /// `redirect-to-https` unless given.
    pub viewer_protocol: Spanned<ViewerProtocol>,
    /// `#true` unless given.
    pub compress: Spanned<bool>,
    /// Whether paths without a file extension get the bucket's index page, for this behavior only (never through error
    /// pages, which would cover the whole distribution); `#false` unless given. Only before a bucket.
    pub spa: Spanned<bool>,
    /// The header of the node.
    pub span: Span,
}

/// Policies that exist already, by their ids; what is in them is not known here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExistingPolicies {
    /// A cache policy.
    pub cache: Option<Template>,
    /// An origin request policy.
    pub origin_request: Option<Template>,
    /// A response headers policy.
    pub response_headers: Option<Template>,
}

/// The verbs a behavior lets through; CloudFront knows only these three sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    /// GET, HEAD.
    Read,
    /// GET, HEAD, OPTIONS.
    ReadOptions,
    /// GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE.
    All,
}

/// A managed cache policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// CachingDisabled.
    Disabled,
    /// CachingOptimized.
    Optimized,
    /// CachingOptimizedForUncompressedObjects.
    OptimizedUncompressed,
    /// UseOriginCacheControlHeaders.
    OriginHeaders,
    /// UseOriginCacheControlHeaders-QueryStrings.
    OriginHeadersQuery,
    /// Amplify.
    Amplify,
    /// Elemental-MediaPackage.
    MediaPackage,
}

/// A managed origin request policy: what of the viewer's request the origin sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forward {
    /// No policy: only what the cache key holds.
    None,
    /// AllViewer.
    All,
    /// AllViewerExceptHostHeader.
    AllExceptHost,
    /// AllViewerAndCloudFrontHeaders-2022-06.
    AllAndCloudfront,
    /// CORS-CustomOrigin.
    CorsCustom,
    /// CORS-S3Origin.
    CorsS3,
    /// UserAgentRefererHeaders.
    UserAgentReferer,
    /// HostHeaderOnly.
    HostOnly,
    /// Elemental-MediaTailor-PersonalizedManifests.
    MediaTailor,
}

/// A managed response headers policy: what is added to answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseHeaders {
    /// SecurityHeadersPolicy.
    Security,
    /// SimpleCORS.
    Cors,
    /// CORS-With-Preflight.
    CorsPreflight,
    /// CORS-and-SecurityHeadersPolicy.
    CorsSecurity,
    /// CORS-with-preflight-and-SecurityHeadersPolicy.
    CorsPreflightSecurity,
}

/// What happens to viewers on plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewerProtocol {
    /// Answered 301 to the same address with `https`.
    RedirectToHttps,
    /// Answered 403.
    HttpsOnly,
    /// Served.
    AllowAll,
}

pub(super) static DEFAULT_BEHAVIOR: Node =
    Node::new("default-behavior", "How paths are served that no `behavior` matches")
        .props(PROPS)
        .children(INSIDE)
        .families(&[&FAMILY]);

pub(super) static BEHAVIOR: Node =
    Node::new("behavior", "How paths of a pattern are served; the first that matches is used")
        .args(&[Slot::new("pattern", Type::Text, "`*` is any run of characters, `/` included; `?` is one")
            .form(forms::PATH_PATTERN)])
        .props(PROPS)
        .children(INSIDE)
        .families(&[&FAMILY]);

/// What all behaviors have in common.
static FAMILY: Family = Family {
    name: "setting",
    title: "Settings of behaviors",
    doc: "The same for `behavior` and `default-behavior`.",
    takes: "any of the",
    props: PROPS,
    children: INSIDE,
};

const INSIDE: &[Child] = &[
    Child::optional(&cache::CACHE_POLICY),
    Child::optional(&origin_request::ORIGIN_REQUEST_POLICY),
    Child::optional(&response_headers::RESPONSE_HEADERS_POLICY),
    Child::many(&error_page::ERROR_PAGE),
];

const PROPS: &[Slot] = &[
    Slot::new("origin", Type::Text, "an origin of this cdn"),
    Slot::new("methods", Type::OneOf(Methods::CHOICES), "the verbs that are let through")
        .depends("`all` before a gateway or host, `read` before a bucket"),
    Slot::new("cache", Type::OneOf(CachePolicy::CHOICES), "the managed cache policy")
        .depends("`disabled` before a gateway or host, `optimized` before a bucket"),
    Slot::new("forward", Type::OneOf(Forward::CHOICES), "the managed origin request policy")
        .depends("`all-except-host` before a gateway or host, `none` before a bucket"),
    Slot::new("response-headers", Type::OneOf(ResponseHeaders::CHOICES), "the managed response headers policy")
        .optional(),
    Slot::new("cache-policy-id", Type::Template, "a cache policy that exists already, by its id, in place of `cache=`")
        .form(forms::POLICY_ID)
        .optional(),
    Slot::new(
        "origin-request-policy-id",
        Type::Template,
        "an origin request policy that exists already, by its id, in place of `forward=`",
    )
    .form(forms::POLICY_ID)
    .optional(),
    Slot::new(
        "response-headers-policy-id",
        Type::Template,
        "a response headers policy that exists already, by its id, in place of `response-headers=`",
    )
    .form(forms::POLICY_ID)
    .optional(),
    Slot::new("viewer-protocol", Type::OneOf(ViewerProtocol::CHOICES), "what happens to plain HTTP")
        .default("redirect-to-https"),
    Slot::new("compress", Type::Bool, "whether answers are compressed for viewers who can").default("#true"),
    Slot::new("spa", Type::Bool, "paths without a file extension get the bucket's index page; only before a bucket")
        .default("#false"),
];

impl Choices for Methods {
    const CHOICES: &'static [Choice] = &[
        Choice::new("read", "GET and HEAD"),
        Choice::new("read-options", "GET, HEAD and OPTIONS"),
        Choice::new("all", "GET, HEAD, OPTIONS, PUT, POST, PATCH and DELETE"),
    ];
    const ALL: &'static [Self] = &[Self::Read, Self::ReadOptions, Self::All];
}

impl Choices for CachePolicy {
    const CHOICES: &'static [Choice] = &[
        Choice::new("disabled", "CachingDisabled"),
        Choice::new("optimized", "CachingOptimized"),
        Choice::new("optimized-uncompressed", "CachingOptimizedForUncompressedObjects"),
        Choice::new("origin-headers", "UseOriginCacheControlHeaders"),
        Choice::new("origin-headers-query", "UseOriginCacheControlHeaders-QueryStrings"),
        Choice::new("amplify", "Amplify"),
        Choice::new("media-package", "Elemental-MediaPackage"),
    ];
    const ALL: &'static [Self] = &[
        Self::Disabled,
        Self::Optimized,
        Self::OptimizedUncompressed,
        Self::OriginHeaders,
        Self::OriginHeadersQuery,
        Self::Amplify,
        Self::MediaPackage,
    ];
}

impl Choices for Forward {
    const CHOICES: &'static [Choice] = &[
        Choice::new("none", "only what the cache key holds"),
        Choice::new("all", "AllViewer: also the viewer's Host, which a gateway refuses"),
        Choice::new("all-except-host", "AllViewerExceptHostHeader: what a gateway wants"),
        Choice::new("all-and-cloudfront", "AllViewerAndCloudFrontHeaders-2022-06"),
        Choice::new("cors-custom", "CORS-CustomOrigin"),
        Choice::new("cors-s3", "CORS-S3Origin"),
        Choice::new("user-agent-referer", "UserAgentRefererHeaders"),
        Choice::new("host-only", "HostHeaderOnly: the viewer's Host, which a gateway refuses"),
        Choice::new("media-tailor", "Elemental-MediaTailor-PersonalizedManifests"),
    ];
    const ALL: &'static [Self] = &[
        Self::None,
        Self::All,
        Self::AllExceptHost,
        Self::AllAndCloudfront,
        Self::CorsCustom,
        Self::CorsS3,
        Self::UserAgentReferer,
        Self::HostOnly,
        Self::MediaTailor,
    ];
}

impl Choices for ResponseHeaders {
    const CHOICES: &'static [Choice] = &[
        Choice::new("security", "SecurityHeadersPolicy: HSTS, nosniff, frames, referrers"),
        Choice::new("cors", "SimpleCORS: pages of all sites may read"),
        Choice::new("cors-preflight", "CORS-With-Preflight: pages of all sites may use every verb"),
        Choice::new("cors-security", "CORS-and-SecurityHeadersPolicy"),
        Choice::new("cors-preflight-security", "CORS-with-preflight-and-SecurityHeadersPolicy"),
    ];
    const ALL: &'static [Self] =
        &[Self::Security, Self::Cors, Self::CorsPreflight, Self::CorsSecurity, Self::CorsPreflightSecurity];
}

impl Choices for ViewerProtocol {
    const CHOICES: &'static [Choice] = &[
        Choice::new("redirect-to-https", "answers 301 to the same address with `https`"),
        Choice::new("https-only", "answers 403"),
        Choice::new("allow-all", "serves it"),
    ];
    const ALL: &'static [Self] = &[Self::RedirectToHttps, Self::HttpsOnly, Self::AllowAll];
}

/// One behavior. `origins` are those of the cdn; `all` says whether none of them is missing.
pub(super) fn build(node: &Fields, origins: &[Origin], all: bool, cx: &mut Context) -> Option<Behavior> {
    let origin = node.text("origin")?;
    let target = origins.iter().find(|other| other.id.value == origin.value).map(|origin| &origin.target);
    let known: Vec<&str> = origins.iter().map(|origin| origin.id.value.as_str()).collect();
    // An origin whose own name is wrong may be the one that is meant.
    let certain = all && origins.iter().all(|origin| cx.are_sound(&[origin.id.span]))
        || nearest(&origin.value, known.iter().copied()).is_some();
    if target.is_none() && certain && cx.are_sound(&[origin.span]) {
        let problem = Diagnostic::error("E0308", format!("this cdn has no origin named `{}`", origin.value))
            .at(origin.span, "refers to nothing")
            .help(did_you_mean(&origin.value, &known));
        cx.push(problem);
    }
    if target.is_none() {
        cx.gaps.add_value(origin.span);
    }
    let header = node.header;
    let (methods, cache, forward) = match target {
        Some(OriginTarget::Gateway(_) | OriginTarget::Host(_)) => {
            (Methods::All, CachePolicy::Disabled, Forward::AllExceptHost)
        }
        Some(OriginTarget::Bucket(_)) | None => (Methods::Read, CachePolicy::Optimized, Forward::None),
    };
    for (name, policy) in [
        ("cache", "cache-policy"),
        ("forward", "origin-request-policy"),
        ("response-headers", "response-headers-policy"),
    ] {
        let (short, id) = (format!("{name}="), format!("{policy}-id="));
        let own = node.child(policy).map(|own| (policy, own.header));
        let ways = [own, node.written(name).map(|at| (short.as_str(), at))];
        let ways = ways.into_iter().chain([node.written(&format!("{policy}-id")).map(|at| (id.as_str(), at))]);
        let ways: Vec<_> = ways.flatten().collect();
        if let [(one, at), (other, beside), ..] = ways.as_slice() {
            let problem = Diagnostic::error("E0217", format!("a behavior has `{other}` or `{one}`, not both"))
                .at(*at, "one of them")
                .at(*beside, "and the other")
                .help("remove one of them");
            cx.push(problem);
        }
    }
    let behavior = Behavior {
        origin,
        cache_policy: node.child("cache-policy").and_then(|policy| cache::build(policy, cx)),
        origin_request_policy: node.child("origin-request-policy").map(|policy| origin_request::build(policy, cx)),
        response_headers: node.choice("response-headers"),
        response_headers_policy: node
            .child("response-headers-policy")
            .and_then(|policy| response_headers::build(policy, cx)),
        existing: ExistingPolicies {
            cache: node.template("cache-policy-id"),
            origin_request: node.template("origin-request-policy-id"),
            response_headers: node.template("response-headers-policy-id"),
        },
        error_pages: error_page::build_all(node, cx),
        methods: node.choice("methods").unwrap_or(Spanned::new(methods, header)),
        cache: node.choice("cache").unwrap_or(Spanned::new(cache, header)),
        forward: node.choice("forward").unwrap_or(Spanned::new(forward, header)),
        viewer_protocol: node.choice("viewer-protocol")?,
        compress: node.flag("compress")?,
        spa: node.flag("spa")?,
        span: header,
    };
    let no_bucket = match target {
        Some(OriginTarget::Gateway(gateway)) => Some((gateway.span, "a gateway")),
        Some(OriginTarget::Host(custom)) => Some((custom.host.span, "a host")),
        Some(OriginTarget::Bucket(_)) | None => None,
    };
    if let (true, Some((at, what))) = (behavior.spa.value, no_bucket)
        && cx.are_sound(&[at])
    {
        let problem = Diagnostic::error("E0408", format!("`spa` before {what} would answer API paths with a page"))
            .at(behavior.spa.span, "an index page is served from a bucket only")
            .at(at, format!("`{}` is {what}", behavior.origin.value))
            .help("put `spa=#true` on the behavior of a bucket, or remove it");
        cx.push(problem);
    }
    Some(behavior)
}

/// Every `behavior` line, in order.
pub(super) fn build_all(fields: &Fields, origins: &[Origin], all: bool, cx: &mut Context) -> Vec<PathBehavior> {
    let mut behaviors: Vec<PathBehavior> = Vec::new();
    for node in fields.children("behavior") {
        let behavior = build(node, origins, all, cx);
        let (Some(pattern), Some(behavior)) = (node.text("pattern"), behavior) else { continue };
        // CloudFront reads `images/*` and `/images/*` alike.
        let bare = |pattern: &str| pattern.trim_start_matches('/').to_owned();
        let mut same = behaviors.iter().filter(|other| bare(&other.pattern.value) == bare(&pattern.value));
        if let Some(earlier) = same.find(|other| cx.are_sound(&[other.pattern.span, pattern.span])) {
            let problem = Diagnostic::error("E0409", format!("`{}` has two behaviors", pattern.value))
                .at(pattern.span, "the same pattern again")
                .at(earlier.pattern.span, "taken here")
                .help("keep one of them");
            cx.push(problem);
        }
        behaviors.push(PathBehavior { pattern, behavior });
    }
    behaviors
}
