//! What programs get on stdout when a command fails: one JSON document that says why, while people read it on stderr.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use engine::state::{Holder, Store};
use serde_json::Value;

use crate::support::place::Place;
use crate::support::served::Served;

/// The only diagnostic of a run that failed.
#[track_caller]
fn told(place: &Place, arguments: &[&str], exit: i32) -> Value {
    let ran = place.demo(&[arguments, &["--format", "json"]].concat()).ends(exit);
    assert!(!ran.err.trim().is_empty(), "people are told nothing");
    assert!(!ran.err.trim_start().starts_with('{'), "people are told JSON: {}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "more than a document: {}", ran.out);
    let document = ran.json();
    let diagnostics = document["diagnostics"].as_array().expect("diagnostics");
    assert_eq!((diagnostics.len(), &document["errors"]), (1, &Value::from(1)), "{document:#}");
    diagnostics[0].clone()
}

#[track_caller]
fn is(told: &Value, code: &str, message: &str) {
    assert_eq!(told["code"], code, "{told:#}");
    assert_eq!(told["severity"], "error");
    assert!(told["message"].as_str().is_some_and(|text| text.contains(message)), "no `{message}` in {told:#}");
    assert!(told["help"].as_str().is_some_and(|help| !help.is_empty()), "no way out: {told:#}");
}

#[test]
fn a_lock_names_its_holder_also_to_status() {
    let place = Place::started();
    let folder = place.path("demo/.engine/local/demo/dev");
    let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970");
    let holder = Holder { user: "ada".into(), ..Holder::this_process("apply", now) };
    let held = Store::locked(&folder, &holder, Duration::ZERO).expect("the lock");
    for verb in [&["apply", "--local", "--yes"][..], &["destroy", "--local", "--yes"]] {
        let told = told(&place, verb, 4);
        is(&told, "E0902", "is locked by ada on");
    }
    place.demo(&["status", "--local"]).done().prints("running").prints("engine apply, begun ").prints(" by ada on");
    let status = place.demo(&["status", "--local", "--format", "json"]).done().json();
    assert_eq!((&status["running"]["user"], &status["running"]["operation"]), (&"ada".into(), &"apply".into()));

    drop(held);
    let status = place.demo(&["status", "--local", "--format", "json"]).done().json();
    assert_eq!(status["running"], Value::Null);
    // Whoever is killed leaves the name behind, but not the lock.
    fs::write(folder.join("lock"), serde_json::to_string(&holder).expect("JSON")).expect("writes");
    let status = place.demo(&["status", "--local", "--format", "json"]).done().json();
    assert_eq!(status["running"], Value::Null);
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let place = Place::started();
    fs::write(place.path("demo/plan.json"), "{\"format\": 7").expect("writes");
    is(&told(&place, &["apply", "plan.json", "--yes"], 1), "E0905", "`plan.json` is not a plan");
    is(&told(&place, &["show", "plan", "nothing.json"], 1), "E0905", "cannot read the plan `nothing.json`");

    let folder = place.path("demo/.engine/local/demo/dev");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("state.json"), "{\"format\":1,").expect("writes");
    for verb in [&["status"][..], &["plan"], &["apply", "--yes"], &["destroy", "--yes"], &["output"], &["drift"]] {
        is(&told(&place, &[verb, &["--local"]].concat(), 3), "E0903", "state.json");
    }
}

#[test]
fn a_plan_that_no_longer_fits_is_refused() {
    let place = Place::started();
    place.demo(&["plan", "--local", "--out", "saved.json"]).done();
    place.demo(&["apply", "--local", "--yes"]).done();
    is(&told(&place, &["apply", "saved.json", "--yes"], 1), "E0906", "the state is now");
}

#[test]
fn what_the_spec_lacks_has_its_place() {
    let place = Place::started();
    let missing = told(&place, &["plan"], 1);
    is(&missing, "E0806", "secret.origin-header");
    assert_eq!(missing["labels"][0]["file"], "spec.kdl");
    assert!(missing["labels"][0]["start"]["line"].as_u64().is_some_and(|line| line > 1));
    is(&told(&place, &["plan", "--local", "-e", "nowhere"], 1), "E0807", "nowhere");
    is(&told(&place, &["plan", "--local", "--target", "function.apo"], 1), "E0900", "function.apo");
    is(&told(&place, &["apply", "--local"], 64), "E0900", "nobody to ask");
}

#[test]
fn a_command_line_that_cannot_be_read_is_a_document_too() {
    let place = Place::started();
    is(&told(&place, &["plan", "--nope"], 64), "E0900", "--nope");
}

#[test]
fn nobody_who_answers_is_a_failure_of_its_own() {
    let place = Place::started();
    place.demo(&["config", "set", "origin-header", "--secret", "--generate"]).done();
    place.set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    place.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    place.set("AWS_SECRET_ACCESS_KEY", "of nobody");
    is(&told(&place, &["plan"], 3), "E0907", "AWS does not answer");
}

#[test]
fn an_operation_that_failed_has_its_place_and_what_the_cloud_said() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    by_hand(&place, &["-X", "PUT", "--data", "mine"], "dev-demo-site/stray.txt");

    let ran =
        place.demo(&["destroy", "--local", "--yes", "--format", "json"]).ends(3).says("E0901").says("BucketNotEmpty");
    let last: Value = serde_json::from_str(ran.out.lines().last().expect("a line")).expect("JSON");
    assert_eq!((&last["event"], &last["format"]), (&"summary".into(), &1.into()));
    let failed = &last["diagnostics"][0];
    is(failed, "E0901", "bucket.site/bucket");
    assert_eq!(failed["refusal"]["code"], "BucketNotEmpty");
    let documents = ran.out.lines().filter(|line| line.contains("\"diagnostics\"")).count();
    assert_eq!(documents, 1, "said twice: {}", ran.out);

    let again = last["continue"].as_str().expect("the command that continues");
    assert_eq!(again, "engine destroy --directory demo --local --yes");
    by_hand(&place, &["-X", "DELETE"], "dev-demo-site/stray.txt");
    let words: Vec<&str> = again.split(' ').skip(1).collect();
    place.run(&words).done().says("deleted");
    assert!(place.demo(&["state", "list", "--local"]).done().out.is_empty(), "something is left");
}

/// What somebody does to an object with another program.
#[track_caller]
fn by_hand(place: &Place, how: &[&str], object: &str) {
    let served = Served::start(place);
    let done = Command::new("curl")
        .arg("-sf")
        .args(how)
        .arg("-H")
        .arg(
            "authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-2/s3/aws4_request, \
             SignedHeaders=host, Signature=0",
        )
        .arg(format!("{}/{object}", served.endpoint()))
        .stdout(Stdio::null())
        .status();
    assert!(done.is_ok_and(|done| done.success()), "{how:?} {object}");
    served.stop();
}

#[test]
fn who_asks_for_it_waits_until_every_edge_location_knows() {
    let waited = |extra: &[&str]| -> Vec<String> {
        let place = Place::example("static-site");
        let apply = ["apply", "demo", "--local", "--yes", "--format", "json"];
        let ran = place.run(&[&apply, extra].concat()).done();
        let events = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let waits = events.filter(|event| event["event"] == "wait").map(|event| event.to_string());
        waits.filter(|wait| wait.contains("edge location")).collect()
    };
    assert!(waited(&[]).is_empty());
    assert_eq!(waited(&["--wait"]).len(), 1);
}
