//! Laws that hold at every moment of every apply and destroy, whatever happens to a perimeter. They are checked in the cloud
//! itself each time an operation starts or ends, and after every single call:
//!
//! 1. **No open gate.** Where the spec puts a web ACL in front of a gateway, no function can be called through a stage of that
//!    gateway that has none: there is no permission that lets it.
//! 2. **No hole.** A gateway that serves goes on serving: at every moment one of its stages (there are two while one replaces
//!    the other) leads each of its routes to a function that is there and lets that very route call it, and a distribution in
//!    front of it asks such a stage.
//! 3. **No cut.** What gets through a CDN before and after gets through it all the time, at every edge location: while a
//!    distribution is on its way, some still go by its old configuration (see `support::passage`).
//! 4. **No gap.** Nobody reaches a function past a web ACL in between who reaches it neither before nor after. Where an ACL has
//!    sets and rules beside it, which cannot change all at once, that is only said of those who bring nothing along.
//!
//! What somebody else broke is not held against engine until it has been put back once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use engine::sandbox::services::apigateway;
use engine::sandbox::{Element, World};
use serde_json::Value;

use super::passage::View;

/// The gateways and CDNs of a spec by address, and whether a web ACL stands in front of each gateway.
pub type Gateways = BTreeMap<String, bool>;

/// The laws, during one apply.
pub struct Laws {
    /// Gateways that have a web ACL before and after.
    guarded: BTreeSet<String>,
    /// Gateways and CDNs that are there before and after.
    kept: BTreeSet<String>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    begun: bool,
    /// Stages that were open when it began and still are.
    open_before: BTreeSet<String>,
    /// Gateways that served at some moment, and distributions that asked a stage that did.
    served: BTreeSet<String>,
    broken: Vec<String>,
    /// What decided about requests, whenever that changed.
    views: Vec<(String, View)>,
}

impl Laws {
    /// The laws of an apply that leads from one spec to another one.
    pub fn between(before: &Gateways, after: &Gateways) -> Self {
        Self::through(&[before.clone(), after.clone()])
    }

    /// The laws of an apply that leads to the last of these specs from where others, of which any part may stand, were left.
    pub fn through(specs: &[Gateways]) -> Self {
        let all: BTreeSet<&String> = specs.iter().flat_map(BTreeMap::keys).collect();
        let guards = |one: &String| specs.iter().all(|gateways| *gateways.get(one).unwrap_or(&true));
        let keeps = |one: &String| specs.iter().all(|gateways| gateways.contains_key(one));
        Self {
            guarded: all.iter().filter(|one| guards(one)).map(|&one| one.clone()).collect(),
            kept: all.iter().filter(|one| keeps(one)).map(|&one| one.clone()).collect(),
            seen: Mutex::default(),
        }
    }

    /// Asked for replacements of what cannot stand twice leave a hole; a step says so in its first lines.
    pub fn except_holes(mut self) -> Self {
        self.kept.clear();
        self
    }

