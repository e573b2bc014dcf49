use std::collections::BTreeMap;
use std::io::Write as _;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    LambdaAlias, LambdaAliasInput, LambdaFunction, LambdaFunctionInput, LambdaPermission, LambdaPermissionInput,
    LambdaVersion, LambdaVersionInput, Package, PackageType,
};
use crate::kinds::aws::iam::{IamRole, IamRoleInput};
use crate::kinds::bench::{self, Bench, REGION, survives, tags};
use crate::kinds::{Kind as _, Made};
use crate::providers::{Class, Hands};
use crate::secrets::{Plain, Vault};
use crate::value::{FileRef, SecretForm, SecretRef, Text, Tree, diff};

/// Writes a zip with one file into the folder of the spec.
fn zip(bench: &Bench, source: &str) -> FileRef {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    archive.start_file("app.py", zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(source.as_bytes()).expect("written");
    archive.finish().expect("a zip");
    std::fs::write(bench.folder.path().join("api.zip"), &bytes).expect("a file");
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    FileRef { path: "api.zip".into(), sha256, bytes: bytes.len() as u64 }
}

fn image(digit: char) -> Text {
    let digest = digit.to_string().repeat(64);
    Text::from(format!("000000000000.dkr.ecr.us-east-2.amazonaws.com/shop/api@sha256:{digest}"))
}

async fn role(hands: &Hands) -> Text {
    let statement =
        json!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" });
    let input = IamRoleInput {
        name: "dev-shop-api".into(),
        description: String::new(),
        trust_policy: Tree::new(json!({ "Version": "2012-10-17", "Statement": [statement] })),
        inline_policies: BTreeMap::new(),
        managed_policies: Default::default(),
        tags: tags("function.api/role"),
    };
    let made = IamRole::create(hands, &input).await.expect("a role");
    Text::from(made.outputs["arn"].as_str())
}

fn function(role: Text, file: FileRef) -> LambdaFunctionInput {
    LambdaFunctionInput {
        region: REGION.into(),
        name: "dev-shop-api".into(),
        package_type: PackageType::Zip,
        package: Package::Zip { file, runtime: "python3.13".into(), handler: "app.handler".into() },
        image_config: None,
        role,
        description: "answers".into(),
        memory_size: 256,
        timeout: 29,
        ephemeral_storage: 1024,
        environment: [("ENV_NAME".to_owned(), Text::from("dev"))].into(),
        architecture: "x86_64".into(),
        log_group: Text::from("/aws/lambda/dev-shop-api"),
        reserved_concurrency: Some(50),
        tags: tags("function.api/function"),
    }
}

async fn made(bench: &Bench) -> (LambdaFunctionInput, Made) {
    let want = function(role(&bench.hands).await, zip(bench, "one"));
    let made = LambdaFunction::create(&bench.hands, &want).await.expect("a function");
    (want, made)
}

fn version(digest: &str) -> LambdaVersionInput {
    LambdaVersionInput { region: REGION.into(), function: Text::from("dev-shop-api"), digest: Text::from(digest) }
}

fn alias(version: &str) -> LambdaAliasInput {
    LambdaAliasInput {
        routing: None,
        region: REGION.into(),
        function: Text::from("dev-shop-api"),
        name: "live".into(),
        version: Text::from(version),
        description: "what the gateway calls".into(),
    }
}

fn permission(statement: &str) -> LambdaPermissionInput {
    LambdaPermissionInput {
        region: REGION.into(),
        function: Text::from("dev-shop-api"),
        qualifier: Some(Text::from("live")),
        statement_id: statement.into(),
        token: String::new(),
        principal: "apigateway.amazonaws.com".into(),
        action: "lambda:InvokeFunction".into(),
        source_arn: Text::from("arn:aws:execute-api:us-east-2:000000000000:abc123/dev/*/*"),
        source_account: Some("000000000000".into()),
    }
}

#[tokio::test]
async fn a_function_waits_for_its_role_and_lives_from_creation_to_deletion() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let (want, made) = made(&bench).await;
    assert_eq!(made.outputs["arn"], "arn:aws:lambda:us-east-2:000000000000:function:dev-shop-api");
    let live = LambdaFunction::read(hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
    assert_eq!(live.outputs, made.outputs);

    let mut other = function(want.role.clone(), zip(&bench, "two"));
    other.memory_size = 512;
    other.ephemeral_storage = 512;
    other.reserved_concurrency = None;
    other.architecture = "arm64".into();
    other.environment = [("LOG_LEVEL".to_owned(), Text::from("debug"))].into();
    other.tags.insert("team".into(), "shop".into());
    let outputs = LambdaFunction::update(hands, &made.id, &want, &other).await.expect("updated");
    assert_ne!(outputs["code-sha256"], made.outputs["code-sha256"]);
    let live = LambdaFunction::read(hands, &made.id, &other).await.expect("read").expect("there");
    assert_eq!(live.input, other);
    assert_eq!(live.outputs, outputs);
    bench.cloud.with_world(|world| {
        let state = &world.lambda[REGION];
        assert_eq!(state.archives.len(), 1, "the zip nothing runs from is gone");
        let latest = state.revision("dev-shop-api", None).expect("runs");
        let bytes = state.archive(latest).expect("the zip");
        assert_eq!(bytes, std::fs::read(bench.folder.path().join("api.zip")).expect("a file"));
    });

    LambdaFunction::delete(hands, &made.id, &other).await.expect("deleted");
    LambdaFunction::delete(hands, &made.id, &other).await.expect("deleted again");
    assert!(LambdaFunction::read(hands, &made.id, &other).await.expect("read").is_none());
}

#[tokio::test]
async fn a_function_from_an_image_follows_its_uri() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let want = LambdaFunctionInput {
        package_type: PackageType::Image,
        package: Package::Image { uri: image('a') },
        environment: BTreeMap::new(),
        ..function(role(&bench.hands).await, FileRef { path: String::new(), sha256: String::new(), bytes: 0 })
    };
    let made = LambdaFunction::create(hands, &want).await.expect("created");
    assert_eq!(made.outputs["code-sha256"], "a".repeat(64));
    let config = super::ImageConfig {
        entry_point: vec!["/bin/sh".into(), "-c".into()],
        command: vec!["serve".into()],
        working_directory: Some("/app".into()),
    };
    let started = LambdaFunctionInput { image_config: Some(config.clone()), ..want.clone() };
    bench::update::<LambdaFunction>(hands, &made.id, &want, &started).await;
    let command = super::ImageConfig { entry_point: Vec::new(), working_directory: None, ..config };
    let fewer = LambdaFunctionInput { image_config: Some(command), ..want.clone() };
    bench::update::<LambdaFunction>(hands, &made.id, &started, &fewer).await;
    bench::update::<LambdaFunction>(hands, &made.id, &fewer, &want).await;
    let live = LambdaFunction::read(hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
    let other = LambdaFunctionInput { package: Package::Image { uri: image('b') }, ..want.clone() };
    LambdaFunction::update(hands, &made.id, &want, &other).await.expect("updated");
    let live = LambdaFunction::read(hands, &made.id, &other).await.expect("read").expect("there");
    assert_eq!(live.input, other);
}

#[tokio::test]
async fn a_zip_that_changed_since_the_plan_is_not_uploaded() {
    let bench = Bench::new().await;
    let planned = zip(&bench, "one");
    let role = role(&bench.hands).await;
    zip(&bench, "two");
    let refused = LambdaFunction::create(&bench.hands, &function(role.clone(), planned)).await.expect_err("refused");
    assert_eq!(refused.code, "FileChanged");
    let missing = FileRef { path: "nowhere.zip".into(), sha256: String::new(), bytes: 0 };
    let refused = LambdaFunction::create(&bench.hands, &function(role, missing)).await.expect_err("refused");
    assert_eq!(refused.code, "FileUnreadable");
}

#[tokio::test]
async fn drift_of_a_function_is_seen_and_undone() {
    let bench = Bench::new().await;
    let (want, made) = made(&bench).await;
    bench.cloud.with_world(|world| {
        let state = world.lambda.get_mut(REGION).expect("a region");
        let latest = &mut state.functions.get_mut("dev-shop-api").expect("the function").latest;
        latest.settings.timeout = 3;
        latest.settings.storage = 2048;
        latest.settings.environment.insert("DEBUG".into(), "1".into());
    });
    let live = LambdaFunction::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!((live.input.timeout, live.input.ephemeral_storage), (3, 2048));
    assert!(live.input.environment["DEBUG"].is_secret(), "what nobody recorded is not shown");
    LambdaFunction::update(&bench.hands, &made.id, &want, &want).await.expect("updated");
    let live = LambdaFunction::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
}

#[tokio::test]
async fn a_reservation_is_set_changed_and_given_back() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let (want, made) = made(&bench).await;
    let reserved =
        || bench.cloud.with_world(|world| world.lambda[REGION].functions["dev-shop-api"].reserved_concurrency);
    assert_eq!(reserved(), Some(50));
    let mut was = want;
    for calls in [Some(900), Some(0), None, Some(1)] {
        let other = LambdaFunctionInput { reserved_concurrency: calls, ..was.clone() };
        LambdaFunction::update(hands, &made.id, &was, &other).await.expect("updated");
        assert_eq!(reserved(), calls.map(u64::from));
        let live = LambdaFunction::read(hands, &made.id, &other).await.expect("read").expect("there");
        assert_eq!(live.input, other);
        was = other;
    }
    let greedy = LambdaFunctionInput { reserved_concurrency: Some(901), ..was.clone() };
    let refused = LambdaFunction::update(hands, &made.id, &was, &greedy).await.expect_err("refused");
    assert_eq!(refused.code, "InvalidParameterValueException");

    bench.cloud.with_world(|world| {
        let function = world.lambda.get_mut(REGION).and_then(|state| state.functions.get_mut("dev-shop-api"));
        function.expect("the function").reserved_concurrency = None;
    });
    let live = LambdaFunction::read(hands, &made.id, &was).await.expect("read").expect("there");
    assert_eq!(live.input.reserved_concurrency, None, "drift is seen");
    LambdaFunction::update(hands, &made.id, &was, &was).await.expect("updated");
    assert_eq!(reserved(), Some(1));
}

