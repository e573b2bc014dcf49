use std::time::Duration;

use serde_json::{Value, json};

use super::State;
use crate::sandbox::services::wafv2::refuse::{Reply, must, nonexistent, refuse, text};
use crate::sandbox::{Call, World};

/// How long a change takes to reach every server.
const PROPAGATION: Duration = Duration::from_secs(5);

/// How long a spent token is remembered.
const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);

/// The same token until somebody spends it.
pub(super) fn get(call: &Call, world: &mut World) -> Reply {
    let fresh = world.uuid();
    let state = world.wafregional.entry(call.region.clone()).or_default();
    Ok(json!({ "ChangeToken": state.token.get_or_insert(fresh) }))
}

pub(super) fn status(call: &Call, state: &State, body: &Value) -> Reply {
    let token = text(body, "ChangeToken")?;
    let status = match state.tokens.get(token) {
        Some(spent) if call.now < *spent + PROPAGATION => "PENDING",
        Some(_) => "INSYNC",
        None if state.token.as_deref() == Some(token) => "PROVISIONED",
        None => return Err(nonexistent()),
    };
    Ok(json!({ "ChangeTokenStatus": status }))
}

/// Refuses a request whose token was spent, or never handed out.
pub(super) fn check(state: &State, body: &Value) -> Reply<()> {
    let shown = text(body, "ChangeToken")?;
    must(state.token.as_deref() == Some(shown), || {
        refuse(
            "WAFStaleDataException",
            "The operation failed because you tried to create, update, or delete an object by using a change token that has already been used.",
        )
    })
}

/// Marks the token of a request that took effect as spent, and answers with it.
pub(super) fn spend(call: &Call, state: &mut State, mut answer: Value) -> Value {
    if let Some(token) = state.token.take() {
        answer["ChangeToken"] = json!(token);
        state.tokens.retain(|_, spent| call.now < *spent + MEMORY);
        state.tokens.insert(token, call.now);
    }
    answer
}
