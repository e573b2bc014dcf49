use std::collections::BTreeMap;

use super::cdn;
use super::gateway;
use super::node::Node;
use super::waf;
use crate::names::BlockAddr;
use crate::spec::declare::Choices as _;
use crate::spec::{
    Alias, Bucket, Code, Effect, Expectation, ExpectedBody, Function, Keeping, OnlyThrough, Output, Param,
    RequestExpectation, Secret, Spec, Stack, Template, Zone,
};

/// Every block of a spec with every default written out, in the order the reference pages have.
pub fn blocks(spec: &Spec) -> Vec<Node> {
    let mut nodes = vec![stack(&spec.stack)];
    nodes.extend(spec.params.values().map(param));
    nodes.extend(spec.secrets.values().map(secret));
    nodes.extend(spec.functions.values().map(|block| tagged(spec, "function", &block.name.value, function(block))));
    nodes.extend(
        spec.gateways.values().map(|block| tagged(spec, "gateway", &block.name.value, gateway::gateway(block))),
    );
    nodes.extend(
        spec.rule_groups.values().map(|block| tagged(spec, "rule-group", &block.name.value, waf::rule_group(block))),
    );
    nodes.extend(spec.ip_sets.values().map(|block| tagged(spec, "ip-set", &block.name.value, waf::ip_set(block))));
    nodes.extend(
        spec.regex_sets.values().map(|block| tagged(spec, "regex-set", &block.name.value, waf::regex_set(block))),
    );
    nodes.extend(spec.wafs.values().map(|block| tagged(spec, "waf", &block.name.value, waf::acl(block))));
    nodes.extend(spec.buckets.values().map(|block| tagged(spec, "bucket", &block.name.value, bucket(block))));
    nodes.extend(spec.zones.values().map(|block| tagged(spec, "zone", &block.name.value, zone(block))));
    nodes.extend(spec.cdns.values().map(|block| tagged(spec, "cdn", &block.name.value, cdn::cdn(block))));
    nodes.extend(spec.outputs.values().map(output));
    if !spec.expectations.is_empty() {
        nodes.push(Node::new("expect").children(spec.expectations.iter().map(expectation)));
    }
    nodes
}

fn stack(block: &Stack) -> Node {
    let mut node = Node::new("stack")
        .arg(&block.name.value)
        .line("region", &block.region.value)
        .child(Node::new("env").args(block.envs.iter().map(|env| &env.value)));
    if !block.tags.is_empty() {
        node = node.child(tags(&block.tags));
    }
    node
}

fn tags(tags: &BTreeMap<String, Template>) -> Node {
    tags.iter().fold(Node::new("tags"), |node, (key, value)| node.prop(key, value))
}

/// A block with what every block may say of itself: tags of its own, and how plans treat what stands of it.
fn tagged(spec: &Spec, kind: &'static str, name: &str, node: Node) -> Node {
    let addr = BlockAddr::new(kind, name);
    let node = node.children(spec.tags.get(&addr).map(tags));
    match spec.keepings.get(&addr) {
        Some(said) => node.children(keeping(said)),
        None => node,
    }
}

fn keeping(said: &Keeping) -> Vec<Node> {
    let list = |name, texts: &[crate::diag::Spanned<String>]| {
        (!texts.is_empty()).then(|| Node::new(name).args(texts.iter().map(|text| &text.value)))
    };
    let protect = said.protect.map(|_| Node::new("protect").arg(true));
    let lists = [list("ignore-changes", &said.ignore_changes), list("rename-from", &said.rename_from)];
    protect.into_iter().chain(lists.into_iter().flatten()).collect()
}

fn param(block: &Param) -> Node {
    Node::new("param")
        .arg(&block.name.value)
        .maybe_prop("default", block.default.as_ref().map(|default| &default.value))
}

fn secret(block: &Secret) -> Node {
    Node::new("secret").arg(&block.name.value).prop("min-length", block.min_length.value)
}

