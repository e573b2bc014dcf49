use super::Plain;
use crate::value::SecretForm;

/// A secret's value as it is written where it goes.
pub(super) fn in_form(plain: &str, form: SecretForm) -> Plain {
    Plain::new(match form {
        SecretForm::Plain => plain.to_owned(),
        SecretForm::ExactRegex => exact_regex(plain),
    })
}

/// A PCRE pattern that matches exactly `text`: `^…$` with every metacharacter escaped.
fn exact_regex(text: &str) -> String {
    // Twice the length plus the anchors: growing would leave copies behind that nobody wipes.
    let mut pattern = String::with_capacity(2 * text.len() + 2);
    pattern.push('^');
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '^' | '$' | '.' | '[' | ']' | '|' | '(' | ')' | '?' | '*' | '+' | '{' | '}' | '-' | '#'
        ) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('$');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_matches_the_value_and_nothing_around_it() {
        let every: String = (' '..='~').collect();
        for text in ["abc", "a.b*c", "^$", "", every.as_str(), "ü(ä)"] {
            let pattern = in_form(text, SecretForm::ExactRegex);
            let regex = regex::Regex::new(pattern.expose()).unwrap();
            assert!(regex.is_match(text));
            assert!(!regex.is_match(&format!("x{text}")) && !regex.is_match(&format!("{text}x")));
        }
        assert_eq!(in_form("a.b", SecretForm::ExactRegex).expose(), "^a\\.b$");
        assert_eq!(in_form("a.b", SecretForm::Plain).expose(), "a.b");
    }
}
