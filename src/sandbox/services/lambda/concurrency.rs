use serde_json::{Value, json};

use super::answers::{invalid, validation};
use super::name::{Target, state};
use crate::sandbox::{Answer, Call, World};

/// Calls that may run at once in one region of an account, and how many of them nobody may reserve.
const POOL: u64 = 1000;
const UNRESERVED: u64 = 100;

/// As the answers carry it.
pub(super) fn shown(calls: u64) -> Value {
    json!({ "ReservedConcurrentExecutions": calls })
}

/// Only whole functions have a reservation.
fn check_whole(target: &Target) -> Result<(), Answer> {
    match target.qualifier {
        None => Ok(()),
        Some(_) => Err(invalid(
            "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. \
             Please specify either a function name or an unqualified function ARN.",
        )),
    }
}

pub(super) fn get(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    check_whole(target)?;
    let reserved = target.function(call, world)?.reserved_concurrency;
    Ok(Answer::json(200, &reserved.map_or(json!({}), shown)))
}

pub(super) fn put(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    check_whole(target)?;
    let asked = &call.json()["ReservedConcurrentExecutions"];
    let Some(calls) = asked.as_u64() else {
        let must = if asked.is_null() { "not be null" } else { "have value greater than or equal to 0" };
        return Err(validation(&asked.to_string(), "reservedConcurrentExecutions", must));
    };
    target.function(call, world)?;
    let others = state(call, world).functions.iter().filter(|(name, _)| **name != target.function);
    let taken: u64 = others.filter_map(|(_, function)| function.reserved_concurrency).sum();
    if taken.saturating_add(calls) > POOL - UNRESERVED {
        return Err(invalid(&format!(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below \
             its minimum value of [{UNRESERVED}]."
        )));
    }
    target.function_mut(call, world)?.reserved_concurrency = Some(calls);
    Ok(Answer::json(200, &shown(calls)))
}

/// Succeeds when nothing is reserved.
pub(super) fn delete(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    check_whole(target)?;
    target.function_mut(call, world)?.reserved_concurrency = None;
    Ok(Answer::empty(204))
}
