//! (being built)

use serde::{Deserialize, Serialize};

use crate::sandbox::{Answer, Call, World};

/// What this service remembers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {}

/// Answers one request.
pub fn handle(call: &Call, _world: &mut World) -> Answer {
    Answer::json_error(501, "NotImplemented", &format!("{} {}", call.method, call.path))
}
