//! CloudWatch Logs: log groups, their retention and tags. Speaks awsJson. Regional.

mod groups;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sandbox::{Answer, Call, World};

pub use groups::Group;

/// What CloudWatch Logs remembers in one region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// By name.
    pub groups: BTreeMap<String, Group>,
}

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    let state = world.logs.entry(call.region.clone()).or_default();
    let body = call.json();
    let done = match call.target() {
        "CreateLogGroup" => groups::create(call, &body, state),
        "DescribeLogGroups" => groups::describe(call, &body, state),
        "DeleteLogGroup" => groups::delete(&body, state),
        "PutRetentionPolicy" => groups::put_retention(&body, state),
        "DeleteRetentionPolicy" => groups::delete_retention(&body, state),
        "PutLogGroupDeletionProtection" => groups::put_deletion_protection(&body, state),
        "TagResource" => groups::tag(call, &body, state),
        "UntagResource" => groups::untag(call, &body, state),
        "ListTagsForResource" => groups::list_tags(call, &body, state),
        other => {
            Err(Answer::json_error(501, "NotImplemented", &format!("the embedded cloud does not know logs {other}")))
        }
    };
    done.unwrap_or_else(|refused| refused)
}
