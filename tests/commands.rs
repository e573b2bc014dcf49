//! The command line as a user meets it: the binary runs in a folder of its own, with an empty environment, and what it prints
//! and how it ends is compared.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::place::{Place, files};

#[test]
fn new_writes_a_perimeter_that_runs_as_it_is() {
    let place = Place::empty();
    let ran = place.run(&["new", "my shop!"]).done().says("wrote a perimeter into my shop!").says("handler.py");
    assert_eq!(ran.out, "cd 'my shop!'\nengine apply --local\n");
    let spec = fs::read_to_string(place.path("my shop!/spec.kdl")).expect("the spec");
    assert!(spec.contains("stack \"my-shop\""), "{spec}");
    assert_eq!(fs::read_to_string(place.path("my shop!/.gitignore")).expect("reads").lines().nth(1), Some(".engine/"));
    place.run(&["-C", "my shop!", "validate", "--deny-warnings"]).done();
    let outputs = place.run(&["-C", "my shop!", "apply", "--local", "--yes"]).done().says("created");
    assert!(outputs.out.starts_with("url  https://"), "{}", outputs.out);
    place.run(&["-C", "my shop!", "plan", "--local", "--detailed-exitcode"]).done().prints("nothing to do");
}

#[test]
fn new_leaves_a_folder_with_something_in_it_alone() {
    let place = Place::empty();
    fs::create_dir(place.path("full")).expect("a folder");
    fs::write(place.path("full/file"), "mine").expect("writes");
    let ran = place.run(&["new", "full"]).ends(1).says("it is not empty").says("help:");
    assert_eq!(ran.out, "");
    assert_eq!(files(&place.path("full")).len(), 1);
    place.run(&["new", "123"]).ends(1).says("gives no name for the stack");
}

#[test]
fn what_stands_is_looked_at_without_a_cloud() {
    let place = Place::started();
    place.demo(&["status", "--local"]).done().says("nothing is recorded of stack `demo` in environment `dev`");
    place.demo(&["output", "--local", "url"]).ends(1).says("no apply has recorded it yet");
    place.demo(&["apply", "--local", "--yes"]).done();

    place
        .demo(&["status", "--local"])
        .done()
        .prints("stack         demo")
        .prints("Lambda function")
        .prints("last applied");
    place.demo(&["status"]).done().says("add `--local`");
    let status = place.demo(&["status", "--local", "--format", "json"]).done().json();
    assert_eq!(status["stack"], "demo");
    assert_eq!(status["kinds"]["lambda-function"], 1);
    assert_eq!(status["open"], Value::Array(vec![]));

    let listed = place.demo(&["output", "--local"]).done();
    let alone = place.demo(&["output", "--local", "url"]).done();
    assert_eq!(listed.out, format!("url  {}", alone.out));
    assert!(alone.out.starts_with("https://") && alone.out.ends_with('\n'), "{}", alone.out);
    let json = place.demo(&["output", "--local", "--format", "json"]).done().json();
    assert_eq!(json["outputs"]["url"], alone.out.trim());
    place.demo(&["output", "--local", "ulr"]).ends(1).says("there is no output `ulr`").says("did you mean `url`?");

    place.demo(&["state", "list", "--local"]).done().prints("function.api/function  ").prints("Lambda function");
    place.demo(&["state", "show", "--local", "function.api"]).done().prints("function.api/role").prints("memory");
    place
        .demo(&["state", "show", "--local", "cdn.site/distribution"])
        .done()
        .prints("X-Origin-Verify")
        .prints("(secret")
        .prints("depends on");
    let secret = place.demo(&["state", "show", "--local", "waf.cdn-only", "--format", "json"]).done().json();
    assert_eq!(secret["resources"][0]["kind"], "wafv2-web-acl", "{secret}");
    place.demo(&["state", "show", "--local", "function.apo"]).ends(1).says("did you mean `function.api`?");
}

#[test]
fn stages_between_spec_and_plan_can_be_printed() {
    let place = Place::started();
    place
        .demo(&["show", "desired", "--local"])
        .done()
        .prints("function.api/function  Lambda function")
        .prints("memory")
        .prints("depends on")
        .prints("(secret origin-header)");
    let desired = place.demo(&["show", "desired", "--local", "--format", "json"]).done().json();
    assert_eq!(desired["env"], "dev");
    assert!(desired["resources"].as_array().is_some_and(|all| all.len() > 10));

    place.demo(&["show", "graph", "--local"]).done().prints("step 1, at once").prints("after ");
    place.demo(&["plan", "--local", "--out", "saved.json"]).done();
    place.demo(&["show", "plan", "saved.json"]).done().prints("to create");
    assert_eq!(place.demo(&["show", "plan", "saved.json", "--format", "json"]).done().json()["stack"], "demo");
    place.demo(&["show", "plan", "spec.kdl"]).ends(1).says("is not a plan");
    // A look needs no secret; without --local, what is made needs it to be set.
    place.demo(&["show", "desired"]).done().prints("(secret origin-header)");
    place.demo(&["plan"]).ends(1).says("secret.origin-header").says("engine config set origin-header");
}

