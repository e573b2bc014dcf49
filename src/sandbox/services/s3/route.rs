use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::{Bucket, XMLNS, bucket, listing, object, settings, upload};

/// What an operation gives: an answer, or S3's refusal.
pub(super) type Outcome = Result<Answer, Fault>;

/// Answers one request.
pub fn handle(call: &Call, world: &mut World) -> Answer {
    let head = call.method == "HEAD";
    let answer = route(call, world).unwrap_or_else(|fault| fault.answer(head));
    let request = world.id(b"0123456789ABCDEF", 16);
    answer.with("x-amz-request-id", request)
}

/// Answers GET or HEAD of an object to whoever serves it: changes nothing.
pub fn read(call: &Call, world: &World, bucket: &str, key: &str) -> Answer {
    object::get(call, world, bucket, key).unwrap_or_else(|fault| fault.answer(call.method == "HEAD"))
}

/// Bucket and key of a request, from the host (`BUCKET.s3.REGION.amazonaws.com`) or the path.
fn address(call: &Call) -> (Option<String>, Option<String>) {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path = call.path.strip_prefix('/').unwrap_or(&call.path);
    let some = |text: &str| if text.is_empty() { None } else { Some(decode(text)) };
    let virtual_host = [".s3.", ".s3-", ".localhost"]
        .iter()
        .find_map(|infix| call.host.split_once(infix).or_else(|| call.host.strip_suffix(infix).map(|name| (name, ""))))
        .map(|(bucket, _)| bucket)
        .or_else(|| call.host.strip_suffix(".localhost"));
    match virtual_host {
        Some(bucket) => (some(bucket), some(path)),
        None => match path.split_once('/') {
            Some((bucket, key)) => (some(bucket), some(key)),
            None => (some(path), None),
        },
    }
}

fn route(call: &Call, world: &mut World) -> Outcome {
    let (bucket, key) = address(call);
    let Some(name) = bucket else {
        return match call.method.as_str() {
            "GET" => Ok(bucket::list(call, world)),
            _ => Err(not_implemented(call)),
        };
    };
    if call.method == "PUT" && key.is_none() && call.query.iter().all(|(name, _)| name == "x-id") {
        return bucket::create(call, world, &name);
    }
    // Every other request is about a bucket that is there, ours, and in the region that is asked.
    let region = world.s3.buckets.get(&name).map(|bucket| bucket.region.clone()).ok_or_else(Fault::no_such_bucket)?;
    if call.header("x-amz-expected-bucket-owner").is_some_and(|owner| owner != call.account) {
        return Err(Fault::new(403, "AccessDenied", "Access Denied"));
    }
    if region != call.region {
        let message = "The bucket you are attempting to access must be addressed using the specified endpoint.";
        return Err(Fault::new(301, "PermanentRedirect", message).with("x-amz-bucket-region", region));
    }
    match key {
        Some(key) => of_object(call, world, &name, &key),
        None => of_bucket(call, world, &name),
    }
}

fn of_bucket(call: &Call, world: &mut World, name: &str) -> Outcome {
    let asks = |what: &str| call.query(what).is_some();
    if call.method == "POST" && asks("delete") {
        return object::delete_many(call, world, name);
    }
    let method = call.method.as_str();
    if method == "DELETE" && call.query.iter().all(|(name, _)| name == "x-id") {
        return bucket::delete(world, name);
    }
    let bucket = world.s3.buckets.get_mut(name).ok_or_else(Fault::no_such_bucket)?;
    match method {
        "HEAD" => Ok(bucket::head(bucket)),
        "GET" if asks("location") => Ok(bucket::location(bucket)),
        "GET" if asks("versions") => listing::versions(call, name, bucket),
        "GET" if asks("uploads") => Ok(upload::list(call, name, bucket)),
        "GET" if asks("list-type") => listing::objects(call, name, bucket),
        "GET" | "PUT" | "DELETE" => settings::handle(call, name, bucket).unwrap_or_else(|| Err(not_implemented(call))),
        _ => Err(not_implemented(call)),
    }
}

fn of_object(call: &Call, world: &mut World, name: &str, key: &str) -> Outcome {
    let asks = |what: &str| call.query(what).is_some();
    match call.method.as_str() {
        "PUT" if asks("partNumber") => upload::put_part(call, world, name),
        "POST" if asks("uploads") => upload::start(call, world, name, key),
        "POST" if asks("uploadId") => upload::complete(call, world, name, key),
        "DELETE" if asks("uploadId") => upload::abort(call, world, name),
        _ if asks("acl") || asks("retention") || asks("legal-hold") => Err(not_implemented(call)),
        "GET" if asks("tagging") => object::get_tags(call, world, name, key),
        "PUT" if asks("tagging") => object::put_tags(call, world, name, key),
        _ if asks("tagging") => Err(not_implemented(call)),
        "PUT" if call.header("x-amz-copy-source").is_some() => Err(not_implemented(call)),
        "PUT" => object::put(call, world, name, key),
        "GET" | "HEAD" => object::get(call, world, name, key),
        "DELETE" => object::delete(call, world, name, key),
        _ => Err(not_implemented(call)),
    }
}

fn not_implemented(call: &Call) -> Fault {
    let asked = call.query.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("&");
    Fault::new(501, "NotImplemented", format!("the embedded S3 does not know {} {}?{asked}", call.method, call.path))
}

/// An XML answer in S3's namespace.
pub(super) fn xml(root: Element) -> Answer {
    Answer::xml(200, root.document(XMLNS))
}

/// The bucket and the bodies, borrowed apart.
pub(super) fn bucket_of<'a>(world: &'a mut World, name: &str) -> Result<&'a mut Bucket, Fault> {
    world.s3.buckets.get_mut(name).ok_or_else(Fault::no_such_bucket)
}
