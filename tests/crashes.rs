//! The crash matrix: while the reference perimeter is created, changed, replaced and destroyed, the process gets SIGKILL before
//! and after every call, and before, within and after every write of its state and journal. Run again it ends as if it had never
//! been killed: the same things in the cloud, each once, the same record, nothing left to do.
//!
//! The suite takes one place in five; `CRASHES=1` takes every one. After some of the kills, chosen evenly, it is also planned and
//! destroyed: who stands in the same cloud with the same record does the same next.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use engine::sandbox::Cloud;
use engine::state::Store;
use engine::world::Clock;
use serde_json::Value;

use crate::support::place::{Place, Ran};
use crate::support::{twin, walk};

/// What stands in the cloud and in the record.
#[derive(PartialEq)]
struct Standing {
    cloud: Value,
    record: BTreeMap<String, String>,
}

impl Standing {
    fn of(place: &Place) -> Self {
        let folder = place.path("demo/.engine/local");
        let cloud = Cloud::open(&folder, Clock::virtual_from(Duration::ZERO)).expect("the cloud is whole");
        let world = cloud.with_world(|world| serde_json::to_value(&*world)).expect("the world is JSON");
        let loaded =
            Store::read_only(&folder.join("exampulumi/dev")).load("exampulumi", "dev").expect("the record is whole");
        assert!(
            loaded.open.is_empty() && loaded.state.retired.is_empty(),
            "something is left open: {:#?}",
            loaded.open
        );
        Self { cloud: twin::comparable(&world), record: walk::without_ids(&loaded.state) }
    }

    /// How it differs from another one.
    fn difference(&self, other: &Self) -> String {
        let records = [&self.record, &other.record].map(|record| serde_json::to_value(record).expect("JSON"));
        twin::difference(&records[0], &records[1]) + &twin::difference(&self.cloud, &other.cloud)
    }
}

/// A run that is killed everywhere.
struct Act {
    name: &'static str,
    command: &'static [&'static str],
    /// The place as it is before.
    before: Place,
    /// What stands after a run that was not killed.
    after: Standing,
    calls: u64,
    writes: u64,
}

/// Of so many places to die at the suite takes one; no multiple of two or three, so that all moments of calls and writes come up.
const SAMPLE: usize = 5;

const APPLY: &[&str] = &["apply", "--local", "--yes"];
const DESTROY: &[&str] = &["destroy", "--local", "--yes"];

fn faulty(place: &Place, command: &[&str], faults: &str) -> Ran {
    place.run_in(&[&["-C", "demo"], command].concat(), &[("ENGINE_LOCAL_FAULTS", faults)])
}

impl Act {
    /// Performs `command` in a copy of `before` without being killed; the act, and the place it leads to.
    fn rehearse(name: &'static str, command: &'static [&'static str], before: Place) -> (Self, Place) {
        let after = before.twin();
        let ran = faulty(&after, command, "seed=1").done();
        let words: Vec<&str> =
            ran.err.split("ENGINE_LOCAL_FAULTS: ").nth(1).expect("a tally").split([' ', ',']).collect();
        let number = |unit: &str| {
            let at = words.iter().position(|word| *word == unit || word.starts_with(unit)).expect("a count");
            words[at - 1].parse().expect("a number")
        };
        let (calls, writes) = (number("calls"), number("writes"));
        (Self { name, command, after: Standing::of(&after), before, calls, writes }, after)
    }

    /// Every place to die at.
    fn points(&self) -> Vec<String> {
        let calls = (1..=self.calls).flat_map(|call| ["before", "after"].map(|moment| format!("call:{call}:{moment}")));
        let moments = ["before", "within", "after"];
        let writes = (1..=self.writes).flat_map(|write| moments.map(|moment| format!("write:{write}:{moment}")));
        calls.chain(writes).collect()
    }

    /// Dies at `point` and goes on; whether it came to that.
    fn survives(&self, point: &str, number: usize, nothing: &Value) -> Result<bool, String> {
        let place = self.before.twin();
        let killed = faulty(&place, self.command, &format!("kill={point}"));
        let told = |what: &str, ran: &Ran| {
            let (name, code, out, err) = (self.name, ran.code, &ran.out, &ran.err);
            Err(format!(
                "{name}, killed at {point}: {what} ended with {code:?}:\n{out}\n{err}\nkilled:\n{}",
                killed.err
            ))
        };
        let dead = match killed.code {
            None => true,
            // Polls of a busy run may be fewer than those of an idle one.
            Some(0) => false,
            Some(_) => return told("the killed run", &killed),
        };
        let again = place.demo(self.command);
        if again.code != Some(0) {
            return told("the next run", &again);
        }
        let standing = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Standing::of(&place)));
        let Ok(standing) = standing else { return told("something is left open; the next run", &again) };
        if standing != self.after {
            let difference = self.after.difference(&standing);
            return told(
                &format!("not what stands after a run that was not killed:\n{difference}\nthe next run"),
                &again,
            );
        }
        if self.command == APPLY && number.is_multiple_of(8) {
            let plan = place.demo(&["plan", "--local", "--detailed-exitcode"]);
            if plan.code != Some(0) {
                return told("the plan", &plan);
            }
        }
        if number.is_multiple_of(16) {
            let destroyed = place.demo(DESTROY);
            if destroyed.code != Some(0) {
                return told("destroy", &destroyed);
            }
            let left = Standing::of(&place).cloud;
            if left != *nothing {
                let left = twin::difference(nothing, &left);
                return told(&format!("something is left:\n{left}\ndestroy"), &destroyed);
            }
        }
        Ok(dead)
    }
}

