//! What is made from the declarations of the language is what lies in `docs`. `UPDATE=1 cargo test generated::` writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use engine::cli::{reference, schema};
use engine::desired;
use engine::diag::{FileId, SourceMap};
use engine::rules;
use engine::syntax::{Node, Value, parse};
use engine::world::InMemory;

/// Stands below examples that have no stack of their own.
const STACK: &str = "\nstack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\" \"prod\"\n}\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn nodes(text: &str) -> Vec<Node> {
    let parsed = parse(text, FileId(0));
    assert!(parsed.problems.is_empty(), "{:#?}\n{text}", parsed.problems.0);
    parsed.nodes
}

#[test]
fn the_reference_lies_in_the_docs_as_it_is_made() {
    let folder = root().join("docs/reference");
    let mut pages: BTreeMap<String, String> = reference::pages().into_iter().collect();
    pages.insert("schema.kdl".to_owned(), schema::text());
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(&folder).expect("the folder");
        pages.iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("writes a page"));
    }
    let lying: BTreeMap<String, String> = fs::read_dir(&folder)
        .expect("the pages")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                fs::read_to_string(&path).expect("a page"),
            )
        })
        .collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&lying), names(&pages), "a page is missing, or of nothing");
    for (name, text) in &pages {
        assert!(lying[name] == *text, "docs/reference/{name} is not as it is made: UPDATE=1 cargo test generated::");
    }
}

#[test]
fn the_examples_of_the_reference_are_fine_and_every_block_has_one() {
    let kinds: BTreeSet<&str> = engine::spec::blocks::all().map(|block| block.node.name).collect();
    let told: BTreeSet<&str> = reference::introductions().iter().map(|introduction| introduction.block).collect();
    assert_eq!(told, kinds);
    for introduction in reference::introductions() {
        let stack = if introduction.example.contains("stack \"") { "" } else { STACK };
        let text = format!("{}{stack}", introduction.example);
        let files = InMemory::of("spec.kdl", text).with("parts.kdl", "// nothing yet\n");
        let mut sources = SourceMap::default();
        let reading = rules::read(Path::new("spec.kdl"), &files, &mut sources);
        let whole = reading.is_whole();
        let mut problems = reading.problems;
        problems.extend(desired::check(&reading.draft, whole));
        assert!(problems.is_empty(), "{}:\n{}", introduction.block, engine::diag::short(&problems, &sources));
        assert!(nodes(introduction.example).iter().any(|node| node.name.value == introduction.block));
    }
}

/// Every Markdown file that users read.
fn documents() -> Vec<PathBuf> {
    let mut open = vec![root().join("docs"), root().join("examples")];
    let mut found = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            // The pages of codes show what is wrong, and have a test of their own.
            if path.is_dir() && path.ends_with("codes") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn every_kdl_block_in_the_documents_parses() {
    let mut blocks = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for block in text.split("```kdl\n").skip(1) {
            nodes(block.split("```").next().unwrap_or_default());
            blocks += 1;
        }
    }
    assert!(blocks > 10, "where are they?");
}

#[test]
fn links_of_the_reference_lead_somewhere() {
    for (page, text) in reference::pages() {
        let pages: BTreeMap<String, String> = reference::pages().into_iter().collect();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = if file.is_empty() { Some(&text) } else { pages.get(file) };
            let there = there.unwrap_or_else(|| panic!("{page} leads to {link}"));
            // As GitHub makes them.
            let anchor_of = |heading: &str| -> String {
                let said = heading.to_lowercase().replace(' ', "-");
                said.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
            };
            let headings =
                there.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches(['#', ' ']));
            assert!(
                anchor.is_empty() || headings.into_iter().any(|heading| anchor_of(heading) == anchor),
                "{page} leads to {link}"
            );
        }
    }
}

