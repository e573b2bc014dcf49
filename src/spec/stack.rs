use std::collections::BTreeMap;

use super::declare::{Attr, Block, Child, Node, Slot, Type};
use super::decode::{Context, Fields};
use super::{Template, forms};
use crate::diag::{Diagnostic, Span, Spanned};

/// `stack "name" { … }`: what everything belongs to. Exactly one in a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Part of every physical name and of the folder its state lies in.
    pub name: Spanned<String>,
    /// Where regional resources go, `us-east-2`.
    pub region: Spanned<String>,
    /// The environments that exist, in the order of writing; at least one.
    pub envs: Vec<Spanned<String>>,
    /// Tags on everything that carries tags, by key.
    pub tags: BTreeMap<String, Template>,
    /// The header of the block.
    pub span: Span,
}

pub(super) static BLOCK: Block = Block {
    node: Node::new("stack", "What everything in the spec belongs to; exactly one")
        .args(&[Slot::new("name", Type::Text, "part of every physical name").form(forms::BLOCK_NAME)])
        .children(&[Child::required(&REGION), Child::required(&ENV), Child::many(&TAGS)]),
    named: false,
    attrs: &[
        Attr::new("name", "the stack's name"),
        Attr::new("env", "the chosen environment"),
        Attr::new("region", "the region of regional resources"),
    ],
};

static REGION: Node =
    Node::new("region", "Where regional resources go")
        .args(&[Slot::new("region", Type::Text, "such as `us-east-2`").form(forms::REGION)]);

static ENV: Node = Node::new("env", "The environments that exist; `--env` picks one")
    .rest(Slot::new("environment", Type::Text, "its name, part of every physical name").form(forms::BLOCK_NAME));

pub(super) static TAGS: Node = Node::new("tags", "Tags on everything that carries tags").any_prop(Slot::new(
    "tag",
    Type::Template,
    "the tag's value",
));

/// The tags of the stack or of another block.
pub(super) fn tags(fields: &Fields, cx: &mut Context) -> BTreeMap<String, Template> {
    let mut tags: BTreeMap<String, (Span, Template)> = BTreeMap::new();
    for (key, value) in fields.children("tags").flat_map(Fields::any_templates) {
        if let Some((earlier, _)) = tags.get(&key.value) {
            let problem = Diagnostic::error("E0208", format!("`{}` is given twice", key.value))
                .at(key.span, "given again")
                .at(*earlier, "given here first")
                .help("keep one of them");
            cx.push(problem);
        } else if key.value.starts_with("aws:") || key.value.starts_with("engine:") || key.value.len() > 128 {
            let problem = Diagnostic::error("E0213", format!("`{}` cannot be a tag", key.value))
                .at(key.span, "reserved or too long")
                .help("tags have at most 128 characters and begin neither with `aws:` nor with `engine:`");
            cx.push(problem);
        } else {
            tags.insert(key.value.clone(), (key.span, value));
        }
    }
    tags.into_iter().map(|(key, (_, value))| (key, value)).collect()
}

pub(super) fn build(fields: &Fields, cx: &mut Context) -> Option<Stack> {
    let tags = tags(fields, cx);
    let mut envs: Vec<Spanned<String>> = Vec::new();
    for env in fields.child("env").map(Fields::rest_texts).unwrap_or_default() {
        match envs.iter().find(|other| other.value == env.value) {
            Some(earlier) => {
                let problem = Diagnostic::error("E0208", format!("the environment `{}` is given twice", env.value))
                    .at(env.span, "given again")
                    .at(earlier.span, "given here first")
                    .help("keep one of them");
                cx.push(problem);
            }
            None => envs.push(env),
        }
    }
    Some(Stack {
        name: fields.text("name")?,
        region: fields.child("region")?.text("region")?,
        envs,
        tags,
        span: fields.header,
    })
}
