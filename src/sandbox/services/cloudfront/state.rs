use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::sandbox::Element;

/// How long every edge location takes to hear of a change.
const PROPAGATION: Duration = Duration::from_secs(180);

/// How long an invalidation takes.
const INVALIDATION: Duration = Duration::from_secs(60);

/// What CloudFront remembers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By id.
    pub distributions: BTreeMap<String, Distribution>,
    /// By id.
    pub access_controls: BTreeMap<String, AccessControl>,
    /// By name.
    pub functions: BTreeMap<String, Function>,
    /// Those of the account, by id.
    pub cache_policies: BTreeMap<String, Policy>,
    /// Those of the account, by id.
    pub origin_request_policies: BTreeMap<String, Policy>,
    /// Those of the account, by id.
    pub response_headers_policies: BTreeMap<String, Policy>,
}

/// A cache, origin request or response headers policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Policy {
    /// `CachePolicyConfig` and its like, filled up.
    pub config: Element,
    /// New after every change; updates and deletes must show the latest as `If-Match`.
    pub etag: String,
    /// When it was last written, since 1970.
    pub modified: Duration,
}

/// A distribution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Distribution {
    /// `arn:aws:cloudfront::{account}:distribution/{id}`.
    pub arn: String,
    /// `d….cloudfront.net`.
    pub domain: String,
    /// `DistributionConfig`, filled up.
    pub config: Element,
    /// New after every change; updates and deletes must show the latest as `If-Match`.
    pub etag: String,
    /// When its config was last written, since 1970; what [`Distribution::status`] counts from.
    pub modified: Duration,
    /// Configurations that were replaced while or before the present one is on its way: some edge locations may still go by
    /// them until it is deployed.
    #[serde(default)]
    pub replaced: Vec<Element>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// Oldest first.
    pub invalidations: Vec<Invalidation>,
}

impl Distribution {
    /// `InProgress` or `Deployed`.
    pub fn status(&self, now: Duration) -> &'static str {
        if now < self.modified + PROPAGATION { "InProgress" } else { "Deployed" }
    }

    /// The configurations that edge locations go by: the present one and, until it is deployed, those it replaced.
    pub fn in_force(&self, now: Duration) -> impl Iterator<Item = &Element> {
        let left = if self.status(now) == "Deployed" { &[][..] } else { &self.replaced };
        std::iter::once(&self.config).chain(left)
    }

    /// Another configuration takes the place of the present one.
    pub(super) fn reconfigure(&mut self, config: Element, now: Duration) {
        if self.status(now) == "Deployed" {
            self.replaced.clear();
        }
        self.replaced.push(std::mem::replace(&mut self.config, config));
        self.modified = now;
    }

    /// Whether it serves at all; only one that does not can be deleted.
    pub fn enabled(&self) -> bool {
        self.config.text_of("Enabled") == "true"
    }

    /// Its alternate host names.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.config.items("Aliases").iter().map(|alias| alias.text.as_str())
    }

    /// The default behaviour, then the others in order.
    pub fn behaviors(&self) -> impl Iterator<Item = &Element> {
        self.config.child("DefaultCacheBehavior").into_iter().chain(self.config.items("CacheBehaviors"))
    }
}

/// An origin access control.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessControl {
    /// `OriginAccessControlConfig`.
    pub config: Element,
    /// New after every change; updates and deletes must show the latest as `If-Match`.
    pub etag: String,
}

/// A function and its stages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Function {
    /// `arn:aws:cloudfront::{account}:function/{name}`.
    pub arn: String,
    /// When it was made, since 1970.
    pub created: Duration,
    /// The stage `DEVELOPMENT`, which updates write.
    pub development: FunctionVersion,
    /// `None` until it is published.
    pub live: Option<FunctionVersion>,
}

/// What a stage of a function holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FunctionVersion {
    /// `FunctionConfig`.
    pub config: Element,
    /// The source text, base64.
    pub code: String,
    /// Of this stage; updates, publishing and deletes must show the one of `DEVELOPMENT`.
    pub etag: String,
    /// When this stage was last written, since 1970.
    pub modified: Duration,
}

/// An invalidation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invalidation {
    /// Its id, unique in the distribution.
    pub id: String,
    /// `InvalidationBatch`.
    pub batch: Element,
    /// When it was asked for, since 1970; what [`Invalidation::status`] counts from.
    pub created: Duration,
}

impl Invalidation {
    /// `InProgress` or `Completed`.
    pub fn status(&self, now: Duration) -> &'static str {
        if now < self.created + INVALIDATION { "InProgress" } else { "Completed" }
    }
}
