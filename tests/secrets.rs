//! Secrets as their users meet them: the first five minutes, readers who come and go, machines without a key, and what goes wrong.

use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use crate::support::place::{Place, Ran, files};

/// The starter with its one secret set.
fn sealed() -> Place {
    let place = Place::started();
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    place
}

fn config(place: &Place) -> String {
    fs::read_to_string(place.path("demo/spec.dev.kdl")).expect("the config file")
}

/// Runs in `demo` as somebody else: with another home.
fn as_somebody(place: &Place, home: &str, arguments: &[&str]) -> Ran {
    fs::create_dir_all(place.path(home)).expect("a home");
    let run = place.command(&[&["-C", "demo"], arguments].concat()).env("HOME", place.path(home)).output();
    let run = run.expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: run.status.code(), out: text(run.stdout), err: text(run.stderr) }
}

#[test]
fn a_key_is_there_before_anybody_has_to_read_about_it() {
    let place = Place::empty();
    place.run(&["new", "demo"]).done().says("made a key for your secrets: ").says("keep a copy");
    let identity = place.path(".config/engine/identity.txt");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&identity).expect("the key").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let key = fs::read(&identity).expect("reads");
    place.run(&["new", "second"]).done().never_shows("made a key");
    assert_eq!(fs::read(&identity).expect("reads"), key);
    place.demo(&["config", "set", "origin-header", "--generate"]).done().says("made spec.dev.kdl: safe to commit");
    place.demo(&["secret", "check"]).done();

    // Without `new`, the first secret makes it; without a home, `new` goes on.
    fs::remove_file(&identity).expect("removes");
    place.run(&["-C", "second", "config", "set", "origin-header", "--generate"]).done().says("made a key for you: ");
    let homeless = place.command(&["new", "third"]).env_remove("HOME").output();
    assert!(homeless.expect("the binary runs").status.success());
}

#[test]
fn a_rekey_changes_nothing_that_stands() {
    let place = sealed();
    let spec = fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    // A published version is known by a digest over the secret's digest.
    let spec = spec
        .replace("ENV_NAME=\"${stack.env}\"", "TOKEN=\"${secret.origin-header}\"")
        .replace("timeout \"10s\"", "timeout \"10s\"\n    alias \"live\"");
    fs::write(place.path("demo/spec.kdl"), spec).expect("writes");
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    let before = config(&place);
    for _ in 0..2 {
        place.demo(&["secret", "rekey"]).done().says("sealed 1 secret under a new data key");
        place.demo(&["plan", "--local", "--detailed-exitcode"]).done().prints("nothing to do");
        place.demo(&["drift", "--local", "--detailed-exitcode"]).done().prints("no drift").never_shows("not compared");
    }
    place.demo(&["apply", "--local", "--yes"]).done();
    // An old file of before the rekey is noticed, because the state has seen a later key.
    fs::write(place.path("demo/spec.dev.kdl"), &before).expect("writes");
    let changed = place.demo(&["plan", "--local"]);
    changed.ends(1).says("E0908").says("spec.dev.kdl").says("is sealed under another key");
}

#[test]
fn an_older_file_under_the_same_key_goes_back_in_sight() {
    let place = sealed();
    let older = config(&place);
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    // Reverting a commit does the same: it is a change, so the plan says so before anything goes back.
    fs::write(place.path("demo/spec.dev.kdl"), older).expect("writes");
    let plan = place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(2);
    assert_eq!(plan.out.matches("(secret changed)").count(), 2, "the header and the rule: {}", plan.out);
}

