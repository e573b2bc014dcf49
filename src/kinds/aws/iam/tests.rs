use std::collections::BTreeSet;

use serde_json::json;

use super::{IamRole, IamRoleInput};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, tags};
use crate::providers::Class;
use crate::value::{Text, Tree};

const BASIC: &str = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const XRAY: &str = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess";

fn allow(action: &str) -> Tree {
    let statement =
        json!({ "Effect": "Allow", "Action": [action], "Resource": "arn:aws:logs:us-east-2:0:log-group:a b+c:*" });
    Tree::new(json!({ "Version": "2012-10-17", "Statement": [statement] }))
}

fn role() -> IamRoleInput {
    let statement =
        json!({ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": "sts:AssumeRole" });
    IamRoleInput {
        name: "dev-shop-api".into(),
        description: "Runs <api> & logs".into(),
        trust_policy: Tree::new(json!({ "Version": "2012-10-17", "Statement": [statement] })),
        inline_policies: [("logs".to_owned(), allow("logs:PutLogEvents"))].into(),
        managed_policies: BTreeSet::from([BASIC.to_owned()]),
        tags: tags("function.api/role"),
    }
}

#[tokio::test]
async fn a_role_lives_from_creation_to_deletion() {
    let bench = Bench::new().await;
    let hands = &bench.hands;
    let want = role();
    let made = IamRole::create(hands, &want).await.expect("created");
    assert_eq!(made.outputs["arn"], "arn:aws:iam::000000000000:role/dev-shop-api");
    let live = IamRole::read(hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
    assert_eq!(live.outputs, made.outputs);

    let mut other = want.clone();
    other.description = String::new();
    other.trust_policy = Tree::new(json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": { "Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"] },
        "Action": "sts:AssumeRole",
    } }));
    other.inline_policies = [("queue".to_owned(), allow("sqs:SendMessage"))].into();
    other.managed_policies = BTreeSet::from([XRAY.to_owned()]);
    other.tags.insert("team".into(), "shop".into());
    IamRole::update(hands, &made.id, &want, &other).await.expect("updated");
    let live = IamRole::read(hands, &made.id, &other).await.expect("read").expect("there");
    assert_eq!(live.input, other);

    IamRole::delete(hands, &made.id, &other).await.expect("deleted");
    IamRole::delete(hands, &made.id, &other).await.expect("deleted again");
    assert!(IamRole::read(hands, &made.id, &other).await.expect("read").is_none());
}

#[tokio::test]
async fn another_spelling_of_a_policy_is_no_drift_and_another_right_is() {
    let bench = Bench::new().await;
    let want = role();
    let made = IamRole::create(&bench.hands, &want).await.expect("created");
    let edit = |document: &str| {
        bench.cloud.with_world(|world| {
            let role = world.iam.roles.get_mut("dev-shop-api").expect("the role");
            role.inline.insert("logs".into(), document.to_owned());
        });
    };
    edit(
        r#"{"Statement":{"Resource":["arn:aws:logs:us-east-2:0:log-group:a b+c:*"],"Action":"logs:PutLogEvents",
            "Effect":"Allow"},"Version":"2012-10-17"}"#,
    );
    let live = IamRole::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);

    edit(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#);
    let live = IamRole::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_ne!(live.input.inline_policies, want.inline_policies);
    IamRole::update(&bench.hands, &made.id, &want, &want).await.expect("updated");
    let live = IamRole::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
}

#[tokio::test]
async fn a_role_left_half_made_is_found_and_completed_and_a_foreign_one_is_not_taken() {
    let bench = Bench::new().await;
    let want = role();
    let bare = IamRoleInput { inline_policies: Default::default(), managed_policies: BTreeSet::new(), ..want.clone() };
    IamRole::create(&bench.hands, &bare).await.expect("created");
    assert_eq!(IamRole::create(&bench.hands, &want).await.expect_err("a second one").class, Class::Exists);
    let found = IamRole::find(&bench.hands, &want).await.expect("looked").expect("found");
    IamRole::update(&bench.hands, &found.id, &want, &want).await.expect("updated");
    let live = IamRole::read(&bench.hands, &found.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);

    let foreign = IamRoleInput { tags: tags("function.other/role"), ..want };
    assert_eq!(IamRole::find(&bench.hands, &foreign).await.expect_err("not ours").code, "Foreign");
}

#[tokio::test]
async fn a_policy_that_waits_for_another_resource_is_not_sent() {
    let bench = Bench::new().await;
    let mut want = role();
    let marker = serde_json::to_value(Text::reference(&crate::names::ResourceId::new("function.api/log-group"), "arn"));
    let document = json!({ "Statement": [{ "Effect": "Allow", "Action": "a:b", "Resource": marker.expect("JSON") }] });
    want.inline_policies.insert("waits".into(), Tree::new(document));
    assert_eq!(IamRole::create(&bench.hands, &want).await.expect_err("refused").code, "Unresolved");
}
