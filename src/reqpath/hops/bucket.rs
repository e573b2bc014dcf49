use percent_encoding::percent_decode_str;

use super::super::request::{Request, Url};
use super::super::trail::{Answer, Decision, Fork, Reached, Step};
use super::super::truth::{Assumption, Given, Truth};
use super::policy::{Question, verdicts};
use super::walk::{End, Settled, Walk, hop};
use crate::reqpath::model::{Bucket, Distribution, Perimeter};

/// What a URL asks of which bucket.
pub(super) struct Addressed<'p> {
    bucket: &'p Bucket,
    key: String,
    /// Whether it is the address of the bucket as a web site.
    website: bool,
}

/// The bucket behind an S3 host, as `BUCKET.s3.REGION…`, `s3.REGION…/BUCKET` or the address of its web site.
pub(super) fn addressed<'p>(perimeter: &'p Perimeter, url: &Url) -> Option<Addressed<'p>> {
    let decoded = |path: &str| percent_decode_str(path).decode_utf8_lossy().into_owned();
    let key = url.path.strip_prefix('/').unwrap_or(&url.path);
    for bucket in &perimeter.buckets {
        let (name, region) = (&bucket.name, &bucket.region);
        let hosts = [
            format!("{name}.s3.{region}.amazonaws.com"),
            format!("{name}.s3.dualstack.{region}.amazonaws.com"),
            format!("{name}.s3-{region}.amazonaws.com"),
            format!("{name}.s3.amazonaws.com"),
        ];
        if hosts.contains(&url.host) {
            return Some(Addressed { bucket, key: decoded(key), website: false });
        }
        let sites =
            [format!("{name}.s3-website-{region}.amazonaws.com"), format!("{name}.s3-website.{region}.amazonaws.com")];
        if sites.contains(&url.host) {
            return Some(Addressed { bucket, key: decoded(key), website: true });
        }
        let by_path =
            [format!("s3.{region}.amazonaws.com"), format!("s3-{region}.amazonaws.com"), "s3.amazonaws.com".into()];
        if by_path.contains(&url.host) {
            let (first, rest) = key.split_once('/').unwrap_or((key, ""));
            if first == name.as_str() {
                return Some(Addressed { bucket, key: decoded(rest), website: false });
            }
        }
    }
    None
}

/// Somebody asks S3 itself, unsigned.
pub(super) fn direct(walk: &mut Walk<'_>, asked: &Addressed<'_>, request: &Request) -> End {
    let bucket = asked.bucket;
    if asked.website {
        walk.hop(hop(Step::Bucket, &bucket.at, Decision::Refuse, "the bucket is no web site").status(404));
        return End::answer(&bucket.at, error(404, "NoSuchWebsiteConfiguration"));
    }
    if signed(request) {
        let why = "whether the signature is good and IAM lets its owner in is not known here";
        walk.hop(hop(Step::Policy, &bucket.at, Decision::Uncertain, why).status(403));
        let fork = Fork { status: 403, by: Some(bucket.at.clone()), why: why.to_owned() };
        return object(walk, asked, Truth::NO).or(vec![fork]);
    }
    asked_by(walk, asked, None, &[], request)
}

/// A distribution asks, signed when its origin access control says so.
pub(super) fn by_distribution(
    walk: &mut Walk<'_>,
    asked: &Addressed<'_>,
    on: &Distribution,
    signs: bool,
    request: &Request,
) -> End {
    let principal = signs.then_some("cloudfront.amazonaws.com");
    let account = walk.perimeter().account.clone();
    let context: &[(&str, &str)] = &[("aws:sourcearn", &on.arn), ("aws:sourceaccount", &account)];
    asked_by(walk, asked, principal, if signs { context } else { &[] }, request)
}

