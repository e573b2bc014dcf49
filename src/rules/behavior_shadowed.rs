use super::pattern::covers;
use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::PathBehavior;
use crate::spec::{Gaps, Spec};

/// W0510: behaviors behind one that matches everything they do.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        // Each wider behavior with those it takes everything from.
        let mut shadows: Vec<(&PathBehavior, Vec<&PathBehavior>)> = Vec::new();
        for (at, later) in cdn.behaviors.iter().enumerate() {
            let pattern = &later.pattern.value;
            // Equal patterns are an error of their own.
            let wider = cdn.behaviors[..at].iter().find(|earlier| {
                !gaps.value(earlier.pattern.span)
                    && earlier.pattern.value.trim_start_matches('/') != pattern.trim_start_matches('/')
                    && covers(&earlier.pattern.value, pattern)
            });
            let Some(earlier) = wider.filter(|_| !gaps.value(later.pattern.span)) else { continue };
            match shadows.iter_mut().find(|(wider, _)| std::ptr::eq(*wider, earlier)) {
                Some((_, later_ones)) => later_ones.push(later),
                None => shadows.push((earlier, vec![later])),
            }
        }
        for (earlier, later) in shadows {
            let said = match later.as_slice() {
                [one] => format!("the behavior `{}` is never used", one.pattern.value),
                several => format!("{} behaviors are never used", several.len()),
            };
            let mut problem = Diagnostic::warning("W0510", said);
            for one in &later {
                problem = problem.at(one.pattern.span, "everything it matches is taken before it is asked");
            }
            problem = problem
                .at(earlier.pattern.span, "by this one")
                .help("put the narrower pattern first: CloudFront takes the first that matches");
            problems.push(problem);
        }
    }
}
