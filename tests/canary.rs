//! A planted secret is in no output and in no file, whatever is run: every command, in every format, at every verbosity, also
//! when a cloud says the request back in its errors, and when the program is killed.

mod echo;

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use echo::{Echo, Mood};

use crate::support::leaks::forms;
use crate::support::place::{Place, Ran, files};
use crate::support::served::Served;

/// Distinctive, with what JSON, URLs, XML and regular expressions spell otherwise. It goes into a header, which holds ASCII only.
const HEADER: &str = "cnry-7Qx\"&<+/%.$-0123456789-planted";
/// As distinctive, with what only the environment of a function can hold.
const VARIABLE: &str = "cnry-é☂\\\"\t'&<+/%.$-9876543210-hidden";

/// A home with a stack that gives one secret to a web ACL and a CDN, and another to a function.
struct Planted {
    place: Place,
    forms: Vec<Vec<u8>>,
}

impl Planted {
    fn new() -> Self {
        let place = Place::started();
        std::fs::create_dir(place.path("tmp")).expect("a folder");
        let spec = std::fs::read_to_string(place.path("demo/spec.kdl")).expect("the spec");
        let spec = spec
            .replace("secret \"origin-header\"", "secret \"token\"\nsecret \"origin-header\"")
            .replace("ENV_NAME=\"${stack.env}\"", "ENV_NAME=\"${stack.env}\" TOKEN=\"t:${secret.token}:t\"");
        std::fs::write(place.path("demo/spec.kdl"), spec).expect("writes");
        let planted =
            Self { place, forms: [HEADER, VARIABLE].iter().flat_map(|value| forms(value.as_bytes())).collect() };
        for (name, value) in [("origin-header", HEADER), ("token", VARIABLE)] {
            let ran = planted.run(&["config", "set", name, "--secret"], value);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
        }
        planted
    }

    /// Runs in the folder of the stack and looks at everything a run shows: what it prints, and how it and every program that
    /// it starts appear to others on the machine.
    #[track_caller]
    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        self.run_as(arguments, input, &[])
    }

    #[track_caller]
    fn run_as(&self, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Ran {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("piped");
        let mut seen = shown_by(child.id());
        // A command that does not read has closed its end.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let read = |mut from: Box<dyn std::io::Read + Send>| {
            std::thread::spawn(move || {
                let mut bytes = Vec::new();
                from.read_to_end(&mut bytes).expect("reads");
                bytes
            })
        };
        let out = read(Box::new(child.stdout.take().expect("piped")));
        let err = read(Box::new(child.stderr.take().expect("piped")));
        let status = loop {
            if let Some(status) = child.try_wait().expect("the binary ends") {
                break status;
            }
            seen.extend(shown_by(child.id()));
            std::thread::sleep(Duration::from_millis(3));
        };
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let ran =
            Ran { code: status.code(), out: text(out.join().expect("read")), err: text(err.join().expect("read")) };
        let what = format!("`engine {}`", arguments.join(" "));
        assert_ne!(ran.code, Some(70), "{what} is a bug: {}", ran.err);
        assert_ne!(ran.code, None, "{what} was ended by a signal: {}", ran.err);
        self.clean(&format!("stdout of {what}"), ran.out.as_bytes());
        self.clean(&format!("stderr of {what}"), ran.err.as_bytes());
        for bytes in seen {
            self.clean(&format!("the process list during {what}"), &bytes);
        }
        ran
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.place.command(&[&["-C", "demo"], arguments].concat());
        command.env("TMPDIR", self.place.path("tmp"));
        // What libraries below would like to tell, if anybody listened.
        command.envs([("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")]);
        command
    }

    #[track_caller]
    fn clean(&self, what: &str, bytes: &[u8]) {
        if let Some(form) = self.forms.iter().find(|form| bytes.windows(form.len()).any(|window| window == *form)) {
            let text = String::from_utf8_lossy(bytes);
            panic!("{what} holds a secret as `{}`:\n{text}", String::from_utf8_lossy(form));
        }
    }

    #[track_caller]
    fn clean_files(&self) {
        for (path, content) in files(self.place.root()) {
            self.clean(&path.display().to_string(), &content);
        }
    }
}

