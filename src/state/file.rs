//! The text of a state file: JSON with a checksum over everything else in it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::migrate::migrate;
use super::{State, StateError};
use crate::value::digest_of;
use crate::world::Durable;

/// The file's text.
pub(super) fn encode(state: &State) -> String {
    let mut value = serde_json::to_value(state).unwrap_or(Value::Null);
    let checksum = digest_of(&value);
    if let Value::Object(map) = &mut value {
        map.insert("checksum".into(), checksum.into());
    }
    format!("{value:#}\n")
}

/// What tells two states apart apart from when, and how often, they were written.
pub(super) fn content(state: &State) -> String {
    let mut value = serde_json::to_value(state).unwrap_or(Value::Null);
    if let Value::Object(map) = &mut value {
        map.remove("serial");
        map.remove("written");
    }
    digest_of(&value)
}

/// The state at `path`; `None` when there is no file.
pub(super) fn read(path: &Path) -> Result<Option<State>, StateError> {
    match fs::read(path) {
        Ok(bytes) => decode(path, &bytes).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StateError::Io { path: path.to_owned(), doing: "reading", source }),
    }
}

fn decode(path: &Path, bytes: &[u8]) -> Result<State, StateError> {
    let damaged = |what: String| StateError::Damaged { path: path.to_owned(), what };
    let mut value: Value = serde_json::from_slice(bytes).map_err(|problem| damaged(problem.to_string()))?;
    let format = value.get("format").and_then(Value::as_u64).unwrap_or(0);
    if format > u64::from(State::FORMAT) {
        return Err(StateError::Future { path: path.to_owned(), format });
    }
    let checksum = value.as_object_mut().and_then(|map| map.remove("checksum"));
    if format == 0 || checksum.as_ref().and_then(Value::as_str) != Some(&digest_of(&value)) {
        return Err(damaged("its checksum does not fit its content".into()));
    }
    if let Value::Object(map) = &mut value {
        migrate(map, format);
    }
    let state: State = serde_json::from_value(value).map_err(|problem| damaged(problem.to_string()))?;
    match state.broken_laws() {
        broken if broken.is_empty() => Ok(state),
        broken => Err(damaged(broken.join("; "))),
    }
}

/// Puts `text` in the place of the file at `path`: at every moment, and after a power cut, the old or the new one is there.
pub(super) fn replace(door: &Durable, path: &Path, text: &str) -> Result<(), StateError> {
    door.replace(path, text.as_bytes()).map_err(|source| StateError::Io {
        path: path.to_owned(),
        doing: "writing",
        source,
    })
}
