use std::time::Duration;

use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CompletedMultipartUpload, CompletedPart,
    CreateBucketConfiguration, VersioningConfiguration,
};

use crate::providers::{Clients, Endpoint};
use crate::sandbox::Cloud;
use crate::world::Clock;

const BUCKET: &str = "shop-files";

async fn with_bucket() -> (Cloud, Clients, aws_sdk_s3::Client) {
    let cloud = Cloud::in_memory(Clock::virtual_from(Duration::from_secs(1_800_000_000)));
    let clients = Clients::load(&Endpoint::Embedded(cloud.http_client()), "eu-west-1").await;
    let client = clients.s3("eu-west-1");
    let place = CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::EuWest1).build();
    client.create_bucket().bucket(BUCKET).create_bucket_configuration(place).send().await.expect("created");
    (cloud, clients, client)
}

async fn versioning(client: &aws_sdk_s3::Client, status: BucketVersioningStatus) {
    let wish = VersioningConfiguration::builder().status(status).build();
    client.put_bucket_versioning().bucket(BUCKET).versioning_configuration(wish).send().await.expect("versioning");
}

async fn put(client: &aws_sdk_s3::Client, key: &str, content: &'static str) -> Option<String> {
    let body = ByteStream::from_static(content.as_bytes());
    client.put_object().bucket(BUCKET).key(key).body(body).send().await.expect("put").version_id
}

