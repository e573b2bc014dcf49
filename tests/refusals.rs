//! Codes that no spec can cause by itself: each is caused here by the command that meets it, and says the way out.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::place::{Place, Ran};
use crate::support::served::Served;

const STACK: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n";
const FUNCTION: &str = "function \"api\" {\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1\"\n}\n";
const GATEWAY: &str = "gateway \"api\" {\n    route \"GET\" \"/items\" function=\"api\"\n}\n";

/// A spec of its own in an empty place.
fn spec(text: &str) -> Place {
    let place = Place::empty();
    fs::write(place.path("spec.kdl"), format!("{STACK}{text}")).expect("writes");
    place
}

fn config(place: &Place, lines: &str) {
    let text = format!("config format=1 stack=\"shop\" env=\"dev\" {{\n{lines}\n}}\n");
    fs::write(place.path("spec.dev.kdl"), text).expect("writes");
}

#[track_caller]
fn refuses(ran: Ran, code: &str, words: &str) {
    ran.ends(1).says(code).says(words).says("help:");
}

#[test]
fn config_files_that_are_none() {
    let place = spec("param \"image\"\nsecret \"token\"\n");
    config(&place, "    valeu \"image\" \"a\"");
    refuses(place.run(&["config", "list"]), "E0703", "valeu");
    config(&place, "    recipient \"alice@example.com\"");
    refuses(place.run(&["config", "set", "token", "--generate"]), "E0708", "alice@example.com");
}

#[test]
fn files_that_cannot_be_written_or_are_being_written() {
    let place = spec("param \"image\"\n");
    refuses(place.run(&["secret", "keygen", "--out", "/proc/engine/key.txt"]), "E0717", "cannot write");
    refuses(place.run(&["secret", "keygen", "--out", "spec.kdl/key.txt"]), "E0717", "cannot write");

    config(&place, "    value \"image\" \"a\"");
    // Many at once: each comes through or says that another was faster, and none takes anything away from another.
    let set = |number: usize| {
        let value = format!("tag-{number}");
        let mut command = place.command(&["config", "set", "image", &value]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts")
    };
    let children: Vec<_> = (0..8).map(set).collect();
    for child in children {
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || said.contains("E0716"), "{said}");
    }
    let left = fs::read_to_string(place.path("spec.dev.kdl")).expect("reads");
    assert!(left.contains("value \"image\" \"tag-") && left.matches("value").count() == 1, "{left}");
}

#[test]
fn values_and_files_that_are_not_there() {
    let place = spec("param \"image\"\nfunction \"api\" {\n    image \"${param.image}\"\n}\n");
    refuses(place.run(&["plan", "--local"]), "E0801", "image");

    let place = spec("bucket \"static\" {\n    files \"site\"\n}\n");
    refuses(place.run(&["plan", "--local"]), "E0802", "site");
    let page = "cdn \"site\" {\n    origin \"static\" bucket=\"static\"\n    default-behavior origin=\"static\" {\n        \
                error-page \"404\" \"/lost.html\"\n    }\n}\n";
    let place = spec(&format!("bucket \"static\" {{\n    files \"site\"\n}}\n{page}"));
    fs::create_dir(place.path("site")).expect("makes");
    fs::write(place.path("site/index.html"), "hello").expect("writes");
    refuses(place.run(&["plan", "--local"]), "E0810", "/lost.html");
    fs::write(place.path("site/lost.html"), "gone").expect("writes");
    for number in 0..1_500 {
        fs::write(place.path(&format!("site/a-page-with-a-long-name-{number}.html")), "x").expect("writes");
    }
    refuses(place.run(&["plan", "--local"]), "E0811", "too many files");

    let place = spec(&format!(
        "{FUNCTION}gateway \"api\" {{\n    route \"GET\" \"/\" function=\"api\"\n    policy (file)\"policy.json\"\n}}\n"
    ));
    fs::write(place.path("policy.json"), "{ \"Version\": 1, }").expect("writes");
    refuses(place.run(&["plan", "--local"]), "E0805", "policy.json");
}

#[test]
fn what_exists_already_offers_no_more_than_what_there_is_of_it() {
    let there = "function \"theirs\" arn=\"arn:aws:lambda:us-east-2:000000000000:function:theirs:live\" {\n}\n";
    let place = spec(&format!("{there}output \"role\" \"${{function.theirs.role-arn}}\"\n"));
    // Known from the spec alone.
    refuses(place.run(&["validate"]), "E0804", "role-arn");
}

/// In another process, where AWS would be.
fn elsewhere(text: &str) -> (Place, Served) {
    let place = spec(text);
    fs::create_dir(place.path("cloud")).expect("a folder");
    let served = Served::start_in(&place, "cloud").looked_at_in("us-east-2");
    served.stand_in_for_aws(&place);
    (place, served)
}

#[test]
fn what_aws_does_not_have() {
    let cdn = "cdn \"site\" {\n    alias \"www.example.com\" zone=\"example.com\"\n    origin \"api\" gateway=\"api\"\n    \
               default-behavior origin=\"api\"\n}\n";
    let (place, served) = elsewhere(&format!("{FUNCTION}{GATEWAY}{cdn}"));
    refuses(place.run(&["plan"]), "E0809", "example.com");

    let theirs = "function \"api\" arn=\"arn:aws:lambda:us-east-2:111122223333:function:theirs:live\" {\n}\n";
    fs::write(place.path("spec.kdl"), format!("{STACK}{theirs}{GATEWAY}")).expect("writes");
    refuses(place.run(&["plan"]), "E0816", "111122223333");
    served.stop();

    // Nobody is there any more.
    let began = Instant::now();
    let ran = place.run_in(&["plan"], &[("AWS_MAX_ATTEMPTS", "1")]);
    assert!(ran.err.contains("E0907") || ran.err.contains("E0909"), "{}", ran.err);
    assert!(ran.err.contains("help:") && began.elapsed() < Duration::from_secs(120), "{}", ran.err);
}
