//! A planted secret is in no output and in no file, whatever is run: every command, in every format, at every verbosity, also
//! when it fails and when it is killed.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::support::place::{Place, files};

/// Distinctive, with what JSON, URLs, XML and regular expressions spell otherwise.
const CANARY: &str = "cnry-7Qx\"&<+/%.é$-0123456789-planted";

/// Every spelling a leak could have.
fn spellings(value: &str) -> Vec<Vec<u8>> {
    let json = serde_json::Value::from(value).to_string();
    let url = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let xml = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let mut all = vec![
        value.to_owned(),
        json.trim_matches('"').to_owned(),
        url,
        hex.to_uppercase(),
        hex,
        xml,
        STANDARD.encode(value).trim_end_matches('=').to_owned(),
        URL_SAFE.encode(value).trim_end_matches('=').to_owned(),
        // The part that is the same in every spelling but the encoded ones.
        "-0123456789-planted".to_owned(),
    ];
    all.dedup();
    all.into_iter().map(String::into_bytes).collect()
}

#[track_caller]
fn clean(what: &str, bytes: &[u8], spellings: &[Vec<u8>]) {
    for spelling in spellings {
        let found = bytes.windows(spelling.len()).any(|window| window == spelling);
        assert!(!found, "{what} holds the secret as `{}`", String::from_utf8_lossy(spelling));
    }
}

fn clean_files(place: &Place, spellings: &[Vec<u8>]) {
    for (path, content) in files(place.root()) {
        clean(&path.display().to_string(), &content, spellings);
    }
}

#[test]
fn a_planted_secret_is_nowhere() {
    let place = Place::example("secure-api");
    let spellings = spellings(CANARY);
    place.run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], CANARY).done();
    let commands: &[&[&str]] = &[
        &["validate"],
        &["plan", "--local"],
        &["plan", "--local", "--all", "--out", "first.plan.json"],
        &["apply", "--local", "--yes"],
        &["apply", "--local", "--yes"],
        &["plan", "--local", "--replace", "cdn.site", "--out", "plan.json"],
        &["show", "plan", "plan.json"],
        &["show", "spec"],
        &["show", "desired"],
        &["show", "graph"],
        &["graph"],
        &["status", "--local"],
        &["state", "list", "--local"],
        &["state", "show", "cdn.site", "--local"],
        &["state", "show", "waf.origin-only", "--local"],
        &["drift", "--local"],
        &["output", "--local"],
        &["config", "list"],
        &["config", "get", "origin-header"],
        &["secret", "check"],
        &["secret", "recipients", "list"],
        &["explain", "E0301"],
        // What fails: an identity that is none, a target that is not there, a plan that is none, an environment that is none.
        &["apply", "--local", "--yes", "--identity", "spec.kdl"],
        &["plan", "--local", "--target", "function.nothing"],
        &["apply", "first.plan.json", "--yes"],
        &["apply", "spec.dev.kdl", "--local", "--yes"],
        &["plan", "--local", "--env", "nowhere"],
        &["destroy", "--local", "--yes"],
    ];
    for command in commands {
        for options in [&[][..], &["--format", "json"], &["-vvv"], &["--quiet"]] {
            let ran = place.demo(&[command, options].concat());
            let what = format!("`engine {} {}`", command.join(" "), options.join(" "));
            assert_ne!(ran.code, Some(70), "{what} is a bug: {}", ran.err);
            assert_ne!(ran.code, None, "{what} was ended by a signal: {}", ran.err);
            clean(&format!("stdout of {what}"), ran.out.as_bytes(), &spellings);
            clean(&format!("stderr of {what}"), ran.err.as_bytes(), &spellings);
        }
        clean_files(&place, &spellings);
    }
}

#[test]
fn a_killed_apply_leaves_the_secret_nowhere_and_goes_on() {
    let place = Place::example("secure-api");
    let spellings = spellings(CANARY);
    place.run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], CANARY).done();
    for milliseconds in [40, 80, 120, 160, 200, 240, 280, 320, 360, 400] {
        let mut child = place
            .command(&["-C", "demo", "apply", "--local", "--yes"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        clean(
            "the command line of the process",
            &std::fs::read(format!("/proc/{}/cmdline", child.id())).unwrap_or_default(),
            &spellings,
        );
        // The process may have come to its end by itself.
        let _ = child.kill();
        child.wait().expect("the binary ends");
        clean_files(&place, &spellings);
    }
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    place.demo(&["destroy", "--local", "--yes"]).done();
    clean_files(&place, &spellings);
}
