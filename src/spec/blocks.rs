//! Every kind of block there is.

use super::declare::Block;
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
