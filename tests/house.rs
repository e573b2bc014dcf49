//! Tests about the house itself: the walls between rooms, and that nothing is forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may name. A room may always name itself; what is not in the table may name nothing.
const MAY_NAME: &[(&str, &[&str])] = &[
    // The floor.
    ("names", &[]),
    ("diag", &[]),
    ("world", &["value"]),
    ("value", &["names"]),
    // The flow.
    ("syntax", &["diag"]),
    ("spec", &["names", "diag", "syntax", "world"]),
    ("rules", &["names", "diag", "spec", "world"]),
    ("kinds", &["names", "value", "world", "providers"]),
    ("graph", &[]),
    ("desired", &["names", "diag", "world", "value", "spec", "kinds", "state"]),
    ("state", &["names", "value", "world"]),
    ("observe", &["names", "kinds", "providers", "state"]),
    ("plan", &["names", "diag", "value", "desired", "graph", "kinds", "state"]),
    ("apply", &["names", "value", "kinds", "providers", "state", "plan"]),
    // The wings.
    ("secrets", &["diag", "value"]),
    ("providers", &["names", "value", "world", "secrets"]),
    ("sandbox", &["world"]),
    ("reqpath", &["names", "value", "kinds", "desired"]),
    ("serve", &["names", "value", "world", "secrets", "sandbox", "reqpath"]),
];

/// Rooms that nothing but the starting point may name.
const LEAVES: &[&str] = &["cli"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The text of a file up to its tests: those may reach across, they are no part of the house.
fn built_part(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let cut = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..cut].to_owned()
}

fn is_test_file(path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or("");
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    in_tests || name == "tests" || name.ends_with("_tests") || name == "bench"
}

/// Rooms named by `crate::ROOM` in a text, comments left out.
fn named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or("");
        for rest in code.split("crate::").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                rooms.insert(name);
            }
        }
    }
    rooms
}

#[test]
fn every_room_names_only_the_rooms_it_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    let mut broken = Vec::new();
    for path in sources(&root) {
        let relative = path.strip_prefix(&root).expect("below src");
        let room = relative.components().next().and_then(|part| part.as_os_str().to_str()).unwrap_or("");
        if relative.components().count() == 1 || LEAVES.contains(&room) || is_test_file(relative) {
            continue;
        }
        let allowed = table.get(room).copied().unwrap_or(&[]);
        for other in named(&built_part(&path)) {
            if other != room && !allowed.contains(&other.as_str()) {
                broken.push(format!("{} names room `{other}`", relative.display()));
            }
        }
    }
    assert!(broken.is_empty(), "walls broken:\n{}", broken.join("\n"));
}

#[test]
fn libraries_stay_in_the_rooms_that_know_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let known: &[(&str, &[&str])] = &[
        ("kdl::", &["syntax", "secrets"]),
        ("aws_sdk_", &["kinds", "providers"]),
        ("winterbaume_core", &["sandbox"]),
        ("petgraph::", &["graph"]),
        ("println!", &["cli"]),
        ("print!", &["cli"]),
        ("process::exit", &["cli", "providers"]),
        ("dbg!", &[]),
        ("todo!", &[]),
        ("unimplemented!", &[]),
    ];
    let mut broken = Vec::new();
    for path in sources(&root) {
        let relative = path.strip_prefix(&root).expect("below src");
        let room = relative.components().next().and_then(|part| part.as_os_str().to_str()).unwrap_or("");
        if is_test_file(relative) {
            continue;
        }
        for line in built_part(&path).lines() {
            let code = line.split("//").next().unwrap_or("");
            for (word, rooms) in known {
                let at = code.find(word);
                let whole = at.is_some_and(|at| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
                if whole && !rooms.contains(&room) {
                    broken.push(format!("{}: `{word}`", relative.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "words out of place:\n{}", broken.join("\n"));
}

#[test]
fn every_kind_says_how_each_of_its_fields_changes() {
    for kind in engine::kinds::all() {
        let mut seen = BTreeSet::new();
        for field in kind.fields() {
            assert!(seen.insert(field.name), "{} lists {} twice", kind.name(), field.name);
            assert!(!field.doc.is_empty(), "{}.{} has no doc", kind.name(), field.name);
        }
        assert!(!kind.actions().is_empty(), "{} does not say which IAM actions it needs", kind.name());
    }
    let names: BTreeSet<_> = engine::kinds::all().iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), engine::kinds::all().len(), "two kinds share a name");
}

#[test]
fn no_test_file_is_left_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let list = fs::read_to_string(folder.join("main.rs")).expect("the list of tests");
    for entry in fs::read_dir(&folder).expect("the tests") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or("").to_owned();
        let is_test = path.extension().is_some_and(|extension| extension == "rs") && name != "main";
        assert!(!is_test || list.contains(&format!("mod {name};")), "tests/{name}.rs is in no binary");
    }
}

/// Where plaintext may be looked at: the room it lives in, provider calls, what a function of
/// this machine is sent as CloudFront would send it, and the two commands a person types it into or asks
/// for it by name.
const MAY_OPEN: &[&str] = &[
    "secrets/",
    "kinds/",
    "providers/hands.rs",
    "providers/probe.rs",
    "serve/secrets.rs",
    "cli/config/set.rs",
    "cli/config/get.rs",
];

#[test]
fn plaintext_has_one_type_and_one_door() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    for path in sources(&root) {
        let relative = path.strip_prefix(&root).expect("below src");
        if is_test_file(relative) {
            continue;
        }
        let name = relative.to_string_lossy();
        for line in built_part(&path).lines() {
            let code = line.split("//").next().unwrap_or("");
            let opens = code.contains(".expose()") && !MAY_OPEN.iter().any(|room| name.starts_with(room));
            // A trait that would turn plaintext into text, or make a second one of it.
            let turns = code.contains("for Plain");
            if opens || turns {
                broken.push(format!("{name}: {}", code.trim()));
            }
        }
    }
    assert!(broken.is_empty(), "plaintext gets out:\n{}", broken.join("\n"));

    let text = fs::read_to_string(root.join("secrets/plain.rs")).expect("reads");
    let before = text.split("pub struct Plain(").next().expect("its definition");
    let attributes = before.rsplit("\n\n").next().expect("what stands above it");
    assert!(!attributes.contains("#["), "plaintext derives something:\n{attributes}");
    assert!(text.contains("pub struct Plain(Zeroizing<String>);"), "plaintext is not wiped");
    // The compiler is asked by the examples of its documentation, which must not compile.
    assert_eq!(text.matches("/// ```compile_fail").count(), 4);
}

#[test]
fn kinds_open_a_secret_only_in_the_expression_that_needs_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kinds/aws");
    for path in sources(&root).into_iter().filter(|path| !is_test_file(path)) {
        for line in built_part(&path).lines().filter(|line| line.contains(".expose()")) {
            for door in ["format!", "println!", "write!", "json!", "Refusal::", "note(", "panic!"] {
                assert!(!line.contains(door), "{}: {}", path.display(), line.trim());
            }
        }
    }
}