/// The command lines and environments of a process and of every process below it.
fn shown_by(process: u32) -> BTreeSet<Vec<u8>> {
    let mut seen = BTreeSet::new();
    let mut open = vec![process.to_string()];
    while let Some(process) = open.pop() {
        for file in ["cmdline", "environ"] {
            // It may have come to its end by now.
            seen.extend(std::fs::read(format!("/proc/{process}/{file}")));
        }
        let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
        for task in tasks {
            let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
            open.extend(children.split_whitespace().map(str::to_owned));
        }
    }
    seen
}

/// Every command with the formats it prints in, in an order in which each finds something to do.
const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["validate"], &["json", "short", "sarif", "github"]),
    (&["fmt", "--check", "spec.kdl", "spec.dev.kdl"], BOTH),
    (&["fmt", "spec.kdl", "spec.dev.kdl"], BOTH),
    (&["plan", "--local"], BOTH),
    (&["plan", "--local", "--all", "--out", "first.plan.json"], BOTH),
    (&["apply", "--local", "--yes"], BOTH),
    (&["apply", "--local", "--yes"], BOTH),
    (&["plan", "--local", "--replace", "cdn.site", "--out", "plan.json"], BOTH),
    (&["show", "plan", "plan.json"], BOTH),
    (&["show", "spec"], BOTH),
    (&["show", "desired"], BOTH),
    (&["show", "graph"], BOTH),
    (&["graph"], &["json", "dot", "mermaid", "svg"]),
    (&["status", "--local"], BOTH),
    (&["state", "list", "--local"], BOTH),
    (&["state", "show", "cdn.site", "--local"], BOTH),
    (&["state", "show", "waf.cdn-only", "--local"], BOTH),
    (&["state", "show", "function.api", "--local"], BOTH),
    (&["state", "mv", "bucket.site", "bucket.other", "--local"], BOTH),
    (&["state", "rm", "bucket.site", "--local", "--yes"], BOTH),
    (&["state", "versions", "--local"], BOTH),
    (&["state", "restore", "--local", "--yes"], BOTH),
    (&["drift", "--local"], BOTH),
    (&["trace", "${cdn.site.url}/api/x"], BOTH),
    (&["trace", "${gateway.api.invoke-url}/api/x", "-H", "X-Origin-Verify: ${secret.origin-header}"], BOTH),
    (&["trace", "${cdn.site.url}/api/x", "-H", "X-Origin-Verify: guess", "--local", "--deployed"], BOTH),
    (&["trace", "${cdn.site.url}/${secret.token}"], BOTH),
    (&["test"], &["json", "junit"]),
    (&["test", "--local", "--deployed", "--junit", "report.xml"], &["json", "junit"]),
    // Nobody listens: what is not sent says nothing of its headers either.
    (&["test", "--local", "--live", "--connect", "127.0.0.1:9"], &["json", "junit"]),
    (&["output", "--local"], BOTH),
    (&["config", "list"], BOTH),
    (&["config", "get", "origin-header"], BOTH),
    (&["config", "set", "colour", "blue"], BOTH),
    (&["config", "rm", "colour"], BOTH),
    (&["secret", "check"], BOTH),
    (&["secret", "keygen", "--out", "other"], BOTH),
    (&["secret", "recipients", "add", SOMEBODY, "--name", "somebody"], BOTH),
    (&["secret", "recipients", "list"], BOTH),
    (&["secret", "recipients", "rm", "somebody"], BOTH),
    (&["secret", "rekey"], BOTH),
    (&["explain", "E0301"], BOTH),
    (&["lsp"], &[]),
    (&["schema"], &[]),
    (&["completions", "bash"], &[]),
    (&["man"], &[]),
    (&["new", "another"], BOTH),
    // What fails: an identity that is none, a target that is not there, a plan that is none, an environment that is none.
    (&["apply", "--local", "--yes", "--identity", "spec.kdl"], BOTH),
    (&["plan", "--local", "--identity", "spec.kdl"], BOTH),
    (&["plan", "--local", "--target", "function.nothing"], BOTH),
    (&["apply", "first.plan.json", "--yes"], BOTH),
    (&["apply", "spec.dev.kdl", "--local", "--yes"], BOTH),
    (&["plan", "--local", "--env", "nowhere"], BOTH),
    (&["destroy", "--local", "--yes"], BOTH),
];
const BOTH: &[&str] = &["json"];
/// A public key nobody has the private half of.
const SOMEBODY: &str = "age1wghzy3l60t6yayvy32txvcu5j8yyl4hlk89jfrmdphzyq5mucdrq080wrv";

