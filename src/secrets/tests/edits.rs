use super::*;

const COMMENTED: &str = "// top\nconfig format=1 stack=\"s\" env=\"dev\" { // head\n\
    \x20 // about the image\n  value   \"image\"  \"old\"   // trailing\n\n  value \"n\" 0x1F\n  value \"z\" #\"raw \"x\"\"#\n  /- value \"off\" \"1\"\n} // end\n";

#[test]
fn an_edit_changes_one_line_and_nothing_around_it() {
    let mut bench = Bench::with(COMMENTED);
    let settings = bench.settings();
    assert_eq!(settings.set_plain("image", "new \"tag\" \u{202e}", &mut bench.sources).unwrap(), Change::Replaced);
    assert_eq!(bench.text(), COMMENTED.replace("\"old\"", "\"new \\\"tag\\\" \\u{202e}\""));
    assert_eq!(bench.vault().0.plain("image").unwrap().value, "new \"tag\" \u{202e}");

    assert_eq!(settings.set_plain("image", "old", &mut bench.sources).unwrap(), Change::Replaced);
    assert_eq!(bench.text(), COMMENTED);
    assert_eq!(settings.set_plain("n", "31", &mut bench.sources).unwrap(), Change::Unchanged);
    assert_eq!(settings.set_plain("z", "raw \"x\"", &mut bench.sources).unwrap(), Change::Unchanged);
    assert_eq!(bench.text(), COMMENTED);

    assert_eq!(settings.set_plain("off", "2", &mut bench.sources).unwrap(), Change::Added);
    assert_eq!(bench.text(), COMMENTED.replace("\"raw \"x\"\"#\n", "\"raw \"x\"\"#\n  value \"off\" \"2\"\n"));
    settings.remove("off", &mut bench.sources).unwrap();
    assert_eq!(bench.text(), COMMENTED);
    settings.remove("image", &mut bench.sources).unwrap();
    assert_eq!(bench.text(), COMMENTED.replace("  value   \"image\"  \"old\"   // trailing\n", ""));
}

#[test]
fn a_secret_is_one_line_and_is_not_sealed_again_when_it_stays() {
    let mut bench = Bench::with(COMMENTED);
    assert_eq!(bench.set_secret("a", "one"), Change::Added);
    let first = bench.text();
    let (gone, new) = changed_lines(COMMENTED, &first);
    assert!(gone.is_empty());
    assert_eq!(new.len(), 3, "{new:?}");
    assert!(
        new[0].starts_with("  recipient \"age1")
            && new[1].starts_with("  data-key (age)\"")
            && new[2].starts_with("  secret \"a\" (sealed)\"v1:")
    );

    assert_eq!(bench.set_secret("b", "two"), Change::Added);
    let second = bench.text();
    assert_eq!(changed_lines(&first, &second).0.len(), 0);
    assert_eq!(changed_lines(&first, &second).1.len(), 1);
    assert_eq!(bench.set_secret("a", "one"), Change::Unchanged);
    assert_eq!(bench.text(), second);
    assert_eq!(bench.set_secret("a", "three"), Change::Replaced);
    let (gone, new) = changed_lines(&second, &bench.text());
    assert_eq!((gone.len(), new.len()), (1, 1));
    assert_eq!(bench.opened("a").as_deref(), Some("three"));
    assert_eq!(bench.opened("b").as_deref(), Some("two"));
}

#[test]
fn a_plain_value_becomes_a_secret_in_place_and_never_back_unasked() {
    let mut bench = Bench::with(COMMENTED);
    assert_eq!(bench.set_secret("image", "old"), Change::Sealed);
    let text = bench.text();
    assert!(text.contains("  secret   \"image\"  (sealed)\"v1:") && text.contains("\"   // trailing\n"), "{text}");
    let problems = bench.settings().set_plain("image", "x", &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::DOWNGRADE]);
    assert_eq!(bench.text(), text);
}

#[test]
fn any_layout_of_a_file_can_be_edited() {
    let layouts = [
        "config format=1 stack=\"s\" env=\"dev\"",
        "config format=1 stack=\"s\" env=\"dev\" {}",
        "config format=1 stack=\"s\" env=\"dev\" {\n}\n",
        "config format=1 stack=\"s\" env=\"dev\" { }\n// after",
        "config format=1 stack=\"s\" env=\"dev\" { value \"a\" \"1\" }",
        "config format=1 stack=\"s\" env=\"dev\" { value \"a\" \"1\"; value \"b\" \"}\" }",
        "config format=1 stack=\"s\" env=\"dev\" { value \"a\" \"1\"; value \"b\" \"{\"; }",
        "config format=1 stack=\"s\" env=\"dev\" {\r\n\tvalue \"a\" \"1\"\r\n}\r\n",
        "config format=1 \\\n  stack=\"s\" env=\"dev\" {\n  value \"a\" \"\"\"\n    x\n    y\n    \"\"\" // z\n}",
        "config format=1 stack=\"s\" env=\"dev\" {\n  value \"a\" \"1\" /* x\n y */\n  // last\n}",
        "\u{feff}config format=1 stack=\"s\" env=\"dev\" {\n  value \"a\" \"1\"\n}\n",
    ];
    for layout in layouts {
        let mut bench = Bench::with(layout);
        let a = bench.vault().0.plain("a").map(|value| value.value.clone());
        assert_eq!(bench.set_secret("k", "sealed"), Change::Added, "{layout}");
        let settings = bench.settings();
        settings.set_plain("p", "plain", &mut bench.sources).unwrap();
        let (vault, problems) = bench.vault();
        assert!(problems.is_empty(), "{layout}: {problems:?}\n{}", bench.text());
        assert_eq!(vault.plain("a").map(|value| value.value.clone()), a, "{layout}");
        assert_eq!(vault.plain("p").unwrap().value, "plain");
        assert_eq!(opened(&vault, "k").as_deref(), Some("sealed"));
        if layout.contains('\r') {
            assert_eq!(bench.text().matches('\n').count(), bench.text().matches("\r\n").count());
        }
        settings.remove("k", &mut bench.sources).unwrap();
        settings.remove("p", &mut bench.sources).unwrap();
        let (vault, problems) = bench.vault();
        assert!(problems.is_empty(), "{layout}: {problems:?}\n{}", bench.text());
        assert!(!vault.has_secret("k"));
        assert_eq!(vault.plain("a").map(|value| value.value.clone()), a);
    }
}

