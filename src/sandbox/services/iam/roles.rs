use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::document::{self, Use};
use super::form::{Form, element, invalid, list as xml_list};
use crate::sandbox::{Answer, Call, World};

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Role {
    /// Unique in the account, whatever its path.
    pub name: String,
    /// `/` or `/…/`.
    pub path: String,
    /// `AROA…`, new for every role made, whatever its name.
    pub id: String,
    /// Absent when none was given.
    pub description: Option<String>,
    /// The trust policy, as it was sent.
    pub trust: String,
    /// Seconds a session may last (`MaxSessionDuration`), 3600 to 43200.
    pub max_session: u32,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// Inline policy documents by policy name, as they were sent.
    pub inline: BTreeMap<String, String>,
    /// ARNs of attached managed policies.
    pub attached: BTreeSet<String>,
    /// On the cloud's clock.
    pub created: Duration,
}

impl Role {
    /// Its ARN in `account`.
    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }

    /// Whether its trust policy lets `service` (`lambda.amazonaws.com`) assume it.
    pub fn trusts(&self, service: &str) -> bool {
        document::trusts_service(&self.trust, service)
    }
}

/// What IAM leaves as it is in a URL-encoded policy document (RFC 3986's unreserved characters).
const DOCUMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn encoded(document: &str) -> String {
    utf8_percent_encode(document, DOCUMENT).to_string()
}

pub(super) fn no_such_role(name: &str) -> Answer {
    Answer::xml_error(404, "NoSuchEntity", &format!("The role with name {name} cannot be found."))
}

/// The role a request names.
pub(super) fn named<'w>(form: &Form, world: &'w mut World) -> Result<&'w mut Role, Answer> {
    let name = form.required("RoleName")?;
    world.iam.roles.get_mut(&name.to_ascii_lowercase()).ok_or_else(|| no_such_role(name))
}

fn check_name(name: &str) -> Result<(), Answer> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    if name.is_empty() || name.len() > 64 || !name.chars().all(allowed) {
        return Err(invalid(
            "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the \
             following: +=,.@_- and be at most 64 characters long",
        ));
    }
    Ok(())
}

fn check_trust(account: &str, trust: &str, world: &World) -> Result<(), Answer> {
    document::check(trust, Use::Trust)?;
    document::check_principals(&world.iam, account, trust)?;
    if trust.chars().filter(|letter| !letter.is_whitespace()).count() > 2048 {
        return Err(Answer::xml_error(409, "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"));
    }
    Ok(())
}

fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Answer> {
    if tags.len() > 50 {
        return Err(Answer::xml_error(409, "LimitExceeded", "The number of tags has reached the maximum limit."));
    }
    if let Some(key) = tags.keys().find(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(invalid(&format!("Tag keys starting with 'aws:' are reserved for system use: {key}")));
    }
    Ok(())
}

fn check_session(form: &Form) -> Result<Option<u32>, Answer> {
    let Some(text) = form.text("MaxSessionDuration") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| (3600..=43200).contains(seconds));
    seconds.map(Some).ok_or_else(|| {
        invalid("Value at 'maxSessionDuration' failed to satisfy constraint: Member must be between 3600 and 43200")
    })
}

pub(super) fn create(call: &Call, form: &Form, world: &mut World) -> Result<String, Answer> {
    let name = form.required("RoleName")?;
    let trust = form.required("AssumeRolePolicyDocument")?;
    let tags = form.tags();
    check_name(name)?;
    check_tags(&tags)?;
    let max_session = check_session(form)?.unwrap_or(3600);
    if world.iam.role(name).is_some() {
        return Err(Answer::xml_error(409, "EntityAlreadyExists", &format!("Role with name {name} already exists.")));
    }
    check_trust(&call.account, trust, world)?;
    let id = format!("AROA{}", world.id(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17));
    let role = Role {
        name: name.to_owned(),
        path: form.text("Path").unwrap_or("/").to_owned(),
        id,
        description: form.text("Description").map(str::to_owned),
        trust: trust.to_owned(),
        max_session,
        tags,
        inline: BTreeMap::new(),
        attached: BTreeSet::new(),
        created: call.now,
    };
    let answer = shown(&role, &call.account, Shown::Whole);
    world.iam.roles.insert(name.to_ascii_lowercase(), role);
    Ok(answer)
}

