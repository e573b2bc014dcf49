use std::collections::BTreeMap;

/// The tags that say which resource of which stack something is.
const OWNER: [&str; 3] = ["engine:stack", "engine:env", "engine:resource"];

/// Whether live tags carry the ownership tags of the wanted ones.
pub(super) fn is_ours(live: &BTreeMap<String, String>, want: &BTreeMap<String, String>) -> bool {
    OWNER.iter().all(|key| want.get(*key) == live.get(*key))
}

/// Tags without those that AWS keeps for itself.
pub(super) fn without_aws(tags: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    tags.into_iter().filter(|(key, _)| !key.starts_with("aws:")).collect()
}
