use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    AccessLog, Answer, ApiKeyInput, Authorization, Authorizer, AuthorizerKind, BasePathMappingInput, DeploymentInput,
    DomainNameInput, EndpointType, GatewayResponse, Integration, Period, Quota, RestApiInput, Route, StageInput,
    Throttle, UsagePlanInput, UsagePlanKeyInput,
};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, code, create, delete, drift, read, secret, survives, tags, update};
use crate::providers::Hands;
use crate::sandbox::World;
use crate::sandbox::services::apigateway::Api;
use crate::value::{SecretForm, Text, Tree};

const REGION: &str = "us-east-2";

fn route(function: &str) -> Route {
    let uri = format!(
        "arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:{REGION}:000000000000:function:{function}:live/invocations"
    );
    Route::to_function(uri.into(), 29_000)
}

fn rest_api() -> RestApiInput {
    RestApiInput {
        region: REGION.into(),
        name: "dev-shop-api".into(),
        description: Some("the shop".into()),
        endpoint: EndpointType::Regional,
        routes: BTreeMap::from([("ANY /{proxy+}".into(), route("api")), ("GET /items/{id}".into(), route("items"))]),
        binary_media_types: BTreeSet::from(["image/png".into()]),
        minimum_compression_size: Some(1024),
        disable_execute_api_endpoint: false,
        authorizers: BTreeMap::new(),
        gateway_responses: BTreeMap::new(),
        policy: None,
        tags: tags("gateway.api/rest-api"),
        token: "token00000000001".into(),
    }
}

fn deployment(api: &str, digest: &str, token: &str) -> DeploymentInput {
    DeploymentInput {
        region: REGION.into(),
        rest_api: api.into(),
        digest: digest.into(),
        description: "made by engine".into(),
        token: token.into(),
    }
}

fn stage(api: &str, deployment: &str) -> StageInput {
    StageInput {
        region: REGION.into(),
        rest_api: api.into(),
        name: "dev".into(),
        deployment: deployment.into(),
        description: None,
        variables: BTreeMap::from([("color".into(), Text::from("blue"))]),
        throttling: BTreeMap::new(),
        access_log: None,
        tags: tags("gateway.api/stage"),
    }
}

#[tokio::test]
async fn a_rest_api_is_made_changed_drifts_and_goes() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let was = rest_api();
    let made = create::<super::RestApi>(&hands, &was).await;
    assert_eq!(made.outputs["host"], format!("{}.execute-api.us-east-2.amazonaws.com", made.id));
    assert_eq!(made.outputs["execution-arn"], format!("arn:aws:execute-api:us-east-2:000000000000:{}", made.id));
    assert_eq!(made.outputs["arn"], format!("arn:aws:apigateway:us-east-2::/restapis/{}", made.id));

    let mut want = rest_api();
    want.name = "dev-shop-gateway".into();
    want.description = None;
    want.endpoint = EndpointType::Edge;
    want.routes.remove("GET /items/{id}");
    want.routes.insert("POST /items".into(), Route { timeout_ms: 5_000, ..route("items") });
    want.binary_media_types = BTreeSet::from(["*/*".into()]);
    want.minimum_compression_size = None;
    want.disable_execute_api_endpoint = true;
    want.tags.insert("team".into(), "shop".into());
    let outputs = update::<super::RestApi>(&hands, &made.id, &was, &want).await;
    assert_eq!(outputs, made.outputs);

    cloud.with_world(|world| {
        let api = world.apigateway.get_mut(REGION).and_then(|state| state.apis.get_mut(&made.id)).expect("there");
        api.draft.disable_execute_api_endpoint = false;
        api.tags.remove("team");
        for resource in api.draft.resources.values_mut() {
            if let Some(integration) = resource.methods.get_mut("POST").and_then(|method| method.integration.as_mut()) {
                integration.timeout = 100;
            }
            for method in resource.methods.values_mut().filter(|_| resource.path == "/items") {
                method.authorization_type = "AWS_IAM".into();
            }
            resource.methods.remove("ANY");
        }
    });
    assert_eq!(
        drift::<super::RestApi>(&hands, &made.id, &want).await,
        [
            "routes.ANY /{proxy+}",
            "routes.POST /items.timeout-ms",
            "routes.POST /items.authorization",
            "disable-execute-api-endpoint",
            "tags.team"
        ]
    );
    update::<super::RestApi>(&hands, &made.id, &want, &want).await;
    delete::<super::RestApi>(&hands, &made.id, &want).await;
}