fn edit(place: &Place, from: &str, to: &str) {
    let path = place.path("demo/spec.kdl");
    let text = std::fs::read_to_string(&path).expect("the spec");
    assert!(text.contains(from), "{from}");
    std::fs::write(&path, text.replace(from, to)).expect("the spec");
}

#[test]
fn killed_at_every_call_and_every_write_it_goes_on_to_the_same_end() {
    let began = std::time::Instant::now();
    let place = Place::example("secure-api");
    place
        .run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], "the-first-secret-0123456789-abcdefgh")
        .done();
    place.demo(&["plan", "--local"]).done();
    let nothing = Standing::of(&place).cloud;
    let (create, place) = Act::rehearse("create", APPLY, place);
    edit(&place, "memory \"256MB\"", "memory \"512MB\"");
    edit(&place, "geo-block \"CU\" \"IR\"", "geo-block \"IR\"");
    edit(
        &place,
        "route \"ANY\" \"/{proxy+}\" function=\"api\"",
        "route \"ANY\" \"/{proxy+}\" function=\"api\"\n    route \"GET\" \"/health\" function=\"api\"",
    );
    place
        .run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], "the-second-secret-0123456789-abcdefg")
        .done();
    let (update, place) = Act::rehearse("update", APPLY, place);
    edit(&place, "function \"api\" {", "function \"orders\" {");
    edit(&place, "function=\"api\"", "function=\"orders\"");
    edit(&place, "to=\"function.api\"", "to=\"function.orders\"");
    edit(&place, "reaches=\"function.api\"", "reaches=\"function.orders\"");
    edit(&place, "bucket \"static\" {", "bucket \"static\" name=\"another-name\" {");
    let (replace, place) = Act::rehearse("replace", APPLY, place);
    let (destroy, place) = Act::rehearse("destroy", DESTROY, place);
    assert!(destroy.after.cloud == nothing, "{}", twin::difference(&nothing, &destroy.after.cloud));
    drop(place);

    let acts = [create, update, replace, destroy];
    let points: Vec<(&Act, String)> =
        acts.iter().flat_map(|act| act.points().into_iter().map(move |point| (act, point))).collect();
    let all = points.len();
    let sample = std::env::var("CRASHES").ok().and_then(|sample| sample.parse().ok()).unwrap_or(SAMPLE);
    let points: Vec<(&Act, String)> = points.into_iter().step_by(sample.max(1)).collect();
    let (next, reached, failed) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((number, (act, point))) = {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    points.get(at).map(|one| (at, one))
                } {
                    match act.survives(point, number, &nothing) {
                        Ok(dead) => _ = reached.fetch_add(usize::from(dead), Ordering::SeqCst),
                        Err(problem) => {
                            eprintln!("{problem}");
                            failed.lock().expect("nobody panics with it").push(problem);
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("nobody panics with it");
    let each: Vec<String> =
        acts.iter().map(|act| format!("{} {} calls {} writes", act.name, act.calls, act.writes)).collect();
    println!(
        "{} kills at {} of {all} points ({}) in {:.0} s",
        reached.load(Ordering::SeqCst),
        points.len(),
        each.join(", "),
        began.elapsed().as_secs_f64()
    );
    assert!(
        failed.is_empty(),
        "{} of {} kills were not survived:\n\n{}",
        failed.len(),
        points.len(),
        failed[..failed.len().min(6)].join("\n\n")
    );
    assert!(reached.load(Ordering::SeqCst) * 10 > points.len() * 9, "too many places were not reached");
}
