use super::super::request::Request;
use super::super::trail::{Answer, Decision, Fork, Part, Reached, Step};
use super::walk::{End, Settled, Walk, hop};
use super::{access, function, head, permission, policy, route, template, web_acl};
use crate::reqpath::model::{Domain, EndpointType, Gateway, Integration, Stage};

/// A request at a stage, before it is known which route serves it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    pub(super) gateway: &'p Gateway,
    pub(super) stage: &'p Stage,
    pub(super) request: &'p Request,
    /// Behind the stage, with its leading `/`, slashes as sent.
    pub(super) path: &'p str,
}

/// A request at the API's own host: the first segment names the stage (aws-facts 18.2).
pub(super) fn by_stage(walk: &mut Walk<'_>, gateway: &Gateway, request: &Request) -> End {
    if gateway.host_disabled {
        let part = Part::Field("disable-execute-api-endpoint".to_owned());
        let why = "the API's own host is switched off";
        walk.hop(hop(Step::Stage, &gateway.at, Decision::Refuse, why).part(part).status(403));
        return End::answer(&gateway.at, answer(gateway, "ACCESS_DENIED", 403, "Forbidden", request));
    }
    let whole = request.url.path.strip_prefix('/').unwrap_or(&request.url.path);
    let (first, rest) = whole.split_once('/').map_or((whole, ""), |(first, rest)| (first, rest));
    let Some(stage) = gateway.stages.iter().find(|stage| stage.name == first) else {
        let known: Vec<String> = gateway.stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
        let why = match first {
            "" => format!("the path does not begin with a stage: there is {}", known.join(", ")),
            first => format!("there is no stage `{first}`, only {}", known.join(", ")),
        };
        walk.hop(hop(Step::Stage, &gateway.at, Decision::Refuse, why).status(403));
        return End::answer(&gateway.at, forbidden());
    };
    let path = format!("/{rest}");
    walk.hop(hop(Step::Stage, &stage.at, Decision::Pass, format!("stage `{first}` is asked for `{path}`")));
    in_stage(walk, Asked { gateway, stage, request, path: &path })
}

/// A request at a name of one's own: all of its path is the route's.
pub(super) fn by_domain(walk: &mut Walk<'_>, domain: &Domain, request: &Request) -> End {
    let perimeter = walk.perimeter();
    let mapped = domain.mapped.as_ref().and_then(|(api, stage)| {
        let gateway = perimeter.gateways.iter().find(|gateway| gateway.id == *api)?;
        Some((gateway, gateway.stages.iter().find(|one| one.name == *stage)?))
    });
    let Some((gateway, stage)) = mapped else {
        walk.hop(hop(Step::Host, &domain.at, Decision::Refuse, "no stage is mapped to it").status(403));
        return End::answer(&domain.at, forbidden());
    };
    let why = format!("`{}` is mapped to stage `{}`", domain.host, stage.name);
    walk.hop(hop(Step::Host, &domain.at, Decision::Pass, why));
    if matches!(request.url.path.as_str(), "/ping" | "/sping") {
        let why = format!("API Gateway answers `{}` of custom domains itself", request.url.path);
        walk.hop(hop(Step::Stage, &domain.at, Decision::Answer, why).status(200));
        return End::answer(&domain.at, Answer::new(200, "text/plain", "healthy"));
    }
    in_stage(walk, Asked { gateway, stage, request, path: &request.url.path })
}