#[test]
fn a_removed_reader_is_named_with_what_to_rotate() {
    let place = sealed();
    let bob = place.run(&["secret", "keygen", "--out", "bob.key"]).done().out;
    place.demo(&["secret", "recipients", "add", bob.trim(), "--name", "bob"]).done().says("bob can now read");
    let old = config(&place);
    let opens = |place: &Place| place.demo(&["secret", "check", "--identity", "../bob.key"]);
    let bobs = |place: &Place| as_somebody(place, "bobs", &["secret", "check", "--identity", "../bob.key"]);
    opens(&place).done();
    let checked = bobs(&place).done().prints("--identity ../bob.key").prints("opens the data key").prints("not there");
    assert!(checked.out.contains("secret origin-header  opens"), "{}", checked.out);
    let mine = place.demo(&["secret", "check", "--format", "json"]).done().json();
    let outcomes: Vec<_> =
        mine["identities"].as_array().expect("a list").iter().map(|one| one["opens"].clone()).collect();
    assert_eq!(outcomes, [true, false, false], "{mine}");
    assert_eq!(mine["secrets"], serde_json::json!([{ "key": "origin-header", "opens": true }]));
    place.demo(&["secret", "recipients", "rm", "bob"]).done().says("bob could read origin-header").says("--generate");
    bobs(&place).ends(1).says("--identity ../bob.key: is not among the readers");
    // From the history he takes the key he once had; it opens nothing of today.
    let key = |text: &str| text.lines().find(|line| line.contains("data-key")).expect("a data key").to_owned();
    let now = config(&place);
    fs::write(place.path("demo/spec.dev.kdl"), now.replace(&key(&now), &key(&old))).expect("writes");
    bobs(&place).ends(1).says("E0713");
    fs::write(place.path("demo/spec.dev.kdl"), &now).expect("writes");

    // Taken off by hand, he is noticed, too.
    place.demo(&["secret", "recipients", "add", bob.trim(), "--name", "bob"]).done();
    let both = config(&place);
    let line = both.lines().find(|line| line.contains("bob")).expect("his line");
    fs::write(place.path("demo/spec.dev.kdl"), both.replace(&format!("{line}\n"), "")).expect("writes");
    place.demo(&["secret", "check"]).done().says("W0721");
    place.demo(&["secret", "rekey"]).done().says("could read origin-header");
    bobs(&place).ends(1);
    let rekeyed = place.demo(&["secret", "rekey", "--format", "json"]).done().json();
    assert_eq!(rekeyed["rotate"], serde_json::json!([]));
}

#[test]
fn without_the_key_one_looks_and_does_not_touch() {
    let place = sealed();
    let stranger = |arguments: &[&str]| as_somebody(&place, "stranger", arguments);
    for looks in [
        &["validate"][..],
        &["show", "spec"],
        &["show", "desired"],
        &["show", "graph"],
        &["graph"],
        &["config", "list"],
    ] {
        stranger(looks).done();
    }
    let plan = stranger(&["plan", "--local"]).done().prints("to create").prints("(secret");
    plan.says("`origin-header` cannot be opened here").says("identity.txt: not there").says("id_ed25519: not there");
    let nobody = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    nobody.set_nonblocking(true).expect("sets");
    let endpoint = format!("http://{}", nobody.local_addr().expect("an address"));
    let apply = |home: &str, arguments: &[&str]| {
        let mut command = place.command(&[&["-C", "demo", "apply", "--yes"], arguments].concat());
        let account =
            [("AWS_ENDPOINT_URL", endpoint.as_str()), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
        command.env("HOME", place.path(home)).envs(account).stdin(Stdio::null()).output().expect("the binary runs")
    };
    let run = apply("stranger", &[]);
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{said}");
    for told in
        ["E0712", "the secret `origin-header` cannot be opened", "spec.dev.kdl:4", "tried, in this order", "--identity"]
    {
        assert!(said.contains(told), "no `{told}` in {said}");
    }
    assert!(nobody.accept().is_err(), "no call was made");
    let local = stranger(&["apply", "--local", "--yes"]).ends(1).says("cannot be opened");
    assert!(!local.err.contains("created"), "{}", local.err);

    // A saved plan is no way around it; nor is one that was made with the key.
    place.demo(&["plan", "--local", "--out", "saved.json"]).done();
    stranger(&["apply", "saved.json", "--yes"]).ends(1).says("cannot be opened");
    // What needs no secret may be made.
    stranger(&["apply", "--local", "--yes", "--target", "bucket.site/bucket"]).done().says("created");
    place.demo(&["apply", "--local", "--yes"]).done();
    stranger(&["plan", "--local", "--detailed-exitcode"]).done().prints("nothing to do").says("cannot be opened here");
    stranger(&["drift", "--local"]).done().says("the secrets cannot be opened here, so they are not compared");
    stranger(&["destroy", "--local", "--yes"]).done();
}

#[test]
fn values_that_cannot_go_where_they_are_sent_are_refused() {
    let place = sealed();
    let before = config(&place);
    let set = |value: &str| place.run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], value);
    let long = "x".repeat(201);
    set(&long).ends(1).says("E0724").says("has 201 bytes").says("takes 200").says("spec.kdl").never_shows(&long);
    set(&"y".repeat(200)).done();
    fs::write(place.path("demo/spec.dev.kdl"), &before).expect("writes");
    let text = "0123456789012345678901234567890123456789";
    set(&format!("{text}\n{text}")).ends(1).says("a line end").never_shows(text);
    set(&format!("{text}\u{7}")).ends(1).says("a control character").never_shows(text);
    set(&format!("{text}é")).ends(1).says("outside of ASCII").never_shows(text);
    set(&format!(" {text}")).ends(1).says("a blank").never_shows(text);
    set("").ends(1).says("there is no value");
    place.demo(&["config", "set", "origin-header", "", "--secret"]).ends(1).says("is empty");
    set("short").ends(1).says("has 5 characters, the spec asks for 32");
    place.demo(&["config", "set", "origin-header", "--generate", "--length", "300"]).ends(1).says("takes 200");
    place.demo(&["config", "set", "origin-header", text, "--secret"]).done().says("history of your shell");
    fs::write(place.path("demo/spec.dev.kdl"), &before).expect("writes");
    assert_eq!(config(&place), before);

    // What is in the file already is looked at before the first call, at its line.
    let spec = fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
    fs::write(place.path("demo/spec.kdl"), spec.replace("min-length=32", "min-length=64")).expect("writes");
    for verb in [&["plan", "--local"][..], &["apply", "--local", "--yes"], &["secret", "check"]] {
        place.demo(verb).ends(1).says("E0722").says("the spec asks for 64").says("spec.dev.kdl:5");
    }
    let classic = spec.replace("waf \"cdn-only\" {", "waf \"cdn-only\" version=\"classic\" {");
    fs::write(place.path("demo/spec.kdl"), spec).expect("writes");
    set(&"z".repeat(60)).done();
    fs::write(place.path("demo/spec.kdl"), classic).expect("writes");
    place.demo(&["apply", "--local", "--yes"]).ends(1).says("E0724").says("takes 50").says("spec.dev.kdl:5");
}

