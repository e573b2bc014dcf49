use aws_sdk_acm::types::CertificateDetail;

use super::super::absent::or_none;
use crate::providers::{Hands, Refusal};

/// What ACM tells of a certificate; `None` when it is not there.
pub(super) async fn describe(hands: &Hands, region: &str, arn: &str) -> Result<Option<CertificateDetail>, Refusal> {
    let client = hands.clients.acm(region);
    let describe = || client.describe_certificate().certificate_arn(arn).send();
    let answer = or_none(hands.read(("acm", "DescribeCertificate", region), describe).await)?;
    Ok(answer.and_then(|answer| answer.certificate))
}

/// The refusal for a certificate that will never be issued, with ACM's reason.
pub(super) fn failed(arn: &str, detail: &CertificateDetail) -> Refusal {
    let status = detail.status().map_or("FAILED", |status| status.as_str());
    let reason = detail.failure_reason().map_or_else(String::new, |reason| format!(" ({})", reason.as_str()));
    Refusal::local(
        "CertificateNotIssued",
        format!("certificate {arn} for {} is {status}{reason}", detail.domain_name().unwrap_or("an unknown name")),
    )
}
