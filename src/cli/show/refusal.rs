use serde_json::{Value, json};

use super::trouble::{diagnostic, keep};
use super::{BAD, DIM, HEAD, say};
use crate::apply::Failure;
use crate::diag::clean;
use crate::kinds;
use crate::names::ResourceId;
use crate::providers::{Class, Refusal};

/// A refusal outside of apply: what was asked of which resource.
pub fn refusal(resource: &ResourceId, refusal: &Refusal) {
    say(&format!("{BAD}error[E0909]{BAD:#}: {HEAD}{resource}{HEAD:#} could not be read"));
    said(refusal);
    let help = way_out(refusal);
    if let Some(help) = &help {
        say(&format!("  {DIM}help:{DIM:#} {help}"));
    }
    let mut told = diagnostic("E0909", &format!("{resource} could not be read: {refusal}"), help.as_deref());
    told["address"] = json!(resource);
    keep(told);
}

/// An operation that failed, with the line of the spec that asked for it.
pub fn failure(failure: &Failure) {
    let title = kinds::by_name(&failure.kind).map_or(failure.kind.as_str(), |kind| kind.title());
    say(&format!("{BAD}error[E0901]{BAD:#}: could not {} {HEAD}{}{HEAD:#} ({title})", failure.verb, failure.resource));
    said(&failure.refusal);
    if let Some(place) = &failure.place {
        say(&format!("  {DIM}-->{DIM:#} {}:{}:{}", place.file, place.line, place.column));
        if let Some(line) = source_line(&place.file, place.line) {
            let margin = place.line.to_string();
            say(&format!("  {DIM}{margin} |{DIM:#} {}", clean(&line)));
        }
    }
    let help = way_out(&failure.refusal);
    if let Some(help) = &help {
        say(&format!("  {DIM}help:{DIM:#} {help}"));
    }
    let message = format!("could not {} {} ({title}): {}", failure.verb, failure.resource, failure.refusal);
    let mut told = diagnostic("E0901", &message, help.as_deref());
    told["address"] = json!(failure.resource);
    told["refusal"] = for_programs(&failure.refusal);
    if let Some(place) = &failure.place {
        let at = json!({ "line": place.line, "column": place.column });
        told["labels"] = json!([{ "file": place.file, "start": at, "end": at, "text": "asked for here" }]);
    }
    keep(told);
}

/// What the cloud said, by its parts.
fn for_programs(refusal: &Refusal) -> Value {
    json!({
        "service": refusal.service, "operation": refusal.operation, "code": refusal.code, "message": refusal.message,
        "request-id": refusal.request_id,
    })
}

fn said(refusal: &Refusal) {
    let Refusal { service, operation, code, message, request_id, .. } = refusal;
    let message = clean(message);
    if operation.is_empty() {
        say(&format!("  {code}: {message}"));
    } else {
        say(&format!("  {service} {operation} answered {HEAD}{code}{HEAD:#}: {message}"));
    }
    if let Some(id) = request_id {
        say(&format!("  {DIM}request id {id}{DIM:#}"));
    }
}

fn source_line(file: &str, line: usize) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    text.lines().nth(line.checked_sub(1)?).map(str::to_owned)
}

fn way_out(refusal: &Refusal) -> Option<String> {
    Some(match (refusal.class, refusal.code.as_str()) {
        (_, "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation") => {
            format!("these credentials may not call {}:{}", refusal.service, refusal.operation)
        }
        (Class::NotSent, _) => "check the network, the endpoint and the credentials".to_owned(),
        (Class::Throttled, _) => "AWS is throttling this account; run the same command again later".to_owned(),
        (Class::Lost | Class::Transient, _) => {
            "it is not known whether it happened; run the same command again, engine will find out".to_owned()
        }
        (_, "Foreign") => "give ours another name, or import or remove what stands there".to_owned(),
        (_, "ZoneLookup") => {
            "there must be exactly one: make it in Route 53, or let engine do it with a block `zone \"DOMAIN\"`"
                .to_owned()
        }
        (_, "BucketNotEmpty") => {
            "write `empty-on-destroy #true` into the bucket and apply that first, or empty it by hand".to_owned()
        }
        (Class::InUse, _) => "something still uses it; run the same command again once that is gone".to_owned(),
        _ => return None,
    })
}
