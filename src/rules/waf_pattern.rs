use super::waf_tests::all_rules;
use crate::diag::{Diagnostic, Problems, Span};
use crate::spec::waf::{GroupSettings, RuleBody, Test};
use crate::spec::{Spec, Template};

/// E0450: a regular expression that WAF refuses (aws-facts 17.2, 17.3).
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let literal = patterns(spec).filter_map(|value| Some((value.as_literal()?, value.span)));
    for (pattern, span) in literal.chain(of_groups(spec)) {
        let Some((why, help)) = refused(pattern) else { continue };
        let problem = Diagnostic::error("E0450", format!("WAF cannot use the regular expression `{pattern}`"))
            .at(span, why)
            .help(help);
        problems.push(problem);
    }
}

/// Every regular expression of the spec: of tests, and of shared sets.
pub(super) fn patterns(spec: &Spec) -> impl Iterator<Item = &Template> {
    let tests = all_rules(spec).flat_map(|rule| rule.tests()).filter(|test| matches!(test.test, Test::Matches { .. }));
    tests.flat_map(|test| test.values()).chain(spec.regex_sets.values().flat_map(|set| &set.patterns))
}

/// Those that managed groups are told.
pub(super) fn of_groups(spec: &Spec) -> impl Iterator<Item = (&str, Span)> {
    let told = all_rules(spec).filter_map(|rule| match &rule.body {
        RuleBody::Managed(managed) => managed.settings.as_deref(),
        RuleBody::Statements(_) | RuleBody::Rate(_) | RuleBody::Group(_) => None,
    });
    let patterns = told.flat_map(|settings| match settings {
        GroupSettings::Logins { login_path, inspection } if inspection.regex_in_path => vec![login_path],
        GroupSettings::Accounts { creation_path, registration_page_path, inspection } if inspection.regex_in_path => {
            vec![creation_path, registration_page_path]
        }
        GroupSettings::Logins { .. } | GroupSettings::Accounts { .. } => Vec::new(),
        GroupSettings::AntiDdos { challenge, .. } => challenge.exempt.iter().collect(),
    });
    patterns.map(|pattern| (pattern.value.as_str(), pattern.span))
}

/// Beginnings of groups that WAF does not know, with what they are.
const GROUPS: &[(&str, &str)] = &[
    ("(?P=", "a back reference"),
    ("(?P>", "a call of another part of the pattern"),
    ("(?&", "a call of another part of the pattern"),
    ("(?R", "a call of the pattern itself"),
    ("(?(", "a condition"),
    ("(?C", "a callout"),
    ("(?>", "a group that never gives back"),
    ("(*", "an instruction to the engine"),
];

const OTHERWISE: &str = "say it without: WAF knows groups, classes, repetitions, alternatives, `^` and `$`";

fn refused(pattern: &str) -> Option<(String, &'static str)> {
    if let Some((group, what)) = GROUPS.iter().find(|(group, _)| stands(pattern, group)) {
        return Some((format!("`{group}` is {what}"), OTHERWISE));
    }
    let mut symbols = pattern.char_indices().peekable();
    let mut open = 0_usize;
    let mut in_class = false;
    // Whether the symbol before can be repeated, and whether it is a repetition.
    let (mut something, mut repeated) = (false, false);
    while let Some((at, symbol)) = symbols.next() {
        match symbol {
            '\\' => {
                let Some((_, escaped)) = symbols.next() else {
                    return Some(("a single `\\` at the end".into(), "write `\\\\` for the character itself"));
                };
                match escaped {
                    '1'..='9' if !in_class => return Some((format!("`\\{escaped}` is a back reference"), OTHERWISE)),
                    'C' | 'R' | 'K' | 'g' if !in_class => {
                        return Some((format!("`\\{escaped}` is not known to WAF"), OTHERWISE));
                    }
                    _ => {}
                }
                (something, repeated) = (true, false);
            }
            ']' if in_class => (in_class, something, repeated) = (false, true, false),
            _ if in_class => {}
            '[' => {
                in_class = true;
                symbols.next_if(|(_, next)| *next == '^');
                // A bracket that comes first is an ordinary character.
                symbols.next_if(|(_, next)| *next == ']');
            }
            '(' => {
                open += 1;
                (something, repeated) = (false, false);
                // `(?:`, `(?i)`: no repetition.
                symbols.next_if(|(_, next)| *next == '?');
            }
            ')' => {
                let Some(left) = open.checked_sub(1) else {
                    return Some(("a `)` without its `(`".into(), "write `\\)` for the character itself"));
                };
                open = left;
                (something, repeated) = (true, false);
            }
            '*' | '+' | '?' => {
                if repeated && symbol == '+' {
                    return Some(("a repetition that never gives back".into(), OTHERWISE));
                }
                if !something {
                    return Some((
                        format!("`{symbol}` repeats nothing"),
                        "write a backslash before it for the character itself",
                    ));
                }
                // `*?` is a modest repetition; what comes after is none.
                (something, repeated) = (!repeated, !repeated);
            }
            '|' => (something, repeated) = (false, false),
            _ => (something, repeated) = (true, symbol == '}' && counts(&pattern[..at])),
        }
    }
    if in_class {
        return Some(("a `[` without its `]`".into(), "write `\\[` for the character itself"));
    }
    (open > 0).then(|| ("a `(` without its `)`".into(), "write `\\(` for the character itself"))
}

/// Whether `group` stands in the pattern, and not behind a backslash.
fn stands(pattern: &str, group: &str) -> bool {
    pattern.match_indices(group).any(|(at, _)| {
        let slashes = pattern[..at].chars().rev().take_while(|symbol| *symbol == '\\').count();
        slashes % 2 == 0 && !in_class(&pattern[..at])
    })
}

/// Whether a `{2,3` stands at the end.
fn counts(before: &str) -> bool {
    before.rsplit_once('{').is_some_and(|(_, count)| {
        count.starts_with(|first: char| first.is_ascii_digit()) && count.chars().all(|c| c.is_ascii_digit() || c == ',')
    })
}

fn in_class(before: &str) -> bool {
    before.rfind('[').is_some_and(|open| !before[open..].contains(']'))
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn ordinary_expressions_are_taken() {
        for fine in [
            "^a{2,3}b+?c*$",
            "(?i)bot|crawler",
            "(?:a|b)+",
            "[]a]",
            "[^]+*(]",
            "\\(\\d+\\)",
            "^[\\w.-]+$",
            "a}",
            "(?=x)y",
            "\\\\",
            "a||b",
            "a}+",
        ] {
            assert_eq!(refused(fine), None, "{fine}");
        }
    }

    #[test]
    fn what_waf_does_not_know_is_told() {
        for wrong in
            ["(a)\\1", "a++", "a*+", "(?>a)", "[a", "(a", "a)", "*a", "a|+", "a\\", "(?(1)a)", "(*FAIL)", "\\K"]
        {
            assert!(refused(wrong).is_some(), "{wrong}");
        }
    }
}
