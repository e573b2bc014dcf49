use super::aws::{cloudfront, s3};
use super::kind::{AnyKind, Erased};

static KINDS: &[&dyn AnyKind] = &[
    &Erased::<cloudfront::CloudfrontDistribution>::new(),
    &Erased::<cloudfront::CloudfrontFunction>::new(),
    &Erased::<cloudfront::CloudfrontInvalidation>::new(),
    &Erased::<cloudfront::CloudfrontOriginAccessControl>::new(),
    &Erased::<s3::S3Bucket>::new(),
    &Erased::<s3::S3BucketPolicy>::new(),
    &Erased::<s3::S3Object>::new(),
];

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    KINDS
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