#[test]
fn a_first_value_makes_the_file() {
    let mut bench = Bench::new();
    bench.settings().set_plain("image", "x", &mut bench.sources).unwrap();
    assert_eq!(
        bench.text(),
        "// Values of environment \"dev\". Safe to commit: secrets are sealed, and only the recipients can open them.\n\
         config format=1 stack=\"s\" env=\"dev\" {\n    value \"image\" \"x\"\n}\n"
    );
    assert_eq!(mode(&bench.path("spec.dev.kdl")), 0o644);
    bench.set_secret("k", "v");
    let text = bench.text();
    let lines: Vec<_> = text.lines().skip(2).map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(lines, ["recipient", "data-key", "value", "secret", "}"]);
    let listed = bench.settings().list(&mut bench.sources).unwrap();
    let listed: Vec<_> = listed.iter().map(|listed| (listed.key.as_str(), listed.secret)).collect();
    assert_eq!(listed, [("image", false), ("k", true)]);
    assert!(matches!(bench.settings().get("k", &mut bench.sources), Ok(Value::Secret(plain)) if plain.expose() == "v"));
    assert!(matches!(bench.settings().get("image", &mut bench.sources), Ok(Value::Plain(text)) if text == "x"));
    let problems = bench.settings().get("imaeg", &mut bench.sources).err().unwrap();
    assert_eq!(codes_of(&problems), [codes::NOT_SET]);
    assert_eq!(problems.0[0].help.as_deref(), Some("did you mean `image`?"));
}

#[test]
fn a_broken_file_is_not_edited_and_a_damaged_value_can_be_set_again() {
    for text in ["config {", "config format=2 stack=\"s\" env=\"dev\"", "config format=1 stack=\"t\" env=\"dev\""] {
        let mut bench = Bench::with(text);
        assert!(bench.settings().set_plain("a", "b", &mut bench.sources).is_err());
        assert_eq!(bench.text(), text);
    }
    let mut bench = Bench::with(
        "config format=1 stack=\"s\" env=\"dev\" {\n  secret \"a\" \"clear\"\n  secret \"b\" \"v1:AAAA\"\n}\n",
    );
    assert_eq!(codes_of(&bench.vault().1), [codes::IN_CLEAR, codes::TAMPERED]);
    bench.set_secret("a", "x");
    bench.set_secret("b", "y");
    assert!(bench.vault().1.is_empty());
    assert_eq!(bench.opened("a").as_deref(), Some("x"));
}

#[test]
fn names_and_private_keys_are_refused_before_anything_is_written() {
    let mut bench = Bench::new();
    for key in ["", "a b", "-a", "ä", "a\"", &"x".repeat(129)] {
        let problems = bench.settings().set_plain(key, "v", &mut bench.sources).unwrap_err();
        assert_eq!(codes_of(&problems), [codes::KEY_NAME], "{key}");
    }
    let private = std::fs::read_to_string(bench.path("key")).unwrap().lines().last().unwrap().to_owned();
    let problems = bench.settings().set_plain("k", &private, &mut bench.sources).unwrap_err();
    assert_eq!(codes_of(&problems), [codes::PRIVATE_KEY]);
    assert!(!format!("{problems:?}").contains(&private));
    assert!(!bench.path("spec.dev.kdl").exists());
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let mut bench = Bench::new();
    bench.set_secret("first", "x");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let settings = bench.settings();
            scope.spawn(move || {
                for turn in 0..5 {
                    let mut sources = SourceMap::default();
                    settings.set_plain(&format!("w{writer}-{turn}"), "v", &mut sources).unwrap();
                }
            });
        }
    });
    let (vault, problems) = bench.vault();
    assert!(problems.is_empty());
    assert_eq!(vault.plain_values().count(), 40);
    let files: Vec<_> = std::fs::read_dir(bench.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
}

#[test]
fn rights_and_links_of_a_file_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut bench = Bench::new();
    std::fs::write(bench.path("real"), "config format=1 stack=\"s\" env=\"dev\" {\n}\n").unwrap();
    std::fs::set_permissions(bench.path("real"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(bench.path("real"), bench.path("spec.dev.kdl")).unwrap();
    bench.set_secret("k", "v");
    assert!(std::fs::symlink_metadata(bench.path("spec.dev.kdl")).unwrap().is_symlink());
    assert_eq!(mode(&bench.path("real")), 0o640);
    assert_eq!(bench.opened("k").as_deref(), Some("v"));
}
