//! `engine fmt`: its laws over all sorts of texts, and what a user of it sees.

use std::fs;
use std::path::Path;

use engine::diag::{FileId, edited};
use engine::syntax::{Unformatted, format};

use crate::support::place::Place;
use crate::support::sprinkle::{Random, kdl_files, sprinkled};

/// The text laid out; `None` when it is no KDL.
#[track_caller]
fn lawful(text: &str) -> Option<String> {
    let edits = match format(text, FileId(0)) {
        Ok(edits) => edits,
        Err(Unformatted::Broken(problems)) => {
            assert!(!problems.is_empty());
            return None;
        }
        Err(Unformatted::Changed) => panic!("says something else when laid out:\n{text}"),
    };
    let after = edited(text, &edits);
    assert_eq!(format(&after, FileId(0)), Ok(Vec::new()), "not laid out for good:\n{text}\n--- became\n{after}");
    assert_eq!(visible(&after), visible(text), "more than blanks was changed:\n{text}\n--- became\n{after}");
    assert!(!after.contains("\n\n\n\n"), "{after}");
    Some(after)
}

/// All of a text that is ink.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_text_keeps_its_ink_and_is_laid_out_once() {
    let seeds: Vec<Vec<u8>> = ["specs", "examples", "src"]
        .into_iter()
        .flat_map(kdl_files)
        .map(|path| fs::read(path).expect("reads"))
        .collect();
    for seed in &seeds {
        if let Ok(text) = std::str::from_utf8(seed) {
            lawful(text);
            // The same with every line end of Windows, and with none of the indentation.
            lawful(&text.replace('\n', "\r\n"));
            lawful(&text.lines().map(|line| format!("{}\n", line.trim_start())).collect::<String>());
        }
    }
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut sound = 0;
    for _ in 0..1_500 {
        let bytes = sprinkled(&seeds, &mut random);
        sound += usize::from(lawful(&String::from_utf8_lossy(&bytes)).is_some());
    }
    assert!(sound > 50, "almost all of these texts were broken: {sound}");
}

/// Texts that are KDL, with every sort of gap between every sort of token.
struct Author(Random);

impl Author {
    fn blank(&mut self) -> &'static str {
        self.0.one_of(&[" ", "  ", "\t", "\u{a0} ", " /* x */ ", "/**/", " \\\n", "\\ // y\n  ", " /* a\n  b */ "])
    }

    fn maybe_blank(&mut self) -> &'static str {
        if self.0.below(4) == 0 { self.blank() } else { "" }
    }

    fn line_end(&mut self) -> &'static str {
        self.0.one_of(&[
            "\n",
            "\n",
            "\n\n",
            "\n\n\n\n",
            " ; ",
            ";",
            "  // z\n",
            " //\u{e9}  \n\n",
            "\r\n",
            "\u{2028}",
            "\n/* w */\n",
        ])
    }

    fn word(&mut self) -> &'static str {
        self.0.one_of(&[
            "a",
            "bc-d",
            "\"e  f\"",
            "#\"g\\h\"#",
            "\u{65e5}\u{672c}",
            "\"\"\"\n    i\n      j  \n    \"\"\"",
            "\"k \\\n   l\"",
        ])
    }

    fn value(&mut self) -> &'static str {
        match self.0.below(2) {
            0 => self.0.one_of(&["1", "0xFF_0", "-1.50e+3", "#true", "#null", "#-inf", "##\"m\"#n\"##"]),
            _ => self.word(),
        }
    }

    fn entry(&mut self, text: &mut String) {
        text.push_str(self.blank());
        if self.0.below(6) == 0 {
            text.push_str(self.0.one_of(&["/-", "/- ", "/-\n"]));
        }
        if self.0.below(3) == 0 {
            text.push_str(self.word());
            text.push_str(self.maybe_blank());
            text.push('=');
            text.push_str(self.maybe_blank());
        }
        if self.0.below(4) == 0 {
            text.push_str(self.0.one_of(&["(t)", "(  t )", "(t) "]));
        }
        text.push_str(self.value());
    }

    fn nodes(&mut self, depth: usize, text: &mut String) {
        text.push_str(self.0.one_of(&["", "", "\n", "  ", "\n\n // v\n\n"]));
        for _ in 0..self.0.below(4) {
            if self.0.below(8) == 0 {
                text.push_str(self.0.one_of(&["/-", "/-  ", "/-\n\n"]));
            }
            text.push_str(self.word());
            for _ in 0..self.0.below(4) {
                self.entry(text);
            }
            if depth > 0 && self.0.below(3) == 0 {
                text.push_str(self.blank());
                if self.0.below(8) == 0 {
                    text.push_str("/-");
                }
                text.push('{');
                self.nodes(depth - 1, text);
                text.push('}');
            }
            text.push_str(self.maybe_blank());
            text.push_str(self.line_end());
            text.push_str(self.0.one_of(&["", "  ", "\t", "      "]));
        }
    }
}

