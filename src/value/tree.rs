use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::text::{Reference, SecretRef, Text};

/// JSON in which some strings are markers: references, secrets, digests of trees.
///
/// Copies share one value: what a hundred thousand resources are made with is what a plan weighs, and most of it passes through the
/// rooms unchanged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tree(Arc<Value>);

/// The references that kept a tree from being resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown(pub BTreeSet<Reference>);

impl Tree {
    /// Wraps JSON as it is.
    pub fn new(value: Value) -> Self {
        Self(Arc::new(value))
    }

    /// The tree of a kind's input struct.
    ///
    /// # Panics
    /// Never for the structs in `kinds`: they serialise to JSON by construction (string keys, no custom failing serialiser).
    pub fn of<T: Serialize>(input: &T) -> Self {
        Self::new(serde_json::to_value(input).expect("an input struct serialises to JSON"))
    }

    /// The kind's input struct of this tree.
    ///
    /// # Errors
    /// When the tree was not made by that kind's struct, or by an older version of it.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(self.as_value())
    }

    /// The JSON, markers included.
    pub fn as_value(&self) -> &Value {
        &self.0
    }

    /// The value of a top-level field.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The value at a path as [`super::FieldChange::path`] writes it. Keys may have dots in them: the longest one that fits counts.
    pub fn at(&self, path: &str) -> Option<&Value> {
        let mut at = self.as_value();
        let mut rest = path;
        while !rest.is_empty() {
            let (step, behind) = step(at, None, rest)?;
            at = step.of(at)?;
            rest = behind;
        }
        Some(at)
    }

    /// The same with what `other` has at a path; without it where `other` has nothing there. As it is where the way to the path
    /// is not there in both.
    pub fn with_part_of(&self, other: &Tree, path: &str) -> Tree {
        let mut value = self.as_value().clone();
        put(&mut value, &other.0, path);
        Tree::new(value)
    }

    /// The same without what stands at a path.
    pub fn without(&self, path: &str) -> Tree {
        let mut value = self.as_value().clone();
        remove(&mut value, path);
        Tree::new(value)
    }

    /// Whether a secret that only the cloud holds stands in it: nobody could write it back.
    pub fn is_sealed(&self) -> bool {
        let mut sealed = false;
        walk_markers(&self.0, &mut |text| sealed |= matches!(text, Text::Sealed(_)));
        sealed
    }

    /// Every reference in the tree, those under a digest included.
    pub fn references(&self) -> BTreeSet<Reference> {
        let mut found = BTreeSet::new();
        walk_markers(&self.0, &mut |text| {
            if let Text::Ref(reference) = text {
                found.insert(reference.clone());
            }
        });
        found
    }

    /// Every secret in the tree.
    pub fn secrets(&self) -> Vec<SecretRef> {
        let mut found = Vec::new();
        walk_markers(&self.0, &mut |text| {
            if let Text::Secret(secret) = text
                && !found.contains(secret)
            {
                found.push(secret.clone());
            }
        });
        found
    }

    /// Replaces every reference that `known` can answer, puts joins together and computes digests whose tree became known.
    /// What stays unknown stays a marker.
    pub fn resolve(&self, known: &dyn Fn(&Reference) -> Option<String>) -> Tree {
        if has_markers(&self.0) { Tree::new(resolve_value(&self.0, known)) } else { self.clone() }
    }

    /// Whether nothing in it waits for another resource or for a secret this machine cannot read.
    fn is_digestible(&self) -> bool {
        self.references().is_empty() && self.secrets().iter().all(|secret| secret.digest.is_some())
    }

    /// The tree, if nothing in it waits for another resource.
    ///
    /// # Errors
    /// The references that are still open.
    pub fn settled(self) -> Result<Tree, Unknown> {
        let open = self.references();
        if open.is_empty() { Ok(self) } else { Err(Unknown(open)) }
    }

    /// Fills in the digest of every secret: `digest` gives the keyed digest, or nothing when this machine cannot decrypt.
    pub fn with_secret_digests(&self, digest: &dyn Fn(&SecretRef) -> Option<String>) -> Tree {
        Tree::new(map_markers(&self.0, &mut |text| match text {
            Text::Secret(secret) => {
                let digest = digest(&secret);
                Text::Secret(SecretRef { digest, ..secret })
            }
            other => other,
        }))
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::new)
    }
}