#[tokio::test]
async fn a_function_comes_to_its_reservation_at_whatever_call_it_is_interrupted() {
    let prepare = async |hands: &Hands| LambdaFunctionInput {
        package_type: PackageType::Image,
        package: Package::Image { uri: image('a') },
        ..function(role(hands).await, FileRef { path: String::new(), sha256: String::new(), bytes: 0 })
    };
    survives::<LambdaFunction>(prepare, |world| world.lambda.get(REGION).map_or(0, |state| state.functions.len()))
        .await;
}

#[tokio::test]
async fn a_function_is_found_after_a_lost_answer_and_a_foreign_one_is_not_taken() {
    let bench = Bench::new().await;
    let (want, made) = made(&bench).await;
    assert_eq!(LambdaFunction::create(&bench.hands, &want).await.expect_err("a second one").class, Class::Exists);
    assert_eq!(LambdaFunction::find(&bench.hands, &want).await.expect("looked"), Some(made));
    let foreign = LambdaFunctionInput { tags: tags("function.other/function"), ..want.clone() };
    assert_eq!(LambdaFunction::find(&bench.hands, &foreign).await.expect_err("not ours").code, "Foreign");
    let absent = LambdaFunctionInput { name: "dev-shop-two".into(), ..want };
    assert_eq!(LambdaFunction::find(&bench.hands, &absent).await.expect("looked"), None);
}

