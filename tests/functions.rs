//! Functions that run for real behind `engine dev`: in every language, well and badly, and none of them outlives it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::dev::Dev;
use crate::support::place::Place;

const SOON: Duration = Duration::from_secs(10);

/// The program of the function in Rust.
static BOOTSTRAP: OnceLock<Vec<u8>> = OnceLock::new();

fn bootstrap() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let built = folder.path().join("bootstrap");
    let rustc = Command::new("rustc")
        .args(["-C", "debuginfo=0", "-C", "strip=symbols", "--edition", "2024", "-o"])
        .arg(&built)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions/runtime.rs"))
        .status();
    assert!(rustc.expect("rustc, as cargo has it").success());
    std::fs::read(built).expect("reads")
}

/// The stack of this test with its function in Rust built.
fn place() -> Place {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/functions");
    let place = Place::of(&folder);
    std::fs::create_dir_all(place.path("demo/rust")).expect("a folder");
    std::fs::write(place.path("demo/rust/bootstrap"), BOOTSTRAP.get_or_init(bootstrap)).expect("written");
    // What AWS's own client for Python would be found as is no module: engine's own one runs.
    let none = place.path("none");
    std::fs::create_dir_all(&none).expect("a folder");
    std::fs::write(none.join("awslambdaric.py"), "raise ImportError('not here')\n").expect("written");
    place.set("PYTHONPATH", &none.display().to_string());
    place
}

struct Asked<'d>(&'d Dev);

impl Asked<'_> {
    fn get(&self, path: &str) -> (u16, String) {
        let answer = self.0.ask(self.0.gateway, &format!("GET /dev{path}"), "");
        (answer.status, answer.text())
    }

    fn well(&self, path: &str) -> Value {
        let (status, text) = self.get(path);
        assert_eq!(status, 200, "{path}: {text}\n{}", self.0.all());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"))
    }

    /// What the terminal says of a request that API Gateway answers with 502.
    fn badly(&self, path: &str) -> String {
        let (status, text) = self.get(path);
        assert_eq!((status, text.as_str()), (502, r#"{"message":"Internal server error"}"#), "{path}");
        self.0.line(&format!("/dev{path}"))["note"].as_str().unwrap_or_default().to_owned()
    }
}

#[test]
fn python_runs_with_nothing_installed() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    let ask = Asked(&dev);
    let first = ask.well("/py/x");
    let told = json!({
        "request": true, "left": true, "name": "dev-lang-py", "version": "1",
        "arn": "arn:aws:lambda:us-east-2:000000000000:function:dev-lang-py:live", "memory": "192",
        "group": "/aws/lambda/dev-lang-py", "stream": "dev/[1]", "client": null, "identity": null, "greeting": "hello",
        "handler": "app.handler", "runtime": "AWS_Lambda_python3.13", "traced": true, "root": true,
        "variables": { "colour": "blue" },
    });
    assert_eq!(first["told"], told);
    assert_eq!(ask.well("/py/y")["pid"], first["pid"], "it is warm");
    assert_eq!(ask.get("/py/bytes"), (202, "bytes".to_owned()));

    // Its error goes to the caller of the function, its stack trace to the terminal; it lives on.
    assert_eq!(ask.badly("/py/error"), "ValueError: bøom");
    dev.hears(SOON, |event| event["text"] == "[ERROR] ValueError: bøom");
    dev.hears(SOON, |event| event["text"].as_str().is_some_and(|text| text.starts_with("  File \"app.py\", line ")));
    assert!(ask.badly("/py/set").starts_with("Runtime.MarshalError: Unable to marshal response"));
    assert!(ask.badly("/py/none").contains("no JSON object"));
    assert_eq!(ask.well("/py/z")["pid"], first["pid"], "an error is no end");
    dev.hears(SOON, |event| {
        event["function"] == "function.py" && event["text"].as_str().is_some_and(|text| text.ends_with("asked\tfor z"))
    });

    // One that ends takes nobody with it.
    let other = ask.well("/js/x");
    assert_eq!(ask.badly("/py/exit"), "it ended (exit status: 3) while it was called");
    assert_eq!(ask.badly("/py/system-exit"), "it ended (exit status: 4) while it was called");
    assert_eq!(ask.badly("/py/hang"), "it did not answer within 2 s");
    assert_ne!(ask.well("/py/x")["pid"], first["pid"]);
    assert_eq!(ask.well("/js/x"), other);
    assert!(ask.badly("/nowhere").contains("Runtime.ImportModuleError: Unable to import module 'nowhere'"));
    assert!(ask.badly("/unclosed").contains("Runtime.UserCodeSyntaxError"));
    let (status, why) = ask.get("/java");
    assert!(status == 502 && why.contains("java21") && why.contains("dev command="), "{why}");

    // A secret is in the environment of the one function that has it, and nowhere else.
    let length = ask.well("/py/secret");
    assert!(length.as_u64().is_some_and(|length| length >= 32), "{length}");
    dev.hears(SOON, |event| event["text"].as_str().is_some_and(|text| text.starts_with("the token is (secret")));
    assert_eq!(ask.badly("/py/leak"), "ValueError: (secret token)");
    let holds = |pid: &str| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|pair| pair.starts_with(b"TOKEN="))
    };
    assert!(holds(&ask.well("/py/x")["pid"].to_string()));
    assert!(!holds(&dev.id().to_string()));

    // An edit of its code: what runs by the old one ends, and its files go.
    let before = ask.well("/py/x")["pid"].to_string();
    let old = std::fs::read_link(format!("/proc/{before}/cwd")).expect("it runs");
    let code = place.path("demo/py/app.py");
    let text = std::fs::read_to_string(&code).expect("reads");
    std::fs::write(&code, text.replace("\"told\": told,", "\"told\": \"edited\",")).expect("writes");
    let began = Instant::now();
    while ask.well("/py/x")["told"] != "edited" {
        assert!(began.elapsed() < SOON, "the edit is not followed\n{}", dev.all());
        std::thread::sleep(Duration::from_millis(50));
    }
    while old.exists() || Path::new("/proc").join(&before).exists() {
        assert!(began.elapsed() < SOON, "{} or process {before} is left", old.display());
        std::thread::sleep(Duration::from_millis(50));
    }
    dev.stop();
}

