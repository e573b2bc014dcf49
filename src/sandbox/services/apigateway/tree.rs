use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refuse::{bad_request, conflict};
use crate::sandbox::Answer;

/// What a deployment freezes: the resource tree and the settings that act when requests are served.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Served {
    /// By resource id; the root has no parent.
    pub resources: BTreeMap<String, Resource>,
    /// Media types whose bodies are bytes, `image/png`.
    pub binary_media_types: BTreeSet<String>,
    /// Bytes.
    pub minimum_compression_size: Option<u32>,
    /// Whether the `execute-api` host answers 403.
    pub disable_execute_api_endpoint: bool,
    /// The resource policy, JSON text.
    pub policy: Option<String>,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Its id, unique in the API.
    pub id: String,
    /// Id of the resource above; absent for the root.
    pub parent_id: Option<String>,
    /// Its last segment, `{id}`; absent for the root.
    pub path_part: Option<String>,
    /// From the root, `/items/{id}`.
    pub path: String,
    /// By verb, `ANY` included.
    pub methods: BTreeMap<String, Method>,
}

/// What a resource does with a verb.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// `NONE`, `AWS_IAM`, `CUSTOM`, `COGNITO_USER_POOLS`.
    pub authorization_type: String,
    /// Which authorizer decides, for `CUSTOM` and `COGNITO_USER_POOLS`.
    pub authorizer_id: Option<String>,
    /// Whether callers must send an API key.
    pub api_key_required: bool,
    /// A name for SDKs; kept and given back.
    pub operation_name: Option<String>,
    /// Whether a parameter (`method.request.path.id`) is required.
    pub request_parameters: BTreeMap<String, bool>,
    /// Absent until `PutIntegration`; no deployment can be made of a method without one.
    pub integration: Option<Integration>,
}

/// What a method hands its requests to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// `AWS_PROXY`, `AWS`, `HTTP_PROXY`, `HTTP`, `MOCK`.
    pub kind: String,
    /// The verb towards the integration; `POST` for Lambda.
    pub http_method: Option<String>,
    /// Where requests go: an ARN with `…:lambda:path/…/invocations` for Lambda, a URL for HTTP.
    pub uri: Option<String>,
    /// ARN of the role the gateway takes on, or absent: then the function's policy decides.
    pub credentials: Option<String>,
    /// `INTERNET` or `VPC_LINK`.
    pub connection_type: Option<String>,
    /// Id of the VPC link.
    pub connection_id: Option<String>,
    /// `WHEN_NO_MATCH`, `WHEN_NO_TEMPLATES` or `NEVER`.
    pub passthrough_behavior: String,
    /// `CONVERT_TO_BINARY` or `CONVERT_TO_TEXT`; absent passes bodies as they are.
    pub content_handling: Option<String>,
    /// Milliseconds.
    pub timeout: u32,
    /// Where its cached answers go; the resource's id unless given.
    pub cache_namespace: String,
    /// Parameters that tell cached answers apart.
    pub cache_key_parameters: BTreeSet<String>,
    /// `integration.request.…` to where its value comes from.
    pub request_parameters: BTreeMap<String, String>,
    /// Body templates by media type.
    pub request_templates: BTreeMap<String, String>,
}

/// Verbs a method may be for.
pub(super) const VERBS: [&str; 8] = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

impl Served {
    /// The resource at the top.
    pub(super) fn root(id: &str) -> Resource {
        Resource { id: id.to_owned(), parent_id: None, path_part: None, path: "/".to_owned(), methods: BTreeMap::new() }
    }

    /// The resource at a path.
    pub fn at(&self, path: &str) -> Option<&Resource> {
        self.resources.values().find(|resource| resource.path == path)
    }

    /// Resources directly below `id`.
    fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Resource> {
        self.resources.values().filter(move |resource| resource.parent_id.as_deref() == Some(id))
    }

