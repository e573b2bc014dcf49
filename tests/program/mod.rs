//! The built program in a home of its own, as a user runs it: an empty environment, a copy of an example, real processes.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A home with a copy of an example in `demo`.
pub struct Place {
    home: tempfile::TempDir,
    /// All that the program has printed here.
    said: RefCell<String>,
}

/// How a run ended and what it printed.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn example(folder: &Path) -> Self {
        let place = Self { home: tempfile::tempdir().expect("a temporary folder"), said: RefCell::default() };
        copy(folder, &place.demo());
        place
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn demo(&self) -> PathBuf {
        self.home().join("demo")
    }

    /// The program, about to run in `demo`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
        command.args(arguments).current_dir(self.demo()).env_clear().env("HOME", self.home()).stdin(Stdio::null());
        command
    }

    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().expect("the program runs");
        let ran = Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        let mut said = self.said.borrow_mut();
        said.push_str(&ran.out);
        said.push_str(&ran.err);
        ran
    }

    pub fn said(&self) -> String {
        self.said.borrow().clone()
    }
}

impl Ran {
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn prints(self, wanted: &str) -> Self {
        assert!(self.out.contains(wanted), "no `{wanted}` in stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, wanted: &str) -> Self {
        assert!(self.err.contains(wanted), "no `{wanted}` in stderr:\n{}\nstdout:\n{}", self.err, self.out);
        self
    }

    #[track_caller]
    pub fn json(self) -> Value {
        let value: Value = serde_json::from_str(&self.out).unwrap_or_else(|problem| panic!("{problem}:\n{}", self.out));
        assert_eq!(value["format"], 1);
        value
    }
}

/// The folder of an example in the repository.
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// Copies what belongs to an example; `.engine` is what a run of it left there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() && name != ".engine" {
            copy(&path, &to.join(name));
        } else if path.is_file() {
            fs::copy(&path, to.join(name)).expect("copies");
        }
    }
}
