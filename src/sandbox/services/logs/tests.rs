use std::time::Duration;

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata as _;

use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

async fn client() -> Client {
    let cloud = Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_790_000_000)));
    Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-2").await.logs("us-east-2")
}

#[tokio::test]
async fn a_listing_goes_on_over_its_pages_and_keeps_to_its_prefix() {
    let logs = client().await;
    for number in 0..60 {
        logs.create_log_group().log_group_name(format!("/a/{number:02}")).send().await.expect("created");
    }
    logs.create_log_group().log_group_name("/b").tags("team", "shop").send().await.expect("created");
    let first = logs.describe_log_groups().send().await.expect("listed");
    assert_eq!(first.log_groups().len(), 50);
    assert!(first.next_token().is_some());
    let pages = logs.describe_log_groups().log_group_name_prefix("/a/").limit(7).into_paginator().items().send();
    let groups = pages.collect::<Result<Vec<_>, _>>().await.expect("listed");
    assert_eq!(groups.len(), 60);
    let group = &groups[0];
    assert_eq!(group.arn(), Some("arn:aws:logs:us-east-2:000000000000:log-group:/a/00:*"));
    assert_eq!(group.log_group_arn(), Some("arn:aws:logs:us-east-2:000000000000:log-group:/a/00"));
    assert_eq!(group.creation_time(), Some(1_790_000_000_000));
    assert_eq!(group.retention_in_days(), None);
    let by_pattern = logs.describe_log_groups().log_group_name_pattern("B").send().await.expect("listed");
    assert_eq!(by_pattern.log_groups().len(), 1);
}

#[tokio::test]
async fn tags_are_kept_by_arn() {
    let logs = client().await;
    logs.create_log_group().log_group_name("g").tags("a", "1").send().await.expect("created");
    let arn = "arn:aws:logs:us-east-2:000000000000:log-group:g";
    logs.tag_resource().resource_arn(arn).tags("b", "2").send().await.expect("tagged");
    logs.untag_resource().resource_arn(arn).tag_keys("a").send().await.expect("untagged");
    let tags = logs.list_tags_for_resource().resource_arn(arn).send().await.expect("listed");
    assert_eq!(tags.tags().expect("tags").iter().collect::<Vec<_>>(), [(&"b".to_owned(), &"2".to_owned())]);
    let starred = logs.list_tags_for_resource().resource_arn(format!("{arn}:*")).send().await.expect_err("refused");
    assert_eq!(starred.code(), Some("InvalidParameterException"));
}

#[tokio::test]
async fn what_cloudwatch_logs_refuses_is_refused() {
    let logs = client().await;
    let create = |name: &str| logs.create_log_group().log_group_name(name).send();
    create("g").await.expect("created");
    assert!(
        create("g").await.expect_err("twice").as_service_error().expect("said").is_resource_already_exists_exception()
    );
    assert_eq!(create("white space").await.expect_err("a bad name").code(), Some("InvalidParameterException"));
    let days = |days| logs.put_retention_policy().log_group_name("g").retention_in_days(days).send();
    days(30).await.expect("kept");
    assert_eq!(days(31).await.expect_err("no such period").code(), Some("InvalidParameterException"));
    let absent = logs.put_retention_policy().log_group_name("h").retention_in_days(1).send().await.expect_err("absent");
    assert_eq!(absent.code(), Some("ResourceNotFoundException"));
    let protect =
        |on| logs.put_log_group_deletion_protection().log_group_identifier("g").deletion_protection_enabled(on).send();
    let delete = || logs.delete_log_group().log_group_name("g").send();
    protect(true).await.expect("protected");
    assert_eq!(delete().await.expect_err("protected").code(), Some("ValidationException"));
    protect(false).await.expect("let go");
    logs.delete_retention_policy().log_group_name("g").send().await.expect("for ever");
    delete().await.expect("deleted");
    assert_eq!(delete().await.expect_err("gone").code(), Some("ResourceNotFoundException"));
    let unknown = logs.describe_log_streams().log_group_name("g").send().await.expect_err("not known");
    assert_eq!(unknown.code(), Some("NotImplemented"));
}
