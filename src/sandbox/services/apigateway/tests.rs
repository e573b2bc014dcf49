//! What a person with another client would do: resources one by one, patches, imports by hand. What the kinds do is told in
//! their stories.

use std::time::Duration;

use aws_sdk_apigateway::Client;
use aws_sdk_apigateway::error::ProvideErrorMetadata;
use aws_sdk_apigateway::primitives::Blob;
use aws_sdk_apigateway::types::{IntegrationType, Op, PatchOperation, PutMode};

use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

const REGION: &str = "eu-central-1";
const URI: &str = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:000000000000:function:api/invocations";

async fn clients() -> Clients {
    let cloud = Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_800_000_000)));
    Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await
}

async fn client() -> Client {
    clients().await.apigateway(REGION)
}

fn patch(op: Op, path: &str, value: &str) -> PatchOperation {
    PatchOperation::builder().op(op).path(path).value(value).build()
}

fn refused<T: std::fmt::Debug, E: ProvideErrorMetadata + std::fmt::Debug>(answer: Result<T, E>) -> (String, String) {
    let error = answer.expect_err("refused");
    (error.code().unwrap_or_default().to_owned(), error.message().unwrap_or_default().to_owned())
}

fn body(paths: &serde_json::Value) -> Blob {
    let document =
        serde_json::json!({ "openapi": "3.0.1", "info": { "title": "shop", "version": "7" }, "paths": paths });
    Blob::new(document.to_string())
}

fn proxy() -> serde_json::Value {
    serde_json::json!({ "x-amazon-apigateway-integration": { "type": "aws_proxy", "httpMethod": "POST", "uri": URI } })
}

#[tokio::test]
async fn resources_and_methods_are_built_one_by_one_with_the_guards_of_aws() {
    let client = client().await;
    let api = client.create_rest_api().name("shop").send().await.expect("created");
    let (id, root) = (api.id().expect("id"), api.root_resource_id().expect("root"));
    let resource =
        |parent: &str, part: &str| client.create_resource().rest_api_id(id).parent_id(parent).path_part(part);
    let items = resource(root, "items").send().await.expect("created").id.expect("id");
    let item = resource(&items, "{id}").send().await.expect("created");
    assert_eq!(item.path(), Some("/items/{id}"));
    let (code, message) = refused(resource(root, "items").send().await);
    assert_eq!(code, "ConflictException");
    assert_eq!(message, "Another resource with the same parent already has this name: items");
    let (_, message) = refused(resource(&items, "{name}").send().await);
    assert!(message.starts_with("A sibling ({id}) of this resource already has a variable path part"), "{message}");
    let rest = resource(&items, "{rest+}").send().await.expect("a greedy sibling may stand beside").id.expect("id");
    assert_eq!(refused(resource(&rest, "below").send().await).0, "BadRequestException");
    assert_eq!(refused(resource(root, "v{n}").send().await).0, "BadRequestException");
    assert_eq!(refused(resource("nope00", "x").send().await).0, "NotFoundException");

    let integration = || {
        let put = client.put_integration().rest_api_id(id).resource_id(&items).http_method("GET");
        put.r#type(IntegrationType::AwsProxy).integration_http_method("POST")
    };
    assert_eq!(refused(integration().uri(URI).send().await).0, "NotFoundException");
    let method = || {
        let put = client.put_method().rest_api_id(id).resource_id(&items).http_method("GET");
        put.authorization_type("NONE")
    };
    method().send().await.expect("put");
    assert_eq!(refused(method().send().await).0, "ConflictException");
    let deploy = || client.create_deployment().rest_api_id(id).stage_name("dev").variables("color", "blue");
    assert_eq!(refused(deploy().send().await).1, "No integration defined for method");
    assert_eq!(refused(integration().uri("arn:aws:lambda:x").send().await).1, "Invalid ARN specified in the request");
    let put = integration().uri(URI).send().await.expect("put");
    assert_eq!((put.timeout_in_millis(), put.cache_namespace()), (29_000, Some(items.as_str())));
    integration().uri(URI).timeout_in_millis(1_000).send().await.expect("put again");
    deploy().send().await.expect("deployed");
    let stage = client.get_stage().rest_api_id(id).stage_name("dev").send().await.expect("stage");
    assert_eq!(stage.variables().and_then(|variables| variables.get("color")).map(String::as_str), Some("blue"));

    client.delete_resource().rest_api_id(id).resource_id(&items).send().await.expect("deleted with what is below");
    let left = client.get_resources().rest_api_id(id).send().await.expect("listed");
    assert_eq!(left.items().len(), 1);
    assert_eq!(
        refused(client.delete_resource().rest_api_id(id).resource_id(root).send().await).0,
        "BadRequestException"
    );
}