#[test]
fn every_gap_between_every_token_is_laid_out() {
    let mut author = Author(Random(0x9e37_79b9_7f4a_7c15));
    let mut sound = 0;
    for _ in 0..1_500 {
        let mut text = String::new();
        author.nodes(3, &mut text);
        sound += usize::from(lawful(&text).is_some());
    }
    assert!(sound > 700, "most of these texts were broken: {sound}");
}

#[test]
fn examples_and_the_starter_are_laid_out() {
    for path in ["examples", "src/cli/new"].into_iter().flat_map(kdl_files) {
        let text = fs::read_to_string(&path).expect("reads");
        assert_eq!(lawful(&text).as_deref(), Some(text.as_str()), "{}", path.display());
    }
    let place = Place::started();
    place.demo(&["fmt", "--check"]).done();
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    place.demo(&["secret", "recipients", "add", SOMEBODY, "--name", "ci"]).done();
    place.demo(&["fmt", "--check", "spec.kdl", "spec.dev.kdl"]).done();
}

const SOMEBODY: &str = "age1wghzy3l60t6yayvy32txvcu5j8yyl4hlk89jfrmdphzyq5mucdrq080wrv";

#[test]
fn files_are_laid_out_in_place() {
    let place = Place::empty();
    fs::write(place.path("spec.kdl"), "stack \"shop\"{\n  region   \"us-east-2\" // why\n}\n").expect("writes");
    fs::create_dir(place.path("parts")).expect("makes");
    fs::write(place.path("parts/b.kdl"), "b  1").expect("writes");
    let ran = place.run(&["fmt", "--check"]).ends(1);
    assert_eq!(
        ran.out,
        "--- spec.kdl\n+++ spec.kdl\n@@ -1,3 +1,3 @@\n-stack \"shop\"{\n-  region   \"us-east-2\" // why\n\
         +stack \"shop\" {\n+    region \"us-east-2\" // why\n }\n"
    );
    assert_eq!(ran.err, "");
    let coloured = place.run(&["fmt", "--check", "--color", "always"]).ends(1).out;
    assert!(coloured.contains("\u{1b}[32m+stack \"shop\" {"), "{coloured:?}");
    let json = place.run(&["fmt", "--check", "--format", "json"]).ends(1).json();
    assert_eq!(json["files"], serde_json::json!([{ "file": "spec.kdl", "state": "unformatted" }]));

    let ran = place.run(&["fmt", ".", "parts/b.kdl"]).done().says("formatted spec.kdl\nformatted parts/b.kdl\n");
    assert_eq!(ran.out, "");
    let spec = fs::read_to_string(place.path("spec.kdl")).expect("reads");
    assert_eq!(spec, "stack \"shop\" {\n    region \"us-east-2\" // why\n}\n");
    assert_eq!(fs::read_to_string(place.path("parts/b.kdl")).expect("reads"), "b 1\n");
    let ran = place.run(&["fmt", "spec.kdl", "parts/b.kdl"]).done();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    place.run(&["fmt", "--check", "spec.kdl"]).done();
}

#[test]
fn standard_input_goes_to_standard_output() {
    let place = Place::empty();
    let ran = place.run_with(&["fmt", "-"], "a   1 // \u{e9}\n").done();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("a 1 // \u{e9}\n", ""));
    // KDL lets no control character stand anywhere, and a terminal is to see none.
    let ran = place.run_with(&["fmt", "-"], "a   1 // \u{1b}[31m\n").ends(1).says("E0112").says("U+001B");
    assert!(ran.out.is_empty() && !ran.err.contains('\u{1b}'), "{:?}", ran.err);
    assert_eq!(place.run_with(&["fmt", "-"], "a 1\n").done().out, "a 1\n");
    place.run_with(&["fmt", "--check", "-"], "a   1").ends(1).prints("--- <stdin>").prints("\\ No newline");
    assert_eq!(place.run_with(&["fmt", "-"], "a {").ends(1).says("E0107").out, "");
    assert_eq!(place.run_with(&["fmt", "-"], "a {").ends(1).says("<stdin>:1:3").out, "");
}

