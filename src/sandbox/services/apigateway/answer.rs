use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A status a method may answer with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MethodResponse {
    /// `method.response.header.{name}`, and whether it is always there.
    pub parameters: BTreeMap<String, bool>,
}

/// How an answer of the integration becomes one of the method.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IntegrationResponse {
    /// Which answers it is for; absent for all that match no other.
    pub selection_pattern: Option<String>,
    /// `method.response.header.{name}` to where its value comes from.
    pub parameters: BTreeMap<String, String>,
    /// Body templates by media type.
    pub templates: BTreeMap<String, String>,
}

impl MethodResponse {
    /// A response object of an OpenAPI operation.
    pub(super) fn of_operation(response: &Value) -> Self {
        let headers = response.get("headers").and_then(Value::as_object).into_iter().flatten();
        Self { parameters: headers.map(|(name, _)| (format!("method.response.header.{name}"), false)).collect() }
    }

    pub(super) fn view(&self, status: &str) -> Value {
        let mut view = json!({ "statusCode": status });
        if !self.parameters.is_empty() {
            view["responseParameters"] = json!(self.parameters);
        }
        view
    }
}

impl IntegrationResponse {
    /// The `responses` of an OpenAPI integration: selection pattern or `default` to status, parameters, templates.
    pub(super) fn of_extension(extension: &Value) -> BTreeMap<String, Self> {
        let responses = extension.get("responses").and_then(Value::as_object).into_iter().flatten();
        responses
            .map(|(pattern, response)| {
                let status = response.get("statusCode").and_then(Value::as_str).unwrap_or("200").to_owned();
                let response = Self {
                    selection_pattern: (pattern != "default").then(|| pattern.clone()),
                    parameters: pairs(response, "responseParameters"),
                    templates: pairs(response, "responseTemplates"),
                };
                (status, response)
            })
            .collect()
    }

    pub(super) fn view(&self, status: &str) -> Value {
        let mut view = json!({ "statusCode": status });
        if let Some(pattern) = &self.selection_pattern {
            view["selectionPattern"] = pattern.as_str().into();
        }
        if !self.parameters.is_empty() {
            view["responseParameters"] = json!(self.parameters);
        }
        if !self.templates.is_empty() {
            view["responseTemplates"] = json!(self.templates);
        }
        view
    }
}

/// A map of texts in a request.
pub(super) fn pairs(body: &Value, name: &str) -> BTreeMap<String, String> {
    let Some(Value::Object(map)) = body.get(name) else { return BTreeMap::new() };
    map.iter().map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned())).collect()
}
