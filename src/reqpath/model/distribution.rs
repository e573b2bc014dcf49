use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ResponseHeadersPolicy;
use crate::names::ResourceId;
use crate::reqpath::Phrase;

/// A CloudFront distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Distribution {
    /// The resource it came from.
    pub at: ResourceId,
    /// `arn:aws:cloudfront::ACCOUNT:distribution/ID`.
    pub arn: String,
    /// `d….cloudfront.net`.
    pub domain: String,
    /// Host names besides it, lower-case; one may begin with `*.`.
    pub aliases: BTreeSet<String>,
    /// Whether it answers at all.
    pub enabled: bool,
    /// What a request for `/` alone asks for, without a leading `/`.
    pub root_object: Option<String>,
    /// By origin id.
    pub origins: BTreeMap<String, Origin>,
    /// In order; the last one has the pattern `*` and takes what no other does.
    pub behaviors: Vec<Behavior>,
    /// Which countries are answered.
    pub geo: Geo,
    /// ARN or id of its web ACL.
    pub web_acl: Option<String>,
    /// By the status they take the place of, whatever the behavior.
    pub error_pages: BTreeMap<u16, ErrorPage>,
}

/// Where CloudFront fetches from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Origin {
    /// Host name.
    pub host: String,
    /// Put before every path; empty for none.
    pub path: String,
    /// A bucket or a web server.
    pub kind: OriginKind,
    /// Put in place of what the viewer sent under these names.
    pub headers: BTreeMap<String, Phrase>,
}

/// What an origin is, and how it is talked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A bucket; requests are signed for it when there is an origin access control that says so.
    S3 {
        /// Whether they are.
        signed: bool,
    },
    /// A web server over HTTPS.
    Https,
    /// A web server over HTTP.
    Http,
    /// A web server over what the viewer used.
    AsViewer,
}

/// How requests whose path matches a pattern are treated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Behavior {
    /// `*` is any run of characters, `/` among them, `?` exactly one.
    pub pattern: String,
    /// An origin id.
    pub origin: String,
    /// What is done with plain HTTP.
    pub viewer_protocol: ViewerProtocol,
    /// The verbs that are let through.
    pub methods: BTreeSet<String>,
    /// What of a request the origin gets.
    pub forwarding: Forwarding,
    /// What is kept of answers; `None` when the policy that says so is not known here.
    pub caching: Option<Caching>,
    /// Runs before anything is looked up.
    pub on_request: Option<ViewerFunction>,
    /// Runs before the viewer gets the answer.
    pub on_response: Option<ViewerFunction>,
    /// What it does with the headers of answers.
    pub response_headers: Option<ResponseHeadersPolicy>,
}

/// What is done with requests over plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ViewerProtocol {
    /// They are answered.
    AllowAll,
    /// 301 to the same URL with `https`, 307 where the verb has a body.
    RedirectToHttps,
    /// 403.
    HttpsOnly,
}

/// What of a request goes on to the origin: the cache policy's part and the origin request policy's together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Forwarding {
    /// Headers; CloudFront writes its own `Host` unless that is among them.
    pub headers: Names,
    /// Cookies.
    pub cookies: Names,
    /// Query parameters.
    pub queries: Names,
    /// A policy that is not known here, by its id: then nobody can tell what is sent on.
    pub unknown: Option<String>,
}

/// How many seconds errors are kept when a distribution says nothing of them (aws-facts 16.5).
pub const ERRORS_KEPT: u32 = 10;

/// What is kept of answers, under which key, and how long: a cache policy, and the verbs it is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Caching {
    /// Verbs whose answers are kept.
    pub methods: BTreeSet<String>,
    /// Seconds at least, whatever the origin says.
    pub min: u32,
    /// Seconds when the origin says nothing.
    pub default: u32,
    /// Seconds at most; 0 keeps nothing.
    pub max: u32,
    /// Headers in the key.
    pub headers: Names,
    /// Cookies in the key.
    pub cookies: Names,
    /// Query parameters in the key.
    pub queries: Names,
    /// Whether compressed forms are kept apart.
    pub compressed: bool,
}

/// Which names are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Names {
    /// These.
    Only(BTreeSet<String>),
    /// All but these.
    AllExcept(BTreeSet<String>),
}

/// A function that runs at the edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ViewerFunction {
    /// Gives paths whose last part has no `.` the page of a single-page site.
    OnePage {
        /// The resource it came from.
        at: ResourceId,
        /// With the leading `/`.
        page: String,
    },
    /// Gives paths that no file is known for a page instead, and its answers a status.
    MissingPage {
        /// The resource it came from.
        at: ResourceId,
        /// Paths of the files, without the leading `/`.
        files: BTreeSet<String>,
        /// The page for those that are not there, with the leading `/`.
        page: String,
        /// The page of a single-page site, which its own paths get.
        one_page: Option<String>,
        /// The status of the answer; only where the function sees answers.
        status: Option<u16>,
    },
    /// Code that is not understood here.
    Opaque {
        /// Its ARN.
        arn: String,
    },
}

/// Which countries are answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Geo {
    /// All.
    Everywhere,
    /// All but these.
    AllExcept(BTreeSet<String>),
    /// These.
    Only(BTreeSet<String>),
}

/// What a viewer sees in place of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ErrorPage {
    /// Fetched by the behavior that matches it; `None` leaves the answer as it is and only caches it.
    pub page: Option<String>,
    /// The status the viewer gets.
    pub status: Option<u16>,
    /// How many seconds the error is kept at least.
    pub kept: u32,
}
