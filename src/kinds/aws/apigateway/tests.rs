use std::collections::{BTreeMap, BTreeSet};

use super::{DeploymentInput, EndpointType, Integration, RestApiInput, Route, StageInput};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, code, create, delete, drift, read, survives, tags, update};
use crate::providers::Hands;
use crate::sandbox::World;
use crate::sandbox::services::apigateway::Api;
use crate::value::Text;

const REGION: &str = "us-east-2";

fn route(function: &str) -> Route {
    let uri = format!(
        "arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:{REGION}:000000000000:function:{function}:live/invocations"
    );
    Route { integration: Integration::AwsProxy, uri: uri.into(), timeout_ms: 29_000 }
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
            "routes.POST /items.integration",
            "routes.POST /items.timeout-ms",
            "disable-execute-api-endpoint",
            "tags.team"
        ]
    );
    update::<super::RestApi>(&hands, &made.id, &want, &want).await;
    delete::<super::RestApi>(&hands, &made.id, &want).await;
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