    /// Looks at the cloud at the moment called `at`; `now` by the cloud's clock.
    pub fn look(&self, world: &World, now: Duration, at: &str) {
        let mut seen = self.seen.lock().expect("no look panics");
        let stages = stages(world);
        let callable = stages.iter().filter(|stage| stage.is_callable(world));
        let callable = callable.map(|stage| (stage.api, stage.stage.name.as_str())).collect();
        let view = View::of(world, now, &callable);
        if seen.views.last().is_none_or(|(_, last)| *last != view) {
            seen.views.push((at.to_owned(), view));
        }

        let guarded = stages.iter().filter(|stage| self.guarded.contains(&stage.gateway));
        let open: BTreeSet<String> = guarded.filter(|stage| stage.is_open(world)).map(|stage| stage.arn()).collect();
        if !std::mem::replace(&mut seen.begun, true) {
            seen.open_before = open.clone();
        }
        seen.open_before.retain(|stage| open.contains(stage));
        let opened: Vec<String> = open.difference(&seen.open_before).cloned().collect();
        seen.broken.extend(opened.iter().map(|stage| format!("{at}: {stage} is open: it has no web ACL")));

        let working: Vec<&Stage<'_>> = stages.iter().filter(|stage| stage.serves(world)).collect();
        let mut serving: BTreeSet<String> = working.iter().map(|stage| stage.gateway.clone()).collect();
        for (distribution, known) in &world.cloudfront.distributions {
            let origins = || known.config.items("Origins").iter();
            let asked = working.iter().filter(|stage| origins().any(|origin| stage.is_origin(origin)));
            serving.extend(asked.map(|stage| format!("{} behind {distribution}", stage.gateway)));
        }
        let gone = |one: &str| match one.split_once(" behind ") {
            Some((gateway, distribution)) => {
                let known = world.cloudfront.distributions.get(distribution);
                let cdn = known.and_then(|known| known.tags.get("engine:resource")).map_or("", |tag| block(tag));
                !self.kept.contains(gateway) || !self.kept.contains(cdn)
            }
            None => !self.kept.contains(one),
        };
        let holes: Vec<String> = seen.served.difference(&serving).filter(|one| !gone(one)).cloned().collect();
        for hole in holes {
            let gateway = hole.split(' ').next().unwrap_or("");
            let of_it = stages.iter().filter(|stage| stage.gateway == gateway);
            let why: Vec<String> = of_it.map(|stage| stage.missing(world)).collect();
            seen.broken.push(format!("{at}: {hole} does not serve any more: {}", why.join("; ")));
        }
        seen.served.extend(serving);
    }

    /// What was broken, in words.
    pub fn broken(&self) -> Vec<String> {
        let seen = self.seen.lock().expect("no look panics");
        let mut broken = seen.broken.clone();
        let (Some((_, before)), Some((_, after))) = (seen.views.first(), seen.views.last()) else { return broken };
        for probe in View::probes(seen.views.iter().map(|(_, view)| view)) {
            let kept = |cdn: &&String| before.passes(cdn, &probe) && after.will_pass(cdn, &probe);
            for cdn in before.cdns().filter(|cdn| self.kept.contains(*cdn)).filter(kept) {
                if let Some((at, _)) = seen.views.iter().find(|(_, view)| !view.passes(cdn, &probe)) {
                    broken.push(format!("{at}: {} does not get through {cdn} any more", probe.words()));
                }
            }
            let views = || seen.views.iter().map(|(_, view)| view);
            for gateway in before.gateways().into_iter().filter(|gateway| self.guarded.contains(*gateway)) {
                let always_whole = views().all(|view| view.is_whole(gateway));
                let outside = [before, after].iter().all(|view| !view.reaches(gateway, &probe));
                let between = seen.views.iter().find(|(_, view)| view.reaches(gateway, &probe));
                if let (true, Some((at, _))) = (outside && (probe.is_bare() || always_whole), between) {
                    broken.push(format!("{at}: {} gets past the web ACL of {gateway}", probe.words()));
                }
            }
        }
        broken
    }
}

/// A stage that leads somewhere.
struct Stage<'w> {
    /// The block that asked for it, as its tags say.
    gateway: String,
    region: &'w str,
    api: &'w str,
    stage: &'w apigateway::Stage,
    routes: Vec<Route>,
}

/// A route as it is deployed.
struct Route {
    verb: String,
    path: String,
    /// Function and alias its integration names.
    function: String,
    alias: String,
}

/// The block that asked for a resource.
fn block(resource: &str) -> &str {
    resource.split('/').next().unwrap_or(resource)
}

fn stages(world: &World) -> Vec<Stage<'_>> {
    let mut all = Vec::new();
    for (region, state) in &world.apigateway {
        for (id, api) in &state.apis {
            for stage in api.stages.values() {
                let resource = stage.tags.get("engine:resource").map_or("", String::as_str);
                let gateway = block(resource).to_owned();
                let served = api.deployments.get(&stage.deployment_id).map(|deployment| &deployment.served);
                let routes = served.map(routes).unwrap_or_default();
                all.push(Stage { gateway, region, api: id, stage, routes });
            }
        }
    }
    all
}

