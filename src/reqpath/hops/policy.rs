use std::net::IpAddr;

use super::super::request::{Client, Request};
use super::super::trail::{Fork, Part, Step};
use super::super::truth::{Assumption, Truth};
use super::behavior::glob;
use super::field::in_range;
use super::gateway::{Asked, Check};
use super::route::segments;
use super::walk::{End, Settled, Walk};
use crate::reqpath::model::{Auth, Effect, Policy, Principal, Route, Statement};

/// Who asks, what for and of what: what the statements of a policy are compared with.
pub(super) struct Question<'q> {
    /// `cloudfront.amazonaws.com`; `None` for somebody nobody knows.
    pub(super) principal: Option<&'q str>,
    /// `s3:GetObject`.
    pub(super) action: &'q str,
    /// The ARN that is asked for.
    pub(super) resource: &'q str,
    /// Context keys in lower case and their values; a key that is not there is absent from the request.
    pub(super) context: &'q [(&'q str, &'q str)],
    /// Whose connection it is.
    pub(super) request: &'q Request,
}

/// Whether a policy allows and denies.
pub(super) fn verdicts(policy: &Policy, question: &Question<'_>) -> (Truth, Truth) {
    let of = |effect: Effect| {
        Truth::any(
            policy.statements.iter().filter(|statement| statement.effect == effect).map(|one| covers(one, question)),
        )
    };
    (of(Effect::Allow), of(Effect::Deny))
}

/// What the resource policy of an API says (aws-facts 18.5).
pub(super) fn of_api(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    route: Option<&Route>,
    forks: &mut Vec<Fork>,
) -> Option<End> {
    let Asked { gateway, stage, request, path } = asked;
    let policy = gateway.policy.as_ref()?;
    let prefix = format!("arn:aws:execute-api:{}:{}:{}", gateway.region, walk.perimeter().account, gateway.id);
    let resource = format!("{prefix}/{}/{}/{}", stage.name, request.method, segments(path).join("/"));
    let policy = expanded(policy, &prefix);
    let question =
        Question { principal: None, action: "execute-api:Invoke", resource: &resource, context: &[], request };
    let (allows, denies) = verdicts(&policy, &question);
    let (passes, why) = match route.map(|route| &route.auth) {
        // The authorizer decides unless the policy denies.
        Some(Auth::Authorizer(_)) => (denies.turned(), "the resource policy denies it"),
        Some(Auth::Iam) => match denies.clone() {
            Truth::No(_) => (Truth::YES, "the resource policy denies it"),
            other => (other.turned(), "the resource policy denies it"),
        },
        Some(Auth::Open | Auth::Other(_)) | None => {
            let why = if matches!(denies, Truth::Yes(_)) {
                "the resource policy denies it"
            } else {
                "the resource policy does not allow it"
            };
            (Truth::all([denies.turned(), allows]), why)
        }
    };
    let message = format!("User: anonymous is not authorized to perform: execute-api:Invoke on resource: {resource}");
    let settled: Settled = walk.settle(passes);
    let check = Check {
        step: Step::Policy,
        part: Some(Part::Field("policy".to_owned())),
        refusal: ("ACCESS_DENIED", 403, &message),
        passes: "the resource policy lets it in".to_owned(),
        refuses: why.to_owned(),
    };
    check.tell(walk, asked, settled, forks)
}

/// `execute-api:/stage/VERB/path` is short for the whole ARN.
fn expanded(policy: &Policy, prefix: &str) -> Policy {
    let mut policy = policy.clone();
    for statement in &mut policy.statements {
        for resource in &mut statement.resources.0 {
            if let Some(rest) = resource.strip_prefix("execute-api:/") {
                *resource = format!("{prefix}/{rest}");
            }
        }
    }
    policy
}

