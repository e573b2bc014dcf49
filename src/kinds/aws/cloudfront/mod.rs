//! CloudFront: distributions and what they refer to. A global service, signed for us-east-1.

use std::time::Duration;

use crate::providers::Refusal;

/// What answers are kept under.
pub mod cache_policy;
pub mod distribution;
/// JavaScript that runs at the edge on viewer requests or responses.
pub mod function;
/// Making edge caches forget paths.
pub mod invalidation;
pub mod managed;
/// How CloudFront signs its requests to a bucket.
pub mod origin_access_control;
/// What of a request an origin gets.
pub mod origin_request_policy;
/// What all sorts of policies have in common.
pub mod policy;
pub mod response_headers_policy;
/// Headers, cookies and query parameters by name.
pub mod selection;

#[cfg(test)]
mod policy_tests;
#[cfg(test)]
mod tests;

pub use cache_policy::{CloudfrontCachePolicy, Input as CachePolicyInput};
pub use distribution::{
    Behavior, Certificate, CloudfrontDistribution, ErrorResponse, GeoRestriction, Input as DistributionInput, Logging,
    Origin, OriginKind,
};
pub use function::{CloudfrontFunction, Input as FunctionInput};
pub use invalidation::{CloudfrontInvalidation, Input as InvalidationInput};
pub use origin_access_control::{CloudfrontOriginAccessControl, Input as OriginAccessControlInput};
pub use origin_request_policy::{CloudfrontOriginRequestPolicy, Input as OriginRequestPolicyInput};
pub use response_headers_policy::{CloudfrontResponseHeadersPolicy, Input as ResponseHeadersPolicyInput};
pub use selection::Selection;

/// The region CloudFront's requests are signed for.
const REGION: &str = "us-east-1";

/// How long to go on when somebody else keeps writing the same thing.
const CONTENTION: Duration = Duration::from_secs(120);

/// How long something that a distribution used may stay in use after the distribution let go of it.
const LETTING_GO: Duration = Duration::from_secs(600);

/// A request the SDK does not build because a required part is missing.
fn incomplete(problem: aws_sdk_cloudfront::error::BuildError) -> Refusal {
    Refusal::local("InvalidRequest", problem.to_string())
}
