use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::handle::{Reply, state};
use super::state::Certificate;
use super::tags;
use crate::sandbox::{Answer, Call, World};

/// How long a token gives the same certificate.
const TOKEN_LIVES: Duration = Duration::from_secs(3600);
/// Names of one certificate (AWS's default quota).
const MOST_NAMES: usize = 10;

fn invalid(message: String) -> Answer {
    Answer::json_error(400, "ValidationException", &message)
}

pub(super) fn request(call: &Call, world: &mut World, body: &Value) -> Reply {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let domain = text("DomainName").unwrap_or_default().to_ascii_lowercase();
    check_name(&domain)?;
    if domain.len() > 64 {
        return Err(invalid(format!("The first domain name can have a maximum of 64 characters: {domain}")));
    }
    let mut names = BTreeSet::from([domain.clone()]);
    for name in body.get("SubjectAlternativeNames").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or("").to_ascii_lowercase();
        check_name(&name)?;
        names.insert(name);
    }
    if names.len() > MOST_NAMES {
        let message = format!("Certificate cannot have more than {MOST_NAMES} domain names");
        return Err(Answer::json_error(400, "LimitExceededException", &message));
    }
    let validation_method = text("ValidationMethod").unwrap_or_else(|| "EMAIL".into());
    let key_algorithm = text("KeyAlgorithm").unwrap_or_else(|| "RSA_2048".into());
    let token = text("IdempotencyToken");
    if let Some(token) = &token {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if token.is_empty() || token.len() > 32 || !token.chars().all(word) {
            return Err(invalid("IdempotencyToken must match \\w+ and have at most 32 characters".into()));
        }
    }
    let tags = tags::of_body(body)?;
    let made = state(call, world).certificates.values().find(|certificate| {
        token.is_some()
            && certificate.idempotency_token == token
            && certificate.names == names
            && certificate.domain == domain
            && certificate.validation_method == validation_method
            && certificate.key_algorithm == key_algorithm
            && call.now < certificate.created + TOKEN_LIVES
    });
    if let Some(made) = made {
        return Ok(Answer::json(200, &json!({ "CertificateArn": made.arn })));
    }
    let arn = format!("arn:aws:acm:{}:{}:certificate/{}", call.region, call.account, world.uuid());
    let certificate = Certificate {
        arn: arn.clone(),
        domain,
        names,
        key_algorithm,
        validation_method,
        idempotency_token: token,
        tags,
        created: call.now,
        issued: None,
        timed_out: false,
    };
    state(call, world).certificates.insert(arn.clone(), certificate);
    Ok(Answer::json(200, &json!({ "CertificateArn": arn })))
}

/// `(\*\.)?label(\.label)+`.
fn check_name(name: &str) -> Result<(), Answer> {
    let base = name.strip_prefix("*.").unwrap_or(name);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if base.len() <= 253 && base.contains('.') && base.split('.').all(label) {
        Ok(())
    } else {
        Err(invalid(format!("`{name}` is not a domain name a certificate can have")))
    }
}
