//! The room as its users see it: files in a folder, identities, what comes of edits and of tampering.

mod edits;
mod identities;
mod local;
mod readers;
mod tampering;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::*;
use crate::diag::{Problems, SourceMap};
use crate::value::{SecretForm, SecretRef};

/// A folder with a spec, an identity and the config of environment `dev` of stack `s`.
struct Bench {
    folder: tempfile::TempDir,
    sources: SourceMap,
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap(), sources: SourceMap::default() };
        keygen(&bench.path("key")).unwrap();
        bench
    }

    /// A bench whose config file has this text.
    fn with(text: &str) -> Self {
        let bench = Self::new();
        bench.write(text);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path("spec.dev.kdl"), text).unwrap();
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path("spec.dev.kdl")).unwrap()
    }

    fn recipient(&self) -> String {
        let identity = std::fs::read_to_string(self.path("key")).unwrap();
        identity.lines().next().unwrap().trim_start_matches("# public key: ").to_owned()
    }

    fn settings(&self) -> Settings {
        self.settings_with("key")
    }

    /// The settings as the owner of another identity file sees them.
    fn settings_with(&self, key: &str) -> Settings {
        Settings::new(&self.path("spec.kdl"), "s", "dev", IdentitySearch::only(self.path(key)))
    }

    fn set_secret(&mut self, key: &str, value: &str) -> Change {
        self.settings().set_secret(key, &Plain::new(value.to_owned()), &mut self.sources).unwrap()
    }

    fn vault(&mut self) -> (Vault, Problems) {
        self.vault_with("key")
    }

    fn vault_with(&mut self, key: &str) -> (Vault, Problems) {
        let search = IdentitySearch::only(self.path(key));
        Vault::load(&self.path("spec.kdl"), "s", "dev", &search, &mut self.sources)
    }

    fn opened(&mut self, key: &str) -> Option<String> {
        opened(&self.vault().0, key)
    }

    /// The text that a problem's first label stands on.
    fn labelled(&self, problem: &crate::diag::Diagnostic) -> &str {
        self.sources.slice(problem.labels[0].span)
    }
}

fn wish(name: &str, form: SecretForm) -> SecretRef {
    SecretRef { name: name.to_owned(), form, digest: None }
}

fn opened(vault: &Vault, key: &str) -> Option<String> {
    vault.open(&wish(key, SecretForm::Plain)).ok().map(|plain| plain.expose().to_owned())
}

fn codes_of(problems: &Problems) -> Vec<&'static str> {
    problems.0.iter().map(|problem| problem.code).collect()
}

/// The lines of `after` that are not in `before`, and the other way round.
fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let only =
        |a: &str, b: &str| a.lines().filter(|line| !b.lines().any(|other| other == *line)).map(str::to_owned).collect();
    (only(before, after), only(after, before))
}

/// What a program prints; these tests are about getting on with it, so it has to be there.
#[track_caller]
fn run(program: &str, arguments: &[&OsStr]) -> Vec<u8> {
    let ran = std::process::Command::new(program).args(arguments).output();
    let ran = ran.unwrap_or_else(|error| {
        panic!("this test needs the program `{program}` ({error}): on Debian, apt-get install age openssh-client")
    });
    assert!(ran.status.success(), "{program}: {}", String::from_utf8_lossy(&ran.stderr));
    ran.stdout
}

