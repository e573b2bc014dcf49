//! Sessions of the pages of codes: files in an otherwise empty folder, and a shell in which the built program is on the PATH.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use engine::diag::codes::Example;
use regex::Regex;

/// How a session went.
pub struct Told {
    /// How its last line ended; nothing when it did not.
    pub code: Option<i32>,
    /// What was said up to the last line.
    pub before: String,
    /// What was said to the last line; what differs from run to run is taken out.
    pub last: String,
}

/// Sessions mostly wait for processes, so there are more at once than processors.
const AT_ONCE: usize = 8;

/// When a session is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// The longest line of a file that is shown whole.
const LONGEST: usize = 130;

/// Stands between what was said before the last line and what was said to it.
const LAST: &str = "--- the last line ---";

/// Runs sessions, several at once.
pub fn run<K: Ord + Send>(sessions: Vec<(K, Example)>) -> BTreeMap<K, Told> {
    let waiting = Mutex::new(sessions.into_iter());
    let done = Mutex::new(BTreeMap::new());
    let next = || waiting.lock().expect("nobody panics with it").next();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((key, example)) = next() {
                    let told = run_one(example);
                    done.lock().expect("nobody panics with it").insert(key, told);
                }
            });
        }
    });
    done.into_inner().expect("nobody panics with it")
}

fn run_one(example: Example) -> Told {
    let Example::Session { files, typed } = example else { panic!("{example:?} is no session") };
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = home.path().join("shop");
    fs::create_dir(&folder).expect("a folder");
    for file in files {
        fs::write(folder.join(file.name), file.text).expect("writes");
    }
    let (last, before) = typed.split_last().expect("something is typed");
    let script = format!("{}\necho '{LAST}'\n{last}\n", before.join("\n"));
    // Not a pipe: what was sent into the background would hold it open.
    let said = home.path().join("said");
    let output = fs::File::create(&said).expect("a file");
    let program = Path::new(env!("CARGO_BIN_EXE_engine")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh")
        .args(["-c", &script])
        .current_dir(&folder)
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", format!("{}:{path}", program.display()))
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("the same file"))
        .stderr(output)
        .process_group(0)
        .spawn()
        .expect("the shell starts");
    let began = Instant::now();
    let code = loop {
        match shell.try_wait().expect("a child") {
            Some(status) => break status.code(),
            None if began.elapsed() > PATIENCE => break None,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    if code.is_none() || before.iter().any(|line| line.contains('&')) {
        // Its whole group: what it sent into the background ends with it.
        let group = format!("-{}", shell.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = shell.wait();
    }
    let said = String::from_utf8_lossy(&fs::read(&said).expect("reads")).into_owned();
    let (before, last) = said.split_once(&format!("{LAST}\n")).unwrap_or(("", &said));
    Told { code, before: before.to_owned(), last: the_same_every_time(last, home.path()) }
}

/// A text without what differs between machines and runs: the home, keys, names of machines and processes, times and ports.
fn the_same_every_time(text: &str, home: &Path) -> String {
    let text = text.replace(&home.display().to_string(), "~");
    let text = without_long_values(&text);
    let replaced = [
        (r"age1[0-9a-z]{58}", "age1…"),
        (r"\(process [0-9]+, ", "(process …, "),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "…"),
        (r"\b[0-9]+(\.[0-9]+)? (ms|s)\b", "… s"),
        (r"127\.0\.0\.1:[0-9]{2,5}", "127.0.0.1:…"),
    ];
    replaced
        .iter()
        .fold(text, |text, (what, by)| Regex::new(what).expect("an expression").replace_all(&text, *by).into_owned())
}

/// Where the lines of a file are shown and one of them holds a sealed value, the lines are left out and the place stays.
///
/// Nobody reads lines of hundreds of letters, and these differ each time.
fn without_long_values(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut frame = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("╭─[") {
            lines.push(line);
            frame = vec![line];
        } else if line.trim_start().starts_with("╰────") && !frame.is_empty() {
            let long = frame.iter().any(|line| line.chars().count() > LONGEST);
            lines.extend(if long { vec!["   · …"] } else { frame.split_off(1) });
            lines.push(line);
            frame.clear();
        } else if frame.is_empty() {
            lines.push(line);
        } else {
            frame.push(line);
        }
    }
    lines.extend(frame.into_iter().skip(1));
    lines.iter().map(|line| format!("{line}\n")).collect()
}
