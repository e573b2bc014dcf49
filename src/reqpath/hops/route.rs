use std::cmp::Ordering;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::super::trail::{Decision, Fork, Part, Step};
use super::walk::{Walk, hop};
use crate::reqpath::model::{Gateway, Route};

/// The verbs that `ANY` stands for.
const VERBS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// The route that serves a request.
pub(super) struct Chosen<'p> {
    pub(super) route: &'p Route,
    /// By name, percent-decoded.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) doubt: Option<Doubt>,
}

/// What nobody measured about the choice.
pub(super) struct Doubt {
    /// What is not known, in words.
    pub(super) why: String,
    /// Whether the request may be refused instead.
    pub(super) refused: bool,
    /// Why something else may get it.
    pub(super) other: Option<String>,
}

/// How a segment of a route stands to one of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Literal,
    Parameter,
    Greedy,
}

/// Which route serves a verb on a path behind the stage (aws-facts 18.3): of all whose path matches and that serve the verb, the
/// one whose segments are the more literal, from the left; inside a path the exact verb before `ANY`.
pub(super) fn choose<'p>(routes: &'p [Route], verb: &str, path: &str) -> Option<Chosen<'p>> {
    let asked = segments(path);
    let mut found: Vec<(Vec<Rank>, &Route)> = routes
        .iter()
        .filter(|route| serves(&route.verb, verb))
        .filter_map(|route| Some((ranks(&route.path, &asked)?, route)))
        .collect();
    found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| any_last(a, b)));
    let (best, route) = found.first()?;
    let doubt = any_before_exact(&found, verb)
        .or_else(|| dead_end(routes, best, &asked))
        .or_else(|| encoded(routes, route, verb, path));
    Some(Chosen { route, parameters: parameters(&route.path, &asked), doubt })
}

/// Tells the choice as a hop.
pub(super) fn tell(walk: &mut Walk<'_>, gateway: &Gateway, chosen: &Chosen<'_>, forks: &mut Vec<Fork>) {
    let given: Vec<String> = chosen.parameters.iter().map(|(name, value)| format!("{name} = `{value}`")).collect();
    let why = match given.as_slice() {
        [] => format!("`{}` serves it", chosen.route.name()),
        given => format!("`{}` serves it, {}", chosen.route.name(), given.join(", ")),
    };
    let decision = if chosen.doubt.is_some() { Decision::Uncertain } else { Decision::Pass };
    let mut hop = hop(Step::Route, &gateway.at, decision, why).part(Part::Route(chosen.route.name()));
    if let Some(doubt) = &chosen.doubt {
        hop = hop.note(doubt.why.clone());
        if doubt.refused {
            forks.push(Fork { status: 403, by: Some(gateway.at.clone()), why: doubt.why.clone() });
        }
    }
    walk.hop(hop);
}

/// The segments of a path; empty ones do not count (aws-facts 18.3).
pub(super) fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

fn serves(offered: &str, verb: &str) -> bool {
    offered == verb || (offered == "ANY" && VERBS.contains(&verb))
}

fn any_last(one: &Route, other: &Route) -> Ordering {
    (one.verb == "ANY").cmp(&(other.verb == "ANY"))
}

/// How the segments of a route's path stand to those that are asked for; `None` when they do not match.
fn ranks(path: &str, asked: &[&str]) -> Option<Vec<Rank>> {
    let template = segments(path);
    let mut ranks = Vec::with_capacity(template.len());
    for (index, segment) in template.iter().enumerate() {
        let here = asked.get(index)?;
        match parameter(segment) {
            Some((_, true)) => {
                ranks.push(Rank::Greedy);
                return Some(ranks);
            }
            Some((_, false)) => ranks.push(Rank::Parameter),
            None if segment == here => ranks.push(Rank::Literal),
            None => return None,
        }
    }
    (template.len() == asked.len()).then_some(ranks)
}

/// The name of a parameter segment, and whether it takes all that follows.
fn parameter(segment: &str) -> Option<(&str, bool)> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(name.strip_suffix('+').map_or((name, false), |name| (name, true)))
}

fn parameters(path: &str, asked: &[&str]) -> BTreeMap<String, String> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut parameters = BTreeMap::new();
    for (index, segment) in segments(path).iter().enumerate() {
        match parameter(segment) {
            Some((name, true)) => parameters.insert(name.to_owned(), decoded(&asked[index..].join("/"))),
            Some((name, false)) => parameters.insert(name.to_owned(), decoded(asked[index])),
            None => None,
        };
    }
    parameters
}

/// A literal with `ANY` before a parameter with the exact verb: nobody measured which one wins.
fn any_before_exact(found: &[(Vec<Rank>, &Route)], verb: &str) -> Option<Doubt> {
    let (best, route) = found.first()?;
    if route.verb != "ANY" {
        return None;
    }
    let differs =
        |other: &Route| (&route.integration, &route.auth, route.key) != (&other.integration, &other.auth, other.key);
    let exact = found[1..].iter().find(|(ranks, other)| ranks > best && other.verb == verb && differs(other));
    // To greedy paths it is measured: a literal that serves the verb wins (aws-facts 18.3).
    let (_, other) = exact.filter(|(ranks, _)| !ranks.contains(&Rank::Greedy))?;
    let why = format!("whether `{}` or `{}` serves it was never measured", route.name(), other.name());
    Some(Doubt { other: Some(why.clone()), why, refused: false })
}

/// A literal that fits begins a path that leads nowhere, and the way back to a parameter beside it was never measured.
fn dead_end(routes: &[Route], best: &[Rank], asked: &[&str]) -> Option<Doubt> {
    if best.contains(&Rank::Greedy) {
        return None;
    }
    let at = best.iter().position(|rank| *rank == Rank::Parameter)?;
    let paths: Vec<Vec<&str>> = routes.iter().map(|route| segments(&route.path)).collect();
    let beside = paths.iter().find(|path| {
        path.len() > at + 1
            && path.get(at) == asked.get(at)
            && path.iter().zip(asked).zip(best).take(at).all(|((segment, asked), rank)| match rank {
                Rank::Literal => segment == asked,
                Rank::Parameter | Rank::Greedy => parameter(segment).is_some(),
            })
            && !paths.iter().any(|path| path.get(at) == asked.get(at) && ranks(&path.join("/"), asked).is_some())
    })?;
    let why = format!(
        "`/{}` begins with the same literal and leads elsewhere; that API Gateway comes back from there is probable, not measured",
        beside.join("/")
    );
    Some(Doubt { why, refused: true, other: None })
}

/// Letters written as `%41`: whether routes see them decoded was never measured.
fn encoded(routes: &[Route], route: &Route, verb: &str, path: &str) -> Option<Doubt> {
    if !path.contains('%') {
        return None;
    }
    let plain: Vec<String> = segments(path)
        .iter()
        .map(|segment| {
            let decoded = percent_decode_str(segment).decode_utf8_lossy().into_owned();
            if decoded.contains('/') { (*segment).to_owned() } else { decoded }
        })
        .collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let mut found: Vec<(Vec<Rank>, &Route)> = routes
        .iter()
        .filter(|route| serves(&route.verb, verb))
        .filter_map(|route| Some((ranks(&route.path, &plain)?, route)))
        .collect();
    found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| any_last(a, b)));
    let (_, other) = found.first().filter(|(_, other)| *other != route)?;
    let why = format!("whether routes see `%` decoded was never measured: then `{}` serves it", other.name());
    Some(Doubt { other: Some(why.clone()), why, refused: false })
}
