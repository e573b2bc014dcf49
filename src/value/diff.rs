use serde_json::Value;

use super::Tree;
use super::text::Text;

/// One field that differs. `before` or `after` is absent where the field is.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Dotted path from the top of the input: `environment.LOG_LEVEL`, `rules.from-cdn.priority`, `aliases[0]`.
    pub path: String,
    /// The value that stands; a marker where it is a reference or a digest.
    pub before: Option<Value>,
    /// The value that is wanted; a marker where it is known only after apply.
    pub after: Option<Value>,
    /// Whether either side is a secret; such values show as `(secret)`.
    pub secret: bool,
}

/// What changes between two trees of the same kind.
///
/// Secrets are equal when their keyed digests are; one whose digest is unknown on either side counts as equal, because nobody
/// can tell; so does a digest over such a secret. A marker that waits for another resource differs from every known value.
pub fn diff(before: &Tree, after: &Tree) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare(String::new(), Some(before.as_value()), Some(after.as_value()), &mut changes);
    changes
}

/// Every value of a tree as something added: objects and lists of objects taken apart, markers and lists of plain values whole.
pub fn leaves(tree: &Tree) -> Vec<FieldChange> {
    let mut found = Vec::new();
    collect(String::new(), tree.as_value(), &mut found);
    found
}

fn collect(path: String, value: &Value, found: &mut Vec<FieldChange>) {
    match value {
        Value::Object(map) if !marker(map) && !map.is_empty() => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(path, inner, found);
            }
        }
        Value::Array(items) if items.iter().any(|item| matches!(item, Value::Object(map) if !marker(map))) => {
            for (index, inner) in items.iter().enumerate() {
                collect(format!("{path}[{index}]"), inner, found);
            }
        }
        leaf => {
            let secret = holds_secret(leaf);
            found.push(FieldChange { path, before: None, after: Some(leaf.clone()), secret });
        }
    }
}

fn compare(path: String, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    if after.is_some_and(is_digest_over_a_locked_secret) && before.is_some() {
        return;
    }
    if let (Some(a), Some(b)) = (before.and_then(sealed_digest), after.and_then(sealed_digest)) {
        match (a, b) {
            (Some(a), Some(b)) if a != b => {}
            _ => return,
        }
    } else {
        match (before, after) {
            (Some(Value::Object(a)), Some(Value::Object(b))) if !marker(a) && !marker(b) => {
                let added = b.keys().filter(|key| !a.contains_key(*key));
                for key in a.keys().chain(added) {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    compare(path, a.get(key), b.get(key), changes);
                }
                return;
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                for index in 0..a.len().max(b.len()) {
                    compare(format!("{path}[{index}]"), a.get(index), b.get(index), changes);
                }
                return;
            }
            // An absent optional field and an explicit null are the same wish.
            (None, Some(Value::Null)) | (Some(Value::Null), None) => return,
            _ => {}
        }
    }
    let secret = [before, after].into_iter().flatten().any(holds_secret);
    changes.push(FieldChange { path, before: before.cloned(), after: after.cloned(), secret });
}

fn marker(map: &serde_json::Map<String, Value>) -> bool {
    map.keys().any(|key| key.starts_with('$'))
}

/// `Some` for a secret or sealed value, with its digest where known.
fn sealed_digest(value: &Value) -> Option<Option<String>> {
    match Text::from_value(value)? {
        Text::Secret(secret) => Some(secret.digest),
        // Read by a machine that cannot decrypt: there is no digest of it.
        Text::Sealed(digest) => Some((!digest.is_empty()).then_some(digest)),
        _ => None,
    }
}

fn is_digest_over_a_locked_secret(value: &Value) -> bool {
    matches!(Text::from_value(value), Some(Text::Digest(tree)) if tree.references().is_empty())
}

fn holds_secret(value: &Value) -> bool {
    !Tree::new(value.clone()).secrets().is_empty() || value.get("$sealed").is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_compare_by_digest_and_are_marked() {
        let wish = |digest: &str| Tree::new(json!({ "h": { "$secret": "k", "digest": digest } }));
        assert!(diff(&wish("1"), &Tree::new(json!({ "h": { "$sealed": "1" } }))).is_empty());
        let changes = diff(&wish("1"), &wish("2"));
        assert_eq!(changes.len(), 1);
        assert!(changes[0].secret);
        assert!(diff(&wish("1"), &Tree::new(json!({ "h": { "$secret": "k" } }))).is_empty());
        assert!(diff(&wish("1"), &Tree::new(json!({ "h": { "$sealed": "" } }))).is_empty());
    }

    #[test]
    fn paths_name_the_deepest_field_that_differs() {
        let before = Tree::new(json!({ "env": { "A": "1", "B": "2" }, "names": ["x"] }));
        let after = Tree::new(json!({ "env": { "A": "1", "B": "3" }, "names": ["x", "y"] }));
        let paths: Vec<_> = diff(&before, &after).into_iter().map(|change| change.path).collect();
        assert_eq!(paths, ["env.B", "names[1]"]);
    }
}