#[test]
fn secrets_under_another_key_stop_a_plan() {
    let place = Place::started();
    let generate = ["config", "set", "origin-header", "--secret", "--generate"];
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&generate).done();
    // What --local made up may be replaced by a real one.
    place.demo(&["apply", "--local", "--yes"]).done();
    fs::remove_file(place.path("demo/spec.dev.kdl")).expect("removes");
    place.demo(&generate).done();
    place.demo(&["plan", "--local"]).ends(1).says("sealed under another key").says("--accept-new-key");
    place.demo(&["apply", "--local", "--yes"]).ends(1).says("sealed under another key");
    place.demo(&["apply", "--local", "--yes", "--accept-new-key"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
}

#[test]
fn a_saved_plan_takes_no_other_wishes() {
    let place = Place::started();
    place.demo(&["plan", "--local", "--out", "saved.json"]).done();
    place.demo(&["apply", "saved.json", "--yes", "--target", "function.api"]).ends(64).says("performed as it is");
    place.run(&["apply", "demo/saved.json", "--yes"]).ends(1).says("is not here");
    place.demo(&["apply", "saved.json", "--yes"]).done();
    place.demo(&["apply", "saved.json", "--yes"]).ends(1).says("it was made on state 0");
}

#[test]
fn the_spec_as_it_is_understood_asks_for_the_same() {
    for name in ["minimal", "secure-api", "classic-waf", "static-site"] {
        let place = Place::example(name);
        let understood = place.demo(&["show", "spec"]).done().out;
        let wanted = place.demo(&["show", "desired", "--local", "--format", "json"]).done().json();
        fs::write(place.path("demo/spec.kdl"), &understood).expect("writes");
        assert_eq!(place.demo(&["show", "spec"]).done().out, understood);
        assert_eq!(place.demo(&["show", "desired", "--local", "--format", "json"]).done().json(), wanted);
    }
    let place = Place::started();
    assert_eq!(place.demo(&["show", "spec", "--format", "json"]).done().json()["blocks"][0]["node"], "stack");
    fs::write(place.path("demo/spec.kdl"), "stack").expect("writes");
    place.demo(&["show", "spec"]).ends(1).says("`stack` needs its name");
}

#[test]
fn the_graph_is_drawn_in_every_format() {
    let place = Place::started();
    place.demo(&["graph", "--local"]).done().prints("digraph").prints("function.api").prints("rest-api");
    place.demo(&["graph", "--local", "--format", "mermaid"]).done().prints("flowchart");
    place.demo(&["graph", "--local", "--out", "picture.svg"]).done().says("picture.svg");
    let picture = fs::read_to_string(place.path("demo/picture.svg")).expect("the picture");
    assert!(picture.starts_with("<svg") || picture.starts_with("<?xml"), "{picture:.60}");
    let graph = place.demo(&["graph", "--local", "--format", "json"]).done().json();
    assert!(graph["edges"].as_array().is_some_and(|edges| edges.len() > 10));
    place.demo(&["graph", "--local", "--out", "picture.png"]).ends(64).says("png").says("svg");
    place.demo(&["graph", "--format", "sarif"]).ends(64).says("does not print in the format `sarif`");
    place.run(&["graph"]).ends(1);
}

#[test]
fn drift_tells_what_somebody_changed() {
    let place = Place::started();
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["drift", "--local", "--detailed-exitcode"]).done().prints("no drift");
    let served = Served::start(&place, &["-C", "demo", "dev", "--aws-only", "--aws-port", "0"]);
    let answer = served.ask(
        "PUT /2015-03-31/functions/dev-demo-api/configuration",
        "lambda",
        "us-east-2",
        "{\"MemorySize\":512}",
    );
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(served.stop(), Some(0));
    let ran = place.demo(&["drift", "--local", "--detailed-exitcode"]).ends(2);
    ran.prints("~ function.api/function").prints("256 -> 512").prints("1 of ");
    let drift = place.demo(&["drift", "--local", "--format", "json"]).done().json();
    assert_eq!(drift["summary"]["changed"], 1);
    assert_eq!(drift["drift"][0]["fields"][0]["live"], 512);
    // Digests of secrets made with another key say nothing.
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    let ran = place.demo(&["drift", "--local", "--detailed-exitcode"]).done();
    ran.prints("no drift").says("sealed with another key");
    place.demo(&["-e", "nowhere", "drift", "--local"]).ends(1).says("there is no environment `nowhere`");
}

