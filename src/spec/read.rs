use std::collections::BTreeMap;
use std::path::Path;

use super::decode::{Context, Fields, Index, decode, did_you_mean};
use super::load::{Loaded, load as load_files};
use super::{
    Spec, Stack, blocks, bucket, cdn, check, expect, function, gateway, output, param, secret, stack, waf, zone,
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
    /// The sound blocks. Complete only when `problems` holds no error.
    pub draft: Spec,
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
/// All problems of all files are found in one go, except those that only show once the blocks they are about are sound.
pub fn read(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> Reading {
    let Loaded { nodes, mut problems, lost, root } = load_files(path, files, sources);
    let index = index(&nodes, lost, &mut problems);
    let mut cx = Context::new(&index);
    let mut draft = empty(root.unwrap_or(FileId(0)), &index);
    let mut stacks: Vec<Span> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if cx.problems.0.len() >= ENOUGH {
            let problem = Diagnostic::error("E0219", "too many problems: the rest of the spec is not judged")
                .at(node.header(), format!("{} blocks from here on", nodes.len() - at))
                .help("is this a spec? otherwise start with the problems before this place");
            cx.push(problem);
            stacks.push(node.header());
            break;
        }
        block(node, &mut draft, &mut stacks, &mut cx);
    }
    let Context { problems: decoded, mentions, .. } = cx;
    draft.mentions = mentions;
    problems.0.extend(decoded.0);
    if let (true, false, Some(root)) = (stacks.is_empty(), lost, root) {
        let problem = Diagnostic::error("E0218", "there is no `stack`")
            .at(Span::new(root, 0, 0), "missing in this spec")
            .help("add `stack \"NAME\" { region \"us-east-2\"; env \"dev\" \"prod\" }`");
        problems.push(problem);
    }
    check::cycles(&draft.mentions, &mut problems);
    check::scopes(&mut draft, &mut problems);
    problems.sort();
    if problems.0.len() > TOO_MANY {
        let hidden = problems.0.len() - TOO_MANY;
        problems.0.truncate(TOO_MANY);
        problems.push(
            Diagnostic::error("E0219", format!("too many problems: {hidden} more are not shown"))
                .help("is this a spec? otherwise start with the first ones"),
        );
    }
    Reading { draft, problems }
}

/// Reads a spec: the spec, when no error was found, and every problem.
pub fn load(path: &Path, files: &dyn Files, sources: &mut SourceMap) -> (Option<Spec>, Problems) {
    let reading = read(path, files, sources);
    let whole = reading.is_whole();
    (whole.then_some(reading.draft), reading.problems)
}

/// Every named block of the spec; complains about names that stand twice.
fn index(nodes: &[Node], lost: bool, problems: &mut Problems) -> Index {
    let mut index = Index { uncertain: lost, ..Index::default() };
    for node in nodes {
        let Some(block) = blocks::of(&node.name.value).filter(|block| block.named) else { continue };
        let Some(Value::String(name)) = node.args.first().map(|entry| &entry.value.value) else {
            index.uncertain = true;
            continue;
        };
        let addr = BlockAddr::new(block.node.name, name);
        if let Some(earlier) = index.blocks.get(&addr) {
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
    index
}

fn block(node: &Node, draft: &mut Spec, stacks: &mut Vec<Span>, cx: &mut Context) {
    let kind = node.name.value.as_str();
    let Some(declared) = blocks::of(kind) else {
        let known: Vec<&str> = blocks::all().map(|block| block.node.name).collect();
        let problem = Diagnostic::error("E0201", format!("there is no block `{kind}`"))
            .at(node.name.span, "not known")
            .help(match blocks::meant_by(kind) {
                Some(meant) => format!("here it is called `{meant}`"),
                None => did_you_mean(kind, &known),
            });
        cx.push(problem);
        return;
    };
    let name = match node.args.first().map(|entry| &entry.value.value) {
        Some(Value::String(name)) => name.as_str(),
        _ => "",
    };
    cx.block = Some(BlockAddr::new(kind, if declared.named { name } else { "" }));
    let fields = decode(node, &declared.node, cx);
    match kind {
        "stack" => stack(&fields, draft, stacks, cx),
        "param" => keep(&mut draft.params, name, param::build(&fields)),
        "secret" => keep(&mut draft.secrets, name, secret::build(&fields)),
        "function" => keep(&mut draft.functions, name, function::build(&fields, cx)),
        "gateway" => keep(&mut draft.gateways, name, gateway::build(&fields, cx)),
        "waf" => keep(&mut draft.wafs, name, waf::build(&fields, cx)),
        "bucket" => keep(&mut draft.buckets, name, bucket::build(&fields)),
        "zone" => keep(&mut draft.zones, name, zone::build(&fields)),
        "cdn" => keep(&mut draft.cdns, name, cdn::build(&fields, cx)),
        "output" => keep(&mut draft.outputs, name, output::build(&fields)),
        "expect" => expect::build(&fields, cx, &mut draft.expectations),
        // Includes were followed when the files were read.
        _ => {}
    }
}

fn keep<T>(into: &mut BTreeMap<String, T>, name: &str, block: Option<T>) {
    if let Some(block) = block {
        // A second block of the same name has been complained about.
        into.entry(name.to_owned()).or_insert(block);
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
        buckets: BTreeMap::new(),
        zones: BTreeMap::new(),
        cdns: BTreeMap::new(),
        outputs: BTreeMap::new(),
        expectations: Vec::new(),
        spans: index.blocks.clone(),
        mentions: Vec::new(),
    }
}