/// Complaints of a schema about nodes; the schema says what may stand beside each other.
fn judge<'s>(schema: &'s Node, nodes: &[Node], ids: &BTreeMap<String, &'s Node>, found: &mut Vec<String>) {
    let declared = |name: &str| {
        let mut children = schema.children.iter().flatten();
        children.find(|one| one.name.value == "node" && words(one).first().is_some_and(|word| word == name))
    };
    for node in nodes {
        let name = &node.name.value;
        let Some(rules) = declared(name) else {
            found.push(format!("no node `{name}`"));
            continue;
        };
        let rules = match property(rules, "ref") {
            Some(query) => ids[query.trim_start_matches("[id=\"").trim_end_matches("\"]")],
            None => rules,
        };
        let inside: Vec<&Node> = rules.children.iter().flatten().collect();
        let of = |kind: &str| inside.iter().copied().filter(|one| one.name.value == kind).collect::<Vec<_>>();
        let values = of("value");
        if node.args.len() > values.len() && values.last().is_none_or(|last| number(last, "max").is_some()) {
            found.push(format!("`{name}` has too many values"));
        }
        let least: i128 = values.iter().filter_map(|value| number(value, "min")).sum();
        if (node.args.len() as i128) < least {
            found.push(format!("`{name}` has too few values"));
        }
        let open = !of("other-props-allowed").is_empty();
        for prop in &node.props {
            let known = of("prop").into_iter().any(|one| words(one).first() == Some(&prop.key.value));
            if !known && !open {
                found.push(format!("`{name}` has no property `{}`", prop.key.value));
            }
        }
        for (at, entry) in node.args.iter().enumerate() {
            let Some(value) = values.get(at).or(values.last()) else { continue };
            let choices = value.children.iter().flatten().find(|one| one.name.value == "enum").map(words);
            if let (Some(choices), Value::String(word)) = (choices, &entry.value.value)
                && !choices.contains(word)
            {
                found.push(format!("`{name}` cannot be `{word}`"));
            }
        }
        let empty = Vec::new();
        let children = node.children.as_ref().unwrap_or(&empty);
        match of("children").first() {
            Some(inner) => judge(inner, children, ids, found),
            None if !children.is_empty() => found.push(format!("nothing stands in `{name}`")),
            None => {}
        }
    }
    for one in schema.children.iter().flatten().filter(|one| one.name.value == "node") {
        let name = words(one).first().cloned().unwrap_or_default();
        let count = nodes.iter().filter(|node| node.name.value == name).count() as i128;
        if number(one, "min").is_some_and(|min| count < min) || number(one, "max").is_some_and(|max| count > max) {
            found.push(format!("{count} of `{name}`"));
        }
    }
}

fn words(node: &Node) -> Vec<String> {
    let words = node.args.iter().filter_map(|entry| match &entry.value.value {
        Value::String(word) => Some(word.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Null => None,
    });
    words.collect()
}

fn property(node: &Node, key: &str) -> Option<String> {
    match &node.props.iter().find(|prop| prop.key.value == key)?.entry.value.value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) | Value::Null => None,
    }
}

fn number(node: &Node, name: &str) -> Option<i128> {
    let bound = node.children.iter().flatten().find(|one| one.name.value == name)?;
    match bound.args.first()?.value.value {
        Value::Integer(number) => Some(number),
        Value::String(_) | Value::Float(_) | Value::Bool(_) | Value::Null => None,
    }
}

#[test]
fn the_schema_takes_every_good_spec_and_refuses_what_the_language_does_not_know() {
    let schema = nodes(&schema::text()).remove(0);
    let mut ids = BTreeMap::new();
    let mut within = vec![&schema];
    while let Some(node) = within.pop() {
        ids.extend(property(node, "id").map(|id| (id, node)));
        within.extend(node.children.iter().flatten());
    }
    let judged = |text: &str| {
        let mut found = Vec::new();
        judge(&schema, &nodes(text), &ids, &mut found);
        found
    };
    let mut specs = 0;
    let mut open = vec![root().join("specs/good"), root().join("specs/stories"), root().join("examples")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        // A part that is included has no stack, and a config file no blocks.
        if path.extension().is_none_or(|extension| extension != "kdl") || !text.contains("stack \"") {
            continue;
        }
        assert_eq!(judged(&text), Vec::<String>::new(), "{}", path.display());
        specs += 1;
    }
    assert!(specs > 50, "where are they?");
    let wrong = "stack \"a\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\nfunction \"f\" colour=\"red\" {\n    memori \"1GB\"\n    \
                 architecture \"z80\"\n}\nfunktion \"g\"\n";
    let found = judged(wrong);
    for said in [
        "`function` has no property `colour`",
        "no node `memori`",
        "`architecture` cannot be `z80`",
        "no node `funktion`",
    ] {
        assert!(found.iter().any(|one| one == said), "{said}: {found:?}");
    }
    assert_eq!(judged("stack \"a\" {\n    region \"us-east-2\"\n}\n"), ["0 of `env`"]);
}
