use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Problems};
use crate::names::BlockAddr;
use crate::spec::{Spec, Template};

/// E0458: one domain for two things: one record, and CloudFront gives a name to one distribution in the world.
pub(super) fn check(spec: &Spec, problems: &mut Problems) {
    let of_cdns = spec.cdns.values().flat_map(|cdn| {
        let addr = BlockAddr::new("cdn", &cdn.name.value);
        cdn.aliases.iter().map(move |alias| (addr.clone(), &alias.domain))
    });
    let of_gateways = spec
        .gateways
        .values()
        .filter_map(|gateway| Some((BlockAddr::new("gateway", &gateway.name.value), &gateway.domain.as_ref()?.domain)));
    let mut names: Vec<(BlockAddr, &Template)> = of_cdns.chain(of_gateways).collect();
    names.sort_by_key(|(_, domain)| domain.span.start);
    let mut taken: BTreeMap<String, (BlockAddr, &Template)> = BTreeMap::new();
    for (addr, domain) in names {
        let Some(text) = domain.as_literal().map(str::to_ascii_lowercase) else { continue };
        let Some((other, earlier)) = taken.get(&text) else {
            taken.insert(text, (addr, domain));
            continue;
        };
        // Twice on one cdn is told there.
        if *other == addr {
            continue;
        }
        let problem = Diagnostic::error("E0458", format!("`{text}` cannot lead to two places"))
            .at(domain.span, format!("to `{addr}`"))
            .at(earlier.span, format!("and to `{other}`"))
            .help("give one of them another name; a `cdn` can send a path of its domain to a gateway");
        problems.push(problem);
    }
}
