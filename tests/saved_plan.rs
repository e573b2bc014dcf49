//! A saved plan is performed exactly as it is, or refused once the state has moved on.

use std::fs;

use crate::support::place::{Place, examples};
use crate::support::served::{Served, left_over};
use serde_json::Value;

/// Something done: the verb, the address, and the id as far as it is known.
type Deed = (String, String, Option<String>);

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn id_of(value: &Value) -> Option<String> {
    value["id"].as_str().map(str::to_owned)
}

/// What a saved plan says will be done in the cloud.
fn promised(place: &Place, file: &str) -> Vec<Deed> {
    let plan: Value =
        serde_json::from_slice(&fs::read(place.path("demo").join(file)).expect("the plan")).expect("JSON");
    let operations = plan["operations"].as_array().expect("operations").iter();
    operations.map(|one| (text(&one["action"]["do"]), text(&one["resource"]), id_of(&one["action"]))).collect()
}

/// What `apply` says it did, from its lines of JSON.
fn done(out: &str) -> Vec<Deed> {
    let events = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    events
        .filter(|event| event["event"] == "done")
        .map(|event| (text(&event["action"]), text(&event["address"]), id_of(&event)))
        .collect()
}

fn told(deeds: &[Deed]) -> Vec<String> {
    let mut told: Vec<String> = deeds.iter().map(|(verb, address, _)| format!("{verb} {address}")).collect();
    told.sort();
    told
}

#[track_caller]
fn performs(place: &Place, file: &str) {
    let mut promised = promised(place, file);
    assert!(!promised.is_empty());
    let ran = place.demo(&["apply", file, "--format", "json", "--yes"]).ends(0);
    let done = done(&ran.out);
    // What went with its owner and was made again under the same id is not removed a second time.
    let made_again = |address: &str, id: &Option<String>| {
        done.iter().any(|(verb, made, made_id)| verb == "create" && made == address && made_id == id)
    };
    let deletes_itself = |deed: &Deed| deed.0 == "delete" && !done.contains(deed) && made_again(&deed.1, &deed.2);
    promised.retain(|deed| !deletes_itself(deed));
    assert_eq!(told(&done), told(&promised));
    let last: Value = ran.out.lines().last().map(|line| serde_json::from_str(line).expect("JSON")).expect("a line");
    assert_eq!(last["event"], "summary");
    assert_eq!(last["failed"], 0);
}

#[test]
fn a_saved_plan_is_performed_as_it_is_or_refused() {
    let place = Place::of(&examples().join("minimal"));
    place.demo(&["plan", "--local", "--out", "plan.json"]).ends(0).prints("to create");
    performs(&place, "plan.json");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(0).prints("nothing to do");
    place.demo(&["apply", "plan.json", "--yes"]).ends(1).says("this plan no longer fits").says("plan again");

    // A change, planned; somebody else is faster with another one.
    let spec = fs::read_to_string(place.path("demo").join("spec.kdl")).expect("the spec");
    let edit = |from: &str, to: &str| {
        assert!(spec.contains(from));
        fs::write(place.path("demo").join("spec.kdl"), spec.replacen(from, to, 1)).expect("writes");
    };
    let route = "    route \"GET\" \"/hello\" function=\"hello\"\n";
    edit(route, &format!("{route}    route \"POST\" \"/hello\" function=\"hello\"\n"));
    place.demo(&["plan", "--local", "--out", "route.json", "--detailed-exitcode"]).ends(2).prints("POST /hello");
    edit("    zip ", "    memory \"512MB\"\n    zip ");
    place.demo(&["plan", "--local", "--out", "memory.json", "--detailed-exitcode"]).ends(2).prints("512");
    performs(&place, "memory.json");
    let served = Served::start(&place);
    let before = served.look(&[]);
    served.stop();
    place.demo(&["apply", "route.json", "--yes", "--format", "json"]).ends(1).says("this plan no longer fits");
    let served = Served::start(&place);
    assert_eq!(served.look(&[])["apis"], before["apis"], "a refused plan did something");
    served.stop();

    // One that replaces what others stand on.
    place
        .demo(&["plan", "--local", "--replace", "function.hello/function", "--out", "anew.json"])
        .ends(0)
        .prints("to replace");
    performs(&place, "anew.json");
    let status = place.demo(&["status", "--local", "--format", "json"]).ends(0).json();
    assert_eq!(status["open"].as_array().map(Vec::len), Some(0));

    place.demo(&["plan", "--local", "--destroy", "--out", "end.json"]).ends(0).prints("to delete");
    performs(&place, "end.json");
    let served = Served::start(&place);
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    served.stop();
    let sent = crate::support::leaks::sent(&before);
    assert_eq!(sent.len(), 1);
    assert_eq!(crate::support::leaks::places(&place, &sent), Vec::<String>::new());
}
