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

/// Prints on stderr what is not data. Work that is under way goes on when nobody listens any more.
pub fn aside(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints a line on stderr.
pub fn say(line: &str) {
    aside(&format!("{line}\n"));
}