#[test]
fn a_broken_file_is_left_alone_and_the_others_are_not() {
    let place = Place::empty();
    fs::write(place.path("broken.kdl"), "a   {\n b x=true\n").expect("writes");
    fs::write(place.path("sound.kdl"), "a   1\n").expect("writes");
    fs::write(place.path("latin.kdl"), b"a   \"\xe9\"\n").expect("writes");
    let files = ["fmt", "broken.kdl", "nowhere.kdl", "sound.kdl", "latin.kdl"];
    place.run(&files).ends(1).says("E0107").says("E0101").says("E0102").says("formatted sound.kdl");
    assert_eq!(fs::read_to_string(place.path("broken.kdl")).expect("reads"), "a   {\n b x=true\n");
    assert_eq!(fs::read(place.path("latin.kdl")).expect("reads"), b"a   \"\xe9\"\n");
    let json = place.run(&["fmt", "--format", "json", "broken.kdl", "sound.kdl"]).ends(1).json();
    assert_eq!(json["files"][0]["state"], "refused");
    assert_eq!(json["diagnostics"][0]["code"], "E0107");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = Place::empty();
    fs::write(place.path("real.kdl"), "a   1\n").expect("writes");
    fs::set_permissions(place.path("real.kdl"), fs::Permissions::from_mode(0o600)).expect("sets");
    symlink("real.kdl", place.path("spec.kdl")).expect("links");
    place.run(&["fmt"]).done();
    assert!(fs::symlink_metadata(place.path("spec.kdl")).expect("there").is_symlink());
    assert_eq!(fs::read_to_string(place.path("real.kdl")).expect("reads"), "a 1\n");
    assert_eq!(fs::metadata(place.path("real.kdl")).expect("there").permissions().mode() & 0o777, 0o600);
    let left: Vec<_> = fs::read_dir(place.root()).expect("lists").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

/// A config file needs no key to be laid out, and nothing of it that could be a value is ever shown.
#[test]
fn config_files_are_laid_out_without_a_key() {
    let place = Place::started();
    place.demo(&["config", "set", "origin-header", "--generate"]).done();
    let path = place.path("demo/spec.dev.kdl");
    let laid_out = fs::read_to_string(&path).expect("reads");
    let crooked = laid_out.replace("    ", " \t");
    fs::write(
        &path,
        crooked.replace("secret \"origin-header\"", "secret \"clear\" \"hunter2\"\n secret \"origin-header\""),
    )
    .expect("writes");
    fs::remove_dir_all(place.path(".config")).expect("the key was there");
    place.demo(&["fmt", "--check", "spec.dev.kdl"]).ends(1).prints("+    recipient").never_shows("hunter2");
    fs::write(&path, format!("{crooked} secret \"x\" hunter2=true")).expect("writes");
    place.demo(&["fmt", "spec.dev.kdl"]).ends(1).says("spec.dev.kdl:7").never_shows("hunter2");
    fs::write(&path, &crooked).expect("writes");
    place.demo(&["fmt", "spec.dev.kdl"]).done().says("formatted spec.dev.kdl");
    assert_eq!(fs::read_to_string(&path).expect("reads"), laid_out);
}

#[test]
fn nothing_here_is_damaged_by_what_it_cannot_be() {
    let place = Place::empty();
    fs::create_dir(place.path("folder.kdl")).expect("makes");
    place.run(&["fmt", "folder.kdl"]).ends(1).says("E0101");
    fs::write(place.path("large.kdl"), "a  1\n".repeat(300_000)).expect("writes");
    place.run(&["fmt", "large.kdl"]).ends(1).says("E0103");
    assert_eq!(fs::metadata(place.path("large.kdl")).expect("there").len(), 1_500_000);
    assert!(!Path::new(&place.path("spec.kdl")).exists());
    place.run(&["fmt"]).ends(1).says("there is no file `spec.kdl`");
}
