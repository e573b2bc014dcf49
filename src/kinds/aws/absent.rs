use crate::providers::{Class, Refusal};

/// A read whose `NotFound` is an answer: the thing is not there.
pub(super) fn or_none<T>(answer: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(refusal) if refusal.class == Class::NotFound => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

/// A removal whose `NotFound` is success: it is gone.
pub(super) fn or_gone<T>(answer: Result<T, Refusal>) -> Result<(), Refusal> {
    or_none(answer).map(|_| ())
}
