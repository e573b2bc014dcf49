use std::path::Path;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{BucketInput, BucketPolicyInput, ObjectInput, S3Bucket, S3BucketPolicy, S3Object};
use crate::kinds::Kind;
use crate::kinds::bench::{Bench, REGION, tags};
use crate::providers::Class;
use crate::sandbox::services::s3::PublicAccessBlock;
use crate::value::{FileRef, Tree};

fn bucket() -> BucketInput {
    BucketInput {
        region: REGION.into(),
        name: "dev-shop-static".into(),
        public_access_block: true,
        ownership: "BucketOwnerEnforced".into(),
        encryption: "AES256".into(),
        versioning: false,
        force_delete: false,
        tags: tags("bucket.static/bucket"),
    }
}

fn object(folder: &Path, key: &str, content: &str) -> ObjectInput {
    std::fs::write(folder.join("file.html"), content).expect("a temporary file");
    let sha256 = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    ObjectInput {
        region: REGION.into(),
        bucket: "dev-shop-static".into(),
        key: key.into(),
        file: FileRef { path: "file.html".into(), sha256, bytes: content.len() as u64 },
        content_type: "text/html; charset=utf-8".into(),
        cache_control: Some("max-age=300".into()),
    }
}

fn policy() -> BucketPolicyInput {
    let arn = "arn:aws:cloudfront::000000000000:distribution/E1";
    BucketPolicyInput {
        region: REGION.into(),
        bucket: "dev-shop-static".into(),
        policy: Tree::new(json!({ "Version": "2012-10-17", "Statement": [{
            "Sid": "Cdn", "Effect": "Allow", "Principal": { "Service": "cloudfront.amazonaws.com" },
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::dev-shop-static", "arn:aws:s3:::dev-shop-static/*"],
            "Condition": { "StringEquals": { "AWS:SourceArn": arn } } }] })),
    }
}

#[tokio::test]
async fn a_bucket_is_made_read_changed_and_removed() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = bucket();
    let made = S3Bucket::create(&hands, &want).await.expect("created");
    assert_eq!(made.id, "dev-shop-static");
    assert_eq!(made.outputs["arn"], "arn:aws:s3:::dev-shop-static");
    assert_eq!(made.outputs["regional-domain"], "dev-shop-static.s3.us-east-2.amazonaws.com");
    let live = S3Bucket::read(&hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!(live.input, want);
    assert_eq!(live.outputs, made.outputs);

    let mut next = BucketInput { versioning: true, ownership: "BucketOwnerPreferred".into(), ..want.clone() };
    next.tags.insert("team".into(), "web".into());
    S3Bucket::update(&hands, &made.id, &want, &next).await.expect("updated");
    assert_eq!(S3Bucket::read(&hands, &made.id, &next).await.expect("read").expect("there").input, next);

    cloud.with_world(|world| {
        let live = world.s3.buckets.get_mut("dev-shop-static").expect("the bucket");
        live.public_access_block =
            Some(PublicAccessBlock { block_public_policy: false, ..PublicAccessBlock::all(true) });
        live.tags.get_or_insert_default().insert("aws:cloudformation:stack-name".into(), "x".into());
    });
    let drifted = S3Bucket::read(&hands, &made.id, &next).await.expect("read").expect("there").input;
    assert_eq!(drifted, BucketInput { public_access_block: false, ..next.clone() });

    S3Bucket::delete(&hands, &made.id, &next).await.expect("deleted");
    assert!(S3Bucket::read(&hands, &made.id, &next).await.expect("read").is_none());
    S3Bucket::delete(&hands, &made.id, &next).await.expect("deleting again");
}

#[tokio::test]
async fn a_bucket_half_made_is_found_and_brought_up() {
    let hands = Bench::new().await.hands;
    let want = bucket();
    assert_eq!(S3Bucket::find(&hands, &want).await.expect("found nothing"), None);
    let place = aws_sdk_s3::types::CreateBucketConfiguration::builder()
        .location_constraint(aws_sdk_s3::types::BucketLocationConstraint::UsEast2)
        .build();
    let client = hands.clients.s3(REGION);
    client.create_bucket().bucket(&want.name).create_bucket_configuration(place).send().await.expect("created");
    let made = S3Bucket::find(&hands, &want).await.expect("no refusal").expect("adopted");
    S3Bucket::update(&hands, &made.id, &want, &want).await.expect("brought up");
    assert_eq!(S3Bucket::read(&hands, &made.id, &want).await.expect("read").expect("there").input, want);
    assert_eq!(S3Bucket::find(&hands, &want).await.expect("no refusal").expect("ours by its tags"), made);

    let other = BucketInput { tags: tags("bucket.other/bucket"), ..want.clone() };
    assert_eq!(S3Bucket::find(&hands, &other).await.expect_err("somebody else's").code, "Foreign");
    let again = S3Bucket::create(&hands, &want).await.expect_err("there already");
    assert_eq!((again.code.as_str(), again.class), ("BucketAlreadyOwnedByYou", Class::Exists));
}

#[tokio::test]
async fn an_untagged_bucket_with_content_is_not_ours() {
    let hands = Bench::new().await.hands;
    let want = BucketInput { region: "us-east-1".into(), ..bucket() };
    let client = hands.clients.s3("us-east-1");
    client.create_bucket().bucket(&want.name).send().await.expect("created");
    client.create_bucket().bucket(&want.name).send().await.expect("us-east-1 answers a second create with success");
    let refused = S3Bucket::create(&hands, &want).await.expect_err("there already");
    assert_eq!(refused.class, Class::Exists);
    client.put_object().bucket(&want.name).key("a").send().await.expect("put");
    assert_eq!(S3Bucket::find(&hands, &want).await.expect_err("not empty").code, "Foreign");
    assert_eq!(S3Bucket::find(&hands, &bucket()).await.expect_err("another region").code, "Foreign");
}

#[tokio::test]
async fn only_force_delete_empties_a_bucket() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    let want = BucketInput { versioning: true, ..bucket() };
    let made = S3Bucket::create(&hands, &want).await.expect("created");
    let client = hands.clients.s3(REGION);
    for key in ["a", "a", "ü/b"] {
        client.put_object().bucket(&want.name).key(key).send().await.expect("put");
    }
    client.delete_object().bucket(&want.name).key("a").send().await.expect("marked");
    client.create_multipart_upload().bucket(&want.name).key("big").send().await.expect("started");
    let refused = S3Bucket::delete(&hands, &made.id, &want).await.expect_err("not empty");
    assert_eq!((refused.code.as_str(), refused.class), ("BucketNotEmpty", Class::Permanent));
    assert!(refused.message.contains("force-delete"), "{refused}");
    let forced = BucketInput { force_delete: true, ..want };
    S3Bucket::delete(&hands, &made.id, &forced).await.expect("emptied and deleted");
    assert!(cloud.with_world(|world| world.s3.buckets.is_empty()));
}

#[tokio::test]
async fn a_policy_is_compared_by_meaning() {
    let Bench { cloud, hands, .. } = Bench::new().await;
    S3Bucket::create(&hands, &bucket()).await.expect("a bucket");
    let want = policy();
    assert_eq!(S3BucketPolicy::find(&hands, &want).await.expect("nothing there"), None);
    let made = S3BucketPolicy::create(&hands, &want).await.expect("created");
    assert_eq!(S3BucketPolicy::find(&hands, &want).await.expect("found").as_ref(), Some(&made));
    let reordered = r#"{"Statement":{"Condition":{"StringEquals":{"AWS:SourceArn":
        ["arn:aws:cloudfront::000000000000:distribution/E1"]}},"Effect":"Allow","Sid":"Cdn",
        "Action":["s3:ListBucket","s3:GetObject"],"Principal":{"Service":["cloudfront.amazonaws.com"]},
        "Resource":["arn:aws:s3:::dev-shop-static/*","arn:aws:s3:::dev-shop-static"]},"Version":"2012-10-17"}"#;
    let rewrite = |text: String| {
        cloud.with_world(|world| {
            world.s3.buckets.get_mut("dev-shop-static").expect("the bucket").policy = Some(text);
        });
    };
    rewrite(reordered.into());
    assert_eq!(S3BucketPolicy::read(&hands, &made.id, &want).await.expect("read").expect("there").input, want);
    rewrite(reordered.replace("Allow", "Deny"));
    assert_ne!(S3BucketPolicy::read(&hands, &made.id, &want).await.expect("read").expect("there").input, want);
    assert_eq!(S3BucketPolicy::find(&hands, &want).await.expect("another policy"), None);
    S3BucketPolicy::update(&hands, &made.id, &want, &want).await.expect("put again");
    assert_eq!(S3BucketPolicy::read(&hands, &made.id, &want).await.expect("read").expect("there").input, want);
    S3BucketPolicy::delete(&hands, &made.id, &want).await.expect("deleted");
    assert!(S3BucketPolicy::read(&hands, &made.id, &want).await.expect("read").is_none());
}

#[tokio::test]
async fn a_public_or_broken_policy_is_refused() {
    let hands = Bench::new().await.hands;
    S3Bucket::create(&hands, &bucket()).await.expect("a bucket");
    let with = |edit: &dyn Fn(&mut serde_json::Value)| {
        let mut document = policy().policy.as_value().clone();
        edit(&mut document["Statement"][0]);
        BucketPolicyInput { policy: Tree::new(document), ..policy() }
    };
    let public = with(&|statement| {
        statement["Principal"] = json!("*");
        statement["Condition"] = json!({});
    });
    assert_eq!(S3BucketPolicy::create(&hands, &public).await.expect_err("public").code, "AccessDenied");
    let pinned = with(&|statement| statement["Principal"] = json!("*"));
    S3BucketPolicy::create(&hands, &pinned).await.expect("pinned to one source");
    let elsewhere = with(&|statement| statement["Resource"] = json!("arn:aws:s3:::other/*"));
    let refused = S3BucketPolicy::create(&hands, &elsewhere).await.expect_err("another bucket's");
    assert_eq!((refused.code.as_str(), refused.class), ("MalformedPolicy", Class::Permanent));
}

#[tokio::test]
async fn an_object_is_streamed_and_its_digest_is_kept() {
    let Bench { cloud, hands, folder } = Bench::new().await;
    S3Bucket::create(&hands, &bucket()).await.expect("a bucket");
    let want = object(folder.path(), "grüße/a b+c%20.html", &"<p>hello</p>".repeat(30_000));
    assert_eq!(S3Object::find(&hands, &want).await.expect("nothing there"), None);
    let made = S3Object::create(&hands, &want).await.expect("created");
    let live = S3Object::read(&hands, &made.id, &want).await.expect("read").expect("there");
    assert_eq!((live.input, &live.outputs), (want.clone(), &made.outputs));
    assert_eq!(S3Object::find(&hands, &want).await.expect("found").as_ref(), Some(&made));
    cloud.with_world(|world| {
        let (_, stored) = world.s3.buckets["dev-shop-static"].current(&want.key).expect("stored");
        assert_eq!(stored.size, want.file.bytes);
        assert_eq!(world.blobs.get(&stored.sha256).map(|body| body.len() as u64), Some(want.file.bytes));
    });

    let next = ObjectInput { cache_control: None, ..object(folder.path(), &want.key, "<p>bye</p>") };
    let stale = S3Object::update(&hands, &made.id, &want, &want).await.expect_err("the file has changed");
    assert_eq!(stale.code, "FileChanged");
    let outputs = S3Object::update(&hands, &made.id, &want, &next).await.expect("updated");
    assert_ne!(outputs["etag"], made.outputs["etag"]);
    assert_eq!(S3Object::read(&hands, &made.id, &next).await.expect("read").expect("there").input, next);

    let client = hands.clients.s3(REGION);
    client.put_object().bucket("dev-shop-static").key(&want.key).content_type("x/y").send().await.expect("put");
    let drifted = S3Object::read(&hands, &made.id, &next).await.expect("read").expect("there").input;
    assert!(drifted.file.sha256.starts_with("etag:"));
    assert_eq!(drifted.content_type, "x/y");
    S3Object::delete(&hands, &made.id, &next).await.expect("deleted");
    assert!(S3Object::read(&hands, &made.id, &next).await.expect("read").is_none());
    S3Object::delete(&hands, &made.id, &next).await.expect("deleting again");
}

#[tokio::test]
async fn a_look_believes_the_list_of_the_bucket_and_a_close_look_does_not() {
    let Bench { hands, folder, .. } = Bench::new().await;
    S3Bucket::create(&hands, &bucket()).await.expect("a bucket");
    let want = object(folder.path(), "grüße/a b+c%20&.html", "<p>hello</p>");
    let made = S3Object::create(&hands, &want).await.expect("created");
    let look = || hands.looking().at(&made.outputs);
    let close = || hands.clone().closely().looking().at(&made.outputs);
    let read = async |hands| S3Object::read(&hands, &made.id, &want).await.expect("read").map(|live| live.input);
    assert_eq!(read(look()).await.as_ref(), Some(&want));
    assert_eq!(read(close()).await.as_ref(), Some(&want));

    // The same content under another type: only asking for the object itself tells.
    let client = hands.clients.s3(REGION);
    let put = || client.put_object().bucket("dev-shop-static").key(&want.key);
    let same = put().body(b"<p>hello</p>".to_vec().into()).content_type("x/y");
    same.metadata("engine-sha256", &want.file.sha256).send().await.expect("put");
    assert_eq!(read(look()).await.as_ref(), Some(&want));
    assert_eq!(read(close()).await.expect("there").content_type, "x/y");

    put().body(b"<p>HELLO</p>".to_vec().into()).send().await.expect("put");
    assert!(read(look()).await.expect("there").file.sha256.starts_with("etag:"));
    S3Object::delete(&hands, &made.id, &want).await.expect("deleted");
    assert_eq!(read(look()).await, None);
}
