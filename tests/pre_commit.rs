//! The hooks other repositories use, run by the real `pre-commit` in a repository made for the occasion.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::place::Place;

const PUBLISHED: &str = include_str!("../.pre-commit-hooks.yaml");

/// A git repository whose hooks are the published ones, with the program that was just built in place of an installation.
struct Repository(Place);

impl Repository {
    fn new() -> Self {
        let place = Place::empty();
        fs::create_dir(place.path("work")).expect("makes");
        let repository = Self(place);
        let hooks: String = PUBLISHED.lines().map(|line| format!("      {line}\n")).collect();
        assert_eq!(hooks.matches("language: rust").count(), 2, "{hooks}");
        let local = hooks.replace("language: rust", "language: system");
        repository.write(".pre-commit-config.yaml", &format!("repos:\n  - repo: local\n    hooks:\n{local}"));
        assert!(repository.tell("git", &["init", "--quiet"]).status.success());
        repository
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path("work").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("makes");
        fs::write(path, text).expect("writes");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path("work").join(path)).expect("reads")
    }

    fn tell(&self, program: &str, arguments: &[&str]) -> Output {
        let built = Path::new(env!("CARGO_BIN_EXE_engine")).parent().expect("its folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.0.path("work"))
            .env("PATH", format!("{}:{path}", built.display()))
            .env("PRE_COMMIT_HOME", self.0.path("cache"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            // A hook that runs this test has a repository of its own in mind.
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE");
        command.output().unwrap_or_else(|error| {
            panic!("`{program}` does not run ({error}); install it with `python3 -m pip install pre-commit`")
        })
    }

    /// Whether all hooks pass on what is added, and what they print.
    fn run(&self) -> (bool, String) {
        assert!(self.tell("git", &["add", "--all"]).status.success());
        let ran = self.tell("pre-commit", &["run", "--color", "never"]);
        let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        (ran.status.success(), said)
    }
}

const SOUND: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n";

#[test]
fn a_sound_repository_passes() {
    let repository = Repository::new();
    for number in 0..40 {
        repository.write(&format!("stacks/{number}/spec.kdl"), SOUND);
    }
    // What is no spec of ours is none of our business, and a part is judged with its spec.
    repository.write("notes.txt", "stack {");
    repository.write("elsewhere/other.kdl", "layout {\n    pane\n}\n");
    repository.write("stacks/1/spec.kdl", &format!("include \"parts/site.kdl\"\n\n{SOUND}"));
    repository.write("stacks/1/parts/site.kdl", "bucket \"site\" {\n}\n");
    let (passed, said) = repository.run();
    assert!(passed, "{said}");
    assert_eq!(said.matches("Passed").count(), 2, "{said}");
}

#[test]
fn a_bad_spec_fails_and_stays_as_it_is() {
    let repository = Repository::new();
    let bad = format!("{SOUND}\ngateway \"api\" {{\n    route \"ANY\" \"/\" function=\"items\"\n}}\n");
    repository.write("spec.kdl", SOUND);
    repository.write("other/spec.kdl", &bad);
    let (passed, said) = repository.run();
    assert!(!passed && said.contains("engine validate") && said.contains("E0301"), "{said}");
    assert_eq!(said.matches("Passed").count(), 1, "{said}");
    assert_eq!(repository.read("other/spec.kdl"), bad);
    repository.write("other/spec.kdl", SOUND);
    let (passed, said) = repository.run();
    assert!(passed, "{said}");
}

#[test]
fn a_part_is_judged_with_the_spec_that_includes_it() {
    let repository = Repository::new();
    repository.write("spec.kdl", &format!("include \"parts/site.kdl\"\n\n{SOUND}"));
    repository.write("parts/site.kdl", "bucket \"site\" {\n}\n");
    assert!(repository.run().0);
    let commit = ["-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message", "first"];
    assert!(repository.tell("git", &commit).status.success());
    repository.write("parts/site.kdl", "bucket \"site\" {\n    colour \"blue\"\n}\n");
    let (passed, said) = repository.run();
    assert!(!passed && said.contains("E0202") && !said.contains("E0218"), "{said}");
}

#[test]
fn a_crooked_spec_is_laid_out_and_passes_the_next_time() {
    let repository = Repository::new();
    repository.write("spec.kdl", &SOUND.replace("    ", "\t"));
    let (passed, said) = repository.run();
    assert!(!passed && said.contains("files were modified by this hook"), "{said}");
    assert_eq!(repository.read("spec.kdl"), SOUND);
    let (passed, said) = repository.run();
    assert!(passed, "{said}");
}

#[test]
fn the_published_file_is_one_for_pre_commit() {
    let repository = Repository::new();
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let ran = repository.tell("pre-commit", &["validate-manifest", &published.display().to_string()]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    assert_eq!(env!("CARGO_PKG_NAME"), "engine", "the program that `language: rust` installs is called otherwise");
}