/// A step on the way to a value.
#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Key(key) => value.get(key),
            Self::Index(index) => value.get(index),
        }
    }
}

/// The first step of a path from `at` (or from `other`, which may have keys that `at` has not), and what is left of the path.
fn step<'p>(at: &Value, other: Option<&Value>, path: &'p str) -> Option<(Step, &'p str)> {
    if let Some(rest) = path.strip_prefix('[') {
        let (index, behind) = rest.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), behind.strip_prefix('.').unwrap_or(behind)));
    }
    let keys = [Some(at), other].into_iter().flatten().filter_map(Value::as_object).flat_map(|map| map.keys());
    let fits = |key: &&String| {
        path.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let key = keys.filter(fits).max_by_key(|key| key.len())?;
    let behind = &path[key.len()..];
    Some((Step::Key(key.clone()), behind.strip_prefix('.').unwrap_or(behind)))
}

/// Takes out what stands at a path; of a list, nothing.
fn remove(at: &mut Value, path: &str) {
    let Some((step, rest)) = step(at, None, path) else { return };
    match step {
        Step::Key(key) if rest.is_empty() => {
            at.as_object_mut().and_then(|map| map.shift_remove(&key));
        }
        Step::Key(key) => {
            if let Some(inner) = at.get_mut(&key) {
                remove(inner, rest);
            }
        }
        Step::Index(_) if rest.is_empty() => {}
        Step::Index(index) => {
            if let Some(inner) = at.get_mut(index) {
                remove(inner, rest);
            }
        }
    }
}

/// Puts what `other` has at a path in the place of what `at` has there.
fn put(at: &mut Value, other: &Value, path: &str) {
    let Some((step, rest)) = step(at, Some(other), path) else { return };
    let theirs = step.of(other);
    match (&step, rest.is_empty(), theirs) {
        (Step::Key(key), true, Some(value)) => {
            if let Some(map) = at.as_object_mut() {
                map.insert(key.clone(), value.clone());
            }
        }
        (Step::Key(key), true, None) => {
            if let Some(map) = at.as_object_mut() {
                map.shift_remove(key);
            }
        }
        (Step::Index(index), true, Some(value)) => {
            if let Some(place) = at.get_mut(index) {
                *place = value.clone();
            }
        }
        (Step::Key(key), false, Some(value)) => {
            if let Some(inner) = at.get_mut(key) {
                put(inner, value, rest);
            }
        }
        (Step::Index(index), false, Some(value)) => {
            if let Some(inner) = at.get_mut(index) {
                put(inner, value, rest);
            }
        }
        (Step::Index(_), true, None) | (_, false, None) => {}
    }
}

/// SHA-256 (lower-case hex) of the canonical JSON (object keys sorted) of a value.
pub fn digest_of(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (index, key) in keys.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                canonical(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn is_marker(value: &Value) -> Option<Text> {
    match value {
        Value::Object(map) if map.keys().any(|key| key.starts_with('$')) => Text::from_value(value),
        _ => None,
    }
}

fn has_markers(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, inner)| key.starts_with('$') || has_markers(inner)),
        Value::Array(items) => items.iter().any(has_markers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn walk_markers(value: &Value, see: &mut dyn FnMut(&Text)) {
    if let Some(text) = is_marker(value) {
        walk_text(&text, see);
        return;
    }
    match value {
        Value::Object(map) => map.values().for_each(|inner| walk_markers(inner, see)),
        Value::Array(items) => items.iter().for_each(|inner| walk_markers(inner, see)),
        _ => {}
    }
}

fn walk_text(text: &Text, see: &mut dyn FnMut(&Text)) {
    see(text);
    match text {
        Text::Join(parts) => parts.iter().for_each(|part| walk_text(part, see)),
        Text::Digest(tree) => walk_markers(tree.as_value(), see),
        _ => {}
    }
}

fn map_markers(value: &Value, change: &mut dyn FnMut(Text) -> Text) -> Value {
    if let Some(text) = is_marker(value) {
        return map_text(text, change).to_value();
    }
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, inner)| (key.clone(), map_markers(inner, change))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|inner| map_markers(inner, change)).collect()),
        scalar => scalar.clone(),
    }
}

