use base64::Engine as _;

use super::*;

/// A bench with a secret and a second reader, `bob`.
fn shared() -> Bench {
    let mut bench = Bench::new();
    bench.set_secret("db", "one");
    let bob = keygen(&bench.path("bob")).unwrap().recipient;
    bench.settings().add_reader(&bob, Some("bob"), &mut bench.sources).unwrap();
    bench
}

/// The data key of a text, unwrapped with nothing but the age crate.
fn data_key(text: &str, identity_file: &Path) -> Option<Vec<u8>> {
    let line = text.lines().find(|line| line.trim().starts_with("data-key")).unwrap();
    let wrapped = base64::prelude::BASE64_STANDARD.decode(line.split('"').nth(1).unwrap()).unwrap();
    let identity = std::fs::read_to_string(identity_file).unwrap();
    let identity: age::x25519::Identity = identity.lines().last().unwrap().parse().unwrap();
    age::decrypt(&identity, &wrapped).ok()
}

#[test]
fn a_new_reader_costs_two_lines_and_no_value() {
    let mut bench = Bench::new();
    bench.set_secret("db", "one");
    let before = bench.text();
    let bob = keygen(&bench.path("bob")).unwrap().recipient;
    let reader = bench.settings().add_reader(&bob, Some("bob"), &mut bench.sources).unwrap();
    assert_eq!(reader, Reader { key: bob.clone(), name: Some("bob".into()) });
    let (gone, new) = changed_lines(&before, &bench.text());
    assert_eq!((gone.len(), new.len()), (1, 2));
    assert_eq!(new[0], format!("    recipient \"{bob}\" name=\"bob\""));
    assert_eq!(opened(&bench.vault_with("bob").0, "db").as_deref(), Some("one"));
    assert_eq!(data_key(&bench.text(), &bench.path("bob")).unwrap().len(), 32);
    assert_eq!(data_key(&bench.text(), &bench.path("bob")), data_key(&before, &bench.path("key")));
    assert!(bench.vault().0.check(&[]).is_empty());
    let problems = bench.settings().add_reader(&bob, None, &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::READERS]);
    assert_eq!(bench.settings().readers(&mut bench.sources).unwrap().len(), 2);
}

#[test]
fn a_removed_reader_opens_nothing_new_not_even_with_the_old_wrapped_key() {
    let mut bench = shared();
    let before = bench.text();
    let bobs_key = data_key(&before, &bench.path("bob")).unwrap();
    let recorded = bench.vault().0.commitment().unwrap();
    let db = wish("db", SecretForm::Plain);
    let digest = bench.vault().0.digest(&db).unwrap();
    let seen = bench.settings().remove_reader("bob", &mut bench.sources).unwrap();
    assert_eq!(seen, ["db"]);
    assert_ne!(bench.vault().0.digest(&db).unwrap(), digest, "bob could try guesses of later values on the state");
    assert!(!bench.vault().0.digests_compare(&recorded));
    bench.set_secret("db", "two");
    bench.set_secret("new", "three");
    let after = bench.text();
    assert!(!after.contains("bob"));
    assert_eq!(data_key(&after, &bench.path("bob")), None);
    assert_ne!(data_key(&after, &bench.path("key")).unwrap(), bobs_key);

    // Bob puts the line from history back into the file.
    let old = before.lines().find(|line| line.contains("data-key")).unwrap();
    let new = after.lines().find(|line| line.contains("data-key")).unwrap();
    bench.write(&after.replace(new, old));
    let (vault, _) = bench.vault_with("bob");
    assert!(vault.unlock().is_ok());
    assert_eq!((opened(&vault, "db"), opened(&vault, "new")), (None, None));

    bench.write(&after);
    let (vault, _) = bench.vault();
    assert_eq!(opened(&vault, "db").as_deref(), Some("two"));
    assert_ne!(vault.commitment().unwrap(), recorded);
    assert_eq!(vault.succeeds(&recorded), Some(true), "the new key follows the recorded one");
    assert!(!vault.digests_compare(&recorded) && !vault.digests_compare("unknown"));
}

