//! Random rich perimeters and random requests: what the model says of the spec, what it says of what stands, and what is really
//! answered over HTTP, with functions that run, are the same: status, who decides, and what the function receives.
//!
//! `AGREE=100 cargo test --test all -- dev_agrees::` tries as many perimeters, `AGREE_SEED=7` begins elsewhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use engine::desired::{self, Setting};
use engine::diag::SourceMap;
use engine::reqpath::{
    self, Decision, Judge, Oracle, Perimeter as Model, Phrase, Position, Reached, Request, Sealed, Secret, Source,
    Step, Trail, event,
};
use engine::state::State;
use engine::world::Folder;
use serde_json::Value;

use crate::support::rich::{self, KEY, WORD};
use crate::support::serving::{Got, Serving};
use crate::support::walk::Dice;
use crate::support::{Perimeter, Wishes, place};

/// Opens the secrets.
struct Opened;

impl Oracle for Opened {
    fn holds(&self, secret: &Secret, position: Position, part: &[u8]) -> Option<bool> {
        let value = match secret.name.as_deref()? {
            "word" => WORD,
            _ => KEY,
        };
        (position == Position::Exactly).then(|| part == value.as_bytes())
    }
}

/// The spec as the command line takes it: what AWS chose is known, the rest follows from the spec.
fn wanted(path: &Path, state: &State) -> Vec<Source> {
    let mut sources = SourceMap::default();
    let (spec, _) = engine::spec::load(path, &engine::world::Disk, &mut sources);
    let folder = Folder::new(path.parent().expect("a folder"));
    let setting = Setting { env: "dev", value: &|_| None, made_as: &|_| None, folder: &folder };
    let (wish, _) = desired::lower(&spec.expect("a spec"), &setting);
    let chosen = ["apigateway-rest-api", "cloudfront-distribution", "apigateway-domain-name"];
    let source = |one: desired::Desired| Source {
        outputs: state.resources.get(&one.id).filter(|_| chosen.contains(&one.kind)).map(|one| one.outputs.clone()),
        address: one.id,
        kind: one.kind.to_owned(),
        input: one.inputs,
    };
    wish.resources.into_iter().map(source).collect()
}

/// What matters of a trail.
fn gist(trail: &Trail) -> String {
    let reached = trail.reaches.as_ref().map(|reached| match reached {
        Reached::Server { request } => format!("{} {} {:?}", request.method, request.url, request.headers.len()),
        Reached::Function(call) => format!("{} {} {:?}", call.function, call.resource, call.path_parameters),
        Reached::Object { at, key, .. } => format!("{at} {key}"),
    });
    let by = trail.decided_by.as_ref().map(|by| by.block().to_string());
    let headers = trail.answer.as_ref().map(|answer| format!("{:?} {}", answer.headers, answer.body));
    format!(
        "{:?} by {by:?} reaches {reached:?} answer {headers:?} changed {:?} uncertain {}",
        trail.status,
        trail.headers,
        trail.uncertain.is_some()
    )
}

/// What makes each call another one, and what a model that knows no moment writes in its place.
const VOLATILE: [&str; 7] =
    ["extendedRequestId", "requestTime", "requestTimeEpoch", "requestId", "resourceId", "deploymentId", "authorizer"];

/// An event without what is another one each time.
fn plain(mut event: Value) -> Value {
    for member in ["headers", "multiValueHeaders"] {
        let Some(headers) = event[member].as_object_mut() else { continue };
        headers.retain(|name, _| !["x-amzn-trace-id", "x-amz-cf-id"].iter().any(|one| name.eq_ignore_ascii_case(one)));
    }
    if let Some(context) = event["requestContext"].as_object_mut() {
        context.retain(|name, _| !VOLATILE.contains(&name.as_str()));
    }
    event
}

/// The event as the model writes it, with the secrets and addresses that a real one has.
fn told(trail: &Trail) -> Option<Value> {
    let Some(Reached::Function(call)) = &trail.reaches else { return None };
    let text = event::event(call, &event::Moment::symbolic()).to_string();
    let text = text.replace("(secret word)", WORD).replace("(secret key)", KEY);
    let text = text.replace("(CloudFront address)", "127.0.0.1");
    Some(plain(serde_json::from_str(&text).expect("JSON")))
}

/// What the function may send by itself of what policies set or take away.
const OF_FUNCTION: [&str; 3] = ["x-powered-by", "x-frame-options", "access-control-allow-origin"];

