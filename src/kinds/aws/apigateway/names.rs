use crate::providers::{Hands, Refusal};

/// `arn:aws:apigateway:{region}::/restapis/{id}`; API Gateway leaves the account out.
pub(super) fn api_arn(hands: &Hands, region: &str, api: &str) -> String {
    format!("arn:{}:apigateway:{region}::/restapis/{api}", hands.identity.partition)
}

/// `arn:aws:apigateway:{region}::/restapis/{id}/stages/{name}`.
pub(super) fn stage_arn(hands: &Hands, region: &str, api: &str, stage: &str) -> String {
    format!("{}/stages/{stage}", api_arn(hands, region, api))
}

/// `{id}.execute-api.{region}.amazonaws.com`.
pub(super) fn host(hands: &Hands, region: &str, api: &str) -> String {
    let suffix = if hands.identity.partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("{api}.execute-api.{region}.{suffix}")
}

/// The two halves of `API/CHILD`, the id of a deployment or a stage.
pub(super) fn halves(id: &str) -> Result<(&str, &str), Refusal> {
    id.split_once('/').ok_or_else(|| Refusal::local("MalformedId", format!("`{id}` is not of the form API/NAME")))
}

/// `arn:aws:apigateway:{region}::/usageplans/{id}`.
pub(super) fn usage_plan_arn(hands: &Hands, region: &str, id: &str) -> String {
    format!("arn:{}:apigateway:{region}::/usageplans/{id}", hands.identity.partition)
}

/// `arn:aws:apigateway:{region}::/apikeys/{id}`.
pub(super) fn api_key_arn(hands: &Hands, region: &str, id: &str) -> String {
    format!("arn:{}:apigateway:{region}::/apikeys/{id}", hands.identity.partition)
}

/// `arn:aws:apigateway:{region}::/domainnames/{domain}`.
pub(super) fn domain_arn(hands: &Hands, region: &str, domain: &str) -> String {
    format!("arn:{}:apigateway:{region}::/domainnames/{domain}", hands.identity.partition)
}