#[test]
fn a_rekey_for_the_same_readers_leaves_every_digest_as_it_is() {
    let mut bench = shared();
    let db = wish("db", SecretForm::Plain);
    let (before, text) = (bench.vault().0, bench.text());
    let (recorded, digest) = (before.commitment().unwrap(), before.digest(&db).unwrap());
    for round in 0..3 {
        let done = bench.settings().rekey(&mut bench.sources).unwrap();
        assert_eq!(done, Rekeyed { sealed: vec!["db".into()], fewer_readers: false });
        let vault = bench.vault().0;
        assert_ne!(vault.commitment().unwrap(), recorded, "the data key is another");
        assert_eq!(vault.digest(&db).unwrap(), digest, "round {round}");
        assert_eq!(vault.digest_of_live("one"), digest);
        assert!(vault.digests_compare(&recorded) && vault.check(&[]).is_empty());
        assert_eq!(bench.vault_with("bob").0.digest(&db).unwrap(), digest);
        assert_eq!(bench.text().matches("digest-key").count(), 1);
    }
    // The line is bound to the data key: neither an edited one nor that of another file is taken.
    let after = bench.text();
    let line = after.lines().find(|line| line.contains("digest-key")).unwrap();
    let former = after.lines().find(|line| line.contains("former-key")).unwrap();
    bench.write(&after.replace(line, &former.replace("former-key", "digest-key")));
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty());
    assert_eq!(codes_of(&vault.check(&[])), [codes::TAMPERED]);
    assert_eq!(vault.digest(&db), None);
    assert_eq!(codes_of(&bench.settings().rekey(&mut bench.sources).unwrap_err()), [codes::TAMPERED]);
    bench.write(&after.replace(line, &format!("{line}\n{line}")));
    assert_eq!(codes_of(&bench.vault().1), [codes::TWICE]);

    // An old file from history opens, but a state recorded since tells it apart.
    let recorded = {
        bench.write(&after);
        bench.vault().0.commitment().unwrap()
    };
    bench.write(&text);
    let vault = bench.vault().0;
    assert_eq!(opened(&vault, "db").as_deref(), Some("one"));
    assert_eq!(vault.succeeds(&recorded), Some(false));
    // With the new data key put into it, nothing in it opens.
    let key = |text: &str| text.lines().find(|line| line.contains("data-key")).unwrap().to_owned();
    bench.write(&text.replace(&key(&text), &key(&after)));
    assert_eq!(codes_of(&bench.vault().0.check(&[])), [codes::TAMPERED]);

    // After a removal the digests are others.
    bench.write(&after);
    bench.settings().remove_reader("bob", &mut bench.sources).unwrap();
    assert_ne!(bench.vault().0.digest(&db).unwrap(), digest);
    assert!(!bench.text().contains("digest-key"));
}

#[test]
fn the_chain_of_data_keys_is_kept_for_a_while() {
    let mut bench = shared();
    let mut recorded = Vec::new();
    for _ in 0..6 {
        recorded.push(bench.vault().0.commitment().unwrap());
        assert_eq!(bench.settings().rekey(&mut bench.sources).unwrap().sealed, ["db"]);
    }
    let vault = bench.vault().0;
    let known: Vec<_> = recorded.iter().map(|commitment| vault.succeeds(commitment).unwrap()).collect();
    assert_eq!(known, [false, false, true, true, true, true]);
    assert_eq!(bench.text().matches("former-key").count(), 4);
    assert_eq!(opened(&vault, "db").as_deref(), Some("one"));
    assert!(vault.check(&[]).is_empty());
}

#[test]
fn a_list_edited_by_hand_is_noticed_and_mended() {
    let mut bench = shared();
    let text = bench.text();
    let bob = text.lines().find(|line| line.contains("bob")).unwrap();
    bench.write(&text.replace(&format!("{bob}\n"), ""));
    assert_eq!(codes_of(&bench.settings().check(&[], &mut bench.sources)), [codes::STALE_WRAP]);
    let digest = bench.vault().0.digest(&wish("db", SecretForm::Plain));
    let done = bench.settings().rekey(&mut bench.sources).unwrap();
    assert!(done.fewer_readers, "bob has seen everything");
    assert_ne!(bench.vault().0.digest(&wish("db", SecretForm::Plain)), digest);
    assert!(bench.settings().check(&[], &mut bench.sources).is_empty());
    assert_eq!(opened(&bench.vault_with("bob").0, "db"), None);
}

#[test]
fn readers_that_cannot_be_removed() {
    let mut bench = shared();
    let text = bench.text();
    let unknown = bench.settings().remove_reader("carol", &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&unknown), [codes::READERS]);
    assert!(unknown.0[0].help.as_ref().unwrap().contains("bob"));
    assert_eq!(bench.text(), text);
    bench.settings().remove_reader("bob", &mut bench.sources).unwrap();
    let own = bench.recipient();
    assert_eq!(codes_of(&bench.settings().remove_reader(&own, &mut bench.sources).unwrap_err()), [codes::READERS]);
    bench.settings().remove("db", &mut bench.sources).unwrap();
    bench.settings().remove_reader(&own, &mut bench.sources).unwrap();
    assert!(!bench.text().contains("-key"), "{}", bench.text());
    assert!(bench.vault().1.is_empty());
}

