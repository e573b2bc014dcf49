//! The pages behind `engine explain`: each code has one, and its examples are what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use engine::desired;
use engine::diag::codes::{self, Example, Page};
use engine::diag::{Look, Problems, SourceMap, human};
use engine::rules;
use engine::world::InMemory;
use regex::Regex;

use crate::support::session::{self, Told};

/// Stands below examples that have no stack of their own.
const STACK: &str = "\nstack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\" \"prod\"\n}\n";

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

/// What is not alone by its nature: that there are too many problems is said after the problems.
const IN_COMPANY: &[(&str, &str)] = &[("E0219", "E0201")];

#[test]
fn examples_cause_their_code_and_its_cure_causes_nothing() {
    let mut failures = Vec::new();
    for page in codes::all() {
        let company = IN_COMPANY.iter().filter(|(code, _)| *code == page.code).map(|(_, other)| (*other).to_owned());
        let wanted: BTreeSet<String> = company.chain([page.code.to_owned()]).collect();
        let (bad, good) = (said(page, true), said(page, false));
        // Warnings fail nothing.
        if bad.codes != wanted || bad.ends_well == page.code.starts_with('E') {
            failures.push(format!("{}: the bad example gives {:?}\n{}", page.code, bad.codes, bad.text));
        }
        if !good.codes.is_empty() || !good.ends_well {
            failures.push(format!("{}: the good example gives {:?}\n{}", page.code, good.codes, good.text));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is said to an example.
struct Said {
    /// The codes in it.
    codes: BTreeSet<String>,
    /// Whether it is accepted.
    ends_well: bool,
    /// As a person reads it.
    text: String,
    /// Whether `engine validate --fix` puts it right.
    fixed: bool,
}

fn said(page: &Page, bad: bool) -> Said {
    match if bad { page.bad } else { page.good } {
        Example::Spec(text) => {
            let (problems, sources) = read(page.code, text);
            Said {
                codes: problems.0.iter().map(|problem| problem.code.to_owned()).collect(),
                ends_well: !problems.has_errors(),
                text: human(&problems, &sources, Look { width: 100, color: false, unicode: true }),
                fixed: problems.0.iter().any(|problem| problem.fix.is_some()),
            }
        }
        Example::Session { .. } => {
            let Told { code, before, last } = &sessions()[&(page.code, bad)];
            // What goes before the cure may be what it cures.
            let text = if bad { format!("{before}{last}") } else { last.clone() };
            Said { codes: codes_in(&text), ends_well: *code == Some(0), text: last.clone(), fixed: false }
        }
    }
}

/// Every session of every page, by the page's code and whether it is the bad one; each is run once.
fn sessions() -> &'static BTreeMap<(&'static str, bool), Told> {
    static TOLD: LazyLock<BTreeMap<(&'static str, bool), Told>> = LazyLock::new(|| {
        let pages = codes::all().iter();
        let all = pages.flat_map(|page| [((page.code, true), page.bad), ((page.code, false), page.good)]);
        session::run(all.filter(|(_, example)| matches!(example, Example::Session { .. })).collect())
    });
    &TOLD
}

/// Whatever looks like a code.
fn codes_in(text: &str) -> BTreeSet<String> {
    let code = Regex::new(r"\b[EW][0-9]{4}\b").expect("an expression");
    code.find_iter(text).map(|found| found.as_str().to_owned()).collect()
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
         warnings, which `allow` can silence where they stand; the others are errors. Numbers that are missing were \
         given up; none is ever used again.\n\n| code | |\n|---|---|\n",
    );
    for page in codes::all() {
        let _ = writeln!(text, "| [{0}]({0}.md) | {1} |", page.code, page.title);
    }
    text
}

fn written(page: &Page) -> String {
    let mut text = format!("# {}: {}\n\n{}\n\n## What causes it\n\n", page.code, page.title, page.explanation);
    text.push_str(&example(page.bad, None));
    let said = said(page, true);
    let speaker = match page.bad {
        Example::Spec(_) => "`engine validate`",
        Example::Session { .. } => "`engine`",
    };
    let _ = write!(text, "\n{speaker} says:\n\n```text\n{}```\n", shortened(&said.text));
    if said.fixed {
        text.push_str("\n`engine validate --fix` puts it right.\n");
    }
    let _ = write!(text, "\n## Without it\n\n{}", example(page.good, Some(page.bad)));
    text
}

/// No page is a wall: of what is said at length, the beginning and the end.
fn shortened(text: &str) -> String {
    const ENDS: usize = 14;
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let shown = match lines.len() {
        many if many > 4 * ENDS => [&lines[..ENDS], &["…"], &lines[many - ENDS..]].concat(),
        _ => lines,
    };
    shown.iter().map(|line| format!("{line}\n")).collect()
}

fn example(example: Example, above: Option<Example>) -> String {
    let typed = match example {
        Example::Spec(text) => return format!("```kdl\n{}\n```\n", text.trim_end()),
        Example::Session { typed, .. } => typed,
    };
    let (shown, files) = example.files_beside(above);
    let mut text = String::new();
    if !shown.is_empty() {
        let names: Vec<String> = shown.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(text, "With {} as above:\n\n", names.join(" and "));
    }
    for file in files {
        let language = file.name.rsplit('.').next().unwrap_or_default();
        let _ = write!(text, "`{}`:\n\n```{language}\n{}\n```\n\n", file.name, file.text.trim_end());
    }
    let typed: String = typed.iter().map(|line| format!("$ {line}\n")).collect();
    let _ = write!(text, "```console\n{typed}```\n");
    text
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
