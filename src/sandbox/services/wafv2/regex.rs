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
const REFUSED: [&str; 21] = [
    "(?>", "(?R)", "(?0)", "(?1)", "(?+", "(?-1)", "(?&", "(?P>", "(?P=", "(?(", "(?C", "(*", "\\C", "\\R", "\\K",
    "\\g", "\\k", "*+", "++", "?+", "}+",
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
    let syntax = syntax(&bare);
    if let Some(construct) = REFUSED.iter().find(|construct| syntax.contains(**construct)) {
        return Some(format!("`{construct}` is not supported"));
    }
    if bare.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && (b'1'..=b'9').contains(&pair[1])) {
        return Some("backreferences are not supported".into());
    }
    if dialect == Dialect::Classic {
        if LOOK_AROUND.iter().any(|group| syntax.contains(group)) {
            return Some("zero-width assertions are not supported".into());
        }
        if captures(&syntax) {
            return Some("capturing subexpressions are not supported".into());
        }
    }
    let plain = LOOK_AROUND.iter().fold(pattern.to_owned(), |text, group| text.replace(group, "(?:"));
    Regex::new(&plain).err().map(|_| "it is not a regular expression".into())
}

/// The pattern without escaped punctuation and with `.` for every class: what is left of it is syntax (`\(\?=` and `[*+]` are
/// text).
fn syntax(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek().is_some_and(char::is_ascii_punctuation) => {
                characters.next();
            }
            ']' if in_class => {
                in_class = false;
                plain.push('.');
            }
            _ if in_class => {}
            '[' => {
                in_class = true;
                // A bracket right behind the opening one is a member of the class.
                characters.next_if_eq(&'^');
                characters.next_if_eq(&']');
            }
            _ => plain.push(character),
        }
    }
    plain
}

/// Whether a group captures; `(?P<name>` and `(?<name>` do as well.
fn captures(syntax: &str) -> bool {
    let named = |rest: &str| {
        rest.starts_with("?P<") || (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!"))
    };
    syntax.split('(').skip(1).any(|rest| !rest.starts_with('?') || named(rest))
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
        for pattern in ["(a|b)", "(?P<name>a)", "a(?=b)", &"a".repeat(71)] {
            assert!(problem(pattern, Dialect::Classic).is_some(), "{pattern}");
            assert_eq!(problem(pattern, Dialect::V2), None, "{pattern}");
        }
        for pattern in ["(?:a|b)[(]", "[]*+(]+", r"[^\]*+]", r"\(\?=a"] {
            assert_eq!(problem(pattern, Dialect::Classic), None, "{pattern}");
        }
    }
}