/// A value comes from a file as it comes from a pipe, and is not said back either way.
#[test]
fn a_value_can_be_read_from_a_file() {
    let place = Place::started();
    let text = "0123456789-from-a-file-0123456789-0123456789";
    fs::write(place.path("value.txt"), format!("{text}\r\n")).expect("writes");
    let set = ["config", "set", "origin-header", "--secret", "--file", "../value.txt"];
    place.demo(&set).done().says("added the secret `origin-header` in spec.dev.kdl").never_shows(text);
    assert!(!config(&place).contains(text));
    assert_eq!(place.demo(&["config", "get", "origin-header", "--show"]).done().out, format!("{text}\n"));
    place.demo(&set).done().says("has this value already");

    let before = config(&place);
    place.demo(&["config", "set", "colour", "--file", "../value.txt"]).done();
    assert_eq!(place.demo(&["config", "get", "colour"]).done().out, format!("{text}\n"));
    place.demo(&["config", "rm", "colour"]).done();
    fs::write(place.path("empty.txt"), "\n").expect("writes");
    fs::write(place.path("latin.txt"), b"\xe9").expect("writes");
    for (file, why) in [("empty", "there is no value"), ("latin", "cannot read"), ("nowhere", "cannot read")] {
        let file = format!("../{file}.txt");
        place.demo(&["config", "set", "origin-header", "--secret", "--file", &file]).ends(1).says(why);
    }
    assert_eq!(config(&place), before);
    place.demo(&["config", "set", "origin-header", "x", "--file", "../value.txt"]).ends(64).never_shows(text);
    place.demo(&["config", "set", "origin-header", "--generate", "--file", "../value.txt"]).ends(64);
}

#[test]
fn a_private_key_is_never_said_back() {
    let place = sealed();
    let identity = fs::read_to_string(place.path(".config/engine/identity.txt")).expect("the key");
    let private = identity.lines().last().expect("a line");
    let before = config(&place);
    let add = place.demo(&["secret", "recipients", "add", private]).ends(1);
    add.says("E0709").says("this is a private key").says("give up this key").never_shows(private);
    place.demo(&["config", "set", "colour", private]).ends(1).says("E0709").never_shows(private);
    assert_eq!(config(&place), before);
    fs::write(
        place.path("demo/spec.dev.kdl"),
        before.replace("    data-key", &format!("    recipient \"{private}\"\n    data-key")),
    )
    .expect("writes");
    for command in [&["secret", "check"][..], &["plan", "--local"], &["config", "list"], &["secret", "rekey"]] {
        place.demo(command).ends(1).says("E0709").says("spec.dev.kdl:4").never_shows(private);
    }
}

