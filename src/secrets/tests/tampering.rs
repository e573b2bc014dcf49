use super::*;

/// A bench with two secrets, and its text.
fn sealed() -> (Bench, String) {
    let mut bench = Bench::new();
    bench.set_secret("db", "one");
    bench.set_secret("log", "two");
    let text = bench.text();
    (bench, text)
}

fn value_of<'a>(text: &'a str, key: &str) -> &'a str {
    let line = text.lines().find(|line| line.contains(&format!("secret \"{key}\""))).unwrap();
    line.rsplit(' ').next().unwrap()
}

#[test]
fn swapped_values_do_not_open_and_are_traced_to_their_keys() {
    let (mut bench, text) = sealed();
    let (db, log) = (value_of(&text, "db").to_owned(), value_of(&text, "log").to_owned());
    bench.write(&text.replace(&db, "<>").replace(&log, &db).replace("<>", &log));
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty(), "only a key can tell");
    assert_eq!(opened(&vault, "db"), None);
    assert_eq!(vault.digest(&wish("db", SecretForm::Plain)), None);
    let problems = vault.check(&[]);
    assert_eq!(codes_of(&problems), [codes::TAMPERED, codes::TAMPERED]);
    assert_eq!(bench.labelled(&problems.0[0]), log);
    assert_eq!(problems.0[0].labels[1].text, "it was sealed for `log`, here");
    assert_eq!(
        codes_of(&bench.settings().get("db", &mut bench.sources).err().unwrap()),
        [codes::TAMPERED, codes::TAMPERED]
    );
}

#[test]
fn a_file_copied_to_another_environment_or_stack_is_noticed_even_with_its_head_changed() {
    let (bench, text) = sealed();
    for (stack, env) in [("s", "prod"), ("t", "dev")] {
        let mut sources = SourceMap::default();
        let path = bench.path(&format!("spec.{env}.kdl"));
        std::fs::write(&path, &text).unwrap();
        let search = IdentitySearch::only(bench.path("key"));
        let (_, problems) = Vault::load(&bench.path("spec.kdl"), stack, env, &search, &mut sources);
        assert_eq!(codes_of(&problems), [codes::FOREIGN]);

        let head = format!("stack=\"{stack}\" env=\"{env}\"");
        std::fs::write(&path, text.replace("stack=\"s\" env=\"dev\"", &head)).unwrap();
        let (vault, problems) = Vault::load(&bench.path("spec.kdl"), stack, env, &search, &mut sources);
        assert!(problems.is_empty());
        assert_eq!(codes_of(&vault.check(&[])), [codes::TAMPERED, codes::TAMPERED]);
    }
}

#[test]
fn cut_and_flipped_values_are_named_at_their_line() {
    let (mut bench, text) = sealed();
    let db = value_of(&text, "db").trim_start_matches("(sealed)").trim_matches('"').to_owned();
    let cut = &db[..db.len() - 4];
    bench.write(&text.replace(&db, cut));
    let (_, problems) = bench.vault();
    assert_eq!(codes_of(&problems), [codes::TAMPERED]);
    assert!(bench.labelled(&problems.0[0]).contains(cut));

    let flipped = if db.as_bytes()[40] == b'A' { "B" } else { "A" };
    bench.write(&text.replace(&db, &format!("{}{flipped}{}", &db[..40], &db[41..])));
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty());
    assert_eq!(codes_of(&vault.check(&[])), [codes::TAMPERED]);
    assert_eq!(opened(&vault, "log").as_deref(), Some("two"), "the other one still opens");

    bench.write(&text.replace(&db, &db.replace("v1:", "v2:")));
    assert_eq!(codes_of(&bench.vault().1), [codes::FORMAT]);
}

#[test]
fn damaged_and_missing_data_keys_are_named() {
    let (mut bench, text) = sealed();
    let line = text.lines().find(|line| line.contains("data-key")).unwrap().to_owned();
    bench.write(&text.replace(&line, ""));
    assert_eq!(codes_of(&bench.vault().1), [codes::DATA_KEY]);
    assert!(bench.settings().set_secret("x", &Plain::new("y".into()), &mut bench.sources).is_err());
    bench.write(&text.replace("YWdl", "AAAA"));
    assert_eq!(codes_of(&bench.vault().1), [codes::DATA_KEY]);
    bench.write(&text.replace(&line, &format!("{line}\n{line}")));
    assert_eq!(codes_of(&bench.vault().1), [codes::TWICE]);
    // The end of the age file holds the key itself.
    bench.write(&text.replace(&line, &format!("{}AAAAAAAA\"", &line[..line.len() - 9])));
    let (vault, _) = bench.vault();
    assert_eq!(vault.unlock().unwrap_err().code, codes::LOCKED);
    assert!(matches!(vault.attempts()[0].outcome, Outcome::Damaged(_)), "{:?}", vault.attempts());
}

#[test]
fn another_data_key_is_told_from_the_recorded_one() {
    let (mut bench, _) = sealed();
    let recorded = bench.vault().0.commitment().unwrap();
    let mut other = Bench::new();
    other.set_secret("db", "evil");
    let forged = other.text();
    std::fs::copy(other.path("key"), bench.path("key")).unwrap();
    bench.write(&forged);
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty());
    assert_eq!(opened(&vault, "db").as_deref(), Some("evil"));
    assert_ne!(vault.commitment().unwrap(), recorded);
    assert_eq!(vault.succeeds(&recorded), Some(false));
}

#[test]
fn a_private_key_among_the_recipients_is_refused_and_never_shown() {
    let mut bench = Bench::new();
    let private = std::fs::read_to_string(bench.path("key")).unwrap().lines().last().unwrap().to_owned();
    for text in [private.clone(), private.to_lowercase(), format!("  {private} ")] {
        bench.write(&format!("config format=1 stack=\"s\" env=\"dev\" {{\n  recipient \"{text}\" name=\"a\"\n}}\n"));
        let (_, problems) = bench.vault();
        assert_eq!(codes_of(&problems), [codes::PRIVATE_KEY]);
        assert!(problems.0[0].help.as_ref().unwrap().contains("give up this key"));
        let shown = bench.sources.files().last().map(|file| bench.sources.text(file)).unwrap().to_owned();
        assert!(!format!("{problems:?}{shown}").to_uppercase().contains(&private), "{shown}");
        assert!(shown.contains("name=\"a\""));
    }
    let problems = bench.settings().add_reader(&private, None, &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::PRIVATE_KEY]);
    assert!(!format!("{problems:?}").contains(&private));
}

#[test]
fn any_text_as_a_config_file_gives_a_diagnostic_and_no_panic() {
    let (mut bench, text) = sealed();
    for at in (0..text.len()).step_by(7) {
        if !text.is_char_boundary(at) {
            continue;
        }
        for put in ["", "\"", "{", "}", "/*", "#\"", "\\", "\u{0}", "é"] {
            bench.write(&format!("{}{put}{}", &text[..at], &text[at + put.len().min(text.len() - at)..]));
            let (vault, _) = bench.vault_with("none");
            assert!(vault.secret_names().count() <= 2);
        }
        bench.sources = SourceMap::default();
    }
    for hostile in
        ["a {".repeat(100_000), "/*".repeat(100_000), "#\" ".repeat(100_000), "x".repeat(2 << 20), "\"".repeat(9999)]
    {
        bench.write(&hostile);
        assert!(bench.vault().1.has_errors());
    }
    std::fs::write(bench.path("spec.dev.kdl"), b"\xff\xfe").unwrap();
    assert_eq!(codes_of(&bench.vault().1), [codes::UNREADABLE]);
}
