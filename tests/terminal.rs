//! What is typed at a terminal: secrets and passphrases are asked for, and never echoed.

use std::path::Path;
use std::process::Command;

use crate::support::place::Place;

/// Runs a program at a terminal of its own and types a line whenever it asks; prints all that the terminal shows.
const TYPIST: &str = r#"
import os, pty, select, sys, termios, time
question, answer, command = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
shown, asked = b"", 0
while select.select([terminal], [], [], 30)[0]:
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    while shown.count(question.encode()) > asked:
        asked += 1
        # A person takes longer than the program between its question and turning the echo off.
        patience = time.monotonic() + 3
        while termios.tcgetattr(terminal)[3] & termios.ECHO and time.monotonic() < patience:
            time.sleep(0.01)
        os.write(terminal, answer.encode() + b"\n")
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
"#;

/// What the terminal shows of a run in `demo`, and how it ends.
fn typed(place: &Place, question: &str, answer: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new("python3")
        .args(["-c", TYPIST, question, answer, env!("CARGO_BIN_EXE_engine"), "-C", "demo"])
        .args(arguments)
        .current_dir(place.root())
        .env("HOME", place.root())
        .env("TERM", "dumb")
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .expect("python3 runs");
    (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn a_secret_is_asked_for_and_not_echoed() {
    let place = Place::started();
    let value = "typed-0123456789-typed-0123456789-typed";
    let set = ["config", "set", "origin-header", "--secret"];
    let (code, shown) = typed(&place, "(not shown): ", value, &set);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("added the secret `origin-header`") && !shown.contains(value), "{shown}");
    place.demo(&["config", "get", "origin-header", "--show"]).done().prints(value);
    // A plain value may be seen.
    let (code, shown) = typed(&place, "value of `colour`: ", "blue", &["config", "set", "colour"]);
    assert!(code == Some(0) && shown.contains("blue"), "{shown}");
}

#[test]
fn a_passphrase_is_asked_for_and_not_echoed() {
    let place = Place::started();
    let passphrase = "correct horse battery";
    std::fs::create_dir(place.path(".ssh")).expect("a folder");
    make_ssh_key(&place.path(".ssh/id_ed25519"), passphrase);
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    let public = std::fs::read_to_string(place.path(".ssh/id_ed25519.pub")).expect("the public key");
    place.demo(&["secret", "recipients", "add", public.trim()]).done().says("alice@laptop can now read");
    // As long as another identity opens the data key nobody is asked.
    let (code, shown) = typed(&place, "Passphrase", "wrong", &["secret", "check"]);
    assert!(code == Some(0) && shown.contains("has a passphrase, which was not asked for"), "{shown}");
    std::fs::remove_file(place.path(".config/engine/identity.txt")).expect("removes");
    for command in
        [&["apply", "--local", "--yes"][..], &["plan", "--local"], &["secret", "check"], &["secret", "rekey"]]
    {
        let (code, shown) = typed(&place, "Passphrase of ", passphrase, command);
        assert_eq!(code, Some(0), "{command:?}: {shown}");
        assert_eq!(shown.matches("Passphrase of ").count(), 1, "{command:?}: {shown}");
        assert!(!shown.contains(passphrase), "{shown}");
    }
    let (code, shown) = typed(&place, "Passphrase of ", "something else", &["apply", "--local", "--yes"]);
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("was not opened by the passphrase") && !shown.contains("something else"), "{shown}");
    place.demo(&["apply", "--local", "--yes"]).ends(1).says("needs its passphrase, and there is no terminal");
}

fn make_ssh_key(path: &Path, passphrase: &str) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", passphrase, "-C", "alice@laptop", "-f"])
        .arg(path)
        .status();
    let made = made.unwrap_or_else(|error| {
        panic!("this test needs the program `ssh-keygen` ({error}): on Debian, apt-get install openssh-client")
    });
    assert!(made.success());
}
