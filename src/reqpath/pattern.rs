use std::collections::HashMap;
use std::sync::Mutex;

use regex::bytes::Regex;

use super::model::Perimeter;
use super::phrase::{Oracle, Phrase, Position};
use super::truth::Truth;

/// Regular expressions, compiled once.
pub(super) struct Patterns {
    known: Mutex<HashMap<String, Result<Regex, String>>>,
}

impl Patterns {
    /// Those of a perimeter.
    pub(super) fn of(_perimeter: &Perimeter) -> Self {
        Self { known: Mutex::default() }
    }

    /// Whether a pattern is found anywhere in a part.
    pub(super) fn found(&self, pattern: &Phrase, part: &Phrase, oracle: Option<&dyn Oracle>) -> Truth {
        // A secret among the patterns is written so that it matches exactly its value.
        if pattern.as_secret().is_some() {
            return part.holds(Position::Exactly, pattern, oracle);
        }
        let Some(text) = pattern.as_plain().and_then(|text| std::str::from_utf8(text).ok()) else {
            return Truth::unsure("a pattern has a secret in it");
        };
        let Some(bytes) = part.as_plain() else {
            return Truth::unsure(format!("whether `{text}` is found in {} is not known here", part.shown()));
        };
        self.test(text, bytes)
    }

    /// Whether a pattern matches a part as a whole.
    pub(super) fn whole(&self, pattern: &str, part: &Phrase) -> Truth {
        let Some(bytes) = part.as_plain() else {
            return Truth::unsure(format!("whether {} has the form `{pattern}` is not known here", part.shown()));
        };
        self.test(&format!("^(?:{pattern})$"), bytes)
    }

    fn test(&self, pattern: &str, bytes: &[u8]) -> Truth {
        let mut known = self.known.lock().unwrap_or_else(|broken| broken.into_inner());
        let compiled = known.entry(pattern.to_owned()).or_insert_with(|| {
            regex::bytes::RegexBuilder::new(pattern).unicode(false).build().map_err(|problem| problem.to_string())
        });
        match compiled {
            Ok(regex) => Truth::of(regex.is_match(bytes)),
            Err(why) => Truth::unsure(why.clone()),
        }
    }
}
