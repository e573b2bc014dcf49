use serde_json::Value;

use super::state::{Certificate, State, settle};
use super::{list, request, tags, view};
use crate::sandbox::{Answer, Call, World};

/// An answer, or the answer that refuses.
pub(super) type Reply = Result<Answer, Answer>;

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    settle(world, call.now);
    let body = call.json();
    let reply = match call.target() {
        "RequestCertificate" => request::request(call, world, &body),
        "DescribeCertificate" => view::describe(call, world, &body),
        "ListCertificates" => list::list(call, world, &body),
        "DeleteCertificate" => delete(call, world, &body),
        "ListTagsForCertificate" => certificate(call, world, &body).map(tags::list),
        "AddTagsToCertificate" => certificate(call, world, &body).and_then(|found| tags::add(found, &body)),
        "RemoveTagsFromCertificate" => certificate(call, world, &body).map(|found| tags::remove(found, &body)),
        other => Err(Answer::json_error(501, "NotImplemented", &format!("ACM: {other} is not built"))),
    };
    reply.unwrap_or_else(|refused| refused)
}

/// This region's certificates.
pub(super) fn state<'w>(call: &Call, world: &'w mut World) -> &'w mut State {
    world.acm.entry(call.region.clone()).or_default()
}

/// The certificate that `CertificateArn` names.
pub(super) fn certificate<'w>(call: &Call, world: &'w mut World, body: &Value) -> Result<&'w mut Certificate, Answer> {
    let arn = body.get("CertificateArn").and_then(Value::as_str).unwrap_or("");
    if !arn.starts_with("arn:") {
        return Err(Answer::json_error(400, "InvalidArnException", &format!("{arn} is not a certificate ARN.")));
    }
    let missing = || {
        let message = format!("Could not find certificate {arn} in account {}.", call.account);
        Answer::json_error(400, "ResourceNotFoundException", &message)
    };
    state(call, world).certificates.get_mut(arn).ok_or_else(missing)
}

fn delete(call: &Call, world: &mut World, body: &Value) -> Reply {
    let arn = certificate(call, world, body)?.arn.clone();
    if !view::users(world, &arn).is_empty() {
        let message = format!("Certificate {arn} in account {} is in use.", call.account);
        return Err(Answer::json_error(400, "ResourceInUseException", &message));
    }
    state(call, world).certificates.remove(&arn);
    Ok(Answer::json(200, &Value::Object(Default::default())))
}
