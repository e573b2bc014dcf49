use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// What is wanted of a distribution. What CloudFront knows beyond these fields (origin groups, Lambda@Edge, …) is
/// left as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The caller reference; random, one for each new generation.
    pub token: String,
    /// At most 128 characters.
    pub comment: String,
    /// Whether it answers viewers.
    pub enabled: bool,
    /// Host names besides `d….cloudfront.net`; lower-case, each on one distribution world-wide.
    pub aliases: BTreeSet<String>,
    /// What a request for `/` alone shows, without a leading `/`.
    pub default_root_object: Option<String>,
    /// By origin id.
    pub origins: BTreeMap<String, Origin>,
    /// For what no other behaviour matches; its path pattern is `*`.
    pub default_behavior: Behavior,
    /// In order: the first whose pattern matches wins.
    pub behaviors: Vec<Behavior>,
    /// By the country a viewer's address is in.
    pub geo_restriction: GeoRestriction,
    /// `None`: CloudFront's own certificate for `*.cloudfront.net`.
    pub certificate: Option<Certificate>,
    /// By the status that the origin, or CloudFront itself, answered.
    pub custom_error_responses: BTreeMap<u16, ErrorResponse>,
    /// Where requests are written down. `None` leaves that to others: what they set stays, and only what was set by an earlier
    /// input is turned off.
    #[serde(default)]
    pub logging: Option<Logging>,
    /// `PriceClass_100`, `PriceClass_200` or `PriceClass_All`.
    pub price_class: String,
    /// `http1.1`, `http2`, `http3` or `http2and3`.
    pub http_version: String,
    /// Whether it answers on IPv6 too (`IsIPV6Enabled`); its DNS name then needs an AAAA alias besides the A one.
    pub ipv6: bool,
    /// ARN of a WAFv2 web ACL of scope CLOUDFRONT, or the bare id of a Classic one.
    pub web_acl: Option<Text>,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

/// Standard access logs: files in a bucket, some minutes after the requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Logging {
    /// `{bucket}.s3.amazonaws.com`; the bucket must heed access control lists, to which CloudFront adds its log delivery.
    pub bucket: Text,
    /// What the names of the files begin with.
    pub prefix: String,
    /// Whether cookies are written down, too.
    pub include_cookies: bool,
}

/// Where CloudFront fetches from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Origin {
    /// Host name.
    pub domain: Text,
    /// Put before every path: starts with `/`, does not end with `/`; empty for none.
    pub path: Text,
    /// A bucket or a web server.
    pub kind: OriginKind,
    /// How often it tries to connect, 1 to 3.
    #[serde(default = "three")]
    pub connection_attempts: u16,
    /// Seconds one try to connect may take, 1 to 10.
    #[serde(default = "ten")]
    pub connection_timeout: u16,
    /// The region of a cache that all edge locations ask before the origin; `None` for none.
    #[serde(default)]
    pub shield: Option<String>,
    /// Sent with every request to this origin, in place of what the viewer sent under that name; values may be secrets.
    pub headers: BTreeMap<String, Text>,
}

/// What CloudFront takes when nothing is said; what records hold that do not say.
fn three() -> u16 {
    3
}

fn ten() -> u16 {
    10
}

/// What an origin is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum OriginKind {
    /// A bucket reached through an origin access control.
    S3 {
        /// The origin access control's id.
        oac: Text,
    },
    /// A web server.
    Custom {
        /// `https-only`, `http-only` or `match-viewer`.
        protocol_policy: String,
        /// Used when CloudFront talks HTTP to it: 80, 443 or 1024 to 65535.
        http_port: u16,
        /// Used when CloudFront talks HTTPS to it: 80, 443 or 1024 to 65535.
        https_port: u16,
        /// `TLSv1.2`, …
        ssl_protocols: BTreeSet<String>,
        /// Seconds to wait for an answer, 1 to 120.
        read_timeout: u16,
        /// Seconds an idle connection is kept, 1 to 120.
        keepalive_timeout: u16,
    },
}

/// How requests whose path matches a pattern are treated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Behavior {
    /// `*` is zero or more characters (`/` too), `?` exactly one; case-sensitive, anchored at both ends.
    pub path_pattern: String,
    /// An origin id.
    pub target_origin: String,
    /// `allow-all`, `redirect-to-https` or `https-only`.
    pub viewer_protocol: String,
    /// {GET, HEAD}, {GET, HEAD, OPTIONS} or all seven.
    pub allowed_methods: BTreeSet<String>,
    /// {GET, HEAD} or {GET, HEAD, OPTIONS}.
    pub cached_methods: BTreeSet<String>,
    /// Whether CloudFront compresses bodies for viewers that accept it (gzip; Brotli where the cache policy allows).
    pub compress: bool,
    /// Id of a cache policy; see [`crate::kinds::aws::cloudfront::managed`].
    pub cache_policy: Text,
    /// Id of an origin request policy.
    pub origin_request_policy: Option<Text>,
    /// Id of a response headers policy.
    pub response_headers_policy: Option<Text>,
    /// Event (`viewer-request`, `viewer-response`) to function ARN.
    pub functions: BTreeMap<String, Text>,
}

/// Which countries are answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GeoRestriction {
    /// `none`, `blacklist` or `whitelist`.
    pub restriction: String,
    /// ISO 3166-1 alpha-2, upper-case.
    pub countries: BTreeSet<String>,
}

/// A certificate for the aliases, answered by SNI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Certificate {
    /// ARN of an ACM certificate in us-east-1.
    pub arn: Text,
    /// `TLSv1.2_2021`.
    pub minimum_tls: String,
}

/// What a viewer sees in place of an error. It counts for every behaviour of the distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ErrorResponse {
    /// With a leading `/`; both or neither of page and code.
    pub response_page: Option<String>,
    /// The status the viewer gets.
    pub response_code: Option<u16>,
    /// Seconds the error is cached.
    pub error_caching_min_ttl: u32,
}
