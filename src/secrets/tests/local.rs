use super::*;

#[test]
fn a_fresh_machine_is_set_up_once() {
    let bench = Bench::new();
    let home = bench.path("home");
    let search =
        IdentitySearch::from_environment(None, &|name| (name == "HOME").then(|| home.clone().into_os_string()));
    let spec = bench.path("foo.kdl");
    let mut sources = SourceMap::default();
    let made = set_up(&spec, "s", "dev", &search, &mut sources).unwrap();
    assert_eq!(made.config, bench.path("foo.dev.kdl"));
    let identity = made.identity.unwrap();
    assert_eq!(identity.path, home.join(".config/engine/identity.txt"));
    assert_eq!(mode(&identity.path), 0o600);
    assert!(made.created);
    let text = std::fs::read_to_string(&made.config).unwrap();
    assert!(text.contains(&format!("    recipient \"{}\"\n    data-key (age)\"", identity.recipient)), "{text}");

    let settings = Settings::new(&spec, "s", "dev", search.clone());
    settings.set_secret("k", &generate(32).unwrap_or_else(|_| panic!()), &mut sources).unwrap();
    let text = std::fs::read_to_string(&made.config).unwrap();
    let again = set_up(&spec, "s", "dev", &search, &mut sources).unwrap();
    assert_eq!((again.created, again.identity), (false, None));
    assert_eq!(std::fs::read_to_string(&made.config).unwrap(), text);
    let prod = set_up(&spec, "s", "prod", &search, &mut sources).unwrap();
    assert_eq!((prod.created, prod.identity), (true, None));
}

#[test]
fn throwaway_secrets_stay_the_same_until_the_spec_asks_for_more() {
    let bench = Bench::new();
    let folder = bench.folder.path();
    let declared = |least| [("origin-header".to_owned(), least)];
    let first = Vault::for_local("s", "dev", &declared(32), folder).unwrap_or_else(|problems| panic!("{problems:?}"));
    let value = opened(&first, "origin-header").unwrap();
    assert_eq!(value.len(), 40);
    let second = Vault::for_local("s", "dev", &declared(32), folder).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(opened(&second, "origin-header").unwrap(), value);
    assert_eq!(first.commitment(), second.commitment());
    let more = [("origin-header".to_owned(), 50), ("other".to_owned(), 0)];
    let third = Vault::for_local("s", "dev", &more, folder).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(opened(&third, "origin-header").unwrap().len(), 50);
    assert_eq!(opened(&third, "other").unwrap().len(), 40);
    let prod = Vault::for_local("s", "prod", &declared(1), folder).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_ne!(opened(&prod, "origin-header"), opened(&third, "origin-header"));

    let secrets = folder.join(".engine/local/secrets");
    assert_eq!(mode(&secrets.join("key")), 0o600);
    let stored = std::fs::read_to_string(secrets.join("s.dev.kdl")).unwrap();
    assert!(!stored.contains(&value));

    std::fs::remove_file(secrets.join("key")).unwrap();
    let fresh = Vault::for_local("s", "dev", &declared(1), folder).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_ne!(opened(&fresh, "origin-header").unwrap(), value);
}

#[test]
fn a_spec_without_secrets_leaves_nothing_behind() {
    let bench = Bench::new();
    let vault =
        Vault::for_local("s", "dev", &[], bench.folder.path()).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(vault.secret_names().count(), 0);
    assert!(!bench.path(".engine").exists());
}

/// A secret is random or is not made; half of one is none.
#[test]
fn a_system_without_random_bytes_makes_no_secret() {
    let mut left = 1;
    let refused = generate::generate_from(100, |bytes| {
        bytes.fill(b'a');
        left -= 1;
        if left < 0 { Err(generate::no_randomness()) } else { Ok(()) }
    });
    assert_eq!(refused.err().map(|problem| problem.code), Some(codes::NO_RANDOMNESS));
}