fn map_text(text: Text, change: &mut dyn FnMut(Text) -> Text) -> Text {
    let text = match text {
        Text::Join(parts) => Text::Join(parts.into_iter().map(|part| map_text(part, change)).collect()),
        Text::Digest(tree) => Text::Digest(Box::new(Tree::new(map_markers(&tree.0, change)))),
        other => other,
    };
    change(text)
}

fn resolve_value(value: &Value, known: &dyn Fn(&Reference) -> Option<String>) -> Value {
    map_markers(value, &mut |text| match text {
        Text::Ref(reference) => match known(&reference) {
            Some(text) => Text::Known(text),
            None => Text::Ref(reference),
        },
        Text::Join(parts) => join(parts),
        // A secret inside a digested tree counts by its own keyed digest, so the result is no oracle for its value.
        Text::Digest(tree) if tree.is_digestible() => Text::Known(digest_of(&tree.0)),
        other => other,
    })
}

fn join(parts: Vec<Text>) -> Text {
    if parts.iter().all(|part| part.known().is_some()) {
        Text::Known(parts.iter().filter_map(Text::known).collect())
    } else {
        Text::Join(parts)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reference(text: &str) -> Value {
        json!({ "$ref": text })
    }

    #[test]
    fn a_join_waits_for_all_of_its_parts() {
        let tree = Tree::new(json!({ "uri": { "$join": ["a/", reference("f.x/alias#arn"), "/b"] } }));
        assert_eq!(tree.references().len(), 1);
        let open = tree.resolve(&|_| None);
        assert!(open.clone().settled().is_err());
        let known = open.resolve(&|_| Some("ARN".into())).settled().expect("resolved");
        assert_eq!(known.as_value(), &json!({ "uri": "a/ARN/b" }));
    }

    #[test]
    fn a_path_is_found_and_replaced_by_its_longest_keys() {
        let wanted = Tree::new(json!({ "a": { "b.c": 1, "b": { "c": 2 } }, "l": [{ "x": 1 }], "t": { "k": "mine" } }));
        assert_eq!(wanted.at("a.b.c"), Some(&json!(1)));
        assert_eq!(wanted.at("l[0].x"), Some(&json!(1)));
        assert_eq!(wanted.at("l[1]"), None);
        let live = Tree::new(json!({ "a": { "b.c": 5 }, "l": [{ "x": 7 }], "t": { "other": "theirs" } }));
        assert_eq!(wanted.with_part_of(&live, "a.b.c").at("a.b.c"), Some(&json!(5)));
        assert_eq!(wanted.with_part_of(&live, "l[0].x").at("l[0].x"), Some(&json!(7)));
        assert_eq!(wanted.with_part_of(&live, "t.k").at("t"), Some(&json!({})));
        assert_eq!(wanted.with_part_of(&live, "t.other").at("t"), Some(&json!({ "k": "mine", "other": "theirs" })));
        assert_eq!(wanted.with_part_of(&live, "nowhere.k"), wanted);
        assert_eq!(wanted.without("a.b.c").at("a"), Some(&json!({ "b": { "c": 2 } })));
        assert_eq!(wanted.without("l[0].x").at("l"), Some(&json!([{}])));
    }

    #[test]
    fn a_digest_is_computed_once_its_tree_is_known_and_does_not_depend_on_key_order() {
        let digest = |inner: Value| Tree::new(json!({ "digest": { "$digest": inner } })).resolve(&|_| Some("v".into()));
        assert_eq!(digest(json!({ "a": 1, "b": reference("r.r/x#o") })), digest(json!({ "b": "v", "a": 1 })));
        let open = Tree::new(json!({ "digest": { "$digest": { "b": reference("r.r/x#o") } } })).resolve(&|_| None);
        assert_eq!(open.references().len(), 1);
    }
}
