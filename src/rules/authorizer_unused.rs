use crate::diag::{Diagnostic, Problems};
use crate::spec::{Auth, Gaps, Spec};

/// W0546: an authorizer that no route asks.
pub(super) fn check(spec: &Spec, gaps: &Gaps, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let unknown = gaps.node(gateway.span)
            || gateway
                .routes
                .iter()
                .any(|route| gaps.node(route.span) || route.auth.as_ref().is_some_and(|auth| gaps.value(auth.span)));
        if unknown {
            continue;
        }
        let asks = |name: &str| {
            let mut auths = gateway.routes.iter().filter_map(|route| route.auth.as_ref());
            auths.any(|auth| matches!(&auth.value, Auth::Authorizer(asked) if asked == name))
        };
        // One that is called what no route finds has been complained about there.
        let misses = gateway.routes.iter().any(|route| match route.auth.as_ref().map(|auth| &auth.value) {
            Some(Auth::Authorizer(name)) => gateway.authorizers.iter().all(|authorizer| authorizer.name.value != *name),
            Some(Auth::Iam) | None => false,
        });
        for authorizer in gateway.authorizers.iter().filter(|authorizer| !misses && !asks(&authorizer.name.value)) {
            let name = &authorizer.name.value;
            let problem = Diagnostic::warning("W0546", format!("no route asks the authorizer `{name}`"))
                .at(authorizer.span, "it keeps nobody out")
                .help(format!("add `auth=\"{name}\"` to the routes it is meant for, or remove it"));
            problems.push(problem);
        }
    }
}