#[test]
fn node_runs_with_nothing_installed_and_so_does_a_program() {
    let place = place();
    let dev = Dev::start(&place, &[]);
    let ask = Asked(&dev);
    let told = |name: &str, waits: bool| {
        json!({
            "request": true, "left": true, "name": format!("dev-lang-{name}"), "version": "1",
            "arn": format!("arn:aws:lambda:us-east-2:000000000000:function:dev-lang-{name}:live"), "memory": "128",
            "group": format!("/aws/lambda/dev-lang-{name}"), "stream": "dev/[1]", "waits": waits, "root": true,
        })
    };
    for path in ["/js/x", "/js/y"] {
        assert_eq!(ask.well(path), told("js", true));
    }
    for path in ["/called/x", "/called/wait", "/called/succeed"] {
        assert_eq!(ask.well(path), told("called", true));
    }
    assert_eq!(ask.well("/esm/a"), json!({ "top": "top", "what": "a" }));

    let bad = [
        ("/js/error", "TypeError: bøom"),
        ("/js/text", "string: just text"),
        ("/js/exit", "it ended (exit status: 3) while it was called"),
        ("/js/later", "Error: later"),
        ("/js/unhandled", "Runtime.UnhandledPromiseRejection: Error: nobody"),
        ("/js/circle", "Error: Unable to stringify response body"),
        ("/js/hang", "it did not answer within 2 s"),
        ("/called/error", "Error: called"),
        ("/called/throw", "Error: thrown"),
    ];
    for (path, why) in bad {
        assert_eq!(ask.badly(path), why, "{path}");
    }
    for path in ["/js/none", "/js/never", "/called/none"] {
        assert!(ask.badly(path).contains("no JSON object"), "{path}");
    }
    let began = Instant::now();
    assert_eq!(ask.get("/called/at-once"), (200, "at once".to_owned()));
    assert!(began.elapsed() < Duration::from_secs(2), "it waited for what it was told not to wait for");
    // The timer is still there, and the next call waits for it, as it would on Lambda.
    assert_eq!(ask.badly("/called/none?again"), "it did not answer within 2 s");
    let nobody = ask.badly("/nobody");
    assert!(nobody.contains("Runtime.HandlerNotFound: index.nobody is undefined or not exported"), "{nobody}");
    // The stack trace is of the handler alone, from the folder of the function.
    dev.hears(SOON, |event| event["text"].as_str().is_some_and(|text| text.contains("at exports.handler (index.js:")));
    assert!(!dev.all().contains("engine-runtime.cjs:"), "{}", dev.all());

    // A program of one's own that speaks the Runtime API: what ends is followed by another one.
    assert_eq!(ask.get("/rust/x"), (200, "dev-lang-rust call 1".to_owned()));
    assert_eq!(ask.get("/rust/x"), (200, "dev-lang-rust call 2".to_owned()));
    assert_eq!(ask.badly("/rust/panic"), "it ended (exit status: 101) while it was called");
    assert_eq!(ask.get("/rust/x"), (200, "dev-lang-rust call 1".to_owned()));
    dev.stop();
}