    /// Adds a resource below `parent`, as AWS allows it.
    pub(super) fn grow(&mut self, parent: &str, part: &str, id: String) -> Result<&mut Resource, Answer> {
        if !valid_part(part) {
            return Err(bad_request(
                "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the \
                 beginning and the end.",
            ));
        }
        let Some(above) = self.resources.get(parent) else {
            return Err(super::refuse::not_found("Invalid Resource identifier specified"));
        };
        if let Some(greedy) = above.path_part.as_deref().filter(|part| part.ends_with("+}")) {
            return Err(bad_request(format!(
                "Cannot create a child of a resource with a greedy path variable: {greedy}"
            )));
        }
        let path = if above.path == "/" { format!("/{part}") } else { format!("{}/{part}", above.path) };
        for sibling in self.children(parent).filter_map(|child| child.path_part.as_deref()) {
            if sibling == part {
                return Err(conflict(format!("Another resource with the same parent already has this name: {part}")));
            }
            let variable = |part: &str| part.starts_with('{');
            let greedy = |part: &str| part.ends_with("+}");
            if variable(sibling) && variable(part) && greedy(sibling) == greedy(part) {
                return Err(bad_request(format!(
                    "A sibling ({sibling}) of this resource already has a variable path part -- only one unique variable \
                     path part is allowed"
                )));
            }
        }
        let resource = Resource {
            id: id.clone(),
            parent_id: Some(parent.to_owned()),
            path_part: Some(part.to_owned()),
            path,
            methods: BTreeMap::new(),
        };
        Ok(self.resources.entry(id).or_insert(resource))
    }

    /// Removes a resource and everything below it.
    pub(super) fn prune(&mut self, id: &str) {
        let below: Vec<String> = self.children(id).map(|child| child.id.clone()).collect();
        below.iter().for_each(|child| self.prune(child));
        self.resources.remove(id);
    }
}

/// `[a-zA-Z0-9._\-:]+` or `{[a-zA-Z0-9._\-]+\+?}`.
fn valid_part(part: &str) -> bool {
    let plain = |text: &str, extra: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    match part.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(variable) => plain(variable.strip_suffix('+').unwrap_or(variable), "._-"),
        None => plain(part, "._-:"),
    }
}

impl Resource {
    /// As AWS shows it; methods whole when `embed`, else by name only.
    pub(super) fn view(&self, embed: bool) -> Value {
        let mut view = json!({ "id": self.id, "path": self.path });
        if let Some(parent) = &self.parent_id {
            view["parentId"] = parent.as_str().into();
        }
        if let Some(part) = &self.path_part {
            view["pathPart"] = part.as_str().into();
        }
        if !self.methods.is_empty() {
            view["resourceMethods"] = self
                .methods
                .iter()
                .map(|(verb, method)| (verb.clone(), if embed { method.view(verb) } else { json!({}) }))
                .collect();
        }
        view
    }
}

impl Method {
    /// A method that asks for no authorization.
    pub(super) fn open() -> Self {
        Self {
            authorization_type: "NONE".into(),
            authorizer_id: None,
            api_key_required: false,
            operation_name: None,
            request_parameters: BTreeMap::new(),
            integration: None,
        }
    }

    pub(super) fn view(&self, verb: &str) -> Value {
        let mut view = json!({
            "httpMethod": verb,
            "authorizationType": self.authorization_type,
            "apiKeyRequired": self.api_key_required,
        });
        if let Some(authorizer) = &self.authorizer_id {
            view["authorizerId"] = authorizer.as_str().into();
        }
        if let Some(name) = &self.operation_name {
            view["operationName"] = name.as_str().into();
        }
        if !self.request_parameters.is_empty() {
            view["requestParameters"] = json!(self.request_parameters);
        }
        if let Some(integration) = &self.integration {
            view["methodIntegration"] = integration.view();
        }
        view
    }
}

