use super::document::{self, Use};
use super::form::{Form, element, invalid, list};
use super::roles::{encoded, named};
use crate::sandbox::{Answer, World};

fn no_such_policy(role: &str, policy: &str) -> Answer {
    let message = format!("The role policy with name {policy} cannot be found on role {role}.");
    Answer::xml_error(404, "NoSuchEntity", &message)
}

pub(super) fn put_inline(form: &Form, world: &mut World) -> Result<String, Answer> {
    let policy = form.required("PolicyName")?;
    let document = form.required("PolicyDocument")?;
    named(form, world)?;
    document::check(document, Use::Identity)?;
    let role = named(form, world)?;
    let length = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
    let others: usize = role.inline.iter().filter(|(name, _)| *name != policy).map(|(_, text)| length(text)).sum();
    if others + length(document) > 10240 {
        let message = format!("Maximum policy size of 10240 bytes exceeded for role {}", role.name);
        return Err(Answer::xml_error(409, "LimitExceeded", &message));
    }
    role.inline.insert(policy.to_owned(), document.to_owned());
    Ok(String::new())
}

pub(super) fn get_inline(form: &Form, world: &mut World) -> Result<String, Answer> {
    let policy = form.required("PolicyName")?;
    let role = named(form, world)?;
    let document = role.inline.get(policy).ok_or_else(|| no_such_policy(&role.name, policy))?;
    Ok(element("RoleName", &role.name)
        + &element("PolicyName", policy)
        + &element("PolicyDocument", &encoded(document)))
}

pub(super) fn list_inline(form: &Form, world: &mut World) -> Result<String, Answer> {
    let names: Vec<&String> = named(form, world)?.inline.keys().collect();
    let (page, more) = form.page(&names)?;
    let members = page.iter().map(|name| quick_xml::escape::escape(name.as_str()).into_owned());
    Ok(list("PolicyNames", members) + &more)
}

pub(super) fn delete_inline(form: &Form, world: &mut World) -> Result<String, Answer> {
    let policy = form.required("PolicyName")?;
    let role = named(form, world)?;
    role.inline.remove(policy).ok_or_else(|| no_such_policy(&role.name, policy))?;
    Ok(String::new())
}

pub(super) fn attach(form: &Form, world: &mut World) -> Result<String, Answer> {
    let arn = form.required("PolicyArn")?;
    let role = named(form, world)?;
    if !arn.starts_with("arn:") || arn.len() < 20 {
        return Err(invalid(&format!("ARN {arn} is not valid.")));
    }
    let of_aws = arn.strip_prefix("arn:aws:iam::aws:policy/").is_some_and(|name| !name.is_empty());
    if !of_aws {
        let message = format!("Policy {arn} does not exist or is not attachable.");
        return Err(Answer::xml_error(404, "NoSuchEntity", &message));
    }
    if role.attached.len() >= 10 && !role.attached.contains(arn) {
        return Err(Answer::xml_error(409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10"));
    }
    role.attached.insert(arn.to_owned());
    Ok(String::new())
}

pub(super) fn detach(form: &Form, world: &mut World) -> Result<String, Answer> {
    let arn = form.required("PolicyArn")?;
    if named(form, world)?.attached.remove(arn) {
        return Ok(String::new());
    }
    Err(Answer::xml_error(404, "NoSuchEntity", &format!("Policy {arn} was not found.")))
}

pub(super) fn list_attached(form: &Form, world: &mut World) -> Result<String, Answer> {
    let arns: Vec<&String> = named(form, world)?.attached.iter().collect();
    let (page, more) = form.page(&arns)?;
    let members = page.iter().map(|arn| {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        element("PolicyName", name) + &element("PolicyArn", arn)
    });
    Ok(list("AttachedPolicies", members) + &more)
}
