use std::collections::BTreeMap;

use super::resource::Foreign;
use super::{Desired, Wish, bucket, cdn, function, gateway, keeping, waf, zone};
use crate::diag::{Diagnostic, Problems, Span};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{Code, Part, Spec, StackAttr, Template, WafVersion};
use crate::value::{SecretForm, SecretRef, Text};
use crate::world::Folder;

/// What a spec is lowered with.
pub struct Setting<'a> {
    /// The environment, `--env`: part of every physical name.
    pub env: &'a str,
    /// Plain config values of the environment, by parameter name.
    pub value: &'a dyn Fn(&str) -> Option<String>,
    /// The name the resources of a block are called after in the cloud, when any of them is recorded: a block that was renamed
    /// keeps the names of what it made.
    pub made_as: &'a dyn Fn(&BlockAddr) -> Option<String>,
    /// The folder of the spec, for what is read beside it (zips, files of a bucket).
    pub folder: &'a Folder,
}

/// Nothing, with what the spec says of its blocks: what a removal of everything is planned with.
pub fn nothing(spec: &Spec) -> Wish {
    Wish { blocks: keeping::blocks(spec), ..Wish::default() }
}

/// Turns every block into the resources it stands for.
pub fn lower(spec: &Spec, setting: &Setting<'_>) -> (Wish, Problems) {
    let renamed = keeping::renamed(spec, setting.made_as);
    let wish = Wish { blocks: keeping::blocks(spec), ..Wish::default() };
    let mut lowering = Lowering { spec, setting, renamed, named: BTreeMap::new(), wish, problems: Problems::default() };
    for block in spec.functions.values() {
        function::lower(&mut lowering, block);
    }
    for block in spec.gateways.values() {
        gateway::lower(&mut lowering, block);
    }
    waf::lower(&mut lowering);
    for block in spec.buckets.values() {
        bucket::lower(&mut lowering, block);
    }
    for block in spec.zones.values() {
        zone::lower(&mut lowering, block);
    }
    for block in spec.cdns.values() {
        cdn::lower(&mut lowering, block);
    }
    for (name, output) in &spec.outputs {
        let text = lowering.text(&output.value);
        lowering.wish.outputs.insert(name.clone(), text);
    }
    foreign(&mut lowering);
    keeping::settle(&mut lowering);
    (lowering.wish, lowering.problems)
}

/// What is wrong with web ACLs and outputs, without looking at anything else: much cheaper than [`lower`].
pub(super) fn sketch(spec: &Spec, setting: &Setting<'_>) -> Problems {
    let (renamed, wish) = (BTreeMap::new(), Wish::default());
    let mut lowering = Lowering { spec, setting, renamed, named: BTreeMap::new(), wish, problems: Problems::default() };
    waf::lower(&mut lowering);
    for output in spec.outputs.values() {
        lowering.text(&output.value);
    }
    lowering.problems
}

/// What templates of a spec say in an environment: references to resources stay open, secrets closed.
pub fn texts(spec: &Spec, setting: &Setting<'_>, templates: &[&Template]) -> (Vec<Text>, Problems) {
    let renamed = keeping::renamed(spec, setting.made_as);
    let wish = Wish::default();
    let mut lowering = Lowering { spec, setting, renamed, named: BTreeMap::new(), wish, problems: Problems::default() };
    let texts = templates.iter().map(|template| lowering.text(template)).collect();
    (texts, lowering.problems)
}

/// What exists already, now that its ARNs are known: complains about those that depend on parameters and are of something else.
fn foreign(at: &mut Lowering<'_>) {
    let (spec, region) = (at.spec, at.region());
    for foreign in &spec.foreign {
        // What is only known after apply is ours.
        if foreign.arn.parts.iter().any(|part| matches!(part.value, Part::Attr { .. })) {
            continue;
        }
        let text = at.plain(&foreign.arn);
        if foreign.arn.as_literal().is_none() {
            at.problems.0.extend(foreign.complaint(&text, &region));
        }
        at.wish.foreign.push(Foreign { arn: text, span: foreign.arn.span, what: foreign.of.what });
    }
}

