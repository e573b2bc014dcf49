//! Nothing of the language is forgotten: every node and property that a block may have is written in some story and changes
//! there from one step to the next, and every node is misused in some case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::ptr;

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

/// What a property counts as: what several nodes have in common, such as the tests of all parts of a request, is one thing wherever
/// it stands.
fn counted(node: &Declared, path: &str, property: &str) -> String {
    let family = node.props.iter().find(|slot| slot.name == property).and_then(|slot| node.family_of(slot));
    if let Some(family) = family {
        return format!("{}/{property}=", family.name);
    }
    format!("{path}/{property}=")
}

/// Every node there is, by what it is called where it stands first: some stand in many places, and within each other.
type Known = BTreeMap<*const Declared, String>;

fn known() -> Known {
    fn note(node: &'static Declared, above: &str, known: &mut Known) {
        let path = if above.is_empty() { node.name.to_owned() } else { format!("{above}/{}", node.name) };
        if known.contains_key(&ptr::from_ref(node)) {
            return;
        }
        known.insert(ptr::from_ref(node), path.clone());
        node.children.iter().for_each(|child| note(child.node, &path, known));
    }
    let mut known = Known::new();
    kinds().for_each(|node| note(node, "", &mut known));
    known
}

/// Every node and property there is, `cdn/behavior/error-page/keep=`.
fn declared() -> BTreeSet<String> {
    fn add(node: &'static Declared, known: &Known, seen: &mut BTreeSet<*const Declared>, found: &mut BTreeSet<String>) {
        if !seen.insert(ptr::from_ref(node)) {
            return;
        }
        let path = &known[&ptr::from_ref(node)];
        found.extend(node.props.iter().map(|slot| counted(node, path, slot.name)));
        found.insert(path.clone());
        node.children.iter().for_each(|child| add(child.node, known, seen, found));
    }
    let (known, mut seen, mut found) = (known(), BTreeSet::new(), BTreeSet::new());
    kinds().for_each(|node| add(node, &known, &mut seen, &mut found));
    found
}

/// What is written in a text, by the same names: how often and what.
fn written(nodes: &[Node], may: &[&'static Declared], known: &Known, found: &mut BTreeMap<String, Vec<String>>) {
    for node in nodes {
        let Some(declared) = may.iter().find(|declared| declared.name == node.name.value) else { continue };
        let Some(path) = known.get(&ptr::from_ref(*declared)) else { continue };
        let value = |entry: &engine::syntax::Entry| format!("{:?}", entry.value.value);
        let values = node.args.iter().map(value).collect::<Vec<_>>();
        // A node that takes any property is what its properties are.
        let loose = node.props.iter().map(|prop| format!("{}={}", prop.key.value, value(&prop.entry)));
        found.entry(path.clone()).or_default().push(values.into_iter().chain(loose).collect::<Vec<_>>().join(" "));
        for prop in &node.props {
            found.entry(counted(declared, path, &prop.key.value)).or_default().push(value(&prop.entry));
        }
        let inside: Vec<&'static Declared> = declared.children.iter().map(|child| child.node).collect();
        written(node.children.as_deref().unwrap_or(&[]), &inside, known, found);
    }
}

fn of_file(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let blocks: Vec<&'static Declared> = blocks::all().map(|block| &block.node).collect();
    let nodes = parse(&String::from_utf8_lossy(&fs::read(path).expect("a spec")), FileId(0)).nodes;
    written(&nodes, &blocks, &known(), &mut found);
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
    let all = declared();
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
    let all = declared();
    let missing: Vec<&String> = all.iter().filter(|path| !path.ends_with('=') && !misused.contains(*path)).collect();
    assert!(missing.is_empty(), "no case misuses\n{missing:#?}");
}
