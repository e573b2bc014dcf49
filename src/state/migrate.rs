//! Older shapes of the state file, brought to the present one a step at a time.

use serde_json::{Map, Value};

/// What changes a state of one format into one of the next.
type Step = fn(&mut Map<String, Value>);

/// Step `n` leads from format `n + 1` to format `n + 2`.
const STEPS: &[Step] = &[from_1];

/// Brings a state of `format` to [`super::State::FORMAT`]. The checksum was looked at before: it is over the file as written.
pub(super) fn migrate(state: &mut Map<String, Value>, format: u64) {
    let done = usize::try_from(format).unwrap_or(0).saturating_sub(1);
    for step in STEPS.iter().skip(done) {
        step(state);
    }
    state.insert("format".into(), super::State::FORMAT.into());
}

/// Format 2 says which run wrote it; of an older one nobody knows.
fn from_1(state: &mut Map<String, Value>) {
    state.insert("written".into(), Value::Null);
}

#[test]
fn every_format_before_this_one_has_its_step() {
    assert_eq!(STEPS.len() as u32 + 1, super::State::FORMAT);
}
