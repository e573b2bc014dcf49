//! The pages behind `engine explain`: each code has one, and its examples are what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use engine::desired;
use engine::diag::codes::{self, Example, Page};
use engine::diag::{Look, Problems, SourceMap, human};
use engine::rules;
use engine::world::InMemory;

/// Stands below examples that have no stack of their own.
const STACK: &str = "\nstack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\" \"prod\"\n}\n";

fn problems_of(code: &str, example: &str) -> Problems {
    read(code, example).0
}

fn read(code: &str, example: &str) -> (Problems, SourceMap) {
    let stack = if code == "E0218" || example.contains("stack \"") { "" } else { STACK };
    let files = InMemory::of("spec.kdl", format!("{example}{stack}")).with("parts.kdl", "// nothing yet\n");
    let mut sources = SourceMap::default();
    let reading = rules::read(Path::new("spec.kdl"), &files, &mut sources);
    let whole = reading.is_whole();
    let mut problems = reading.problems;
    problems.extend(desired::check(&reading.draft, whole));
    (problems, sources)
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

/// A code that no spec can cause is shown by a test that causes it: one that names it, or its constant.
#[test]
fn every_code_is_caused_by_a_case_or_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("a file");
    let mut shown = String::new();
    for file in with_ending(&root.join("specs"), &["diag", "plan"]) {
        shown.push_str(&read(&file));
    }
    for file in with_ending(&root.join("tests"), &["rs"]).iter().chain(&with_ending(&root.join("src"), &["rs"])) {
        let is_test = file.starts_with(root.join("tests")) || file.components().any(|part| part.as_os_str() == "tests");
        // This file and the runner of the corpus talk of codes without causing them.
        if is_test && !file.ends_with("tests/codes.rs") && !file.ends_with("tests/specs.rs") {
            shown.push_str(&read(file));
        }
    }
    let constants = read(&root.join("src/secrets/codes.rs"));
    let names = constants.lines().filter_map(|line| line.strip_prefix("pub const ")?.split_once(": &str = \""));
    let names: BTreeMap<&str, &str> = names.map(|(name, code)| (code.trim_end_matches("\";"), name)).collect();
    let is_shown = |code: &str| {
        let constant = names.get(code).map(|name| format!("codes::{name}"));
        shown.contains(code) || constant.is_some_and(|name| shown.contains(&name)) || too_large(code)
    };
    let missing: Vec<&str> = codes::all().iter().map(|page| page.code).filter(|code| !is_shown(code)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "codes that nothing shows");
}

/// Shown by specs that are too large to keep: `specs::the_corpus_is_as_large_as_promised` makes them.
fn too_large(code: &str) -> bool {
    ["E0103", "E0113", "E0219"].contains(&code)
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

/// The pages of `docs/codes`, from what `engine explain` knows and what `engine validate` says to the examples.
/// `UPDATE=1 cargo test --test all codes::` writes them.
#[test]
fn the_written_pages_are_those_of_explain() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
    let mut wanted: BTreeMap<String, String> =
        codes::all().iter().map(|page| (format!("{}.md", page.code), written(page))).collect();
    wanted.insert("README.md".to_owned(), index());
    if std::env::var_os("UPDATE").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("makes");
        for (name, text) in &wanted {
            std::fs::write(folder.join(name), text).expect("writes");
        }
    }
    let found: BTreeMap<String, String> = std::fs::read_dir(&folder)
        .expect("docs/codes; UPDATE=1 makes it")
        .flatten()
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(entry.path()).expect("reads"))
        })
        .collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&wanted), "UPDATE=1 writes the pages anew");
    for (name, text) in &wanted {
        assert_eq!(&found[name], text, "docs/codes/{name} is old: UPDATE=1 writes it anew");
    }
}

fn index() -> String {
    let mut text = String::from(
        "# What `engine` can have to say\n\n`engine explain CODE` shows the same in a terminal. Codes that begin with `W` are \
         warnings, which `allow` can silence where they stand; the others are errors.\n\n| code | |\n|---|---|\n",
    );
    for page in codes::all() {
        let _ = writeln!(text, "| [{0}]({0}.md) | {1} |", page.code, page.title);
    }
    text
}

fn written(page: &Page) -> String {
    let mut text = format!("# {}: {}\n\n{}\n\n## What causes it\n\n", page.code, page.title, page.explanation);
    text.push_str(&example(page.bad));
    if let Example::Spec(bad) = page.bad {
        let (problems, sources) = read(page.code, bad);
        let said = human(&problems, &sources, Look { width: 100, color: false, unicode: true });
        let said: String = said.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let _ = write!(text, "\n`engine validate` says:\n\n```text\n{said}```\n");
        if problems.0.iter().any(|problem| problem.fix.is_some()) {
            text.push_str("\n`engine validate --fix` puts it right.\n");
        }
    }
    let _ = write!(text, "\n## Without it\n\n{}", example(page.good));
    text
}

fn example(example: Example) -> String {
    match example {
        Example::Spec(text) => format!("```kdl\n{}\n```\n", text.trim_end()),
        Example::Words(text) => format!("{text}\n"),
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    with_ending(folder, &["rs"])
}

fn with_ending(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the source").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(with_ending(&path, endings));
        } else if path.extension().is_some_and(|extension| endings.iter().any(|ending| extension == *ending)) {
            files.push(path);
        }
    }
    files
}
