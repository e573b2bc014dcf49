use std::collections::BTreeMap;

use serde_json::json;

use super::Desired;
use super::lower::Lowering;
use crate::kinds::aws::iam::{self, IamRole};
use crate::kinds::aws::lambda::{LambdaAlias, LambdaFunction, LambdaVersion, alias, function, version};
use crate::kinds::aws::logs::{LogGroup, log_group};
use crate::names::BlockAddr;
use crate::spec::{Architecture, Code, Function};
use crate::value::{Reference, Text, Tree};

/// A function is its role, its log group, itself, the published version and the alias callers use.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Function) {
    let addr = BlockAddr::new("function", &block.name.value);
    let name = at.physical_name(&block.name.value, block.physical_name.as_ref());
    let region = at.region();
    let (role, log_group, function_id, version_id, alias_id) = (
        addr.resource("role"),
        addr.resource("log-group"),
        addr.resource("function"),
        addr.resource("version"),
        addr.resource("alias"),
    );

    let tags = at.tags(&log_group);
    let log_group_name = format!("/aws/lambda/{name}");
    let input = log_group::Input {
        region: region.clone(),
        name: log_group_name,
        retention_days: Some(block.log_retention.value),
        tags,
    };
    at.want(
        Desired::new::<LogGroup>(log_group.clone(), &input, block.span)
            .written("retention-days", block.log_retention.span),
    );

    let mut inline_policies = BTreeMap::new();
    inline_policies.insert("logs".to_owned(), write_logs(&Text::reference(&log_group, "arn")));
    if let Some(path) = &block.policy {
        match at.setting.folder.text(&path.value).map(|text| serde_json::from_str(&text)) {
            Ok(Ok(policy)) => {
                inline_policies.insert("spec".to_owned(), Tree::new(policy));
            }
            Ok(Err(problem)) => at.problems.push(
                crate::diag::Diagnostic::error("E0805", format!("`{}` is not JSON", path.value))
                    .at(path.span, problem.to_string())
                    .help("an IAM policy document is a JSON object with `Version` and `Statement`"),
            ),
            Err(error) => at.unreadable(&path.value, path.span, &error),
        }
    }
    let input = iam::role::Input {
        name: name.clone(),
        description: format!("what {addr} may do"),
        trust_policy: trust("lambda.amazonaws.com"),
        inline_policies,
        managed_policies: Default::default(),
        tags: at.tags(&role),
    };
    at.want(Desired::new::<IamRole>(role.clone(), &input, block.span));

    let (package_type, package, code_span) = match &block.code {
        Code::Image { uri } => (function::PackageType::Image, function::Package::Image { uri: at.text(uri) }, uri.span),
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
        role: Text::reference(&role, "arn"),
        description: at.plain(&block.description),
        memory_size: block.memory.value,
        timeout: block.timeout.value,
        ephemeral_storage: block.storage.value,
        environment: block.env.iter().map(|(name, variable)| (name.clone(), at.text(&variable.value))).collect(),
        architecture: match block.architecture.value {
            Architecture::X86_64 => "x86_64".into(),
            Architecture::Arm64 => "arm64".into(),
        },
        log_group: Text::reference(&log_group, "name"),
        reserved_concurrency: block.concurrency.as_ref().map(|calls| calls.value),
        tags: at.tags(&function_id),
    };
    let digest = Text::Digest(Box::new(published(&input)));
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

    let input = alias::Input {
        region,
        function: function_name,
        name: block.alias.value.clone(),
        version: Text::reference(&version_id, "version"),
        description: String::new(),
    };
    at.want(Desired::new::<LambdaAlias>(alias_id, &input, block.span).written("name", block.alias.span));
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
pub(super) fn callable(function: &BlockAddr) -> Text {
    Text::Ref(Reference { to: function.resource("alias"), output: "arn".into() })
}

/// What a published version freezes: everything but tags and reserved concurrency, which belong to the function as a whole.
fn published(input: &function::Input) -> Tree {
    let mut value = Tree::of(input).as_value().clone();
    if let Some(map) = value.as_object_mut() {
        map.remove("tags");
        map.remove("reserved-concurrency");
    }
    Tree::new(value)
}

fn trust(service: &str) -> Tree {
    Tree::new(json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }],
    }))
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