fn function(block: &Function) -> Node {
    let code = match &block.code {
        Code::Existing { arn } => {
            let node = Node::new("function").arg(&block.name.value).prop("arn", arn);
            return node.children(block.dev.iter().map(|dev| Node::new("dev").prop("command", &dev.command.value)));
        }
        Code::Image { uri, start } => {
            let node =
                Node::new("image").arg(uri).maybe_prop("workdir", start.workdir.as_ref().map(|path| &path.value));
            let words = |name: &'static str, words: &[crate::diag::Spanned<String>]| {
                (!words.is_empty()).then(|| Node::new(name).args(words.iter().map(|word| &word.value)))
            };
            node.children(words("entrypoint", &start.entrypoint)).children(words("command", &start.command))
        }
        Code::Zip { path, runtime, handler } => {
            Node::new("zip").arg(&path.value).prop("runtime", &runtime.value).prop("handler", &handler.value)
        }
    };
    let days = || block.log_retention.value.map_or("never".to_owned(), |days| format!("{days}d"));
    let variables = block.env.iter().map(|(name, variable)| Node::new("env").prop(name, &variable.value));
    Node::new("function")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .maybe_prop("role", block.role.as_ref())
        .maybe_prop("log-group", block.log_group.as_ref())
        .child(code)
        .line("description", &block.description)
        .line("memory", format!("{}MB", block.memory.value))
        .line("timeout", format!("{}s", block.timeout.value))
        .line("storage", format!("{}MB", block.storage.value))
        .line("architecture", block.architecture.value.word())
        .child(alias(&block.alias))
        .children(variables)
        .maybe_line("concurrency", block.concurrency.as_ref().map(|calls| calls.value))
        .maybe_line("log-retention", block.log_group.is_none().then(days))
        .maybe_line("policy", block.policy.as_ref().map(|file| &file.value))
        .children(block.statements.iter().map(|statement| {
            let name = match statement.effect {
                Effect::Allow => "allow",
                Effect::Deny => "deny",
            };
            let actions = statement.actions.iter().map(|action| &action.value);
            Node::new(name).args(actions).prop("on", &statement.resource)
        }))
        .children(block.dev.iter().map(|dev| Node::new("dev").prop("command", &dev.command.value)))
}

fn alias(alias: &Alias) -> Node {
    let weight = alias
        .weight
        .as_ref()
        .map(|weight| Node::new("weight").arg(weight.version.value.word()).prop("percent", weight.percent.value));
    Node::new("alias").arg(&alias.name.value).prop("version", alias.version.value.word()).children(weight)
}

fn bucket(block: &Bucket) -> Node {
    Node::new("bucket")
        .arg(&block.name.value)
        .maybe_prop("name", block.physical_name.as_ref())
        .maybe_line("files", block.files.as_ref().map(|files| &files.value))
        .line("versioning", block.versioning.value)
        .line("index", &block.index.value)
        .line("empty-on-destroy", block.empty_on_destroy.value)
}

fn zone(block: &Zone) -> Node {
    Node::new("zone").arg(&block.name.value).line("comment", &block.comment)
}

fn output(block: &Output) -> Node {
    Node::new("output").arg(&block.name.value).arg(&block.value)
}

fn expectation(line: &Expectation) -> Node {
    match line {
        Expectation::Request(request) => self::request(request),
        Expectation::OnlyThrough(OnlyThrough { through, to, .. }) => {
            Node::new("only-through").arg(through.value.as_str()).prop("to", to.value.as_str())
        }
    }
}

fn request(request: &RequestExpectation) -> Node {
    let headers = request.headers.iter().map(|header| Node::new("header").arg(&header.name.value).arg(&header.value));
    let (text, size) = match &request.body {
        Some(ExpectedBody::Text(text)) => (Some(text), None),
        Some(ExpectedBody::Size(size)) => (None, Some(size.value.to_string())),
        None => (None, None),
    };
    Node::new("request")
        .arg(request.method.value.word())
        .arg(&request.url)
        .maybe_prop("body", text)
        .maybe_prop("body-size", size)
        .maybe_prop("status", request.status.as_ref().map(|status| u32::from(status.value)))
        .maybe_prop("by", request.by.as_ref().map(|by| by.value.as_str()))
        .maybe_prop("reaches", request.reaches.as_ref().map(|block| block.value.as_str()))
        .maybe_prop("from", request.from.as_ref().map(|from| from.value.to_string()))
        .maybe_prop("country", request.country.as_ref().map(|country| country.value.as_str()))
        .children(headers)
}
