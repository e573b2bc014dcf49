use super::read::Reading;
use crate::kinds::aws::apigateway::{
    ApiKeyInput, Authorization, AuthorizerKind, BasePathMappingInput, DomainNameInput, EndpointType as EndpointInput,
    Integration as IntegrationInput, Period, RestApiInput, Route as RouteInput, StageInput, Throttle as ThrottleInput,
    UsagePlanInput, UsagePlanKeyInput,
};
use crate::kinds::aws::wafv2::association::Input as AssociationInput;
use crate::names::ResourceId;
use crate::reqpath::Phrase;
use crate::reqpath::model::{
    Auth, Authorizer, Domain, EndpointType, Gateway, GatewayResponse, Integration, KeyedPlan, MockAnswer, Policy,
    Quota, QuotaPeriod, Route, Stage, Throttle,
};
use crate::value::Text;

pub(super) fn gateways(reading: &mut Reading<'_>) -> Vec<Gateway> {
    let stages = stages(reading);
    let mut gateways = Vec::new();
    for (at, input) in reading.all::<RestApiInput>("apigateway-rest-api") {
        let policy = input.policy.as_ref().and_then(|policy| Policy::read(&at, policy.as_value()));
        if input.policy.is_some() && policy.is_none() {
            reading.unread(&at, "the resource policy is none that is understood here");
        }
        let id = reading.output(&at, "id");
        gateways.push(Gateway {
            host: reading.output(&at, "host"),
            stages: stages.iter().filter(|(api, _)| *api == id).map(|(_, stage)| stage.clone()).collect(),
            id,
            endpoint: match input.endpoint {
                EndpointInput::Regional => EndpointType::Regional,
                EndpointInput::Edge => EndpointType::Edge,
                EndpointInput::Private => EndpointType::Private,
            },
            host_disabled: input.disable_execute_api_endpoint,
            routes: input.routes.iter().filter_map(|(key, route)| self::route(reading, key, route)).collect(),
            authorizers: input
                .authorizers
                .iter()
                .map(|(name, authorizer)| {
                    let read = Authorizer {
                        arn: called(reading, &authorizer.uri)
                            .filter(|_| authorizer.kind != AuthorizerKind::CognitoUserPools),
                        token: authorizer.kind == AuthorizerKind::Token,
                        identity_sources: authorizer.identity_sources.clone(),
                        validation: authorizer.validation.clone(),
                        ttl: authorizer.ttl,
                    };
                    (name.clone(), read)
                })
                .collect(),
            responses: input
                .gateway_responses
                .iter()
                .map(|(kind, one)| {
                    let read = GatewayResponse {
                        status: one.status,
                        headers: one.headers.clone(),
                        bodies: one.bodies.clone(),
                    };
                    (kind.clone(), read)
                })
                .collect(),
            policy,
            binary_types: input.binary_media_types,
            region: input.region,
            at,
        });
    }
    gateways
}

fn route(reading: &Reading<'_>, key: &str, input: &RouteInput) -> Option<Route> {
    let (verb, path) = key.split_once(' ')?;
    let other = |what: &str| Integration::Other(what.to_owned());
    Some(Route {
        verb: verb.to_owned(),
        path: path.to_owned(),
        integration: match (input.integration, &input.answer) {
            (IntegrationInput::AwsProxy, _) => {
                called(reading, &input.uri).map_or_else(|| other("an AWS service"), |arn| Integration::Function { arn })
            }
            (IntegrationInput::HttpProxy, _) => Integration::Server { url: reading.texts.plain(&input.uri) },
            (IntegrationInput::Mock, Some(answer)) => Integration::Mock(MockAnswer {
                status: answer.status,
                headers: answer.headers.clone(),
                bodies: answer.bodies.clone(),
            }),
            (IntegrationInput::Mock | IntegrationInput::Mapped, _) => other("an integration with mappings"),
            (IntegrationInput::Aws, _) => other("an AWS service with mappings"),
            (IntegrationInput::Http, _) => other("a web server with mappings"),
            (IntegrationInput::None, _) => other("nothing"),
        },
        auth: match &input.authorization {
            None => Auth::Open,
            Some(Authorization::Iam) => Auth::Iam,
            Some(Authorization::Authorizer(name)) => Auth::Authorizer(name.clone()),
            Some(Authorization::Other(kind)) => Auth::Other(kind.clone()),
        },
        key: input.api_key,
    })
}

