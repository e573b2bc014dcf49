use crate::diag::{Span, Spanned};

/// `behavior "/api/*" origin="api" …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathBehavior {
    /// `*` is any run of characters, `/` included; `?` is one character.
    pub pattern: Spanned<String>,
    pub behavior: Behavior,
}

/// How requests are served once a path pattern chose the behavior; also `default-behavior origin="static" …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behavior {
    /// An origin id of the same cdn.
    pub origin: Spanned<String>,
    /// `all` before a gateway, `read` before a bucket, unless given.
    pub methods: Spanned<Methods>,
    /// `disabled` before a gateway, `optimized` before a bucket, unless given.
    pub cache: Spanned<CachePolicy>,
    /// `all-except-host` before a gateway, `none` before a bucket, unless given.
    pub forward: Spanned<Forward>,
    /// `redirect-to-https` unless given.
    pub viewer_protocol: Spanned<ViewerProtocol>,
    /// `#true` unless given.
    pub compress: Spanned<bool>,
    /// Whether paths without a file extension get the bucket's index page, for this behavior only (never through error
    /// pages, which would cover the whole distribution); `#false` unless given. Only before a bucket.
    pub spa: Spanned<bool>,
    pub span: Span,
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
}

/// What happens to viewers on plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewerProtocol {
    RedirectToHttps,
    HttpsOnly,
    AllowAll,
}