pub(super) fn get(call: &Call, form: &Form, world: &mut World) -> Result<String, Answer> {
    named(form, world).map(|role| shown(role, &call.account, Shown::Whole))
}

pub(super) fn list(call: &Call, form: &Form, world: &mut World) -> Result<String, Answer> {
    let prefix = form.text("PathPrefix").unwrap_or("/");
    let roles: Vec<&Role> = world.iam.roles.values().filter(|role| role.path.starts_with(prefix)).collect();
    let (page, more) = form.page(&roles)?;
    let members = page.iter().map(|role| fields(role, &call.account, Shown::Listed));
    Ok(xml_list("Roles", members) + &more)
}

pub(super) fn update(form: &Form, world: &mut World) -> Result<String, Answer> {
    let max_session = check_session(form)?;
    let role = named(form, world)?;
    if let Some(description) = form.text("Description") {
        role.description = Some(description.to_owned());
    }
    role.max_session = max_session.unwrap_or(role.max_session);
    Ok(" ".into())
}

pub(super) fn update_description(call: &Call, form: &Form, world: &mut World) -> Result<String, Answer> {
    let description = form.required("Description")?.to_owned();
    let role = named(form, world)?;
    role.description = Some(description);
    Ok(shown(role, &call.account, Shown::Whole))
}

pub(super) fn update_trust(call: &Call, form: &Form, world: &mut World) -> Result<String, Answer> {
    let trust = form.required("PolicyDocument")?;
    named(form, world)?;
    check_trust(&call.account, trust, world)?;
    named(form, world)?.trust = trust.to_owned();
    Ok(String::new())
}

pub(super) fn delete(form: &Form, world: &mut World) -> Result<String, Answer> {
    let conflict = |message: &str| Answer::xml_error(409, "DeleteConflict", message);
    let role = named(form, world)?;
    if !role.attached.is_empty() {
        return Err(conflict("Cannot delete entity, must detach all policies first."));
    }
    if !role.inline.is_empty() {
        return Err(conflict("Cannot delete entity, must delete policies first."));
    }
    let key = role.name.to_ascii_lowercase();
    world.iam.roles.remove(&key);
    Ok(String::new())
}

pub(super) fn tag(form: &Form, world: &mut World) -> Result<String, Answer> {
    let role = named(form, world)?;
    let mut tags = role.tags.clone();
    tags.extend(form.tags());
    check_tags(&tags)?;
    role.tags = tags;
    Ok(String::new())
}

pub(super) fn untag(form: &Form, world: &mut World) -> Result<String, Answer> {
    let role = named(form, world)?;
    for key in form.members("TagKeys") {
        role.tags.remove(key);
    }
    Ok(String::new())
}

pub(super) fn list_tags(form: &Form, world: &mut World) -> Result<String, Answer> {
    let role = named(form, world)?;
    let tags: Vec<_> = role.tags.iter().collect();
    let (page, more) = form.page(&tags)?;
    Ok(tag_list(page.iter().copied()) + &more)
}

pub(super) fn list_instance_profiles(form: &Form, world: &mut World) -> Result<String, Answer> {
    named(form, world)?;
    Ok("<InstanceProfiles></InstanceProfiles><IsTruncated>false</IsTruncated>".into())
}

/// `ListRoles` leaves out what `GetRole` shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Whole,
    Listed,
}

fn shown(role: &Role, account: &str, how: Shown) -> String {
    format!("<Role>{}</Role>", fields(role, account, how))
}

fn fields(role: &Role, account: &str, how: Shown) -> String {
    let mut xml = element("Path", &role.path)
        + &element("RoleName", &role.name)
        + &element("RoleId", &role.id)
        + &element("Arn", &role.arn(account))
        + &element("CreateDate", &timestamp(role.created))
        + &element("AssumeRolePolicyDocument", &encoded(&role.trust))
        + &element("MaxSessionDuration", &role.max_session.to_string());
    if let Some(description) = &role.description {
        xml += &element("Description", description);
    }
    if how == Shown::Whole {
        if !role.tags.is_empty() {
            xml += &tag_list(role.tags.iter());
        }
        xml += "<RoleLastUsed></RoleLastUsed>";
    }
    xml
}

fn tag_list<'a>(tags: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    xml_list("Tags", tags.map(|(key, value)| element("Key", key) + &element("Value", value)))
}

fn timestamp(at: Duration) -> String {
    i64::try_from(at.as_secs())
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}
