use std::collections::{BTreeMap, HashMap};

use aws_sdk_wafv2::types;

use super::rule::{incomplete, unspeakable};
use crate::kinds::aws::wafv2::statement::{Action, DefaultAction, Response, ResponseBody, Rule};
use crate::providers::Refusal;

/// What a rule does: one of the two, the second for rules that stand for a group.
pub(super) struct OfRule {
    pub(super) action: Option<types::RuleAction>,
    pub(super) of_group: Option<types::OverrideAction>,
}

pub(super) fn of_rule(rule: &Rule) -> Result<OfRule, Refusal> {
    let of_group = types::OverrideAction::builder();
    let of_group = match (&rule.action, rule.statement.is_group()) {
        (Action::Group, _) => of_group.none(types::NoneAction::builder().build()),
        (Action::Count, true) => of_group.count(types::CountAction::builder().build()),
        (action, _) => {
            let action = lower(action, &rule.insert_headers, rule.response.as_ref())?;
            return Ok(OfRule { action: Some(action), of_group: None });
        }
    };
    Ok(OfRule { action: None, of_group: Some(of_group.build()) })
}

/// The action of a rule, or of a group's rule that does something else than the group says.
pub(super) fn lower(
    action: &Action,
    headers: &BTreeMap<String, String>,
    response: Option<&Response>,
) -> Result<types::RuleAction, Refusal> {
    let builder = types::RuleAction::builder();
    let handling = handling(headers)?;
    let builder = match action {
        Action::Allow => builder.allow(types::AllowAction::builder().set_custom_request_handling(handling).build()),
        Action::Count => builder.count(types::CountAction::builder().set_custom_request_handling(handling).build()),
        Action::Captcha => {
            builder.captcha(types::CaptchaAction::builder().set_custom_request_handling(handling).build())
        }
        Action::Challenge => {
            builder.challenge(types::ChallengeAction::builder().set_custom_request_handling(handling).build())
        }
        Action::Block => builder.block(block(response)?),
        Action::Group => return Err(unspeakable("action of something that is no group", "group")),
        Action::Other(action) => return Err(unspeakable("action", action)),
    };
    Ok(builder.build())
}

/// The default action as AWS takes it.
///
/// # Errors
/// `Unsupported` for what can only be read.
pub(in super::super) fn default_action(
    action: &DefaultAction,
    headers: &BTreeMap<String, String>,
    response: Option<&Response>,
) -> Result<types::DefaultAction, Refusal> {
    let builder = types::DefaultAction::builder();
    Ok(match action {
        DefaultAction::Allow => {
            let allow = types::AllowAction::builder().set_custom_request_handling(handling(headers)?);
            builder.allow(allow.build()).build()
        }
        DefaultAction::Block => builder.block(block(response)?).build(),
        DefaultAction::Other(action) => return Err(unspeakable("default action", action)),
    })
}

fn block(response: Option<&Response>) -> Result<types::BlockAction, Refusal> {
    let Some(response) = response else { return Ok(types::BlockAction::builder().build()) };
    let headers = headers(&response.headers)?;
    let custom = types::CustomResponse::builder()
        .response_code(response.status)
        .set_custom_response_body_key(response.body.clone())
        .set_response_headers(Some(headers).filter(|headers| !headers.is_empty()))
        .build()
        .map_err(incomplete)?;
    Ok(types::BlockAction::builder().custom_response(custom).build())
}

fn handling(inserted: &BTreeMap<String, String>) -> Result<Option<types::CustomRequestHandling>, Refusal> {
    if inserted.is_empty() {
        return Ok(None);
    }
    let headers = headers(inserted)?;
    types::CustomRequestHandling::builder().set_insert_headers(Some(headers)).build().map(Some).map_err(incomplete)
}

fn headers(headers: &BTreeMap<String, String>) -> Result<Vec<types::CustomHttpHeader>, Refusal> {
    let header = |(name, value)| types::CustomHttpHeader::builder().name(name).value(value).build();
    headers.iter().map(header).collect::<Result<_, _>>().map_err(incomplete)
}

/// The bodies of custom responses; `None` for none at all.
pub(in super::super) fn bodies(
    bodies: &BTreeMap<String, ResponseBody>,
) -> Result<Option<HashMap<String, types::CustomResponseBody>>, Refusal> {
    let body = |(key, body): (&String, &ResponseBody)| {
        let builder = types::CustomResponseBody::builder().content(&body.content);
        let body = builder.content_type(types::ResponseContentType::from(body.content_type.as_str())).build();
        Ok((key.clone(), body.map_err(incomplete)?))
    };
    let bodies: HashMap<_, _> = bodies.iter().map(body).collect::<Result<_, Refusal>>()?;
    Ok(Some(bodies).filter(|bodies| !bodies.is_empty()))
}

fn immunity(seconds: i64) -> Result<types::ImmunityTimeProperty, Refusal> {
    types::ImmunityTimeProperty::builder().immunity_time(seconds).build().map_err(incomplete)
}

/// For how long a solved puzzle holds.
pub(in super::super) fn captcha(seconds: Option<i64>) -> Result<Option<types::CaptchaConfig>, Refusal> {
    let config = |time| types::CaptchaConfig::builder().immunity_time_property(time).build();
    seconds.map(|seconds| immunity(seconds).map(config)).transpose()
}

/// For how long a passed challenge holds.
pub(in super::super) fn challenge(seconds: Option<i64>) -> Result<Option<types::ChallengeConfig>, Refusal> {
    let config = |time| types::ChallengeConfig::builder().immunity_time_property(time).build();
    seconds.map(|seconds| immunity(seconds).map(config)).transpose()
}
