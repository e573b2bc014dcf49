use std::collections::BTreeMap;

use super::super::Policy;
use super::super::fault::Fault;
use super::managed;
use crate::sandbox::{Element, World};

/// Which sort of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Sort {
    Cache,
    OriginRequest,
    ResponseHeaders,
}

impl Sort {
    /// The sort by its place in addresses.
    pub(in super::super) fn of_path(segment: &str) -> Option<Self> {
        match segment {
            "cache-policy" => Some(Self::Cache),
            "origin-request-policy" => Some(Self::OriginRequest),
            "response-headers-policy" => Some(Self::ResponseHeaders),
            _ => None,
        }
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Cache => "cache-policy",
            Self::OriginRequest => "origin-request-policy",
            Self::ResponseHeaders => "response-headers-policy",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cache => "CachePolicy",
            Self::OriginRequest => "OriginRequestPolicy",
            Self::ResponseHeaders => "ResponseHeadersPolicy",
        }
    }

    /// What a behaviour calls the id of its policy.
    pub(super) fn refers(self) -> String {
        format!("{}Id", self.name())
    }

    /// The document of a policy.
    pub(super) fn document(self, id: &str, modified: &str, config: Element) -> Element {
        Element::node(self.name(), [Element::leaf("Id", id), Element::leaf("LastModifiedTime", modified), config])
    }

    /// Those of the account, by id.
    pub(super) fn own(self, world: &World) -> &BTreeMap<String, Policy> {
        match self {
            Self::Cache => &world.cloudfront.cache_policies,
            Self::OriginRequest => &world.cloudfront.origin_request_policies,
            Self::ResponseHeaders => &world.cloudfront.response_headers_policies,
        }
    }

    pub(super) fn own_mut(self, world: &mut World) -> &mut BTreeMap<String, Policy> {
        match self {
            Self::Cache => &mut world.cloudfront.cache_policies,
            Self::OriginRequest => &mut world.cloudfront.origin_request_policies,
            Self::ResponseHeaders => &mut world.cloudfront.response_headers_policies,
        }
    }

    /// Whether it comes with CloudFront.
    pub(super) fn is_managed(self, id: &str) -> bool {
        managed::documents(self).iter().any(|(other, _)| *other == id)
    }

    /// Refuses a policy that is not there.
    pub(in super::super) fn check(self, id: &str, world: &World) -> Result<(), Fault> {
        if self.is_managed(id) || self.own(world).contains_key(id) { Ok(()) } else { Err(self.absent()) }
    }

    pub(super) fn absent(self) -> Fault {
        match self {
            Self::Cache => Fault::new(404, "NoSuchCachePolicy", "The cache policy does not exist."),
            Self::OriginRequest => {
                Fault::new(404, "NoSuchOriginRequestPolicy", "The origin request policy does not exist.")
            }
            Self::ResponseHeaders => {
                Fault::new(404, "NoSuchResponseHeadersPolicy", "The response headers policy does not exist.")
            }
        }
    }

    pub(super) fn taken(self) -> Fault {
        let code = match self {
            Self::Cache => "CachePolicyAlreadyExists",
            Self::OriginRequest => "OriginRequestPolicyAlreadyExists",
            Self::ResponseHeaders => "ResponseHeadersPolicyAlreadyExists",
        };
        Fault::new(409, code, "A policy with this name already exists. You must provide a unique name.")
    }

    pub(super) fn in_use(self) -> Fault {
        let code = match self {
            Self::Cache => "CachePolicyInUse",
            Self::OriginRequest => "OriginRequestPolicyInUse",
            Self::ResponseHeaders => "ResponseHeadersPolicyInUse",
        };
        Fault::new(409, code, "Cannot delete the policy because it is attached to one or more cache behaviors.")
    }

    pub(super) fn too_many(self) -> Fault {
        let code = match self {
            Self::Cache => "TooManyCachePolicies",
            Self::OriginRequest => "TooManyOriginRequestPolicies",
            Self::ResponseHeaders => "TooManyResponseHeadersPolicies",
        };
        Fault::new(400, code, "You have reached the maximum number of policies for this AWS account.")
    }
}
