use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::names::ResourceId;

/// A resource policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Policy {
    /// The resource it came from.
    pub at: ResourceId,
    /// In the order of the document.
    pub statements: Vec<Statement>,
}

/// A statement of a policy. What is negated (`NotAction`, …) is kept as such.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Statement {
    /// Its `Sid`.
    pub id: Option<String>,
    /// Allows or denies.
    pub effect: Effect,
    /// Who.
    pub principal: Principal,
    /// Patterns of actions, and whether the statement is about all others.
    pub actions: (Vec<String>, bool),
    /// Patterns of resources, and whether the statement is about all others.
    pub resources: (Vec<String>, bool),
    /// Operator, key and values, all of which must hold.
    pub conditions: Vec<(String, String, Vec<String>)>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Lets in, unless another one denies.
    Allow,
    /// Keeps out, whatever others say.
    Deny,
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Principal {
    /// Everybody, known or not.
    Everybody,
    /// These, as AWS names them: services, accounts, ARNs.
    These(Vec<String>),
    /// Everybody but these.
    NotThese(Vec<String>),
}

impl Policy {
    /// Reads a policy document; `None` when it is not one.
    pub fn read(at: &ResourceId, document: &Value) -> Option<Self> {
        let statements = match document.get("Statement")? {
            Value::Array(statements) => statements.iter().map(statement).collect::<Option<Vec<_>>>()?,
            one => vec![statement(one)?],
        };
        Some(Self { at: at.clone(), statements })
    }
}

fn statement(value: &Value) -> Option<Statement> {
    let listed = |name: &str| {
        let plain = value.get(name).map(|inner| (words(inner), false));
        let negated = value.get(format!("Not{name}")).map(|inner| (words(inner), true));
        plain.or(negated)
    };
    let mut conditions = Vec::new();
    for (operator, keys) in value.get("Condition").and_then(Value::as_object).into_iter().flatten() {
        for (key, values) in keys.as_object()? {
            conditions.push((operator.clone(), key.clone(), words(values)));
        }
    }
    Some(Statement {
        id: value.get("Sid").and_then(Value::as_str).map(str::to_owned),
        effect: match value.get("Effect")?.as_str()? {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return None,
        },
        principal: match (value.get("Principal"), value.get("NotPrincipal")) {
            (Some(principal), _) => match people(principal) {
                names if names.iter().any(|name| name == "*") => Principal::Everybody,
                names => Principal::These(names),
            },
            (None, Some(principal)) => Principal::NotThese(people(principal)),
            (None, None) => Principal::Everybody,
        },
        actions: listed("Action")?,
        resources: listed("Resource").unwrap_or_else(|| (vec!["*".to_owned()], false)),
        conditions,
    })
}

fn people(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.values().flat_map(words).collect(),
        other => words(other),
    }
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Bool(flag) => vec![flag.to_string()],
        Value::Number(number) => vec![number.to_string()],
        Value::Null | Value::Object(_) => Vec::new(),
    }
}
