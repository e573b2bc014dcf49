use std::io::{IsTerminal as _, Write as _};

use serde_json::Value;

use crate::diag::{clean, clean_json};

/// Prints data on stdout. Somebody who stops reading has what they wanted.
pub fn data(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Prints the text of a file on stdout, byte for byte; only where it would steer a terminal it is escaped.
pub fn text(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = if out.is_terminal() {
        let lines = text.split('\n').map(|line| line.split('\t').map(clean).collect::<Vec<_>>().join("\t"));
        out.write_all(lines.collect::<Vec<_>>().join("\n").as_bytes())
    } else {
        out.write_all(text.as_bytes())
    };
    let _ = out.flush();
}

/// Prints a JSON document on stdout.
pub fn data_json(document: &Value) {
    data(&clean_json(&format!("{document:#}\n")));
}

/// Prints on stderr what is not data. Work that is under way goes on when nobody listens any more.
pub fn aside(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints a line on stderr.
pub fn say(line: &str) {
    aside(&format!("{line}\n"));
}