/// What of the headers of a real answer is not as the model says that a policy makes them.
fn changed_otherwise(trail: &Trail, got: &Got) -> Option<String> {
    let values = |name: &str| -> Vec<&str> {
        got.headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).collect()
    };
    let Some(changes) = &trail.headers else {
        let policed = !values("x-policy").is_empty();
        return policed.then(|| format!("the model knows of no policy, there is {:?}", got.headers));
    };
    for header in &changes.set {
        let (wanted, seen) = (header.value.shown(), values(&header.name));
        let lower = header.name.to_lowercase();
        let may_differ = !header.overrides && (trail.reaches.is_some() && OF_FUNCTION.contains(&lower.as_str()));
        let holds = match (may_differ, trail.answer.is_some() && !header.overrides) {
            (true, _) => seen.len() == 1,
            // What the gateway says itself stands in the answer, which is compared anyway.
            (_, true) => !seen.is_empty(),
            _ => seen == [wanted.as_str()],
        };
        if !holds {
            return Some(format!("a policy sets {}: {wanted}, there is {:?}", header.name, got.headers));
        }
    }
    for name in &changes.removed {
        let set = changes.set.iter().any(|header| header.name.eq_ignore_ascii_case(name));
        let seen = values(name);
        if !set && !seen.is_empty() && seen != ["CloudFront"] {
            return Some(format!("a policy removes {name}, there is {:?}", got.headers));
        }
    }
    let timing = values("server-timing").iter().any(|value| value.contains("cdn-cache-"));
    (timing != (changes.server_timing == Some(100))).then(|| format!("Server-Timing is {timing}: {:?}", got.headers))
}

/// What of a real answer is not as the model says.
fn contradiction(judge: &Judge, request: &Request, trail: &Trail, got: &Got) -> Option<String> {
    // What the function is asked to answer with, when it gets to hear of it.
    let own = match &trail.reaches {
        Some(Reached::Function(call)) => {
            let asked = call.request.url.parameters().filter(|(name, _)| *name == "answer").last();
            asked.and_then(|(_, status)| status.parse().ok()).unwrap_or(200)
        }
        _ => 200,
    };
    if trail.uncertain.is_some() {
        let mut possible: Vec<u16> = trail.or_else.iter().map(|fork| fork.status).collect();
        let statuses = [200, 403, 404, 500, 502].map(|own| judge.answered(request, trail, own).status);
        possible.extend(statuses.into_iter().flatten());
        // Where no outcome can be named, this machine says so.
        possible.extend(trail.or_else.is_empty().then_some(502));
        // What it may reach answers as it likes.
        let reaches = trail.reaches.is_some();
        return (!reaches && !possible.contains(&got.status))
            .then(|| format!("{} is none of {possible:?}", got.status));
    }
    let by = trail.decided_by.as_ref().map(|by| by.block().to_string());
    let decided = by.is_none_or(|by| got.line.by == by || got.line.by.starts_with(&format!("{by} ")));
    match &trail.reaches {
        Some(Reached::Function(_)) => {
            let back = judge.answered(request, trail, own);
            if back.status != Some(got.status) {
                return Some(format!("the model says {:?}, it is {}", back.status, got.status));
            }
            let shown = back.hops.iter().any(|hop| hop.step == Step::ErrorPage && hop.decision == Decision::Change);
            if !shown && request.method != "HEAD" {
                let (seen, said) = (plain(got.json()), told(trail).expect("a call"));
                if seen != said {
                    return Some(format!("the function receives\n{seen:#}\nthe model says\n{said:#}"));
                }
            }
        }
        Some(Reached::Server { .. }) => {
            let back = judge.answered(request, trail, 502);
            return (back.status != Some(got.status)).then(|| format!("the model says {:?}", back.status));
        }
        Some(Reached::Object { .. }) | None => {
            let said = trail.status.unwrap_or(502);
            if said != got.status {
                return Some(format!("the model says {said}, it is {}", got.status));
            }
        }
    }
    if let (Some(answer), "GET") = (&trail.answer, request.method.as_str())
        && !answer.body.is_empty()
        && answer.body.as_bytes() != got.body
    {
        return Some(format!("the model says {:?}, it is {:?}", answer.body, String::from_utf8_lossy(&got.body)));
    }
    if let Some(why) = changed_otherwise(trail, got) {
        return Some(why);
    }
    for (name, value) in trail.answer.iter().flat_map(|answer| &answer.headers) {
        let named = got.headers.iter().any(|(one, seen)| one.eq_ignore_ascii_case(name) && seen == value);
        if !named && !matches!(name.as_str(), "X-Cache") {
            return Some(format!("the model says {name}: {value}, there is {:?}", got.headers));
        }
    }
    (!decided).then(|| format!("the model says {:?} decides, it is {}", trail.decided_by, got.line.by))
}

