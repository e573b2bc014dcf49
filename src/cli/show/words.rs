use std::path::Path;

use super::WARN;
use crate::diag::clean;

/// `did you mean …?`, when something known is near enough to what was given.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const ALIKE: f64 = 0.85;
    let near = known
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(edits, name)| {
            *edits <= (given.chars().count() / 3).max(1) || strsim::jaro_winkler(given, name) >= ALIKE
        })
        .min();
    near.map(|(_, name)| format!("did you mean `{name}`?"))
}

/// `1 resource`, `2 resources`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `5 minutes ago`.
pub fn ago(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0..5 => return "just now".to_owned(),
        5..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(usize::try_from(number).unwrap_or(usize::MAX), unit))
}

/// A heading for something that deserves a look, with what becomes of it.
pub fn concern(heading: &str, help: &str) -> String {
    format!("\n{WARN}{heading}{WARN:#} ({help})\n")
}

/// Why a file of the user's was not changed.
pub fn unwritten(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ResourceBusy => "somebody else changed it meanwhile".to_owned(),
        _ => error.to_string(),
    }
}

/// A path as people write it.
pub fn path(path: &Path) -> String {
    clean(&path.strip_prefix(".").unwrap_or(path).display().to_string()).into_owned()
}
