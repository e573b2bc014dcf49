use super::super::phrase::Phrase;
use super::super::request::Request;
use super::super::trail::{Fork, Part, Step};
use super::super::truth::Truth;
use super::gateway::{Asked, Check};
use super::permission;
use super::route::Chosen;
use super::throttle;
use super::walk::{End, Settled, Walk};
use crate::reqpath::model::{Auth, Authorizer};

/// The API key a request was sent with.
pub(super) struct Key {
    pub(super) value: Phrase,
    pub(super) id: String,
}

/// Who may call the route: IAM or an authorizer, then API key, then throttling (aws-facts 18.1).
pub(super) fn pass(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    chosen: &Chosen<'_>,
    forks: &mut Vec<Fork>,
) -> Result<Option<Key>, Box<End>> {
    let part = Part::Route(chosen.route.name());
    match &chosen.route.auth {
        Auth::Open => {}
        Auth::Iam => iam(walk, asked, &part, forks)?,
        Auth::Authorizer(name) => match asked.gateway.authorizers.get(name) {
            Some(authorizer) => authorize(walk, asked, name, authorizer, &part, forks)?,
            None => {
                let why = format!("the route asks authorizer `{name}`, which the API does not have");
                unsure(
                    walk,
                    asked,
                    &part,
                    ("AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal server error"),
                    why,
                    forks,
                );
            }
        },
        Auth::Other(kind) => {
            let why = format!("who may call is decided by {kind}, which is not understood here");
            unsure(walk, asked, &part, ("UNAUTHORIZED", 401, "Unauthorized"), why, forks);
        }
    }
    let key = if chosen.route.key { Some(api_key(walk, asked, &part, forks)?) } else { None };
    throttled(walk, asked, &part, chosen)?;
    Ok(key)
}

fn unsure(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    part: &Part,
    refusal: (&str, u16, &str),
    why: String,
    forks: &mut Vec<Fork>,
) {
    let check =
        Check { step: Step::Access, part: Some(part.clone()), refusal, passes: String::new(), refuses: String::new() };
    check.tell(walk, asked, Settled::Unsure(why), forks);
}

fn iam(walk: &mut Walk<'_>, asked: Asked<'_>, part: &Part, forks: &mut Vec<Fork>) -> Result<(), Box<End>> {
    let signed = asked.request.header("authorization").map(|value| value.shown());
    let in_query = asked.request.url.parameters().any(|(name, _)| name.eq_ignore_ascii_case("x-amz-signature"));
    let (settled, refusal) = match signed.as_deref() {
        None if !in_query => (Settled::No, ("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token")),
        Some(value) if !value.starts_with("AWS4-HMAC-SHA256") => (
            Settled::No,
            (
                "INVALID_SIGNATURE",
                403,
                "The request signature we calculated does not match the signature you provided.",
            ),
        ),
        Some(_) | None => {
            let why = "whether the signature is good and IAM lets its owner in is not known here".to_owned();
            (Settled::Unsure(why), ("ACCESS_DENIED", 403, "Forbidden"))
        }
    };
    let check = Check {
        step: Step::Access,
        part: Some(part.clone()),
        refusal,
        passes: "IAM lets it in".to_owned(),
        refuses: "the route asks for a request signed with AWS credentials".to_owned(),
    };
    check.tell(walk, asked, settled, forks).map_or(Ok(()), |end| Err(Box::new(end)))
}