fn in_stage(walk: &mut Walk<'_>, asked: Asked<'_>) -> End {
    let Asked { gateway, stage, request, .. } = asked;
    if !request.url.https {
        let why = "API Gateway does not listen for plain HTTP: nobody answers";
        walk.hop(hop(Step::Stage, &stage.at, Decision::Refuse, why));
        return End { by: Some(stage.at.clone()), ..End::default() };
    }
    if gateway.endpoint == EndpointType::Private {
        let why = "the API is private: it is reached from VPC endpoints only";
        walk.hop(hop(Step::Stage, &gateway.at, Decision::Refuse, why).part(Part::Field("endpoint".to_owned())));
        return End { by: Some(gateway.at.clone()), ..End::default() };
    }
    if let Some(end) = head::at_gateway(walk, &gateway.at, request) {
        return end;
    }
    let mut forks: Vec<Fork> = Vec::new();
    let mut request = request.clone();
    match in_front(walk, asked) {
        web_acl::Verdict::Passes(more, inserts) => {
            forks.extend(more);
            inserts.iter().for_each(|(name, value)| request.set(name, value.as_str().into()));
        }
        web_acl::Verdict::Ends(end) => return end,
    }
    let asked = Asked { request: &request, ..asked };
    let chosen = route::choose(&gateway.routes, &request.method, asked.path);
    if let Some(end) = policy::of_api(walk, asked, chosen.as_ref().map(|chosen| chosen.route), &mut forks) {
        return end.or(forks);
    }
    let Some(chosen) = chosen else {
        let why = format!("no route serves {} {}", request.method, asked.path);
        let part = Part::Field("routes".to_owned());
        walk.hop(hop(Step::Route, &gateway.at, Decision::Refuse, why).part(part).status(403));
        let own = answer(gateway, "MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token", &request);
        return End::answer(&gateway.at, own).or(forks);
    };
    route::tell(walk, gateway, &chosen, &mut forks);
    let doubt = chosen.doubt.as_ref().and_then(|doubt| doubt.other.clone());
    let key = match access::pass(walk, asked, &chosen, &mut forks) {
        Ok(key) => key,
        Err(end) => return end.or(forks),
    };
    let end = handed_over(walk, asked, &chosen, key, &mut forks).or(forks);
    End { doubt: end.doubt.or(doubt), ..end }
}

/// The web ACL in front of the stage. Where both products have one, the newer counts (aws-facts 12.1).
fn in_front(walk: &mut Walk<'_>, asked: Asked<'_>) -> web_acl::Verdict {
    let [.., (at, acl)] = asked.stage.web_acls.as_slice() else {
        return web_acl::Verdict::Passes(Vec::new(), Default::default());
    };
    web_acl::at_stage(walk, at, acl, asked)
}

/// Bytes of a body that API Gateway takes (aws-facts 19, 26).
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The request is more than whoever would get it takes.
pub(super) fn too_large(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    (step, at): (Step, &crate::names::ResourceId),
    part: Part,
    why: &str,
) -> End {
    let own = answer(asked.gateway, "REQUEST_TOO_LARGE", 413, "Request Too Long", asked.request);
    walk.hop(hop(step, at, Decision::Refuse, why).part(part).status(own.status));
    End::answer(&asked.gateway.at, own)
}

/// The route's integration gets the request.
fn handed_over(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    chosen: &route::Chosen<'_>,
    key: Option<access::Key>,
    forks: &mut Vec<Fork>,
) -> End {
    let Asked { gateway, stage, .. } = asked;
    let part = Part::Route(chosen.route.name());
    let length = asked.request.body.as_plain().map_or(0, <[u8]>::len);
    if length > LARGEST_BODY {
        let why = "its body is larger than the 10 MB that API Gateway takes";
        return too_large(walk, asked, (Step::Integration, &gateway.at), part, why);
    }
    match &chosen.route.integration {
        Integration::Function { arn } => {
            let arn = with_variables(arn, stage);
            if let Some(end) = permission::of_route(walk, asked, chosen, &arn, forks) {
                return end;
            }
            function::call(walk, asked, chosen, &arn, key)
        }
        Integration::Server { url } => {
            let url = with_parameters(&with_variables(url, stage), &chosen.parameters);
            let why = format!("{url} gets it and answers by itself");
            walk.hop(hop(Step::Server, &gateway.at, Decision::Answer, why).part(part));
            let mut onward = asked.request.clone();
            match crate::reqpath::Url::parse(&url) {
                Ok(mut target) => {
                    target.query = target.query.or_else(|| asked.request.url.query.clone());
                    onward.url = target;
                    End::reached(Reached::Server { request: Box::new(onward) }, walk.own_status)
                }
                Err(problem) => End::doubtful(problem.0),
            }
        }
        Integration::Mock(mock) => {
            walk.hop(
                hop(Step::Integration, &gateway.at, Decision::Answer, "the gateway answers itself")
                    .part(part)
                    .status(mock.status),
            );
            let own = template::answer(mock.status, &mock.headers, &mock.bodies, asked.request, &[]);
            End::answer(&gateway.at, own)
        }
        Integration::Other(what) => {
            let why = format!("the route hands it to {what}, which is not understood here");
            walk.hop(hop(Step::Integration, &gateway.at, Decision::Uncertain, why.clone()).part(part));
            End::doubtful(why)
        }
    }
}

