use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;
use crate::spec::cdn::OriginTarget;

/// W0562: access logs that go where viewers read.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for logs in spec.cdns.values().filter_map(|cdn| cdn.logs.as_ref()) {
        let origins = spec.cdns.values().flat_map(|cdn| &cdn.origins);
        let mut read = origins.filter_map(|origin| match &origin.target {
            OriginTarget::Bucket(bucket) => Some(bucket),
            OriginTarget::Gateway(_) | OriginTarget::Host(_) => None,
        });
        let Some(read) = read.find(|bucket| bucket.value == logs.bucket.value) else { continue };
        let problem = Diagnostic::warning("W0562", "everybody can read the access logs")
            .at(logs.bucket.span, "written here: addresses, paths, perhaps cookies of viewers")
            .at(read.span, "and served to everybody from here")
            .help("make a `bucket` of its own for the logs");
        problems.push(problem);
    }
}
