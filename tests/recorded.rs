//! What is recorded survives: a state that is cut, lost or damaged, an older shape of it, and people who mend it by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::kinds;
use engine::state::{Holder, Store};
use serde_json::Value;

use crate::support::place::Place;

/// The record of a stack that stands in the embedded cloud.
fn state_of(place: &Place, file: &str) -> PathBuf {
    place.path("demo/.engine/local/demo/dev").join(file)
}

fn resources(place: &Place) -> Vec<Value> {
    let listed = place.demo(&["state", "list", "--local", "--format", "json"]).done().json();
    listed["resources"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_state_that_is_damaged_or_gone_is_taken_from_its_copy() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let before = resources(&place);
    let path = state_of(&place, "state.json");
    let whole = fs::read(&path).expect("the state");

    fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    let ran = place.demo(&["plan", "--local", "--detailed-exitcode"]).done().prints("nothing to do");
    ran.says("cannot be trusted").says("so nothing is lost");
    fs::remove_file(&path).expect("removes");
    assert_eq!(resources(&place), before);
    place.demo(&["apply", "--local", "--yes"]).done().says("it is gone");
    assert!(path.exists(), "apply writes it anew");
    place.demo(&["status", "--local"]).done();
    assert_eq!(resources(&place), before);
    place.demo(&["destroy", "--local", "--yes"]).done().says("19 deleted");
}

#[test]
fn nothing_new_is_saved_when_nothing_changed() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let saved = fs::read(state_of(&place, "state.json")).expect("the state");
    place.demo(&["apply", "--local", "--yes"]).done().says("nothing to do");
    assert_eq!(fs::read(state_of(&place, "state.json")).expect("the state"), saved);
}

#[test]
fn an_earlier_state_comes_back_when_asked_for() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let full = resources(&place);
    place.demo(&["destroy", "--local", "--yes"]).done();
    place.demo(&["state", "versions", "--local"]).done().prints("19 resources").prints("`engine destroy` by");
    let versions = place.demo(&["state", "versions", "--local", "--format", "json"]).done().json();
    let versions = versions["versions"].as_array().expect("versions");
    let standing = versions.iter().find(|version| version["resources"] == 19).expect("one with everything");
    let serial = standing["serial"].to_string();

    place.demo(&["state", "restore", &serial, "--local"]).ends(64).says("nobody to ask");
    place.demo(&["state", "restore", &serial, "--local", "--yes"]).done().says("is kept as");
    assert_eq!(resources(&place), full);
    place.demo(&["state", "restore", "99", "--local", "--yes"]).ends(1).says("no state 99 is kept");
    // The cloud is asked what is left of it: nothing, so everything is made again.
    place.demo(&["apply", "--local", "--yes"]).done().says("19 created");
}

#[test]
fn a_journal_damaged_in_its_middle_stops_everything_until_somebody_decides() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let before = resources(&place);
    let base = r#"{"seq":1,"sum":"0000000000000000","body":{}}"#;
    fs::write(state_of(&place, "journal"), format!("{base}\n{base}\n")).expect("writes");
    place.demo(&["plan", "--local"]).ends(3).says("line 1 is not what was written there").says("engine state restore");
    place.demo(&["state", "restore", "--local", "--yes"]).done().says("the journal is damaged in line 1");
    assert_eq!(resources(&place), before);
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
}

#[test]
fn what_is_forgotten_stays_in_the_cloud() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let count = resources(&place).len();
    place.demo(&["state", "rm", "function.apo", "--local"]).ends(1).says("did you mean");
    place.demo(&["state", "rm", "function.api/log-group", "--local"]).ends(64).says("nobody to ask");
    assert_eq!(resources(&place).len(), count);
    place
        .demo(&["state", "rm", "function.api/log-group", "--local", "--yes"])
        .done()
        .says("log group")
        .says("1 resource forgotten");
    assert_eq!(resources(&place).len(), count - 1);
    // It is there, it is ours by its tags, so the next apply takes it over.
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
}

