use serde_json::json;

use super::State;
use super::patch::Patch;
use super::refuse::Reply;
use crate::sandbox::{Answer, Call};

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

pub(super) fn update(call: &Call, state: &mut State) -> Reply {
    let mut role = state.cloudwatch_role_arn.clone();
    for patch in Patch::of(call)? {
        match (patch.op.as_str(), patch.path.as_str()) {
            ("replace", "/cloudwatchRoleArn") => role = patch.optional(),
            _ => return Err(patch.refused(&["/cloudwatchRoleArn"])),
        }
    }
    state.cloudwatch_role_arn = role;
    Ok(view(state))
}