#[tokio::test]
async fn publishing_the_same_again_gives_the_same_version() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let (want, function) = made(&bench).await;
    let first = LambdaVersion::create(hands, &version("d1")).await.expect("published");
    assert_eq!(first.id, "dev-shop-api:1");
    assert_eq!(first.outputs["arn"], "arn:aws:lambda:us-east-2:000000000000:function:dev-shop-api:1");
    assert_eq!(LambdaVersion::create(hands, &version("d1")).await.expect("published again"), first);
    assert_eq!(LambdaVersion::find(hands, &version("d1")).await.expect("looked"), Some(first.clone()));
    assert_eq!(LambdaVersion::find(hands, &version("d2")).await.expect("looked"), None);
    let live = LambdaVersion::read(hands, &first.id, &version("d1")).await.expect("read").expect("there");
    assert_eq!(live.input, version("d1"));
    assert_eq!(live.outputs, first.outputs);

    let other = LambdaFunctionInput { memory_size: 1024, ..want.clone() };
    LambdaFunction::update(hands, &function.id, &want, &other).await.expect("updated");
    let second = LambdaVersion::create(hands, &version("d2")).await.expect("published");
    assert_eq!(second.id, "dev-shop-api:2");
    LambdaVersion::delete(hands, &first.id, &version("d1")).await.expect("deleted");
    LambdaVersion::delete(hands, &first.id, &version("d1")).await.expect("deleted again");
    assert!(LambdaVersion::read(hands, &first.id, &version("d1")).await.expect("read").is_none());
    assert!(LambdaVersion::read(hands, &second.id, &version("d2")).await.expect("read").is_some());
    let refused = LambdaVersion::delete(hands, "dev-shop-api:$LATEST", &version("d1")).await.expect_err("refused");
    assert_eq!(refused.code, "InvalidId");
}

