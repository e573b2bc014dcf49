use std::collections::BTreeMap;

use serde_json::json;

use super::lower::Lowering;
use super::resource::Held;
use super::{Desired, keeping};
use crate::diag::{Diagnostic, Span};
use crate::kinds::Kind as _;
use crate::kinds::aws::iam::{self, IamRole};
use crate::kinds::aws::lambda::{
    LambdaAlias, LambdaFunction, LambdaLookup, LambdaVersion, alias, function, lookup, version,
};
use crate::kinds::aws::logs::{LogGroup, log_group};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::{Architecture, Arn, Code, Effect, Function, Published, Template};
use crate::value::{Reference, Text, Tree};

/// A function is its role, its log group, itself, the published version and the alias callers use.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Function) {
    let addr = BlockAddr::new("function", &block.name.value);
    if let Code::Existing { arn } = &block.code {
        existing(at, block, &addr, arn);
        return;
    }
    let name = at.physical_name(&addr, block.physical_name.as_ref());
    let region = at.region();
    let (role, log_group, function_id, version_id, alias_id) = (
        addr.resource("role"),
        addr.resource("log-group"),
        addr.resource("function"),
        addr.resource("version"),
        addr.resource("alias"),
    );

    let (log_group_name, log_group_arn) = match &block.log_group {
        Some(theirs) => {
            let arn = at.text(theirs);
            (group_name(at, theirs), arn.known().map_or(arn.clone(), |arn| Text::from(arn.trim_end_matches(":*"))))
        }
        None => {
            let input = log_group::Input {
                region: region.clone(),
                name: format!("/aws/lambda/{name}"),
                retention_days: block.log_retention.value,
                tags: at.tags(&log_group),
            };
            at.want(
                Desired::new::<LogGroup>(log_group.clone(), &input, block.span)
                    .written("retention-days", block.log_retention.span),
            );
            (Text::reference(&log_group, "name"), Text::reference(&log_group, "arn"))
        }
    };
    let role_arn = match &block.role {
        Some(theirs) => at.text(theirs),
        None => {
            let inline_policies = policies(at, block, &log_group_arn);
            let input = iam::role::Input {
                name: name.clone(),
                description: format!("what {addr} may do"),
                trust_policy: trust("lambda.amazonaws.com"),
                inline_policies,
                managed_policies: Default::default(),
                tags: at.tags(&role),
            };
            at.want(Desired::new::<IamRole>(role.clone(), &input, block.span));
            Text::reference(&role, "arn")
        }
    };

    let (package_type, package, code_span) = match &block.code {
        // Nothing of it is made.
        Code::Existing { .. } => return,
        Code::Image { uri, .. } => {
            (function::PackageType::Image, function::Package::Image { uri: at.text(uri) }, uri.span)
        }
        Code::Zip { path, runtime, handler } => {
            let folder = at.setting.folder;
            let is_folder = folder.path().join(&path.value).is_dir();
            let file = if is_folder { folder.zip(&path.value) } else { folder.file(&path.value) };
            let file = file.unwrap_or_else(|error| {
                at.unreadable(&path.value, path.span, &error);
                crate::value::FileRef { path: path.value.clone(), sha256: String::new(), bytes: 0 }
            });
            let package =
                function::Package::Zip { file, runtime: runtime.value.clone(), handler: handler.value.clone() };
            (function::PackageType::Zip, package, path.span)
        }
    };
    let input = function::Input {
        region: region.clone(),
        name,
        package_type,
        package,
        image_config: image_config(&block.code),
        role: role_arn,
        description: at.plain(&block.description),
        memory_size: block.memory.value,
        timeout: block.timeout.value,
        ephemeral_storage: block.storage.value,
        environment: block.env.iter().map(|(name, variable)| (name.clone(), at.text(&variable.value))).collect(),
        architecture: match block.architecture.value {
            Architecture::X86_64 => "x86_64".into(),
            Architecture::Arm64 => "arm64".into(),
        },
        log_group: log_group_name,
        reserved_concurrency: block.concurrency.as_ref().map(|calls| calls.value),
        tags: at.tags(&function_id),
    };
    let published = keeping::ours(at.spec, &function_id, LambdaFunction::NAME, published(&input));
    let digest = Text::Digest(Box::new(published));
    let mut function = Desired::new::<LambdaFunction>(function_id.clone(), &input, block.span)
        .written("package", code_span)
        .written("memory-size", block.memory.span)
        .written("timeout", block.timeout.span)
        .written("ephemeral-storage", block.storage.span);
    if let Some(calls) = &block.concurrency {
        function = function.written("reserved-concurrency", calls.span);
    }
    at.want(function);

    let function_name = Text::reference(&function_id, "name");
    let input = version::Input { region: region.clone(), function: function_name.clone(), digest };
    at.want(Desired::new::<LambdaVersion>(version_id.clone(), &input, block.span));

    let number = |published: &Published| match published {
        Published::Newest => Text::reference(&version_id, "version"),
        Published::Number(number) => Text::from(number.as_str()),
    };
    let input = alias::Input {
        region,
        function: function_name,
        name: block.alias.name.value.clone(),
        version: number(&block.alias.version.value),
        routing: block
            .alias
            .weight
            .as_ref()
            .map(|weight| alias::Routing { version: number(&weight.version.value), percent: weight.percent.value }),
        description: String::new(),
    };
    let mut alias = Desired::new::<LambdaAlias>(alias_id, &input, block.span).written("name", block.alias.name.span);
    let named = std::iter::once(&block.alias.version).chain(block.alias.weight.iter().map(|weight| &weight.version));
    for published in named {
        if let Published::Number(number) = &published.value {
            alias.holds.push(Held { of: version_id.clone(), output: "version", value: number.clone() });
            alias = alias.written("version", published.span);
        }
    }
    at.want(alias);
}

