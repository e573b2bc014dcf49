use serde_json::{Value, json};

use super::answers::{check_revision, conflict, invalid, only_known, validation};
use super::name::Target;
use super::state::{Function, Policy};
use crate::sandbox::{Answer, Call, World};

/// Characters a resource policy may have.
const LONGEST: usize = 20_480;

/// The key of the policy a request is about; the qualifier must exist.
fn qualifier(call: &Call, target: &Target, function: &Function) -> Result<String, Answer> {
    match target.qualifier.as_deref() {
        None => Ok(String::new()),
        Some("$LATEST") => Err(invalid("We currently do not support adding policies for $LATEST.")),
        Some(qualifier) if function.version(qualifier).is_some() => Ok(qualifier.to_owned()),
        Some(qualifier) if qualifier.bytes().all(|byte| byte.is_ascii_digit()) => Err(target.not_found(call)),
        Some(_) => {
            let message = format!("Cannot find alias arn: {}", target.arn(call));
            Err(Answer::json_error(404, "ResourceNotFoundException", &message))
        }
    }
}

fn document(policy: &Policy) -> String {
    json!({ "Version": "2012-10-17", "Id": "default", "Statement": policy.statements }).to_string()
}

fn no_policy() -> Answer {
    Answer::json_error(404, "ResourceNotFoundException", "The resource you requested does not exist.")
}

pub(super) fn get(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let function = target.function(call, world)?;
    let key = qualifier(call, target, function)?;
    let policy = function.policies.get(&key).filter(|policy| !policy.statements.is_empty()).ok_or_else(no_policy)?;
    Ok(Answer::json(200, &json!({ "Policy": document(policy), "RevisionId": policy.revision_id })))
}

pub(super) fn add(call: &Call, target: &Target, world: &mut World) -> Result<Answer, Answer> {
    let body = call.json();
    only_known(&body, &["StatementId", "Action", "Principal", "SourceArn", "SourceAccount", "RevisionId"])?;
    let sid = body["StatementId"].as_str().unwrap_or("");
    check_sid(sid)?;
    let action = body["Action"].as_str().unwrap_or("");
    if action != "lambda:*" && !action.strip_prefix("lambda:").is_some_and(|verb| verb.chars().all(char::is_alphabetic))
    {
        return Err(validation(
            action,
            "action",
            "satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])",
        ));
    }
    let statement = statement(call, target, sid, action, &body)?;
    let function = target.function(call, world)?;
    let key = qualifier(call, target, function)?;
    let present = function.policies.get(&key).cloned().unwrap_or_default();
    check_revision(body["RevisionId"].as_str(), &present.revision_id)?;
    if present.statements.iter().any(|present| present["Sid"] == sid) {
        return Err(conflict(&format!(
            "The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the existing \
             statement."
        )));
    }
    let mut statements = present.statements;
    statements.push(statement.clone());
    let policy = Policy { statements, revision_id: world.uuid() };
    let length = document(&policy).len();
    if length > LONGEST {
        let message = format!("The final policy size ({length}) is bigger than the limit ({LONGEST}).");
        return Err(Answer::json_error(400, "PolicyLengthExceededException", &message));
    }
    target.function_mut(call, world)?.policies.insert(key, policy);
    Ok(Answer::json(201, &json!({ "Statement": statement.to_string() })))
}

pub(super) fn remove(call: &Call, target: &Target, sid: &str, world: &mut World) -> Result<Answer, Answer> {
    let function = target.function(call, world)?;
    let key = qualifier(call, target, function)?;
    let present = function.policies.get(&key).cloned().unwrap_or_default();
    check_revision(call.query("RevisionId"), &present.revision_id)?;
    let mut statements = present.statements;
    let before = statements.len();
    statements.retain(|statement| statement["Sid"] != sid);
    if statements.len() == before {
        let message = format!("Statement {sid} is not found in resource policy.");
        return Err(Answer::json_error(404, "ResourceNotFoundException", &message));
    }
    let policy = Policy { statements, revision_id: world.uuid() };
    target.function_mut(call, world)?.policies.insert(key, policy);
    Ok(Answer::empty(204))
}

fn check_sid(sid: &str) -> Result<(), Answer> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if sid.is_empty() || sid.len() > 100 || !sid.chars().all(allowed) {
        return Err(validation(sid, "statementId", "satisfy regular expression pattern: ([a-zA-Z0-9-_]+)"));
    }
    Ok(())
}

/// The statement as `GetPolicy` shows it.
fn statement(call: &Call, target: &Target, sid: &str, action: &str, body: &Value) -> Result<Value, Answer> {
    let principal = match body["Principal"].as_str().unwrap_or("") {
        "*" => json!("*"),
        account if account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit()) => {
            json!({ "AWS": format!("arn:aws:iam::{account}:root") })
        }
        arn if arn.starts_with("arn:") => json!({ "AWS": arn }),
        service if service.ends_with(".amazonaws.com") => json!({ "Service": service }),
        _ => return Err(invalid("The provided principal was invalid. Please check the principal and try again.")),
    };
    let mut statement = json!({
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": target.arn(call),
    });
    if let Some(account) = body["SourceAccount"].as_str() {
        if account.len() != 12 || !account.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(validation(account, "sourceAccount", "satisfy regular expression pattern: \\d{12}"));
        }
        statement["Condition"]["StringEquals"]["AWS:SourceAccount"] = account.into();
    }
    if let Some(arn) = body["SourceArn"].as_str() {
        if !arn.starts_with("arn:") {
            let must = "satisfy regular expression pattern: arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:...";
            return Err(validation(arn, "sourceArn", must));
        }
        statement["Condition"]["ArnLike"]["AWS:SourceArn"] = arn.into();
    }
    Ok(statement)
}