/// The lowering under way: what the files of this room share.
pub(super) struct Lowering<'a> {
    pub(super) spec: &'a Spec,
    pub(super) setting: &'a Setting<'a>,
    /// Blocks that have another name now than what is recorded of them.
    pub(super) renamed: BTreeMap<BlockAddr, BlockAddr>,
    /// Which block of a kind has which physical name.
    pub(super) named: BTreeMap<(String, String), BlockAddr>,
    pub(super) wish: Wish,
    pub(super) problems: Problems,
}

impl<'a> Lowering<'a> {
    /// Adds a resource.
    pub(super) fn want(&mut self, desired: Desired) {
        self.wish.resources.push(desired);
    }

    /// The stack's region.
    pub(super) fn region(&self) -> String {
        self.spec.stack.region.value.clone()
    }

    /// The name a block's resources get in AWS: `<env>-<stack>-<name>` unless given.
    pub(super) fn physical_name(&mut self, block: &BlockAddr, given: Option<&Template>) -> String {
        let name = match given {
            Some(given) => self.plain(given),
            None => format!("{}-{}-{}", self.setting.env, self.spec.stack.name.value, self.called(block).name()),
        };
        self.only_one_named(block, &name, given.map(|given| given.span));
        name
    }

    /// The address after which the resources of a block are called: its own, or the one they were made under.
    pub(super) fn called(&self, block: &BlockAddr) -> BlockAddr {
        let recorded = self.renamed.get(block).unwrap_or(block);
        let name = (self.setting.made_as)(recorded);
        name.map_or_else(|| block.clone(), |name| BlockAddr::new(block.kind(), &name))
    }

    /// The address a block is recorded under.
    pub(super) fn recorded(&self, block: &BlockAddr) -> BlockAddr {
        self.renamed.get(block).unwrap_or(block).clone()
    }

    /// Complains when another block of the kind has this physical name already.
    fn only_one_named(&mut self, block: &BlockAddr, name: &str, given: Option<Span>) {
        let other = self.named.entry((block.kind().to_owned(), name.to_owned())).or_insert_with(|| block.clone());
        if other == block {
            return;
        }
        let place = |block: &BlockAddr| self.spec.spans.get(block).copied();
        let mut problem = Diagnostic::error("E0815", format!("`{block}` and `{other}` would both be named `{name}`"))
            .help("give one of them another name in AWS: `name=\"…\"`");
        if let Some(at) = given.or_else(|| place(block)) {
            problem = problem.at(at, format!("`{block}`"));
        }
        if let Some(at) = place(other) {
            problem = problem.at(at, format!("`{other}`"));
        }
        self.problems.push(problem);
    }

    /// The tags of a resource: the stack's own and those that say whose it is.
    pub(super) fn tags(&mut self, id: &ResourceId) -> BTreeMap<String, String> {
        let spec = self.spec;
        let mut tags: BTreeMap<String, String> =
            spec.stack.tags.iter().map(|(key, value)| (key.clone(), self.plain(value))).collect();
        if let Some(own) = spec.tags.get(&id.block()) {
            tags.extend(own.iter().map(|(key, value)| (key.clone(), self.plain(value))));
        }
        tags.insert("engine:stack".into(), self.spec.stack.name.value.clone());
        tags.insert("engine:env".into(), self.setting.env.to_owned());
        tags.insert("engine:resource".into(), id.to_string());
        tags
    }

    /// A sentence that says whose a resource is, for kinds that carry no tags.
    pub(super) fn marker(&self, id: &ResourceId) -> String {
        format!("engine {}/{}/{id}", self.spec.stack.name.value, self.setting.env)
    }

