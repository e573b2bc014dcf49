use std::collections::BTreeMap;
use std::path::Path;

use super::decode::{Context, Fields, Index, decode, did_you_mean, enumerated, respelt};
use super::load::{Loaded, load as load_files};
use super::{
    Allow, Gaps, Spec, Stack, allow, blocks, bucket, cdn, check, expect, foreign, function, gateway, keeping, output,
    param, secret, stack, waf, zone,
};
use crate::diag::{Diagnostic, FileId, Problems, SourceMap, Span, Spanned};
use crate::names::BlockAddr;
use crate::syntax::{Node, Value};
use crate::world::Files;

/// Blocks after this many problems are not looked at.
const ENOUGH: usize = 500;

/// Problems beyond this are counted, not kept.
const TOO_MANY: usize = 1_000;

/// What could be made of a spec.
#[derive(Debug)]
pub struct Reading {
    /// Every block, with stand-ins for what is wrong. What was meant only when `problems` holds no error.
    pub draft: Spec,
    /// Where the stand-ins are.
    pub gaps: Gaps,
    /// Findings that are all right where they are, in the order of writing.
    pub allows: Vec<Allow>,
    /// What is wrong, over all files, in the order it was found.
    pub problems: Problems,
}

impl Reading {
    /// Whether nothing is missing from the draft.
    pub fn is_whole(&self) -> bool {
        !self.problems.has_errors()
    }
}

/// Reads a spec and everything it includes; adds each file to `sources`.
///
/// All problems of all files are found in one go.
pub fn read(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> Reading {
    let Loaded { nodes, mut problems, lost, root } = load_files(path, files, sources);
    let (index, twice) = index(&nodes, lost, &mut problems);
    let mut cx = Context::new(&index);
    cx.gaps.blocks = index.uncertain || !index.unplaced.is_empty();
    for block in twice {
        cx.gaps.add_twice(block);
    }
    let mut draft = empty(root.unwrap_or(FileId(0)), &index);
    let mut stacks: Vec<Span> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if cx.problems.0.len() >= ENOUGH {
            let problem = Diagnostic::error("E0219", "too many problems: the rest of the spec is not judged")
                .at(node.header(), format!("{} blocks from here on", nodes.len() - at))
                .help("is this a spec? otherwise start with the problems before this place");
            cx.push(problem);
            stacks.push(node.header());
            cx.gaps.blocks = true;
            break;
        }
        block(node, &mut draft, &mut stacks, &mut cx);
    }
    let Context { problems: decoded, mentions, lookalikes, attributes, mut gaps, allows, foreign: arns, .. } = cx;
    // Of a stack that is not there, nothing is known.
    gaps.add_value(Span::new(root.unwrap_or(FileId(0)), 0, 0));
    draft.mentions = mentions;
    draft.lookalikes = lookalikes;
    draft.attributes = attributes;
    draft.foreign = arns;
    problems.0.extend(decoded.0);
    if let (true, false, Some(root)) = (stacks.is_empty(), lost, root) {
        let problem = Diagnostic::error("E0218", "there is no `stack`")
            .at(Span::new(root, 0, 0), "missing in this spec")
            .help("add `stack \"NAME\" { region \"us-east-2\"; env \"dev\" \"prod\" }`");
        problems.push(problem);
    }
    check::cycles(&draft.mentions, &mut problems);
    check::scopes(&mut draft, &gaps, &mut problems);
    foreign::check(&draft, &gaps, &mut problems);
    keeping::renames(&draft, &gaps, &mut problems);
    gaps.flawed = problems.has_errors();
    problems.sort();
    if problems.0.len() > TOO_MANY {
        let hidden = problems.0.len() - TOO_MANY;
        problems.0.truncate(TOO_MANY);
        problems.push(
            Diagnostic::error("E0219", format!("too many problems: {hidden} more are not shown"))
                .help("is this a spec? otherwise start with the first ones"),
        );
    }
    Reading { draft, gaps, allows, problems }
}

