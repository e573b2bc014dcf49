use super::pattern::{covers, meet};
use crate::diag::Spanned;
use crate::spec::cdn::{Behavior, Cdn, Origin, OriginTarget, PathBehavior};
use crate::spec::{Gaps, Gateway, Route, Spec};

/// A behavior of a cdn that leads to a gateway of this spec.
pub(super) struct Way<'s> {
    pub(super) cdn: &'s Cdn,
    /// `None` for the default behavior, which takes every path.
    pub(super) pattern: Option<&'s Spanned<String>>,
    pub(super) behavior: &'s Behavior,
    pub(super) origin: &'s Origin,
    pub(super) gateway: &'s Gateway,
    /// The behaviors that are asked before.
    earlier: &'s [PathBehavior],
    /// For each route of the gateway whether some request for it may come this way. Never `false` when one does.
    carries: Vec<bool>,
}

/// Behaviors of one cdn beyond which nobody is told which route they carry: AWS takes 75 unless asked for more.
const MOST: usize = 250;

/// Every way there is, or nothing when some of them may be hidden behind a mistake.
pub(super) fn ways<'s>(spec: &'s Spec, gaps: &Gaps) -> Option<Vec<Way<'s>>> {
    let mut ways = Vec::new();
    if gaps.blocks {
        return None;
    }
    for cdn in spec.cdns.values() {
        let unknown = cdn.behaviors.len() > MOST
            || gaps.node(cdn.span)
            || cdn.origins.iter().any(|origin| gaps.value(origin.target.span()) || gaps.value(origin.id.span))
            || behaviors(cdn).any(|(pattern, behavior)| {
                gaps.value(behavior.origin.span) || pattern.is_some_and(|pattern| gaps.value(pattern.span))
            });
        if unknown {
            return None;
        }
        let first = ways.len();
        for (at, (pattern, behavior)) in behaviors(cdn).enumerate() {
            let Some(origin) = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value) else {
                continue;
            };
            let OriginTarget::Gateway(target) = &origin.target else { continue };
            // What somebody else's routes are is not known here.
            if target.value.foreign().is_some() {
                continue;
            }
            let gateway = spec.gateways.get(target.value.name()).filter(|_| !gaps.twice(&target.value))?;
            let carries = vec![false; gateway.routes.len()];
            ways.push(Way { cdn, pattern, behavior, origin, gateway, earlier: &cdn.behaviors[..at], carries });
        }
        carry(cdn, &mut ways[first..]);
    }
    Some(ways)
}

/// The behaviors of a cdn in the order they are asked, the default one last and without a pattern.
pub(super) fn behaviors(cdn: &Cdn) -> impl Iterator<Item = (Option<&Spanned<String>>, &Behavior)> {
    let listed = cdn.behaviors.iter().map(|path| (Some(&path.pattern), &path.behavior));
    listed.chain([(None, &cdn.default_behavior)])
}

impl<'s> Way<'s> {
    /// The behavior that takes every path of a pattern before this way is asked, when this way would take some.
    pub(super) fn taken_before(&self, path: &str) -> Option<&'s PathBehavior> {
        let wanted = self.pattern.is_none_or(|pattern| meet(&pattern.value, path));
        self.earlier.iter().find(|earlier| wanted && covers(&earlier.pattern.value, path))
    }

    /// The routes for which some request may come this way.
    pub(super) fn routes(&self) -> impl Iterator<Item = &'s Route> {
        self.gateway.routes.iter().zip(&self.carries).filter(|(_, carried)| **carried).map(|(route, _)| route)
    }

    /// Whether some request for the route at this place of the gateway may come this way.
    pub(super) fn carries(&self, route: usize) -> bool {
        self.carries.get(route).copied().unwrap_or(false)
    }

    /// Whether some request for a path of a pattern may come this way.
    pub(super) fn may_carry_path(&self, path: &str) -> bool {
        self.pattern.is_none_or(|pattern| meet(&pattern.value, path)) && self.taken_before(path).is_none()
    }
}

/// Follows each route through the behaviors of a cdn, in the order they are asked, until one of them takes all of its paths.
fn carry(cdn: &Cdn, ways: &mut [Way]) {
    let mut gateways: Vec<&Gateway> = Vec::new();
    for way in ways.iter() {
        if !gateways.iter().any(|known| std::ptr::eq(*known, way.gateway)) {
            gateways.push(way.gateway);
        }
    }
    for gateway in gateways {
        for (at, route) in gateway.routes.iter().enumerate() {
            let path = as_pattern(route);
            let asked = cdn.behaviors.iter().position(|behavior| covers(&behavior.pattern.value, &path));
            let last = asked.unwrap_or(cdn.behaviors.len());
            for way in ways.iter_mut().filter(|way| std::ptr::eq(way.gateway, gateway) && way.earlier.len() <= last) {
                way.carries[at] = way.pattern.is_none_or(|pattern| meet(&pattern.value, &path));
            }
        }
    }
}

/// The paths of a route as the pattern of a behavior; wider than the route where it has a parameter, because `*` also stands for
/// `/`.
pub(super) fn as_pattern(route: &Route) -> String {
    let segments = route.path.value.split('/').map(|segment| if segment.starts_with('{') { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
