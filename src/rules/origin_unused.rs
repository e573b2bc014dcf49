use super::ways::behaviors;
use crate::diag::{Diagnostic, Problems};
use crate::spec::cdn::Origin;
use crate::spec::{Gaps, Spec};

/// Places that are shown of one problem.
const MOST: usize = 5;

/// W0553: an origin that no behavior sends anything to.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for cdn in spec.cdns.values() {
        let unknown = gaps.node(cdn.span)
            || behaviors(cdn).any(|(_, behavior)| gaps.value(behavior.origin.span) || gaps.node(behavior.span))
            || cdn.origins.iter().any(|origin| gaps.value(origin.id.span));
        if unknown {
            continue;
        }
        // A behavior whose origin is misspelt has been complained about.
        if behaviors(cdn).any(|(_, behavior)| cdn.origins.iter().all(|origin| origin.id.value != behavior.origin.value))
        {
            continue;
        }
        let unused = |origin: &&Origin| {
            !gaps.node(origin.span)
                && !gaps.value(origin.target.span())
                && behaviors(cdn).all(|(_, behavior)| behavior.origin.value != origin.id.value)
        };
        let unused: Vec<&Origin> = cdn.origins.iter().filter(unused).collect();
        let Some(first) = unused.first() else { continue };
        let id = &first.id.value;
        let said = match unused.len() {
            1 => format!("no behavior uses the origin `{id}`"),
            several => format!("no behavior uses {several} of the origins"),
        };
        let mut problem = Diagnostic::warning("W0553", said);
        for (at, origin) in unused.iter().take(MOST).enumerate() {
            problem = problem.at(origin.span, if at == 0 { "nothing is ever sent there" } else { "nor there" });
        }
        problems.push(problem.help(format!("add `behavior \"/PATH/*\" origin=\"{id}\"`, or remove it")));
    }
}
