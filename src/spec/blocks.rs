//! Every kind of block there is.

use super::declare::{Block, Node};
use super::decode::nearest;
use super::{bucket, cdn, expect, function, gateway, include, output, param, secret, stack, waf, zone};

/// The kinds of blocks, in the order the reference pages show them.
pub fn all() -> impl Iterator<Item = &'static Block> {
    [
        &stack::BLOCK,
        &include::BLOCK,
        &param::BLOCK,
        &secret::BLOCK,
        &function::BLOCK,
        &gateway::BLOCK,
        &waf::BLOCK,
        &waf::RULE_GROUP,
        &waf::IP_SET,
        &waf::REGEX_SET,
        &bucket::BLOCK,
        &zone::BLOCK,
        &cdn::BLOCK,
        &output::BLOCK,
        &expect::BLOCK,
    ]
    .into_iter()
}

/// The declaration of one kind.
pub fn of(kind: &str) -> Option<&'static Block> {
    all().find(|block| block.node.name == kind)
}

/// The kind a block is, also when its kind is a slip of the keyboard away.
pub(super) fn spelt(word: &str) -> Option<&'static Block> {
    of(word).or_else(|| of(nearest(word, all().map(|block| block.node.name))?))
}

/// Blocks and lines of blocks inside of which a word stands, other than `besides`.
pub(super) fn homes(word: &str, besides: &str) -> Vec<&'static str> {
    let mut homes = Vec::new();
    let has = |node: &Node| node.children.iter().any(|child| child.node.name == word);
    for block in all() {
        let inner = block.node.children.iter().map(|child| child.node).filter(|_| !has(&block.node));
        let holding = inner.chain(Some(&block.node)).filter(|node| has(node) && node.name != besides);
        for node in holding {
            if !homes.contains(&node.name) {
                homes.push(node.name);
            }
        }
    }
    // What stands nearly everywhere belongs nowhere.
    if homes.len() > 4 { Vec::new() } else { homes }
}

/// Those of the homes of a word where this line stands, too.
pub(super) fn homes_beside(word: &str, line: &str) -> Vec<&'static str> {
    let has = |node: &Node| node.children.iter().any(|child| child.node.name == line);
    let nodes = || all().flat_map(|block| block.node.children.iter().map(|child| child.node).chain([&block.node]));
    let mut homes = homes(word, line);
    homes.retain(|home| nodes().any(|node| node.name == *home && has(node)));
    homes
}

/// What to tell somebody who writes a block of another tool for which there is none here.
pub(super) fn instead_of(word: &str) -> Option<&'static str> {
    let help = match word {
        "resource" => "every kind of thing has a block of its own: `function`, `gateway`, `waf`, `bucket`, `cdn`, …",
        "provider" => {
            "nothing to set up: the region stands in `stack`, credentials come from where the AWS CLI has them"
        }
        "terraform" | "backend" => "nothing to set up: state lies in `.engine` beside the spec",
        "data" => "what exists already is named by its ARN or id, where a block would be named",
        "locals" | "local" | "let" => "a value that is used in several places is a `param \"NAME\" default=\"…\"`",
        "certificate" | "acm" => "a certificate follows from `alias … zone=\"…\"` in a `cdn`",
        "permission" => "permissions follow from the routes of a `gateway`",
        "role" | "policy" | "iam" => {
            "roles are made for you; what a function may do stands in it: `allow \"ACTION\" on=\"ARN\"`"
        }
        "--" | "<!--" | "%" | ";" | "rem" | "REM" => "comments begin with `//`",
        _ => return None,
    };
    Some(help)
}

/// The kind somebody means who writes AWS's or another tool's word for it.
pub fn meant_by(word: &str) -> Option<&'static str> {
    let kind = match word {
        "lambda" | "handler" => "function",
        "api" | "rest-api" | "apigateway" | "api-gateway" => "gateway",
        "distribution" | "cloudfront" => "cdn",
        "s3" | "files" | "site" => "bucket",
        "acl" | "web-acl" | "firewall" => "waf",
        "ipset" | "allow-list" | "allowlist" | "addresses" => "ip-set",
        "regex-pattern-set" | "patterns" => "regex-set",
        "hosted-zone" | "route53" | "dns" => "zone",
        "variable" | "var" | "parameter" | "config" => "param",
        "import" | "module" => "include",
        "test" | "check" | "assert" => "expect",
        "project" | "app" | "service" => "stack",
        _ => return None,
    };
    Some(kind)
}
