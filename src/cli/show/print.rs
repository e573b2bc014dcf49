use std::io::Write as _;

use serde_json::Value;

/// Prints data on stdout. Somebody who stops reading has what they wanted.
pub fn data(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Prints a JSON document on stdout.
pub fn data_json(document: &Value) {
    data(&format!("{document:#}\n"));
}
