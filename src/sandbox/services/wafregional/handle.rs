use serde_json::Value;

use super::{Noun, association, logging, object, token};
use crate::sandbox::services::wafv2::refuse::Reply;
use crate::sandbox::{Answer, Call, World};

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    let body = call.json();
    match answer(call, world, &body) {
        Ok(answer) => Answer::json(200, &answer),
        Err(refusal) => refusal,
    }
}

fn answer(call: &Call, world: &mut World, body: &Value) -> Reply {
    let target = call.target();
    match target {
        "GetChangeToken" => return token::get(call, world),
        "GetChangeTokenStatus" => {
            return token::status(call, world.wafregional.entry(call.region.clone()).or_default(), body);
        }
        "AssociateWebACL" => return association::associate(call, world, body),
        "DisassociateWebACL" => return association::disassociate(world, body),
        "GetWebACLForResource" => return association::acl_of_resource(call, world, body),
        "ListResourcesForWebACL" => return association::resources_of_acl(call, world, body),
        "PutLoggingConfiguration" => {
            return logging::put(call, world.wafregional.entry(call.region.clone()).or_default(), body);
        }
        "GetLoggingConfiguration" => {
            return logging::get(world.wafregional.entry(call.region.clone()).or_default(), body);
        }
        "DeleteLoggingConfiguration" => {
            return logging::delete(world.wafregional.entry(call.region.clone()).or_default(), body);
        }
        _ => {}
    }
    let noun = |verb: &str| target.strip_prefix(verb).and_then(Noun::named);
    if let Some(noun) = noun("Create") {
        return object::create(call, world, noun, body);
    }
    if let Some(noun) = noun("Update") {
        return object::update(call, world, noun, body);
    }
    if let Some(noun) = noun("Delete") {
        return object::delete(call, world, noun, body);
    }
    let state = world.wafregional.entry(call.region.clone()).or_default();
    if let Some(noun) = noun("Get") {
        return object::get(call, state, noun, body);
    }
    if let Some(noun) = target.strip_prefix("List").and_then(Noun::plural) {
        return object::list_all(state, noun, body);
    }
    Err(Answer::json_error(501, "NotImplemented", &format!("the embedded WAF Classic has no operation `{target}`")))
}