#[test]
fn damaged_files_are_told_by_line() {
    let place = sealed();
    let whole = config(&place);
    let write = |text: String| fs::write(place.path("demo/spec.dev.kdl"), text).expect("writes");
    let plan = || place.demo(&["plan", "--local"]);
    let end = whole.find("\"\n}").expect("the end of the value");
    write(format!("{}{}", &whole[..end - 8], &whole[end..]));
    plan().ends(1).says("E0713").says("spec.dev.kdl:5").says("cut short");
    write(whole[..whole.len() / 2].to_owned());
    plan().ends(1).says("E0702").says("spec.dev.kdl:");
    write(whole.replace("v1:", "v7:"));
    plan().ends(1).says("E0704").says("format `v7`").says("spec.dev.kdl:5");
    write(whole.replace("format=1", "format=9"));
    plan().ends(1).says("E0704").says("spec.dev.kdl:2");
    write(whole.replace("env=\"dev\"", "env=\"prod\""));
    plan().ends(1).says("E0705").says("spec.dev.kdl:2");
    // Another letter in the middle of the sealed value.
    let at = end - 20;
    let other = if &whole[at..=at] == "A" { "B" } else { "A" };
    write(format!("{}{other}{}", &whole[..at], &whole[at + 1..]));
    plan().ends(1).says("E0713").says("spec.dev.kdl:5").says("does not open");
    place.demo(&["apply", "--local", "--yes"]).ends(1).says("E0713");
    write(whole.clone());
    plan().done();
    // A wrong identity is told, although another one opens.
    let checked = place.demo(&["secret", "check", "--identity", "spec.kdl"]).done();
    let checked = checked.prints("--identity spec.kdl").prints("is not an identity");
    assert!(checked.out.contains("identity.txt  opens the data key"), "{}", checked.out);
    let alone = as_somebody(&place, "nobody", &["secret", "check", "--identity", "spec.kdl"]).ends(1);
    alone.says("--identity spec.kdl: line").says("is not an identity");
}

#[test]
fn many_shells_write_one_file_and_nothing_is_lost() {
    const SHELLS: usize = 12;
    let place = sealed();
    let children: Vec<_> = (0..SHELLS)
        .map(|number| {
            let name = format!("key-{number}");
            let secret = if number % 2 == 0 { vec!["--generate"] } else { vec!["a value"] };
            let words = [&["-C", "demo", "config", "set", name.as_str()], secret.as_slice()].concat();
            let silent = || Stdio::null();
            place.command(&words).stdin(silent()).stdout(silent()).stderr(Stdio::piped()).spawn().expect("starts")
        })
        .collect();
    // Meanwhile the file is whole at any time.
    for _ in 0..50 {
        let text = config(&place);
        assert!(text.ends_with("}\n") && text.contains("secret \"origin-header\""), "{text}");
    }
    for child in children {
        let output = child.wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let listed = place.demo(&["config", "list", "--format", "json"]).done().json();
    let names: Vec<_> = listed["values"].as_array().expect("values").iter().map(|row| row["key"].clone()).collect();
    for number in 0..SHELLS {
        assert!(names.contains(&format!("key-{number}").into()), "{names:?}");
    }
    place.demo(&["secret", "check"]).done().says("all 7 secrets open");
    assert!(
        !files(&place.path("demo")).keys().any(|path| path.to_string_lossy().contains(".engine-")),
        "temporary files"
    );
}

#[test]
fn a_killed_config_set_leaves_the_old_file_or_the_new_one() {
    let place = sealed();
    for milliseconds in 0..15 {
        let before = config(&place);
        let mut child = place
            .command(&["-C", "demo", "config", "set", "origin-header", "--generate"])
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds * 3));
        let _ = child.kill();
        child.wait().expect("ends");
        let after = config(&place);
        let whole = after.ends_with("}\n") && after.lines().count() == before.lines().count();
        assert!(after == before || whole, "{after}");
        place.demo(&["secret", "check"]).done();
    }
}
