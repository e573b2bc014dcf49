//! Whatever a path leads to, `validate` and `fmt` say what is wrong with it in a few seconds, and change nothing.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use engine::diag::{FileId, SourceMap};
use engine::syntax::{MAX_BYTES, Unformatted, format, parse};
use engine::world::InMemory;

use crate::support::place::{Place, Ran};

const STACK: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n";

/// Far more than any of these takes, far less than for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a command that must come to its end by itself.
#[track_caller]
fn patiently(place: &Place, arguments: &[&str]) -> Ran {
    let mut child = place
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let began = Instant::now();
    while child.try_wait().expect("it ends").is_none() {
        if began.elapsed() > PATIENCE {
            child.kill().expect("it was still running");
            panic!("`engine {}` hangs", arguments.join(" "));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("it has ended");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_said_to_be_none() {
    use std::os::unix::fs::symlink;
    let place = Place::empty();
    fs::create_dir(place.path("folder")).expect("makes");
    let made = Command::new("mkfifo").arg(place.path("pipe.kdl")).status().expect("mkfifo runs");
    assert!(made.success());
    symlink("loop.kdl", place.path("loop.kdl")).expect("links");
    symlink("pipe.kdl", place.path("to-pipe.kdl")).expect("links");
    fs::File::create(place.path("large.kdl")).and_then(|file| file.set_len(100 << 20)).expect("a sparse file");
    fs::write(place.path("latin.kdl"), b"stack \"caf\xe9\" {\n}\n").expect("writes");
    fs::write(place.path("zeros.kdl"), [0; 4096]).expect("writes");
    let paths = [
        ("folder", "E0101", "there is no file `folder/spec.kdl`"),
        ("pipe.kdl", "E0101", "is a pipe"),
        ("to-pipe.kdl", "E0101", "is a pipe"),
        ("loop.kdl", "E0101", "cannot be read"),
        ("large.kdl", "E0103", "larger than 1 MB"),
        ("/dev/zero", "E0103", "larger than 1 MB"),
        ("latin.kdl", "E0102", "is not UTF-8"),
        ("zeros.kdl", "E0112", ""),
        ("latin.kdl/spec.kdl", "E0101", "cannot be read"),
    ];
    for (path, code, words) in paths {
        for command in
            [&["validate"][..], &["fmt"], &["fmt", "--check"], &["validate", "--fix"], &["validate", "--touched"]]
        {
            // What belongs to no spec is left out there.
            let code = if command == ["validate", "--touched"] { "" } else { code };
            let ran = patiently(&place, &[command, &[path]].concat());
            assert!(code.is_empty() || ran.code == Some(1), "{command:?} {path}: {}", ran.err);
            assert!(ran.err.contains(code), "{command:?} {path}: {}", ran.err);
            assert!(code.is_empty() || ran.err.contains(words), "{command:?} {path}: {}", ran.err);
            assert!(ran.err.len() < 20_000, "{command:?} {path} says {} bytes", ran.err.len());
        }
    }
    assert_eq!(fs::metadata(place.path("large.kdl")).expect("there").len(), 100 << 20);
    assert_eq!(fs::read(place.path("latin.kdl")).expect("reads"), b"stack \"caf\xe9\" {\n}\n");
    // One that a shell has opened is read.
    let mut shell = Command::new("/bin/sh");
    let script = format!("printf '%s' '{STACK}' | {} validate /dev/stdin", env!("CARGO_BIN_EXE_engine"));
    assert!(shell.args(["-c", &script]).env("HOME", place.root()).status().expect("a shell").success());
}

#[cfg(unix)]
#[test]
fn includes_go_in_no_circle_and_out_of_no_folder() {
    use std::os::unix::fs::symlink;
    let place = Place::empty();
    fs::create_dir_all(place.path("spec/inside")).expect("makes");
    fs::create_dir(place.path("outside")).expect("makes");
    fs::write(place.path("outside/secret.kdl"), "bucket \"stolen\" {\n}\n").expect("writes");
    let made = Command::new("mkfifo").arg(place.path("spec/pipe.kdl")).status().expect("mkfifo runs");
    assert!(made.success());
    symlink("../outside/secret.kdl", place.path("spec/link.kdl")).expect("links");
    symlink("../outside", place.path("spec/folder")).expect("links");
    symlink("inside", place.path("spec/within")).expect("links");
    symlink("spec.kdl", place.path("spec/again.kdl")).expect("links");
    fs::write(place.path("spec/inside/fine.kdl"), "bucket \"fine\" {\n}\n").expect("writes");
    fs::write(place.path("spec/inside/circle.kdl"), "include \"../spec.kdl\"\n").expect("writes");
    let say = |include: &str| {
        fs::write(place.path("spec/spec.kdl"), format!("include \"{include}\"\n{STACK}")).expect("writes");
        patiently(&place, &["validate", "spec"])
    };
    for path in ["link.kdl", "folder/secret.kdl", "../outside/secret.kdl", "inside/../../outside/secret.kdl"] {
        let ran = say(path).ends(1).says("E0320");
        assert!(!ran.err.contains("stolen"), "{}", ran.err);
    }
    assert_eq!(say("/etc/passwd").ends(1).says("E0320").err.matches("root:").count(), 0);
    say("within/fine.kdl").done();
    say("pipe.kdl").ends(1).says("E0101").says("is a pipe").says("included here");
    say("inside").ends(1).says("E0101").says("is a folder");
    say("inside/circle.kdl").ends(1).says("E0321");
    say("spec.kdl").ends(1).says("E0321");
    // The same file under another name.
    say("again.kdl").ends(1).says("E03");
    for deep in 0..40 {
        let next = if deep == 39 { String::new() } else { format!("include \"deep{}.kdl\"\n", deep + 1) };
        fs::write(place.path(&format!("spec/deep{deep}.kdl")), next).expect("writes");
    }
    say("deep0.kdl").ends(1).says("E0323");
}

/// What makes parsers recurse, look back or copy, as large as a file may be.
#[test]
fn bombs_are_told_and_take_no_time() {
    let mut bombs: Vec<String> = Vec::new();
    let units = [
        "{",
        "}",
        "a {",
        "a {\n",
        "(",
        ")",
        "(a)",
        "=",
        "a=",
        "\\",
        "\\\n",
        "/-",
        "/- a {",
        "/*",
        "/* */",
        "*/",
        "//",
        "\"",
        "\"\"\"",
        "\"\"\"\n",
        "#",
        "#\"",
        "#\" ",
        "##\"",
        "#\"\"\"\n",
        "a #\"x\"#\n",
        "a \"\\u{",
        "${",
        "a \"${\"\n",
        ";",
        "\u{feff}",
        "\u{202e}",
        "\0",
        "\u{1b}[",
        "\r",
        "é",
        "日",
        "a\u{301}",
        "0x",
        "1e9",
        "-",
        "#true",
        "include \"x\"\n",
        "a b=1 ",
        "a;",
    ];
    for unit in units {
        for length in [3_000, 100_000] {
            let many = unit.repeat(length / unit.len());
            bombs.push(format!("a {{\n{many}"));
            bombs.push(many);
        }
    }
    // Many openers that never close, each with more of the closers than the last.
    bombs.push((1..600).map(|hashes| format!("a {}\"x\n", "#".repeat(hashes))).collect());
    bombs.push(format!("a {}\"{}", "#".repeat(100_000), "\"#".repeat(50_000)));
    bombs.push(format!("a \"\"\"\n{}\"\"\"\n", "    x\n".repeat(30_000)));
    bombs.push(format!("{}a", "/* ".repeat(60) + &" */".repeat(60)).repeat(500));
    bombs.push("x".repeat(MAX_BYTES));
    bombs.push("a {\n".repeat(64) + &"b 1\n".repeat(8_000) + &"}\n".repeat(64));
    for bomb in bombs {
        let began = Instant::now();
        let parsed = parse(&bomb, FileId(0));
        let laid_out = format(&bomb, FileId(0));
        let shown: String = bomb.chars().take(20).collect();
        match laid_out {
            Ok(_) => assert!(parsed.problems.is_empty(), "{shown:?}"),
            Err(Unformatted::Broken(problems)) => assert!(!problems.is_empty(), "{shown:?}"),
            Err(Unformatted::Changed) => panic!("{shown:?} says something else"),
        }
        let mut sources = SourceMap::default();
        let problems = engine::rules::read("spec.kdl".as_ref(), &InMemory::of("spec.kdl", bomb), &mut sources).problems;
        assert!(problems.0.len() < 1_200, "{shown:?}: {} problems", problems.0.len());
        for text in
            [engine::diag::short(&problems, &sources), engine::diag::human(&problems, &sources, Default::default())]
        {
            assert!(text.len() < 4_000_000, "{shown:?}: {} bytes", text.len());
        }
        assert!(began.elapsed() < PATIENCE, "{shown:?} takes {:?}", began.elapsed());
    }
}
