use super::node::Node;
use crate::diag::Spanned;
use crate::spec::declare::Choices as _;
use crate::spec::waf::{
    ClientSideChallenge, GroupSettings, Inspected, Outcomes, RequestInspection, ResponseInspection, ResponsePart,
};

/// Whether paths that a managed group is told are regular expressions.
pub(super) fn regex_in_path(settings: Option<&GroupSettings>) -> Option<bool> {
    match settings? {
        GroupSettings::Logins { inspection, .. } | GroupSettings::Accounts { inspection, .. } => {
            Some(inspection.regex_in_path)
        }
        GroupSettings::AntiDdos { .. } => None,
    }
}

/// How suspicious a request is that DDoS prevention blocks.
pub(super) fn sensitivity_to_block(settings: Option<&GroupSettings>) -> Option<&'static str> {
    match settings? {
        GroupSettings::AntiDdos { sensitivity_to_block, .. } => Some(sensitivity_to_block.word()),
        GroupSettings::Logins { .. } | GroupSettings::Accounts { .. } => None,
    }
}

/// What a managed group is told, as nodes inside of it.
pub(super) fn settings(settings: &GroupSettings) -> Vec<Node> {
    let path = |name: &'static str, path: &Spanned<String>| Node::new(name).arg(&path.value);
    match settings {
        GroupSettings::Logins { login_path, inspection } => {
            std::iter::once(path("login-path", login_path)).chain(inspected(inspection)).collect()
        }
        GroupSettings::Accounts { creation_path, registration_page_path, inspection } => {
            let paths = [path("creation-path", creation_path), path("registration-page-path", registration_page_path)];
            paths.into_iter().chain(inspected(inspection)).collect()
        }
        GroupSettings::AntiDdos { challenge, .. } => vec![self::challenge(challenge)],
    }
}

fn inspected(inspection: &Inspected) -> Vec<Node> {
    inspection.request.as_ref().map(request).into_iter().chain(inspection.response.as_ref().map(response)).collect()
}

fn request(asked: &RequestInspection) -> Node {
    let one = |name: &'static str, field: &Option<Spanned<String>>| {
        field.as_ref().map(|field| Node::new(name).arg(&field.value))
    };
    let several = |name: &'static str, fields: &[Spanned<String>]| {
        (!fields.is_empty()).then(|| Node::new(name).args(fields.iter().map(|field| &field.value)))
    };
    Node::new("request-inspection")
        .prop("payload", asked.payload.value.word())
        .children(one("username", &asked.username))
        .children(one("password", &asked.password))
        .children(one("email", &asked.email))
        .children(several("phone-number", &asked.phone_number))
        .children(several("address", &asked.address))
}

fn response(asked: &ResponseInspection) -> Node {
    let texts = |node: Node, of: &Outcomes<String>| {
        node.child(Node::new("success").args(of.success.iter().map(|one| &one.value)))
            .child(Node::new("failure").args(of.failure.iter().map(|one| &one.value)))
    };
    let part = match &asked.part {
        ResponsePart::StatusCode(codes) => Node::new("status-code")
            .child(Node::new("success").args(codes.success.iter().map(|one| one.value)))
            .child(Node::new("failure").args(codes.failure.iter().map(|one| one.value))),
        ResponsePart::Header(name, values) => texts(Node::new("header").arg(&name.value), values),
        ResponsePart::Json(pointer, values) => texts(Node::new("json").arg(&pointer.value), values),
        ResponsePart::BodyContains(values) => texts(Node::new("body-contains"), values),
    };
    Node::new("response-inspection").child(part)
}

fn challenge(one: &ClientSideChallenge) -> Node {
    let exempt = one.exempt.iter().map(|pattern| &pattern.value);
    Node::new("client-side-challenge")
        .prop("enabled", one.enabled)
        .prop("sensitivity", one.sensitivity.word())
        .children((!one.exempt.is_empty()).then(|| Node::new("exempt-uri").args(exempt)))
}
