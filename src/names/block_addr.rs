use std::fmt;

use serde::{Deserialize, Serialize};

/// The address of a block in the spec: `kind.name`, for example `function.api`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockAddr(String);

impl BlockAddr {
    /// Joins a block kind and a block name; neither is checked here, the spec room does that with a span at hand.
    pub fn new(kind: &str, name: &str) -> Self {
        Self(format!("{kind}.{name}"))
    }

    /// The block kind, `function` in `function.api`.
    pub fn kind(&self) -> &str {
        self.0.split_once('.').map_or(self.0.as_str(), |(kind, _)| kind)
    }

    /// The block name, `api` in `function.api`.
    pub fn name(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, name)| name)
    }

    /// The ARN of what exists already and stands where a block is expected; `None` for a block.
    pub fn foreign(&self) -> Option<&str> {
        Some(self.name()).filter(|name| name.starts_with("arn:"))
    }

    /// The whole address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of one resource this block stands for: `function.api` and `alias` give `function.api/alias`.
    pub fn resource(&self, part: &str) -> super::ResourceId {
        super::ResourceId::new(format!("{}/{part}", self.0))
    }
}

impl fmt::Display for BlockAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