#[test]
fn a_planted_secret_is_nowhere() {
    let planted = Planted::new();
    for (command, formats) in COMMANDS {
        let mut options: Vec<Vec<&str>> = vec![vec![], vec!["-v"], vec!["-vvv"], vec!["--quiet"]];
        options.extend(formats.iter().map(|format| vec!["--format", *format]));
        options.extend(formats.iter().map(|format| vec!["--format", *format, "-vvv"]));
        for options in options {
            planted.run(&[command, options.as_slice()].concat(), "");
        }
        planted.clean_files();
    }
    // The one door: asked for by name, on purpose.
    for (name, value) in [("origin-header", HEADER), ("token", VARIABLE)] {
        planted.place.demo(&["config", "get", name, "--show"]).done().prints(value);
    }
}

#[test]
fn every_command_is_looked_at() {
    let place = Place::empty();
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let help = place.run(&[command.as_slice(), &["--help"]].concat()).done().out;
        let listed = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
        let subcommands: Vec<String> = listed
            .unwrap_or("")
            .lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .collect();
        for subcommand in &subcommands {
            // The words live as long as the test.
            open.push([command.as_slice(), &[&*subcommand.clone().leak()]].concat());
        }
        // One that serves until it is stopped is looked at by a test of its own.
        let looked_at = COMMANDS.iter().any(|(other, _)| other.starts_with(&command)) || command == ["dev"];
        assert!(looked_at || !subcommands.is_empty(), "`engine {}` is not looked at", command.join(" "));
    }
}

