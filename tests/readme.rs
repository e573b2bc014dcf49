//! The README keeps its word: its transcripts are run, and print what they say.

use std::path::Path;
use std::process::Command;

use crate::support::place::Place;

/// A command of a transcript with the lines printed below it.
struct Step {
    command: String,
    printed: Vec<String>,
}

/// The transcripts of a section, one after another.
fn steps(readme: &str, section: &str) -> Vec<Step> {
    let text = readme.split(&format!("\n## {section}\n")).nth(1).and_then(|rest| rest.split("\n## ").next());
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in text.expect("the section").lines() {
        match (line, inside) {
            ("```console", _) => inside = true,
            ("```", _) => inside = false,
            (line, true) => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step { command: command.to_owned(), printed: Vec::new() }),
                (None, Some(step)) => step.printed.push(line.to_owned()),
                (None, None) => panic!("`{line}` is printed by nothing"),
            },
            (_, false) => {}
        }
    }
    steps
}

/// Whether lines are as a transcript says; `…` alone on a line stands for any number of lines.
fn fits(wanted: &[String], printed: &[&str]) -> bool {
    match wanted.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "…" => (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..])),
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, others)| line.trim_end() == first && fits(rest, others))
        }
    }
}

#[test]
fn the_first_five_minutes_with_secrets_go_as_written() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let steps = steps(&readme, "Secrets");
    assert!(steps.len() > 10, "the transcripts are gone");
    let place = Place::empty();
    // One shell for all of it, as a person has: `cd` stays.
    let script: String =
        steps.iter().map(|step| format!("{{ {}; }} 2>&1 || echo \"failed: $?\"\necho ----\n", step.command)).collect();
    let program = Path::new(env!("CARGO_BIN_EXE_engine")).parent().expect("its folder");
    let ran = Command::new("/bin/sh")
        .args(["-c", &script])
        .current_dir(place.root())
        .env_clear()
        .env("HOME", place.root())
        .env("PATH", format!("{}:/bin:/usr/bin", program.display()))
        .output()
        .expect("a shell");
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    let home = place.root().display().to_string();
    let said = String::from_utf8(ran.stdout).expect("UTF-8").replace(&home, "~");
    let parts: Vec<&str> = said.split("----\n").collect();
    assert_eq!(parts.len(), steps.len() + 1, "{said}");
    for (step, part) in steps.iter().zip(parts) {
        let printed: Vec<&str> = part.lines().collect();
        assert!(fits(&step.printed, &printed), "$ {}\nprints\n{part}\nnot\n{}", step.command, step.printed.join("\n"));
    }
}