impl Integration {
    /// An integration from the members `PutIntegration` and the OpenAPI extension share, checked as AWS does.
    ///
    /// # Errors
    /// AWS's words.
    pub(super) fn from_body(body: &Value, verb_member: &str, resource_id: &str) -> Result<Self, String> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let kind = text("type").unwrap_or_default().to_ascii_uppercase();
        if !matches!(kind.as_str(), "AWS_PROXY" | "AWS" | "HTTP_PROXY" | "HTTP" | "MOCK") {
            return Err("Enumeration value for type must be one of: HTTP, AWS, MOCK, HTTP_PROXY, AWS_PROXY".into());
        }
        let http_method = text(verb_member).map(|verb| verb.to_ascii_uppercase());
        let uri = text("uri");
        if kind != "MOCK" {
            match http_method.as_deref() {
                None | Some("") => return Err("Enumeration value for HttpMethod must be non-empty".into()),
                Some(verb) if !VERBS.contains(&verb) => return Err("Invalid HTTP method specified".into()),
                Some(_) => {}
            }
            check_uri(&kind, uri.as_deref().unwrap_or(""))?;
        }
        let timeout = match body.get("timeoutInMillis") {
            None | Some(Value::Null) => 29_000,
            Some(number) => match number.as_u64() {
                Some(timeout @ 50..=29_000) => timeout as u32,
                _ => return Err("Timeout should be between 50 ms and 29000 ms".into()),
            },
        };
        let passthrough_behavior =
            text("passthroughBehavior").unwrap_or_else(|| "WHEN_NO_MATCH".into()).to_ascii_uppercase();
        if !matches!(passthrough_behavior.as_str(), "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER") {
            return Err("Invalid passthrough behavior specified".into());
        }
        let pairs = |name: &str| -> BTreeMap<String, String> {
            let Some(Value::Object(map)) = body.get(name) else { return BTreeMap::new() };
            map.iter().map(|(key, value)| (key.clone(), value.as_str().unwrap_or("").to_owned())).collect()
        };
        Ok(Self {
            kind,
            http_method,
            uri,
            credentials: text("credentials"),
            connection_type: text("connectionType"),
            connection_id: text("connectionId"),
            passthrough_behavior,
            content_handling: text("contentHandling"),
            timeout,
            cache_namespace: text("cacheNamespace").unwrap_or_else(|| resource_id.to_owned()),
            cache_key_parameters: body
                .get("cacheKeyParameters")
                .and_then(Value::as_array)
                .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
                .unwrap_or_default(),
            request_parameters: pairs("requestParameters"),
            request_templates: pairs("requestTemplates"),
        })
    }

    pub(super) fn view(&self) -> Value {
        let mut view = json!({
            "type": self.kind,
            "passthroughBehavior": self.passthrough_behavior,
            "timeoutInMillis": self.timeout,
            "cacheNamespace": self.cache_namespace,
            "cacheKeyParameters": self.cache_key_parameters,
        });
        let optional = [
            ("httpMethod", &self.http_method),
            ("uri", &self.uri),
            ("credentials", &self.credentials),
            ("connectionType", &self.connection_type),
            ("connectionId", &self.connection_id),
            ("contentHandling", &self.content_handling),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                view[name] = value.as_str().into();
            }
        }
        if !self.request_parameters.is_empty() {
            view["requestParameters"] = json!(self.request_parameters);
        }
        if !self.request_templates.is_empty() {
            view["requestTemplates"] = json!(self.request_templates);
        }
        view
    }
}

/// What AWS checks of an integration URI: its shape, not that anything stands behind it.
pub(super) fn check_uri(kind: &str, uri: &str) -> Result<(), String> {
    if kind.starts_with("HTTP") {
        let web = uri.starts_with("http://") || uri.starts_with("https://") || uri.starts_with("${stageVariables.");
        return if web { Ok(()) } else { Err("Invalid HTTP endpoint specified for URI".into()) };
    }
    let parts: Vec<&str> = uri.splitn(6, ':').collect();
    let ["arn", _, "apigateway", region, service, action] = parts.as_slice() else {
        return Err("Invalid ARN specified in the request".into());
    };
    if region.is_empty() || service.is_empty() {
        return Err("Invalid ARN specified in the request".into());
    }
    if !action.starts_with("path/") && !action.starts_with("action/") {
        return Err("AWS ARN for integration must contain path or action".into());
    }
    if kind == "AWS_PROXY" && *service == "lambda" {
        let function = action
            .strip_prefix("path/2015-03-31/functions/")
            .and_then(|rest| rest.strip_suffix("/invocations"))
            .unwrap_or("");
        if !function.starts_with("arn:aws") && !function.contains("${stageVariables.") {
            return Err("AWS ARN for integration contains invalid path".into());
        }
    }
    Ok(())
}