    /// A text that may wait for other resources or hold a secret.
    pub(super) fn text(&mut self, template: &Template) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        for part in &template.parts {
            parts.push(match &part.value {
                Part::Literal(text) => Text::Known(text.clone()),
                Part::Param(name) => Text::Known(self.param(name, part.span)),
                Part::Stack(attr) => Text::Known(self.stack(*attr)),
                Part::Attr { block, attr } => self.attr(block, attr, part.span),
                Part::Secret(name) => {
                    Text::Secret(SecretRef { name: name.clone(), form: SecretForm::Plain, digest: None })
                }
            });
        }
        if parts.iter().all(|part| part.known().is_some()) {
            return Text::Known(parts.iter().filter_map(Text::known).collect());
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Text::Join(parts),
        }
    }

    /// A text that must be known before anything is made: names, domains, tags.
    pub(super) fn plain(&mut self, template: &Template) -> String {
        let mut whole = String::new();
        for part in &template.parts {
            match &part.value {
                Part::Literal(text) => whole.push_str(text),
                Part::Param(name) => whole.push_str(&self.param(name, part.span)),
                Part::Stack(attr) => whole.push_str(&self.stack(*attr)),
                Part::Attr { block, attr } => match self.attr(block, attr, part.span) {
                    Text::Known(text) => whole.push_str(&text),
                    _ => self.problems.push(
                        Diagnostic::error("E0803", format!("`{block}.{attr}` is only known after apply"))
                            .at(part.span, "this value is needed before anything is made")
                            .help("write the value itself, or a parameter"),
                    ),
                },
                // The language lets no secret into such a slot; should one get here, nothing of it may be shown.
                Part::Secret(_) => {}
            }
        }
        whole
    }

    fn stack(&self, attr: StackAttr) -> String {
        match attr {
            StackAttr::Name => self.spec.stack.name.value.clone(),
            StackAttr::Env => self.setting.env.to_owned(),
            StackAttr::Region => self.spec.stack.region.value.clone(),
        }
    }

    fn param(&mut self, name: &str, span: Span) -> String {
        if let Some(value) = (self.setting.value)(name) {
            return value;
        }
        if let Some(default) = self.spec.params.get(name).and_then(|param| param.default.as_ref()) {
            return default.value.clone();
        }
        let env = self.setting.env;
        self.problems.push(
            Diagnostic::error("E0801", format!("`param.{name}` has no value in environment `{env}`"))
                .at(span, "needed here")
                .help(format!("set it: `engine config set {name} VALUE --env {env}`")),
        );
        String::new()
    }

    /// What `${kind.name.attr}` stands for.
    fn attr(&mut self, block: &BlockAddr, attr: &str, span: Span) -> Text {
        let found = match block.kind() {
            "function" => {
                let theirs = |function: &crate::spec::Function| matches!(function.code, Code::Existing { .. });
                let spec = self.spec;
                match spec.functions.get(block.name()) {
                    Some(function) if attr == "role-arn" && function.role.is_some() => {
                        function.role.as_ref().map(|role| self.text(role))
                    }
                    Some(function) if attr == "log-group" && function.log_group.is_some() => {
                        function.log_group.as_ref().map(|group| function::group_name(self, group))
                    }
                    Some(function) if theirs(function) && ["role-arn", "log-group"].contains(&attr) => None,
                    Some(_) | None => function::attr(block, attr),
                }
            }
            "gateway" if attr == "domain-url" => {
                let spec = self.spec;
                let domain = spec.gateways.get(block.name()).and_then(|gateway| gateway.domain.as_ref());
                domain.map(|domain| Text::Known(format!("https://{}", self.plain(&domain.domain).to_ascii_lowercase())))
            }
            "gateway" => gateway::attr(block, attr),
            "bucket" => bucket::attr(block, attr),
            "waf" => self.spec.wafs.get(block.name()).and_then(|waf| match waf.version.value {
                WafVersion::V2 => waf::attr(block, attr),
                WafVersion::Classic => waf::classic_attr(block, attr),
            }),
            "zone" => zone::attr(block, attr),
            "cdn" => {
                let spec = self.spec;
                spec.cdns.get(block.name()).and_then(|cdn| cdn::attr(self, cdn, attr))
            }
            _ => None,
        };
        found.unwrap_or_else(|| {
            self.problems.push(
                Diagnostic::error("E0804", format!("`{block}` offers no `{attr}`"))
                    .at(span, "asked for here")
                    .help(format!("see what a {} offers: `engine schema`", block.kind())),
            );
            Text::Known(String::new())
        })
    }

    /// A complaint about a file that cannot be read.
    pub(super) fn unreadable(&mut self, path: &str, span: Span, error: &std::io::Error) {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => error.to_string(),
        };
        self.problems.push(
            Diagnostic::error("E0802", format!("`{path}` cannot be read"))
                .at(span, why)
                .help("paths are relative to the folder of the spec"),
        );
    }
}