#[test]
fn a_served_cloud_shows_nothing_by_itself() {
    let planted = Planted::new();
    planted.run(&["apply", "--local", "--yes", "--quiet"], "");
    let mut child = planted
        .command(&["dev", "--aws-port", "0", "--cdn-port", "0", "--gateway-port", "0", "-vvv"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    std::thread::sleep(Duration::from_millis(3000));
    let seen = shown_by(child.id());
    child.kill().expect("it was still serving");
    let output = child.wait_with_output().expect("it ends");
    planted.clean("what `engine dev` prints", &[output.stdout, output.stderr].concat());
    seen.iter().for_each(|bytes| planted.clean("the process list during `engine dev`", bytes));
    planted.clean_files();
}

#[test]
fn errors_that_say_the_request_back_are_masked() {
    for mood in [Mood::Refuses, Mood::Confused, Mood::Fails, Mood::Throttles, Mood::HangsUp, Mood::Babbles] {
        let people: &[&str] = &["-vvv"];
        let programs: &[&str] = &["--format", "json", "-vvv"];
        let both: &[&[&str]] = &[people, programs];
        // What fails for good is told in both; the rest differs in nothing but the calls that are repeated.
        let options = if matches!(mood, Mood::Refuses | Mood::Confused) { both } else { &both[1..] };
        for options in options.iter().copied() {
            let planted = Planted::new();
            let elsewhere = Place::started();
            let served = Served::start(&elsewhere);
            let echo = Echo::start(served.endpoint(), planted.forms.clone(), mood);
            let endpoint = echo.endpoint();
            let account = [
                ("AWS_ENDPOINT_URL", endpoint.as_str()),
                ("AWS_ACCESS_KEY_ID", "local"),
                ("AWS_SECRET_ACCESS_KEY", "local"),
                ("AWS_EC2_METADATA_DISABLED", "true"),
            ];
            let ran = planted.run_as(&[&["apply", "--yes"], options].concat(), "", &account);
            assert!(echo.seen() >= 2, "{mood:?}: {}", ran.err);
            let services: BTreeSet<String> = echo.services().into_iter().collect();
            match mood {
                Mood::Refuses | Mood::Confused => {
                    assert_eq!(ran.code, Some(3), "{}", ran.err);
                    let said = format!("{}{}", ran.out, ran.err);
                    assert!(said.contains("your request was") && said.contains("(secret "), "{mood:?}: {said}");
                    assert!(services.contains("wafv2") && services.contains("lambda"), "{services:?}");
                }
                Mood::Fails | Mood::Throttles | Mood::HangsUp | Mood::Babbles => {
                    // What may have happened is not sent again, the next run finds out; each of three services is rude once.
                    let mut runs = vec![ran];
                    while runs.last().is_some_and(|ran| ran.code != Some(0)) && runs.len() < 4 {
                        runs.push(planted.run_as(&[&["apply", "--yes"], options].concat(), "", &account));
                    }
                    let last = runs.last().expect("the first");
                    assert_eq!(last.code, Some(0), "{mood:?}: {}", last.err);
                    let services: BTreeSet<String> = echo.services().into_iter().collect();
                    let wanted = BTreeSet::from(["cloudfront", "lambda", "wafv2"].map(str::to_owned));
                    assert!(wanted.is_subset(&services), "{mood:?}: {services:?}");
                    planted.run_as(&[&["drift"], options].concat(), "", &account);
                }
            }
            planted.clean_files();
        }
    }
}

#[test]
fn a_killed_apply_leaves_the_secret_nowhere_and_goes_on() {
    let planted = Planted::new();
    for milliseconds in [40, 80, 120, 160, 200, 240, 280, 320, 360, 400] {
        let mut child = planted
            .command(&["apply", "--local", "--yes", "-vvv"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(Duration::from_millis(milliseconds));
        for bytes in shown_by(child.id()) {
            planted.clean("the process list", &bytes);
        }
        // The process may have come to its end by itself.
        let _ = child.kill();
        let output = child.wait_with_output().expect("the binary ends");
        planted.clean("stdout of a killed apply", &output.stdout);
        planted.clean("stderr of a killed apply", &output.stderr);
        planted.clean_files();
    }
    planted.place.demo(&["apply", "--local", "--yes"]).done();
    planted.place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    planted.place.demo(&["destroy", "--local", "--yes"]).done();
    planted.clean_files();
}

#[test]
fn programs_that_are_started_inherit_no_key_and_no_value() {
    let planted = Planted::new();
    let key = std::fs::read_to_string(planted.place.path(".config/engine/identity.txt")).expect("the key");
    let key = key.lines().last().expect("a line").trim().to_owned();
    std::fs::create_dir(planted.place.path("bin")).expect("a folder");
    // An age plugin that writes down what it was started with, and where it comes from, and does nothing else.
    let plugin = planted.place.path("bin/age-plugin-yubikey");
    let record = planted.place.path("record");
    let script =
        format!("#!/bin/sh\n{{ cat /proc/$$/cmdline /proc/$$/environ; echo; }} >> '{}'\nexit 1\n", record.display());
    std::fs::write(&plugin, script).expect("writes");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&plugin, executable).expect("sets");
    let path = format!("{}:/bin:/usr/bin", planted.place.path("bin").display());
    let recipient = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t";
    let add = ["secret", "recipients", "add", recipient, "--name", "token"];
    let variables = [("PATH", path.as_str()), ("ENGINE_AGE_KEY", key.as_str()), ("ENGINE_AGE_PLUGINS", "1")];
    let ran = planted.run_as(&add, "", &variables);
    assert_eq!(ran.code, Some(1), "the plugin does nothing: {}", ran.err);
    let recorded = std::fs::read(&record).expect("the plugin was run");
    let text = String::from_utf8_lossy(&recorded).into_owned();
    assert!(text.contains("age-plugin-yubikey") && text.contains("ENGINE_AGE_PLUGINS=1"), "{text}");
    assert!(!text.contains(&key) && !text.contains("ENGINE_AGE_KEY"), "{text}");
    planted.clean("what a plugin is started with", &recorded);
    // Without the opt-in nothing is run.
    std::fs::remove_file(&record).expect("removes");
    let ran = planted.run_as(&add, "", &variables[..2]);
    assert!(ran.code == Some(1) && ran.err.contains("ENGINE_AGE_PLUGINS=1"), "{}", ran.err);
    assert!(!record.exists());
}

#[test]
fn a_leak_would_be_found() {
    for value in [HEADER, VARIABLE] {
        let bytes = value.as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let code = |text: String| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
        let url = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let spelled = [
            value.to_owned(),
            serde_json::to_string(value).expect("JSON"),
            format!("{value:?}"),
            url.to_lowercase(),
            url,
            hex.to_uppercase(),
            hex,
            code(value.to_owned()),
            code(format!("a{value}")),
            code(format!("ab{value}c")),
            quick_xml::escape::escape(value).to_string(),
        ];
        let forms = forms(bytes);
        for text in spelled {
            let text = format!("before {text} after").into_bytes();
            let found = forms.iter().any(|form| text.windows(form.len()).any(|window| window == *form));
            assert!(found, "{}", String::from_utf8_lossy(&text));
        }
    }
}
