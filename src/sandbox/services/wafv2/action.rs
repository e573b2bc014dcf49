//! Checks of what rules do: actions with custom requests and responses, labels, immunity times.

use serde_json::Value;

use super::check::Checker;
use super::refuse::{Reply, invalid, list, must, over_limit, text};

/// What a blocked request may be answered.
const STATUSES: [i64; 30] = [
    200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 411, 413, 415, 416, 421,
    429, 500, 501, 502, 503, 504, 505,
];

/// Bodies of an object; bytes of a body and of all of them.
const BODIES: usize = 50;
const BODY: usize = 4_096;
const ALL_BODIES: usize = 50 * 1_024;

/// An action or default action: exactly one, with what belongs to it.
pub(super) fn check(checker: &Checker<'_>, action: &Value) -> Reply<()> {
    let members = action.as_object().map(|object| object.iter().collect::<Vec<_>>());
    let Some([(kind, settings)]) = members.as_deref() else {
        return Err(invalid(
            "Error reason: You have used none or multiple values for a field that requires exactly one value., field: RULE_ACTION",
        ));
    };
    match kind.as_str() {
        "Block" => settings.get("CustomResponse").map_or(Ok(()), |response| self::response(checker, response)),
        "Allow" | "Count" | "Captcha" | "Challenge" => {
            settings.get("CustomRequestHandling").map_or(Ok(()), |handling| {
                let inserted = list(handling, "InsertHeaders");
                must((1..=10).contains(&inserted.len()), || over_limit("1 to 10 inserted headers"))?;
                inserted.iter().try_for_each(header)
            })
        }
        other => Err(invalid(format!("there is no action {other}, field: RULE_ACTION"))),
    }
}

fn header(header: &Value) -> Reply<()> {
    let (name, value) = (text(header, "Name")?, text(header, "Value")?);
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._$-".contains(&byte);
    must((1..=64).contains(&name.len()) && name.bytes().all(legal), || {
        invalid(format!(
            "Error reason: The header name is not valid., field: CUSTOM_REQUEST_HANDLING, parameter: {name}"
        ))
    })?;
    must((1..=255).contains(&value.len()), || invalid("a custom header's value has 1 to 255 letters"))
}

fn response(checker: &Checker<'_>, response: &Value) -> Reply<()> {
    let status = response["ResponseCode"].as_i64().unwrap_or_default();
    must(STATUSES.contains(&status), || {
        invalid(format!("Error reason: The response code is not valid., field: CUSTOM_RESPONSE, parameter: {status}"))
    })?;
    let headers = list(response, "ResponseHeaders");
    must(headers.len() <= 10, || over_limit("at most 10 response headers"))?;
    headers.iter().try_for_each(header)?;
    let content =
        |header: &Value| header["Name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
    must(!headers.iter().any(content), || {
        invalid("Error reason: content-type follows from the body., field: CUSTOM_RESPONSE")
    })?;
    let Some(key) = response.get("CustomResponseBodyKey").and_then(Value::as_str) else { return Ok(()) };
    must(checker.bodies.is_some_and(|bodies| bodies.get(key).is_some()), || {
        invalid(format!(
            "Error reason: There is no such custom response body., field: CUSTOM_RESPONSE_BODY, parameter: {key}"
        ))
    })
}

/// The bodies of custom responses.
pub(super) fn bodies(bodies: Option<&Value>) -> Reply<()> {
    let Some(bodies) = bodies.and_then(Value::as_object) else { return Ok(()) };
    must(bodies.len() <= BODIES, || over_limit("at most 50 custom response bodies"))?;
    let mut all = 0;
    for (key, body) in bodies {
        let content = text(body, "Content")?;
        all += content.len();
        let types = ["TEXT_PLAIN", "TEXT_HTML", "APPLICATION_JSON"];
        super::check::one_of(body, "ContentType", &types)?;
        must((1..=BODY).contains(&content.len()), || {
            invalid(format!(
                "Error reason: a body has 1 to 4,096 bytes., field: CUSTOM_RESPONSE_BODY, parameter: {key}"
            ))
        })?;
    }
    must(all <= ALL_BODIES, || over_limit("custom response bodies have 50 KB together"))
}

/// The labels a rule puts on requests.
pub(super) fn labels(rule: &Value) -> Reply<()> {
    let labels = list(rule, "RuleLabels");
    must(labels.len() <= 100, || over_limit("at most 100 labels"))?;
    labels.iter().try_for_each(|label| {
        let name = text(label, "Name")?;
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"_-:".contains(&byte);
        must((1..=1_024).contains(&name.len()) && name.bytes().all(legal) && !name.starts_with("awswaf:"), || {
            invalid(format!("Error reason: The label is not valid., field: RULE_LABELS, parameter: {name}"))
        })
    })
}

/// For how long puzzles and challenges hold, of a rule or an ACL.
pub(super) fn immunity(of: &Value) -> Reply<()> {
    for (member, shortest) in [("CaptchaConfig", 60), ("ChallengeConfig", 300)] {
        let Some(time) = of[member]["ImmunityTimeProperty"]["ImmunityTime"].as_i64() else { continue };
        must((shortest..=259_200).contains(&time), || {
            invalid(format!("Error reason: The immunity time is not valid., field: {member}, parameter: {time}"))
        })?;
    }
    Ok(())
}
