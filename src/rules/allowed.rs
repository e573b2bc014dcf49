use super::rule::all;
use crate::diag::codes::explain;
use crate::diag::{Diagnostic, Edit, Problems, Severity, Span};
use crate::spec::{Allow, Reading};

/// Takes out what the spec allows, where it allows it. E0220: what cannot be allowed. W0221: an `allow` that silences nothing.
pub(super) fn apply(reading: &mut Reading) {
    let mut used = vec![false; reading.allows.len()];
    let allows = &reading.allows;
    reading.problems.0.retain(|problem| {
        let allowed = allows.iter().position(|allow| silences(allow, problem));
        if let Some(at) = allowed {
            used[at] = true;
        }
        allowed.is_none()
    });
    let whole = !reading.problems.has_errors();
    for (allow, used) in allows.iter().zip(used) {
        let complaint = unfit(allow);
        // In a spec with errors, not everything was looked at.
        let unused = || (whole && !used).then(|| needless(allow, &reading.problems));
        let said = complaint.or_else(unused);
        reading.problems.0.extend(said);
    }
}

fn silences(allow: &Allow, problem: &Diagnostic) -> bool {
    problem.code == allow.code.value
        && problem.severity != Severity::Error
        && problem.labels.iter().any(|label| contains(allow.within, label.span))
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

fn unfit(allow: &Allow) -> Option<Diagnostic> {
    let code = allow.code.value.as_str();
    let warnings = || all().iter().flat_map(|rule| rule.codes).filter(|code| code.starts_with('W'));
    let (message, label, help) = if warnings().any(|known| *known == code) {
        return None;
    } else if explain(code).is_none() {
        (format!("there is no finding `{code}`"), "not known", "`engine explain` lists every code".to_owned())
    } else if code.starts_with('E') {
        let help = format!("put right what it is about: `engine explain {code}` says how");
        (format!("`{code}` is an error, and no error can be allowed"), "an error", help)
    } else {
        (format!("`{code}` cannot be allowed"), "is not about a place in a spec", "remove it".to_owned())
    };
    let problem = Diagnostic::error("E0220", message).at(allow.code.span, label).help(help);
    // What has a page and cannot be allowed is silenced nowhere; what has none may be misspelt.
    let vain = explain(code).is_some().then(|| ("remove it".to_owned(), Edit::new(allow.span, "")));
    Some(problem.maybe_fix(vain))
}

fn needless(allow: &Allow, problems: &Problems) -> Diagnostic {
    let code = &allow.code.value;
    let problem =
        Diagnostic::warning("W0221", format!("nothing here is a `{code}`")).at(allow.span, "silences nothing");
    let elsewhere = problems.0.iter().filter(|problem| problem.code == code).find_map(|problem| problem.labels.first());
    match elsewhere {
        Some(label) => problem
            .at(label.span, format!("the `{code}` is here"))
            .help("put it between the braces of the block or line with the finding"),
        None => problem
            .help("remove it, so that it does not silence what somebody writes here one day")
            .fix("remove it", vec![Edit::new(allow.span, "")]),
    }
}
