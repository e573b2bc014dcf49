use std::collections::BTreeSet;

use super::super::Desired;
use super::super::lower::Lowering;
use super::home::Home;
use super::rule::pattern;
use crate::diag::Span;
use crate::kinds::aws::wafv2::{Wafv2IpSet, Wafv2RegexSet, ip_set, regex_set};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::Template;
use crate::spec::waf::{IpSet, Network, RegexSet};

/// Addresses, by version.
pub(super) struct Addresses {
    pub(super) v4: BTreeSet<Network>,
    pub(super) v6: BTreeSet<Network>,
}

/// The blocks of addresses that texts name; complains about those that name none.
pub(super) fn networks(at: &mut Lowering<'_>, texts: &[Template]) -> Addresses {
    let (mut v4, mut v6) = (BTreeSet::new(), BTreeSet::new());
    for text in texts {
        let plain = at.plain(text);
        match Network::read(&plain, text.span) {
            Ok(network) if network.is_ipv4() => _ = v4.insert(network),
            Ok(network) => _ = v6.insert(network),
            // A parameter without a value has been complained about.
            Err(_) if plain.is_empty() => {}
            Err(problem) => at.problems.push(problem),
        }
    }
    Addresses { v4, v6 }
}

/// The sets that hold addresses: one for each version there is an address of. `id` is the resource of a version.
pub(super) fn v2_sets(
    at: &mut Lowering<'_>,
    home: Home,
    id: impl Fn(&str) -> ResourceId,
    name: &str,
    addresses: &[Template],
    span: Span,
) -> Vec<ResourceId> {
    let Addresses { v4, v6 } = networks(at, addresses);
    let (scope, region) = home.scope(at.spec);
    let versions = [("ipv4", ip_set::Version::Ipv4, v4), ("ipv6", ip_set::Version::Ipv6, v6)];
    let mut sets = Vec::new();
    for (word, version, networks) in versions {
        if networks.is_empty() {
            continue;
        }
        let id = id(word);
        let input = ip_set::Input {
            region: region.clone(),
            scope,
            name: format!("{name}-{word}"),
            description: Some(at.marker(&id)),
            version,
            addresses: networks.iter().map(Network::to_string).collect(),
            tags: at.tags(&id),
        };
        at.want(Desired::new::<Wafv2IpSet>(id.clone(), &input, span));
        sets.push(id);
    }
    sets
}

/// A shared set of addresses, wherever somebody refers to it.
pub(super) fn ip_set(at: &mut Lowering<'_>, block: &IpSet) {
    let addr = BlockAddr::new("ip-set", &block.name.value);
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    for home in Home::all(at.spec, &addr) {
        match home {
            Home::Regional | Home::Cloudfront => {
                v2_sets(at, home, |version| home.resource(&addr, version), &name, &block.addresses, block.span);
            }
            Home::Classic => _ = super::classic::ip_set(at, &addr, ("ip-set", &name), &block.addresses, block.span),
        }
    }
}

/// A shared set of expressions, wherever somebody refers to it.
pub(super) fn regex_set(at: &mut Lowering<'_>, block: &RegexSet) {
    let addr = BlockAddr::new("regex-set", &block.name.value);
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    for home in Home::all(at.spec, &addr) {
        match home {
            Home::Regional | Home::Cloudfront => {
                let (scope, region) = home.scope(at.spec);
                let id = home.resource(&addr, "regex-set");
                let input = regex_set::Input {
                    region,
                    scope,
                    name: name.clone(),
                    description: Some(at.marker(&id)),
                    patterns: block.patterns.iter().map(|value| pattern(at, value)).collect(),
                    tags: at.tags(&id),
                };
                at.want(Desired::new::<Wafv2RegexSet>(id, &input, block.span));
            }
            Home::Classic => {
                let id = home.resource(&addr, "regex-pattern-set");
                super::classic::pattern_set(at, id, &name, block.patterns.iter(), block.span);
            }
        }
    }
}
