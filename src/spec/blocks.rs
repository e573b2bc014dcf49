//! Every kind of block there is.

use super::declare::Block;
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
