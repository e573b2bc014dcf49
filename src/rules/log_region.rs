use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;

/// Regions whose buckets CloudFront writes no standard logs to (documentation, "Choose an Amazon S3 bucket for standard logs"):
/// those an account must opt in to.
const WITHOUT: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// E0517: access logs into a bucket they cannot get to.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let region = &spec.stack.region;
    if !WITHOUT.contains(&region.value.as_str()) {
        return;
    }
    for logs in spec.cdns.values().filter_map(|cdn| cdn.logs.as_ref()) {
        let problem = Diagnostic::error("E0517", format!("CloudFront writes no logs to buckets in `{}`", region.value))
            .at(logs.bucket.span, "this bucket is made there")
            .at(region.span, "a region that accounts opt in to")
            .help("remove `logs`, or move the stack");
        problems.push(problem);
    }
}
