use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Tree;
use crate::names::ResourceId;

/// A string that may depend on what is not known before apply, or that must never be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    /// Plain text.
    Known(String),
    /// An output of another resource.
    Ref(Reference),
    /// Parts to be put together.
    Join(Vec<Text>),
    /// A secret of the environment; only a provider call opens it.
    Secret(SecretRef),
    /// What a cloud holds in a secret field: nothing but the keyed digest of it.
    Sealed(String),
    /// SHA-256 (hex) of the canonical JSON of a tree, once everything in it is known.
    Digest(Box<Tree>),
}

/// An output of another resource, `function.api/alias#arn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The resource whose output it is.
    pub to: ResourceId,
    /// The output's name, `arn`; the kind's documentation lists them.
    pub output: String,
}

/// A named secret of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRef {
    /// Its name in the environment's config, as declared by a `secret` block.
    pub name: String,
    /// How the value is written where this stands.
    pub form: SecretForm,
    /// Keyed digest of the value in this form; absent when this machine cannot decrypt.
    pub digest: Option<String>,
}

/// How a secret's value is written where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretForm {
    /// As it is.
    Plain,
    /// As a regular expression that matches exactly the value: metacharacters escaped, `^…$` around.
    ExactRegex,
}

impl Text {
    /// A reference to an output of another resource.
    pub fn reference(to: &ResourceId, output: &str) -> Self {
        Self::Ref(Reference { to: to.clone(), output: output.to_owned() })
    }

    /// The plain text, when it is known and not secret.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            _ => None,
        }
    }

    /// How it is named in keys and messages: plain text as it is, everything else as its marker.
    pub fn label(&self) -> String {
        self.known().map_or_else(|| self.to_value().to_string(), str::to_owned)
    }

    /// Whether showing this would show a secret.
    pub fn is_secret(&self) -> bool {
        match self {
            Self::Secret(_) | Self::Sealed(_) => true,
            Self::Join(parts) => parts.iter().any(Self::is_secret),
            Self::Known(_) | Self::Ref(_) | Self::Digest(_) => false,
        }
    }

    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Known(text) => Value::String(text.clone()),
            Self::Ref(reference) => json!({ "$ref": format!("{}#{}", reference.to, reference.output) }),
            Self::Join(parts) => json!({ "$join": parts.iter().map(Self::to_value).collect::<Vec<_>>() }),
            Self::Secret(secret) => {
                let mut map = Map::new();
                map.insert("$secret".into(), secret.name.clone().into());
                if secret.form == SecretForm::ExactRegex {
                    map.insert("form".into(), "exact-regex".into());
                }
                if let Some(digest) = &secret.digest {
                    map.insert("digest".into(), digest.clone().into());
                }
                Value::Object(map)
            }
            Self::Sealed(digest) => json!({ "$sealed": digest }),
            Self::Digest(tree) => json!({ "$digest": tree.as_value() }),
        }
    }

    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let map = match value {
            Value::String(text) => return Some(Self::Known(text.clone())),
            Value::Object(map) => map,
            _ => return None,
        };
        if let Some(Value::String(target)) = map.get("$ref") {
            let (to, output) = target.rsplit_once('#')?;
            return Some(Self::Ref(Reference { to: ResourceId::new(to), output: output.to_owned() }));
        }
        if let Some(Value::Array(parts)) = map.get("$join") {
            return parts.iter().map(Self::from_value).collect::<Option<Vec<_>>>().map(Self::Join);
        }
        if let Some(Value::String(name)) = map.get("$secret") {
            let form = match map.get("form").and_then(Value::as_str) {
                Some("exact-regex") => SecretForm::ExactRegex,
                _ => SecretForm::Plain,
            };
            let digest = map.get("digest").and_then(Value::as_str).map(str::to_owned);
            return Some(Self::Secret(SecretRef { name: name.clone(), form, digest }));
        }
        if let Some(Value::String(digest)) = map.get("$sealed") {
            return Some(Self::Sealed(digest.clone()));
        }
        map.get("$digest").map(|tree| Self::Digest(Box::new(Tree::new(tree.clone()))))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Known(text.to_owned())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Known(text)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_value(&value).ok_or_else(|| D::Error::custom("expected a string or a reference"))
    }
}