/// Reads a spec: the spec, when no error was found, and every problem.
pub fn load(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> (Option<Spec>, Problems) {
    let reading = read(path, files, sources);
    let whole = reading.is_whole();
    (whole.then_some(reading.draft), reading.problems)
}

/// Every named block of the spec, and the addresses two blocks have; complains about those.
fn index(nodes: &[Node], lost: bool, problems: &mut Problems) -> (Index, Vec<BlockAddr>) {
    let mut twice = Vec::new();
    let mut index = Index { uncertain: lost, ..Index::default() };
    for node in nodes {
        index.unplaced.extend(inner_blocks(node));
        let name = match node.args.first().map(|entry| &entry.value.value) {
            Some(Value::String(name)) => Some(name),
            _ => None,
        };
        let word = &node.name.value;
        let meant = || blocks::meant_by(word).and_then(blocks::of);
        let block = match (blocks::spelt(word).or_else(meant), name) {
            (Some(block), _) => block,
            (None, Some(name)) => {
                index.unplaced.insert(name.clone());
                continue;
            }
            (None, None) => continue,
        };
        if !block.named {
            continue;
        }
        let Some(name) = name else {
            index.uncertain = true;
            continue;
        };
        let addr = BlockAddr::new(block.node.name, name);
        if let Some(earlier) = index.blocks.get(&addr) {
            twice.push(addr.clone());
            // That it is of this kind is only a guess.
            if blocks::of(word).is_none() {
                continue;
            }
            let problem = Diagnostic::error("E0210", format!("there are two `{}` named `{name}`", block.node.name))
                .at(node.header(), "named so again")
                .at(*earlier, "named so here first")
                .help("rename one of them; a block of another kind may have the same name");
            problems.push(problem);
            continue;
        }
        index.blocks.insert(addr, node.header());
        let aliased = |child: &Node| child.name.value == "alias";
        if block.node.name == "cdn" && node.children.iter().flatten().any(aliased) {
            index.aliased_cdns.insert(name.clone());
        }
    }
    (index, twice)
}

/// Names of blocks that stand inside of another one by mistake: they are complained about there, and are meant by who names them.
fn inner_blocks(node: &Node) -> impl Iterator<Item = String> {
    let takes = |name: &str| {
        let child = blocks::of(&node.name.value)?.node.children.iter().find(|child| child.node.name == name)?;
        Some(!child.node.children.is_empty())
    };
    node.children.iter().flatten().filter_map(move |child| {
        let inner = child.children.as_ref().is_some_and(|inside| !inside.is_empty());
        let name = child.args.first().map(|entry| &entry.value.value);
        let (Some(Value::String(name)), true) = (name, inner && blocks::of(&child.name.value).is_some()) else {
            return None;
        };
        (!takes(&child.name.value).unwrap_or(false)).then(|| name.clone())
    })
}

fn block(node: &Node, draft: &mut Spec, stacks: &mut Vec<Span>, cx: &mut Context) {
    let kind = node.name.value.as_str();
    if kind == allow::NODE.name {
        let problem = Diagnostic::error("E0201", "an `allow` stands inside of what it is about")
            .at(node.name.span, "stands in no block")
            .help("put it between the braces of the block, or of the line, that the finding points at");
        cx.push(problem);
        return;
    }
    if blocks::of(kind).is_none() {
        let known: Vec<&str> = blocks::all().map(|block| block.node.name).collect();
        let problem = Diagnostic::error("E0201", format!("there is no block `{kind}`"))
            .at(node.name.span, "not known")
            .help(match blocks::meant_by(kind) {
                Some(meant) => format!("here it is called `{meant}`"),
                None => instead(kind, &known),
            })
            .maybe_fix(respelt(kind, &known, node.name.span, false));
        cx.push(problem);
    }
    let Some(declared) = blocks::spelt(kind) else {
        cx.gaps.blocks = true;
        return;
    };
    let kind = declared.node.name;
    let name = match node.args.first().map(|entry| &entry.value.value) {
        Some(Value::String(name)) => name.as_str(),
        _ => "",
    };
    cx.block = Some(BlockAddr::new(kind, if declared.named { name } else { "" }));
    let fields = decode(node, &declared.node, cx);
    if declared.named {
        let tags = stack::tags(&fields, cx);
        if !tags.is_empty() {
            draft.tags.entry(BlockAddr::new(kind, name)).or_insert(tags);
        }
        if let Some(said) = keeping::keeping(&fields) {
            let addr = BlockAddr::new(kind, name);
            keeping::another_name(&addr, &said, cx);
            draft.keepings.entry(addr).or_insert(said);
        }
    }
    match kind {
        "stack" => stack(&fields, draft, stacks, cx),
        "param" => keep(&mut draft.params, name, param::build(&fields)),
        "secret" => keep(&mut draft.secrets, name, secret::build(&fields)),
        "function" => keep(&mut draft.functions, name, function::build(&fields, cx)),
        "gateway" => keep(&mut draft.gateways, name, gateway::build(&fields, cx)),
        "waf" => keep(&mut draft.wafs, name, waf::build(&fields, cx)),
        "rule-group" => keep(&mut draft.rule_groups, name, waf::build_rule_group(&fields, cx)),
        "ip-set" => keep(&mut draft.ip_sets, name, waf::build_ip_set(&fields, cx)),
        "regex-set" => keep(&mut draft.regex_sets, name, waf::build_regex_set(&fields, cx)),
        "bucket" => keep(&mut draft.buckets, name, bucket::build(&fields)),
        "zone" => keep(&mut draft.zones, name, zone::build(&fields)),
        "cdn" => keep(&mut draft.cdns, name, cdn::build(&fields, cx)),
        "output" => keep(&mut draft.outputs, name, output::build(&fields)),
        "expect" => expect::build(&fields, cx, &mut draft.expectations),
        // Includes were followed when the files were read.
        _ => {}
    }
}

/// The way out for a block nobody knows.
fn instead(kind: &str, known: &[&str]) -> String {
    let homes = blocks::homes(kind, "");
    if let Some(help) = blocks::instead_of(kind) {
        help.to_owned()
    } else if !homes.is_empty() && blocks::spelt(kind).is_none() {
        let homes: Vec<String> = homes.iter().map(|home| format!("`{home}`")).collect();
        format!("`{kind}` stands inside of {}", enumerated(&homes, "or"))
    } else {
        did_you_mean(kind, known)
    }
}

fn keep<T>(into: &mut BTreeMap<String, T>, name: &str, block: Option<T>) {
    let Some(block) = block else { return };
    if into.contains_key(name) {
        // Complained about already; kept beside the first, where no reference finds it, so that it is judged too.
        let beside = format!("{name} #{}", into.len());
        into.insert(beside, block);
    } else {
        into.insert(name.to_owned(), block);
    }
}

fn stack(fields: &Fields, draft: &mut Spec, stacks: &mut Vec<Span>, cx: &mut Context) {
    let built = stack::build(fields, cx);
    match stacks.first() {
        Some(earlier) => {
            let problem = Diagnostic::error("E0210", "there are two `stack` blocks")
                .at(fields.header, "another one")
                .at(*earlier, "the first one")
                .help("a spec describes one stack; put the other into a folder of its own");
            cx.push(problem);
        }
        None => {
            if let Some(built) = built {
                draft.stack = built;
            }
        }
    }
    stacks.push(fields.header);
}

/// A spec in which nothing stands yet.
fn empty(root: FileId, index: &Index) -> Spec {
    let nowhere = Span::new(root, 0, 0);
    let stack = Stack {
        name: Spanned::new(String::new(), nowhere),
        region: Spanned::new(String::new(), nowhere),
        envs: Vec::new(),
        tags: BTreeMap::new(),
        span: nowhere,
    };
    Spec {
        stack,
        params: BTreeMap::new(),
        secrets: BTreeMap::new(),
        functions: BTreeMap::new(),
        gateways: BTreeMap::new(),
        wafs: BTreeMap::new(),
        rule_groups: BTreeMap::new(),
        ip_sets: BTreeMap::new(),
        regex_sets: BTreeMap::new(),
        buckets: BTreeMap::new(),
        zones: BTreeMap::new(),
        cdns: BTreeMap::new(),
        tags: BTreeMap::new(),
        keepings: BTreeMap::new(),
        foreign: Vec::new(),
        outputs: BTreeMap::new(),
        expectations: Vec::new(),
        spans: index.blocks.clone(),
        mentions: Vec::new(),
        lookalikes: Vec::new(),
        attributes: false,
    }
}
