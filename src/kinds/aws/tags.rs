use std::collections::BTreeMap;

/// The tags that say whose a resource is.
const OWNERSHIP: [&str; 3] = ["engine:stack", "engine:env", "engine:resource"];

/// Whether the live resource carries the ownership tags the wanted one would.
pub(super) fn are_ours(live: &BTreeMap<String, String>, want: &BTreeMap<String, String>) -> bool {
    OWNERSHIP.iter().all(|key| live.get(*key) == want.get(*key))
}

/// Live tags without those AWS puts there itself (`aws:…`).
pub(super) fn without_aws(tags: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    tags.into_iter().filter(|(key, _)| !key.starts_with("aws:")).collect()
}

/// What to do to get from live tags to wanted ones.
pub(super) struct TagChanges {
    /// New or different ones.
    pub(super) set: BTreeMap<String, String>,
    /// Keys to take away.
    pub(super) remove: Vec<String>,
}

impl TagChanges {
    /// Compares; `live` is without `aws:` tags.
    pub(super) fn between(live: &BTreeMap<String, String>, want: &BTreeMap<String, String>) -> Self {
        let set = want.iter().filter(|(key, value)| live.get(*key) != Some(*value));
        let remove = live.keys().filter(|key| !want.contains_key(*key));
        Self { set: set.map(|(key, value)| (key.clone(), value.clone())).collect(), remove: remove.cloned().collect() }
    }
}
