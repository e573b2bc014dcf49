use super::super::trail::{Answer, Decision, Fork, Part, Step};
use super::super::truth::Truth;
use super::behavior::glob;
use super::gateway::{Asked, answer};
use super::route::{Chosen, segments};
use super::walk::{End, Settled, Walk, hop};
use crate::reqpath::model::{Function, Grant};

/// Whether the API may call the function for this route; a refusal is the gateway's 500 (aws-facts 18.6).
pub(super) fn of_route(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    chosen: &Chosen<'_>,
    arn: &str,
    forks: &mut Vec<Fork>,
) -> Option<End> {
    let function = walk.perimeter().function(arn)?;
    let Asked { gateway, stage, request, path } = asked;
    let prefix =
        format!("arn:aws:execute-api:{}:{}:{}/{}", gateway.region, walk.perimeter().account, gateway.id, stage.name);
    let concrete = segments(path).join("/");
    let starred: Vec<&str> = segments(&chosen.route.path)
        .into_iter()
        .map(|segment| if segment.starts_with('{') { "*" } else { segment })
        .collect();
    let verb = if chosen.route.verb == "ANY" { "*" } else { chosen.route.verb.as_str() };
    // Whether AWS shows the path as called or the route's with `*` for parameters is not documented (aws-facts 18.6).
    let readings =
        [format!("{prefix}/{}/{concrete}", request.method), format!("{prefix}/{verb}/{}", starred.join("/"))];
    let own = internal_error(asked);
    settled(walk, function, &readings, forks, &own, Part::Route(chosen.route.name()), asked)
}

/// Whether the API may call an authorizer's function; its source is the authorizer, whose id is not known before it stands.
pub(super) fn of_authorizer(walk: &mut Walk<'_>, asked: Asked<'_>, arn: &str, forks: &mut Vec<Fork>) -> Option<End> {
    let function = walk.perimeter().function(arn)?;
    let Asked { gateway, .. } = asked;
    let reading =
        format!("arn:aws:execute-api:{}:{}:{}/authorizers/ID", gateway.region, walk.perimeter().account, gateway.id);
    let own = answer(gateway, "AUTHORIZER_CONFIGURATION_ERROR", 500, "Internal server error", asked.request);
    settled(walk, function, &[reading], forks, &own, Part::Field("authorizers".to_owned()), asked)
}

fn settled(
    walk: &mut Walk<'_>,
    function: &Function,
    readings: &[String],
    forks: &mut Vec<Fork>,
    own: &Answer,
    part: Part,
    asked: Asked<'_>,
) -> Option<End> {
    if !function.grants_known {
        let why = "the function is somebody else's: whether it may be called is not known here";
        walk.hop(hop(Step::Permission, &function.at, Decision::Uncertain, why));
        forks.push(Fork { status: own.status, by: Some(asked.gateway.at.clone()), why: why.to_owned() });
        return None;
    }
    let account = walk.perimeter().account.clone();
    let verdicts: Vec<(&Grant, Truth)> =
        function.grants.iter().map(|grant| (grant, allows(grant, readings, &account))).collect();
    let by = verdicts.iter().find(|(_, truth)| matches!(truth, Truth::Yes(_))).map(|(grant, _)| *grant);
    match walk.settle(Truth::any(verdicts.iter().map(|(_, truth)| truth.clone()))) {
        Settled::Yes => {
            let at = by.map_or(&function.at, |grant| &grant.at);
            let pattern = by.map_or("", |grant| grant.source_arn.as_str());
            let why = match pattern {
                "" => "it may be called by anybody's API".to_owned(),
                pattern => format!("it may be called from {pattern}"),
            };
            walk.hop(hop(Step::Permission, at, Decision::Pass, why));
            None
        }
        Settled::No => {
            let why = match function.grants.as_slice() {
                [] => format!("nothing lets API Gateway call {}", function.arn),
                grants => format!(
                    "no permission covers {}: there is {}",
                    readings[0],
                    grants.iter().map(|grant| grant.source_arn.as_str()).collect::<Vec<_>>().join(", ")
                ),
            };
            let refused = hop(Step::Permission, &function.at, Decision::Refuse, why).status(own.status);
            walk.hop(
                refused.note(
                    "callers see 500 by most reports, 502 by one; a permission is only looked at when it is called",
                ),
            );
            Some(End::answer(&asked.gateway.at, own.clone()))
        }
        Settled::Unsure(why) => {
            let uncertain = hop(Step::Permission, &function.at, Decision::Uncertain, why.clone()).part(part);
            walk.hop(uncertain.status(own.status));
            forks.push(Fork { status: own.status, by: Some(asked.gateway.at.clone()), why });
            None
        }
    }
}

fn internal_error(asked: Asked<'_>) -> Answer {
    answer(asked.gateway, "API_CONFIGURATION_ERROR", 500, "Internal server error", asked.request)
}

/// Whether a statement lets API Gateway call from a source, however AWS writes it.
fn allows(grant: &Grant, sources: &[String], account: &str) -> Truth {
    let principal = matches!(grant.principal.as_str(), "apigateway.amazonaws.com" | "*");
    let action = glob(grant.action.to_ascii_lowercase().as_bytes(), b"lambda:invokefunction");
    if !principal || !action || grant.source_account.as_deref().is_some_and(|wanted| wanted != account) {
        return Truth::NO;
    }
    if grant.source_arn.is_empty() {
        return Truth::YES;
    }
    let mut verdicts = sources.iter().map(|source| arn_like(&grant.source_arn, source));
    let first = verdicts.next().unwrap_or(false);
    if grant.source_arn.contains('{') && !first {
        return Truth::unsure(format!(
            "reports differ on whether a literal `{{…}}` in {} ever matches; write `*`",
            grant.source_arn
        ));
    }
    match verdicts.all(|verdict| verdict == first) {
        true => Truth::of(first),
        false => Truth::unsure(format!(
            "AWS does not say whether it compares {} with {} or with {}; write `*`",
            grant.source_arn, sources[0], sources[1]
        )),
    }
}

/// `ArnLike`: the six parts one by one, `*` any run of characters and `?` one.
pub(super) fn arn_like(pattern: &str, arn: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.splitn(6, ':').map(str::to_owned).collect() };
    let (pattern, arn) = (parts(pattern), parts(arn));
    pattern.len() == arn.len()
        && pattern.iter().zip(&arn).all(|(pattern, part)| glob(pattern.as_bytes(), part.as_bytes()))
}
