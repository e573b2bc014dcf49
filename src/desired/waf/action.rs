use std::collections::BTreeMap;

use super::super::lower::Lowering;
use crate::kinds::aws::wafv2::statement::{Action, Response, ResponseBody};
use crate::spec::waf::{self, BodyType, Does, RuleAction};

/// An action in WAFv2's words.
pub(super) fn action(word: RuleAction) -> Action {
    match word {
        RuleAction::Allow => Action::Allow,
        RuleAction::Block => Action::Block,
        RuleAction::Count => Action::Count,
        RuleAction::Captcha => Action::Captcha,
        RuleAction::Challenge => Action::Challenge,
    }
}

/// Headers that are put into requests, by name.
pub(super) fn inserted(at: &mut Lowering<'_>, does: &Does) -> BTreeMap<String, String> {
    does.add_headers.iter().map(|(name, value)| (name.clone(), at.plain(&value.value))).collect()
}

/// What a blocked request is answered.
pub(super) fn response(at: &mut Lowering<'_>, does: &Does) -> Option<Response> {
    let response = does.response.as_ref()?;
    Some(Response {
        status: i32::try_from(response.status.value).unwrap_or(403),
        headers: response.headers.iter().map(|(name, value)| (name.clone(), at.plain(value))).collect(),
        body: response.body.as_ref().map(|key| key.value.clone()),
    })
}

/// The bodies of answers, by key.
pub(super) fn bodies(at: &mut Lowering<'_>, bodies: &[waf::ResponseBody]) -> BTreeMap<String, ResponseBody> {
    let body = |body: &waf::ResponseBody| {
        let content_type = match body.kind.value {
            BodyType::Text => "TEXT_PLAIN",
            BodyType::Html => "TEXT_HTML",
            BodyType::Json => "APPLICATION_JSON",
        };
        (
            body.key.value.clone(),
            ResponseBody { content_type: content_type.to_owned(), content: at.plain(&body.content) },
        )
    };
    bodies.iter().map(body).collect()
}
