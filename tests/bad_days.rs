//! More than a thousand random lives of small perimeters, thousands of bad days: edits, faults on a third of the calls, kills at
//! any call and any write, drift by hand, destruction. After every single call the cloud is looked at (see `support::laws`), and
//! whatever happened:
//!
//! - no operation starts before what it waits for is done;
//! - the record never claims what the cloud lacks;
//! - one run without faults brings everything to what is wanted, and the plan after it is empty;
//! - the cloud then holds what it holds after a single run of the last spec on a good day, one operation at a time;
//! - nothing is left after destroy, and the secret is in nothing that was written.
//!
//! `STORIES=10000` lives through more, `STORY=17` through this one alone. A story that breaks a law is told again with as few
//! steps as still break it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use engine::plan::{Cause, ChangeKind};
use engine::sandbox::faults::{Faults, Tally};
use serde_json::{Value, json};

use crate::support::life::{Ended, Life, Ran, SECRET};
use crate::support::walk::{self, Dice};
use crate::support::{left_over, twin};

/// How many there are in the suite, which ends within ten minutes on two slow cores.
const STORIES: u64 = 1_500;

/// One step of a story.
#[derive(Debug, Clone)]
enum Step {
    /// Somebody changes or removes something by hand; which, is drawn from this seed.
    Drift(u64),
    /// The spec is applied, meeting these faults.
    Apply { spec: String, faults: String },
    /// Everything is destroyed, meeting these faults.
    Destroy { faults: String },
}

fn story(seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed);
    let mut spec = walk::small(&mut dice);
    let mut steps = Vec::new();
    for number in 0..1 + dice.roll(3) {
        if number > 0 {
            if dice.roll(3) > 0 {
                spec = walk::small(&mut dice);
            }
            if dice.roll(3) == 0 {
                steps.push(Step::Drift(dice.roll(1 << 40)));
            }
            if dice.roll(8) == 0 {
                steps.push(Step::Destroy { faults: faults(&mut dice) });
            }
        }
        steps.push(Step::Apply { spec: spec.clone(), faults: faults(&mut dice) });
    }
    steps
}

fn faults(dice: &mut Dice) -> String {
    let seed = dice.roll(1 << 40);
    let rates = ["", ",throttle=0.1,500=0.06,reset=0.05,lost=0.08,hang=0.02,stale=0.03"][dice.roll(2) as usize];
    let kill = match dice.roll(3) {
        0 => format!(",kill=call:{}:{}", 1 + dice.roll(50), ["before", "after"][dice.roll(2) as usize]),
        1 => format!(",kill=write:{}:{}", 1 + dice.roll(30), ["before", "within", "after"][dice.roll(3) as usize]),
        _ => String::new(),
    };
    let full = if dice.roll(16) == 0 { format!(",full=write:{}", 1 + dice.roll(20)) } else { String::new() };
    format!("seed={seed}{rates}{kill}{full}")
}

/// What somebody may remove (`null`) or change by hand, by where it is; `*` stands for any one.
fn by_hand() -> Vec<(&'static str, Value)> {
    vec![
        ("lambda/*/functions/*", Value::Null),
        ("lambda/*/functions/*/aliases/*", Value::Null),
        ("lambda/*/functions/*/policies/*", Value::Null),
        ("lambda/*/functions/*/latest/settings/memory", json!(1024)),
        ("apigateway/*/apis/*", Value::Null),
        ("apigateway/*/apis/*/stages/*", Value::Null),
        ("apigateway/*/apis/*/stages/*/tracing_enabled", json!(true)),
        ("iam/roles/*", Value::Null),
        ("iam/roles/*/inline/*", Value::Null),
        ("iam/roles/*/description", json!("somebody was here")),
        ("logs/*/groups/*", Value::Null),
        ("logs/*/groups/*/retention", json!(7)),
        ("s3/buckets/*", Value::Null),
        ("s3/buckets/*/public_access_block", Value::Null),
    ]
}

