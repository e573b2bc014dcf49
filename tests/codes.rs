//! The pages behind `engine explain`: each code has one, and its examples are what they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use engine::diag::codes::{self, Example};
use engine::diag::{Problems, SourceMap};
use engine::rules;
use engine::world::InMemory;

/// Stands below examples that have no stack of their own.
const STACK: &str = "\nstack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\" \"prod\"\n}\n";

fn problems_of(code: &str, example: &str) -> Problems {
    let stack = if code == "E0218" || example.contains("stack \"") { "" } else { STACK };
    let files = InMemory::of("spec.kdl", format!("{example}{stack}")).with("parts.kdl", "// nothing yet\n");
    let mut sources = SourceMap::default();
    rules::read(Path::new("spec.kdl"), &files, &mut sources).problems
}

#[test]
fn examples_cause_their_code_and_its_cure_causes_nothing() {
    let mut failures = Vec::new();
    for page in codes::all() {
        if let Example::Spec(bad) = page.bad {
            let found: BTreeSet<&str> = problems_of(page.code, bad).0.iter().map(|problem| problem.code).collect();
            if found != BTreeSet::from([page.code]) {
                failures.push(format!("{}: the bad example gives {found:?}", page.code));
            }
        }
        if let Example::Spec(good) = page.good {
            let found = problems_of(page.code, good);
            if !found.is_empty() {
                failures.push(format!("{}: the good example gives {:?}", page.code, found.0));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn pages_are_in_order_and_complete() {
    let codes: Vec<&str> = codes::all().iter().map(|page| page.code).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]));
    for page in codes::all() {
        assert!(page.explanation.len() > 40 && !page.title.ends_with('.'), "{}", page.code);
    }
}

#[test]
fn every_code_in_the_source_has_a_page_and_every_page_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used = BTreeSet::new();
    for file in sources(&root) {
        // Pages name their own codes, and tests make some up.
        if !file.starts_with(root.join("diag")) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            for (at, _) in text.match_indices('"') {
                let word: String = text[at + 1..].chars().take_while(|c| *c != '"').collect();
                let is_code =
                    word.len() == 5 && word.starts_with(['E', 'W']) && word[1..].bytes().all(|b| b.is_ascii_digit());
                if is_code {
                    used.insert(word);
                }
            }
        }
    }
    let explained: BTreeSet<String> = codes::all().iter().map(|page| page.code.to_owned()).collect();
    assert_eq!(used, explained);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the source").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