async fn get(client: &aws_sdk_s3::Client, key: &str) -> Option<String> {
    let answer = client.get_object().bucket(BUCKET).key(key).send().await.ok()?;
    let bytes = answer.body.collect().await.expect("a body").into_bytes();
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn what_is_put_comes_back_with_its_headers_and_metadata() {
    let (_cloud, _clients, client) = with_bucket().await;
    client
        .put_object()
        .bucket(BUCKET)
        .key("grüße +%2F/ü.txt")
        .body(ByteStream::from_static(b"hello"))
        .cache_control("max-age=60")
        .content_type("text/plain")
        .metadata("color", "blue")
        .send()
        .await
        .expect("put");
    let answer = client.get_object().bucket(BUCKET).key("grüße +%2F/ü.txt").send().await.expect("get");
    assert_eq!(answer.e_tag(), Some("\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(answer.cache_control(), Some("max-age=60"));
    assert_eq!(answer.content_type(), Some("text/plain"));
    assert_eq!(answer.metadata().and_then(|metadata| metadata.get("color")).map(String::as_str), Some("blue"));
    assert_eq!(answer.checksum_crc32(), Some("NhCmhg=="));
    let part =
        client.get_object().bucket(BUCKET).key("grüße +%2F/ü.txt").range("bytes=1-2").send().await.expect("range");
    assert_eq!(part.content_range(), Some("bytes 1-2/5"));
    assert_eq!(part.body.collect().await.expect("a body").into_bytes().as_ref(), b"el");
}

#[tokio::test]
async fn digests_and_conditions_guard_a_write() {
    let (_cloud, _clients, client) = with_bucket().await;
    let write = || client.put_object().bucket(BUCKET).key("a").body(ByteStream::from_static(b"x"));
    let code = |answer: Result<_, aws_sdk_s3::error::SdkError<aws_sdk_s3::operation::put_object::PutObjectError>>| {
        answer.map(|_| ()).map_err(|refused| refused.code().map(str::to_owned))
    };
    assert_eq!(code(write().checksum_sha256("AAAA").send().await), Err(Some("BadDigest".into())));
    assert_eq!(code(write().if_match("\"0\"").send().await), Err(Some("NoSuchKey".into())));
    assert_eq!(code(write().if_none_match("*").send().await), Ok(()));
    assert_eq!(code(write().if_none_match("*").send().await), Err(Some("PreconditionFailed".into())));
    assert_eq!(code(write().if_match("\"0\"").send().await), Err(Some("PreconditionFailed".into())));
}

#[tokio::test]
async fn listings_come_in_pages_and_by_folder() {
    let (_cloud, _clients, client) = with_bucket().await;
    for key in ["a/1", "a/2", "b", "c/1/x", "c/2", "ü"] {
        put(&client, key, "x").await;
    }
    let mut keys = Vec::new();
    let mut pages = client.list_objects_v2().bucket(BUCKET).max_keys(2).into_paginator().send();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        let page = page.expect("a page");
        keys.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
        count += 1;
    }
    assert_eq!((count, keys.join(" ").as_str()), (3, "a/1 a/2 b c/1/x c/2 ü"));
    let folders = client.list_objects_v2().bucket(BUCKET).delimiter("/").send().await.expect("folders");
    let prefixes: Vec<_> = folders.common_prefixes().iter().filter_map(|prefix| prefix.prefix()).collect();
    assert_eq!((prefixes.join(" ").as_str(), folders.contents().len()), ("a/ c/", 2));
    let inner = client.list_objects_v2().bucket(BUCKET).prefix("c/").delimiter("/").send().await.expect("inner");
    assert_eq!((inner.common_prefixes().len(), inner.contents().len()), (1, 1));
}

#[tokio::test]
async fn versions_outlive_a_delete_marker() {
    let (cloud, _clients, client) = with_bucket().await;
    put(&client, "a", "old").await;
    versioning(&client, BucketVersioningStatus::Enabled).await;
    let second = put(&client, "a", "new").await.expect("a version");
    let marked = client.delete_object().bucket(BUCKET).key("a").send().await.expect("marked");
    assert_eq!(marked.delete_marker(), Some(true));
    assert_eq!(get(&client, "a").await, None);
    let old = client.get_object().bucket(BUCKET).key("a").version_id("null").send().await.expect("the old version");
    assert_eq!(old.body.collect().await.expect("a body").into_bytes().as_ref(), b"old");
    let page = client.list_object_versions().bucket(BUCKET).max_keys(2).send().await.expect("versions");
    assert_eq!((page.versions().len(), page.delete_markers().len(), page.is_truncated()), (1, 1, Some(true)));
    let rest = client
        .list_object_versions()
        .bucket(BUCKET)
        .set_key_marker(page.next_key_marker.clone())
        .set_version_id_marker(page.next_version_id_marker.clone())
        .send()
        .await
        .expect("the rest");
    assert_eq!(rest.versions().iter().filter_map(|version| version.version_id()).collect::<Vec<_>>(), ["null"]);
    let refused = client.delete_bucket().bucket(BUCKET).send().await.expect_err("not empty");
    assert_eq!(refused.code(), Some("BucketNotEmpty"));

    let marker = marked.version_id().expect("a marker");
    client.delete_object().bucket(BUCKET).key("a").version_id(marker).send().await.expect("unmarked");
    assert_eq!(get(&client, "a").await.as_deref(), Some("new"));
    versioning(&client, BucketVersioningStatus::Suspended).await;
    put(&client, "a", "newest").await;
    let kept = cloud
        .with_world(|world| world.s3.buckets[BUCKET].objects["a"].iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    assert_eq!(kept, [second, "null".to_owned()]);
}

#[tokio::test]
async fn a_large_object_comes_in_parts() {
    let (cloud, _clients, client) = with_bucket().await;
    let started =
        client.create_multipart_upload().bucket(BUCKET).key("big").content_type("x/y").send().await.expect("started");
    let id = started.upload_id().expect("an id");
    let mut parts = CompletedMultipartUpload::builder();
    for (number, text) in [(1, "one "), (2, "two")] {
        let body = ByteStream::from_static(text.as_bytes());
        let part = client.upload_part().bucket(BUCKET).key("big").upload_id(id).part_number(number).body(body);
        let etag = part.send().await.expect("a part").e_tag;
        parts = parts.parts(CompletedPart::builder().part_number(number).set_e_tag(etag).build());
    }
    let listed = client.list_multipart_uploads().bucket(BUCKET).send().await.expect("uploads");
    assert_eq!(listed.uploads().len(), 1);
    let done =
        client.complete_multipart_upload().bucket(BUCKET).key("big").upload_id(id).multipart_upload(parts.build());
    assert!(done.send().await.expect("completed").e_tag().is_some_and(|etag| etag.ends_with("-2\"")));
    assert_eq!(get(&client, "big").await.as_deref(), Some("one two"));
    assert!(cloud.with_world(|world| world.s3.buckets[BUCKET].uploads.is_empty()));
}

#[tokio::test]
async fn a_body_is_dropped_with_its_last_object() {
    let (cloud, _clients, client) = with_bucket().await;
    put(&client, "a", "same").await;
    put(&client, "b", "same").await;
    let digest = cloud
        .with_world(|world| world.s3.buckets[BUCKET].objects["a"][0].object.as_ref().map(|one| one.sha256.clone()));
    let digest = digest.expect("an object");
    client.delete_object().bucket(BUCKET).key("a").send().await.expect("deleted");
    assert_eq!(get(&client, "b").await.as_deref(), Some("same"));
    put(&client, "b", "other").await;
    assert!(cloud.with_world(|world| world.blobs.get(&digest).is_none()));
}

#[tokio::test]
async fn a_bucket_is_asked_in_its_own_region_and_by_its_owner() {
    let (_cloud, clients, client) = with_bucket().await;
    let elsewhere = clients.s3("us-east-2").list_objects_v2().bucket(BUCKET).send().await.expect_err("moved");
    assert_eq!(elsewhere.code(), Some("PermanentRedirect"));
    let stranger = client.list_objects_v2().bucket(BUCKET).expected_bucket_owner("111122223333").send().await;
    assert_eq!(stranger.expect_err("not theirs").code(), Some("AccessDenied"));
    let wrong = client.create_bucket().bucket("another-one").send().await.expect_err("no location");
    assert_eq!(wrong.code(), Some("IllegalLocationConstraintException"));
    let named = clients.s3("us-east-1").create_bucket().bucket("Not_A_Name").send().await.expect_err("a bad name");
    assert_eq!(named.code(), Some("InvalidBucketName"));
    let listed = client.list_buckets().send().await.expect("buckets");
    assert_eq!(listed.buckets().iter().filter_map(|bucket| bucket.name()).collect::<Vec<_>>(), [BUCKET]);
    let place = client.get_bucket_location().bucket(BUCKET).send().await.expect("a location");
    assert_eq!(place.location_constraint(), Some(&BucketLocationConstraint::EuWest1));
}

#[tokio::test]
async fn a_kept_cloud_saves_the_shelf_an_object_stands_on_and_no_other() {
    let dir = tempfile::tempdir().expect("a folder");
    let open = || Cloud::open(dir.path(), Clock::virtual_from(Duration::from_secs(1_800_000_000))).expect("a cloud");
    let (one, two) = (open(), open());
    let client = async |cloud: &Cloud| {
        Clients::load(&Endpoint::Embedded(cloud.http_client()), "us-east-1").await.s3("us-east-1")
    };
    let (mine, theirs) = (client(&one).await, client(&two).await);
    mine.create_bucket().bucket(BUCKET).send().await.expect("created");
    for key in 0..300 {
        put(&mine, &format!("page-{key}"), "content").await;
    }
    let parts = || {
        let entries = std::fs::read_dir(dir.path().join("parts")).expect("a folder").flatten();
        entries.map(|entry| entry.file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = parts();
    assert!(before.len() > 100, "{before:?}");
    put(&mine, "page-0", "other content").await;
    assert_eq!(parts().difference(&before).count(), 1);

    assert_eq!(get(&theirs, "page-0").await.as_deref(), Some("other content"));
    theirs.delete_object().bucket(BUCKET).key("page-0").send().await.expect("deleted");
    assert_eq!(get(&mine, "page-0").await, None);
    assert_eq!(get(&client(&open()).await, "page-299").await.as_deref(), Some("content"));

    // The bucket goes with everything in it and comes back empty, also for whoever had it in memory.
    for key in 1..300 {
        mine.delete_object().bucket(BUCKET).key(format!("page-{key}")).send().await.expect("deleted");
    }
    mine.delete_bucket().bucket(BUCKET).send().await.expect("deleted");
    theirs.create_bucket().bucket(BUCKET).send().await.expect("created");
    for cloud in [one, two, open()] {
        let listed = client(&cloud).await.list_objects_v2().bucket(BUCKET).send().await.expect("listed");
        assert_eq!(listed.contents().len(), 0);
    }
}