/// Does one thing of [`by_hand`] to `world`, if there is anything to do it to.
fn drift(world: &mut Value, dice: &mut Dice) -> Option<String> {
    let all = by_hand();
    let (path, change) = &all[dice.roll(all.len() as u64) as usize];
    let whole = world;
    let mut at = &*whole;
    let mut told: Vec<String> = Vec::new();
    let (way, last) = path.rsplit_once('/').unwrap_or(("", path));
    let pick = |at: &Value, part: &str, dice: &mut Dice| match (part, at.as_object()) {
        ("*", Some(members)) if !members.is_empty() => {
            members.keys().nth(dice.roll(members.len() as u64) as usize).cloned()
        }
        ("*", _) => None,
        (name, members) => members.and_then(|members| members.contains_key(name).then(|| name.to_owned())),
    };
    for part in way.split('/') {
        let name = pick(at, part, dice)?;
        at = at.get(&name)?;
        told.push(name);
    }
    let name = pick(at, last, dice)?;
    if told.last().is_some_and(|part| part == "aliases") {
        // The policy of an alias goes with it.
        let function = told[..told.len() - 1].join("/");
        if let Some(policies) = whole.pointer_mut(&format!("/{function}/policies")).and_then(Value::as_object_mut) {
            policies.remove(&name);
        }
        whole.pointer_mut(&format!("/{function}/aliases"))?.as_object_mut()?.remove(&name);
        return Some(format!("{function}/aliases/{name} = null"));
    }
    let at = told.iter().try_fold(whole, |at, part| at.get_mut(part))?;
    told.push(name.clone());
    match change {
        Value::Null if last == "*" => _ = at.as_object_mut()?.remove(&name),
        change => at[&name] = change.clone(),
    }
    Some(format!("{} = {change}", told.join("/")))
}

/// What was lived through, in numbers.
#[derive(Default)]
struct Count {
    runs: u64,
    killed: u64,
    drifts: u64,
    calls: u64,
    faults: u64,
}

impl Count {
    fn add(&mut self, ran: &Ran) {
        let Tally { calls, writes: _, throttled, server_errors, reset, lost, hung, stale, refused_writes, denied } =
            ran.tally;
        self.runs += 1;
        self.killed += u64::from(matches!(ran.ended, Ended::Killed));
        self.calls += calls;
        self.faults += throttled + server_errors + reset + lost + hung + stale + refused_writes + denied;
    }
}

/// Checks what holds after every run.
fn check(ran: &Ran, drifted: bool) -> Result<(), String> {
    if !ran.broken.is_empty() {
        return Err(ran.broken.join("\n"));
    }
    if let (Ended::Went(plan, _), false) = (&ran.ended, drifted) {
        let vanished =
            plan.changes.iter().filter(|change| change.because.iter().any(|cause| matches!(cause, Cause::Vanished)));
        let vanished: Vec<String> = vanished.map(|change| change.address.to_string()).collect();
        if !vanished.is_empty() {
            return Err(format!("the record claims what the cloud lacks: {}", vanished.join(", ")));
        }
    }
    if let Ended::Refused(why) = &ran.ended
        && (why.contains("no plan") || why.contains("laws") || why.contains("not whole"))
    {
        return Err(why.clone());
    }
    Ok(())
}

/// A run that meets no faults does everything.
fn clean(life: &mut Life, spec: &str, destroy: bool, count: &mut Count) -> Result<bool, String> {
    let drifted = life.drifted || life.unsure;
    let ran = life.run(spec, Faults::default(), destroy);
    count.add(&ran);
    check(&ran, drifted)?;
    match ran.ended {
        Ended::Went(plan, report) if report.is_complete() => {
            Ok(plan.changes.iter().all(|change| change.action == ChangeKind::None))
        }
        Ended::Went(_, report) => Err(format!("a run without faults failed: {:#?}", report.failed)),
        Ended::Refused(why) => Err(format!("a run without faults was refused: {why}")),
        Ended::Killed => Err("a run without faults was killed".into()),
    }
}

