use super::lower::Lowering;
use crate::names::{BlockAddr, ResourceId};
use crate::spec::RuleAction;
use crate::state::EdgeKind;

/// The gate in front of a gateway, in parts: which of them let through what they match, and which keep it out.
pub(super) fn in_front_of(at: &Lowering<'_>, gateway: &BlockAddr) -> Vec<(ResourceId, EdgeKind)> {
    let spec = at.spec;
    let waf = spec.gateways.get(gateway.name()).and_then(|block| block.waf.as_ref()).map(|waf| &waf.value);
    let Some((addr, waf)) = waf.and_then(|addr| Some((addr, spec.wafs.get(addr.name())?))) else { return Vec::new() };
    let mut parts =
        vec![(gateway.resource("web-acl-association"), EdgeKind::Passes), (addr.resource("web-acl"), EdgeKind::Passes)];
    for rule in &waf.rules {
        let lets_through = match rule.action.value {
            RuleAction::Allow => true,
            RuleAction::Block => false,
            RuleAction::Count => continue,
        };
        let way = |lets_through| if lets_through { EdgeKind::Passes } else { EdgeKind::Avoids };
        parts.push((addr.resource(&format!("rule/{}", rule.name.value)), way(lets_through)));
        for (index, test) in rule.headers.iter().enumerate() {
            for set in ["regex-set", "byte-match-set", "regex-match-set", "regex-pattern-set"] {
                let part = format!("{set}/{}-{}", rule.name.value, index + 1);
                parts.push((addr.resource(&part), way(lets_through != test.negated.value)));
            }
        }
    }
    let wanted = |id: &ResourceId| at.wish.resources.iter().any(|wanted| wanted.id == *id);
    parts.retain(|(id, _)| wanted(id));
    parts
}
