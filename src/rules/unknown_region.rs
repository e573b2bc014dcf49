use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;

/// The regions of all partitions, November 2026. AWS opens one or two a year, so a name that is not here is only doubted.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// W0515: a region nobody has heard of; its host names lead nowhere.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let region = &spec.stack.region;
    if REGIONS.contains(&region.value.as_str()) {
        return;
    }
    let near = REGIONS.iter().min_by_key(|known| strsim::damerau_levenshtein(known, &region.value));
    let help =
        near.map_or_else(String::new, |near| format!("did you mean `{near}`? a region newer than engine is fine"));
    let problem = Diagnostic::warning("W0515", format!("there is no region `{}` that engine knows of", region.value))
        .at(region.span, "every call would go to a host of this name")
        .help(help);
    problems.push(problem);
}
