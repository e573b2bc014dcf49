//! How what stands of a block is kept: protection, fields that are left alone, and names a block had before.

use std::collections::BTreeMap;

use super::lower::Lowering;
use super::makes::makes;
use super::resource::WishedBlock;
use crate::diag::{Diagnostic, Problems, Spanned};
use crate::kinds::{self, Field};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{Spec, did_you_mean};
use crate::value::Tree;

/// Whether there are such fields as `ignore-changes` names.
pub(super) fn check(spec: &Spec) -> Problems {
    let mut problems = Problems::default();
    for (block, keeping) in &spec.keepings {
        for entry in &keeping.ignore_changes {
            problems.0.extend(unknown(block, entry));
        }
    }
    problems
}

/// Every block that makes something.
pub(super) fn blocks(spec: &Spec) -> BTreeMap<BlockAddr, WishedBlock> {
    let made = spec.spans.iter().filter(|(block, _)| !makes(block.kind()).is_empty());
    made.map(|(block, span)| {
        let protect = spec.keepings.get(block).and_then(|keeping| keeping.protect);
        (block.clone(), WishedBlock { span: *span, protect })
    })
    .collect()
}

/// Blocks that are recorded under a name they had before, with the address they are recorded under.
///
/// A block that is recorded under its own name was renamed already, unless what is recorded there goes to yet another block.
pub(super) fn renamed(spec: &Spec, made_as: &dyn Fn(&BlockAddr) -> Option<String>) -> BTreeMap<BlockAddr, BlockAddr> {
    let mut renamed = BTreeMap::new();
    for block in spec.keepings.keys().filter(|block| made_as(block).is_none()) {
        let mut at = block.clone();
        // A chain: what this one was called is called otherwise by now, and so on.
        while let Some(former) = former(spec, &at, made_as) {
            if renamed.insert(at, former.clone()).is_some() {
                break;
            }
            at = former;
        }
    }
    renamed
}

/// What a block is recorded under when nothing that is recorded under its own name is its.
fn former(spec: &Spec, block: &BlockAddr, made_as: &dyn Fn(&BlockAddr) -> Option<String>) -> Option<BlockAddr> {
    let names = &spec.keepings.get(block)?.rename_from;
    let mut formers = names.iter().map(|name| BlockAddr::new(block.kind(), &name.value));
    formers.find(|former| {
        let goes_on = || self::former(spec, former, made_as).is_some();
        made_as(former).is_some() && (!spec.spans.contains_key(former) || goes_on())
    })
}

/// Tells the resources what their blocks say.
pub(super) fn settle(at: &mut Lowering<'_>) {
    let spec = at.spec;
    for resource in &mut at.wish.resources {
        resource.left_alone = left_alone(spec, &resource.id, resource.kind);
    }
    at.wish.renamed = at.renamed.iter().map(|(block, former)| (former.clone(), block.clone())).collect();
    at.problems.extend(check(spec));
}

/// The paths of a resource that its block says are left alone.
pub(super) fn left_alone(spec: &Spec, resource: &ResourceId, kind: &str) -> Vec<String> {
    let entries = spec.keepings.get(&resource.block()).map(|keeping| keeping.ignore_changes.as_slice());
    let Some(fields) = kinds::by_name(kind).map(|kind| kind.fields()) else { return Vec::new() };
    let path_in = |entry: &Spanned<String>| {
        let mut ways = ways(&entry.value);
        ways.find(|(part, path)| is_part(resource.part(), part) && field(fields, path).is_some())
            .map(|(_, path)| path.to_owned())
    };
    entries.unwrap_or_default().iter().filter_map(path_in).collect()
}

/// What is published or deployed of an input, without what is left alone: that is as it is in the cloud, and a change of it here
/// is none there.
pub(super) fn ours(spec: &Spec, resource: &ResourceId, kind: &str, published: Tree) -> Tree {
    left_alone(spec, resource, kind).iter().fold(published, |tree, path| tree.without(path))
}

/// The ways to read an entry: with no part before the path, or with all up to one of its slashes.
fn ways(entry: &str) -> impl Iterator<Item = (&str, &str)> {
    let split = entry.match_indices('/').map(move |(at, _)| (&entry[..at], &entry[at + 1..]));
    std::iter::once(("", entry)).chain(split)
}

/// Whether `given` is a part or the beginning of one, up to a slash.
fn is_part(part: &str, given: &str) -> bool {
    // What is shared by web ACLs of several homes stands in each of them.
    let bare = part.strip_prefix("cloudfront/").or_else(|| part.strip_prefix("classic/"));
    if bare.is_some_and(|bare| is_part(bare, given)) {
        return true;
    }
    given.is_empty() || part.strip_prefix(given).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The field a path begins with; the token of a kind is nobody's business.
fn field<'f>(fields: &'f [Field], path: &str) -> Option<&'f Field> {
    let top = path.split(['.', '[']).next().unwrap_or(path);
    fields.iter().find(|field| field.name == top && field.name != "token")
}

fn unknown(block: &BlockAddr, entry: &Spanned<String>) -> Option<Diagnostic> {
    let made = || makes(block.kind()).iter().filter_map(|made| Some((made.part, kinds::by_name(made.kind)?.fields())));
    // What differs in a part is not known here.
    let beginning = |text: &str| text.split('/').next().unwrap_or(text).to_owned();
    let named = ways(&entry.value).find_map(|(part, path)| {
        let of = made().filter(|(made, _)| part.is_empty() || beginning(made) == beginning(part));
        of.into_iter().find_map(|(_, fields)| Some((field(fields, path)?, path)))
    });
    match named {
        None => {
            let mut known: Vec<&str> = made().flat_map(|(_, fields)| fields).map(|field| field.name).collect();
            known.retain(|name| *name != "token");
            known.sort_unstable();
            known.dedup();
            let (_, last) = ways(&entry.value).last().unwrap_or(("", &entry.value));
            let problem = Diagnostic::error("E0814", format!("no resource of `{block}` has a field `{}`", entry.value))
                .at(entry.span, "names nothing")
                .help(did_you_mean(last.split(['.', '[']).next().unwrap_or(last), &known));
            Some(problem)
        }
        Some((field, path)) if field.secret && path == field.name => {
            let problem = Diagnostic::error("E0814", format!("`{}` cannot be left alone as a whole", entry.value))
                .at(entry.span, "secrets may stand in it, and engine does not keep them to write them back")
                .help(format!("name what of it is to be left alone: `{}.NAME`", entry.value));
            Some(problem)
        }
        Some(_) => None,
    }
}
