//! CloudFront: distributions and what they refer to. A global service, signed for us-east-1.

pub mod distribution;
pub mod function;
pub mod invalidation;
pub mod origin_access_control;

pub mod managed;

pub use distribution::{
    Behavior, Certificate, CloudfrontDistribution, ErrorResponse, GeoRestriction, Input as DistributionInput, Origin,
    OriginKind,
};
pub use function::{CloudfrontFunction, Input as FunctionInput};
pub use invalidation::{CloudfrontInvalidation, Input as InvalidationInput};
pub use origin_access_control::{CloudfrontOriginAccessControl, Input as OriginAccessControlInput};

/// The region CloudFront's requests are signed for.
const REGION: &str = "us-east-1";