/// What an authorizer needs to be there, and then its own word, which nobody knows before.
fn authorize(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    name: &str,
    authorizer: &Authorizer,
    part: &Part,
    forks: &mut Vec<Fork>,
) -> Result<(), Box<End>> {
    let missing =
        authorizer.identity_sources.iter().find(|source| identity(asked, source).is_none_or(|value| value.is_empty()));
    let refused = match (missing, &authorizer.validation) {
        (Some(source), _) => Some((Truth::NO, format!("authorizer `{name}` wants {source}, which is not sent"))),
        (None, Some(pattern)) => {
            let token =
                authorizer.identity_sources.first().and_then(|source| identity(asked, source)).unwrap_or_default();
            let fits = walk.judge.patterns().whole(pattern, &token);
            Some((fits, format!("the token is not of the form `{pattern}` that authorizer `{name}` wants")))
        }
        (None, None) => None,
    };
    if let Some((fits, refuses)) = refused {
        let settled = walk.settle(fits);
        let check = Check {
            step: Step::Access,
            part: Some(part.clone()),
            refusal: ("UNAUTHORIZED", 401, "Unauthorized"),
            passes: format!("the token has the form that authorizer `{name}` wants"),
            refuses,
        };
        if let Some(end) = check.tell(walk, asked, settled, forks) {
            return Err(Box::new(end));
        }
    }
    if let Some(arn) = &authorizer.arn
        && let Some(end) = permission::of_authorizer(walk, asked, arn, forks)
    {
        return Err(Box::new(end));
    }
    let function = authorizer.arn.as_deref().and_then(|arn| walk.perimeter().function(arn));
    let who = function.map_or_else(|| "somebody else".to_owned(), |function| super::function::block(&function.at));
    let why = format!("{who} decides, as authorizer `{name}`; what it says is not known here");
    unsure(walk, asked, part, ("ACCESS_DENIED", 403, "User is not authorized to access this resource"), why, forks);
    Ok(())
}

/// What an identity source finds in a request.
fn identity(asked: Asked<'_>, source: &str) -> Option<Phrase> {
    let Request { url, .. } = asked.request;
    if let Some(name) = source.strip_prefix("method.request.header.") {
        return asked.request.header(name);
    }
    if let Some(name) = source.strip_prefix("method.request.querystring.") {
        return url.parameters().find(|(one, _)| *one == name).map(|(_, value)| Phrase::plain(value));
    }
    if let Some(name) = source.strip_prefix("stageVariables.") {
        return asked.stage.variables.get(name).map(|value| Phrase::plain(value.as_str()));
    }
    // What is in the context of every request.
    Some(Phrase::plain("(context)"))
}

fn api_key(walk: &mut Walk<'_>, asked: Asked<'_>, part: &Part, forks: &mut Vec<Fork>) -> Result<Key, Box<End>> {
    let sent = asked.request.header("x-api-key");
    let oracle = walk.judge.oracle();
    let mut verdicts = Vec::new();
    let mut found = None;
    for plan in &asked.stage.plans {
        for (at, id, value) in &plan.keys {
            let verdict = match &sent {
                Some(sent) => sent.holds(super::super::Position::Exactly, value, oracle),
                None => Truth::NO,
            };
            if matches!(verdict, Truth::Yes(_)) && found.is_none() {
                found = Some((plan, at, Key { value: value.clone(), id: id.clone() }));
            }
            verdicts.push(verdict);
        }
    }
    let refuses = match &sent {
        None => "the route asks for an API key, and no `x-api-key` is sent",
        Some(_) => "what is sent as `x-api-key` is the key of no usage plan of this stage",
    };
    let passes = match &found {
        Some((plan, at, _)) => format!("the key of {at} is one of {}", plan.at),
        None => String::new(),
    };
    let settled = walk.settle(Truth::any(verdicts));
    let check = Check {
        step: Step::Access,
        part: Some(part.clone()),
        refusal: ("INVALID_API_KEY", 403, "Forbidden"),
        passes,
        refuses: refuses.to_owned(),
    };
    if let Some(end) = check.tell(walk, asked, settled, forks) {
        return Err(Box::new(end));
    }
    if let Some((plan, _, key)) = &found {
        let key = &key.id;
        if let Some(throttle) = &plan.throttle {
            throttle::bucket(walk, asked, part, (&plan.at, format!("{} key {key}", plan.at)), *throttle)?;
        }
        if let Some(quota) = &plan.quota {
            throttle::quota(walk, asked, part, (&plan.at, key), *quota)?;
        }
    }
    Ok(found.map_or_else(|| Key { value: sent.unwrap_or_default(), id: String::new() }, |(_, _, key)| key))
}

/// What a stage lets through of each of its methods.
fn throttled(walk: &mut Walk<'_>, asked: Asked<'_>, part: &Part, chosen: &Chosen<'_>) -> Result<(), Box<End>> {
    let throttles = &asked.stage.throttles;
    let name = chosen.route.name();
    let Some(limit) = throttles.get(&name).or_else(|| throttles.get("*/*")) else { return Ok(()) };
    let at = &asked.stage.at;
    throttle::bucket(walk, asked, part, (at, format!("{at} {name}")), *limit)
}