fn live(steps: &[Step], count: &mut Count) -> Result<(), String> {
    let mut life = Life::new();
    let mut spec = "";
    for (number, step) in steps.iter().enumerate() {
        let drifted = life.drifted || life.unsure;
        let (text, faults, destroy) = match step {
            Step::Drift(seed) => {
                let mut world = life.world();
                if drift(&mut world, &mut Dice(*seed)).is_some() {
                    count.drifts += 1;
                    life.set_world(world);
                }
                continue;
            }
            Step::Apply { spec: text, faults } => {
                spec = text;
                (text.as_str(), faults, false)
            }
            Step::Destroy { faults } => (spec, faults, true),
        };
        if text.is_empty() {
            continue;
        }
        let ran = life.run(text, faults.parse().map_err(|error| format!("{faults}: {error}"))?, destroy);
        count.add(&ran);
        check(&ran, drifted).map_err(|problem| format!("at step {number}: {problem}"))?;
    }
    if spec.is_empty() {
        return Ok(());
    }
    clean(&mut life, spec, false, count).map_err(|problem| format!("going on: {problem}"))?;
    if !clean(&mut life, spec, false, count).map_err(|problem| format!("again: {problem}"))? {
        return Err("the plan after a run without faults is not empty".into());
    }
    let mut good_day = Life::new();
    good_day.parallelism = 1;
    clean(&mut good_day, spec, false, count).map_err(|problem| format!("on a good day: {problem}"))?;
    let clouds = [&good_day, &life].map(|life| twin::comparable(&life.world()));
    if clouds[0] != clouds[1] {
        return Err(format!("not the cloud of a good day:\n{}", twin::difference(&clouds[0], &clouds[1])));
    }
    clean(&mut life, spec, true, count).map_err(|problem| format!("destroying: {problem}"))?;
    let left = left_over(&life.cloud);
    if !left.is_null() {
        return Err(format!("destroy leaves something behind: {left:#}"));
    }
    let written = life.written();
    if written.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()) {
        return Err("the secret was written down".into());
    }
    Ok(())
}

/// The same, with a panic as one more way to go wrong.
fn outcome(steps: &[Step], count: &mut Count) -> Result<(), String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| live(steps, count))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default())
    })
}

/// As few steps as still go wrong.
fn shrink(mut steps: Vec<Step>, mut problem: String) -> (Vec<Step>, String) {
    let mut at = 0;
    while at < steps.len() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        match outcome(&fewer, &mut Count::default()) {
            Err(still) => (steps, problem) = (fewer, still),
            Ok(()) => at += 1,
        }
    }
    (steps, problem)
}

fn told(steps: &[Step]) -> String {
    let lines = steps.iter().map(|step| match step {
        Step::Drift(seed) => format!("drift {seed}"),
        Step::Apply { spec, faults } => format!("apply with {faults}\n{spec}"),
        Step::Destroy { faults } => format!("destroy with {faults}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn seeds() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("STORY") {
        Some(one) => (one, one + 1),
        None => (0, number("STORIES").unwrap_or(STORIES)),
    }
}

#[test]
fn thousands_of_bad_days_end_like_a_good_one() {
    let began = std::time::Instant::now();
    let (first, end) = seeds();
    let (next, total, failed) = (AtomicU64::new(first), Mutex::new(Count::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                let mut count = Count::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end {
                        break;
                    }
                    if let Err(problem) = outcome(&story(seed), &mut count) {
                        eprintln!("story {seed}: {}", problem.lines().next().unwrap_or(""));
                        failed.lock().expect("nobody panics with it").push((seed, problem));
                    }
                }
                let mut total = total.lock().expect("nobody panics with it");
                total.runs += count.runs;
                total.killed += count.killed;
                total.drifts += count.drifts;
                total.calls += count.calls;
                total.faults += count.faults;
            });
        }
    });
    let mut failed = failed.into_inner().expect("nobody panics with it");
    failed.sort();
    let total = total.into_inner().expect("nobody panics with it");
    println!(
        "{} stories: {} runs, {} killed, {} drifts by hand, {} calls looked at, {} faults, in {:.0} s",
        end - first,
        total.runs,
        total.killed,
        total.drifts,
        total.calls,
        total.faults,
        began.elapsed().as_secs_f64()
    );
    if let Some((seed, problem)) = failed.first() {
        let (steps, problem) = shrink(story(*seed), problem.clone());
        let seeds: Vec<String> =
            failed.iter().map(|(seed, problem)| format!("{seed}: {}", problem.lines().next().unwrap_or(""))).collect();
        panic!(
            "{} stories went wrong:\n{}\n\nSTORY={seed}, with as few steps as still go wrong:\n{}\n{problem}",
            failed.len(),
            seeds.join("\n"),
            told(&steps)
        );
    }
}
