//! The built program in a home of its own: nothing of the machine's environment reaches it, nothing it writes leaves it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

/// A home with one folder to work in.
pub struct Place {
    home: tempfile::TempDir,
    /// All that the program has printed here.
    said: Mutex<String>,
    environment: Mutex<BTreeMap<String, String>>,
}

/// How a run ended and what it printed.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn empty() -> Self {
        Self {
            home: tempfile::tempdir().expect("a temporary folder"),
            said: Mutex::default(),
            environment: Mutex::default(),
        }
    }

    /// With the starter in `demo`.
    pub fn started() -> Self {
        let place = Self::empty();
        place.run(&["new", "demo"]).done();
        place
    }

    /// With a copy of an example in `demo`.
    pub fn example(name: &str) -> Self {
        Self::of(&examples().join(name))
    }

    /// With a copy of a folder in `demo`.
    pub fn of(folder: &Path) -> Self {
        let place = Self::empty();
        copy(folder, &place.path("demo"));
        place
    }

    /// A copy of everything here, what the program made included.
    pub fn twin(&self) -> Self {
        let twin = Self::empty();
        copy_all(self.root(), twin.root());
        twin
    }

    /// All that the program has printed here.
    pub fn said(&self) -> String {
        self.said.lock().expect("nobody panics with it").clone()
    }

    /// The home.
    pub fn root(&self) -> &Path {
        self.home.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// Sets a variable of the environment every command runs in from now on.
    pub fn set(&self, name: &str, value: &str) {
        self.environment.lock().expect("nobody panics with it").insert(name.to_owned(), value.to_owned());
    }

    /// The same for a variable that has no value yet.
    pub fn set_unless_set(&self, name: &str, value: &str) {
        let mut environment = self.environment.lock().expect("nobody panics with it");
        environment.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_engine"));
        command.args(arguments).current_dir(self.home.path()).env_clear().env("HOME", self.home.path());
        command.envs(self.environment.lock().expect("nobody panics with it").iter());
        command
    }

    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    #[must_use]
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        self.finish(self.command(arguments), input)
    }

    /// Runs with more in the environment.
    #[must_use]
    pub fn run_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        self.finish(command, "")
    }

    fn finish(&self, mut command: Command, input: &str) -> Ran {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A command that does not read has closed its end.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("the binary ends");
        let ran = Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        let mut said = self.said.lock().expect("nobody panics with it");
        said.push_str(&ran.out);
        said.push_str(&ran.err);
        ran
    }

    /// Runs in the folder `demo`.
    #[must_use]
    pub fn demo(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["-C", "demo"], arguments].concat())
    }
}

impl Ran {
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn done(self) -> Self {
        self.ends(0)
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
    pub fn never_shows(self, unwanted: &str) -> Self {
        assert!(!self.out.contains(unwanted) && !self.err.contains(unwanted), "`{unwanted}` is shown");
        self
    }

    #[track_caller]
    pub fn json(self) -> Value {
        let value: Value = serde_json::from_str(&self.out).unwrap_or_else(|problem| panic!("{problem}:\n{}", self.out));
        assert_eq!(value["format"], 1);
        value
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if name == ".engine" {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).expect("copies");
        }
    }
}

/// The same, with what the program made.
pub fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            copy_all(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copies");
        }
    }
}

/// Every file below a folder with its content, for searches.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("reads"));
        }
    }
    found
}

/// The examples in the repository.
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}
