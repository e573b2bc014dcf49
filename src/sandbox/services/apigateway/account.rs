use serde_json::json;

use super::State;
use super::patch::Patch;
use super::refuse::{Reply, bad_request};
use crate::sandbox::{Answer, Call, World};

fn view(state: &State) -> Answer {
    let mut body = json!({
        "throttleSettings": { "rateLimit": 10000.0, "burstLimit": 5000 },
        "features": ["UsagePlans"],
        "apiKeyVersion": "4",
    });
    if let Some(role) = &state.cloudwatch_role_arn {
        body["cloudwatchRoleArn"] = role.as_str().into();
    }
    Answer::json(200, &body)
}

pub(super) fn get(state: &State) -> Reply {
    Ok(view(state))
}

/// The role must be there and trust API Gateway.
pub(super) fn update(call: &Call, state: &mut State, world: &World) -> Reply {
    let mut role = state.cloudwatch_role_arn.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/cloudwatchRoleArn") => {
                role = patch.optional();
                let assumable = |arn: &str| {
                    world
                        .iam
                        .role_by_arn(&call.account, arn)
                        .is_some_and(|role| role.trusts("apigateway.amazonaws.com"))
                };
                if role.as_deref().is_some_and(|arn| !assumable(arn)) {
                    return Err(bad_request(
                        "The role ARN does not have required permissions configured. Please grant trust permission for API \
                         Gateway and add the required role policy.",
                    ));
                }
            }
            _ => return Err(patch.refused(&["/cloudwatchRoleArn"])),
        }
    }
    state.cloudwatch_role_arn = role;
    Ok(view(state))
}