#[test]
fn config_keeps_plain_values() {
    let place = Place::example("secure-api");
    place.demo(&["config", "set", "image", "registry/api:7"]).done().says("added `image` in spec.dev.kdl");
    assert_eq!(place.demo(&["config", "get", "image"]).done().out, "registry/api:7\n");
    place.demo(&["config", "set", "image", "registry/api:7"]).done().says("has this value already");
    place.demo(&["config", "list"]).done().prints("image").prints("registry/api:7").prints("(not set)");
    let values = place.demo(&["config", "list", "--format", "json"]).done().json();
    assert_eq!(values["values"][0]["value"], "registry/api:7");
    place.demo(&["-e", "prod", "config", "get", "image"]).ends(1).says("not set");
    place
        .demo(&["config", "set", "imagee", "x"])
        .done()
        .says("the spec has no param `imagee`")
        .says("did you mean `image`?");
    place.demo(&["config", "rm", "imagee"]).done().says("removed `imagee`");
    place.demo(&["config", "rm", "imagee"]).ends(1);
    place.demo(&["config", "set", "image", "x", "--secret"]).ends(1).says("a param is not sealed");
    place.run(&["config", "list"]).ends(1).says("spec.kdl");
}

#[test]
fn config_seals_secrets_and_sets_up_a_key() {
    let place = Place::started();
    let value = "an-origin-header-of-more-than-32-characters";
    // As for somebody who got the folder from a colleague.
    fs::remove_file(place.path(".config/engine/identity.txt")).expect("the key that `new` made");
    place
        .run_with(&["-C", "demo", "config", "set", "origin-header", "--secret"], &format!("{value}\n"))
        .done()
        .says("made a key for you: ")
        .says("identity.txt")
        .says("made spec.dev.kdl")
        .never_shows(value);
    place.demo(&["config", "get", "origin-header"]).done().prints("(secret)").never_shows(value);
    assert_eq!(place.demo(&["config", "get", "origin-header", "--show"]).done().out, format!("{value}\n"));
    place.demo(&["config", "list"]).done().prints("(secret)").never_shows(value);
    place.demo(&["secret", "check"]).done().says("the secret opens");
    for (path, content) in files(place.root()) {
        let found = content.windows(value.len()).any(|part| part == value.as_bytes());
        assert!(!found, "the secret stands in {}", path.display());
    }

    // Too short for the spec; nothing changes.
    place.run_with(&["-C", "demo", "config", "set", "origin-header"], "short").ends(1).says("the spec asks for 32");
    assert_eq!(place.demo(&["config", "get", "origin-header", "--show"]).done().out, format!("{value}\n"));

    place.demo(&["config", "set", "origin-header", "--generate"]).done().says("replaced the secret `origin-header`");
    let drawn = place.demo(&["config", "get", "origin-header", "--show"]).done().out;
    assert_eq!(drawn.trim().len(), 40);
    let typed = "b".repeat(32);
    place.demo(&["config", "set", "origin-header", &typed]).done().says("history of your shell");
    fs::write(place.path("value"), format!("{}\n", "c".repeat(33))).expect("writes");
    place.demo(&["config", "set", "origin-header", "--file", "../value"]).done().says("replaced");
    assert_eq!(place.demo(&["config", "get", "origin-header", "--show"]).done().out.len(), 34);
    // The made-up secrets of --local are not these.
    place.demo(&["show", "desired"]).done().prints("(secret origin-header)");
}

