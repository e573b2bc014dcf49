//! Without `--local`, against whatever `AWS_ENDPOINT_URL` names: the way to AWS, taken to the embedded cloud of another process.

use std::fs;
use std::time::Duration;

use engine::state::{Holder, Store};
use serde_json::Value;

use crate::support::place::Place;
use crate::support::served::{Served, left_over};

/// A stack with its secrets set, and an empty cloud in another process where AWS would be.
fn elsewhere() -> (Place, Served) {
    let place = Place::example("minimal");
    place.demo(&["config", "set", "origin-header", "--secret", "--generate"]).done();
    fs::create_dir(place.path("cloud")).expect("a folder");
    let served = Served::start_in(&place, "cloud").looked_at_in("us-east-2");
    served.stand_in_for_aws(&place);
    (place, served)
}

fn edit(place: &Place, file: &str, from: &str, to: &str) {
    let path = place.path("demo").join(file);
    let text = fs::read_to_string(&path).expect("the file");
    assert!(text.contains(from), "no `{from}` in {text}");
    fs::write(path, text.replace(from, to)).expect("writes");
}

#[test]
fn a_perimeter_lives_where_the_environment_says() {
    let (place, served) = elsewhere();
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    place.demo(&["plan", "--detailed-exitcode"]).ends(2).prints("to create");
    let applied = place.demo(&["apply", "--yes"]).done().says("created");
    assert!(applied.out.starts_with("url  https://"), "{}", applied.out);
    assert!(!left_over(&served.look(&[])).is_empty(), "nothing stands");
    assert!(!place.path("demo/.engine/local").exists(), "a cloud of its own was opened");
    place.demo(&["plan", "--detailed-exitcode"]).done().prints("nothing to do");
    place.demo(&["drift", "--detailed-exitcode"]).done().prints("no drift");

    edit(&place, "spec.kdl", "handler=\"handler.handle\"", "handler=\"handler.handle\"\n    memory \"512MB\"");
    let plan = place.demo(&["plan", "--detailed-exitcode", "--format", "json"]).ends(2).json();
    assert_eq!(plan["summary"]["create"].as_u64().unwrap_or_default(), 0, "{plan:#}");
    place.demo(&["apply", "--yes"]).done().says("updated");
    let seen = served.look(&[]);
    assert_eq!(seen["functions"]["dev-minimal-hello"]["configuration"]["MemorySize"], 512);
    place.demo(&["plan", "--detailed-exitcode"]).done().prints("nothing to do");

    place.demo(&["destroy", "--yes"]).done().says("deleted");
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    let listed = place.demo(&["state", "list", "--format", "json"]).done().json();
    assert_eq!(listed["resources"], Value::Array(vec![]));
    served.stop();
}

#[test]
fn another_account_or_region_is_refused() {
    let (place, served) = elsewhere();
    // What is recorded matters, not what stands: two resources are enough.
    place.demo(&["apply", "--yes", "--target", "function.hello"]).done();
    let before = served.look(&[]);

    edit(&place, "spec.kdl", "us-east-2", "eu-west-1");
    for verb in [&["plan"][..], &["apply", "--yes"], &["destroy", "--yes"], &["drift"]] {
        let ran = place.demo(verb).ends(1);
        ran.says("E0904").says("this stack stands in region us-east-2, the spec now says eu-west-1").says("help:");
    }
    edit(&place, "spec.kdl", "eu-west-1", "us-east-2");

    let holder = Holder::this_process("test", Duration::ZERO);
    let mut store = Store::locked(&place.path("demo/.engine/minimal/dev"), &holder, Duration::ZERO).expect("the lock");
    let mut state = store.load("minimal", "dev").expect("a state").state;
    assert_eq!(state.account, "000000000000");
    state.account = "111111111111".to_owned();
    store.begin(&mut state).expect("it is saved");
    drop(store);
    for verb in [&["plan"][..], &["apply", "--yes"], &["destroy", "--yes"], &["drift"]] {
        let ran = place.demo(verb).ends(3).says("E0904").says("this stack stands in account 111111111111");
        ran.says("these credentials are of account 000000000000").says("help: use credentials of that account");
    }
    assert_eq!(served.look(&[]), before, "something was changed");
    served.stop();
}

/// WAF Classic is asked of AWS itself here, everything else of the embedded cloud: the plan is refused before anybody is asked.
#[test]
fn aws_itself_is_not_asked_for_a_new_classic_web_acl() {
    let place = Place::example("classic-waf");
    place.demo(&["config", "set", "origin-header", "--secret", "--generate"]).done();
    fs::create_dir(place.path("cloud")).expect("a folder");
    let served = Served::start_in(&place, "cloud").looked_at_in("us-east-2");
    served.speaks_for_somebody(&place);
    for service in
        ["ACM", "API_GATEWAY", "CLOUDFRONT", "CLOUDWATCH_LOGS", "IAM", "LAMBDA", "ROUTE_53", "S3", "STS", "WAFV2"]
    {
        place.set(&format!("AWS_ENDPOINT_URL_{service}"), served.endpoint());
    }
    let refused = place.demo(&["plan", "--format", "json"]).ends(1).json();
    let diagnostics = refused["diagnostics"].as_array().expect("diagnostics");
    let found = diagnostics.iter().find(|one| one["code"] == "E0808").unwrap_or_else(|| panic!("{refused:#}"));
    let spec = fs::read_to_string(place.path("demo/spec.kdl")).expect("a spec");
    let line = found["labels"][0]["start"]["line"].as_u64().and_then(|line| spec.lines().nth(line as usize - 1));
    assert!(line.is_some_and(|line| line.starts_with("waf ")), "{found:#}");
    assert!(found["help"].as_str().is_some_and(|help| help.contains("WAFv2")), "{found:#}");
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    served.stop();
}
