//! What can only be judged once every block is read: circles of references, and what web ACLs are put on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Gaps, Mention, Spec, WafScope, WafVersion};
use crate::diag::{Diagnostic, Problems, Spanned};
use crate::names::BlockAddr;

/// Complains about each circle of blocks that need each other, with one place for each step.
pub(super) fn cycles(mentions: &[Mention], problems: &mut Problems) {
    let mut from: BTreeMap<&BlockAddr, Vec<&Mention>> = BTreeMap::new();
    for mention in mentions {
        from.entry(&mention.from).or_default().push(mention);
    }
    let mut done: BTreeSet<&BlockAddr> = BTreeSet::new();
    for start in from.keys() {
        if done.contains(start) {
            continue;
        }
        // Each step of the path: the block, and how many of its mentions have been followed.
        let mut path: Vec<(&BlockAddr, usize)> = vec![(start, 0)];
        let mut taken: Vec<&Mention> = Vec::new();
        while let Some((block, next)) = path.last_mut() {
            let Some(mention) = from.get(*block).and_then(|mentions| mentions.get(*next)) else {
                done.insert(block);
                path.pop();
                taken.pop();
                continue;
            };
            *next += 1;
            if let Some(at) = path.iter().position(|(block, _)| **block == mention.to) {
                let steps: Vec<&Mention> = taken[at..].iter().copied().chain([*mention]).collect();
                problems.push(cycle(&steps));
            } else if !done.contains(&mention.to) {
                path.push((&mention.to, 0));
                taken.push(mention);
            }
        }
    }
}

fn cycle(steps: &[&Mention]) -> Diagnostic {
    let mut way: Vec<&str> = steps.iter().map(|mention| mention.from.as_str()).collect();
    way.extend(steps.first().map(|mention| mention.from.as_str()));
    let (said, help) = match steps {
        [own] => (
            format!("`{}` needs itself", own.from),
            "remove the reference: what it stands for is only known once the block is made",
        ),
        _ => (
            format!("blocks need each other in a circle: {}", way.join(" -> ")),
            "remove one of the references, so that one of the blocks can be made first",
        ),
    };
    let mut problem = Diagnostic::error("E0305", said).help(help);
    for mention in steps {
        problem = problem.at(mention.span, format!("`{}` needs `{}` here", mention.from, mention.to));
    }
    problem
}

/// Settles the scope of each web ACL from who uses it.
pub(super) fn scopes(spec: &mut Spec, gaps: &Gaps, problems: &mut Problems) {
    let users = |waf: &Option<Spanned<BlockAddr>>, name: &str| {
        waf.as_ref().filter(|waf| waf.value.name() == name).map(|waf| waf.span)
    };
    for (name, waf) in &mut spec.wafs {
        let gateway = spec.gateways.values().find_map(|gateway| users(&gateway.waf, name));
        let cdn = spec.cdns.values().find_map(|cdn| users(&cdn.waf, name));
        let twice = gaps.twice(&BlockAddr::new("waf", name));
        if let (Some(gateway), Some(cdn), false) = (gateway, cdn, twice) {
            let problem = Diagnostic::error("E0309", format!("`waf.{name}` cannot be on a gateway and on a cdn"))
                .at(cdn, "on a cdn: scope CLOUDFRONT, in us-east-1")
                .at(gateway, "on a gateway: scope REGIONAL")
                .help("make two `waf` blocks of it");
            problems.push(problem);
        }
        if let (Some(cdn), WafVersion::Classic, false) = (cdn, waf.version.value, gaps.value(waf.version.span)) {
            let problem = Diagnostic::error("E0310", "a classic web ACL can only be on a gateway")
                .at(cdn, "on a cdn here")
                .at(waf.version.span, "classic here")
                .help("remove `version=\"classic\"`");
            problems.push(problem);
        }
        if cdn.is_some() {
            waf.scope = WafScope::Cloudfront;
        }
    }
}
