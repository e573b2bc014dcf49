use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::handle::{Reply, certificate};
use super::state::{Certificate, Status};
use crate::sandbox::{Answer, Call, Element, World};

/// How long an issued certificate is good for, in days.
const LIFE_DAYS: u64 = 198;

pub(super) fn describe(call: &Call, world: &mut World, body: &Value) -> Reply {
    let found = certificate(call, world, body)?.clone();
    let users = users(world, &found.arn);
    Ok(Answer::json(200, &json!({ "Certificate": detail(call, &found, &users) })))
}

fn detail(call: &Call, certificate: &Certificate, users: &BTreeSet<String>) -> Value {
    let validations: Vec<Value> = certificate.names.iter().map(|name| validation(call, certificate, name)).collect();
    let mut detail = json!({
        "CertificateArn": certificate.arn,
        "DomainName": certificate.domain,
        "SubjectAlternativeNames": certificate.names,
        "DomainValidationOptions": validations,
        "Status": certificate.status().as_str(),
        "Type": "AMAZON_ISSUED",
        "Subject": format!("CN={}", certificate.domain),
        "KeyAlgorithm": certificate.key_algorithm,
        "SignatureAlgorithm": "SHA256WITHRSA",
        "CreatedAt": certificate.created.as_secs(),
        "InUseBy": users,
        "KeyUsages": [],
        "ExtendedKeyUsages": [],
        "RenewalEligibility": if users.is_empty() { "INELIGIBLE" } else { "ELIGIBLE" },
        "Options": { "CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED" },
    });
    if let Some(issued) = certificate.issued {
        detail["IssuedAt"] = issued.as_secs().into();
        detail["NotBefore"] = issued.as_secs().into();
        detail["NotAfter"] = (issued.as_secs() + LIFE_DAYS * 86_400).into();
        detail["Issuer"] = "Amazon".into();
    }
    detail
}

fn validation(call: &Call, certificate: &Certificate, name: &str) -> Value {
    let status = match certificate.status() {
        Status::Issued => "SUCCESS",
        Status::PendingValidation => "PENDING_VALIDATION",
        Status::ValidationTimedOut => "FAILED",
    };
    let mut option = json!({
        "DomainName": name,
        "ValidationDomain": name,
        "ValidationStatus": status,
        "ValidationMethod": certificate.validation_method,
    });
    if certificate.validation_method == "DNS" && certificate.has_records(call.now) {
        let proof = Certificate::proof(name);
        option["ResourceRecord"] = json!({ "Name": proof.name, "Type": "CNAME", "Value": proof.value });
    }
    option
}

/// ARNs of the distributions that use a certificate.
pub(super) fn users(world: &World, arn: &str) -> BTreeSet<String> {
    let uses =
        |config: &Element| config.child("ViewerCertificate").is_some_and(|it| it.text_of("ACMCertificateArn") == arn);
    let users = world.cloudfront.distributions.values().filter(|known| uses(&known.config));
    users.map(|known| known.arn.clone()).collect()
}