#[tokio::test]
async fn a_version_is_deleted_once_the_alias_lets_go() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let (want, function) = made(&bench).await;
    let first = LambdaVersion::create(hands, &version("d1")).await.expect("published");
    let live = LambdaAlias::create(hands, &alias("1")).await.expect("an alias");
    let other = LambdaFunctionInput { memory_size: 1024, ..want.clone() };
    LambdaFunction::update(hands, &function.id, &want, &other).await.expect("updated");
    LambdaVersion::create(hands, &version("d2")).await.expect("published");

    let old = version("d1");
    let (before, after) = (alias("1"), alias("2"));
    let move_on = async {
        hands.clock.sleep(std::time::Duration::from_secs(3)).await;
        LambdaAlias::update(hands, &live.id, &before, &after).await
    };
    let (deleted, moved) = futures::future::join(LambdaVersion::delete(hands, &first.id, &old), move_on).await;
    moved.expect("moved");
    deleted.expect("deleted");
    let refused = LambdaVersion::delete(hands, "dev-shop-api:2", &version("d2")).await.expect_err("in use");
    assert!(refused.message.contains("live"), "{refused}");
}

#[tokio::test]
async fn an_alias_lives_from_creation_to_deletion() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let (want, function) = made(&bench).await;
    LambdaVersion::create(hands, &version("d1")).await.expect("published");
    let first = LambdaAlias::create(hands, &alias("1")).await.expect("created");
    assert_eq!(first.outputs["arn"], "arn:aws:lambda:us-east-2:000000000000:function:dev-shop-api:live");
    assert_eq!(LambdaAlias::create(hands, &alias("1")).await.expect_err("a second one").class, Class::Exists);
    assert_eq!(LambdaAlias::find(hands, &alias("1")).await.expect("looked"), Some(first.clone()));
    assert_eq!(LambdaAlias::create(hands, &alias("9")).await.expect_err("no such version").class, Class::NotFound);

    let other = LambdaFunctionInput { memory_size: 1024, ..want.clone() };
    LambdaFunction::update(hands, &function.id, &want, &other).await.expect("updated");
    LambdaVersion::create(hands, &version("d2")).await.expect("published");
    LambdaAlias::update(hands, &first.id, &alias("1"), &alias("2")).await.expect("updated");
    let live = LambdaAlias::read(hands, &first.id, &alias("1")).await.expect("read").expect("there");
    assert_eq!(live.input, alias("2"));
    LambdaAlias::delete(hands, &first.id, &alias("2")).await.expect("deleted");
    LambdaAlias::delete(hands, &first.id, &alias("2")).await.expect("deleted again");
    assert!(LambdaAlias::read(hands, &first.id, &alias("2")).await.expect("read").is_none());
}