fn routes(served: &apigateway::Served) -> Vec<Route> {
    let methods =
        served.resources.values().flat_map(|at| at.methods.iter().map(move |(verb, method)| (at, verb, method)));
    methods
        .filter_map(|(at, verb, method)| {
            let uri = method.integration.as_ref()?.uri.as_deref()?;
            let arn = uri.split_once("/functions/")?.1.strip_suffix("/invocations")?;
            let mut name = arn.split_once(":function:")?.1.split(':');
            let (function, alias) = (name.next()?.to_owned(), name.next().unwrap_or("").to_owned());
            Some(Route { verb: verb.clone(), path: at.path.clone(), function, alias })
        })
        .collect()
}

impl Stage<'_> {
    fn arn(&self) -> String {
        format!("{} (stage {} of {})", self.gateway, self.stage.name, self.api)
    }

    fn is_open(&self, world: &World) -> bool {
        self.stage.web_acl_arn.is_none() && self.is_callable(world)
    }

    /// Whether some function can be called through it.
    fn is_callable(&self, world: &World) -> bool {
        let let_in = |route: &Route| self.requests(route).iter().any(|request| self.lets(world, route, request));
        self.routes.iter().any(let_in)
    }

    fn serves(&self, world: &World) -> bool {
        !self.routes.is_empty() && self.routes.iter().all(|route| self.leads(world, route))
    }

    fn leads(&self, world: &World, route: &Route) -> bool {
        let function =
            world.lambda.get(self.region).and_then(|state| state.revision(&route.function, Some(&route.alias)));
        function.is_some() && self.requests(route).iter().all(|request| self.lets(world, route, request))
    }

    /// Whether a distribution's origin is this stage.
    fn is_origin(&self, origin: &Element) -> bool {
        origin.text_of("DomainName") == format!("{}.execute-api.{}.amazonaws.com", self.api, self.region)
            && origin.text_of("OriginPath") == format!("/{}", self.stage.name)
    }

    /// Which routes lead nowhere, in words.
    fn missing(&self, world: &World) -> String {
        let lost = self.routes.iter().filter(|route| !self.leads(world, route));
        let lost: Vec<_> =
            lost.map(|route| format!("{} {} to {}:{}", route.verb, route.path, route.function, route.alias)).collect();
        format!("{} has lost {}", self.arn(), lost.join(", "))
    }

    /// Source ARNs of requests the route stands for.
    fn requests(&self, route: &Route) -> Vec<String> {
        let verbs: &[&str] = if route.verb == "ANY" { &["GET", "POST", "DELETE"] } else { &[route.verb.as_str()] };
        let part = |part: &str| match part {
            proxy if proxy.ends_with("+}") => "a/b".to_owned(),
            parameter if parameter.starts_with('{') => "1".to_owned(),
            literal => literal.to_owned(),
        };
        let path: Vec<String> = route.path.split('/').map(part).collect();
        let arn = |verb| {
            let (region, api, stage) = (self.region, self.api, &self.stage.name);
            format!("arn:aws:execute-api:{region}:000000000000:{api}/{stage}/{verb}{}", path.join("/"))
        };
        verbs.iter().map(arn).collect()
    }

    /// Whether the function's policy lets this request in.
    fn lets(&self, world: &World, route: &Route, request: &str) -> bool {
        let function = world.lambda.get(self.region).and_then(|state| state.functions.get(&route.function));
        let policy = function.and_then(|function| function.policies.get(&route.alias));
        policy.is_some_and(|policy| policy.statements.iter().any(|statement| allows(statement, request)))
    }
}

/// Whether a statement lets API Gateway call for this request.
fn allows(statement: &Value, request: &str) -> bool {
    let source = statement["Condition"]["ArnLike"]["AWS:SourceArn"].as_str();
    statement["Effect"] == "Allow"
        && statement["Principal"]["Service"] == "apigateway.amazonaws.com"
        && statement["Action"] == "lambda:InvokeFunction"
        && source.is_none_or(|pattern| like(pattern.as_bytes(), request.as_bytes()))
}

/// Whether `text` matches a pattern in which `*` stands for anything.
fn like(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|skip| like(rest, &text[skip..])),
        Some((first, rest)) => text.split_first().is_some_and(|(next, text)| next == first && like(rest, text)),
    }
}

#[test]
fn a_star_stands_for_anything() {
    assert!(like(b"a/*/c/*", b"a/b/c/d/e"));
    assert!(!like(b"a/*/c", b"a/b/d"));
}