/// What the function's own role may do: write its logs, and what the spec says.
fn policies(at: &mut Lowering<'_>, block: &Function, log_group_arn: &Text) -> BTreeMap<String, Tree> {
    let mut policies = BTreeMap::from([("logs".to_owned(), write_logs(log_group_arn))]);
    if let Some(path) = &block.policy {
        match at.setting.folder.text(&path.value).map(|text| serde_json::from_str(&text)) {
            Ok(Ok(policy)) => {
                policies.insert("spec".to_owned(), Tree::new(policy));
            }
            Ok(Err(problem)) => at.problems.push(
                Diagnostic::error("E0805", format!("`{}` is not JSON", path.value))
                    .at(path.span, problem.to_string())
                    .help("an IAM policy document is a JSON object with `Version` and `Statement`"),
            ),
            Err(error) => at.unreadable(&path.value, path.span, &error),
        }
    }
    if !block.statements.is_empty() {
        policies.insert("statements".to_owned(), statements(at, block));
    }
    policies
}

/// The name in the ARN of a log group that exists already.
pub(super) fn group_name(at: &mut Lowering<'_>, group: &Template) -> Text {
    let arn = at.plain(group);
    let name = Arn::parse(&arn).and_then(|arn| arn.resource.strip_prefix("log-group:")).unwrap_or_default();
    Text::from(name.trim_end_matches(":*"))
}

/// A function of somebody else is looked up: itself, and what is called of it. Whoever calls it finds both where those of a
/// function of our own are.
fn existing(at: &mut Lowering<'_>, block: &Function, addr: &BlockAddr, arn: &Template) {
    let text = at.plain(arn);
    let parts: Vec<&str> = text.split(':').collect();
    let region = at.region();
    // Anything else was complained about.
    let ["arn", _, "lambda", _, _, "function", name, qualifier] = parts[..] else { return };
    for (part, qualifier) in [("function", None), ("alias", Some(qualifier.to_owned()))] {
        let input = lookup::Input { region: region.clone(), function: name.into(), qualifier };
        at.want(Desired::new::<LambdaLookup>(addr.resource(part), &input, block.span));
    }
}

/// What is called of a function: itself, and its alias or version.
pub(super) struct Callee {
    pub(super) function: ResourceId,
    pub(super) alias: ResourceId,
    /// What tells it from others.
    pub(super) label: String,
}