#[test]
fn a_block_that_was_renamed_keeps_what_it_made() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let before = resources(&place);
    place.demo(&["state", "mv", "cdn.site", "waf.site", "--local"]).ends(64).says("not of one sort");
    place.demo(&["state", "mv", "cdn.sote", "cdn.shop", "--local"]).ends(1).says("did you mean `cdn.site`?");
    place
        .demo(&["state", "mv", "cdn.site", "cdn.shop", "--local"])
        .done()
        .says("cdn.site/distribution is cdn.shop/distribution now");
    let after = resources(&place);
    let ids = |all: &[Value]| all.iter().map(|one| one["id"].to_string()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&after), ids(&before));
    assert!(after.iter().any(|one| one["address"] == "cdn.shop/distribution"), "{after:?}");

    let spec = place.path("demo/spec.kdl");
    let text = fs::read_to_string(&spec).expect("the spec");
    fs::write(&spec, text.replace("cdn \"site\"", "cdn \"shop\"").replace("cdn.site", "cdn.shop")).expect("writes");
    let plan = place.demo(&["plan", "--local", "--format", "json"]).done().json();
    let changes = plan["changes"].as_array().expect("changes");
    let of = |address: &str| changes.iter().find(|one| one["address"] == address).map(|one| one["action"].clone());
    assert_eq!(of("cdn.shop/distribution"), Some("update".into()), "{plan:#}");
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    place.demo(&["destroy", "--local", "--yes"]).done();
}

/// States that the first format's engine wrote; between them they hold every kind there was.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/states");
    fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn states_of_earlier_formats_are_read_and_saved_in_this_one() {
    let mut seen = BTreeSet::new();
    for fixture in fixtures() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::copy(&fixture, folder.path().join("state.json")).expect("copies");
        let text: Value = serde_json::from_slice(&fs::read(&fixture).expect("reads")).expect("JSON");
        let (stack, env) = (text["stack"].as_str().unwrap_or(""), text["env"].as_str().unwrap_or(""));
        let holder = Holder::this_process("test", Duration::ZERO);
        let mut store = Store::locked(folder.path(), &holder, Duration::ZERO).expect("the lock");
        let mut state = store.load(stack, env).expect("an older state loads").state;
        assert!(!state.resources.is_empty());
        for (address, record) in &state.resources {
            let kind =
                kinds::by_name(&record.kind).unwrap_or_else(|| panic!("there is no kind {} any more", record.kind));
            if let Err(problem) = kind.natural_key(&record.inputs) {
                panic!("{address} as {} recorded it is not read any more: {problem}", fixture.display());
            }
            seen.insert(record.kind.clone());
        }
        state.account = "000000000001".into();
        store.begin(&mut state).expect("saves");
        let saved: Value =
            serde_json::from_slice(&fs::read(folder.path().join("state.json")).expect("reads")).expect("JSON");
        assert_eq!(saved["format"], engine::state::State::FORMAT);
        assert_eq!(saved["written"]["operation"], "test");
    }
    assert_eq!(seen.len(), 30, "the fixtures hold every kind of their time: {seen:?}");
}

/// Fields that kinds came to know after the first states were written.
const NEWER: &[&str] = &["connection-attempts", "connection-timeout", "shield", "logging", "image-config"];

fn without_newer(value: &mut Value, removed: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            removed.extend(NEWER.iter().filter(|name| map.shift_remove(**name).is_some()).map(|name| (*name).into()));
            map.values_mut().for_each(|inner| without_newer(inner, removed));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| without_newer(inner, removed)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn what_an_older_engine_did_not_record_changes_nothing() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    let path = state_of(&place, "state.json");
    let mut state: Value = serde_json::from_slice(&fs::read(&path).expect("the state")).expect("JSON");
    let mut removed = BTreeSet::new();
    without_newer(&mut state["resources"], &mut removed);
    assert_eq!(removed, NEWER.iter().map(|name| (*name).to_owned()).collect());
    state.as_object_mut().expect("an object").shift_remove("checksum");
    state["checksum"] = engine::value::digest_of(&state).into();
    fs::write(&path, format!("{state:#}\n")).expect("writes");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done().prints("nothing to do");
    place.demo(&["destroy", "--local", "--yes"]).done();
}
