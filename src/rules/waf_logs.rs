use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::OriginTarget;
use crate::spec::waf::Destination;
use crate::spec::{Part, Spec};

/// What the names of destinations begin with (aws-facts 11.1).
const PREFIX: &str = "aws-waf-logs-";

/// E0445: a bucket that takes no logs of a web ACL.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for logging in spec.wafs.values().filter_map(|waf| waf.logging.as_ref()) {
        let Destination::Bucket(named) = &logging.destination else { continue };
        let Some(bucket) = spec.buckets.get(named.value.name()) else { continue };
        let first = bucket.physical_name.as_ref().and_then(|name| name.parts.first()).map(|part| &part.value);
        // Whatever a reference stands for is only known in an environment.
        let fits = match first {
            Some(Part::Literal(text)) => text.starts_with(PREFIX),
            Some(Part::Param(_)) => true,
            Some(Part::Stack(_) | Part::Attr { .. } | Part::Secret(_)) | None => false,
        };
        if !fits {
            let problem = Diagnostic::error("E0445", format!("WAF writes no logs to `{}`", named.value))
                .at(named.span, "logs go here")
                .at(bucket.span, format!("its name does not begin with `{PREFIX}`"))
                .help(format!("give it one: `name=\"{PREFIX}${{stack.env}}-${{stack.name}}\"`"));
            problems.push(problem);
        }
        let served = spec.cdns.values().flat_map(|cdn| &cdn.origins).find_map(|origin| match &origin.target {
            OriginTarget::Bucket(of) if of.value == named.value => Some(of.span),
            _ => None,
        });
        if let Some(served) = served {
            let problem = Diagnostic::error("E0445", format!("everybody could read the logs in `{}`", named.value))
                .at(named.span, "logs go here")
                .at(served, "and a cdn serves it")
                .help("make a bucket of its own for them");
            problems.push(problem);
        }
    }
}
