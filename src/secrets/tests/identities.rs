use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

fn search(variables: &[(&str, &Path)]) -> IdentitySearch {
    let variables: BTreeMap<String, OsString> =
        variables.iter().map(|(name, path)| ((*name).to_owned(), path.as_os_str().to_owned())).collect();
    IdentitySearch::from_environment(None, &|name| variables.get(name).cloned())
}

#[test]
fn places_are_tried_in_order_and_each_failure_is_kept() {
    let mut bench = Bench::new();
    bench.set_secret("k", "value");
    let home = bench.path("home");
    std::fs::create_dir_all(home.join(".ssh")).unwrap();
    keygen(&home.join(".config/engine/identity.txt")).unwrap();
    std::fs::write(home.join(".ssh/id_ed25519"), "not a key").unwrap();
    std::fs::write(bench.path("junk"), "# comment\n\nhunter2\n").unwrap();
    let key = std::fs::read_to_string(bench.path("key")).unwrap();
    let variables = |name: &str| match name {
        "HOME" => Some(home.clone().into_os_string()),
        "ENGINE_AGE_IDENTITY" => Some(bench.path("junk").into_os_string()),
        "XDG_CONFIG_HOME" => Some(OsString::new()),
        _ => None,
    };
    let search = IdentitySearch::from_environment(Some(bench.path("absent")), &variables);
    let mut sources = SourceMap::default();
    let (vault, _) = Vault::load(&bench.path("spec.kdl"), "s", "dev", &search, &mut sources);
    assert!(vault.attempts().is_empty(), "nothing is read before it is needed");
    let problem = vault.unlock().unwrap_err();
    let outcomes: Vec<_> = vault.attempts().iter().map(|attempt| attempt.outcome.clone()).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Missing,
            Outcome::NotAnIdentity(Some(3)),
            Outcome::NotAReader,
            Outcome::NotAnIdentity(Some(1)),
            Outcome::Missing
        ]
    );
    let help = problem.help.unwrap();
    assert!(help.contains("--identity") && help.contains("ENGINE_AGE_IDENTITY") && help.contains("id_rsa"), "{help}");
    assert!(!help.contains("hunter2"));

    let search = IdentitySearch::from_environment(None, &|name| (name == "ENGINE_AGE_KEY").then(|| key.clone().into()));
    let (vault, _) = Vault::load(&bench.path("spec.kdl"), "s", "dev", &search, &mut sources);
    assert_eq!(opened(&vault, "k").as_deref(), Some("value"));
    assert_eq!(vault.attempts(), [Attempt { source: "ENGINE_AGE_KEY".into(), outcome: Outcome::Opened }]);
}

#[test]
fn ssh_keys_read_and_write() {
    for kind in ["ed25519", "rsa"] {
        let mut bench = Bench::new();
        bench.set_secret("k", "value");
        let home = bench.path("home");
        std::fs::create_dir_all(home.join(".ssh")).unwrap();
        let public = ssh_key(&home.join(format!(".ssh/id_{kind}")), kind, "");
        let reader = bench.settings().add_reader(&public, None, &mut bench.sources).unwrap();
        assert_eq!(reader.name.as_deref(), Some("alice@laptop"));
        let search = search(&[("HOME", home.as_path())]);
        let settings = Settings::new(&bench.path("spec.kdl"), "s", "dev", search);
        assert!(matches!(settings.get("k", &mut bench.sources), Ok(Value::Secret(plain)) if plain.expose() == "value"));
        settings.set_secret("k", &Plain::new("changed".into()), &mut bench.sources).unwrap();
        assert_eq!(bench.opened("k").as_deref(), Some("changed"));
        settings.remove_reader("alice@laptop", &mut bench.sources).unwrap();
        assert!(settings.get("k", &mut bench.sources).is_err());
    }
}

#[test]
fn a_passphrase_is_asked_for_only_when_the_key_is_meant() {
    let mut bench = Bench::new();
    bench.set_secret("k", "value");
    let home = bench.path("home");
    std::fs::create_dir_all(home.join(".ssh")).unwrap();
    let public = ssh_key(&home.join(".ssh/id_ed25519"), "ed25519", "open sesame");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let ask: Ask = Arc::new(move |what: &str| {
        assert!(what.contains("id_ed25519"));
        let passphrase = if counter.fetch_add(1, Ordering::SeqCst) == 0 { "wrong" } else { "open sesame" };
        Some(Plain::new(passphrase.to_owned()))
    });
    let silent = search(&[("HOME", home.as_path())]);
    let asking = silent.clone().asking(ask);
    let load =
        |search: &IdentitySearch| Vault::load(&bench.path("spec.kdl"), "s", "dev", search, &mut SourceMap::default()).0;
    assert!(load(&asking).unlock().is_err());
    assert_eq!(asked.load(Ordering::SeqCst), 0);

    bench.settings().add_reader(&public, None, &mut SourceMap::default()).unwrap();
    let vault = load(&silent);
    assert!(vault.unlock().is_err());
    assert!(vault.attempts().iter().any(|attempt| attempt.outcome == Outcome::NeedsPassphrase));
    let vault = load(&asking);
    assert_eq!(opened(&vault, "k").as_deref(), Some("value"));
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(opened(&vault, "k").as_deref(), Some("value"));
    assert_eq!(asked.load(Ordering::SeqCst), 2, "the data key is unwrapped once");
}

#[test]
fn an_identity_file_may_itself_be_encrypted() {
    use std::io::Write as _;
    let mut bench = Bench::new();
    bench.set_secret("k", "value");
    let plain = std::fs::read(bench.path("key")).unwrap();
    let mut recipient = age::scrypt::Recipient::new("open sesame".to_owned().into());
    recipient.set_work_factor(8);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
    writer.write_all(&plain).unwrap();
    let encrypted = writer.finish().unwrap();
    // The work factor ends the second line; with 2^40 the passphrase would take weeks.
    let end = encrypted.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0;
    let hostile = [&encrypted[..end - 1], b"40", &encrypted[end..]].concat();
    for (bytes, opens) in [(encrypted, true), (hostile, false)] {
        std::fs::write(bench.path("encrypted"), bytes).unwrap();
        let ask: Ask = Arc::new(|_| Some(Plain::new("open sesame".to_owned())));
        let search = IdentitySearch::only(bench.path("encrypted")).asking(ask);
        let (vault, _) = Vault::load(&bench.path("spec.kdl"), "s", "dev", &search, &mut SourceMap::default());
        assert_eq!(vault.unlock().is_ok(), opens, "{:?}", vault.attempts());
    }
    assert!(
        matches!(bench.vault_with("encrypted").0.unlock(), Err(problem) if problem.help.as_ref().unwrap().contains("no terminal"))
    );
}

#[test]
fn a_new_identity_is_for_its_owner_alone_and_never_replaced() {
    let bench = Bench::new();
    let made = keygen(&bench.path("deep/er/identity.txt")).unwrap();
    assert_eq!(mode(&made.path), 0o600);
    assert_eq!(mode(&bench.path("deep")), 0o700);
    let text = std::fs::read_to_string(&made.path).unwrap();
    assert!(text.starts_with(&format!("# public key: {}\nAGE-SECRET-KEY-1", made.recipient)));
    assert_eq!(keygen(&made.path).unwrap_err().code, codes::EXISTS);
    assert_eq!(std::fs::read_to_string(&made.path).unwrap(), text);
}
