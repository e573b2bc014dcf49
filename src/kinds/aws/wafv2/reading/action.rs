use std::collections::{BTreeMap, HashMap};

use aws_sdk_wafv2::types;

use crate::kinds::aws::wafv2::statement::{Action, DefaultAction, Response, ResponseBody};

/// AWS's name of the headers it puts into requests begins with this; it is told without.
const INSERTED: &str = "x-amzn-waf-";

/// An action with what belongs to it.
pub(super) struct Did {
    pub(super) action: Action,
    pub(super) insert_headers: BTreeMap<String, String>,
    pub(super) response: Option<Response>,
}

impl Did {
    fn plain(action: Action) -> Self {
        Self { action, insert_headers: BTreeMap::new(), response: None }
    }
}

/// What a rule does.
pub(super) fn of_rule(live: &types::Rule) -> Did {
    match (&live.action, &live.override_action) {
        (Some(action), _) => read(action),
        (None, Some(types::OverrideAction { count: Some(_), .. })) => Did::plain(Action::Count),
        (None, Some(types::OverrideAction { none: Some(_), .. })) => Did::plain(Action::Group),
        (None, _) => Did::plain(Action::Other("none".into())),
    }
}

/// An action of a rule, or of a group's rule that does something else than the group says.
pub(super) fn read(live: &types::RuleAction) -> Did {
    let with = |action, handling| Did { action, insert_headers: inserted(handling), response: None };
    match live {
        types::RuleAction { allow: Some(allow), .. } => with(Action::Allow, allow.custom_request_handling()),
        types::RuleAction { count: Some(count), .. } => with(Action::Count, count.custom_request_handling()),
        types::RuleAction { captcha: Some(one), .. } => with(Action::Captcha, one.custom_request_handling()),
        types::RuleAction { challenge: Some(one), .. } => with(Action::Challenge, one.custom_request_handling()),
        types::RuleAction { block: Some(block), .. } => Did { response: response(block), ..Did::plain(Action::Block) },
        types::RuleAction { monetize: Some(_), .. } => Did::plain(Action::Other("monetize".into())),
        _ => Did::plain(Action::Other("unknown".into())),
    }
}

/// The default action, with the headers it puts into requests and its custom response.
pub(in super::super) fn default_action(
    live: Option<&types::DefaultAction>,
) -> (DefaultAction, BTreeMap<String, String>, Option<Response>) {
    match live {
        Some(types::DefaultAction { allow: Some(allow), .. }) => {
            (DefaultAction::Allow, inserted(allow.custom_request_handling()), None)
        }
        Some(types::DefaultAction { block: Some(block), .. }) => {
            (DefaultAction::Block, BTreeMap::new(), response(block))
        }
        _ => (DefaultAction::Other("none".into()), BTreeMap::new(), None),
    }
}

fn response(block: &types::BlockAction) -> Option<Response> {
    let custom = block.custom_response.as_ref()?;
    Some(Response {
        status: custom.response_code,
        headers: headers(custom.response_headers()),
        body: custom.custom_response_body_key.clone(),
    })
}

fn inserted(handling: Option<&types::CustomRequestHandling>) -> BTreeMap<String, String> {
    let headers = handling.map(|handling| headers(&handling.insert_headers)).unwrap_or_default();
    let bare = |name: String| match name.get(..INSERTED.len()) {
        Some(start) if start.eq_ignore_ascii_case(INSERTED) => name[INSERTED.len()..].to_owned(),
        _ => name,
    };
    headers.into_iter().map(|(name, value)| (bare(name), value)).collect()
}

fn headers(live: &[types::CustomHttpHeader]) -> BTreeMap<String, String> {
    live.iter().map(|header| (header.name.clone(), header.value.clone())).collect()
}

/// The bodies of custom responses.
pub(in super::super) fn bodies(
    live: Option<&HashMap<String, types::CustomResponseBody>>,
) -> BTreeMap<String, ResponseBody> {
    let body = |(key, body): (&String, &types::CustomResponseBody)| {
        let content_type = body.content_type.as_str().to_owned();
        (key.clone(), ResponseBody { content_type, content: body.content.clone() })
    };
    live.into_iter().flatten().map(body).collect()
}

/// For how long a puzzle or challenge holds, seconds.
pub(in super::super) fn immunity(live: Option<&types::ImmunityTimeProperty>) -> Option<i64> {
    live.map(|live| live.immunity_time)
}