/// Where what `gateway` calls is found: in a block, or among what is looked up for the gateway because it exists already.
pub(super) fn callee(gateway: &BlockAddr, function: &BlockAddr) -> Callee {
    match function.foreign().and_then(called) {
        Some((name, qualifier)) => Callee {
            function: gateway.resource(&format!("function/{name}")),
            alias: gateway.resource(&format!("function/{name}/{qualifier}")),
            label: format!("{name}:{qualifier}"),
        },
        None => Callee {
            function: function.resource("function"),
            alias: function.resource("alias"),
            label: function.name().to_owned(),
        },
    }
}

/// Looks up what `gateway` calls and exists already.
pub(super) fn look_up(at: &mut Lowering<'_>, gateway: &BlockAddr, functions: &BTreeMap<&BlockAddr, Span>) {
    let region = at.region();
    for (function, span) in functions {
        let Some((name, qualifier)) = function.foreign().and_then(called) else { continue };
        let callee = callee(gateway, function);
        for (id, qualifier) in [(callee.function, None), (callee.alias, Some(qualifier.to_owned()))] {
            let input = lookup::Input { region: region.clone(), function: name.into(), qualifier };
            // Two aliases of one function have the function in common.
            if at.wish.resources.iter().all(|wanted| wanted.id != id) {
                at.want(Desired::new::<LambdaLookup>(id, &input, *span));
            }
        }
    }
}

/// The function and the alias or version in an ARN.
fn called(arn: &str) -> Option<(&str, &str)> {
    Arn::parse(arn)?.resource.strip_prefix("function:")?.split_once(':')
}

/// What a function offers to `${function.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    let output = |part: &str, output: &str| Some(Text::reference(&block.resource(part), output));
    match attr {
        "arn" => output("function", "arn"),
        "name" => output("function", "name"),
        "alias-arn" => output("alias", "arn"),
        "role-arn" => output("role", "arn"),
        "log-group" => output("log-group", "name"),
        _ => None,
    }
}

/// The alias's ARN, which integrations call.
pub(super) fn callable(gateway: &BlockAddr, function: &BlockAddr) -> Text {
    Text::Ref(Reference { to: callee(gateway, function).alias, output: "arn".into() })
}

/// What a published version freezes: everything but tags and reserved concurrency, which belong to the function as a whole.
fn published(input: &function::Input) -> Tree {
    let mut value = Tree::of(input).as_value().clone();
    if let Some(map) = value.as_object_mut() {
        map.remove("tags");
        map.remove("reserved-concurrency");
        // Versions published before there was such a thing say nothing about it.
        if map.get("image-config").is_some_and(serde_json::Value::is_null) {
            map.remove("image-config");
        }
    }
    Tree::new(value)
}

fn trust(service: &str) -> Tree {
    Tree::new(json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }],
    }))
}

/// How an image starts, where it is not as the image says.
fn image_config(code: &Code) -> Option<function::ImageConfig> {
    let Code::Image { start, .. } = code else { return None };
    let words = |words: &[crate::diag::Spanned<String>]| words.iter().map(|word| word.value.clone()).collect();
    let config = function::ImageConfig {
        entry_point: words(&start.entrypoint),
        command: words(&start.command),
        working_directory: start.workdir.as_ref().map(|path| path.value.clone()),
    };
    (!config.is_empty()).then_some(config)
}

fn statements(at: &mut Lowering<'_>, block: &Function) -> Tree {
    let mut statements = Vec::new();
    for statement in &block.statements {
        let effect = match statement.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        let actions: Vec<&str> = statement.actions.iter().map(|action| action.value.as_str()).collect();
        let resource = Tree::of(&at.text(&statement.resource));
        statements.push(json!({ "Effect": effect, "Action": actions, "Resource": resource.as_value() }));
    }
    Tree::new(json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn write_logs(log_group_arn: &Text) -> Tree {
    let streams = Tree::of(&Text::Join(vec![log_group_arn.clone(), Text::from(":*")]));
    Tree::new(json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": streams.as_value(),
        }],
    }))
}
