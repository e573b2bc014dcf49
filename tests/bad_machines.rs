//! A machine that does not do what it should: another process at the same stack, a full disk, a folder nobody can write to. The
//! message says so, and nothing is lost.

use std::time::Duration;

use engine::state::{Holder, Store};

use crate::support::place::Place;

const APPLY: &[&str] = &["apply", "--local", "--yes"];

/// The record of the starter, below its place.
const RECORD: &str = "demo/.engine/local/demo/dev";

#[test]
fn whoever_comes_second_is_told_who_is_at_work() {
    let place = Place::started();
    place.demo(APPLY).done();
    let holder = Holder::this_process("apply", Duration::ZERO);
    let store = Store::locked(&place.path(RECORD), &holder, Duration::ZERO).expect("the lock");
    place.demo(APPLY).ends(4).says("locked by").says("engine apply").says("--lock-timeout");
    place.demo(&["destroy", "--local", "--yes"]).ends(4).says("locked by");
    // Looking needs no lock.
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    drop(store);
    place.demo(APPLY).done();
}

#[test]
fn two_at_once_do_the_work_once() {
    let place = Place::started();
    let start = |arguments: &[&str]| {
        let mut command = place.command(&[&["-C", "demo"], arguments].concat());
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
        command.spawn().expect("the binary starts")
    };
    for round in 0..4 {
        let waiting = ["apply", "--local", "--yes", "--lock-timeout", "120"];
        let children = [start(&waiting), start(if round % 2 == 0 { APPLY } else { &waiting })];
        let ended = children.map(|child| child.wait_with_output().expect("it ends"));
        for (number, output) in ended.iter().enumerate() {
            let (code, said) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
            let impatient = number == 1 && round % 2 == 0;
            assert!(
                code == Some(0) || (impatient && code == Some(4) && said.contains("locked by")),
                "{code:?}: {said}"
            );
        }
        place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
        place.demo(&["destroy", "--local", "--yes"]).done();
    }
}

#[test]
fn a_full_disk_is_told_and_costs_running_again() {
    let place = Place::started();
    place.demo(&["plan", "--local"]).done();
    let mut full = 0;
    // Every third write: each of them is refused within some run, since the disk stays full.
    for write in (1..).step_by(3) {
        let place = place.twin();
        let faults = format!("full=write:{write}");
        let ran = place.run_in(&[&["-C", "demo"], APPLY].concat(), &[("ENGINE_LOCAL_FAULTS", &faults)]);
        if ran.code == Some(0) {
            break;
        }
        full += 1;
        ran.ends(3).says("no storage space").says("check free space");
        place.demo(APPLY).done();
        place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    }
    assert!(full > 5, "only {full} writes were refused");
}

#[test]
fn a_record_that_cannot_be_written_is_told_before_anything_is_made() {
    let place = Place::started();
    place.demo(&["plan", "--local"]).done();
    // Whoever runs the tests may be allowed to write everywhere; where a file stands nobody can make a folder.
    std::fs::create_dir_all(place.path(RECORD).parent().expect("a folder")).expect("a folder");
    std::fs::write(place.path(RECORD), "").expect("a file");
    place.demo(APPLY).ends(3).says("making").says("check permissions");
    std::fs::remove_file(place.path(RECORD)).expect("a file");
    place.demo(APPLY).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
}

#[test]
fn faults_are_told_apart_from_mistakes() {
    let place = Place::started();
    let run = |faults: &str, arguments: &[&str]| {
        place.run_in(&[&["-C", "demo"], arguments].concat(), &[("ENGINE_LOCAL_FAULTS", faults)])
    };
    run("seed=1,trottle=0.1", APPLY).ends(64).says("there is no fault `trottle`").says("E0820");
    run("lost=2", APPLY).ends(64).says("between 0 and 1");
    run("seed=5,throttle=0.2,reset=0.1,hang=0.1", APPLY).done().says("throttled").says("rehearsed with");
    run("seed=1", &["destroy", "--local", "--yes"]).done();
    let elsewhere = [("ENGINE_LOCAL_FAULTS", "seed=1"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:9")];
    place.run_in(&["-C", "demo", "drift"], &elsewhere).says("ENGINE_LOCAL_FAULTS is set and ignored");
}