/// Asks both for each of these paths: what functions answer, and what the terminal says of it, is the same.
#[track_caller]
fn do_the_same(ours: &Dev, theirs: &Dev, paths: &[&str]) {
    for path in paths {
        let seen = |dev: &Dev| {
            let (status, text) = Asked(dev).get(path);
            let told = serde_json::from_str::<Value>(&text).map_or(text.into(), |mut body| {
                body.as_object_mut().map(|body| body.remove("pid"));
                body
            });
            (status, told, dev.line(&format!("/dev{path}"))["note"].clone())
        };
        assert_eq!(seen(ours), seen(theirs), "{path}");
    }
}

/// By what the function was started, in words.
fn started_by(dev: &Dev) -> String {
    let cold = dev.hears(SOON, |event| event["what"].as_str().is_some_and(|what| what.starts_with("cold start")));
    cold["what"].as_str().expect("words").to_owned()
}

#[test]
fn engines_client_for_python_does_as_awss_does() {
    let (ours, theirs) = (place(), place());
    theirs.set("PYTHONPATH", "");
    let (ours, theirs) = (Dev::start(&ours, &[]), Dev::start(&theirs, &[]));
    let paths = [
        "/py/x",
        "/py/error",
        "/py/set",
        "/py/none",
        "/py/bytes",
        "/py/exit",
        "/py/system-exit",
        "/nowhere",
        "/unclosed",
    ];
    do_the_same(&ours, &theirs, &paths);
    // The first line of an error, as it is logged.
    for dev in [&ours, &theirs] {
        dev.hears(SOON, |event| event["text"] == "[ERROR] ValueError: bøom");
    }
    assert!(!started_by(&ours).contains("awslambdaric"));
    assert!(started_by(&theirs).contains("awslambdaric"), "it is not installed; the README says how");
    ours.stop();
    theirs.stop();
}

#[test]
fn engines_client_for_node_does_as_awss_does() {
    let (ours, theirs) = (place(), place());
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/ric/node_modules/.bin");
    theirs.set("PATH", &format!("{}:/usr/local/bin:/usr/bin:/bin", installed.display()));
    let (ours, theirs) = (Dev::start(&ours, &[]), Dev::start(&theirs, &[]));
    let paths = [
        "/js/x",
        "/js/y",
        "/js/error",
        "/js/text",
        "/js/exit",
        "/js/none",
        "/js/never",
        "/js/later",
        "/js/unhandled",
        "/js/circle",
        "/js/hang",
        "/called/x",
        "/called/wait",
        "/called/succeed",
        "/called/error",
        "/called/throw",
        "/called/none",
        "/called/at-once",
        "/esm/a",
        "/nobody",
    ];
    do_the_same(&ours, &theirs, &paths);
    assert!(!started_by(&ours).contains("aws-lambda-ric"));
    assert!(started_by(&theirs).contains("aws-lambda-ric"), "it is not installed; the README says how");
    ours.stop();
    theirs.stop();
}

/// Processes that carry a variable with this value.
fn with(variable: &str) -> Vec<PathBuf> {
    let processes = std::fs::read_dir("/proc").expect("Linux").flatten().map(|entry| entry.path());
    let carries = |path: &PathBuf| {
        let environment = std::fs::read(path.join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|pair| pair == variable.as_bytes())
    };
    processes.filter(carries).collect()
}

#[test]
fn no_function_outlives_dev_whatever_ends_it() {
    for (signal, number) in [("-KILL", 0), ("-TERM", 1)] {
        let place = place();
        let spec = place.path("demo/spec.kdl");
        let unique = format!("hello-{}-{number}", std::process::id());
        let text = std::fs::read_to_string(&spec).expect("reads").replace("\"hello\"", &format!("\"{unique}\""));
        std::fs::write(&spec, text).expect("writes");
        let variable = format!("GREETING={unique}");
        let dev = Dev::start(&place, &[]);
        let ask = Asked(&dev);
        ask.well("/py/x");
        // A web server, what it started, and what it started and let go of.
        assert_eq!(ask.get("/").0, 200);
        let held = with(&variable);
        assert_eq!(held.len(), 4, "{held:?}");
        let files = held.iter().find_map(|process| {
            let environment = std::fs::read(process.join("environ")).unwrap_or_default();
            let mut pairs = environment.split(|byte| *byte == 0).map(|pair| String::from_utf8_lossy(pair).into_owned());
            pairs.find_map(|pair| pair.strip_prefix("LAMBDA_TASK_ROOT=").map(PathBuf::from))
        });
        let files = files.expect("the code of a function is somewhere");
        assert!(files.exists());
        let killed = Command::new("kill").args([signal, &dev.id().to_string()]).status();
        assert!(killed.expect("kill").success());
        let began = Instant::now();
        while !with(&variable).is_empty() || files.exists() {
            assert!(began.elapsed() < SOON, "{signal}: {:?} live on, or {} is left", with(&variable), files.display());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