#[test]
fn nobody_but_a_reader_changes_readers() {
    let mut bench = shared();
    let text = bench.text();
    let mallory = keygen(&bench.path("mallory")).unwrap().recipient;
    let settings = bench.settings_with("mallory");
    for problems in [
        settings.add_reader(&mallory, None, &mut bench.sources).map(drop),
        settings.remove_reader("bob", &mut bench.sources).map(drop),
        settings.rekey(&mut bench.sources).map(drop),
        settings.set_secret("x", &Plain::new("y".into()), &mut bench.sources).map(drop),
    ] {
        assert_eq!(codes_of(&problems.unwrap_err()), [codes::LOCKED]);
    }
    assert_eq!(bench.text(), text);
}

#[test]
fn plugins_run_only_when_allowed() {
    let plugin = "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t";
    let mut bench = Bench::new();
    let problems = bench.settings().add_reader(plugin, None, &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::PLUGIN]);
    bench.write(&format!("config format=1 stack=\"s\" env=\"dev\" {{\n  recipient \"{plugin}\"\n}}\n"));
    assert_eq!(codes_of(&bench.vault().1), [codes::PLUGIN]);
    let problems = bench.settings().set_secret("x", &Plain::new("y".into()), &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::PLUGIN]);
}

/// What `age -d` makes of the wrapped data key of a text.
fn opened_by_age(bench: &Bench, text: &str, identity: &Path) -> Vec<u8> {
    let line = text.lines().find(|line| line.trim().starts_with("data-key")).unwrap();
    let wrapped = base64::prelude::BASE64_STANDARD.decode(line.split('"').nth(1).unwrap()).unwrap();
    std::fs::write(bench.path("wrapped"), wrapped).unwrap();
    run("age", &["-d".as_ref(), "-i".as_ref(), identity.as_os_str(), bench.path("wrapped").as_os_str()])
}

#[test]
fn the_age_program_opens_the_wrapped_key() {
    let mut bench = shared();
    for kind in ["ed25519", "rsa"] {
        let public = ssh_key(&bench.path(kind), kind, "");
        bench.settings().add_reader(&public, Some(kind), &mut bench.sources).unwrap();
    }
    let text = bench.text();
    let key = data_key(&text, &bench.path("key")).unwrap();
    for identity in ["key", "bob", "ed25519", "rsa"] {
        assert_eq!(opened_by_age(&bench, &text, &bench.path(identity)), key, "{identity}");
    }
    bench.settings().remove_reader("rsa", &mut bench.sources).unwrap();
    let key = opened_by_age(&bench, &bench.text(), &bench.path("ed25519"));
    assert_eq!(Some(key), data_key(&bench.text(), &bench.path("key")));
}

#[test]
fn a_data_key_that_the_age_program_wrapped_opens() {
    let mut bench = shared();
    let text = bench.text();
    std::fs::write(bench.path("raw"), data_key(&text, &bench.path("key")).unwrap()).unwrap();
    let wrapped = run("age", &["-r".as_ref(), bench.recipient().as_ref(), bench.path("raw").as_os_str()]);
    let line = text.lines().find(|line| line.trim().starts_with("data-key")).unwrap();
    let again = format!("    data-key (age)\"{}\"", base64::prelude::BASE64_STANDARD.encode(wrapped));
    bench.write(&text.replace(line, &again));
    assert_eq!(bench.opened("db").as_deref(), Some("one"));
    assert_eq!(opened(&bench.vault_with("bob").0, "db"), None);
}

#[test]
fn an_identity_of_age_keygen_reads_and_writes() {
    let mut bench = shared();
    run("age-keygen", &["-o".as_ref(), bench.path("made").as_os_str()]);
    let public = String::from_utf8(run("age-keygen", &["-y".as_ref(), bench.path("made").as_os_str()])).unwrap();
    bench.settings().add_reader(public.trim(), None, &mut bench.sources).unwrap();
    let settings = bench.settings_with("made");
    settings.set_secret("db", &Plain::new("two".into()), &mut bench.sources).unwrap();
    assert_eq!(bench.opened("db").as_deref(), Some("two"));
}
