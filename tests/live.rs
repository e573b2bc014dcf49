//! `engine test --live` against an `engine dev` at work: what is answered, what the model says of what stands, and what the spec says.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::dev::Dev;
use crate::support::place::{Place, Ran};

fn live(place: &Place, more: &[&str]) -> Ran {
    place.demo(&[&["test", "--local", "--live"], more].concat())
}

#[test]
fn a_running_dev_is_found_and_asked() {
    let place = Place::example("secure-api");
    live(&place, &[]).ends(1).says("no `engine dev` serves this spec").says("engine dev spec.kdl");
    let dev = Dev::start(&place, &[]);
    let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    // Also what only this machine can be told: plain HTTP, other countries, other addresses, files.
    let more = "    request \"GET\" \"http://exampulumi.com/api/items/1\" status=301 by=\"cdn.site\"\n    \
                request \"GET\" \"https://exampulumi.com/\" country=\"CU\" status=403 by=\"cdn.site\"\n    \
                request \"GET\" \"https://exampulumi.com/index.html\" from=\"203.0.113.7\" status=200\n    \
                request \"GET\" \"https://exampulumi.com/api/items/7\" status=200 reaches=\"function.api\"\n    \
                request \"GET\" \"https://exampulumi.com/missing.txt\" status=403\n    only-through";
    std::fs::write(place.path("demo/spec.kdl"), spec.replace("    only-through", more)).expect("writes");
    let ran = live(&place, &["--junit", "live.xml"]).done();
    let ran =
        ran.prints("8 hold, 0 fail").prints("answered 301").prints("answered 200").says("asking the `engine dev`");
    assert_eq!(ran.out.matches("       answered").count(), 7, "{}", ran.out);
    assert!(ran.out.contains("at 6 ways in: all were answered as the model says"), "{}", ran.out);
    let report = std::fs::read_to_string(place.path("demo/live.xml")).expect("the report");
    assert!(report.contains("tests=\"8\" failures=\"0\""), "{report}");
    // Its secret was sent and never shown.
    dev.line("/api/items/7");
    dev.stop();
    assert!(!place.path("demo/.engine/local/dev.json").exists());
    live(&place, &[]).ends(1).says("no `engine dev` serves this spec");
}

/// Takes the web ACL off the stage behind engine's back, as the AWS CLI would.
fn unguard(place: &Place, dev: &Dev) {
    let state = place.demo(&["state", "show", "gateway.api/stage", "--local", "--format", "json"]).done().json();
    let arn =
        state["resources"][0]["outputs"]["arn"].as_str().unwrap_or_else(|| panic!("no ARN in {state:#}")).to_owned();
    let script = format!(
        "import boto3\nboto3.client('wafv2', region_name='us-east-2', endpoint_url='http://127.0.0.1:{}', aws_access_key_id='x', \
         aws_secret_access_key='x').disassociate_web_acl(ResourceArn='{arn}')\n",
        dev.aws
    );
    let ran = Command::new("python3").args(["-c", &script]).output().expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn what_somebody_changed_behind_its_back_is_a_disagreement() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    live(&place, &[]).done().prints("3 hold, 0 fail");
    unguard(&place, &dev);
    let began = Instant::now();
    while dev.ask(dev.gateway, "GET /dev/api/items/1", "").status == 403 {
        assert!(began.elapsed() < Duration::from_secs(10), "it never noticed");
        std::thread::sleep(Duration::from_millis(50));
    }
    let ran = live(&place, &["--junit", "live.xml"]).ends(1);
    for said in [
        "the spec and what is deployed disagree: by the spec it is 403 by waf.origin-only, by what stands it reaches function.api",
        "expected 403, and the answer was 200",
        "`engine drift` says what was changed",
        "reaches function.api without cdn.site",
        "1 hold, 2 fail",
    ] {
        assert!(ran.out.contains(said), "{said} is not in\n{}", ran.out);
    }
    let report = std::fs::read_to_string(place.path("demo/live.xml")).expect("the report");
    assert!(report.contains("failures=\"2\"") && report.contains("the spec and what is deployed disagree"), "{report}");
    dev.stop();
}

#[test]
fn a_second_dev_is_told_apart() {
    let place = Place::example("minimal");
    let first = Dev::start(&place, &[]);
    let second = Dev::start(&place, &[]);
    second.says(Duration::from_secs(10), "another `engine dev` serves the embedded cloud");
    drop(second);
    // The first one is still the one that is found.
    live(&place, &[]).says("asking the `engine dev`");
    first.stop();
}

#[test]
fn plain_http_is_what_it_is_when_that_is_asked_for() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &["--plain-http"]);
    let moved = dev.ask(dev.cdn, "GET /api/items/1?q=2", "");
    let there = "https://localhost/api/items/1?q=2";
    assert_eq!((moved.status, moved.header("location")), (301, Some(there)));
    assert_eq!(dev.line("/api/items/1?q=2")["https"], false);
    // With the port it was asked on, as clients send it; over TLS, and where it is said, it is HTTPS.
    let port = dev.cdn;
    let moved = dev.ask(port, &format!("GET /x\nHost: localhost:{port}"), "");
    assert_eq!(moved.header("location"), Some(format!("https://localhost:{port}/x").as_str()));
    assert_eq!(dev.ask(port, "GET /api/items/1\nX-Engine-Scheme: https", "").status, 200);
    let url = format!("https://localhost:{port}/api/items/1");
    let certificate = place.path("demo/.engine/local/cdn.pem");
    let ran = Command::new("curl")
        .args(["-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "--cacert"])
        .arg(&certificate)
        .arg(&url)
        .output()
        .expect("curl");
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "200", "{}", String::from_utf8_lossy(&ran.stderr));
    // Gateways speak nothing but HTTPS, so there it counts as that.
    assert_eq!(dev.ask(dev.gateway, "GET /dev/api/items/1", "").status, 403);
    dev.stop();
}

#[test]
fn an_edit_leaves_nothing_stale_at_the_edge() {
    let place = Place::example("secure-api");
    let dev = Dev::start(&place, &[]);
    let ask = || dev.ask(dev.cdn, "GET /app.js", "");
    let cache = |path: &str| dev.line(path)["cache"].clone();
    let before = ask();
    assert_eq!((before.header("x-cache"), cache("/app.js")), (Some("Miss from cloudfront"), "miss".into()));
    // Its line is told apart by a query, which is none of the key.
    let again = dev.ask(dev.cdn, "GET /app.js?again", "");
    assert_eq!((again.header("x-cache"), cache("/app.js?again")), (Some("Hit from cloudfront"), "hit".into()));
    assert_eq!((again.header("age").is_some(), &again.body), (true, &before.body));
    assert_eq!(dev.line("/app.js?again")["by"], "cdn.site hit");
    std::fs::write(place.path("demo/site/app.js"), "console.log('another one')\n").expect("writes");
    let began = Instant::now();
    while ask().body == before.body {
        assert!(began.elapsed() < Duration::from_secs(20), "the old one is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
    dev.stop();
}
