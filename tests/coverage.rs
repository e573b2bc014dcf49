//! Nothing of the language is forgotten: every node and property that a block may have is written in some story and changes
//! there from one step to the next, and every node is misused in some case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use engine::diag::FileId;
use engine::spec::blocks;
use engine::spec::declare::Node as Declared;
use engine::syntax::{Node, parse};

use crate::support::story;

/// What no story can change, and why.
const NEVER: &[(&str, &str)] =
    &[("stack", "another stack is another life, not a change of this one"), ("stack/env", "environments live apart")];

/// Kinds of blocks that make something, with the stack they belong to.
fn kinds() -> impl Iterator<Item = &'static Declared> {
    let made = |kind: &str| kind == "stack" || !engine::desired::makes(kind).is_empty();
    blocks::all().map(|block| &block.node).filter(move |node| made(node.name))
}

/// Nodes that are declared once and stand in several places count as one.
const SAME: &[(&str, &str)] = &[
    ("cdn/default-behavior", "cdn/behavior"),
    ("gateway/route/cors", "gateway/cors"),
    ("gateway/route/throttle", "gateway/throttle"),
    ("gateway/usage-plan/throttle", "gateway/throttle"),
    ("gateway/response/header", "gateway/route/header"),
    ("gateway/response/body", "gateway/route/body"),
];

/// What every block may say.
const ANYWHERE: &[&str] = &["tags", "protect", "ignore-changes", "rename-from"];

/// The path under which something counts.
fn counted(path: &str) -> String {
    for (here, there) in SAME {
        if let Some(rest) = path.strip_prefix(here).filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            return format!("{there}{rest}");
        }
    }
    match path.split_once('/') {
        Some((_, rest)) if ANYWHERE.contains(&rest) => rest.to_owned(),
        _ => path.to_owned(),
    }
}

/// Every node and property there is, `cdn/behavior/error-page/keep=`.
fn declared(node: &Declared, above: &str, found: &mut BTreeSet<String>) {
    let path = if above.is_empty() { node.name.to_owned() } else { format!("{above}/{}", node.name) };
    found.extend(node.props.iter().map(|slot| counted(&format!("{path}/{}=", slot.name))));
    node.children.iter().for_each(|child| declared(child.node, &path, found));
    found.insert(counted(&path));
}

/// What is written in a text, by the same paths: how often and what.
fn written(nodes: &[Node], above: &str, found: &mut BTreeMap<String, Vec<String>>) {
    for node in nodes {
        let name = &node.name.value;
        let path = if above.is_empty() { name.clone() } else { format!("{above}/{name}") };
        let value = |entry: &engine::syntax::Entry| format!("{:?}", entry.value.value);
        let values = node.args.iter().map(value).collect::<Vec<_>>();
        // A node that takes any property is what its properties are.
        let loose = node.props.iter().map(|prop| format!("{}={}", prop.key.value, value(&prop.entry)));
        found.entry(counted(&path)).or_default().push(values.into_iter().chain(loose).collect::<Vec<_>>().join(" "));
        for prop in &node.props {
            found.entry(counted(&format!("{path}/{}=", prop.key.value))).or_default().push(value(&prop.entry));
        }
        written(node.children.as_deref().unwrap_or(&[]), &path, found);
    }
}

fn of_file(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    written(&parse(&fs::read_to_string(path).expect("a spec"), FileId(0)).nodes, "", &mut found);
    found
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let below = fs::read_dir(root).expect("a folder").flatten().map(|one| one.path()).filter(|path| path.is_dir());
    below.flat_map(|path| [vec![path.clone()], folders(&path)].concat()).collect()
}

#[test]
fn everything_in_the_language_changes_in_some_story() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stories");
    let mut changed: BTreeSet<String> = BTreeSet::new();
    for folder in folders(&root) {
        let specs = story::steps(&folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "kdl"));
        let steps: Vec<_> = specs.map(|path| of_file(&path)).collect();
        for pair in steps.windows(2) {
            let paths = pair[0].keys().chain(pair[1].keys());
            changed.extend(paths.filter(|path| pair[0].get(*path) != pair[1].get(*path)).cloned());
        }
    }
    let mut all = BTreeSet::new();
    kinds().for_each(|node| declared(node, "", &mut all));
    let never: BTreeSet<&str> = NEVER.iter().map(|(path, _)| *path).collect();
    let missing: Vec<&String> =
        all.iter().filter(|path| !changed.contains(*path) && !never.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "no story changes\n{missing:#?}");
}

#[test]
fn every_node_of_the_language_is_misused_in_some_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut misused: BTreeSet<String> = BTreeSet::new();
    for folder in folders(&root).into_iter().filter(|folder| folder.join("expect.diag").exists()) {
        misused.extend(of_file(&folder.join("spec.kdl")).into_keys());
    }
    let mut all = BTreeSet::new();
    kinds().for_each(|node| declared(node, "", &mut all));
    let missing: Vec<&String> = all.iter().filter(|path| !path.ends_with('=') && !misused.contains(*path)).collect();
    assert!(missing.is_empty(), "no case misuses\n{missing:#?}");
}
