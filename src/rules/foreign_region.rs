use crate::diag::{Diagnostic, Problems};
use crate::spec::{Code, Spec, Template};

/// E0455: a certificate where those who need it do not look. E0456: an image Lambda cannot pull. E0464: a function a gateway cannot
/// call.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let region = &spec.stack.region;
    for cdn in spec.cdns.values() {
        let Some(certificate) = &cdn.tls.certificate else { continue };
        certificate_in(certificate, "us-east-1", problems, |problem| {
            problem.help("CloudFront takes certificates of us-east-1 only; without `certificate=` one is made there")
        });
    }
    for certificate in spec.gateways.values().filter_map(|gateway| gateway.domain.as_ref()?.certificate.as_ref()) {
        certificate_in(certificate, &region.value, problems, |problem| {
            problem
                .at(region.span, "the gateway is here")
                .help("a gateway takes certificates of its own region; without `certificate=` one is made there")
        });
    }
    for function in spec.functions.values() {
        match &function.code {
            Code::Image { uri, .. } => {
                let Some(there) = uri.as_literal().and_then(registry_region) else { continue };
                if there != region.value {
                    let problem = Diagnostic::error(
                        "E0456",
                        format!("the image is in `{there}`, the function in `{}`", region.value),
                    )
                    .at(uri.span, "Lambda pulls images from its own region")
                    .at(region.span, "the function is made here")
                    .help(format!(
                        "push the image to a repository in `{}`, or let ECR replicate it there",
                        region.value
                    ));
                    problems.push(problem);
                }
            }
            Code::Existing { arn } => {
                let Some(there) = arn.as_literal().and_then(|arn| arn.split(':').nth(3)) else { continue };
                if there != region.value {
                    let problem = Diagnostic::error(
                        "E0464",
                        format!("the function is in `{there}`, the stack in `{}`", region.value),
                    )
                    .at(arn.span, "somebody else's function")
                    .at(region.span, "a gateway here calls functions of its own region")
                    .help(format!("name a function in `{}`, or move the stack", region.value));
                    problems.push(problem);
                }
            }
            Code::Zip { .. } => {}
        }
    }
}

fn certificate_in(
    certificate: &Template,
    region: &str,
    problems: &mut Problems,
    way_out: impl Fn(Diagnostic) -> Diagnostic,
) {
    let Some(arn) = certificate.as_literal() else { return };
    let parts: Vec<&str> = arn.split(':').collect();
    let problem = match parts[..] {
        ["arn", _, "acm", there, _, _] if there == region => return,
        ["arn", _, "acm", there, _, _] => Diagnostic::error("E0455", format!("this certificate is in `{there}`"))
            .at(certificate.span, format!("one in `{region}` is wanted")),
        // CloudFront also takes certificates that were once given to IAM.
        ["arn", _, "iam", ..] => return,
        _ => Diagnostic::error("E0455", format!("`{arn}` is not the ARN of a certificate"))
            .at(certificate.span, format!("expected `arn:aws:acm:{region}:ACCOUNT:certificate/ID`")),
    };
    problems.push(way_out(problem));
}

/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/…`
fn registry_region(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once(".dkr.ecr.")?;
    rest.split_once(".amazonaws.com").map(|(region, _)| region)
}