#[test]
fn readers_come_and_go() {
    let place = Place::started();
    place.demo(&["secret", "recipients"]).done().says("there are none yet");
    place.demo(&["secret", "check"]).ends(1).says("secret.origin-header");
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    let first = place.demo(&["secret", "recipients", "--format", "json"]).done().json();
    assert_eq!(first["recipients"].as_array().map(Vec::len), Some(1));

    let other = place.run(&["secret", "keygen", "--out", "other.txt"]).done().says("only you can read it").out;
    assert!(other.starts_with("age1"), "{other}");
    place.run(&["secret", "keygen", "--out", "other.txt"]).ends(1).says("exists already");
    place.demo(&["secret", "recipients", "add", other.trim(), "--name", "ci"]).done().says("ci can now read");
    place.demo(&["secret", "recipients", "list"]).done().prints("ci").prints(other.trim());
    place.demo(&["secret", "recipients", "add", "nonsense"]).ends(1);

    let as_other = ["--identity", "../other.txt", "config", "get", "origin-header", "--show"];
    let seen = place.demo(&as_other).done().out;
    place.demo(&["secret", "rekey"]).done().says("sealed 1 secret under a new data key");
    assert_eq!(place.demo(&["config", "get", "origin-header", "--show"]).done().out, seen);
    place.demo(&["secret", "recipients", "rm", "ci"]).done().says("could read origin-header");
    let path = place.path("other.txt");
    let mut command = place.command(&["-C", "demo", "config", "get", "origin-header", "--show"]);
    let locked = command.env("HOME", "/nonexistent").env("ENGINE_AGE_IDENTITY", path).output().expect("runs");
    assert_eq!(locked.status.code(), Some(1));
    place.demo(&["secret", "recipients", "rm", "ci"]).ends(1).says("there is no such reader");
    place.demo(&["-e", "prod", "secret", "rekey"]).ends(1).says("has no config file");
}

#[test]
fn codes_shells_and_manual_are_explained() {
    let place = Place::empty();
    place.run(&["explain", "E0218"]).done().prints("E0218: there is no stack").prints("stack \"shop\"");
    place.run(&["explain", "error[e0218]"]).done().prints("E0218");
    place.run(&["explain"]).done().prints("E0101");
    assert_eq!(place.run(&["explain", "E0218", "--format", "json"]).done().json()["code"], "E0218");
    place.run(&["explain", "E9999"]).ends(1).says("there is no diagnostic `E9999`");

    place.run(&["completions", "bash"]).done().prints("_engine()");
    place.run(&["completions", "fish"]).done().prints("complete -c engine");
    place.run(&["completions", "cobol"]).ends(64).says("zsh");

    place.run(&["man"]).done().prints(".TH engine 1");
    place.run(&["man", "--out", "pages"]).done().says("pages");
    assert!(place.path("pages/engine-config-set.1").exists());
    fs::write(place.path("file"), "").expect("writes");
    place.run(&["man", "--out", "file/pages"]).ends(1).says("cannot write the manual");
}

/// `engine dev` at work.
struct Served {
    child: std::process::Child,
    port: u16,
    printed: String,
}

impl Served {
    fn start(place: &Place, arguments: &[&str]) -> Self {
        let mut child = place
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut printed = String::new();
        while printed.lines().count() < 4 {
            let Some(Ok(line)) = lines.next() else {
                let mut err = String::new();
                let _ = child.stderr.take().expect("piped").read_to_string(&mut err);
                panic!("it ended: {err}");
            };
            printed.push_str(&line);
            printed.push('\n');
        }
        let port =
            printed.lines().next().and_then(|line| line.rsplit_once(':')).and_then(|(_, port)| port.parse().ok());
        Self { child, port: port.expect("a port"), printed }
    }

    /// One request to a service, signed as far as the embedded cloud looks.
    fn ask(&self, line: &str, service: &str, region: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "{line} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nauthorization: AWS4-HMAC-SHA256 \
             Credential=local/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sends");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    /// Interrupts it as Ctrl-C would.
    fn stop(mut self) -> Option<i32> {
        let asked = Command::new("/bin/kill").arg("-INT").arg(self.child.id().to_string()).status();
        assert!(asked.is_ok_and(|asked| asked.success()));
        self.child.wait().expect("it ends").code()
    }
}

#[test]
fn dev_serves_the_cloud_to_other_programs() {
    let place = Place::empty();
    let served = Served::start(&place, &["dev", "--aws-port", "0"]);
    assert!(served.printed.starts_with("export AWS_ENDPOINT_URL=http://127.0.0.1:"), "{}", served.printed);
    assert!(served.printed.contains("export AWS_REGION=us-east-1\n"), "{}", served.printed);
    let answer = served.ask("GET /2015-03-31/functions/", "lambda", "us-east-1", "");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"Functions\":[]"), "{answer}");

    let port = served.port.to_string();
    place.run(&["dev", "--aws-port", &port]).ends(1).says("cannot listen").says("--aws-port 0");
    place.run(&["dev", "nowhere/spec.kdl", "--aws-port", "0"]).ends(1);
    assert_eq!(served.stop(), Some(0));
}