#[test]
fn the_spec_what_stands_and_what_is_answered_agree() {
    let number =
        |name: &str, unless: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(unless);
    let (perimeters, seed) = (number("AGREE", 8), number("AGREE_SEED", 1));
    let mut sums = BTreeMap::from([
        ("asked", 0),
        ("functions", 0),
        ("objects", 0),
        ("refused", 0),
        ("uncertain", 0),
        ("kept", 0),
        ("policed", 0),
    ]);
    let mut add = |what: &'static str, holds: bool| *sums.entry(what).or_default() += u64::from(holds);
    let mut failures = Vec::new();
    let mut deciders: BTreeMap<String, u32> = BTreeMap::new();
    for seed in seed..seed + perimeters {
        let mut dice = Dice(seed);
        let folder = tempfile::tempdir().expect("a folder");
        place::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rich"), folder.path());
        let path = folder.path().join("spec.kdl");
        let text = rich::spec(&mut dice);
        std::fs::write(&path, &text).expect("writes");
        let perimeter = Perimeter::new();
        let secrets = BTreeMap::from([("word".to_owned(), WORD.to_owned()), ("key".to_owned(), KEY.to_owned())]);
        let applied = perimeter.apply(&path, &Wishes { secrets: secrets.clone(), lawless: true, ..Wishes::default() });
        assert!(applied.report.is_complete(), "{:?}\n{text}", applied.report.failed);
        let (live, account, sealed) = perimeter.live(&path);
        let judge = |sources: &[Source], sealed: &Sealed| {
            let built: Model = reqpath::build(sources, &account, sealed);
            assert_eq!(built.unread, [], "{text}");
            Judge::new(built).with_oracle(Arc::new(Opened))
        };
        let by_spec = judge(&wanted(&path, &perimeter.state(&path)), &Sealed::default());
        let by_cloud = judge(&live, &sealed);
        let serving = Serving::of(&perimeter, &path, "rich", &secrets);
        for number in 0..120 {
            let request = rich::request(&mut dice, by_cloud.perimeter());
            // What a distribution keeps is none of this; it is looked at elsewhere.
            serving.plane.forget();
            let got = serving.ask(&request);
            let host = Phrase::plain(request.url.host.as_str());
            let named = std::iter::once(engine::reqpath::Header { name: "Host".into(), value: host });
            let sent = Request { headers: named.chain(request.headers.clone()).collect(), ..request.clone() };
            let (one, other) = (by_spec.decide(&sent), by_cloud.decide(&sent));
            let shown = format!(
                "seed {seed}, request {number}: {} {} {:?} {:?} {:?}",
                request.method,
                request.url,
                request.client,
                request.country,
                request
                    .headers
                    .iter()
                    .map(|header| format!("{}: {}", header.name, header.value.shown()))
                    .collect::<Vec<_>>()
            );
            if gist(&one) != gist(&other) {
                failures.push(format!("{shown}\nby the spec {}\nby what stands {}", gist(&one), gist(&other)));
            }
            if let Some(why) = contradiction(&by_cloud, &sent, &other, &got) {
                let hops: Vec<String> =
                    other.hops.iter().map(|hop| format!("  {:?} {:?} {}", hop.step, hop.decision, hop.why)).collect();
                failures.push(format!("{shown}\n{why}\n{}\n{} {}", hops.join("\n"), got.line.by, serving.said()));
            }
            // Asked again at once, what is kept is what there was.
            if got.line.cache.is_some() {
                let again = serving.ask(&request);
                let kept = again.line.cache == Some("hit");
                if kept && (again.status, &again.body) != (got.status, &got.body) {
                    failures.push(format!("{shown}\nit is kept as {again:#?}\nand was {got:#?}"));
                }
                let changed = changed_otherwise(&other, &again).filter(|_| kept && other.uncertain.is_none());
                failures.extend(changed.map(|why| format!("{shown}\nof what is kept: {why}")));
                add("kept", kept);
            }
            *deciders.entry(format!("{} {}", got.status, got.line.by)).or_insert(0) += 1;
            add("asked", true);
            add("functions", got.line.by.starts_with("function."));
            add("objects", matches!(other.reaches, Some(Reached::Object { .. })));
            add("refused", got.status == 403);
            add("policed", other.headers.is_some());
            add("uncertain", other.uncertain.is_some());
        }
        if !failures.is_empty() {
            failures.push(text);
            break;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    println!("{sums:?} {deciders:#?}");
    let enough = sums["functions"] * 20 > sums["asked"]
        && sums["kept"] > 3
        && sums["policed"] * 20 > sums["asked"]
        && sums["refused"] * 10 > sums["asked"]
        && sums["uncertain"] * 2 < sums["asked"];
    assert!(enough || perimeters < 8, "too little happened: {sums:?}");
}

#[test]
fn random_perimeters_are_ones_that_can_be_made() {
    let mut wrong = Vec::new();
    for seed in 0..100 {
        let folder = tempfile::tempdir().expect("a folder");
        place::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rich"), folder.path());
        let path = folder.path().join("spec.kdl");
        std::fs::write(&path, rich::spec(&mut Dice(seed))).expect("writes");
        let mut sources = SourceMap::default();
        let (spec, problems) = engine::spec::load(&path, &engine::world::Disk, &mut sources);
        if problems.has_errors() {
            wrong.push(engine::diag::short(&problems, &sources));
            continue;
        }
        let folder = Folder::new(folder.path());
        let setting = Setting { env: "dev", value: &|_| None, made_as: &|_| None, folder: &folder };
        let (_, problems) = desired::lower(&spec.expect("a spec"), &setting);
        if problems.has_errors() {
            wrong.push(engine::diag::short(&problems, &sources));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