/// `${stageVariables.NAME}` put in.
fn with_variables(text: &str, stage: &Stage) -> String {
    stage
        .variables
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${{stageVariables.{name}}}"), value))
}

fn with_parameters(text: &str, parameters: &std::collections::BTreeMap<String, String>) -> String {
    parameters.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// What API Gateway answers where no API is asked yet, so none can have an answer of its own.
pub(super) fn forbidden() -> Answer {
    Answer::new(403, "application/json", "{\"message\":\"Forbidden\"}").with("x-amzn-ErrorType", "ForbiddenException")
}

/// The gateway's own answer of a type: as the API says, or as AWS does (aws-facts 18.4).
pub(in crate::reqpath) fn answer(
    gateway: &Gateway,
    kind: &str,
    status: u16,
    message: &str,
    request: &Request,
) -> Answer {
    let general = if status < 500 { "DEFAULT_4XX" } else { "DEFAULT_5XX" };
    let quoted = serde_json::Value::from(message).to_string();
    let typed = |answer: Answer| match error_type(kind) {
        Some(error) => answer.with("x-amzn-ErrorType", error),
        None => answer,
    };
    let Some(own) = gateway.responses.get(kind).or_else(|| gateway.responses.get(general)) else {
        return typed(Answer::new(status, "application/json", format!("{{\"message\":{quoted}}}")));
    };
    // The longer names first: one begins as the other does.
    let known = [
        ("$context.error.messageString", quoted.as_str()),
        ("$context.error.message", message),
        ("$context.error.responseType", kind),
    ];
    typed(template::answer(own.status.unwrap_or(status), &own.headers, &own.bodies, request, &known))
}

/// What API Gateway calls an answer of its own in `x-amzn-ErrorType`, by its type.
fn error_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "WAF_FILTERED" | "INVALID_API_KEY" => "ForbiddenException",
        "ACCESS_DENIED" => "AccessDeniedException",
        "UNAUTHORIZED" => "UnauthorizedException",
        "MISSING_AUTHENTICATION_TOKEN" => "MissingAuthenticationTokenException",
        "INVALID_SIGNATURE" => "InvalidSignatureException",
        "THROTTLED" => "TooManyRequestsException",
        "QUOTA_EXCEEDED" => "LimitExceededException",
        "REQUEST_TOO_LARGE" => "RequestTooLargeException",
        "API_CONFIGURATION_ERROR" | "AUTHORIZER_CONFIGURATION_ERROR" | "AUTHORIZER_FAILURE" | "DEFAULT_5XX" => {
            "InternalServerErrorException"
        }
        _ => return None,
    })
}

/// A check of the gateway that lets pass, refuses with one of its own answers, or cannot be told.
pub(super) struct Check<'t> {
    pub(super) step: Step,
    pub(super) part: Option<Part>,
    /// The type of the gateway's answer, its status and its message.
    pub(super) refusal: (&'t str, u16, &'t str),
    pub(super) passes: String,
    pub(super) refuses: String,
}

impl Check<'_> {
    /// Tells the hop; what is refused ends here.
    pub(super) fn tell(
        self,
        walk: &mut Walk<'_>,
        asked: Asked<'_>,
        settled: Settled,
        forks: &mut Vec<Fork>,
    ) -> Option<End> {
        let (kind, status, message) = self.refusal;
        let gateway = asked.gateway;
        let own = answer(gateway, kind, status, message, asked.request);
        let with_part = |hop: crate::reqpath::Hop| crate::reqpath::Hop { part: self.part.clone(), ..hop };
        match settled {
            Settled::Yes => {
                walk.hop(with_part(hop(self.step, &gateway.at, Decision::Pass, self.passes)));
                None
            }
            Settled::No => {
                let refused = hop(self.step, &gateway.at, Decision::Refuse, self.refuses).status(own.status);
                walk.hop(with_part(refused));
                Some(End::answer(&gateway.at, own))
            }
            Settled::Unsure(why) => {
                walk.hop(with_part(hop(self.step, &gateway.at, Decision::Uncertain, why.clone()).status(own.status)));
                forks.push(Fork { status: own.status, by: Some(gateway.at.clone()), why });
                None
            }
        }
    }
}
