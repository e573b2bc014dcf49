//! Which ACL stands in front of which resource: the stages and distributions themselves know it.

use crate::sandbox::World;
use crate::sandbox::services::apigateway;

/// Region of a stage's ARN, `arn:aws:apigateway:{region}::/restapis/{api}/stages/{stage}`; none when it is no such ARN.
pub(in crate::sandbox::services) fn stage_region(arn: &str) -> Option<&str> {
    let (region, path) = arn.strip_prefix("arn:aws:apigateway:")?.split_once("::/restapis/")?;
    let (api, stage) = path.split_once("/stages/")?;
    let plain = |part: &str| !part.is_empty() && !part.contains('/');
    (plain(region) && plain(api) && plain(stage)).then_some(region)
}

/// Puts an ACL of either WAF in front of a stage, in place of any other, or takes it away; false when there is no such stage.
pub(in crate::sandbox::services) fn set_stage_acl(world: &mut World, stage_arn: &str, acl_arn: Option<&str>) -> bool {
    let Some(stage) = apigateway::stage_mut(world, stage_arn) else { return false };
    stage.web_acl_arn = acl_arn.map(str::to_owned);
    true
}

/// ARN of the ACL in front of a stage, of either WAF.
pub(in crate::sandbox::services) fn stage_acl(world: &World, stage_arn: &str) -> Option<String> {
    apigateway::stage(world, stage_arn)?.web_acl_arn.clone()
}

/// ARNs of the stages behind an ACL of either WAF.
pub(in crate::sandbox::services) fn stages_behind(world: &World, acl_arn: &str) -> Vec<String> {
    let mut behind = Vec::new();
    for (region, state) in world.apigateway.iter() {
        for (api, stage) in state.apis.values().flat_map(|api| api.stages.values().map(move |stage| (&api.id, stage))) {
            if stage.web_acl_arn.as_deref() == Some(acl_arn) {
                behind.push(format!("arn:aws:apigateway:{region}::/restapis/{api}/stages/{}", stage.name));
            }
        }
    }
    behind
}

/// Whether a distribution names the ACL.
pub(super) fn distributed(world: &World, acl_arn: &str) -> bool {
    world.cloudfront.distributions.values().any(|distribution| distribution.config.text_of("WebACLId") == acl_arn)
}
