use super::waf_pattern::patterns;
use crate::diag::{Diagnostic, Problems};
use crate::spec::Spec;

/// W0533: a regular expression that means more than it seems to.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for value in patterns(spec) {
        let Some(pattern) = value.as_literal().filter(|pattern| !pattern.is_empty()) else { continue };
        let problem = if matches_everything(pattern) {
            Diagnostic::warning("W0533", format!("`{pattern}` matches every value"))
                .at(value.span, "it also matches no character at all, and that is found everywhere")
                .help("say what must be there, between `^` and `$` for the whole value")
        } else if half_anchored(pattern) {
            Diagnostic::warning("W0533", format!("`^` and `$` of `{pattern}` hold for one alternative each"))
                .at(value.span, "`|` separates more than what stands beside it")
                .help(format!("put the alternatives between brackets: `^({})$`", &pattern[1..pattern.len() - 1]))
        } else {
            continue;
        };
        problems.push(problem);
    }
}

/// What the `regex` crate cannot read is not judged.
fn matches_everything(pattern: &str) -> bool {
    // `^$` finds nothing but the empty value, `$` finds all.
    let found = |text: &str| regex::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
    found("") && found("a") && found("~ 0")
}

/// `^a|b$`: the anchors belong to the first and to the last alternative.
fn half_anchored(pattern: &str) -> bool {
    let mut depth = 0_usize;
    let mut in_class = false;
    let mut escaped = false;
    let mut bars = 0;
    for symbol in pattern.chars() {
        match symbol {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth = depth.saturating_sub(1),
            '|' if !in_class && depth == 0 => bars += 1,
            _ => {}
        }
    }
    let alternatives = pattern.split('|').count() - 1;
    bars > 0
        && bars == alternatives
        && pattern.starts_with('^')
        && pattern.ends_with('$')
        && !pattern.ends_with("\\$")
        && pattern.split('|').any(|alternative| !(alternative.starts_with('^') && alternative.ends_with('$')))
}
