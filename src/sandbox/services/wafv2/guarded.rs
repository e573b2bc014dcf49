//! Which ACL stands in front of which resource.

use crate::sandbox::World;

/// Whether it is the ARN of a REST API's stage, `arn:aws:apigateway:{region}::/restapis/{api}/stages/{stage}`; with its region.
pub(in crate::sandbox::services) fn stage_region(arn: &str) -> Option<&str> {
    let (region, path) = arn.strip_prefix("arn:aws:apigateway:")?.split_once("::/restapis/")?;
    let (api, stage) = path.split_once("/stages/")?;
    let plain = |part: &str| !part.is_empty() && !part.contains('/');
    (plain(region) && plain(api) && plain(stage)).then_some(region)
}

/// Puts an ACL of either WAF in front of a stage, or none; false when there is no such stage.
pub fn set_stage_acl(world: &mut World, stage_arn: &str, acl_arn: Option<&str>) -> bool {
    let Some(region) = stage_region(stage_arn) else { return false };
    let guards = &mut world.wafv2.entry(region.to_owned()).or_default().guards;
    match acl_arn {
        Some(acl) => guards.insert(stage_arn.to_owned(), acl.to_owned()),
        None => guards.remove(stage_arn),
    };
    true
}

/// ARN of the ACL in front of a resource.
pub fn resource_acl(world: &World, resource_arn: &str) -> Option<String> {
    let region = stage_region(resource_arn)?;
    world.wafv2.get(region)?.guards.get(resource_arn).cloned()
}

/// ARNs of the stages behind an ACL.
pub fn guards_of(world: &World, acl_arn: &str) -> Vec<String> {
    let guards = world.wafv2.values().flat_map(|state| &state.guards);
    guards.filter(|(_, acl)| *acl == acl_arn).map(|(resource, _)| resource.clone()).collect()
}