/// Makes a key with `ssh-keygen` and gives the line of its `.pub` file.
fn ssh_key(path: &Path, kind: &str, passphrase: &str) -> String {
    let words = ["-q", "-t", kind, "-N", passphrase, "-C", "alice@laptop", "-f"];
    let arguments: Vec<&OsStr> = words.iter().map(AsRef::as_ref).chain([path.as_os_str()]).collect();
    run("ssh-keygen", &arguments);
    std::fs::read_to_string(path.with_extension("pub")).unwrap()
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_vault_gives_values_digests_and_masks() {
    let mut bench = Bench::new();
    bench.set_secret("origin-header", "a.b\"c-long-enough");
    bench.settings().set_plain("image", "repo:tag", &mut bench.sources).unwrap();
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(vault.plain("image").unwrap().value, "repo:tag");
    assert!(vault.has_config() && vault.has_secret("origin-header") && !vault.has_secret("image"));
    assert_eq!(vault.mask("a.b\"c-long-enough"), "a.b\"c-long-enough", "nothing was opened yet");

    let plain = wish("origin-header", SecretForm::Plain);
    let regex = wish("origin-header", SecretForm::ExactRegex);
    assert_eq!(vault.open(&plain).unwrap_or_else(|_| panic!()).expose(), "a.b\"c-long-enough");
    let pattern = vault.open(&regex).unwrap_or_else(|_| panic!());
    assert_eq!(pattern.expose(), "^a\\.b\"c\\-long\\-enough$");
    assert_eq!(vault.digest(&plain).unwrap(), vault.digest_of_live("a.b\"c-long-enough"));
    assert_eq!(vault.digest(&regex).unwrap(), vault.digest_of_live(pattern.expose()));
    assert_ne!(vault.digest(&plain), vault.digest(&regex));
    assert_eq!(vault.mask("<a.b\"c-long-enough>"), "<(secret origin-header)>");
    assert_eq!(vault.mask(pattern.expose()), "(secret origin-header)");

    let missing = vault.open(&wish("nothing", SecretForm::Plain)).err().unwrap();
    assert_eq!(missing.to_string(), "the secret `nothing` is not set in environment `dev`");
    assert_eq!(vault.digest(&wish("nothing", SecretForm::Plain)), None);
    assert!(vault.check(&[Demand::least("origin-header", 17)]).is_empty());
    assert_eq!(codes_of(&vault.check(&[Demand::least("origin-header", 18)])), [codes::TOO_SHORT]);
}

#[test]
fn two_environments_give_different_digests() {
    let value = || [("k".to_owned(), Plain::new("v".to_owned()))];
    let (one, two) = (Vault::in_memory("s", "dev", value()), Vault::in_memory("s", "dev", value()));
    let wish = wish("k", SecretForm::Plain);
    assert_eq!(one.digest(&wish).unwrap(), one.digest_of_live("v"));
    assert_ne!(one.digest(&wish), two.digest(&wish));
    assert_ne!(one.commitment(), two.commitment());
    assert_eq!(one.succeeds(&one.commitment().unwrap()), Some(true));
    assert_eq!(one.succeeds(&two.commitment().unwrap()), Some(false));
}

#[test]
fn without_a_file_a_vault_is_empty_and_without_an_identity_it_is_locked() {
    let mut bench = Bench::new();
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty() && !vault.has_config());
    assert_eq!(vault.commitment(), None);
    assert_eq!(codes_of(&Problems(vec![vault.unlock().unwrap_err()])), [codes::DATA_KEY]);

    bench.set_secret("k", "value");
    keygen(&bench.path("stranger")).unwrap();
    let (vault, problems) = bench.vault_with("stranger");
    assert!(problems.is_empty());
    assert!(vault.has_secret("k"));
    assert_eq!(vault.digest(&wish("k", SecretForm::Plain)), None);
    assert_eq!(vault.digest_of_live("value"), "");
    let locked = vault.open(&wish("k", SecretForm::Plain)).err().unwrap().to_string();
    assert!(locked.contains("stranger: is not among the readers"), "{locked}");
    let problem = vault.unlock().unwrap_err();
    assert_eq!(problem.code, codes::LOCKED);
    assert!(bench.labelled(&problem).starts_with("(age)\"YWdl"), "{}", bench.labelled(&problem));
    assert_eq!(codes_of(&vault.check(&[])), [codes::LOCKED]);
}

#[test]
fn every_problem_of_this_room_has_help() {
    let texts = [
        "config format=2 stack=\"s\" env=\"dev\"",
        "config stack=\"t\" env=1 x=2 3 { valeu \"a\" \"b\"; value \"a\"; value \"a b\" \"c\"; value \"a\" #null; recipient \"x\"; data-key \"y\" }",
        "other\nconfig format=1 stack=\"s\" env=\"dev\" { secret \"a\" \"b\"; secret \"c\" \"v9:x\"; secret \"d\" \"v1:AAAA\"; value \"e\" \"1\"; value \"e\" \"2\" }\nconfig",
        "config {",
        "",
    ];
    for text in texts {
        let (_, problems) = Bench::with(text).vault();
        assert!(problems.has_errors(), "{text}");
        for problem in problems.0 {
            assert!(problem.help.is_some() && !problem.labels.is_empty(), "{problem:?}");
            assert!(!problem.message.ends_with('.') && !problem.message.starts_with(char::is_uppercase), "{problem:?}");
        }
    }
}
