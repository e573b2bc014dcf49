//! The syntax of route paths (aws-facts 18.3): segments are literal, `{param}`, or a last `{rest+}`.

use super::super::decode::Context;
use super::{Method, Route};
use crate::diag::{Diagnostic, Edit, Problems, Span, Spanned};
use crate::spec::declare::Choices as _;

/// Complains about a path API Gateway would refuse.
pub(super) fn check(path: &Spanned<String>, cx: &mut Context) {
    if !cx.are_sound(&[path.span]) {
        return;
    }
    let found = faults(path);
    if !found.0.is_empty() {
        cx.gaps.add_value(path.span);
    }
    cx.problems.extend(found);
}

fn faults(path: &Spanned<String>) -> Problems {
    let mut found = Problems::default();
    let problem = |label: String, help: &str| {
        Diagnostic::error("E0402", format!("`{}` is not a route path", path.value)).at(path.span, label).help(help)
    };
    let Some(rest) = path.value.strip_prefix('/') else {
        if Method::CHOICES.iter().any(|verb| verb.word == path.value) {
            found.push(problem(
                "a verb".into(),
                "a route has one verb and then its path: write a line for each verb, or `ANY`",
            ));
            return found;
        }
        let plain =
            path.value.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '{') && !path.value.contains("://");
        let full: Vec<&str> = path.value.split('/').filter(|segment| !segment.is_empty()).collect();
        let slashed = plain.then(|| rewritten(path, format!("/{}", full.join("/"))));
        found.push(problem("it does not begin with `/`".into(), "write it as in `/items/{id}`").maybe_fix(slashed));
        return found;
    };
    if rest.is_empty() {
        return found;
    }
    let segments: Vec<&str> = rest.split('/').collect();
    for (at, segment) in segments.iter().enumerate() {
        if segment.is_empty() {
            let help = "API Gateway ignores doubled and final `/`: leave them out";
            let full: Vec<&str> = segments.iter().filter(|segment| !segment.is_empty()).copied().collect();
            let fix = rewritten(path, format!("/{}", full.join("/")));
            found.push(problem("it has an empty segment".into(), help).maybe_fix(Some(fix)));
            // However many there are.
            break;
        } else if let Some(inner) = segment.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
            let (name, greedy) = inner.strip_suffix('+').map_or((inner, false), |name| (name, true));
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
                let help = "a parameter is `{name}` of letters, digits, `.`, `_` and `-`";
                found.push(problem(format!("`{segment}` is not a parameter"), help));
            } else if greedy && at + 1 < segments.len() {
                let help = "`{name+}` takes all that is left of the path, so it comes last";
                found.push(problem(format!("`{segment}` is not the last segment"), help));
            }
        } else if segment.starts_with('{') && !segment.contains('}') {
            found.push(problem(format!("`{segment}` has no `}}`"), "a parameter is `{name}`"));
        } else if segment.contains('*') {
            let help = "for everything below a path write `{proxy+}` as its last segment, for one segment `{name}`";
            found.push(problem(format!("`*` stands for nothing in `{segment}`"), help));
        } else if segment.contains(['{', '}']) {
            let help = "a segment is wholly literal or wholly `{parameter}`";
            found.push(problem(format!("`{segment}` mixes text and a parameter"), help));
        } else if !segment.chars().all(|c| c.is_ascii_alphanumeric() || "._-:".contains(c)) {
            let help = "literal segments have letters, digits, `.`, `_`, `-` and `:`";
            found.push(problem(format!("`{segment}` has a character that may not stand in a path"), help));
        }
    }
    let mut names: Vec<&str> = segments.iter().filter(|segment| segment.starts_with('{')).copied().collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0].trim_end_matches("+}") == pair[1].trim_end_matches('}')) || has_twice(&names)
    {
        found.push(problem("a parameter stands twice".into(), "give each parameter a name of its own"));
    }
    found
}

fn rewritten(path: &Spanned<String>, text: String) -> (String, Edit) {
    let text = format!("\"{text}\"");
    (format!("write `{text}`"), Edit::new(path.span, text))
}

fn has_twice(sorted: &[&str]) -> bool {
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

/// Complains about two parameters of different names at the same place of the tree, which API Gateway refuses.
pub(super) fn siblings(routes: &[Route], cx: &mut Context) {
    // Parent path and whether greedy, with the parameter seen there first.
    let mut seen: Vec<(&str, bool, &str, Span)> = Vec::new();
    for route in routes {
        if !cx.are_sound(&[route.path.span]) {
            continue;
        }
        let path = route.path.value.as_str();
        for (at, _) in path.match_indices("/{") {
            let segment = path[at + 1..].split('/').next().unwrap_or("");
            let greedy = segment.ends_with("+}");
            match seen.iter().find(|(parent, other, _, _)| *parent == &path[..at] && *other == greedy) {
                Some((_, _, other, place)) if *other != segment => {
                    let problem = Diagnostic::error(
                        "E0403",
                        format!("`{segment}` and `{other}` stand at the same place of the path"),
                    )
                    .at(route.path.span, format!("`{segment}` here"))
                    .at(*place, format!("`{other}` here"))
                    .help("API Gateway knows one parameter name at each place: use the same name in both");
                    cx.push(problem);
                }
                Some(_) => {}
                None => seen.push((&path[..at], greedy, segment, route.path.span)),
            }
        }
    }
}

/// The parameters of a path or of a URL, without braces and `+`.
pub(super) fn parameters(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('{')
        .filter(|(at, _)| !text[..*at].ends_with('$'))
        .filter_map(|(at, _)| text[at + 1..].split_once('}'))
        .map(|(name, _)| name.trim_end_matches('+'))
}