#[tokio::test]
async fn patches_apply_all_or_none_and_unknown_paths_are_refused() {
    let clients = clients().await;
    let client = clients.apigateway(REGION);
    let id = client.create_rest_api().name("shop").send().await.expect("created").id.expect("id");
    let update = || client.update_rest_api().rest_api_id(&id);
    let both = update().patch_operations(patch(Op::Replace, "/name", "other")).patch_operations(patch(
        Op::Replace,
        "/colour",
        "blue",
    ));
    let (code, message) = refused(both.send().await);
    assert_eq!(code, "BadRequestException");
    assert!(
        message.starts_with("Invalid patch path '/colour' specified for op 'replace'. Must be one of: ["),
        "{message}"
    );
    let api = client.get_rest_api().rest_api_id(&id).send().await.expect("there");
    assert_eq!(api.name(), Some("shop"));
    assert_eq!(api.api_key_source().map(|source| source.as_str()), Some("HEADER"));
    assert_eq!(api.endpoint_configuration().map(|e| e.types()[0].as_str()), Some("EDGE"));
    let api = update()
        .patch_operations(patch(Op::Add, "/binaryMediaTypes/image~1png", ""))
        .patch_operations(patch(Op::Replace, "/endpointConfiguration/types/EDGE", "REGIONAL"))
        .patch_operations(patch(Op::Replace, "/policy", r#"{"Version":"2012-10-17","Statement":[]}"#))
        .send()
        .await
        .expect("patched");
    assert_eq!(api.binary_media_types(), ["image/png"]);
    assert!(api.policy().is_some_and(|policy| policy.starts_with(r#"{\"Version\""#)));

    client
        .put_rest_api()
        .rest_api_id(&id)
        .body(body(&serde_json::json!({ "/": { "get": proxy() } })))
        .send()
        .await
        .expect("put");
    client.create_deployment().rest_api_id(&id).stage_name("dev").send().await.expect("deployed");
    let stage = || client.update_stage().rest_api_id(&id).stage_name("dev");
    let shown = stage()
        .patch_operations(patch(Op::Replace, "/*/*/throttling/rateLimit", "12.5"))
        .patch_operations(patch(Op::Replace, "/~1/GET/metrics/enabled", "true"))
        .patch_operations(patch(Op::Replace, "/tracingEnabled", "true"))
        .send()
        .await
        .expect("patched");
    let settings = shown.method_settings().expect("settings");
    assert_eq!(settings["*/*"].throttling_rate_limit(), 12.5);
    assert!(settings["~1/GET"].metrics_enabled() && shown.tracing_enabled());
    let logs = || stage().patch_operations(patch(Op::Replace, "/accessLogSettings/destinationArn", "arn:aws:logs:x"));
    assert!(refused(logs().send().await).1.contains("CloudWatch Logs role ARN must be set"));
    let role = patch(Op::Replace, "/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs");
    let update = || client.update_account().patch_operations(role.clone()).send();
    assert!(refused(update().await).1.contains("required permissions"), "there is no such role");
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let made = clients.iam("us-east-1").create_role().role_name("logs").assume_role_policy_document(trust);
    made.send().await.expect("created");
    update().await.expect("patched");
    let shown = logs().send().await.expect("patched");
    assert_eq!(shown.access_log_settings().and_then(|logs| logs.destination_arn()), Some("arn:aws:logs:x"));
    assert_eq!(
        refused(stage().patch_operations(patch(Op::Replace, "/nope", "1")).send().await).0,
        "BadRequestException"
    );
    let unknown = stage().patch_operations(patch(Op::Replace, "/deploymentId", "nope00"));
    assert_eq!(refused(unknown.send().await).0, "BadRequestException");
}

#[tokio::test]
async fn imports_merge_or_overwrite_and_say_everything_that_is_wrong() {
    let client = client().await;
    let imported = client.import_rest_api().body(body(&serde_json::json!({ "/a": { "get": proxy() } }))).send().await;
    let id = imported.expect("imported").id.expect("id");
    let put =
        |mode: PutMode, paths: serde_json::Value| client.put_rest_api().rest_api_id(&id).mode(mode).body(body(&paths));
    let paths = || async {
        let all = client.get_resources().rest_api_id(&id).embed("methods").send().await.expect("listed");
        let mut paths: Vec<String> = all.items().iter().filter_map(|item| item.path().map(str::to_owned)).collect();
        paths.sort();
        paths
    };
    put(PutMode::Merge, serde_json::json!({ "/b/{x+}": { "x-amazon-apigateway-any-method": proxy() } }))
        .send()
        .await
        .expect("merged");
    assert_eq!(paths().await, ["/", "/a", "/b", "/b/{x+}"]);
    put(PutMode::Overwrite, serde_json::json!({ "/c": { "post": proxy() } })).send().await.expect("overwritten");
    assert_eq!(paths().await, ["/", "/c"]);

    let wrong = serde_json::json!({
        "/c/{x+}/d": { "get": proxy() },
        "/e": { "get": { "x-amazon-apigateway-integration": { "type": "aws_proxy", "uri": URI } } },
    });
    let (_, message) = refused(put(PutMode::Overwrite, wrong).send().await);
    assert_eq!(
        message,
        "Errors found during import:\n\tUnable to create resource at path '/c/{x+}/d': Cannot create a child of a resource \
         with a greedy path variable: {x+}\n\tUnable to put integration on 'GET' for resource at path '/e': Enumeration value \
         for HttpMethod must be non-empty"
    );
    assert_eq!(paths().await, ["/", "/c"]);
    let odd = put(PutMode::Overwrite, serde_json::json!({ "/f": { "trace": proxy() } })).fail_on_warnings(true);
    assert!(refused(odd.send().await).1.starts_with("Warnings found during import:"));
    let text = client.put_rest_api().rest_api_id(&id).body(Blob::new("openapi: 3.0.1"));
    assert_eq!(refused(text.send().await).0, "BadRequestException");
}

#[tokio::test]
async fn tags_are_shown_where_the_resource_is() {
    let client = client().await;
    let id = client.create_rest_api().name("shop").tags("a", "1").send().await.expect("created").id.expect("id");
    client
        .put_rest_api()
        .rest_api_id(&id)
        .body(body(&serde_json::json!({ "/": { "get": proxy() } })))
        .send()
        .await
        .expect("put");
    client.create_deployment().rest_api_id(&id).stage_name("dev").send().await.expect("deployed");
    let arn = format!("arn:aws:apigateway:{REGION}::/restapis/{id}/stages/dev");
    client.tag_resource().resource_arn(&arn).tags("b", "2").tags("c", "3").send().await.expect("tagged");
    client.untag_resource().resource_arn(&arn).tag_keys("c").send().await.expect("untagged");
    let stage = client.get_stage().rest_api_id(&id).stage_name("dev").send().await.expect("stage");
    assert_eq!(stage.tags().map(|tags| tags.len()), Some(1));
    let api = client.get_tags().resource_arn(format!("arn:aws:apigateway:{REGION}::/restapis/{id}"));
    assert_eq!(api.send().await.expect("tags").tags().map(|tags| tags["a"].clone()), Some("1".into()));
    let reserved = client.tag_resource().resource_arn(&arn).tags("aws:x", "1");
    assert_eq!(refused(reserved.send().await).0, "BadRequestException");
    let nowhere = client.get_tags().resource_arn(format!("arn:aws:apigateway:{REGION}::/restapis/none"));
    assert_eq!(refused(nowhere.send().await).0, "NotFoundException");
}
