use std::time::Duration;

use serde_json::{Value, json};

use super::Noun;
use crate::sandbox::services::wafv2::guarded::{set_stage_acl, stage_acl, stage_region, stages_behind};
use crate::sandbox::services::wafv2::refuse::{Reply, invalid, must, nonexistent, refuse, text};
use crate::sandbox::{Answer, Call, World};

/// How long a new ACL is not seen by the service it is associated with.
const VISIBLE_AFTER: Duration = Duration::from_secs(2);

/// ARN of a Classic ACL, by which its stages name it.
pub(super) fn acl_arn(call: &Call, id: &str) -> String {
    format!("arn:aws:waf-regional:{}:{}:webacl/{id}", call.region, call.account)
}

/// Whether the ACL stands in front of anything.
pub(super) fn guards(call: &Call, world: &World, id: &str) -> bool {
    !stages_behind(world, &acl_arn(call, id)).is_empty()
}

fn unknown_arn() -> Answer {
    invalid("ResourceArn is not the ARN of a stage of this region")
}

pub(super) fn associate(call: &Call, world: &mut World, body: &Value) -> Reply {
    let (id, resource) = (text(body, "WebACLId")?, text(body, "ResourceArn")?);
    must(stage_region(resource) == Some(call.region.as_str()), unknown_arn)?;
    let state = world.wafregional.entry(call.region.clone()).or_default();
    let acl = state.object(Noun::WebAcl, id).ok_or_else(nonexistent)?;
    must(call.now >= acl.made + VISIBLE_AFTER, || {
        refuse(
            "WAFUnavailableEntityException",
            "The operation failed because the entity referenced is temporarily unavailable. Retry your request.",
        )
    })?;
    must(set_stage_acl(world, resource, Some(&acl_arn(call, id))), nonexistent)?;
    Ok(json!({}))
}

/// An ACL of WAFv2 is not this service's to take away.
pub(super) fn disassociate(world: &mut World, body: &Value) -> Reply {
    let resource = text(body, "ResourceArn")?;
    must(stage_region(resource).is_some(), unknown_arn)?;
    if stage_acl(world, resource).is_some_and(|acl| acl.starts_with("arn:aws:waf-regional:")) {
        set_stage_acl(world, resource, None);
    }
    Ok(json!({}))
}

pub(super) fn acl_of_resource(call: &Call, world: &mut World, body: &Value) -> Reply {
    let resource = text(body, "ResourceArn")?;
    must(stage_region(resource).is_some(), unknown_arn)?;
    let arn = stage_acl(world, resource).unwrap_or_default();
    let state = world.wafregional.entry(call.region.clone()).or_default();
    let acl = state.of(Noun::WebAcl).find(|acl| acl_arn(call, &acl.id) == arn);
    let summary = acl.map(|acl| json!({ "WebACLSummary": { "WebACLId": acl.id, "Name": acl.name } }));
    Ok(summary.unwrap_or_else(|| json!({})))
}

pub(super) fn resources_of_acl(call: &Call, world: &mut World, body: &Value) -> Reply {
    let id = text(body, "WebACLId")?;
    let state = world.wafregional.entry(call.region.clone()).or_default();
    must(state.object(Noun::WebAcl, id).is_some(), nonexistent)?;
    // Load balancers are what a request without a type asks for; there are none here.
    let stages = body.get("ResourceType").and_then(Value::as_str) == Some("API_GATEWAY");
    let resources = if stages { stages_behind(world, &acl_arn(call, id)) } else { Vec::new() };
    Ok(json!({ "ResourceArns": resources }))
}
