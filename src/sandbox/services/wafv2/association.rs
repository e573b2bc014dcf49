use std::time::Duration;

use serde_json::{Value, json};

use super::refuse::{Reply, invalid, must, nonexistent, refuse, text};
use super::state::Scope;
use super::{guarded, state, web_acl};
use crate::sandbox::{Call, World};

/// How long a new ACL is not seen by the service it is associated with.
const VISIBLE_AFTER: Duration = Duration::from_secs(2);

pub(super) fn associate(call: &Call, world: &mut World, body: &Value) -> Reply {
    let (acl_arn, resource) = (text(body, "WebACLArn")?, text(body, "ResourceArn")?);
    must(guarded::stage_region(resource) == Some(call.region.as_str()), || {
        invalid(format!(
            "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes., field: RESOURCE_ARN, parameter: {resource}"
        ))
    })?;
    let acl = state::web_acl(world, acl_arn).ok_or_else(nonexistent)?;
    must(acl.scope == Scope::Regional, || {
        invalid("Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT")
    })?;
    must(acl.arn.starts_with(&format!("arn:aws:wafv2:{}:", call.region)), nonexistent)?;
    must(call.now >= acl.made + VISIBLE_AFTER, || {
        refuse(
            "WAFUnavailableEntityException",
            "AWS WAF couldn't retrieve the resource that you requested. Retry your request.",
        )
    })?;
    must(guarded::set_stage_acl(world, resource, Some(acl_arn)), nonexistent)?;
    Ok(json!({}))
}

/// An ACL of WAF Classic is not this service's to take away.
pub(super) fn disassociate(world: &mut World, body: &Value) -> Reply {
    let resource = text(body, "ResourceArn")?;
    must(guarded::stage_region(resource).is_some(), || {
        invalid("Error reason: The ARN isn't valid., field: RESOURCE_ARN")
    })?;
    if guarded::stage_acl(world, resource).is_some_and(|acl| acl.starts_with("arn:aws:wafv2:")) {
        guarded::set_stage_acl(world, resource, None);
    }
    Ok(json!({}))
}

pub(super) fn acl_of_resource(call: &Call, world: &mut World, body: &Value) -> Reply {
    let resource = text(body, "ResourceArn")?;
    must(guarded::stage_region(resource).is_some(), || {
        invalid("Error reason: The ARN isn't valid., field: RESOURCE_ARN")
    })?;
    let acl = guarded::stage_acl(world, resource);
    let acl = acl.as_deref().and_then(|arn| state::web_acl(world, arn));
    Ok(acl.map_or_else(|| json!({}), |acl| json!({ "WebACL": web_acl::shown(call, acl) })))
}

pub(super) fn resources_of_acl(world: &mut World, body: &Value) -> Reply {
    let acl = text(body, "WebACLArn")?;
    must(state::web_acl(world, acl).is_some(), nonexistent)?;
    // Load balancers are what a request without a type asks for; there are none here.
    let stages = body.get("ResourceType").and_then(Value::as_str) == Some("API_GATEWAY");
    let resources = if stages { guarded::stages_behind(world, acl) } else { Vec::new() };
    Ok(json!({ "ResourceArns": resources }))
}
