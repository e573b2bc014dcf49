//! The ways the WAF services say no. All of them answer 400, except for their own failures.

use serde_json::Value;

use crate::sandbox::Answer;

/// An answer's JSON, or the answer that refuses.
pub(in crate::sandbox::services) type Reply<T = Value> = Result<T, Answer>;

/// A refusal by code.
pub(in crate::sandbox::services) fn refuse(code: &str, message: impl AsRef<str>) -> Answer {
    Answer::json_error(400, code, message.as_ref())
}

pub(in crate::sandbox::services) fn invalid(message: impl AsRef<str>) -> Answer {
    refuse("WAFInvalidParameterException", message)
}

pub(in crate::sandbox::services) fn nonexistent() -> Answer {
    refuse("WAFNonexistentItemException", "AWS WAF couldn't perform the operation because your resource doesn't exist.")
}

pub(in crate::sandbox::services) fn in_use() -> Answer {
    refuse(
        "WAFAssociatedItemException",
        "AWS WAF couldn't perform the operation because your resource is being used by another resource or it's associated with another resource.",
    )
}

pub(in crate::sandbox::services) fn over_limit(message: impl AsRef<str>) -> Answer {
    refuse("WAFLimitsExceededException", message)
}

/// `condition`, or the refusal.
pub(in crate::sandbox::services) fn must(condition: bool, otherwise: impl FnOnce() -> Answer) -> Reply<()> {
    if condition { Ok(()) } else { Err(otherwise()) }
}

/// A required string member of a request.
pub(in crate::sandbox::services) fn text<'a>(body: &'a Value, member: &str) -> Reply<&'a str> {
    body.get(member)
        .and_then(Value::as_str)
        .ok_or_else(|| invalid(format!("1 validation error: {member} must not be null")))
}

/// A list member of a request; empty when absent.
pub(in crate::sandbox::services) fn list<'a>(body: &'a Value, member: &str) -> &'a [Value] {
    body.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
