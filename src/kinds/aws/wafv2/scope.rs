use aws_sdk_wafv2::types;
use serde::{Deserialize, Serialize};

/// What a WAFv2 object may guard. Objects of one scope cannot refer to those of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Scope {
    /// API Gateway stages and load balancers of its region.
    Regional,
    /// CloudFront distributions; such objects live in us-east-1 only.
    Cloudfront,
}

impl Scope {
    pub(super) fn lower(self) -> types::Scope {
        match self {
            Self::Regional => types::Scope::Regional,
            Self::Cloudfront => types::Scope::Cloudfront,
        }
    }
}