fn asked_by(
    walk: &mut Walk<'_>,
    asked: &Addressed<'_>,
    principal: Option<&str>,
    context: &[(&str, &str)],
    request: &Request,
) -> End {
    let bucket = asked.bucket;
    let action = match (request.method.as_str(), asked.key.is_empty()) {
        ("GET", true) => "s3:ListBucket",
        ("GET" | "HEAD", _) => "s3:GetObject",
        ("PUT", _) => "s3:PutObject",
        ("DELETE", _) => "s3:DeleteObject",
        (verb, _) => {
            let why = format!("what S3 answers to {verb} is not known here");
            walk.hop(hop(Step::Bucket, &bucket.at, Decision::Uncertain, why.clone()));
            return End { by: Some(bucket.at.clone()), doubt: Some(why), ..End::default() };
        }
    };
    let allowed = |walk: &Walk<'_>, action: &str| {
        let _ = walk;
        let arn = match action {
            "s3:ListBucket" => format!("arn:aws:s3:::{}", bucket.name),
            _ => format!("arn:aws:s3:::{}/{}", bucket.name, asked.key),
        };
        let Some(policy) = &bucket.policy else { return Truth::NO };
        let (allows, denies) = verdicts(policy, &Question { principal, action, resource: &arn, context, request });
        match (principal, bucket.public_blocked) {
            // What everybody may do does not count.
            (None, true) => Truth::NO,
            _ => Truth::all([denies.turned(), allows]),
        }
    };
    let mut forks = Vec::new();
    match walk.settle(allowed(walk, action)) {
        Settled::Yes => {
            let at = bucket.policy.as_ref().map_or(&bucket.at, |policy| &policy.at);
            walk.hop(hop(Step::Policy, at, Decision::Pass, format!("{action} is allowed")));
        }
        Settled::No => {
            let why = match (principal, &bucket.policy, bucket.public_blocked) {
                (None, _, true) => format!("who does not sign may not do {action}: the bucket blocks public access"),
                (None, _, false) => format!("who does not sign may not do {action}: no policy lets everybody"),
                (Some(_), None, _) => format!("nothing lets CloudFront do {action}"),
                (Some(_), Some(_), _) => format!("the bucket policy does not let this distribution do {action}"),
            };
            walk.hop(hop(Step::Policy, &bucket.at, Decision::Refuse, why).status(403));
            return End::answer(&bucket.at, error(403, "AccessDenied"));
        }
        Settled::Unsure(why) => {
            walk.hop(hop(Step::Policy, &bucket.at, Decision::Uncertain, why.clone()).status(403));
            forks.push(Fork { status: 403, by: Some(bucket.at.clone()), why });
        }
    }
    if action != "s3:GetObject" {
        walk.hop(hop(Step::Bucket, &bucket.at, Decision::Answer, format!("{action} on `{}`", asked.key)).status(200));
        return End::reached(reached(asked), Some(200)).or(forks);
    }
    let lists = allowed(walk, "s3:ListBucket");
    object(walk, asked, lists).or(forks)
}

/// What S3 answers to somebody who may read: the object, or that it is not there, as whoever may not list must not learn.
fn object(walk: &mut Walk<'_>, asked: &Addressed<'_>, lists: Truth) -> End {
    let Addressed { bucket, key, .. } = asked;
    if let Some(content) = bucket.objects.get(key) {
        let why = format!("`{key}` is there, {}", content.content_type);
        walk.hop(hop(Step::Bucket, &content.at, Decision::Answer, why).status(200));
        return End::reached(reached(asked), Some(200));
    }
    walk.given(Given::from([Assumption::NothingElseStored { key: key.clone() }]));
    let (status, code, why) = match walk.settle(lists) {
        Settled::Yes => (404, "NoSuchKey", format!("`{key}` is not there")),
        Settled::No | Settled::Unsure(_) => {
            (403, "AccessDenied", format!("`{key}` is not there, and who may not list the bucket is told 403 for that"))
        }
    };
    walk.hop(hop(Step::Bucket, &bucket.at, Decision::Answer, why).status(status));
    End { answer: Some(error(status, code)), ..End::reached(reached(asked), Some(status)) }
}

fn reached(asked: &Addressed<'_>) -> Reached {
    Reached::Object { at: asked.bucket.at.clone(), bucket: asked.bucket.name.clone(), key: asked.key.clone() }
}

fn signed(request: &Request) -> bool {
    request.header("authorization").is_some_and(|value| value.shown().starts_with("AWS4-HMAC-SHA256"))
        || request.url.parameters().any(|(name, _)| name.eq_ignore_ascii_case("x-amz-signature"))
}

fn error(status: u16, code: &str) -> Answer {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
    Answer::new(status, "application/xml", body)
}
