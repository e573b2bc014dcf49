use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Which headers, cookies or query parameters of a request a policy is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Selection {
    /// `none`, `whitelist`, and as the policy allows `all`, `allExcept`, `allViewer`, `allViewerAndWhitelistCloudFront`.
    pub behavior: String,
    /// For `whitelist`, `allExcept` and `allViewerAndWhitelistCloudFront`.
    pub names: BTreeSet<String>,
}

impl Selection {
    /// What CloudFront says: a behaviour and perhaps some names.
    pub(super) fn of(behavior: &str, names: Option<&[String]>) -> Self {
        Self { behavior: behavior.to_owned(), names: names.unwrap_or_default().iter().cloned().collect() }
    }

    /// Nothing is selected.
    pub(super) fn none() -> Self {
        Self::of("none", None)
    }

    /// How many names, and the names; `None` where there are none to be sent.
    pub(super) fn listed(&self) -> Option<(i32, Vec<String>)> {
        let names: Vec<String> = self.names.iter().cloned().collect();
        let count = i32::try_from(names.len()).unwrap_or(i32::MAX);
        (!names.is_empty()).then_some((count, names))
    }
}
