use std::collections::BTreeMap;

use serde_json::Value;

use super::answers::{invalid, validation};
use super::state::{ImageConfig, Settings};
use crate::sandbox::{Answer, Call, World};

/// Runtimes a function can be made for [Lambda developer guide, "Lambda runtimes", November 2026].
const RUNTIMES: [&str; 19] = [
    "dotnet10",
    "dotnet8",
    "dotnet9",
    "java11",
    "java17",
    "java21",
    "java25",
    "java8.al2",
    "nodejs20.x",
    "nodejs22.x",
    "nodejs24.x",
    "provided.al2",
    "provided.al2023",
    "python3.10",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "ruby3.4",
];

/// How long IAM needs before Lambda can assume a new role.
const ROLE_SETTLES_IN: std::time::Duration = std::time::Duration::from_secs(5);

/// Names of the members of a request that [`apply`] reads.
pub(super) const MEMBERS: [&str; 10] = [
    "ImageConfig",
    "Description",
    "Role",
    "MemorySize",
    "Timeout",
    "EphemeralStorage",
    "Environment",
    "Runtime",
    "Handler",
    "LoggingConfig",
];

/// Lambda's defaults for a function of this name.
pub(super) fn defaults(name: &str) -> Settings {
    Settings {
        description: String::new(),
        role: String::new(),
        memory: 128,
        timeout: 3,
        storage: 512,
        environment: BTreeMap::new(),
        runtime: None,
        handler: None,
        image_config: ImageConfig::default(),
        log_format: "Text".into(),
        log_group: format!("/aws/lambda/{name}"),
    }
}

/// `settings` with every member the request has put over them. What is absent stays.
pub(super) fn apply(body: &Value, settings: &Settings) -> Result<Settings, Answer> {
    let text = |member: &str, present: &str| body[member].as_str().unwrap_or(present).to_owned();
    let optional =
        |member: &str, present: &Option<String>| body[member].as_str().map(str::to_owned).or(present.clone());
    let wanted = Settings {
        description: text("Description", &settings.description),
        role: text("Role", &settings.role),
        memory: number(&body["MemorySize"], "memorySize", settings.memory, 128, 10240)?,
        timeout: number(&body["Timeout"], "timeout", settings.timeout, 1, 900)?,
        storage: number(&body["EphemeralStorage"]["Size"], "ephemeralStorage.size", settings.storage, 512, 10240)?,
        environment: match &body["Environment"]["Variables"] {
            Value::Null => settings.environment.clone(),
            variables => environment(variables)?,
        },
        runtime: optional("Runtime", &settings.runtime),
        handler: optional("Handler", &settings.handler),
        image_config: image_config(&body["ImageConfig"], &settings.image_config),
        log_format: body["LoggingConfig"]["LogFormat"].as_str().unwrap_or(&settings.log_format).to_owned(),
        log_group: body["LoggingConfig"]["LogGroup"].as_str().unwrap_or(&settings.log_group).to_owned(),
    };
    if wanted.description.len() > 256 {
        return Err(validation(&wanted.description, "description", "have length less than or equal to 256"));
    }
    if let Some(runtime) = wanted.runtime.as_deref().filter(|runtime| !RUNTIMES.contains(runtime)) {
        return Err(invalid(&format!(
            "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: {RUNTIMES:?} \
             or be a valid ARN"
        )));
    }
    Ok(wanted)
}

/// A list or text that is there takes the place of the present one, also when it is empty.
fn image_config(value: &Value, present: &ImageConfig) -> ImageConfig {
    let words = |member: &str, present: &Vec<String>| match value[member].as_array() {
        Some(words) => words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
        None => present.clone(),
    };
    ImageConfig {
        entry_point: words("EntryPoint", &present.entry_point),
        command: words("Command", &present.command),
        working_directory: value["WorkingDirectory"].as_str().unwrap_or(&present.working_directory).to_owned(),
    }
}

fn number(value: &Value, shown: &str, present: u64, least: u64, most: u64) -> Result<u64, Answer> {
    match value {
        Value::Null => Ok(present),
        value => value.as_u64().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            let bound = if value.as_u64().is_some_and(|number| number > most) {
                format!("have value less than or equal to {most}")
            } else {
                format!("have value greater than or equal to {least}")
            };
            validation(&value.to_string(), shown, &bound)
        }),
    }
}

/// Names Lambda sets itself.
const RESERVED: [&str; 16] = [
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
];

fn environment(variables: &Value) -> Result<BTreeMap<String, String>, Answer> {
    let environment: BTreeMap<String, String> = variables
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    let well_formed = |name: &str| {
        name.len() > 1
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    if let Some(name) = environment.keys().find(|name| !well_formed(name)) {
        let must = "satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]";
        return Err(validation(&format!("{{{name}}}"), "environment.variables", must));
    }
    let reserved: Vec<&str> = environment.keys().map(String::as_str).filter(|name| RESERVED.contains(name)).collect();
    if !reserved.is_empty() {
        return Err(invalid(&format!(
            "Lambda was unable to configure your environment variables because the environment variables you have \
             provided contains reserved keys that are currently not supported for modification. Reserved keys used in \
             this request: {}",
            reserved.join(", ")
        )));
    }
    let length = serde_json::to_string(&environment).map_or(0, |text| text.len());
    if length > 4096 {
        return Err(invalid(
            "Lambda was unable to configure your environment variables because the environment variables you have \
             provided exceeded the 4KB limit.",
        ));
    }
    Ok(environment)
}

/// The execution role must exist, trust Lambda and be old enough for Lambda to see it.
pub(super) fn check_role(call: &Call, role: &str, world: &World) -> Result<(), Answer> {
    let Some((account, _)) = role.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/")) else {
        let must =
            "satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
        return Err(validation(role, "role", must));
    };
    if account != call.account {
        return Err(Answer::json_error(403, "AccessDeniedException", "Cross-account pass role is not allowed."));
    }
    let seen = world
        .iam
        .role_by_arn(&call.account, role)
        .is_some_and(|found| call.now >= found.created + ROLE_SETTLES_IN && found.trusts("lambda.amazonaws.com"));
    if seen { Ok(()) } else { Err(invalid("The role defined for the function cannot be assumed by Lambda.")) }
}
