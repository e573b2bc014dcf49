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
}

/// Every way there is, or nothing when some of them may be hidden behind a mistake.
pub(super) fn ways<'s>(spec: &'s Spec, gaps: &Gaps) -> Option<Vec<Way<'s>>> {
    let mut ways = Vec::new();
    if gaps.blocks {
        return None;
    }
    for cdn in spec.cdns.values() {
        let unknown = gaps.node(cdn.span)
            || cdn.origins.iter().any(|origin| gaps.value(origin.target.span()) || gaps.value(origin.id.span))
            || behaviors(cdn).any(|(pattern, behavior)| {
                gaps.value(behavior.origin.span) || pattern.is_some_and(|pattern| gaps.value(pattern.span))
            });
        if unknown {
            return None;
        }
        for (at, (pattern, behavior)) in behaviors(cdn).enumerate() {
            let Some(origin) = cdn.origins.iter().find(|origin| origin.id.value == behavior.origin.value) else {
                continue;
            };
            let OriginTarget::Gateway(target) = &origin.target else { continue };
            let Some(gateway) = spec.gateways.get(target.value.name()).filter(|_| !gaps.twice(&target.value)) else {
                return None;
            };
            ways.push(Way { cdn, pattern, behavior, origin, gateway, earlier: &cdn.behaviors[..at] });
        }
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

    /// Whether some request for the route may come this way. Never `false` when one does.
    pub(super) fn may_carry(&self, route: &Route) -> bool {
        self.gateway.routes.iter().any(|other| std::ptr::eq(other, route)) && self.may_carry_path(&as_pattern(route))
    }

    /// The same for the paths of a pattern.
    pub(super) fn may_carry_path(&self, path: &str) -> bool {
        self.pattern.is_none_or(|pattern| meet(&pattern.value, path)) && self.taken_before(path).is_none()
    }
}

/// The paths of a route as the pattern of a behavior; wider than the route where it has a parameter, because `*` also stands for
/// `/`.
pub(super) fn as_pattern(route: &Route) -> String {
    let segments = route.path.value.split('/').map(|segment| if segment.starts_with('{') { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