#[tokio::test]
async fn permissions_of_one_qualifier_do_not_lose_or_mix_with_others() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    made(&bench).await;
    LambdaVersion::create(hands, &version("d1")).await.expect("published");
    LambdaAlias::create(hands, &alias("1")).await.expect("an alias");
    let unqualified = LambdaPermissionInput { qualifier: None, source_account: None, ..permission("gateway") };
    let wanted = [permission("gateway"), permission("other"), unqualified];
    let created = futures::future::join_all(wanted.iter().map(|want| LambdaPermission::create(hands, want))).await;
    let ids: Vec<String> = created.into_iter().map(|made| made.expect("granted").id).collect();
    assert_eq!(ids, ["dev-shop-api:live/gateway", "dev-shop-api:live/other", "dev-shop-api/gateway"]);
    for (want, id) in wanted.iter().zip(&ids) {
        let live = LambdaPermission::read(hands, id, want).await.expect("read").expect("there");
        assert_eq!(live.input, *want);
        assert_eq!(LambdaPermission::find(hands, want).await.expect("looked").expect("found").id, *id);
    }
    assert_eq!(LambdaPermission::create(hands, &wanted[0]).await.expect_err("a second one").class, Class::Exists);
    let wider = LambdaPermissionInput { source_arn: Text::from("arn:aws:execute-api:*:*:*"), ..permission("gateway") };
    assert_eq!(LambdaPermission::find(hands, &wider).await.expect_err("not ours").code, "Foreign");

    // A successor stands beside the one it replaces.
    let next = LambdaPermissionInput { token: "abcdefgh01234567".into(), ..permission("gateway") };
    let beside = LambdaPermission::create(hands, &next).await.expect("granted").id;
    assert_eq!(beside, "dev-shop-api:live/gateway-abcdefgh01234567");
    let live = LambdaPermission::read(hands, &beside, &next).await.expect("read").expect("there");
    assert_eq!((live.input, live.outputs["statement-id"].as_str()), (next, "gateway-abcdefgh01234567"));

    LambdaPermission::delete(hands, &ids[0], &wanted[0]).await.expect("taken back");
    LambdaPermission::delete(hands, &ids[0], &wanted[0]).await.expect("taken back again");
    assert!(LambdaPermission::read(hands, &ids[0], &wanted[0]).await.expect("read").is_none());
    assert!(LambdaPermission::read(hands, &ids[2], &wanted[2]).await.expect("read").is_some());

    LambdaAlias::delete(hands, "dev-shop-api/live", &alias("1")).await.expect("deleted");
    assert!(LambdaPermission::read(hands, &ids[1], &wanted[1]).await.expect("read").is_none(), "gone with its alias");
}

#[tokio::test]
async fn a_secret_reaches_the_function_and_comes_back_as_a_digest() {
    let vault = Vault::in_memory("shop", "dev", [("token".to_owned(), Plain::new("s3cret-value".into()))]);
    let wish = |name: &str| SecretRef { name: name.into(), form: SecretForm::Plain, digest: None };
    let digest = vault.digest(&wish("token"));
    let token = Text::Secret(SecretRef { digest: digest.clone(), ..wish("token") });
    let bench = Bench::with_vault(vault).await;
    let hands = &bench.hands;
    let mut want = function(role(hands).await, zip(&bench, "one"));
    want.environment.insert("TOKEN".into(), token.clone());
    want.environment.insert("HEADER".into(), Text::Join(vec![Text::from("Bearer "), token.clone()]));
    let made = LambdaFunction::create(hands, &want).await.expect("created");
    let deployed = |name: &str| {
        bench.cloud.with_world(|world| {
            world.lambda[REGION].functions["dev-shop-api"].latest.settings.environment[name].clone()
        })
    };
    assert_eq!((deployed("TOKEN").as_str(), deployed("HEADER").as_str()), ("s3cret-value", "Bearer s3cret-value"));

    let live = LambdaFunction::read(hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input.environment["TOKEN"], Text::Sealed(digest.expect("this machine can decrypt")));
    assert!(diff(&Tree::of(&live.input), &Tree::of(&want)).is_empty());

    bench.cloud.with_world(|world| {
        let function = world.lambda.get_mut(REGION).and_then(|state| state.functions.get_mut("dev-shop-api"));
        let environment = &mut function.expect("the function").latest.settings.environment;
        environment.insert("TOKEN".into(), "leaked".into());
        environment.insert("HEADER".into(), "Bearer leaked".into());
    });
    let live = LambdaFunction::read(hands, &made.id, &want).await.expect("read").expect("there");
    let changes = diff(&Tree::of(&live.input), &Tree::of(&want));
    let paths: Vec<&str> = changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths, ["environment.HEADER", "environment.TOKEN"]);
    assert!(changes.iter().all(|change| change.secret), "neither side is shown");
    assert!(!format!("{live:?}").contains("leaked"));
    LambdaFunction::update(hands, &made.id, &live.input, &want).await.expect("updated");
    assert_eq!(deployed("TOKEN"), "s3cret-value");
}
