use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::handle::{Reply, certificate};
use super::state::{Certificate, Status};
use crate::sandbox::{Answer, Call, World};

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
///
/// CloudFront's state is looked at as data: whatever names the certificate, the distribution ARN nearest above it is its user.
pub(super) fn users(world: &World, arn: &str) -> BTreeSet<String> {
    let mut users = BTreeSet::new();
    if let Ok(state) = serde_json::to_value(&world.cloudfront) {
        collect(&state, arn, &mut users);
    }
    users
}

/// Whether `value` holds the certificate's ARN with no distribution named so far; those named go into `users`.
fn collect(value: &Value, arn: &str, users: &mut BTreeSet<String>) -> bool {
    let inner: Vec<&Value> = match value {
        Value::String(text) => return text == arn,
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return false,
    };
    let mut open = false;
    for value in &inner {
        open |= collect(value, arn, users);
    }
    let is_distribution = |text: &&str| text.starts_with("arn:aws:cloudfront::") && text.contains(":distribution/");
    match inner.iter().filter_map(|value| value.as_str()).find(is_distribution) {
        Some(distribution) if open => {
            users.insert(distribution.to_owned());
            false
        }
        _ => open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_nearest_above_a_certificate_uses_it() {
        let state = json!({ "distributions": {
            "E1": { "arn": "arn:aws:cloudfront::000000000000:distribution/E1", "config": [{ "text": "arn:aws:acm:x" }] },
            "E2": { "arn": "arn:aws:cloudfront::000000000000:distribution/E2", "config": [] },
        } });
        let mut users = BTreeSet::new();
        collect(&state, "arn:aws:acm:x", &mut users);
        assert_eq!(users, BTreeSet::from(["arn:aws:cloudfront::000000000000:distribution/E1".to_owned()]));
    }
}
