use super::{LogGroup, LogGroupInput};
use crate::kinds::Kind as _;
use crate::kinds::bench::{Bench, REGION, tags};
use crate::providers::Class;

fn group() -> LogGroupInput {
    LogGroupInput {
        region: REGION.into(),
        name: "/aws/lambda/dev-shop-api".into(),
        retention_days: Some(14),
        tags: tags("function.api/log-group"),
    }
}

#[tokio::test]
async fn a_log_group_lives_from_creation_to_deletion() {
    let bench = Bench::new().await;
    let want = group();
    let made = LogGroup::create(&bench.hands, &want).await.expect("created");
    assert_eq!(made.outputs["arn"], "arn:aws:logs:us-east-2:000000000000:log-group:/aws/lambda/dev-shop-api");
    let live = LogGroup::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
    assert_eq!(live.outputs, made.outputs);

    let mut forever = LogGroupInput { retention_days: None, ..want.clone() };
    forever.tags.insert("team".into(), "shop".into());
    LogGroup::update(&bench.hands, &made.id, &want, &forever).await.expect("updated");
    let live = LogGroup::read(&bench.hands, &made.id, &forever).await.expect("read").expect("there");
    assert_eq!(live.input, forever);
    LogGroup::update(&bench.hands, &made.id, &forever, &want).await.expect("updated back");
    let live = LogGroup::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);

    bench.cloud.with_world(|world| {
        let state = world.logs.get_mut(REGION).expect("a region");
        state.groups.get_mut(&want.name).expect("the group").retention = Some(1);
    });
    let drifted = LogGroup::read(&bench.hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(drifted.input.retention_days, Some(1));

    LogGroup::delete(&bench.hands, &made.id, &want).await.expect("deleted");
    LogGroup::delete(&bench.hands, &made.id, &want).await.expect("deleted again");
    assert!(LogGroup::read(&bench.hands, &made.id, &want).await.expect("read").is_none());
}

#[tokio::test]
async fn a_longer_name_with_the_same_beginning_is_another_group() {
    let bench = Bench::new().await;
    let longer = LogGroupInput { name: format!("{}-two", group().name), ..group() };
    LogGroup::create(&bench.hands, &longer).await.expect("created");
    assert!(LogGroup::read(&bench.hands, &group().name, &group()).await.expect("read").is_none());
}

#[tokio::test]
async fn a_group_made_before_its_retention_is_found_and_an_update_brings_the_rest() {
    let bench = Bench::new().await;
    let want = group();
    let without = LogGroupInput { retention_days: None, ..want.clone() };
    LogGroup::create(&bench.hands, &without).await.expect("created");
    let refused = LogGroup::create(&bench.hands, &want).await.expect_err("a second one");
    assert_eq!(refused.class, Class::Exists);
    let found = LogGroup::find(&bench.hands, &want).await.expect("looked").expect("found");
    LogGroup::update(&bench.hands, &found.id, &want, &want).await.expect("updated");
    let live = LogGroup::read(&bench.hands, &found.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);

    let other = LogGroupInput { tags: tags("function.other/log-group"), ..want };
    let foreign = LogGroup::find(&bench.hands, &other).await.expect_err("not ours");
    assert_eq!(foreign.code, "Foreign");
}