/// An API with everything an import can say.
fn full() -> RestApiInput {
    let mut want = rest_api();
    let fixed = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let legacy = Route {
        integration: Integration::HttpProxy,
        ..Route::to_function("https://legacy.example.com/{proxy}?of={id}".into(), 5_000)
    };
    want.routes.insert("ANY /legacy/{id}/{proxy+}".into(), legacy);
    let answer = Answer {
        status: 204,
        headers: fixed("Access-Control-Allow-Origin", "https://a.example"),
        bodies: fixed("application/json", "{}"),
    };
    let mock = Route { integration: Integration::Mock, answer: Some(answer), ..Route::to_function("".into(), 29_000) };
    want.routes.insert("OPTIONS /items/{id}".into(), mock);
    want.routes.insert("PUT /items/{id}".into(), Route { authorization: Some(Authorization::Iam), ..route("items") });
    let tokens = Some(Authorization::Authorizer("tokens".into()));
    want.routes.insert("DELETE /items/{id}".into(), Route { authorization: tokens, api_key: true, ..route("items") });
    want.routes.insert("PATCH /items/{id}".into(), Route { api_key: true, ..route("items") });
    let authorizer = |kind, sources: &[&str], validation: Option<&str>| Authorizer {
        kind,
        uri: route("auth").uri,
        identity_sources: sources.iter().map(|&source| source.to_owned()).collect(),
        validation: validation.map(str::to_owned),
        ttl: 60,
    };
    want.authorizers = BTreeMap::from([
        (
            "tokens".into(),
            authorizer(AuthorizerKind::Token, &["method.request.header.Authorization"], Some("Bearer .*")),
        ),
        (
            "requests".into(),
            authorizer(AuthorizerKind::Request, &["method.request.header.X-Key", "method.request.querystring.k"], None),
        ),
    ]);
    let response = |status, name: &str, value: &str| GatewayResponse {
        status,
        headers: fixed(name, value),
        bodies: fixed("application/json", "{\"message\":$context.error.messageString}"),
    };
    want.gateway_responses = BTreeMap::from([
        ("DEFAULT_4XX".into(), response(None, "Access-Control-Allow-Origin", "*")),
        ("THROTTLED".into(), response(Some(503), "Retry-After", "1")),
    ]);
    want.policy = Some(Tree::new(json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/dev/*",
        }],
    })));
    want
}

#[tokio::test]
async fn everything_an_import_says_is_read_back_as_it_was_wanted() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = full();
    let made = create::<super::RestApi>(&hands, &want).await;
    // A second import of the same leaves authorizers as they are.
    update::<super::RestApi>(&hands, &made.id, &want, &want).await;
    let mut less = full();
    less.authorizers.remove("requests");
    less.gateway_responses.remove("THROTTLED");
    less.policy = None;
    update::<super::RestApi>(&hands, &made.id, &want, &less).await;
    update::<super::RestApi>(&hands, &made.id, &less, &want).await;

    cloud.with_world(|world| {
        let api = world.apigateway.get_mut(REGION).and_then(|state| state.apis.get_mut(&made.id)).expect("there");
        let draft = &mut api.draft;
        draft.policy = draft.policy.as_ref().map(|policy| policy.replace("/dev/*", "/*"));
        draft.gateway_responses.remove("THROTTLED");
        for authorizer in draft.authorizers.values_mut() {
            authorizer.ttl = 0;
        }
        for resource in draft.resources.values_mut() {
            for method in resource.methods.values_mut() {
                method.api_key_required = false;
                if let Some(integration) = method.integration.as_mut() {
                    integration.request_parameters.clear();
                    for response in integration.responses.values_mut() {
                        response.parameters.values_mut().for_each(|value| *value = "'*'".into());
                    }
                }
            }
        }
    });
    assert_eq!(
        drift::<super::RestApi>(&hands, &made.id, &want).await,
        [
            "routes.ANY /legacy/{id}/{proxy+}.integration",
            "routes.DELETE /items/{id}.api-key",
            "routes.OPTIONS /items/{id}.answer.headers.Access-Control-Allow-Origin",
            "routes.PATCH /items/{id}.api-key",
            "authorizers.requests.ttl",
            "authorizers.tokens.ttl",
            "gateway-responses.THROTTLED",
            "policy.Statement[0].Resource",
        ]
    );
    update::<super::RestApi>(&hands, &made.id, &want, &want).await;
}

#[tokio::test]
async fn a_rest_api_is_found_by_its_token_on_any_page_and_brought_to_its_end() {
    let hands = Bench::new().await.hands;
    let want = rest_api();
    assert_eq!(super::RestApi::find(&hands, &want).await, Ok(None));
    let client = hands.clients.apigateway(REGION);
    for number in 0..30 {
        client.create_rest_api().name(format!("other-{number}")).send().await.expect("created");
    }
    // The create call happened, its answer was lost and nothing after it was done.
    let mut half = client.create_rest_api().name("dev-shop-api").tags("engine:token", &want.token);
    for (key, value) in &want.tags {
        half = half.tags(key, value);
    }
    let id = half.send().await.expect("created").id.expect("id");
    let found = super::RestApi::find(&hands, &want).await.expect("looked").expect("found");
    assert_eq!(found.id, id);
    update::<super::RestApi>(&hands, &id, &want, &want).await;

    let foreign = RestApiInput { tags: tags("gateway.other/rest-api"), ..want };
    assert_eq!(code(super::RestApi::find(&hands, &foreign).await), "Foreign");
}

#[tokio::test]
async fn no_lost_answer_makes_a_second_one_or_leaves_one_behind() {
    survives::<super::RestApi>(async |_| rest_api(), |world| world.apigateway.get(REGION).map_or(0, |s| s.apis.len()))
        .await;

    let api = async |hands: &Hands| super::RestApi::create(hands, &rest_api()).await.expect("created").id;
    let of_api = |world: &World, count: fn(&Api) -> usize| -> usize {
        world.apigateway.values().flat_map(|state| state.apis.values()).map(count).sum()
    };
    survives::<super::Deployment>(
        async |hands| deployment(&api(hands).await, "aa11", "token00000000002"),
        |world| of_api(world, |api| api.deployments.len()),
    )
    .await;
    survives::<super::Stage>(
        async |hands| {
            let api = api(hands).await;
            let made = super::Deployment::create(hands, &deployment(&api, "aa11", "token00000000002")).await;
            stage(&api, &made.expect("created").outputs["id"])
        },
        |world| of_api(world, |api| api.stages.len()),
    )
    .await;
}

#[tokio::test]
async fn many_routes_are_read_over_pages() {
    let hands = Bench::new().await.hands;
    let mut want = rest_api();
    for number in 0..600 {
        want.routes.insert(format!("GET /r{number}"), route("api"));
    }
    create::<super::RestApi>(&hands, &want).await;
}

#[tokio::test]
async fn a_deployment_freezes_what_a_stage_serves() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let api_was = rest_api();
    let api = create::<super::RestApi>(&hands, &api_was).await.id;
    let first_input = deployment(&api, "aa11", "token00000000002");
    let first = create::<super::Deployment>(&hands, &first_input).await;
    let stage_input = stage(&api, &first.outputs["id"]);
    let made = create::<super::Stage>(&hands, &stage_input).await;
    assert_eq!(made.outputs["arn"], format!("arn:aws:apigateway:us-east-2::/restapis/{api}/stages/dev"));
    assert_eq!(made.outputs["invoke-url"], format!("https://{api}.execute-api.us-east-2.amazonaws.com/dev"));

    // The draft moves on, the stage does not.
    let mut api_want = rest_api();
    api_want.routes.insert("POST /items".into(), route("items"));
    update::<super::RestApi>(&hands, &api, &api_was, &api_want).await;
    let frozen = |id: &str| {
        cloud.with_world(|world| {
            let served = &world.apigateway[REGION].apis[&api].deployments[id].served;
            served.at("/items").is_some_and(|resource| resource.methods.contains_key("POST"))
        })
    };
    assert!(!frozen(&first.outputs["id"]));

    let second_input = deployment(&api, "bb22", "token00000000003");
    let second = create::<super::Deployment>(&hands, &second_input).await;
    assert!(frozen(&second.outputs["id"]));
    let found = super::Deployment::find(&hands, &second_input).await.expect("looked");
    assert_eq!(found.as_ref(), Some(&second));
    let lost = deployment(&api, "bb22", "token00000000009");
    assert_eq!(super::Deployment::find(&hands, &lost).await, Ok(None));

    // Still served: the delete waits for the stage to be moved, here in vain.
    let refused = super::Deployment::delete(&hands, &first.id, &first_input).await.expect_err("in use");
    assert!(refused.message.starts_with("Active stages"), "{refused}");
    let mut stage_want = stage(&api, &second.outputs["id"]);
    stage_want.variables = BTreeMap::from([("size".into(), Text::from("xl"))]);
    stage_want.description = Some("development".into());
    stage_want.tags.insert("team".into(), "shop".into());
    update::<super::Stage>(&hands, &made.id, &stage_input, &stage_want).await;
    delete::<super::Deployment>(&hands, &first.id, &first_input).await;

    let reworded = DeploymentInput { description: String::new(), ..second_input.clone() };
    update::<super::Deployment>(&hands, &second.id, &second_input, &reworded).await;

    cloud.with_world(|world| {
        let stage = crate::sandbox::services::apigateway::stage_mut(world, &made.outputs["arn"]).expect("there");
        stage.variables.clear();
        stage.web_acl_arn = Some("arn:aws:wafv2:::acl".into());
    });
    assert_eq!(drift::<super::Stage>(&hands, &made.id, &stage_want).await, ["variables.size"]);
    let shown = hands.clients.apigateway(REGION).get_stage().rest_api_id(&api).stage_name("dev").send().await;
    assert_eq!(shown.expect("there").web_acl_arn(), Some("arn:aws:wafv2:::acl"));

    let found = super::Stage::find(&hands, &stage_want).await.expect("looked").expect("found");
    assert_eq!(found.id, made.id);
    let foreign = StageInput { tags: tags("gateway.other/stage"), ..stage_want.clone() };
    assert_eq!(code(super::Stage::find(&hands, &foreign).await), "Foreign");
    assert_eq!(code(super::Stage::create(&hands, &stage_want).await), "ConflictException");

    delete::<super::Stage>(&hands, &made.id, &stage_want).await;
    delete::<super::Deployment>(&hands, &second.id, &reworded).await;
    // With the API gone, so are the children: their reads and deletes find nothing.
    delete::<super::RestApi>(&hands, &api, &api_want).await;
    assert!(read::<super::Stage>(&hands, &made.id, &stage_want).await.is_none());
    delete::<super::Stage>(&hands, &made.id, &stage_want).await;
}

#[tokio::test]
async fn a_stage_throttles_and_logs_with_the_role_all_stages_share() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let api = create::<super::RestApi>(&hands, &rest_api()).await.id;
    let made = create::<super::Deployment>(&hands, &deployment(&api, "aa11", "token00000000002")).await;
    let plain = stage(&api, &made.outputs["id"]);
    let throttle = |rate, burst| Throttle { rate, burst };
    let mut want = plain.clone();
    want.throttling =
        BTreeMap::from([("*/*".into(), throttle(100, 50)), ("GET /items/{id}".into(), throttle(10_000, 5_000))]);
    want.access_log = Some(AccessLog {
        destination: format!("arn:aws:logs:{REGION}:000000000000:log-group:/aws/apigateway/shop").into(),
        format: "$context.requestId".into(),
    });
    let refused = super::Stage::create(&hands, &want).await.expect_err("no role");
    assert!(refused.message.contains("role ARN must be set"), "{refused}");

    let account = super::AccountInput { region: REGION.into(), role_name: "engine-apigateway-logs".into() };
    assert_eq!(super::Account::find(&hands, &account).await, Ok(None));
    let ensured = create::<super::Account>(&hands, &account).await;
    assert_eq!(ensured.outputs["role-arn"], "arn:aws:iam::000000000000:role/engine-apigateway-logs");
    assert_eq!(create::<super::Account>(&hands, &account).await, ensured, "whoever comes second finds it");
    // In another region the role is there already.
    let there = super::AccountInput { region: "eu-central-1".into(), ..account.clone() };
    create::<super::Account>(&hands, &there).await;

    // The create call happened, what follows it did not.
    let found = super::Stage::find(&hands, &want).await.expect("looked").expect("found");
    update::<super::Stage>(&hands, &found.id, &want, &want).await;
    cloud.with_world(|world| {
        let stage = crate::sandbox::services::apigateway::stage_mut(world, &found.outputs["arn"]).expect("there");
        let settings = &mut stage.method_settings;
        settings.get_mut("*/*").and_then(|all| all.insert("throttlingRateLimit".into(), 1.into()));
        // Somebody looks closer at one method: nothing to us.
        settings.entry("~1other/GET".into()).or_default().insert("metricsEnabled".into(), true.into());
        stage.access_log_format = Some("nothing".into());
    });
    assert_eq!(drift::<super::Stage>(&hands, &found.id, &want).await, ["throttling.*/*.rate", "access-log.format"]);
    update::<super::Stage>(&hands, &found.id, &want, &want).await;
    update::<super::Stage>(&hands, &found.id, &want, &plain).await;

    // Nobody takes the role away from the others.
    super::Account::delete(&hands, &ensured.id, &account).await.expect("let go");
    assert_eq!(super::Account::find(&hands, &account).await, Ok(Some(ensured)));
}

#[tokio::test]
async fn keys_and_their_plan_are_made_changed_drift_and_go() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let key = ApiKeyInput {
        region: REGION.into(),
        name: "dev-shop-api-partner".into(),
        description: String::new(),
        enabled: true,
        value: secret(&hands, SecretForm::Plain),
        tags: tags("gateway.api/api-key/partner"),
    };
    // Sixteen characters are too few, so another secret stands in.
    assert_eq!(code(super::ApiKey::create(&hands, &key).await), "BadRequestException");
    let key = ApiKeyInput { value: "twenty-characters-at-least".into(), ..key };
    let made = super::ApiKey::create(&hands, &key).await.expect("created");
    assert_eq!(super::ApiKey::find(&hands, &key).await, Ok(Some(made.clone())));
    let foreign = ApiKeyInput { tags: tags("gateway.other/api-key/partner"), ..key.clone() };
    assert_eq!(code(super::ApiKey::find(&hands, &foreign).await), "Foreign");
    let mut want = ApiKeyInput { name: "partner".into(), description: "of ours".into(), ..key.clone() };
    want.tags.insert("team".into(), "shop".into());
    super::ApiKey::update(&hands, &made.id, &key, &want).await.expect("updated");
    cloud.with_world(|world| {
        world.apigateway.get_mut(REGION).and_then(|state| state.api_keys.get_mut(&made.id)).expect("there").enabled =
            false;
    });
    // The value is sealed whatever the record holds.
    assert_eq!(drift::<super::ApiKey>(&hands, &made.id, &want).await, ["enabled", "value"]);

    let plan = UsagePlanInput {
        region: REGION.into(),
        name: "dev-shop-api-basic".into(),
        description: String::new(),
        rest_api: "a1b2c3d4e5".into(),
        stage: "dev".into(),
        throttle: Some(Throttle { rate: 10, burst: 20 }),
        quota: None,
        tags: tags("gateway.api/usage-plan/basic"),
        token: "token00000000001".into(),
    };
    let nowhere = UsagePlanInput { stage: "prod".into(), ..plan.clone() };
    assert_eq!(code(super::UsagePlan::create(&hands, &nowhere).await), "NotFoundException");
    let made_plan = create::<super::UsagePlan>(&hands, &plan).await;
    assert_eq!(super::UsagePlan::find(&hands, &plan).await, Ok(Some(made_plan.clone())));
    let mut other = UsagePlanInput {
        name: "basic".into(),
        description: "for partners".into(),
        throttle: None,
        quota: Some(Quota { limit: 1_000, period: Period::Week }),
        ..plan.clone()
    };
    other.tags.insert("team".into(), "shop".into());
    update::<super::UsagePlan>(&hands, &made_plan.id, &plan, &other).await;
    let more = UsagePlanInput { quota: Some(Quota { limit: 5, period: Period::Day }), ..other.clone() };
    update::<super::UsagePlan>(&hands, &made_plan.id, &other, &more).await;
    update::<super::UsagePlan>(&hands, &made_plan.id, &more, &plan).await;

    let member = UsagePlanKeyInput {
        region: REGION.into(),
        usage_plan: made_plan.id.as_str().into(),
        api_key: made.id.as_str().into(),
    };
    assert_eq!(super::UsagePlanKey::find(&hands, &member).await, Ok(None));
    let made_member = create::<super::UsagePlanKey>(&hands, &member).await;
    // Making it again is nothing new.
    create::<super::UsagePlanKey>(&hands, &member).await;
    let twin =
        create::<super::UsagePlan>(&hands, &UsagePlanInput { token: "token00000000002".into(), ..plan.clone() }).await;
    let elsewhere = UsagePlanKeyInput { usage_plan: twin.id.as_str().into(), ..member.clone() };
    assert_eq!(
        code(super::UsagePlanKey::create(&hands, &elsewhere).await),
        "ConflictException",
        "one plan for a stage"
    );
    delete::<super::UsagePlanKey>(&hands, &made_member.id, &member).await;
    delete::<super::UsagePlan>(&hands, &made_plan.id, &plan).await;
    delete::<super::ApiKey>(&hands, &made.id, &want).await;
}

#[tokio::test]
async fn a_domain_name_and_what_it_leads_to_are_made_change_drift_and_go() {
    let Bench { cloud, hands, .. } = Bench::with_stage().await;
    let certificate = format!("arn:aws:acm:{REGION}:000000000000:certificate/1");
    cloud.with_world(|world| {
        let issued = json!({
            "arn": certificate, "domain": "*.example.com", "names": ["*.example.com"], "key_algorithm": "RSA_2048",
            "validation_method": "DNS", "idempotency_token": null, "tags": {}, "created": { "secs": 0, "nanos": 0 },
            "issued": { "secs": 1, "nanos": 0 }, "timed_out": false,
        });
        let issued = serde_json::from_value(issued).expect("a certificate");
        world.acm.entry(REGION.into()).or_default().certificates.insert(certificate.clone(), issued);
    });
    let want = DomainNameInput {
        region: REGION.into(),
        domain: "api.example.com".into(),
        certificate: certificate.as_str().into(),
        security_policy: "TLS_1_0".into(),
        tags: tags("gateway.api/domain-name"),
    };
    let uncovered = DomainNameInput { domain: "api.example.org".into(), ..want.clone() };
    assert_eq!(code(super::DomainName::create(&hands, &uncovered).await), "BadRequestException");
    let unissued = DomainNameInput { certificate: "arn:aws:acm:us-east-1:0:certificate/1".into(), ..want.clone() };
    assert_eq!(code(super::DomainName::create(&hands, &unissued).await), "BadRequestException");
    assert_eq!(super::DomainName::find(&hands, &want).await, Ok(None));
    let made = create::<super::DomainName>(&hands, &want).await;
    assert!(made.outputs["target"].ends_with(".execute-api.us-east-2.amazonaws.com"), "{:?}", made.outputs);
    assert_eq!(super::DomainName::find(&hands, &want).await, Ok(Some(made.clone())));
    let foreign = DomainNameInput { tags: tags("gateway.other/domain-name"), ..want.clone() };
    assert_eq!(code(super::DomainName::find(&hands, &foreign).await), "Foreign");
    let mut newer = DomainNameInput { security_policy: "TLS_1_2".into(), ..want.clone() };
    newer.tags.insert("team".into(), "shop".into());
    update::<super::DomainName>(&hands, &made.id, &want, &newer).await;

    let mapping = BasePathMappingInput {
        region: REGION.into(),
        domain: made.id.as_str().into(),
        rest_api: "a1b2c3d4e5".into(),
        stage: "dev".into(),
    };
    let nowhere = BasePathMappingInput { stage: "prod".into(), ..mapping.clone() };
    assert_eq!(code(super::BasePathMapping::create(&hands, &nowhere).await), "BadRequestException");
    let mapped = create::<super::BasePathMapping>(&hands, &mapping).await;
    assert_eq!(super::BasePathMapping::find(&hands, &mapping).await, Ok(Some(mapped.clone())));
    let others = BasePathMappingInput { rest_api: "other".into(), ..mapping.clone() };
    assert_eq!(code(super::BasePathMapping::find(&hands, &others).await), "Foreign");
    cloud.with_world(|world| {
        let domain = world.apigateway.get_mut(REGION).and_then(|state| state.domains.get_mut(&made.id)).expect("there");
        domain.mappings.values_mut().for_each(|(_, stage)| *stage = "prod".into());
        domain.security_policy = "TLS_1_0".into();
    });
    assert_eq!(drift::<super::BasePathMapping>(&hands, &mapped.id, &mapping).await, ["stage"]);
    update::<super::BasePathMapping>(&hands, &mapped.id, &mapping, &mapping).await;
    assert_eq!(drift::<super::DomainName>(&hands, &made.id, &newer).await, ["security-policy"]);

    // An API that a name leads to stays.
    let api = hands.clients.apigateway(REGION);
    assert!(api.delete_rest_api().rest_api_id("a1b2c3d4e5").send().await.is_err());
    delete::<super::BasePathMapping>(&hands, &mapped.id, &mapping).await;
    delete::<super::DomainName>(&hands, &made.id, &newer).await;
}

#[tokio::test]
async fn what_cannot_be_served_is_refused() {
    let hands = Bench::new().await.hands;
    let mut empty = rest_api();
    empty.routes.clear();
    let api = create::<super::RestApi>(&hands, &empty).await.id;
    let refused = super::Deployment::create(&hands, &deployment(&api, "aa", "token00000000002")).await;
    assert_eq!(refused.expect_err("no methods").message, "The REST API doesn't contain any methods");
    let unknown = super::Stage::create(&hands, &stage(&api, "nope00")).await;
    assert_eq!(unknown.expect_err("no deployment").message, "Deployment id does not exist");

    let mut slow = rest_api();
    slow.routes.insert("GET /slow".into(), Route { timeout_ms: 60_000, ..route("api") });
    let refused = super::RestApi::update(&hands, &api, &empty, &slow).await.expect_err("too slow");
    assert_eq!(
        refused.message,
        "Errors found during import:\n\tUnable to put integration on 'GET' for resource at path '/slow': Timeout should be \
         between 50 ms and 29000 ms"
    );
    let mut malformed = rest_api();
    malformed.routes.insert("GET".into(), route("api"));
    assert_eq!(code(super::RestApi::update(&hands, &api, &empty, &malformed).await), "MalformedRoute");
    let mut mock = rest_api();
    mock.routes.insert("GET /m".into(), Route { integration: Integration::Mock, ..route("api") });
    assert_eq!(code(super::RestApi::update(&hands, &api, &empty, &mock).await), "UnsupportedIntegration");
}
