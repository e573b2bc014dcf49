use crate::diag::{Diagnostic, Problems};
use crate::spec::{Code, Spec};

/// E0456: an image that Lambda cannot pull, because it is in another region.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let region = &spec.stack.region;
    for function in spec.functions.values() {
        let Code::Image { uri, .. } = &function.code else { continue };
        let Some(there) = uri.as_literal().and_then(registry_region).filter(|there| *there != region.value) else {
            continue;
        };
        let problem =
            Diagnostic::error("E0456", format!("the image is in `{there}`, the function in `{}`", region.value))
                .at(uri.span, "Lambda pulls images from its own region")
                .at(region.span, "the function is made here")
                .help(format!("push the image to a repository in `{}`, or let ECR replicate it there", region.value));
        problems.push(problem);
    }
}

/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/…`
fn registry_region(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once(".dkr.ecr.")?;
    rest.split_once(".amazonaws.com").map(|(region, _)| region)
}
