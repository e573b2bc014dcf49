//! Random perimeters and random requests: what the model says of the spec, what it says of what stands after an apply, and what an
//! evaluator of its own reads in the embedded cloud are the same.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::reqpath::{
    self, Decision, Judge, Oracle, Phrase, Position, Reached, Request, Sealed, Secret, Source, Step, Trail, Url,
};
use engine::state::State;
use engine::world::Folder;

use crate::support::passage::View;
use crate::support::walk::{Dice, spec};
use crate::support::{Perimeter, Wishes};

/// What the secret of a walk is when nobody gives it.
const WORD: &str = "made-up-word-0123456789abcdef";

/// Opens the secret of a walk.
struct Opened;

impl Oracle for Opened {
    fn holds(&self, _: &Secret, position: Position, part: &[u8]) -> Option<bool> {
        (position == Position::Exactly).then(|| part == WORD.as_bytes())
    }
}

/// The spec as the command line takes it: what AWS chose is known, the rest follows from the spec.
fn wanted(path: &Path, state: &State) -> Vec<Source> {
    let mut sources = SourceMap::default();
    let (spec, _) = engine::spec::load(path, &engine::world::Disk, &mut sources);
    let folder = Folder::new(path.parent().expect("a folder"));
    let setting = Setting { env: "dev", value: &|_| None, made_as: &|_| None, folder: &folder };
    let (wish, _) = desired::lower(&spec.expect("a spec"), &setting);
    let chosen = ["apigateway-rest-api", "cloudfront-distribution"];
    wish.resources
        .into_iter()
        .map(|one| Source {
            outputs: state.resources.get(&one.id).filter(|_| chosen.contains(&one.kind)).map(|one| one.outputs.clone()),
            address: one.id,
            kind: one.kind.to_owned(),
            input: one.inputs,
        })
        .collect()
}

/// What matters of a trail.
fn gist(trail: &Trail) -> String {
    let reached = trail.reaches.as_ref().map(|reached| match reached {
        Reached::Server { request } => request.url.host.clone(),
        Reached::Function(call) => format!("{} {} {:?}", call.function, call.resource, call.path_parameters),
        Reached::Object { at, key, .. } => format!("{at} {key}"),
    });
    let by = trail.decided_by.as_ref().map(|by| by.block().to_string());
    format!("{:?} by {by:?} reaches {reached:?} uncertain {}", trail.status, trail.uncertain.is_some())
}

/// Requests at every distribution and stage, with nothing, a guess, the secret, and its text.
fn requests(judge: &Judge, dice: &mut Dice) -> Vec<Request> {
    let perimeter = judge.perimeter();
    let mut bases: Vec<String> = perimeter.distributions.iter().map(|one| format!("https://{}", one.domain)).collect();
    for gateway in &perimeter.gateways {
        bases.extend(gateway.stages.iter().map(|stage| format!("https://{}/{}", gateway.host, stage.name)));
        bases.push(format!("https://{}/nowhere", gateway.host));
    }
    let mut all = Vec::new();
    for base in &bases {
        for path in ["/", "/x/y", "/x", "/items/1", "/items", "/index.html", "/x/../items/1", "//items//1/"] {
            for verb in ["GET", "POST", "OPTIONS"] {
                let url = Url::parse(&format!("{base}{path}")).expect("a URL");
                let request = Request::new(verb, url);
                all.push(match dice.roll(4) {
                    0 => request,
                    1 => request.with("X-Word", "guess"),
                    2 => request.with("x-word", Phrase::secret(Secret::named("word"))),
                    _ => request.with("x-WORD", WORD),
                });
            }
        }
    }
    all
}

#[test]
fn the_spec_what_stands_and_the_cloud_say_the_same() {
    let mut dice = Dice(7);
    let (mut asked, mut reached, mut refused) = (0, 0, 0);
    for _ in 0..8 {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("spec.kdl");
        let text = spec(&mut dice);
        std::fs::write(&path, &text).expect("writes");
        let perimeter = Perimeter::new();
        perimeter.apply(&path, &Wishes::default());
        let (live, account, sealed) = perimeter.live(&path);
        let judge = |sources: &[Source], sealed: &Sealed| {
            let built = reqpath::build(sources, &account, sealed);
            assert_eq!(built.unread, [], "{text}");
            Judge::new(built).with_oracle(Arc::new(Opened))
        };
        let by_spec = judge(&wanted(&path, &perimeter.state(&path)), &Sealed::default());
        let by_cloud = judge(&live, &sealed);
        for request in requests(&by_cloud, &mut dice) {
            let (one, other) = (by_spec.decide(&request), by_cloud.decide(&request));
            assert_eq!(gist(&one), gist(&other), "{} {}\n{text}\n{:#?}", request.method, request.url, other.hops);
            asked += 1;
            reached += usize::from(one.reaches.is_some());
            refused += usize::from(one.status == Some(403));
        }
        as_the_cloud(&perimeter, &by_cloud);
    }
    assert!(asked > 300 && reached > 50 && refused > 50, "{asked} asked, {reached} reached, {refused} refused");
}

/// What the evaluator of the order laws says of each of its probes is what the model says.
fn as_the_cloud(perimeter: &Perimeter, judge: &Judge) {
    let now = perimeter.cloud.clock().now();
    perimeter.cloud.with_world(|world| {
        let stages: Vec<(String, String)> = world
            .apigateway
            .values()
            .flat_map(|state| &state.apis)
            .flat_map(|(id, api)| api.stages.keys().map(|stage| (id.clone(), stage.clone())))
            .collect();
        let callable: BTreeSet<(&str, &str)> =
            stages.iter().map(|(api, stage)| (api.as_str(), stage.as_str())).collect();
        let view = View::of(world, now, &callable);
        for probe in View::probes([&view].into_iter()) {
            let ask = |base: String| {
                let request = Request::new("GET", Url::parse(&format!("{base}{}", probe.path())).expect("a URL"));
                judge.decide(&match probe.header() {
                    Some((name, value)) => request.with(name, value),
                    None => request,
                })
            };
            for distribution in &judge.perimeter().distributions {
                let block = distribution.at.block().to_string();
                let trail = ask(format!("https://{}", distribution.domain));
                assert_eq!(
                    lets(&trail),
                    view.will_pass(&block, &probe),
                    "{} at {block}: {:#?}",
                    probe.words(),
                    trail.hops
                );
            }
            for gateway in &judge.perimeter().gateways {
                let block = gateway.at.block().to_string();
                let stage = &gateway.stages[0].name;
                let trail = ask(format!("https://{}/{stage}", gateway.host));
                assert_eq!(
                    lets(&trail),
                    view.reaches(&block, &probe),
                    "{} at {block}: {:#?}",
                    probe.words(),
                    trail.hops
                );
            }
        }
    });
}

/// Whether no web ACL refused it; one that nobody can tell about is none of those.
fn lets(trail: &Trail) -> bool {
    let acls = || trail.hops.iter().filter(|hop| hop.step == Step::WebAcl);
    assert!(acls().all(|hop| hop.decision != Decision::Uncertain), "{:#?}", trail.hops);
    acls().all(|hop| hop.decision == Decision::Pass)
}
