use serde_json::Value;

use super::refuse::bad_request;
use crate::sandbox::{Answer, Call};

/// One patch operation, its path split at `/`.
pub(super) struct Patch {
    /// `add`, `replace`, `remove`.
    pub op: String,
    pub path: String,
    pub value: Option<String>,
}

impl Patch {
    /// The patch operations of an `Update…` call.
    pub fn of(call: &Call) -> Result<Vec<Self>, Answer> {
        let body = call.json();
        let Some(Value::Array(operations)) = body.get("patchOperations") else { return Ok(Vec::new()) };
        operations
            .iter()
            .map(|operation| {
                let text = |name: &str| operation.get(name).and_then(Value::as_str).map(str::to_owned);
                let op = text("op").ok_or_else(|| bad_request("Invalid patch operation specified"))?;
                if !matches!(op.as_str(), "add" | "replace" | "remove" | "copy" | "move" | "test") {
                    return Err(bad_request(format!("Invalid patch operation specified: {op}")));
                }
                let path = text("path").filter(|path| path.starts_with('/'));
                let path = path.ok_or_else(|| bad_request("Invalid patch path specified"))?;
                Ok(Self { op, path, value: text("value") })
            })
            .collect()
    }

    /// Path segments, still escaped (`~1`).
    pub fn segments(&self) -> Vec<&str> {
        self.path[1..].split('/').collect()
    }

    /// The value; an empty one counts as none, which is how a field is emptied.
    pub fn optional(&self) -> Option<String> {
        self.value.clone().filter(|value| !value.is_empty())
    }

    /// The value, which must be there.
    pub fn required(&self) -> Result<String, Answer> {
        self.optional().ok_or_else(|| bad_request(format!("Invalid patch value for path {}: it is empty", self.path)))
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Result<bool, Answer> {
        match self.value.as_deref() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(bad_request(format!("Invalid boolean value for path {}", self.path))),
        }
    }

    /// What AWS says of a path that cannot be patched.
    pub fn refused(&self, allowed: &[&str]) -> Answer {
        let Self { op, path, .. } = self;
        bad_request(format!(
            "Invalid patch path '{path}' specified for op '{op}'. Must be one of: [{}]",
            allowed.join(", ")
        ))
    }
}

/// A patch path segment with `~1` and `~0` undone.
pub(super) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