fn covers(statement: &Statement, question: &Question<'_>) -> Truth {
    let listed = |(patterns, negated): &(Vec<String>, bool), text: &str, fold: bool| {
        let folded = |text: &str| if fold { text.to_ascii_lowercase() } else { text.to_owned() };
        let text = folded(text);
        let any = patterns.iter().any(|pattern| glob(folded(pattern).as_bytes(), text.as_bytes()));
        Truth::of(any != *negated)
    };
    let principal = match (&statement.principal, question.principal) {
        (Principal::Everybody, _) => Truth::YES,
        (Principal::These(names), Some(principal)) => Truth::of(names.iter().any(|name| name == principal)),
        (Principal::These(_), None) => Truth::NO,
        (Principal::NotThese(names), Some(principal)) => Truth::of(!names.iter().any(|name| name == principal)),
        (Principal::NotThese(_), None) => Truth::YES,
    };
    let conditions =
        statement.conditions.iter().map(|(operator, key, values)| condition(operator, key, values, question));
    let parts = [
        principal,
        listed(&statement.actions, question.action, true),
        listed(&statement.resources, question.resource, false),
    ];
    Truth::all(parts.into_iter().chain(conditions))
}

/// Whether a wanted value and that of a request go together.
type Compare<'c> = &'c dyn Fn(&str, &str) -> bool;

/// One operator with one key; what is not understood is unsure.
fn condition(operator: &str, key: &str, values: &[String], question: &Question<'_>) -> Truth {
    let (operator, if_exists) = operator.strip_suffix("IfExists").map_or((operator, false), |bare| (bare, true));
    let key = key.to_ascii_lowercase();
    if key == "aws:sourceip" && matches!(operator, "IpAddress" | "NotIpAddress") {
        let inside = source_ip(values, question.request);
        return if operator == "IpAddress" { inside } else { inside.turned() };
    }
    if key == "aws:securetransport" && operator == "Bool" {
        let wanted = values.iter().any(|value| value == "true");
        return Truth::of(wanted == question.request.url.https);
    }
    let known = question.context.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let any = |holds: &dyn Fn(&str, &str) -> bool, value: &str| values.iter().any(|wanted| holds(wanted, value));
    let fold = |wanted: &str, value: &str| wanted.eq_ignore_ascii_case(value);
    let like = |wanted: &str, value: &str| glob(wanted.as_bytes(), value.as_bytes());
    let same = |wanted: &str, value: &str| wanted == value;
    let arn = |wanted: &str, value: &str| super::permission::arn_like(wanted, value);
    let test: (Compare<'_>, bool) = match operator {
        "StringEquals" => (&same, true),
        "StringNotEquals" => (&same, false),
        "StringEqualsIgnoreCase" => (&fold, true),
        "StringNotEqualsIgnoreCase" => (&fold, false),
        "StringLike" => (&like, true),
        "StringNotLike" => (&like, false),
        "ArnLike" | "ArnEquals" => (&arn, true),
        "ArnNotLike" | "ArnNotEquals" => (&arn, false),
        _ => return Truth::unsure(format!("condition {operator} on {key} is not understood here")),
    };
    match known {
        Some(value) => Truth::of(any(test.0, value) == test.1),
        // A key that is absent fails what asks for a value and passes what asks for another one.
        None if matches!(key.as_str(), "aws:sourcevpce" | "aws:sourcevpc" | "aws:sourcearn" | "aws:sourceaccount") => {
            Truth::of(if_exists || !test.1)
        }
        None => Truth::unsure(format!("what {key} is for this request is not known here")),
    }
}

fn source_ip(ranges: &[String], request: &Request) -> Truth {
    match request.client {
        Client::Address(address) => in_ranges(ranges, address),
        Client::Somewhere if ranges.iter().any(|range| range.ends_with("/0")) => Truth::YES,
        Client::Somewhere => Truth::no_given(Assumption::OrdinaryAddress { set: ranges.join(" ") }),
        Client::Cloudfront if ranges.iter().any(|range| range.ends_with("/0")) => Truth::YES,
        Client::Cloudfront => Truth::unsure(format!(
            "the policy sees an address of CloudFront's, and whether that is in {} is not known here",
            ranges.join(" ")
        )),
    }
}

fn in_ranges(ranges: &[String], address: IpAddr) -> Truth {
    Truth::any(ranges.iter().map(|range| match in_range(range, address) {
        Some(inside) => Truth::of(inside),
        None => Truth::unsure(format!("`{range}` is no range of addresses")),
    }))
}