/// The ARN of the function in the address API Gateway calls it by.
fn called(reading: &Reading<'_>, uri: &Text) -> Option<String> {
    let uri = reading.texts.plain(uri);
    Some(uri.split_once("/functions/")?.1.split_once("/invocations")?.0.to_owned())
}

/// Every stage with the id of its API.
fn stages(reading: &mut Reading<'_>) -> Vec<(String, Stage)> {
    let mut in_front: Vec<(String, ResourceId, String)> = Vec::new();
    for kind in ["classic-association", "wafv2-association"] {
        for (at, input) in reading.all::<AssociationInput>(kind) {
            in_front.push((reading.texts.plain(&input.resource), at, reading.texts.plain(&input.web_acl)));
        }
    }
    let plans = plans(reading);
    let mut stages = Vec::new();
    for (at, input) in reading.all::<StageInput>("apigateway-stage") {
        let api = reading.texts.plain(&input.rest_api);
        let arn = reading.output(&at, "arn");
        let stage = Stage {
            deployment: reading.texts.plain(&input.deployment),
            variables: input.variables.iter().map(|(name, value)| (name.clone(), reading.texts.plain(value))).collect(),
            throttles: input.throttling.iter().map(|(key, one)| (key.clone(), throttle(one))).collect(),
            web_acls: in_front
                .iter()
                .filter(|(resource, _, _)| *resource == arn)
                .map(|(_, at, acl)| (at.clone(), acl.clone()))
                .collect(),
            plans: plans
                .iter()
                .filter(|(of, stage, _)| *of == api && *stage == input.name)
                .map(|(_, _, plan)| plan.clone())
                .collect(),
            name: input.name,
            arn,
            at,
        };
        stages.push((api, stage));
    }
    stages
}

fn throttle(input: &ThrottleInput) -> Throttle {
    Throttle { rate: input.rate, burst: input.burst }
}

/// Every usage plan with the API and the stage it is for.
fn plans(reading: &mut Reading<'_>) -> Vec<(String, String, KeyedPlan)> {
    let keys: Vec<(String, ResourceId, Phrase)> = reading
        .all::<ApiKeyInput>("apigateway-api-key")
        .into_iter()
        .filter(|(_, input)| input.enabled)
        .map(|(at, input)| (reading.output(&at, "id"), at, reading.texts.phrase(&input.value)))
        .collect();
    let members: Vec<(String, String)> = reading
        .all::<UsagePlanKeyInput>("apigateway-usage-plan-key")
        .into_iter()
        .map(|(_, input)| (reading.texts.plain(&input.usage_plan), reading.texts.plain(&input.api_key)))
        .collect();
    let mut plans = Vec::new();
    for (at, input) in reading.all::<UsagePlanInput>("apigateway-usage-plan") {
        let id = reading.output(&at, "id");
        let quota = input.quota.map(|quota| Quota {
            most: quota.limit,
            period: match quota.period {
                Period::Day => QuotaPeriod::Day,
                Period::Week => QuotaPeriod::Week,
                Period::Month => QuotaPeriod::Month,
            },
        });
        let of_plan = |key: &str| members.iter().any(|(plan, member)| *plan == id && member == key);
        let plan = KeyedPlan {
            at,
            throttle: input.throttle.as_ref().map(throttle),
            quota,
            keys: keys
                .iter()
                .filter(|(key, _, _)| of_plan(key))
                .map(|(key, at, value)| (at.clone(), key.clone(), value.clone()))
                .collect(),
        };
        plans.push((reading.texts.plain(&input.rest_api), reading.texts.plain(&input.stage), plan));
    }
    plans
}

pub(super) fn domains(reading: &mut Reading<'_>) -> Vec<Domain> {
    let mappings: Vec<(String, String, String)> = reading
        .all::<BasePathMappingInput>("apigateway-base-path-mapping")
        .into_iter()
        .map(|(_, input)| {
            let plain = |text: &Text| reading.texts.plain(text);
            (plain(&input.domain), plain(&input.rest_api), plain(&input.stage))
        })
        .collect();
    let named = reading.all::<DomainNameInput>("apigateway-domain-name");
    let domain = |(at, input): (ResourceId, DomainNameInput)| Domain {
        target: reading.output(&at, "target").to_ascii_lowercase(),
        mapped: mappings
            .iter()
            .find(|(domain, _, _)| *domain == input.domain)
            .map(|(_, api, stage)| (api.clone(), stage.clone())),
        host: input.domain,
        at,
    };
    named.into_iter().map(domain).collect()
}
