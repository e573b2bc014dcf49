use std::fmt;

use serde::{Deserialize, Serialize};

use super::BlockAddr;

/// The identity of one resource: the block that asked for it and its part in it, `function.api/alias`.
///
/// It comes from the position in the spec, never from an attribute of the resource, so that changing a physical name is an
/// edit of a resource and not another resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResourceId(String);

impl ResourceId {
    /// Takes `block.name/part` as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The whole id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The block this resource belongs to, `function.api`.
    pub fn block(&self) -> BlockAddr {
        let block = self.0.split_once('/').map_or(self.0.as_str(), |(block, _)| block);
        let (kind, name) = block.split_once('.').unwrap_or((block, ""));
        BlockAddr::new(kind, name)
    }

    /// The part within the block, `alias`; empty when the id names the block alone.
    pub fn part(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, part)| part)
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
