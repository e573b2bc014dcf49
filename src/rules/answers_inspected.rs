use crate::diag::{Diagnostic, Problems};
use crate::spec::waf::{GroupSettings, RuleBody};
use crate::spec::{Spec, WafScope};

/// E0447: a managed group that shall look at answers in a web ACL for stages: WAF sees answers at the edge only.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    for gateway in spec.gateways.values() {
        let Some(used) = &gateway.waf else { continue };
        let Some(waf) = spec.wafs.get(used.value.name()).filter(|waf| waf.scope == WafScope::Regional) else {
            continue;
        };
        for rule in &waf.rules {
            let RuleBody::Managed(managed) = &rule.body else { continue };
            let inspection = match managed.settings.as_deref() {
                Some(GroupSettings::Logins { inspection, .. } | GroupSettings::Accounts { inspection, .. }) => {
                    inspection
                }
                Some(GroupSettings::AntiDdos { .. }) | None => continue,
            };
            let Some(response) = &inspection.response else { continue };
            let problem = Diagnostic::error("E0447", "no answers are looked at here")
                .at(response.span, "only a web ACL on a `cdn` sees answers")
                .at(used.span, "this one is on a gateway")
                .help("remove it, or put the rule into a web ACL on the `cdn`");
            problems.push(problem);
        }
    }
}
