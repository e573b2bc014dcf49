use std::io::Write as _;
use std::time::Duration;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::error::ProvideErrorMetadata as _;
use aws_sdk_lambda::operation::create_function::builders::CreateFunctionFluentBuilder;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{
    Environment, EphemeralStorage, FunctionCode, FunctionVersion, LastUpdateStatus, PackageType, Runtime, State,
    VpcConfig,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

const REGION: &str = "us-east-2";
const ROLE: &str = "arn:aws:iam::000000000000:role/r";
const ARN: &str = "arn:aws:lambda:us-east-2:000000000000:function:f";
const TRUST: &str =
    r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

struct Stage {
    lambda: Client,
    clock: Clock,
}

impl Stage {
    /// A cloud with a role that Lambda can assume by now.
    async fn new() -> Self {
        let clock = Clock::virtual_from(Duration::from_secs(1_790_000_000));
        let cloud = Cloud::in_memory(clock.clone());
        let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), REGION).await;
        let role = clients.iam("us-east-1").create_role().role_name("r").assume_role_policy_document(TRUST);
        role.send().await.expect("a role");
        clock.advance(Duration::from_secs(5));
        Self { lambda: clients.lambda(REGION), clock }
    }

    /// The same with an active function `f`.
    async fn with_function() -> Self {
        let stage = Self::new().await;
        stage.create("f").send().await.expect("created");
        stage.pass(2);
        stage
    }

    fn create(&self, name: &str) -> CreateFunctionFluentBuilder {
        self.lambda
            .create_function()
            .function_name(name)
            .role(ROLE)
            .runtime(Runtime::Python313)
            .handler("app.handler")
            .code(FunctionCode::builder().zip_file(zip("one")).build())
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

fn zip(source: &str) -> Blob {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    archive.start_file("app.py", zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(source.as_bytes()).expect("written");
    archive.finish().expect("a zip");
    Blob::new(bytes)
}

#[tokio::test]
async fn a_function_is_pending_and_then_active_and_shows_lambdas_defaults() {
    let stage = Stage::new().await;
    let made = stage.create("f").tags("a", "1").send().await.expect("created");
    assert_eq!(made.state(), Some(&State::Pending));
    assert_eq!(made.function_arn(), Some(ARN));
    assert_eq!((made.memory_size(), made.timeout()), (Some(128), Some(3)));
    assert_eq!(made.ephemeral_storage().map(EphemeralStorage::size), Some(512));
    assert_eq!(made.version(), Some("$LATEST"));
    assert_eq!(made.package_type(), Some(&PackageType::Zip));
    assert_eq!(made.code_sha256(), Some(BASE64.encode(Sha256::digest(zip("one").as_ref())).as_str()));
    assert_eq!(made.last_modified(), Some("2026-09-21T14:13:25.000+0000"));
    assert_eq!(made.logging_config().and_then(|logging| logging.log_group()), Some("/aws/lambda/f"));
    assert!(made.environment().is_none());
    stage.pass(2);
    let got = stage.lambda.get_function().function_name(ARN).send().await.expect("got");
    assert_eq!(got.configuration().expect("a configuration").state(), Some(&State::Active));
    assert_eq!(got.code().expect("code").repository_type(), Some("S3"));
    assert_eq!(got.tags().expect("tags")["a"], "1");
    stage.lambda.tag_resource().resource(ARN).tags("b", "2").send().await.expect("tagged");
    stage.lambda.untag_resource().resource(ARN).tag_keys("a").send().await.expect("untagged");
    let tags = stage.lambda.list_tags().resource(ARN).send().await.expect("listed");
    assert_eq!(tags.tags().expect("tags").keys().collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn an_image_function_names_and_resolves_its_image() {
    let stage = Stage::new().await;
    let uri = "000000000000.dkr.ecr.us-east-2.amazonaws.com/shop/api:v1";
    let create = |uri: &str| {
        let code = FunctionCode::builder().image_uri(uri).build();
        let request = stage.lambda.create_function().function_name("f").role(ROLE).package_type(PackageType::Image);
        request.code(code).send()
    };
    let refused = create("docker.io/shop/api:v1").await.expect_err("not in ECR");
    assert_eq!(refused.code(), Some("InvalidParameterValueException"));
    let made = create(uri).await.expect("created");
    assert_eq!(made.package_type(), Some(&PackageType::Image));
    let got = stage.lambda.get_function().function_name("f").send().await.expect("got");
    let code = got.code().expect("code");
    assert_eq!(code.image_uri(), Some(uri));
    let digest = made.code_sha256().expect("a digest");
    let resolved = format!("000000000000.dkr.ecr.us-east-2.amazonaws.com/shop/api@sha256:{digest}");
    assert_eq!(code.resolved_image_uri(), Some(resolved.as_str()));
    stage.pass(2);
    let zipped = stage.lambda.update_function_code().function_name("f").zip_file(zip("one")).send().await;
    assert_eq!(zipped.expect_err("another package type").code(), Some("InvalidParameterValueException"));
}

#[tokio::test]
async fn a_role_is_checked_and_needs_time() {
    let stage = Stage::new().await;
    let refused = stage.create("f").role("arn:aws:iam::000000000000:role/absent").send().await.expect_err("absent");
    assert_eq!(refused.code(), Some("InvalidParameterValueException"));
    assert_eq!(refused.message(), Some("The role defined for the function cannot be assumed by Lambda."));
    let foreign = stage.create("f").role("arn:aws:iam::111111111111:role/r").send().await.expect_err("foreign");
    assert_eq!(foreign.code(), Some("AccessDeniedException"));
    let malformed = stage.create("f").role("r").send().await.expect_err("no ARN");
    assert_eq!(malformed.code(), Some("ValidationException"));
}

#[tokio::test]
async fn one_change_at_a_time() {
    let stage = Stage::new().await;
    let made = stage.create("f").send().await.expect("created");
    let configure = || stage.lambda.update_function_configuration().function_name("f");
    let pending = configure().timeout(5).send().await.expect_err("pending");
    assert!(pending.as_service_error().expect("said").is_resource_conflict_exception());
    stage.pass(2);
    let changed = configure().timeout(5).send().await.expect("changed");
    assert_eq!(changed.last_update_status(), Some(&LastUpdateStatus::InProgress));
    assert_ne!(changed.revision_id(), made.revision_id());
    let code = || stage.lambda.update_function_code().function_name("f").zip_file(zip("two"));
    assert_eq!(code().send().await.expect_err("busy").code(), Some("ResourceConflictException"));
    let publish = || stage.lambda.publish_version().function_name("f");
    assert_eq!(publish().send().await.expect_err("busy").code(), Some("ResourceConflictException"));
    stage.pass(1);
    let stale = code().revision_id(made.revision_id().expect("an id")).send().await.expect_err("stale");
    assert!(stale.as_service_error().expect("said").is_precondition_failed_exception());
    let changed = code().send().await.expect("changed");
    assert_eq!(changed.timeout(), Some(5), "settings stay");
    stage.pass(1);
    let other = publish().code_sha256("AAAA").send().await.expect_err("other code");
    assert_eq!(other.code(), Some("InvalidParameterValueException"));
}

#[tokio::test]
async fn versions_are_made_of_what_changed() {
    let stage = Stage::with_function().await;
    let publish = || stage.lambda.publish_version().function_name("f").description("marked").send();
    let first = publish().await.expect("published");
    assert_eq!((first.version(), first.description()), (Some("1"), Some("marked")));
    assert_eq!(first.function_arn(), Some(format!("{ARN}:1").as_str()));
    assert_eq!(publish().await.expect("published again").version(), Some("1"));
    stage.lambda.update_function_code().function_name("f").zip_file(zip("two")).send().await.expect("changed");
    stage.pass(1);
    assert_eq!(publish().await.expect("published").version(), Some("2"));
    let versions =
        stage.lambda.list_versions_by_function().function_name("f").max_items(2).into_paginator().items().send();
    let versions = versions.collect::<Result<Vec<_>, _>>().await.expect("listed");
    assert_eq!(versions.iter().filter_map(|one| one.version()).collect::<Vec<_>>(), ["$LATEST", "1", "2"]);
    let all = stage.lambda.list_functions().function_version(FunctionVersion::All).send().await.expect("listed");
    assert_eq!(all.functions().len(), 3);

    let get = |qualifier: &str| stage.lambda.get_function().function_name("f").qualifier(qualifier).send();
    assert_ne!(versions[1].code_sha256(), versions[2].code_sha256());
    assert_eq!(get("1").await.expect("got").configuration().expect("shown").code_sha256(), versions[1].code_sha256());
    assert!(get("9").await.expect_err("absent").as_service_error().expect("said").is_resource_not_found_exception());
    let delete = |qualifier: &str| stage.lambda.delete_function().function_name("f").qualifier(qualifier).send();
    delete("1").await.expect("deleted");
    delete("1").await.expect("deleted again");
    assert_eq!(delete("$LATEST").await.expect_err("latest").code(), Some("InvalidParameterValueException"));
    get("2").await.expect("the function and its other versions stay");
}

#[tokio::test]
async fn aliases_point_at_versions_that_exist() {
    let stage = Stage::with_function().await;
    let lambda = &stage.lambda;
    lambda.publish_version().function_name("f").send().await.expect("published");
    let create = |name: &str, version: &str| {
        lambda.create_alias().function_name("f").name(name).function_version(version).send()
    };
    assert_eq!(create("live", "9").await.expect_err("absent").code(), Some("ResourceNotFoundException"));
    assert_eq!(create("12", "1").await.expect_err("a number").code(), Some("ValidationException"));
    let made = create("live", "1").await.expect("created");
    assert_eq!(made.alias_arn(), Some(format!("{ARN}:live").as_str()));
    assert_eq!(create("live", "1").await.expect_err("twice").code(), Some("ResourceConflictException"));
    let used = lambda.delete_function().function_name("f").qualifier("1").send().await.expect_err("used");
    assert!(used.as_service_error().expect("said").is_resource_conflict_exception());
    let update = || lambda.update_alias().function_name("f").name("live");
    let updated = update().function_version("$LATEST").description("d").send().await.expect("updated");
    assert_eq!((updated.function_version(), updated.description()), (Some("$LATEST"), Some("d")));
    let stale = update().revision_id(made.revision_id().expect("an id")).send().await.expect_err("stale");
    assert_eq!(stale.code(), Some("PreconditionFailedException"));
    let listed = lambda.list_aliases().function_name("f").send().await.expect("listed");
    assert_eq!(listed.aliases().len(), 1);
    lambda.delete_alias().function_name("f").name("live").send().await.expect("deleted");
    lambda.delete_alias().function_name("f").name("live").send().await.expect("deleted again");
    let gone = lambda.get_alias().function_name("f").name("live").send().await.expect_err("gone");
    assert_eq!(gone.code(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn policies_belong_to_a_qualifier() {
    let stage = Stage::with_function().await;
    let lambda = &stage.lambda;
    lambda.create_alias().function_name("f").name("live").function_version("$LATEST").send().await.expect("created");
    let get = |qualifier: Option<&str>| {
        lambda.get_policy().function_name("f").set_qualifier(qualifier.map(str::to_owned)).send()
    };
    assert_eq!(get(None).await.expect_err("none yet").code(), Some("ResourceNotFoundException"));
    let add = |sid: &str| {
        let request = lambda.add_permission().function_name("f").qualifier("live").statement_id(sid);
        request.action("lambda:InvokeFunction").principal("apigateway.amazonaws.com")
    };
    let granted =
        add("s").source_arn("arn:aws:execute-api:us-east-2:0:x/*").source_account("000000000000").send().await;
    let statement: serde_json::Value =
        serde_json::from_str(granted.expect("granted").statement().expect("a statement")).expect("JSON");
    assert_eq!(statement["Resource"], format!("{ARN}:live"));
    assert_eq!(statement["Condition"]["ArnLike"]["AWS:SourceArn"], "arn:aws:execute-api:us-east-2:0:x/*");
    assert_eq!(add("s").send().await.expect_err("twice").code(), Some("ResourceConflictException"));
    assert_eq!(get(None).await.expect_err("of the alias only").code(), Some("ResourceNotFoundException"));
    let policy = get(Some("live")).await.expect("got");
    let stale = add("t").revision_id("stale").send().await.expect_err("stale");
    assert_eq!(stale.code(), Some("PreconditionFailedException"));
    add("t").revision_id(policy.revision_id().expect("an id")).send().await.expect("granted");
    let absent = add("u").qualifier("absent").send().await.expect_err("no such alias");
    assert_eq!(absent.code(), Some("ResourceNotFoundException"));
    let latest = add("u").qualifier("$LATEST").send().await.expect_err("latest");
    assert_eq!(latest.code(), Some("InvalidParameterValueException"));
    let someone = add("u").principal("nobody").send().await.expect_err("no principal");
    assert_eq!(someone.code(), Some("InvalidParameterValueException"));
    let remove = || lambda.remove_permission().function_name("f").qualifier("live").statement_id("s").send();
    remove().await.expect("taken back");
    assert_eq!(remove().await.expect_err("gone").code(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn concurrency_is_reserved_from_one_pool() {
    let stage = Stage::with_function().await;
    let lambda = &stage.lambda;
    stage.create("g").send().await.expect("created");
    let put = |function: &str, calls: i32| {
        lambda.put_function_concurrency().function_name(function).reserved_concurrent_executions(calls).send()
    };
    let get = async || {
        let got = lambda.get_function_concurrency().function_name("f").send().await.expect("got");
        let shown = lambda.get_function().function_name("f").send().await.expect("got");
        let of_function = shown.concurrency().and_then(|concurrency| concurrency.reserved_concurrent_executions());
        assert_eq!(got.reserved_concurrent_executions(), of_function);
        of_function
    };
    assert_eq!(get().await, None);
    assert_eq!(put("f", 600).await.expect("reserved").reserved_concurrent_executions(), Some(600));
    assert_eq!(get().await, Some(600));
    assert_eq!(put("g", 301).await.expect_err("too many").code(), Some("InvalidParameterValueException"));
    put("g", 300).await.expect("all that may be had");
    put("f", 0).await.expect("stopped");
    assert_eq!(get().await, Some(0));
    assert_eq!(put("f", -1).await.expect_err("negative").code(), Some("ValidationException"));
    assert_eq!(put("f:1", 1).await.expect_err("a version").code(), Some("InvalidParameterValueException"));
    assert_eq!(put("absent", 1).await.expect_err("absent").code(), Some("ResourceNotFoundException"));
    let give_back = || lambda.delete_function_concurrency().function_name("f").send();
    give_back().await.expect("given back");
    give_back().await.expect("given back again");
    assert_eq!(get().await, None);
    lambda.delete_function().function_name("g").send().await.expect("deleted");
    put("f", 900).await.expect("the pool has it back");
}

#[tokio::test]
async fn what_lambda_refuses_is_refused() {
    let stage = Stage::with_function().await;
    let code = async |request: CreateFunctionFluentBuilder| {
        request.send().await.expect_err("refused").code().unwrap_or_default().to_owned()
    };
    assert_eq!(code(stage.create("f")).await, "ResourceConflictException");
    assert_eq!(code(stage.create("a b")).await, "ValidationException");
    assert_eq!(code(stage.create("g").memory_size(64)).await, "ValidationException");
    assert_eq!(code(stage.create("g").timeout(901)).await, "ValidationException");
    assert_eq!(code(stage.create("g").runtime(Runtime::from("cobol"))).await, "InvalidParameterValueException");
    assert_eq!(code(stage.create("g").set_handler(None)).await, "InvalidParameterValueException");
    let storage = |size| EphemeralStorage::builder().size(size).build().expect("a size");
    assert_eq!(code(stage.create("g").ephemeral_storage(storage(511))).await, "ValidationException");
    assert_eq!(code(stage.create("g").ephemeral_storage(storage(10_241))).await, "ValidationException");
    let unzippable = FunctionCode::builder().zip_file(Blob::new("no zip")).build();
    assert_eq!(code(stage.create("g").code(unzippable)).await, "InvalidParameterValueException");
    let environment = |name: &str, value: &str| Environment::builder().variables(name, value).build();
    let reserved = stage.create("g").environment(environment("AWS_REGION", "x"));
    assert_eq!(code(reserved).await, "InvalidParameterValueException");
    let large = stage.create("g").environment(environment("LARGE", &"x".repeat(4096)));
    assert_eq!(code(large).await, "InvalidParameterValueException");
    let vpc = VpcConfig::builder().subnet_ids("subnet-1").build();
    assert_eq!(code(stage.create("g").vpc_config(vpc)).await, "NotImplemented", "rather than dropped");

    let lambda = &stage.lambda;
    let invoked = lambda.invoke().function_name("f").send().await.expect_err("not known");
    assert_eq!(invoked.code(), Some("NotImplemented"));
    lambda.delete_function().function_name("f").send().await.expect("deleted");
    let gone = lambda.delete_function().function_name("f").send().await.expect_err("gone");
    assert_eq!(gone.code(), Some("ResourceNotFoundException"));
    assert!(lambda.list_functions().send().await.expect("listed").functions().is_empty());
}
