use serde_json::Value;

use super::refuse::Reply;
use super::{association, capacity, ip_set, logging, regex_set, rule_group, tags, web_acl};
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
    match call.target() {
        "CreateWebACL" => web_acl::create(call, world, body),
        "GetWebACL" => web_acl::get(call, world, body),
        "ListWebACLs" => web_acl::list_all(call, world, body),
        "UpdateWebACL" => web_acl::update(call, world, body),
        "DeleteWebACL" => web_acl::delete(call, world, body),
        "CheckCapacity" => capacity::check_capacity(call, world, body),
        "CreateRegexPatternSet" => regex_set::create(call, world, body),
        "GetRegexPatternSet" => regex_set::get(call, world, body),
        "ListRegexPatternSets" => regex_set::list_all(call, world, body),
        "UpdateRegexPatternSet" => regex_set::update(call, world, body),
        "DeleteRegexPatternSet" => regex_set::delete(call, world, body),
        "CreateIPSet" => ip_set::create(call, world, body),
        "GetIPSet" => ip_set::get(call, world, body),
        "ListIPSets" => ip_set::list_all(call, world, body),
        "UpdateIPSet" => ip_set::update(call, world, body),
        "DeleteIPSet" => ip_set::delete(call, world, body),
        "CreateRuleGroup" => rule_group::create(call, world, body),
        "GetRuleGroup" => rule_group::get(call, world, body),
        "ListRuleGroups" => rule_group::list_all(call, world, body),
        "UpdateRuleGroup" => rule_group::update(call, world, body),
        "DeleteRuleGroup" => rule_group::delete(call, world, body),
        "PutLoggingConfiguration" => logging::put(call, world, body),
        "GetLoggingConfiguration" => logging::get(call, world, body),
        "ListLoggingConfigurations" => logging::list_all(call, world),
        "DeleteLoggingConfiguration" => logging::delete(call, world, body),
        "AssociateWebACL" => association::associate(call, world, body),
        "DisassociateWebACL" => association::disassociate(world, body),
        "GetWebACLForResource" => association::acl_of_resource(call, world, body),
        "ListResourcesForWebACL" => association::resources_of_acl(world, body),
        "TagResource" => tags::tag(call, world, body),
        "UntagResource" => tags::untag(call, world, body),
        "ListTagsForResource" => tags::list_all(call, world, body),
        other => {
            Err(Answer::json_error(501, "NotImplemented", &format!("the embedded WAFv2 has no operation `{other}`")))
        }
    }
}
