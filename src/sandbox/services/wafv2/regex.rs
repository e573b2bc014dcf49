//! Which regular expressions the two WAFs take.

use regex::Regex;

/// Which WAF reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox::services) enum Dialect {
    /// WAFv2: at most 512 characters.
    V2,
    /// WAF Classic: at most 70 characters, no capturing groups and no look-around.
    Classic,
}

/// What PCRE knows and neither WAF takes.
const REFUSED: [&str; 20] = [
    "(?>", "(?R)", "(?0)", "(?1)", "(?+", "(?-1)", "(?&", "(?P>", "(?P=", "(?(", "(?C", "(*", "\\C", "\\R", "\\K",
    "\\g", "\\k", "*+", "++", "?+",
];

/// Zero-width assertions, which the checking engine lacks: WAFv2 takes them, so they are checked as plain groups.
const LOOK_AROUND: [&str; 4] = ["(?=", "(?!", "(?<=", "(?<!"];

/// What is wrong with a pattern.
pub(in crate::sandbox::services) fn problem(pattern: &str, dialect: Dialect) -> Option<String> {
    let longest = match dialect {
        Dialect::V2 => 512,
        Dialect::Classic => 70,
    };
    if pattern.is_empty() || pattern.chars().count() > longest {
        return Some(format!("a regular expression has 1 to {longest} characters"));
    }
    // A backslash that is itself escaped says nothing about what follows.
    let bare = pattern.replace("\\\\", "\u{0}");
    let literal_free = without_escaped_symbols(&bare);
    if let Some(construct) = REFUSED.iter().find(|construct| literal_free.contains(**construct)) {
        return Some(format!("`{construct}` is not supported"));
    }
    if bare.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && (b'1'..=b'9').contains(&pair[1])) {
        return Some("backreferences are not supported".into());
    }
    if dialect == Dialect::Classic {
        if LOOK_AROUND.iter().any(|group| literal_free.contains(group)) {
            return Some("zero-width assertions are not supported".into());
        }
        if capturing(&literal_free) {
            return Some("capturing subexpressions are not supported".into());
        }
    }
    let plain = LOOK_AROUND.iter().fold(pattern.to_owned(), |text, group| text.replace(group, "(?:"));
    Regex::new(&plain).err().map(|_| "it is not a regular expression".into())
}

/// The pattern without escaped punctuation, which is never part of a construct (`\(\?=` is text).
fn without_escaped_symbols(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match (character, characters.clone().next()) {
            ('\\', Some(escaped)) if escaped.is_ascii_punctuation() => {
                characters.next();
            }
            _ => plain.push(character),
        }
    }
    plain
}

fn capturing(pattern: &str) -> bool {
    let mut in_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && characters.peek() != Some(&'?') => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_secret_between_anchors_is_taken_by_both() {
        for dialect in [Dialect::V2, Dialect::Classic] {
            assert_eq!(problem(r"^a\.b\(c\)\+\\1\$$", dialect), None);
        }
    }

    #[test]
    fn what_neither_takes_is_refused() {
        for pattern in ["", "(a", r"(a)\1", "(?>a)", "a++", r"a\K", "[", "(*FAIL)"] {
            assert!(problem(pattern, Dialect::V2).is_some(), "{pattern}");
        }
        assert!(problem(&"a".repeat(513), Dialect::V2).is_some());
    }

    #[test]
    fn classic_takes_less() {
        for pattern in ["(a|b)", "a(?=b)", &"a".repeat(71)] {
            assert!(problem(pattern, Dialect::Classic).is_some(), "{pattern}");
            assert_eq!(problem(pattern, Dialect::V2), None, "{pattern}");
        }
        assert_eq!(problem("(?:a|b)[(]", Dialect::Classic), None);
    }
}
